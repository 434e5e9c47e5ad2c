"""``plan``: the cheapest set of moves after which the rules in question hold, proven, and judged again by the engine.

The rules in question must hold when all moves are made; without ``--rules`` these are the soft and hard ones that moves
can mend. No other soft or hard rule may be broken anew. Waivers do not count: a plan is for the day when they are over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from checker.diagnostic import many
from checker.planning.options import services_of
from checker.planning.planned import Conflict, Move, Planned, RuleAsked
from checker.planning.question import PlanOptions, Prepared, cannot, prepare
from checker.planning.solving import Problem, Solved
from checker.planning.steps import moved_measures, nearest, rules_of, steps_of
from checker.planning.variables import Limits
from checker.report import Report
from checker.run.named import refuse_inputs, refuse_links
from checker.run.read import read_request
from checker.run.request import Request
from checker.run.run import Run, judge

_UNFIT = (2, 3, 4)


def plan(request: Request, asked: PlanOptions, outputs: Sequence[str] = ()) -> Planned | Report:
    """The cheapest way; the report of the run where the fleet cannot be judged.

    Raises:
        Fault: a rule, a service or a vendor is named that is not there, the solver is not installed, or one of
            ``outputs``, which will be written, was read.
    """
    Problem((), (), Limits(None, None, None, 1.0))  # without the solver nothing is read
    for file in outputs:
        refuse_links(request.root, file)
    run = read_request(request)
    refuse_inputs(request.root, outputs, [entry.path for entry in run.inputs])
    before = run.judge()
    if before.exit_code in _UNFIT or run.fleet is None:
        return before
    return make_plan(run, asked)


def make_plan(run: Run, asked: PlanOptions) -> Planned:
    """The plan for a fleet that can be judged.

    Raises:
        Fault: something is named that is not there.
    """
    ready = prepare(run, asked)
    limits = Limits(asked.max_moves, asked.budget, asked.unknown_cost, asked.seconds)
    problem = Problem(ready.choices, ready.demands, limits)
    solved = problem.solve()
    before = judge(run.policies, ready.fleet)
    if solved.status not in {"optimal", "feasible"}:
        return _without(ready, solved, before, asked)
    after = judge(run.policies, replace(ready.fleet, services=services_of(ready.choices, solved.chosen)))
    check_again(ready, before, after)
    moves = tuple(steps_of(ready, solved, problem))
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
        shares=moved_measures(before, after, rules_of(ready)),
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


def _asked(ready: Prepared, before: Report, after: Report | None) -> Iterator[RuleAsked]:
    was, now = ({ruling.id: ruling for ruling in report.rulings} if report else {} for report in (before, after))
    for number, mode in ready.modes.items():
        policy, rule, origin = ready.docket.rules[number]
        told = now[rule.id].verdict if rule.id in now else None
        about = "aside" if number in ready.aside else mode
        yield RuleAsked(rule.id, about, was[rule.id].verdict, told, policy.locate(origin.below("id")))


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
        stuck = cannot(demand, ready.choices)
        yield Conflict(name, f"{why} {stuck}".strip(), policy.locate(origin.below("id")))
