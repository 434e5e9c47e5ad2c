"""What programs call: read a fleet, judge it, write what was found, and let events happen to it.

The same functions that the command line calls, without its streams and exit codes. Programs
import them from ``checker`` or from ``modelbylaws``, not from here. docs/api.md has examples.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace

from checker.diagnostic import did_you_mean
from checker.formats import FORMATS, render
from checker.formats.json import write_json
from checker.formats.terminal import plain
from checker.history.trend import Trend
from checker.history.trend_text import show, trend_csv, trend_text
from checker.report import Report
from checker.resources import builtin
from checker.run.faults import Fault
from checker.run.files import Memory, Sources
from checker.run.read import read as read_sources
from checker.run.read import read_request
from checker.run.reader import Reader
from checker.run.request import CONFIG_NAME, Asked, Request, find_root
from checker.run.run import Run
from checker.whatif import Simulated
from checker.whatif.event_flags import as_file
from checker.whatif.simulate import SimulateOptions, let_happen, read_events, render_simulated, simulated_text

Folder = str | os.PathLike[str]
InMemory = Mapping[str, str | bytes]

EVENTS = "events.json"
"""What faults call the events that a program gave."""
_UNFIT = (2, 3, 4)


def read(
    files: Folder | InMemory, *, as_of: dt.date, known_by: dt.date | None = None, policies: Sequence[str] = ()
) -> Run:
    """Read a fleet: its configuration, manifests, policies, waivers, catalogs and inventory.

    Args:
        files: a folder, which is read as ``modelbylaws check`` reads it there: from the nearest
            folder upwards that has a configuration, else from the one with ``.git``. Or texts
            by their paths, as if they lay in one folder; then no disk is read.
        as_of: the day at which facts, waivers and levels of rules are judged.
        known_by: catalogs count as they stood on this day; None: as they stand now.
        policies: paths below the folder, or ``builtin:NAME``, instead of those of the configuration.

    Returns:
        What could be read; ``run.faults`` says what could not, and ``run.judge()`` gives the report.
        A file with faults never makes a report that passes.

    Raises:
        Fault: there is no such folder, or the name of a path in memory is none.
    """
    if isinstance(files, Mapping):
        held = {_path(path): text.encode() if isinstance(text, str) else text for path, text in files.items()}
        config = CONFIG_NAME if CONFIG_NAME in held else None
        memory = Memory(held)
        asked = Asked(config, tuple(policies), as_of, known_by, grounds=True)
        return read_sources(Sources(memory, memory, builtin()), asked)
    if not os.path.isdir(files):
        raise Fault(f"no such folder: {os.fspath(files)!r}")
    root, config = find_root(os.fspath(files))
    return read_request(Request(config, tuple(policies), as_of, known_by, grounds=True, root=root))


def _path(written: str) -> str:
    parts = written.split("/")
    if not written or "\\" in written or "\0" in written or {"", ".", ".."} & set(parts):
        raise Fault(f"{written!r} is no path below a folder, such as services/desk/model-manifest.yaml")
    return written


def write(found: Report | Simulated | Trend, name: str = "full") -> str:
    """A report, a simulation or a history, as text in one of the formats of ``--output``.

    Args:
        found: what ``Run.judge``, ``judge``, ``simulate`` or ``trend`` gave.
        name: ``full``, ``concise``, ``github``, ``azure``, ``sarif``, ``gitlab``, ``junit``, ``markdown``,
            ``csv`` or ``json``; of a history ``full``, ``csv`` or ``json``. Text from files is escaped for the
            format; there are no colors.

    Raises:
        Fault: there is no such format.
    """
    if name not in FORMATS:
        raise Fault(f"no format is called {name!r}; {did_you_mean(name, FORMATS) or 'there are ' + ', '.join(FORMATS)}")
    if isinstance(found, Report):
        return render(name, found, plain, quiet=False)
    if isinstance(found, Trend):
        return _write_trend(found, name)
    if name == "full":
        return simulated_text(found, plain)
    return write_json(found) if name == "json" else render_simulated(name, found, plain)


def _write_trend(found: Trend, name: str) -> str:
    match name:
        case "full":
            return trend_text(found, plain)
        case "json":
            return write_json(found)
        case "csv":
            return trend_csv(found, "shares")
    raise Fault(f"a history has no format {name!r}: there are full, csv and json")


def trend(folder: Folder) -> Trend:
    """What became of the fleet over the runs that ``modelbylaws history add`` kept in a folder, or bundles in it.

    Args:
        folder: where the runs are kept.

    Returns:
        Runs by day, each share and each finding over all of them. If something in the folder is no part of a
        history, it is in ``diagnostics``, and nothing else is given: a part would look like the whole.

    Raises:
        Fault: there is no such folder, or it holds too much.
    """
    return show(os.fspath(folder))


def simulate(
    run: Run, events: Sequence[Mapping[str, object]] = (), *, planned: bool = False, rank: bool = False
) -> Simulated:
    """Let events happen to the fleet one after the other, and judge what is left by the same rules.

    Args:
        run: what ``read`` gave, without faults.
        events: each as in a file of events (docs/simulation.md): ``{"lose": {"vendor": "meta"}}``.
        planned: planned routes go live first.
        rank: also find what the loss of each vendor, host and jurisdiction would stop.

    Raises:
        Fault: the fleet could not be judged; or nothing is to happen; or an event is wrong, the first of which is told.
    """
    if not (events or planned or rank):
        raise Fault("nothing is to happen: give events, or planned, or rank")
    if run.judge().exit_code in _UNFIT or run.fleet is None:
        raise Fault(f"nothing can happen to a fleet that could not be judged ({len(run.faults)} faults)")
    reader = Reader(run.sources)
    # NOTE: as the command line does: a simulation shows what changes, and not what each verdict rests on.
    world = replace(run.fleet.world, grounds=False)
    run = replace(run, fleet=replace(run.fleet, world=world))
    happening = read_events(reader, EVENTS, as_file(events), run.fleet) if events else ()
    if reader.faults:
        first = min(reader.faults, key=lambda fault: fault.sort_key)
        raise Fault(f"{first.message}; {first.help}" if first.help else first.message)
    whole = run.with_read(reader)
    return let_happen(whole, happening, whole.judge(), SimulateOptions(None, (), planned=planned, rank=rank))
