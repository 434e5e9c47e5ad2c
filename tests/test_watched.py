"""A vendor, or a family of its models, under watch."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from checker.catalog import Catalog
from checker.condition.truth import Known, Unknown
from checker.files.watch import Watch
from checker.fleet import World
from checker.fleet.watched import watched
from tests.fleets import AS_OF, catalog, fact, fleet, service

SOURCE = {"what": "news", "where": "here", "class": "press", "read": "2026-06-01", "published": "2026-04-09"}
BASE: dict[str, dict[str, object]] = {
    "acme/one": {"derived-from": fact([])},
    "bolt/tuned": {"derived-from": fact(["acme/one"])},
    "bolt/free": {"derived-from": fact([])},
    "bolt/orphan": {},
}


def known(**watch: str) -> Catalog:
    found = catalog(BASE)
    entry = {"since": "2026-04-08", "why": "It may close.", "sources": [SOURCE]} | watch
    vendor = found.vendors["acme"].model_copy(update={"watch": (Watch.model_validate(entry),)})
    return replace(found, vendors={**found.vendors, "acme": vendor})


def ask(found: Catalog, model: str, as_of: dt.date = AS_OF, known_by: dt.date | None = None) -> object:
    one = service("a", [{"model": model, "access": "cloud-api"}])
    made = fleet([one], found).world
    world = World(made.catalog, made.organization, as_of, known_by, None, {})
    value = watched(world, one.live_routes[0])
    return value.value if isinstance(value, Known) else None if isinstance(value, Unknown) else value


@pytest.mark.parametrize(
    ("model", "expected"),
    [("acme/one", True), ("bolt/tuned", True), ("bolt/free", False), ("bolt/orphan", None), ("nobody/knows", None)],
)
def test_a_watch_reaches_what_was_made_from_its_models(model: str, expected: bool | None) -> None:
    assert ask(known(), model) is expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2026-04-07", False), ("2026-04-08", True), ("2026-06-30", True), ("2026-07-01", False)],
)
def test_a_watch_has_days(day: str, expected: bool) -> None:
    assert ask(known(until="2026-07-01"), "acme/one", dt.date.fromisoformat(day)) is expected


@pytest.mark.parametrize(("day", "expected"), [("2026-04-08", None), ("2026-04-09", True)])
def test_a_watch_was_known_from_the_day_that_its_source_was_published(day: str, expected: bool | None) -> None:
    """Before that the lineage is not known either, since no claim had been recorded."""
    assert ask(known(), "acme/one", known_by=dt.date.fromisoformat(day)) is expected


def test_a_family_under_watch_leaves_a_model_of_no_known_family_unknown() -> None:
    assert ask(known(family="apex"), "acme/one") is None
