"""``simulate``: lets events happen to the fleet that was read, and judges what is left by the same rules.

A simulation never ends with 0 where the real run does not.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace

from checker.cli.check import assess
from checker.cli.events import Asked, events_of
from checker.cli.faults import Fault
from checker.cli.output import Color, Target, deliver, publish
from checker.cli.reading.load import load_all
from checker.cli.reading.loaded import Loaded
from checker.cli.request import Request
from checker.compare import compare
from checker.events import Event
from checker.formats import Format, render
from checker.formats.simulation import simulation
from checker.formats.simulation_json import simulation_json
from checker.formats.terminal import Paint
from checker.report import Report
from checker.report.simulated import Simulated, Step, stamped
from checker.simulation.events import go_live, happen
from checker.simulation.ranking import production, ranking
from checker.simulation.situation import Situation

_UNFIT = (2, 3, 4)


def simulate(request: Request, asked: Asked, targets: Sequence[Target], color: Color) -> int:
    """Print what would happen; the exit code.

    Raises:
        Fault: nothing was asked for, or a flag cannot be read.
    """
    loaded = load_all(request)
    events = events_of(loaded, asked)
    before = assess(loaded)
    if before.exit_code in _UNFIT or loaded.fleet is None:
        publish(before, targets, color, quiet=False)
        return before.exit_code
    simulated = _simulated(loaded, events, before, asked)
    deliver(lambda name, paint, seen: _rendered(name, simulated, paint, seen=seen), targets, color)
    return simulated.exit_code


def _rendered(name: Format, simulated: Simulated, paint: Paint, *, seen: bool) -> str:
    if name == "full":
        return simulation(simulated, paint)
    if name == "json":
        return simulation_json(simulated)
    return render(name, stamped(simulated.after), paint, quiet=not seen)


def _simulated(loaded: Loaded, events: list[Event], before: Report, asked: Asked) -> Simulated:
    request = loaded.request
    catalog, fleet = loaded.catalog, loaded.fleet
    if catalog is None or fleet is None:
        raise Fault("the configuration or a catalog has faults")
    began = Situation(fleet.services, catalog, loaded.config, fleet.world.inventory, request.as_of, request.known_by)
    now, steps = began, list[Step]()
    if asked.planned:
        now, step = go_live(now)
        steps.append(step)
    for event in events:
        try:
            now, step = happen(now, event)
        except OverflowError:
            raise Fault("the calendar ends before the day that the events lead to") from None
        steps.append(step)
    after = _judged(loaded, now)
    return Simulated(
        title=_title(loaded, asked, steps),
        steps=tuple(steps),
        before=before,
        after=after,
        changes=compare(before, after),
        stopped=now.stopped_services(),
        ranked=ranking(fleet) if asked.rank else None,
        population=len(production(fleet)),
        currency=loaded.config.organization.currency or "",
    )


def _judged(loaded: Loaded, now: Situation) -> Report:
    """What the same policies and waivers say about the fleet that is left."""
    changed = copy.copy(loaded)
    changed.request = replace(loaded.request, as_of=now.as_of)
    changed.fleet = now.fleet()
    changed.catalog = now.catalog
    return assess(changed)


def _title(loaded: Loaded, asked: Asked, steps: list[Step]) -> str:
    if asked.file is not None:
        return str(loaded.documents[asked.file].data.get("title") or asked.file)
    return "; then ".join(step.title for step in steps) or "no event, the ranking alone"
