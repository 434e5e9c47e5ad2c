"""``model.read``: the oldest day on which what is known behind a route was last read."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from checker import source
from checker.catalog import Catalog
from checker.catalog.layered import Layered
from checker.catalog.stacking import stack
from checker.condition.truth import Known, Unknown, Value
from checker.files.catalog import CatalogFile
from checker.fleet.attributes import ATTRIBUTES
from checker.fleet.view import View
from tests.fleets import AS_OF, fleet, service


def on(day: str) -> str:
    """A source that was read on a day."""
    return f"{{what: w, where: here, class: vendor, read: {day}}}"


CATALOG = f"""\
format: modelbylaws/catalog/v1
recorded: 2026-03-01
vendors:
  - {{id: acme, name: Acme, group: acme, sources: [{on("2026-01-01")}]}}
models:
  - id: acme/old
    vendor: acme
    aliases: ["hf:acme/Old"]
    facts:
      weights:
        - {{value: public, from: 2026-01-01, status: confirmed, sources: [{on("2026-02-01")}], superseded: 2026-10-01}}
        - {{value: public, from: 2026-01-01, status: confirmed, recorded: 2026-10-01,
           sources: [{on("2026-02-01")}, {on("2026-09-30")}]}}
      derived-from: [{{value: [], from: 2026-01-01, status: reported, sources: [{on("2026-08-01")}]}}]
  - id: acme/new
    vendor: acme
    facts:
      weights: [{{value: public, from: 2026-01-01, status: confirmed, sources: [{on("2026-11-01")}]}}]
      derived-from: [{{value: [], from: 2026-01-01, status: reported, sources: [{on("2026-11-02")}]}}]
  - id: acme/blank
    vendor: acme
endpoints:
  - {{model: acme/new, host: acme, retires: none, status: reported, sources: [{on("2026-05-05")}]}}
"""


def known() -> Catalog:
    document = source.parse("catalog.yaml", CATALOG.encode())
    assert isinstance(document, source.Document)
    made = stack([[Layered(document, CatalogFile.model_validate(document.data).dated())]])
    assert isinstance(made, Catalog), made
    return made


def read(route: dict[str, object], as_of: dt.date = AS_OF, known_by: dt.date | None = None) -> Value:
    one = fleet([service("a", [route])], known(), vendor="own")
    world = replace(one.world, as_of=as_of, known_by=known_by)
    use = one.services[0].uses[0]
    return View(world, one.services[0], use, use.routes[0]).read(ATTRIBUTES["model.read"])


def hosted(model: str, *bases: str) -> dict[str, object]:
    return {"model": model, "access": "self-hosted", **({"derived-from": list(bases)} if bases else {})}


@pytest.mark.parametrize(
    ("route", "day"),
    [
        (hosted("acme/old"), "2026-08-01"),
        (hosted("hf:acme/Old"), "2026-08-01"),
        (hosted("acme/new"), "2026-11-01"),
        ({"model": "acme/new", "access": "vendor-api"}, "2026-05-05"),
        ({"model": "acme/new", "access": "vendor-api", "host": "acme"}, "2026-05-05"),
        ({"model": "acme/new", "access": "cloud-api"}, "2026-11-01"),
        (hosted("own/tuned", "acme/new"), "2026-11-01"),
        (hosted("own/tuned", "acme/new", "hf:acme/Old"), "2026-08-01"),
    ],
)
def test_the_oldest_of_the_newest_readings_of_each_fact(route: dict[str, object], day: str) -> None:
    assert read(route) == Known(dt.date.fromisoformat(day))


@pytest.mark.parametrize(
    ("known_by", "expected"),
    [
        (dt.date(2026, 10, 1), Known(dt.date(2026, 8, 1))),
        (dt.date(2026, 9, 30), Known(dt.date(2026, 2, 1))),
        (dt.date(2026, 2, 28), None),
        (dt.date(2026, 7, 31), None),
    ],
)
def test_what_catalogs_had_not_recorded_is_no_reading(known_by: dt.date, expected: Value | None) -> None:
    found = read(hosted("acme/old"), known_by=known_by)

    assert isinstance(found, Unknown) if expected is None else found == expected


def test_what_was_read_after_the_as_of_date_is_unknown_and_no_failure() -> None:
    assert read(hosted("acme/new"), dt.date(2026, 10, 31)) == Unknown(
        "a fact about acme/new was read on 2026-11-01, after 2026-10-31", "that does not count"
    )
    assert read(hosted("acme/new"), dt.date(2026, 11, 2)) == Known(dt.date(2026, 11, 1))


@pytest.mark.parametrize(
    "route",
    [
        hosted("acme/blank"),
        hosted("nobody/knows"),
        hosted("unknown"),
        hosted("own/tuned"),
        hosted("own/tuned", "acme/old", "nobody/knows"),
        hosted("own/tuned", "acme/old", "acme/blank"),
    ],
)
def test_where_nothing_is_known_about_a_part_nothing_is_fresh(route: dict[str, object]) -> None:
    assert isinstance(read(route), Unknown)
