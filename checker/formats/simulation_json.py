"""A simulation for programs, in the form that ``simulation_file`` gives it."""

from __future__ import annotations

from checker.formats.json_report import as_data, location_entry
from checker.formats.report_file import Interval
from checker.formats.simulation_file import (
    FORMAT,
    LossEntry,
    OutcomeEntry,
    RouteEntry,
    SimulationFile,
    StepEntry,
)
from checker.formats.terminal import safe_json
from checker.report import Measure
from checker.report.change import FindingState
from checker.report.simulated import Onto, Outcome, Simulated, SingleLoss, Step, stamped, stamped_finding


def simulation_json(simulated: Simulated) -> str:
    changes = simulated.changes

    def named(state: FindingState) -> list[str]:
        return [change.either.fingerprint for change in changes.of(state)]

    data: SimulationFile = {
        "format": FORMAT,
        "simulated": True,
        "title": simulated.title,
        "exit_code": simulated.exit_code,
        "steps": [_step(step) for step in simulated.steps],
        "stopped": list(simulated.stopped),
        "measures": [
            {"rule": c.rule, "key": c.key, "before": _value(c.before), "after": _value(c.after)} for c in changes.moved
        ],
        "findings": {
            "appear": [stamped_finding(change.either).fingerprint for change in changes.of("new")],
            "disappear": named("gone"),
            "worse": named("worse"),
            "better": named("better"),
            "stay": named("same"),
        },
        "ranked": None if simulated.ranked is None else [_loss(loss) for loss in simulated.ranked],
        "before": as_data(simulated.before),
        "after": as_data(stamped(simulated.after)),
    }
    return safe_json(data)


def _step(step: Step) -> StepEntry:
    return {
        "title": step.title,
        "what": step.what,
        "source": step.source,
        "as_of": step.as_of.isoformat(),
        "outcomes": [_outcome(outcome) for outcome in step.outcomes],
        "costs": [
            {
                "service": cost.service,
                "before": None if cost.before is None else str(cost.before),
                "after": None if cost.after is None else str(cost.after),
            }
            for cost in step.costs
        ],
        "notes": list(step.notes),
    }


def _outcome(outcome: Outcome) -> OutcomeEntry:
    return {
        "effect": outcome.effect,
        "service": outcome.subject.service or "",
        "use": outcome.subject.use or "",
        "required": outcome.required,
        "lost": [_route(onto) for onto in outcome.lost],
        "onto": [_route(onto) for onto in outcome.onto],
        "reason": outcome.reason,
        "location": location_entry(outcome.location),
    }


def _route(onto: Onto) -> RouteEntry:
    return {"route": onto.route, "model": onto.model, "host": onto.host, "share": str(onto.share)}


def _value(measure: Measure | None) -> Interval | None:
    return None if measure is None else {"lowest": str(measure.lowest.value), "highest": str(measure.highest.value)}


def _loss(loss: SingleLoss) -> LossEntry:
    return {
        "dimension": loss.dimension,
        "key": loss.key,
        "stops": list(loss.stops),
        "may_stop": list(loss.may_stop),
        "fails_over": list(loss.fails_over),
    }
