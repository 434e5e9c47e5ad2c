"""The kind ``declared`` against a judge that tries every way in which what is unknown may turn out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.diagnostic import Location, Place, Span
from checker.fleet import Fleet, Service
from checker.judging.selection import EVERYONE
from checker.kinds.declared import Declared
from checker.kinds.kind import Conclusion, Member
from checker.observed import Evidence, Observation
from checker.report import Decision, Verdict
from checker.vocabulary import ObservedSource
from tests.fleets import AS_OF, catalog, service_of
from tests.fleets import fleet as fleet_of
from tests.kind_examples import make_rule

CATALOG = catalog({"acme/one": {}, "acme/two": {}, "beta/three": {}}, hosts=["north", "south"])
NAMES: Mapping[str, str | None] = {"acme/one": "acme/one", "one": "acme/one", "acme/two": "acme/two",
                                   "beta/three": "beta/three", "no-such-name": None}  # fmt: skip
"""How evidence calls models, and which one is meant; None where no catalog knows the name."""
HOSTS: Mapping[str | None, str | None] = {"north": "north", "south": "south", "nowhere": None, None: None}
MODELS = ("acme/one", "acme/two", "beta/three", "unknown")
START = AS_OF - dt.timedelta(days=90)
PERIODS = {
    "in": (AS_OF - dt.timedelta(days=20), AS_OF - dt.timedelta(days=10)),
    "edge": (START, AS_OF),
    "perhaps": (START - dt.timedelta(days=5), START),
    "out": (START - dt.timedelta(days=30), START - dt.timedelta(days=1)),
}
POINTS = Fraction(1, 10)
OTHER = "(any other)"
Counts = tuple[int | None, int | None]


@dataclass(frozen=True)
class Route:
    model: str
    host: str | None
    role: str
    share: int


@st.composite
def uses(draw: st.DrawFn) -> list[Route]:
    """Routes of one use: one live route, or two that share it, and perhaps a fallback."""
    part = draw(st.sampled_from([20, 50, 70]))
    shares = draw(st.sampled_from([[100], [part, 100 - part]]))
    pick = st.tuples(st.sampled_from(MODELS), st.sampled_from(["north", "south", None]))
    routes = [Route(*draw(pick), "primary" if not n else "secondary", share) for n, share in enumerate(shares)]
    return [*routes, Route(*draw(pick), "fallback", 0)] if draw(st.booleans()) else routes


def observations(callers: Sequence[str]) -> st.SearchStrategy[Observation]:
    """One observation of any of these callers; requests, costs, or a name in code."""

    def make(
        caller: str, name: str, host: str | None, period: str, counts: tuple[int | None, int | None]
    ) -> Observation:
        since, until = PERIODS[period]
        requests, cost = counts
        used: ObservedSource = "telemetry" if requests is not None else "focus"
        source: ObservedSource = "cyclonedx" if requests is None and cost is None else used
        money = None if cost is None else Fraction(cost)
        at = Location("seen.csv", Span(2, 1, 3, 1))
        return Observation(source, caller, caller, name, host, since, until, requests, money, None, at)

    counts = st.sampled_from([(10, None), (30, None), (60, None), (None, 5), (None, None)])
    return st.builds(make, st.sampled_from(callers), st.sampled_from([*NAMES]), st.sampled_from([*HOSTS]),
                     st.sampled_from([*PERIODS]), counts)  # fmt: skip


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, list[Route]], list[Observation]]:
    fleet = {name: draw(uses()) for name in ("a", "b")[: draw(st.integers(1, 2))]}
    return fleet, draw(st.lists(observations([*fleet, "stranger"]), max_size=4))


def build(declared: Mapping[str, Sequence[Route]], seen: Sequence[Observation]) -> Fleet:
    def written(number: int, route: Route, several: bool) -> dict[str, Any]:
        data = {"id": f"r{number}", "model": route.model, "access": "cloud-api", "role": route.role}
        data |= {"host": route.host} if route.host else {}
        return data | ({"share": f"{route.share}%"} if several and route.share else {})

    services: list[Service] = []
    for name, routes in declared.items():
        several = sum(route.share > 0 for route in routes) > 1
        rows = [written(number, route, several) for number, route in enumerate(routes)]
        services.append(service_of(name, [{"id": "main", "routes": rows}]))
    fleet = fleet_of(services, CATALOG)
    return replace(fleet, world=replace(fleet.world, observed=Evidence(tuple(seen))))


def conclude(fleet: Fleet, rule: Declared, order: Sequence[int] = ()) -> Conclusion:
    """The verdicts; pieces are put together in this order of services."""
    pieces: Sequence[Any] = ()
    for number in order or range(len(fleet.services)):
        member = Member(fleet.services[number], EVERYONE, certain=True)
        pieces = rule.merge(rule.collect(fleet.world, member), pieces)
    beyond = rule.collect_beyond(fleet.world, {service.name for service in fleet.services})
    return rule.conclude(rule.merge(pieces, beyond), Place("policy.yaml", ("rules", 0)))


def rule_of(**more: object) -> Declared:
    made = make_rule("declared", **more)
    assert isinstance(made, Declared)
    return made


# --- the brute-force judge: it knows nothing of the program's ways ---


def _models(name: str | None) -> list[str]:
    return [name] if name is not None else ["acme/one", "acme/two", "beta/three", OTHER]


def _hosts(host: str | None) -> list[str]:
    return [host] if host is not None else ["north", "south", OTHER]


def _is_used(seen: Observation) -> bool:
    return seen.requests is not None or seen.cost is not None


def _whens(seen: Observation) -> list[bool]:
    """Whether it lies in the window, in each way in which that may be."""
    assert seen.since is not None
    assert seen.until is not None
    inside = seen.since >= START and seen.until <= AS_OF
    outside = seen.until < START or seen.since > AS_OF
    return [inside] if inside or outside else [True, False]


def _same(seen: Observation, route: Route) -> Iterator[bool]:
    """In each way in which names and hosts that nobody knows may turn out, whether they are one."""
    declared = _models(None if route.model == "unknown" else route.model)
    compared = _is_used(seen) or seen.host is not None
    ways = product(_models(NAMES[seen.model]), _hosts(HOSTS[seen.host]), declared, _hosts(route.host))
    yield from (model == named and (host == at or not compared) for model, host, named, at in ways)


def _can(truths: Iterator[bool]) -> frozenset[bool]:
    return frozenset(truths)


def declared_of(routes: Sequence[Route], seen: Observation) -> frozenset[bool]:
    """Whether a use is declared, in each way: unknowns of different routes turn out independently."""
    ways = [_can(_same(seen, route)) for route in routes]
    return frozenset(any(way) for way in product(*ways))


def use_of(seen: Observation) -> str:
    """What a use is known by: the model that is meant, or its name where nobody knows that, and the host."""
    host = HOSTS[seen.host] or seen.host
    return f"{NAMES[seen.model] or seen.model}{f' at {host}' if host else ''}"


def brute_undeclared(name: str, routes: Sequence[Route], seen: Sequence[Observation]) -> dict[str, Verdict]:
    """Of each observation: broken if it is in the window and not declared. Each use that is broken is by itself."""
    counted = [one for one in seen if any(_whens(one))]
    if not counted:
        return {name: Verdict.NOT_APPLICABLE}
    uses: dict[str, Verdict] = {}
    for one in counted:
        broken = {inside and not declared for inside in _whens(one) for declared in declared_of(routes, one)}
        if (verdict := _verdict(broken)) is not Verdict.PASS:
            use = f"{name}: {use_of(one)}"
            uses[use] = min(verdict, uses.get(use, verdict), key=lambda verdict: verdict.rank)
    return uses or {name: Verdict.PASS}


def _verdict(broken: set[bool]) -> Verdict:
    return Verdict.UNKNOWN if len(broken) > 1 else Verdict.FAIL if True in broken else Verdict.PASS


def brute_unobserved(route: Route, own: Sequence[Observation], loose: Sequence[Observation]) -> Verdict:
    """Whether a route was used, in each way; without any evidence of the service nobody can say that it was not."""
    ways = []
    for one in (*own, *loose):
        if _is_used(one):
            mine = [True] if one in own else [True, False]
            ways.append({m and w and s for m in mine for w in _whens(one) for s in _can(_same(one, route))})
    unused = {not any(way) for way in product(*ways)}
    found = _verdict(unused)
    covered = any(_is_used(one) and _whens(one) == [True] for one in own)
    return Verdict.UNKNOWN if found is Verdict.FAIL and not covered else found


def brute_shares(
    routes: Sequence[Route], own: Sequence[Observation], loose: Sequence[Observation]
) -> list[Verdict] | None:
    """The share of each live route in each way in which requests may belong to routes, or to none of them.

    None where no evidence counts requests of the service.
    """
    counted = [one for one in (*own, *loose) if one.requests]
    if not any(any(_whens(one)) for one in own if one.requests):
        return None
    live = [route for route in routes if route.share]
    choices: list[list[int | None]] = []
    for one in counted:
        may_be = [n for n, route in enumerate(live) if True in _can(_same(one, route))]
        others = any(True in _can(_same(one, route)) for route in routes if not route.share)
        sure = len(may_be) == 1 and not others and one in own and _whens(one) == [True]
        sure = sure and _can(_same(one, live[may_be[0]])) == {True}
        choices.append([*may_be] if sure else [*may_be, None] if any(_whens(one)) else [None])
    if not any(None not in choice for choice in choices):
        return [Verdict.UNKNOWN for _ in live]
    verdicts = []
    for number, route in enumerate(live):
        off = set()
        for way in product(*choices):
            whole = sum(one.requests or 0 for one, to in zip(counted, way, strict=True) if to is not None)
            part = sum(one.requests or 0 for one, to in zip(counted, way, strict=True) if to == number)
            off.add(abs(Fraction(part, whole) - Fraction(route.share, 100)) > POINTS)
        verdicts.append(_verdict(off))
    return verdicts


def by_subject(found: Conclusion) -> dict[str, Decision]:
    """The decisions; no two are of one subject, or a waiver of one would cover the other."""
    listed = {str(decision.subject): decision for decision in found.decisions}
    assert len(listed) == len({decision.subject for decision in found.decisions}) == len(found.decisions)
    return listed


def check(declared: Mapping[str, Sequence[Route]], seen: Sequence[Observation]) -> None:
    # Two observations that are equal in all things are one to the judge; places tell them apart.
    told = [replace(one, at=Location("seen.csv", Span(n + 2, 1, n + 3, 1))) for n, one in enumerate(seen)]
    found = conclude(build(declared, told), rule_of(share_within="10%"))
    verdicts = by_subject(found)
    loose = [one for one in told if one.service not in declared]
    for name, routes in declared.items():
        own = [one for one in told if one.service == name]
        uses = {key: one.verdict for key, one in verdicts.items() if key == name or key.startswith(f"{name}: ")}
        assert uses == brute_undeclared(name, routes, own), (name, routes, own)
        for number, route in enumerate(routes):
            if route.share:
                judged = verdicts[f"{name}/main/r{number}" if len(routes) > 1 else f"{name}/main/r0"]
                assert judged.verdict is brute_unobserved(route, own, loose), (route, own, loose)
        if sum(route.share > 0 for route in routes) > 1:
            shares = [one.verdict for key, one in verdicts.items() if key.endswith(": share by telemetry")
                      and one.service == name]  # fmt: skip
            nobody = verdicts.get(f"{name}/main")
            assert (shares or None) == brute_shares(routes, own, loose), (routes, own, loose)
            assert (nobody.verdict if nobody else None) is (None if shares else Verdict.UNKNOWN)
    unmapped = {f"caller stranger: {use_of(one)}" for one in loose if any(_whens(one))}
    assert {key for key in verdicts if key.startswith("caller")} == unmapped
    if seen:
        numbers = [int(word) for word in found.reason.replace(":", " ").replace(",", " ").split() if word.isdigit()]
        assert numbers[0] == len(seen) == sum(numbers[1:])


@settings(max_examples=60)
@given(cases())
def test_every_verdict_is_that_of_a_judge_who_tries_all_ways(
    case: tuple[dict[str, list[Route]], list[Observation]],
) -> None:
    check(*case)


@pytest.mark.slow
@settings(max_examples=1000)
@given(cases())
def test_every_verdict_is_that_of_a_judge_who_tries_all_ways_of_many_fleets(
    case: tuple[dict[str, list[Route]], list[Observation]],
) -> None:
    check(*case)


@settings(max_examples=20)
@given(cases())
def test_the_order_of_services_and_of_observations_does_not_matter(
    case: tuple[dict[str, list[Route]], list[Observation]],
) -> None:
    declared, seen = case
    fleet, rule = build(declared, seen), rule_of(share_within="10%")
    order = [*reversed(range(len(fleet.services)))]

    assert conclude(fleet, rule, order) == conclude(fleet, rule)


HERE = Location("seen.csv", Span(2, 1, 3, 1))


def seen_at(model: str, host: str | None, requests: int, period: str = "in", service: str = "a") -> Observation:
    since, until = PERIODS[period]
    return Observation("telemetry", service, service, model, host, since, until, requests, None, None, HERE)


@pytest.mark.parametrize(
    ("others", "verdict", "says"),
    [
        ([], Verdict.PASS, "70.0% by telemetry"),
        (
            [seen_at("one", "north", 100)],
            Verdict.FAIL,
            "70.0% declared and 85.0% (170 of 200 requests)",
        ),
        ([seen_at("no-such-name", "north", 10)], Verdict.PASS, "between 70.0% and 72.7% by telemetry"),
        ([seen_at("no-such-name", None, 100)], Verdict.UNKNOWN, "it has 70.0% declared and between 35.0% and 85.0%"),
        ([seen_at("one", "north", 100, "perhaps")], Verdict.UNKNOWN, "between 70.0% and 85.0%"),
        ([seen_at("one", "north", 100, "out")], Verdict.PASS, "70.0%"),
        ([seen_at("one", "north", 100, service="stranger")], Verdict.UNKNOWN, "between 70.0% and 85.0%"),
    ],
)
def test_shares_by_hand(others: Sequence[Observation], verdict: Verdict, says: str) -> None:
    routes = [Route("acme/one", "north", "primary", 70), Route("acme/two", "south", "secondary", 30)]
    seen = [seen_at("one", "north", 70), seen_at("acme/two", "south", 30), *others]

    found = by_subject(conclude(build({"a": routes}, seen), rule_of(share_within="10%")))[
        "a/main/r0: share by telemetry"
    ]

    assert found.verdict is verdict
    assert says in found.reason


def test_a_share_that_is_off_by_exactly_the_limit_holds() -> None:
    routes = [Route("acme/one", "north", "primary", 70), Route("acme/two", "south", "secondary", 30)]
    seen = [seen_at("one", "north", 80), seen_at("acme/two", "south", 20)]

    found = by_subject(conclude(build({"a": routes}, seen), rule_of(share_within="10%")))

    assert [found[f"a/main/{route}: share by telemetry"].verdict for route in ("r0", "r1")] == [Verdict.PASS] * 2


def test_what_was_observed_after_the_day_of_knowledge_does_not_count() -> None:
    fleet = build({"a": [Route("acme/one", "north", "primary", 100)]}, [seen_at("acme/two", "north", 5)])
    before = replace(fleet.world, known_by=AS_OF - dt.timedelta(days=21))
    during = replace(fleet.world, known_by=AS_OF - dt.timedelta(days=15))

    found = [by_subject(conclude(replace(fleet, world=world), rule_of())) for world in (before, during)]

    assert found[0]["a"].verdict is Verdict.NOT_APPLICABLE
    assert found[1]["a: acme/two at north"].verdict is Verdict.UNKNOWN


def test_what_a_rule_allows_is_no_finding() -> None:
    fleet = build({"a": [Route("acme/one", "north", "primary", 100)]}, [seen_at("acme/two", "north", 5)])

    found = by_subject(conclude(fleet, rule_of(undeclared="allowed", unobserved="allowed")))

    assert {decision.verdict for decision in found.values()} == {Verdict.NOT_APPLICABLE}


def test_only_the_sources_that_a_rule_names_count() -> None:
    fleet = build({"a": [Route("acme/one", "north", "primary", 100)]}, [seen_at("acme/two", "north", 5)])

    found = conclude(fleet, rule_of(sources=["focus"]))

    assert by_subject(found)["a"].verdict is Verdict.NOT_APPLICABLE
    assert found.reason == "nothing was observed"


def test_evidence_that_could_not_be_read_leaves_the_rule_unknown() -> None:
    fleet = build({"a": [Route("acme/one", "north", "primary", 100)]}, [])
    for evidence, why in ((Evidence((), unread=("x.csv",)), "could not be read: x.csv"), (None, "no evidence of use")):
        judged = replace(fleet, world=replace(fleet.world, observed=evidence))

        (decision,) = conclude(judged, rule_of()).decisions

        assert decision.verdict is Verdict.UNKNOWN
        assert why in decision.reason
