"""``plan``: the cheapest set of moves after which the rules in question hold, proven, and judged again by the engine.

The rules in question must hold when all moves are made; without ``--rules`` these are the soft and hard ones that moves
can mend. No other soft or hard rule may be broken anew. Waivers do not count: a plan is for the day when they are over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from checker.diagnostic import Location, Place, did_you_mean, many
from checker.fleet import Fleet, Service
from checker.judging.docket import Docket, open_docket
from checker.kinds.fallback import Fallback
from checker.kinds.max_share import MaxShare
from checker.kinds.parts.limits import FleetLimit
from checker.kinds.parts.verdicts import PerSubject
from checker.kinds.survive import Survive
from checker.planning.demands import Choices, Demand, Demands, Mode, services_of
from checker.planning.destinations import places_of
from checker.planning.fit import Asking
from checker.planning.options import Bounds, Options
from checker.planning.ordering import Placed, order
from checker.planning.planned import Concentration, Conflict, MeasureMoved, Move, Planned, RuleAsked
from checker.planning.solving import Limits, Problem, Solved
from checker.record import dataclass
from checker.report import Measure, Report, Verdict
from checker.run.faults import Fault
from checker.run.read import read_request
from checker.run.request import Request
from checker.run.run import Run, judge

_UNFIT = (2, 3, 4)

FEW_SERVICES = 500
"""Beyond so many services a plan looks at fewer destinations a route, so that its making stays a matter of minutes."""
STEPWISE = 150_000
"""Services times steps, up to which shares are told after each step; beyond, of the beginning and the end alone."""
LISTED = 5
"""Most services that a note names."""


@dataclass(frozen=True, slots=True)
class PlanOptions:
    rules: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    """Services, and vendors as ``vendor=X``, that no move leaves."""
    max_moves: int | None = None
    budget: int | None = None
    horizon: dt.date | None = None
    unknown_cost: int | None = None
    test_cost: int = 1
    candidates: int = 4
    catalog: int = 12
    seconds: float = 50.0


def plan(request: Request, asked: PlanOptions) -> Planned | Report:
    """The cheapest way; the report of the run where the fleet cannot be judged.

    Raises:
        Fault: a rule, a service or a vendor is named that is not there, or the solver is not installed.
    """
    Problem((), (), Limits(None, None, None, 1.0))  # without the solver nothing is read
    run = read_request(request)
    before = run.judge()
    if before.exit_code in _UNFIT or run.fleet is None:
        return before
    return make_plan(run, asked)


@dataclass(frozen=True, eq=False)
class Prepared:
    """The question, ready for the solver.

    Attributes:
        modes: of each rule that counts, by its number, what is asked of it.
        choices: the options of each service, in the order of names.
        aside: rules that no move can mend, by number, and why.
    """

    run: Run
    fleet: Fleet
    docket: Docket
    modes: Mapping[int, Mode]
    choices: Choices
    demands: tuple[Demand, ...]
    aside: Mapping[int, str]
    notes: tuple[str, ...]


def prepare(run: Run, asked: PlanOptions) -> Prepared:
    """Options and demands.

    Raises:
        Fault: something is named that is not there.
    """
    fleet = run.fleet
    if fleet is None:
        raise Fault("the configuration or a catalog has faults")
    docket = open_docket(run.policies, fleet.world)
    modes = _modes(docket, asked)
    asking = Asking(fleet, docket, {}, asked.horizon, frozenset(modes))
    bounds = _bounds(fleet, docket, modes, asked)
    options = Options(fleet, asking, places_of(fleet), bounds)
    found = [options.of(service) for service in fleet.services]
    choices = [listed for listed, _ in found]
    makes = Demands(fleet, docket, choices)
    demands = [demand for group in docket.groups for demand in makes.of(group, modes)]
    aside: dict[int, str] = {}
    if not asked.rules:
        aside = {demand.number: why for demand in demands if (why := _cannot(demand, choices))}
        modes = {number: "keep" if number in aside else mode for number, mode in modes.items()}
        demands = [demand for group in docket.groups for demand in makes.of(group, modes)]
    cut = sum(more for _, more in found)
    return Prepared(run, fleet, docket, modes, choices, tuple(demands), aside, tuple(_notes(bounds, cut)))


def _modes(docket: Docket, asked: PlanOptions) -> dict[int, Mode]:
    """What is asked of each rule. Of kinds whose verdicts moves do not decide nothing is."""
    known = [rule.id for _, rule, _ in docket.rules]
    for name in asked.rules:
        if name not in known:
            raise Fault(f"--rules: there is no rule {name!r}: {did_you_mean(name, known) or 'no rule is loaded'}")
    modes: dict[int, Mode] = {}
    for number, (_, rule, _) in enumerate(docket.rules):
        plannable = isinstance(rule, FleetLimit | PerSubject)
        if rule.id in asked.rules and not plannable:
            raise Fault(f"--rules: no move changes what {rule.id} (kind {rule.kind}) says")
        if rule.id in asked.rules or (not asked.rules and plannable and _binds(docket, number)):
            modes[number] = "hold"
        elif plannable and _binds(docket, number):
            modes[number] = "keep"
    return modes


def _binds(docket: Docket, number: int) -> bool:
    return docket.rules[number][1].level_on(docket.world.as_of) != "advisory"


def _cannot(demand: Demand, choices: Choices) -> str:
    """Why no move mends a rule, whatever other rules say."""
    if demand.mode != "hold":
        return ""
    if demand.hopeless:
        return demand.hopeless
    stuck = [
        options[0].service.name
        for index, options in enumerate(choices)
        if all((index, option) in demand.barred for option in range(len(options)))
    ]
    named = ", ".join(stuck[:LISTED]) + (f" and {len(stuck) - LISTED} more" if len(stuck) > LISTED else "")
    return f"no move mends it for {named}" if stuck else ""


def _bounds(fleet: Fleet, docket: Docket, modes: Mapping[int, Mode], asked: PlanOptions) -> Bounds:
    rules = [docket.rules[number][1] for number in modes]
    names = {service.name for service in fleet.services}
    kept = frozenset(word for word in asked.keep if "=" not in word)
    vendors = frozenset(word.partition("=")[2] for word in asked.keep if "=" in word)
    for word in asked.keep:
        what, equals, key = word.partition("=")
        if equals and (what != "vendor" or key not in fleet.world.catalog.vendors):
            raise Fault(f"--keep {word!r}: name a service, or vendor=X with a vendor of the catalog")
        if not equals and word not in names:
            raise Fault(f"--keep: there is no service {word!r}: {did_you_mean(word, names) or 'see check'}")
    by_gateway = any(_looks_at_gateways(rule) for rule in rules)
    known = {route.declared.gateway for service in fleet.services for route in service.routes()} - {None, "direct"}
    gateways = tuple(sorted({*(str(name) for name in known), *(fleet.world.gateways or ())})) if by_gateway else ()
    fallbacks = any(
        isinstance(rule, Fallback | Survive) or (isinstance(rule, MaxShare) and rule.count == "sole") for rule in rules
    )
    few = len(fleet.services) <= FEW_SERVICES
    return Bounds(
        asked.candidates if few else min(asked.candidates, 2),
        asked.catalog if few else 0,
        asked.test_cost,
        fallbacks,
        gateways,
        kept,
        vendors,
    )


def _looks_at_gateways(rule: object) -> bool:
    names = (getattr(rule, "by", None), getattr(rule, "losing", None), *getattr(rule, "differs_in", ()))
    return "gateway" in names


def _notes(bounds: Bounds, cut: int) -> Iterator[str]:
    tried = f" and {bounds.catalog} more of the catalog" if bounds.catalog else ""
    yield (
        f"looked at: up to {many(bounds.candidates, 'destination')} a route, among the models that owners list, "
        f"that the fleet runs{tried}; the proof is about these"
    )
    if cut:
        yield f"of {many(cut, 'service')} not all combinations of changes were looked at"


def make_plan(run: Run, asked: PlanOptions) -> Planned:
    """The plan for a fleet that can be judged.

    Raises:
        Fault: something is named that is not there.
    """
    ready = prepare(run, asked)
    limits = Limits(asked.max_moves, asked.budget, asked.unknown_cost, asked.seconds)
    solved = Problem(ready.choices, ready.demands, limits).solve()
    before = judge(run.policies, ready.fleet)
    if solved.status not in {"optimal", "feasible"}:
        return _without(ready, solved, before, asked)
    after = judge(run.policies, replace(ready.fleet, services=services_of(ready.choices, solved.chosen)))
    check_again(ready, before, after)
    problem = Problem(ready.choices, ready.demands, limits)
    moves = tuple(_moves(ready, solved, problem))
    return Planned(
        as_of=run.asked.as_of,
        known_by=run.asked.known_by,
        status=solved.status,
        cost=solved.cost,
        bound=solved.bound,
        unestimated=solved.unestimated,
        fewest_unestimated=solved.fewest_unestimated,
        rules=tuple(_asked(ready, before, after)),
        moves=moves,
        shares=moved_measures(before, after, _ids(ready)),
        nearest=nearest(after, ready.docket),
        conflicts=(),
        smallest=True,
        notes=(*ready.notes, *_assumed(moves, asked)),
        before=before,
        after=after,
    )


def check_again(ready: Prepared, before: Report, after: Report) -> None:
    """Compare what the engine says of the planned fleet with what was planned.

    Raises:
        RuntimeError: it does not pass: the plan is wrong, and so is this program.
    """
    was, now = ({ruling.id: ruling for ruling in report.rulings} for report in (before, after))
    for number, mode in ready.modes.items():
        rule = ready.docket.rules[number][1]
        if mode == "hold" and now[rule.id].verdict.broken:
            raise RuntimeError(f"the planned fleet breaks {rule.id}, which the plan was to mend")
        if mode == "keep" and now[rule.id].verdict.broken and not was[rule.id].verdict.broken:
            raise RuntimeError(f"the planned fleet breaks {rule.id}, which held before")


def _ids(ready: Prepared) -> frozenset[str]:
    return frozenset(ready.docket.rules[number][1].id for number in ready.modes)


def _asked(ready: Prepared, before: Report, after: Report | None) -> Iterator[RuleAsked]:
    was, now = ({ruling.id: ruling for ruling in report.rulings} if report else {} for report in (before, after))
    for number, mode in ready.modes.items():
        policy, rule, origin = ready.docket.rules[number]
        told = now[rule.id].verdict if rule.id in now else None
        about = "aside" if number in ready.aside else mode
        yield RuleAsked(rule.id, about, was[rule.id].verdict, told, policy.locate(origin.below("id")))


def _moves(ready: Prepared, solved: Solved, problem: Problem) -> Iterator[Move]:
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
            shares = moved_measures(report, now, _ids(ready))
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


def _assumed(moves: Sequence[Move], asked: PlanOptions) -> Iterator[str]:
    """What a plan takes for granted, where it does."""
    unknown = [move.service for move in moves if move.days is None]
    if unknown:
        yield (
            f"nobody estimated the work for {', '.join(unknown)}; no plan with fewer such services was found. "
            "To count them: --unknown-cost PERSON-DAYS"
        )
    tests = sum(change.doing == "test-fallback" for move in moves for change in move.changes)
    if tests:
        yield f"{many(tests, 'test')} of a fallback at {many(asked.test_cost, 'person-day')} each (--test-cost)"


def _without(ready: Prepared, solved: Solved, before: Report, asked: PlanOptions) -> Planned:
    """That there is no plan, and the demands in conflict."""
    return Planned(
        as_of=ready.run.asked.as_of,
        known_by=ready.run.asked.known_by,
        status=solved.status,
        cost=0,
        bound=0,
        unestimated=0,
        fewest_unestimated=0,
        rules=tuple(_asked(ready, before, None)),
        moves=(),
        shares=(),
        nearest=(),
        conflicts=tuple(_conflicts(ready, solved, asked)),
        smallest=solved.smallest,
        notes=ready.notes,
        before=before,
        after=None,
    )


def _conflicts(ready: Prepared, solved: Solved, asked: PlanOptions) -> Iterator[Conflict]:
    flags = {
        "--max-moves": f"at most {many(asked.max_moves or 0, 'change')}",
        "--budget": f"at most {many(asked.budget or 0, 'person-day')}",
    }
    for name in solved.core:
        if name in flags:
            yield Conflict(name, flags[name], None)
            continue
        demand = next(one for one in ready.demands if one.rule == name)
        policy, rule, origin = ready.docket.rules[demand.number]
        why = rule.sentence() if demand.mode == "hold" else f"must not be broken anew: {rule.sentence()}"
        stuck = _cannot(demand, ready.choices)
        yield Conflict(name, f"{why} {stuck}".strip(), policy.locate(origin.below("id")))
