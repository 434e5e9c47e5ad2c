"""From claims to a fact on a day."""

from __future__ import annotations

import datetime as dt

import pytest

from checker.catalog.claims import Fact, NoFact, resolve
from checker.files.facts import Claim
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


def held(
    value: str, recorded: str, superseded: str | None = None, status: str = "reported", **more: object
) -> Claim[str]:
    source = {"what": "w", "where": "w", "class": "press", "read": "2026-11-22"}
    raw = {"value": value, "from": "2026-01-01", "status": status, "sources": [source], "recorded": recorded, **more}
    return Claim[str].model_validate(raw | ({"superseded": superseded} if superseded else {}))


@pytest.mark.parametrize(
    ("known_by", "expected"),
    [
        ("2026-03-31", NoFact("has no claim recorded by 2026-03-31")),
        ("2026-04-01", "a"),
        ("2026-06-30", "a"),
        ("2026-07-01", "b"),
        (None, "b"),
    ],
)
def test_an_old_run_can_be_repeated(known_by: str | None, expected: object) -> None:
    claims = [held("a", "2026-04-01", "2026-07-01"), held("b", "2026-07-01")]

    found = resolve(claims, AS_OF, "reported", dt.date.fromisoformat(known_by) if known_by else None)

    assert (found if isinstance(found, NoFact) else found.value) == expected


def test_a_claim_without_a_day_of_recording_was_known_on_no_day() -> None:
    undated = claim("a", "reported", "press")

    assert resolve([undated], AS_OF, "reported", AS_OF) == NoFact(f"has no claim recorded by {AS_OF}")


def test_what_is_superseded_is_not_judged() -> None:
    assert resolve([held("a", "2026-04-01", "2026-07-01")], AS_OF, "reported") == NoFact(
        "has no claim that still holds"
    )


DECIDED = {"by": "risk-board", "on": "2026-05-01", "why": "the vendor told us so in writing"}


@pytest.mark.parametrize(
    ("known_by", "expected"),
    [(None, "b"), ("2026-05-01", "b"), ("2026-04-30", NoFact("is disputed: w says a, but w says b"))],
)
def test_a_decision_settles_a_dispute_from_its_day_on(known_by: str | None, expected: object) -> None:
    claims = [held("a", "2026-04-01"), held("b", "2026-04-01", decided=DECIDED)]

    found = resolve(claims, AS_OF, "reported", dt.date.fromisoformat(known_by) if known_by else None)

    assert (found if isinstance(found, NoFact) else found.value) == expected


def test_a_decision_makes_nothing_confirmed() -> None:
    found = resolve([held("a", "2026-04-01", decided=DECIDED)], AS_OF, "confirmed")

    assert found == NoFact("is only reported, and the rule does not say accept: reported")


def test_two_decisions_that_differ_are_a_dispute() -> None:
    claims = [held("a", "2026-04-01", decided=DECIDED), held("b", "2026-04-01", decided=DECIDED)]

    assert resolve(claims, AS_OF, "reported") == NoFact("is disputed: w says a, but w says b")


@pytest.mark.parametrize(("one", "two"), [("mit", "MIT"), ("GPL-3.0", "GPL-3.0-only"), ("gemma", "LicenseRef-gemma")])
def test_two_spellings_of_one_license_are_no_dispute(one: str, two: str) -> None:
    found = resolve([claim(one, "reported", "press"), claim(two, "reported", "press")], AS_OF, "reported")

    assert isinstance(found, Fact)
    assert found.value == one
