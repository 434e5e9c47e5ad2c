"""The changes of a plan in their order, with the shares that each step moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from checker.diagnostic import Location, Place
from checker.fleet import Service
from checker.judging.docket import Docket
from checker.kinds.max_share import MaxShare
from checker.planning.options import services_of
from checker.planning.ordering import Placed, order
from checker.planning.planned import Concentration, MeasureMoved, Move
from checker.planning.question import Prepared
from checker.planning.solving import Problem, Solved
from checker.report import Measure, Report, Verdict
from checker.run.run import judge

STEPWISE = 150_000
"""Services times steps, up to which shares are told after each step; beyond, of the beginning and the end alone."""


def steps_of(ready: Prepared, solved: Solved, problem: Problem) -> Iterator[Move]:
    """Each changed service at its place in the order, with the shares that it moves."""

    def rank(index: int) -> tuple[bool, int, str]:
        days = problem.days(index, solved.chosen[index])
        return (days is None, days or 0, ready.choices[index][0].service.name)

    placed = order(solved.chosen, ready.demands, rank)
    stepwise = len(placed) * len(ready.choices) <= STEPWISE
    report = judge(ready.run.policies, ready.fleet) if stepwise else None
    done: dict[int, int] = {}
    for step in placed:
        done[step.index] = solved.chosen[step.index]
        shares: tuple[MeasureMoved, ...] = ()
        if report is not None:
            now = judge(ready.run.policies, replace(ready.fleet, services=services_of(ready.choices, done)))
            shares = moved_measures(report, now, rules_of(ready))
            report = now
        yield _move(ready, step, solved, problem, shares)


def _move(ready: Prepared, step: Placed, solved: Solved, problem: Problem, shares: tuple[MeasureMoved, ...]) -> Move:
    option = ready.choices[step.index][solved.chosen[step.index]]
    days = problem.days(step.index, solved.chosen[step.index])
    service = ready.choices[step.index][0].service
    return Move(service.name, days, option.changes, step.breaks, shares, _place(service, option.changes[0]))


def _place(service: Service, change: object) -> Location:
    """Where the manifest names the model of the route; the use, of a route that is added."""
    use, route = getattr(change, "use", ""), getattr(change, "route", "")
    for found in service.uses:
        for one in found.routes if found.name == use else ():
            if one.name == route:
                return service.document.locate(Place(service.document.file, (*one.path, "model")))
    path = next(found.path for found in service.uses if found.name == use)
    return service.document.locate(Place(service.document.file, (*path, "id")))


def moved_measures(before: Report, after: Report, rules: frozenset[str]) -> tuple[MeasureMoved, ...]:
    """Every share that is not what it was."""
    was, now = _measures(before, rules), _measures(after, rules)
    found = []
    for place in sorted({**was, **now}, key=str):
        one, two = was.get(place), now.get(place)
        if one is None or two is None or (one.lowest, one.highest) != (two.lowest, two.highest):
            found.append(MeasureMoved(place[0], place[1], one, two))
    return tuple(found)


def _measures(report: Report, rules: frozenset[str]) -> dict[tuple[str, str | None], Measure]:
    return {
        (ruling.id, measure.key): measure
        for ruling in report.rulings
        if ruling.id in rules
        for measure in ruling.measures
    }


def nearest(after: Report, docket: Docket) -> tuple[Concentration, ...]:
    """Of each largest share the key that is nearest to the limit, the nearest first."""
    capped = {rule.id for _, rule, _ in docket.rules if isinstance(rule, MaxShare)}
    found = []
    for ruling in after.rulings:
        judged = [m for m in ruling.measures if m.verdict is not Verdict.NOT_APPLICABLE and m.key is not None]
        if ruling.id in capped and judged:
            top = max(judged, key=lambda m: (m.highest.value, str(m.key)))
            used = top.highest.value / top.limit if top.limit else top.highest.value
            found.append(Concentration(ruling.id, str(top.key), top.show(), top.show_limit(), used))
    return tuple(sorted(found, key=lambda one: (-one.used, one.rule)))


def rules_of(ready: Prepared) -> frozenset[str]:
    """The rules that a plan is about."""
    return frozenset(ready.docket.rules[number][1].id for number in ready.modes)
