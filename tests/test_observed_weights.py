"""Shares weighed by what was observed, by hand: what no evidence counts is unknown, and never zero."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from checker.diagnostic import Location, Place, Span
from checker.fleet import Fleet
from checker.judging.selection import EVERYONE
from checker.kinds.kind import Conclusion, Member
from checker.observed import Evidence, Observation
from checker.report import Verdict
from checker.vocabulary import ObservedSource
from tests.fleets import AS_OF, catalog, service
from tests.fleets import fleet as fleet_of
from tests.kind_examples import make_rule

CATALOG = catalog({"acme/one": {}, "beta/two": {}}, hosts=["north"])
OCTOBER = dt.date(2026, 10, 1), dt.date(2026, 10, 31)
LATER = AS_OF + dt.timedelta(days=1)
HERE = Location("seen.csv", Span(2, 1, 3, 1))


def fleet(models: dict[str, str], seen: Sequence[Observation], order: Sequence[ObservedSource], **more: str) -> Fleet:
    services = [service(name, [{"model": model, "access": "vendor-api"}]) for name, model in models.items()]
    made = fleet_of(services, CATALOG, **more)
    return replace(made, world=replace(made.world, observed=Evidence(tuple(seen), tuple(order))))


def seen(
    name: str,
    requests: int | None,
    cost: str | None = None,
    currency: str = "EUR",
    source: ObservedSource = "telemetry",
) -> Observation:
    money = Fraction(cost) if cost else None
    return Observation(source, name, name, "one", None, *OCTOBER, requests, money, currency if cost else None, HERE)


def share(fleet: Fleet, weight: str, names: Collection[str] = ("a", "b", "c")) -> Conclusion:
    rule = make_rule("max-share", by="vendor", max="50%", weight=weight)
    members = [Member(one, EVERYONE, certain=True) for one in fleet.services]
    pieces = tuple(piece for member in members for piece in rule.collect(fleet.world, member))
    return rule.conclude(rule.merge(pieces, rule.collect_beyond(fleet.world, set(names))), Place("p.yaml"))


THREE = {"a": "acme/one", "b": "beta/two", "c": "acme/one"}


def test_requests_of_all_evidence_are_added_up() -> None:
    counted = [seen("a", 300), seen("a", 100), seen("b", 500), seen("c", 100)]

    found = share(fleet(THREE, counted, ["telemetry"]), "observed-requests")

    assert {str(m.key): m.lowest.value for m in found.measures} == {"acme": Fraction(1, 2), "beta": Fraction(1, 2)}
    assert {m.verdict for m in found.measures} == {Verdict.PASS}


def test_of_two_sources_that_count_the_same_requests_the_first_counts() -> None:
    log = [seen("a", 700, source="litellm-spend"), seen("b", 300, source="litellm-spend")]
    counted = [*log, seen("a", 1), seen("c", 1000)]

    found = share(fleet(THREE, counted, ["litellm-spend", "telemetry"]), "observed-requests")

    assert {str(m.key): m.lowest.value for m in found.measures} == {"acme": Fraction(17, 20), "beta": Fraction(3, 20)}


def test_costs_weigh_in_the_currency_of_the_organization() -> None:
    billed = [
        seen("a", None, "10.50", source="focus"),
        seen("b", None, "31.50", source="focus"),
        seen("c", None, "0", source="focus"),
    ]

    found = share(fleet(THREE, billed, ["focus"], currency="EUR"), "observed-cost")

    assert {str(m.key): m.lowest.value for m in found.measures} == {"acme": Fraction(1, 4), "beta": Fraction(3, 4)}


@pytest.mark.parametrize(
    ("counted", "weight", "whom"),
    [
        ([seen("a", 1), seen("b", 1)], "observed-requests", "c"),
        ([seen("a", 1), seen("b", 1), seen("c", None, "5")], "observed-requests", "c"),
        ([seen("a", 1, "1"), seen("b", 1, "1"), seen("c", 1, "1", "USD")], "observed-cost", "a, b, c"),
        ([seen("a", 1), seen("b", 1), seen("c", 1), seen("x", 1)], "observed-requests", "caller x"),
        (
            [seen("a", 1), seen("b", 1), replace(seen("c", 1), until=LATER)],
            "observed-requests",
            "c",
        ),
        (
            [seen("a", 1), seen("b", 1), replace(seen("c", 1), since=LATER)],
            "observed-requests",
            "c",
        ),
    ],
)
def test_what_no_evidence_counts_is_unknown(counted: Sequence[Observation], weight: str, whom: str) -> None:
    found = share(fleet(THREE, counted, ["telemetry"]), weight)

    assert [decision.verdict for decision in found.decisions] == [Verdict.UNKNOWN]
    assert found.decisions[0].reason == f"{weight} is not known of {whom}, so no share can be given"
    assert not found.measures


def test_without_evidence_or_with_a_file_that_could_not_be_read_nothing_is_known() -> None:
    made = fleet(THREE, [seen("a", 1), seen("b", 1), seen("c", 1)], ["telemetry"])
    for evidence in (None, replace(made.world.observed, unread=("x.csv",)) if made.world.observed else None):
        judged = replace(made, world=replace(made.world, observed=evidence))

        assert share(judged, "observed-requests").decisions[0].verdict is Verdict.UNKNOWN


def test_a_cost_that_only_some_rows_tell_weighs_nothing_known() -> None:
    told = [seen("a", 10, "10", source="telemetry"), seen("a", 90, None), seen("b", 5, "5"), seen("c", 5, "5")]

    found = share(fleet(THREE, told, ["telemetry"]), "observed-cost")

    assert {decision.verdict for decision in found.decisions} == {Verdict.UNKNOWN}
