"""Which reading of a source counts, and for how long: of an old copy, a floor, and one source that is read twice."""

from __future__ import annotations

import datetime as dt

import pytest

from checker.catalog.claims import Fact, NoFact, ending, resolve
from checker.catalog.readings import LIFE, place_of, seen_on
from checker.condition.truth import Known, Unknown
from checker.files.catalog import Endpoint
from checker.files.facts import Claim, Source
from checker.fleet.attributes import ATTRIBUTES
from checker.fleet.view import View
from checker.shape.written import as_file
from tests.fleets import catalog, fleet, service
from tests.fleets import fact as sure

AS_OF = dt.date(2026, 11, 22)
"""The day of every question here that does not say."""


def source(stood: str = "", kind: str = "vendor", where: str = "acme.example", read: str = "2026-11-20") -> Source:
    made = {"what": "a page", "where": where, "class": kind, "read": read, **({"stood": stood} if stood else {})}
    return Source.model_validate(made)


def written(made: Source) -> dict[str, str]:
    """As a file has it."""
    return {key: str(part) for key, part in as_file(made).items()}


def claim(value: str, *sources: Source, **more: str) -> Claim[str]:
    made = {"value": value, "from": "2026-01-01", "status": "reported", "sources": list(sources), **more}
    return Claim[str].model_validate(made)


def endpoint(retires: object, *sources: Source) -> Endpoint:
    made = {"model": "acme/one", "host": "acme", "retires": retires, "status": "reported", "sources": list(sources)}
    return Endpoint.model_validate(made)


def value(found: object) -> object:
    return found.value if isinstance(found, Fact) else None


@pytest.mark.parametrize(
    ("stage", "stood", "known"),
    [
        ("active", "2026-08-24", True),
        ("active", "2026-08-23", False),
        ("active", "", True),
        ("maintenance", "2026-05-11", False),
        ("retired", "2025-12-31", True),
        ("frozen", "2025-12-31", True),
    ],
)
def test_what_an_old_copy_says_of_a_stage_is_unknown_unless_it_has_ended(
    stage: str, stood: str, *, known: bool
) -> None:
    found = resolve([claim(stage, source(stood))], AS_OF, "reported", aging=AS_OF)

    assert value(found) == (stage if known else None)
    assert known or (isinstance(found, NoFact) and stood in found.reason)


def test_an_end_that_an_old_copy_announced_for_a_day_that_it_cannot_know_of_is_no_end() -> None:
    late = claim("retired", source("2026-01-05"), **{"from": "2026-10-01"})

    assert value(resolve([late], AS_OF, "reported", aging=AS_OF)) is None


def test_a_decision_is_as_good_as_a_reading() -> None:
    decided = {"by": "risk-board", "on": "2026-11-01", "why": "asked them"}
    found = claim("active", source("2026-05-11")).model_copy(update={"decided": Claim[str].model_validate(
        {"value": "x", "from": "2026-01-01", "status": "reported", "sources": [source()], "decided": decided}
    ).decided})  # fmt: skip

    assert value(resolve([found], AS_OF, "reported", aging=AS_OF)) == "active"


def test_what_does_not_age_is_known_from_an_old_copy() -> None:
    assert value(resolve([claim("public", source("2024-07-19"))], AS_OF, "reported")) == "public"


def test_a_later_reading_of_one_source_supersedes_the_earlier_one_whatever_its_status() -> None:
    """A dataset that corrected itself does not contradict itself (F5)."""
    wrong = claim("none", source("2026-06-03", where="github.com/a/b models/x.toml @506b1b0"), status="confirmed")
    right = claim("public", source("2026-06-17", where="github.com/a/b models/x.toml @1a0bdb9"))
    other = claim("gated", source("2026-06-01", "press", where="press.example"))

    assert value(resolve([wrong, right], AS_OF, "reported")) == "public"
    assert value(resolve([right, wrong, other], AS_OF, "reported")) == "public"


def test_two_sources_contradict_each_other_however_old_they_are() -> None:
    one, two = claim("none", source("2026-06-03", where="one")), claim("public", source("2026-06-17", where="two"))

    assert isinstance(resolve([one, two], AS_OF, "reported"), NoFact)


def test_of_what_ages_the_newer_of_two_sources_of_one_class_counts() -> None:
    one, two = claim("active", source("2026-10-03", where="one")), claim("retired", source("2026-10-17", where="two"))

    assert value(resolve([one, two], AS_OF, "reported", aging=AS_OF)) == "retired"
    assert value(resolve([one, claim("preview", source(where="three"))], AS_OF, "reported", aging=AS_OF)) is None


@pytest.mark.parametrize(
    ("where", "place"),
    [
        ("github.com/a/b src/x.ts @038807d", "github.com/a/b src/x.ts"),
        ("PyPI litellm 1.109.1", "PyPI litellm"),
        ("PyPI anthropic 2.12.0, types/model.py", "PyPI anthropic, types/model.py"),
        ("docs.x.ai/developers/migration/may-15-retirement.md", "docs.x.ai/developers/migration/may-15-retirement.md"),
    ],
)
def test_the_place_of_a_source_is_the_same_at_every_commit_and_release(where: str, place: str) -> None:
    assert place_of(where) == place


def test_an_old_schedule_no_longer_counts_and_a_newer_dataset_does() -> None:
    old = endpoint("2027-03-05", source("2026-07-07", "host", where="a schedule"))
    new = endpoint("2027-09-02", source("2026-11-20", "dataset", where="a dataset"))

    assert value(ending([old, new], dt.date(2026, 8, 1))) == dt.date(2027, 3, 5)
    assert value(ending([old, new], AS_OF)) == dt.date(2027, 9, 2)
    assert value(ending([old], dt.date(2027, 6, 1))) is None


def test_a_floor_of_the_vendor_is_good_until_its_day_and_one_of_a_dataset_as_long_as_any_claim() -> None:
    floor = {"not-before": "2027-06-09", "notice": "60d"}

    promised = ending([endpoint(floor, source("2026-06-09"))], AS_OF)
    guessed = ending([endpoint(floor, source("2026-06-09", "dataset"))], AS_OF)

    assert str(value(promised)) == "not before 2027-06-09, with notice of 60 days"
    assert value(guessed) is None
    assert value(ending([endpoint(floor, source("2026-06-09"))], dt.date(2027, 6, 9))) is None


def test_a_retired_model_is_no_longer_offered_by_its_vendor_whatever_its_access_says() -> None:
    read = {"sources": [written(source())]}
    offered = [{**sure(["vendor-api", "cloud-api"])[0], **read}]
    known = catalog({"acme/one": {"access": offered, "stage": [{**sure("retired")[0], **read}]}}, hosts=["cloud"])
    routes = [
        {"model": "acme/one", "access": "vendor-api"},
        {"model": "acme/one", "access": "cloud-api", "host": "cloud"},
    ]
    for route, expected in zip(routes, (False, True), strict=True):
        made = fleet([service("a", [route])], known)
        use = made.services[0].uses[0]

        found = View(made.world, made.services[0], use, use.routes[0]).read(ATTRIBUTES["access-offered"])

        assert isinstance(found, Known)
        assert found.value is expected


def test_an_old_copy_that_was_opened_yesterday_is_as_old_as_it_is() -> None:
    """F2: the day on which we opened it measures us, and not the source."""
    copied = [{**sure("active")[0], "sources": [written(source("2026-05-11"))]}]
    made = fleet(
        [service("a", [{"model": "acme/one", "access": "vendor-api"}])], catalog({"acme/one": {"stage": copied}})
    )
    use = made.services[0].uses[0]
    view = View(made.world, made.services[0], use, use.routes[0])

    stage = view.read(ATTRIBUTES["model.stage"])

    assert view.read(ATTRIBUTES["model.read"]) == Known(dt.date(2026, 5, 11))
    assert isinstance(stage, Unknown)
    assert f"2026-05-11, and such a claim is good for {LIFE.days} days" in stage.reason


@pytest.mark.parametrize(
    ("where", "day"),
    [
        ("github.com/a/b LICENSE @ab8f592", "2026-11-20"),
        ("PyPI litellm 1.1", "2026-11-20"),
        ("a.example", "2024-10-25"),
    ],
)
def test_what_does_not_age_and_is_pinned_is_as_fresh_as_its_reading(where: str, day: str) -> None:
    assert seen_on(source("2024-10-25", where=where), ages=False) == dt.date.fromisoformat(day)
    assert seen_on(source("2024-10-25", where=where), ages=True) == dt.date(2024, 10, 25)


def test_nothing_stood_after_it_was_read() -> None:
    with pytest.raises(ValueError, match="stood"):
        source("2026-11-21")
