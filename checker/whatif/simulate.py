"""``simulate``: lets events happen to the fleet that was read, and judges what is left by the same rules.

A simulation never ends with 0 where the real run does not.
Events come from a file and from flags; both pass the same reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from checker import __version__
from checker.diagnostic import Diagnostic, cap_faults
from checker.files.events import Event, EventsFile
from checker.fleet import Fleet
from checker.formats import Format, render
from checker.formats.terminal import Paint
from checker.record import dataclass
from checker.report import Report
from checker.review.compare import compare
from checker.run import tree
from checker.run.faults import Fault
from checker.run.named import refuse_inputs
from checker.run.read import read_request
from checker.run.reader import Reader
from checker.run.request import Request
from checker.run.run import Run, texts_of
from checker.whatif import Simulated, Step, stamp
from checker.whatif.event_faults import faults_of
from checker.whatif.event_flags import COMMAND_LINE, FLAGS, as_file, at_flag, event_of, text_of
from checker.whatif.happen import go_live, happen
from checker.whatif.ranking import production, ranking
from checker.whatif.situation import Situation
from checker.whatif.text import simulation


@dataclass(frozen=True, slots=True)
class SimulateOptions:
    """What is to happen: a file of events, flags in their order, and what else to show."""

    file: str | None
    flags: tuple[tuple[str, str], ...]
    planned: bool
    rank: bool


def with_events(run: Run, root: str, asked: SimulateOptions) -> tuple[Run, list[Event]]:
    """Events of the file and then of flags; what is wrong with them is among the faults of the run."""
    if not (asked.file or asked.flags or asked.planned or asked.rank):
        raise Fault("nothing is to happen: name an event, such as --lose vendor=meta, or --planned or --rank")
    reader = Reader(run.sources)
    found: list[Event] = []
    if asked.file is not None:
        found += read_events(reader, asked.file, tree.read(root, asked.file), run.fleet)
    if asked.flags:
        known = len(reader.faults)
        found += read_events(reader, COMMAND_LINE, as_file([event_of(*flag) for flag in asked.flags]), run.fleet)
        reader.faults[known:] = [at_flag(fault, asked.flags) for fault in reader.faults[known:]]
        reader.texts[FLAGS] = text_of(asked.flags)
    return run.with_read(reader), found


def read_events(reader: Reader, path: str, raw: bytes | Diagnostic, fleet: Fleet | None) -> tuple[Event, ...]:
    """The events of a file; what is wrong with them is among the reader's faults."""
    document = reader.read(path, "events", raw)
    shaped = reader.shaped(document, EventsFile)
    if document is None or shaped is None:
        return ()
    if fleet is not None:
        reader.faults += faults_of(document, shaped, fleet)
    return shaped.events


_UNFIT = (2, 3, 4)


def simulate(request: Request, asked: SimulateOptions, outputs: Sequence[str]) -> Simulated | Report:
    """What would happen; the report of the real run where that could not be judged, or of the events alone.

    Raises:
        Fault: nothing was asked for, a flag cannot be read, or one of ``outputs``, which will be written, was read.
    """
    run, events = with_events(read_request(request), request.root, asked)
    refuse_inputs(request.root, outputs, [entry.path for entry in run.inputs])
    faulty = [fault for fault in run.faults if fault.primary.file in {asked.file, FLAGS}]
    if faulty:
        return _without_events(run, faulty)
    before = run.judge()
    if before.exit_code in _UNFIT or run.fleet is None:
        return before
    return let_happen(run, events, before, asked)


@dataclass(frozen=True, slots=True)
class EventFaults(Report):
    """What is wrong with the events, and nothing else: nothing was judged."""


def _without_events(run: Run, faults: Sequence[Diagnostic]) -> EventFaults:
    return EventFaults(
        as_of=run.asked.as_of,
        version=__version__,
        inputs=run.inputs,
        services=0,
        rulings=(),
        findings=(),
        diagnostics=tuple(cap_faults(faults)),
        known_by=run.asked.known_by,
        sources=texts_of(run.texts, faults),
        prefix=run.sources.prefix,
        catalog=run.sources.builtin.release,
    )


def simulated_text(found: Simulated | Report, paint: Paint) -> str:
    """For people."""
    return simulation(found, paint) if isinstance(found, Simulated) else render_simulated("full", found, paint)


def render_simulated(name: Format, found: Simulated | Report, paint: Paint) -> str:
    """What is left as a report, every word of which says that it is of no real run; of faulty events their faults."""
    left = stamp(found.after, found.before.exit_code) if isinstance(found, Simulated) else found
    return render(name, left, paint, quiet=isinstance(found, EventFaults))


def let_happen(run: Run, events: Sequence[Event], before: Report, asked: SimulateOptions) -> Simulated:
    """The events in their order, and the fleet that is left judged by the same rules.

    Raises:
        Fault: the calendar ends before they do.
    """
    fleet = run.fleet
    if fleet is None:
        raise Fault("the configuration or a catalog has faults")
    world = fleet.world
    known = (world.inventory, fleet.unread, run.asked.as_of, run.asked.known_by)
    began = Situation(fleet.services, world.catalog, run.config, *known, today=world.as_of)
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
    # The same policies and waivers, and the fleet that is left.
    after = replace(run, asked=replace(run.asked, as_of=now.as_of), fleet=now.fleet()).judge()
    return Simulated(
        title=_title(run, asked, steps),
        steps=tuple(steps),
        before=before,
        after=after,
        changes=compare(before, after),
        stopped=now.stopped_services(),
        ranked=ranking(fleet) if asked.rank else None,
        population=len(production(fleet)),
        currency=run.config.organization.currency or "",
    )


def _title(run: Run, asked: SimulateOptions, steps: list[Step]) -> str:
    if asked.file is not None:
        return str(run.documents[asked.file].data.get("title") or asked.file)
    return "; then ".join(step.title for step in steps) or "no event, the ranking alone"
