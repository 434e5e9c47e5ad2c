"""From claims to a fact on a day."""

from __future__ import annotations

import datetime as dt

import pytest

from checker.catalog.claims import Fact, NoFact, resolve
from checker.catalog.files import Claim
from checker.vocabulary import Accept

AS_OF = dt.date(2026, 11, 22)


def claim(value: str, status: str, class_: str, since: str = "2026-01-01", until: str | None = None) -> Claim[str]:
    source = {"what": "w", "where": "w", "class": class_, "read": "2026-11-22"}
    raw = {"value": value, "from": since, "status": status, "sources": [source]}
    return Claim[str].model_validate(raw | ({"until": until} if until else {}))


@pytest.mark.parametrize(
    ("claims", "accept", "expected"),
    [
        ([], "reported", "is in no catalog"),
        ([claim("a", "reported", "press", since="2026-11-23")], "reported", "has no claim that covers 2026-11-22"),
        ([claim("a", "reported", "press", until="2026-11-22")], "reported", "has no claim that covers 2026-11-22"),
        ([claim("a", "announced", "vendor")], "reported", "is only announced"),
        (
            [claim("a", "announced", "vendor"), claim("b", "rejected", "press")],
            "reported",
            "is only announced and rejected",
        ),
        (
            [claim("a", "reported", "press")],
            "confirmed",
            "is only reported, and the rule does not say accept: reported",
        ),
        (
            [claim("a", "reported", "press"), claim("b", "reported", "press")],
            "reported",
            "is disputed: w says a, but w says b",
        ),
        (
            [claim("a", "confirmed", "host"), claim("b", "confirmed", "host")],
            "confirmed",
            "is disputed: w says a, but w says b",
        ),
    ],
)
def test_there_is_no_fact(claims: list[Claim[str]], accept: Accept, expected: str) -> None:
    assert resolve(claims, AS_OF, accept) == NoFact(expected)


@pytest.mark.parametrize(
    ("claims", "accept"),
    [
        ([claim("a", "reported", "press")], "reported"),
        ([claim("a", "confirmed", "vendor")], "confirmed"),
        ([claim("a", "confirmed", "vendor", since="2026-11-22")], "confirmed"),
        ([claim("a", "reported", "press", until="2026-11-23")], "reported"),
        ([claim("a", "reported", "press"), claim("a", "reported", "press")], "reported"),
        ([claim("b", "reported", "legal-text"), claim("a", "confirmed", "host")], "confirmed"),
        ([claim("b", "confirmed", "vendor"), claim("a", "confirmed", "legal-text")], "confirmed"),
        (
            [claim("b", "reported", "aggregator"), claim("b", "reported", "press"), claim("a", "reported", "dataset")],
            "reported",
        ),
        ([claim("b", "announced", "legal-text"), claim("a", "reported", "aggregator")], "reported"),
    ],
)
def test_the_best_status_then_the_best_source_decides(claims: list[Claim[str]], accept: Accept) -> None:
    for order in (claims, claims[::-1]):
        fact = resolve(order, AS_OF, accept)

        assert isinstance(fact, Fact)
        assert fact.value == "a"
