"""``history add``: one more summary in a folder, of the fleet as it is now, or of the run of a bundle."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from collections.abc import Iterator
from typing import cast

from checker.bundle.unpack import unpack
from checker.catalog.claims import NoFact
from checker.diagnostic import many
from checker.fleet import Fleet
from checker.fleet.used import users_of_models
from checker.form import write as written
from checker.formats.terminal import escape
from checker.history.bundled import summarize_bundle
from checker.history.reading import KeptRun, read_history, read_summary, same_run
from checker.history.summarize import Json, Judged, ReadDays, summarize
from checker.record import dataclass
from checker.report import OUTCOMES
from checker.run.faults import Fault
from checker.run.named import refuse_links
from checker.run.output import write
from checker.run.read import read_request
from checker.run.request import Request, revision_of
from checker.run.stands import find_commit

MAX_A_DAY = 999
"""Runs of one day that are kept: a busy main has some hundred commits a day."""


@dataclass(frozen=True, slots=True)
class AddOptions:
    """Where a summary goes; and whose it is, where not that of the fleet as it is now."""

    into: str
    bundle: str | None
    today: dt.date


@dataclass(frozen=True, slots=True)
class Added:
    """What was kept, and where."""

    file: str
    new: bool
    """Whether it was written now; the same run is kept once."""
    notes: tuple[str, ...] = ()
    exit_code: int = 0


def add(request: Request, asked: AddOptions) -> Added:
    """Keep the summary of a run.

    Raises:
        Fault: the run could not judge; or the folder holds what cannot be read, or cannot be written.
    """
    into = asked.into
    refuse_links(request.root, os.path.join(into, "summary.json"))
    text = summarize_fleet(request) if asked.bundle is None else summarize_bundle(unpack(asked.bundle))
    made = read_summary("summary.json", text.encode())
    if not isinstance(made, KeptRun):
        raise Fault(f"no summary can be made: {made[0].message}")
    kept = _kept(into)
    same = next((run for run in kept if same_run(run, made)), None)
    if same is not None:
        return Added(os.path.join(into, same.file), new=False)
    place = _put(into, made.summary.as_of, text)
    return Added(place, new=True, notes=tuple(_notes(kept, made, asked.today)))


def _kept(folder: str) -> tuple[KeptRun, ...]:
    """What is there; a new folder is made.

    Raises:
        Fault: something is there that is no part of a history.
    """
    if not os.path.lexists(folder):
        try:
            os.makedirs(folder)
        except OSError as error:
            raise Fault(f"{folder!r} cannot be made: {error.strerror}") from None
    found = read_history(folder)
    if found.faults:
        first = found.faults[0]
        raise Fault(f"{os.path.join(folder, first.primary.file)}: {first.message}; nothing was added")
    return found.runs


def _put(folder: str, day: dt.date, text: str) -> str:
    """Under the day and a number, so that runs of one day keep the order in which they were added.

    NOTE: two jobs may add at once, so the name is taken by a link to the whole file, which replaces nothing.

    Raises:
        Fault: it cannot be written, or the day is full.
    """
    whole = os.path.join(folder, f".modelbylaws-{os.getpid()}.json")
    write(whole, text)
    try:
        for number in range(1, MAX_A_DAY + 1):
            place = os.path.join(folder, f"{day.isoformat()}-{number:03}.json")
            with contextlib.suppress(FileExistsError):
                os.link(whole, place)
                return place
    except OSError as error:
        raise Fault(f"{folder!r} cannot be written: {error.strerror}") from None
    finally:
        os.unlink(whole)
    raise Fault(f"{folder!r} holds {MAX_A_DAY} runs of {day}: take another folder")


def _notes(kept: tuple[KeptRun, ...], made: KeptRun, today: dt.date) -> Iterator[str]:
    day = made.summary.as_of
    later = [run for run in kept if run.summary.as_of > day]
    if later:
        yield f"{many(len(later), 'kept run')} of a later day, up to {later[-1].summary.as_of}: this one goes before"
    if day > today:
        yield f"the run is of {day}, which is later than {today}"


def summarize_fleet(request: Request) -> str:
    """The summary of the fleet as it is now.

    Raises:
        Fault: it could not be judged.
    """
    run = read_request(request)
    report = run.judge()
    if report.exit_code not in {0, 1} or run.fleet is None:
        first = f": {report.diagnostics[0].message}" if report.diagnostics else ""
        code = report.exit_code
        raise Fault(
            f"no summary: the run ends with {code} ({OUTCOMES[code]}), and what was not judged is kept nowhere{first}"
        )
    commit = find_commit(request.root, report.inputs, revision_of(request))
    stands = (commit.id, not commit.changed) if commit is not None else None
    return summarize(Judged(cast("Json", written(report)), report.owners, stands, read_days(run.fleet)))


def read_days(fleet: Fleet) -> ReadDays:
    """As ``facts.json`` of a bundle has them."""
    known: list[dt.date] = []
    unknown = 0
    for model in users_of_models(fleet):
        entry = fleet.world.catalog.model(model)
        if entry is None:
            unknown += not fleet.world.is_own(model)
            continue
        for _, found in fleet.world.answers(entry, "reported"):
            unknown += isinstance(found, NoFact)
            if not isinstance(found, NoFact) and found.basis.sources:
                known.append(max(source.read for source in found.basis.sources))
    return ReadDays(tuple(known), unknown)


def added_text(found: Added) -> str:
    word = "kept" if found.new else "kept already, as"
    return "".join(
        f"{line}\n" for line in (f"{word} {escape(found.file)}", *(f"note: {escape(note)}" for note in found.notes))
    )
