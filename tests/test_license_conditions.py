"""What conditions of licenses ask of an organization, by what its profile says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest

from checker import shape, source
from checker.catalog import Catalog
from checker.catalog.claims import Fact
from checker.condition.truth import Truth
from checker.files.conditions import Conditions
from checker.files.config import Config
from checker.files.facts import Claim
from checker.fleet import World
from checker.kinds.parts.conditions import judge_conditions
from checker.shape import faults_of
from checker.shape.marks import ValidationError

AS_OF = dt.date(2026, 11, 22)
SOURCE = {"what": "license", "where": "acme.example", "class": "legal-text", "read": "2026-11-01"}


def profile(text: str) -> World:
    raw = f"format: modelbylaws/config/v1\norganization: {{{text}}}\n".encode()
    document = source.parse("modelbylaws.yaml", raw)
    assert isinstance(document, source.Document)
    config = shape.read(document, Config)
    assert isinstance(config, Config)
    return World(Catalog({}, {}, {}, {}, {}, {}, ()), config.organization, AS_OF, None, None, {})


def terms(asked: Mapping[str, object], said: str) -> list[tuple[Truth, str]]:
    claim = Claim[Conditions].model_validate(
        {"value": asked, "from": "2026-01-01", "status": "confirmed", "sources": [SOURCE]}
    )
    found = judge_conditions(profile(said), "acme/one", "LicenseRef-acme", Fact(claim.value, claim))
    return [(term.truth, term.reason) for term in found]


@pytest.mark.parametrize(
    ("asked", "said", "truth", "why"),
    [
        ({"max-annual-revenue-usd": "1000000"}, "annual-revenue-usd: 1000000", Truth.TRUE, "we have 1000000"),
        ({"max-annual-revenue-usd": "1000000"}, "annual-revenue-usd: 1000001", Truth.FALSE, "we have 1000001"),
        ({"max-annual-revenue-usd": "1000000"}, "monthly-revenue-usd: 1", Truth.UNKNOWN, "ours are not declared"),
        ({"needs-authorization": "true"}, "", Truth.UNKNOWN, "which we have is not declared"),
        ({"needs-authorization": "true"}, "authorizations: []", Truth.FALSE, "which we do not have"),
        ({"needs-authorization": "true"}, "authorizations: [LicenseRef-acme]", Truth.TRUE, "which we have"),
        ({"indemnity": "true"}, "", Truth.UNKNOWN, "whether we accept that is not declared"),
        ({"indemnity": "true"}, "accepts-indemnity: false", Truth.FALSE, "which we do not accept"),
        ({"indemnity": "true"}, "accepts-indemnity: true", Truth.TRUE, "which we accept"),
    ],
)
def test_a_condition_holds_as_the_profile_says(asked: dict[str, object], said: str, truth: Truth, why: str) -> None:
    ((found, reason),) = terms(asked, said)

    assert found is truth
    assert why in reason


HOSTS_ONLY = {"max-annual-revenue-usd": "100", "scope": ["hosting"]}


@pytest.mark.parametrize(
    ("said", "truth"),
    [
        ("annual-revenue-usd: 200, scope: [own-use]", Truth.TRUE),
        ("annual-revenue-usd: 200, scope: [own-use, hosting]", Truth.FALSE),
        ("annual-revenue-usd: 200", Truth.UNKNOWN),
        ("annual-revenue-usd: 50", Truth.TRUE),
        ("scope: [end-user]", Truth.TRUE),
        ("scope: [hosting]", Truth.UNKNOWN),
        ("", Truth.UNKNOWN),
    ],
)
def test_conditions_bind_those_who_use_it_so(said: str, truth: Truth) -> None:
    ((found, _),) = terms(HOSTS_ONLY, said)

    assert found is truth


SHOWN = {"notice": "Acme", "notice-above-monthly-active-users": "100", "notice-above-monthly-revenue-usd": "20"}


@pytest.mark.parametrize(
    ("asked", "said", "text"),
    [
        ({"notice": "Acme"}, "", "acme/one asks to display 'Acme'"),
        ({"notice-file": "By Acme"}, "", "acme/one asks for a notice file: 'By Acme'"),
        (SHOWN, "monthly-active-users: 101", "'Acme', since we have more than 100 monthly active users"),
        (SHOWN, "monthly-active-users: 100", "'Acme' above 20 monthly revenue in USD, and ours are not declared"),
        (
            SHOWN,
            "monthly-active-users: 100, monthly-revenue-usd: 20",
            "'Acme' above 100 monthly active users or 20 monthly revenue in USD, which we do not have",
        ),
    ],
)
def test_a_notice_is_told_with_whether_it_is_due_and_breaks_nothing(
    asked: dict[str, object], said: str, text: str
) -> None:
    ((found, reason),) = terms(asked, said)

    assert found is Truth.TRUE
    assert reason.endswith(text)


def test_a_threshold_without_a_notice_is_a_fault() -> None:
    with pytest.raises(ValidationError) as error:
        Conditions.model_validate({"notice-above-monthly-active-users": "100"})

    assert [fault.message for fault in faults_of(error.value, Conditions)] == ["a threshold needs a notice"]
