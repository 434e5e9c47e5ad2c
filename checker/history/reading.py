"""A folder of summaries and bundles becomes a list of runs by day, or faults, each at its file.

Nothing in the folder is taken for less than it is: what is neither, what is damaged and what is
there twice is a fault. Files whose names start with a dot and Markdown are passed over. Runs of one
day come in the order of their names, as ``history add`` numbers them.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator

from checker.bundle.layout import SUMS, is_zip
from checker.bundle.unpack import MAX_ZIP, unpack, unpack_zip
from checker.diagnostic import Diagnostic, Location
from checker.files.summary import FORMAT, SummaryFile
from checker.history.bundled import summarize_bundle
from checker.record import dataclass
from checker.run import tree
from checker.run.faults import Fault
from checker.shape import read
from checker.source import Bounds, Document, parse

BOUNDS = Bounds(bytes=16 << 20, nodes=2_000_000)
"""A summary of 10,000 services that break ten rules each has ten megabytes."""
MAX_RUNS = 20_000
"""Runs of a folder: ten a day for five years."""

PASSED_OVER = (".md",)
"""Endings of what people may write beside the runs."""


@dataclass(frozen=True, slots=True)
class KeptRun:
    """One run of a history."""

    file: str
    """Its name in the folder."""
    summary: SummaryFile
    bundle: bool = False
    """Whether it is taken from a bundle, which has the whole report."""


@dataclass(frozen=True, slots=True)
class History:
    """Runs by day. With faults it is not whole, and nothing that is made of it may look as if it was."""

    runs: tuple[KeptRun, ...]
    faults: tuple[Diagnostic, ...] = ()


def read_history(folder: str) -> History:
    """Every run that a folder holds.

    Raises:
        Fault: there is no such folder, or it holds too much.
    """
    if os.path.islink(folder.rstrip(os.sep)):
        raise Fault(f"{folder!r} is a link: name the folder itself")
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except FileNotFoundError:
        raise Fault(f"there is no folder {folder!r}; modelbylaws history add makes one") from None
    except OSError as error:
        raise Fault(f"{folder!r} cannot be listed: {tree.reason(error)}") from None
    entries = [entry for entry in entries if not entry.name.startswith(".") and not entry.name.endswith(PASSED_OVER)]
    if len(entries) > MAX_RUNS:
        raise Fault(f"{folder!r} holds more than {MAX_RUNS} runs")
    runs: list[KeptRun] = []
    faults: list[Diagnostic] = []
    for entry in entries:
        one = _read_entry(folder, entry)
        if isinstance(one, KeptRun):
            runs.append(one)
        else:
            faults += one
    runs.sort(key=lambda run: (run.summary.as_of, run.file))
    return History(tuple(runs), (*faults, *_find_twice(runs)))


def _read_entry(folder: str, entry: os.DirEntry[str]) -> KeptRun | list[Diagnostic]:
    name = entry.name
    if entry.is_symlink():
        return [tree.fault(name, "link", "a link is not read; put the file itself here")]
    if entry.is_dir(follow_symlinks=False):
        place = os.path.join(folder, name)
        whole = os.path.lexists(os.path.join(place, SUMS))
        return _from_bundle(name, lambda: unpack(place)) if whole else [_foreign(name)]
    limit = {".zip": MAX_ZIP, ".json": BOUNDS.bytes}.get(os.path.splitext(name)[1].lower())
    if limit is None or not stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode):
        return [_foreign(name)]
    raw = tree.read(folder, name, limit)
    if isinstance(raw, Diagnostic):
        return [raw]
    return _from_bundle(name, lambda: unpack_zip(raw)) if is_zip(name) else read_summary(name, raw)


def _foreign(name: str) -> Diagnostic:
    help_ = "a history holds summaries, as history add writes them, and bundles; put other files elsewhere"
    return Diagnostic("foreign-file", "neither a summary of a run nor an evidence bundle", (Location(name),), help_)


def _from_bundle(name: str, unpacked: Callable[[], dict[str, bytes]]) -> KeptRun | list[Diagnostic]:
    try:
        text = summarize_bundle(unpacked())
    except Fault as fault:
        return [_damaged(name, str(fault))]
    made = read_summary("summary.json", text.encode())
    if isinstance(made, list):
        return [_damaged(name, made[0].message)]
    return KeptRun(name, made.summary, bundle=True)


def _damaged(name: str, why: str) -> Diagnostic:
    help_ = "modelbylaws verify says all that differs"
    return Diagnostic("damaged-bundle", f"not a whole evidence bundle: {why}", (Location(name),), help_)


def read_summary(name: str, raw: bytes) -> KeptRun | list[Diagnostic]:
    """One summary, or what is wrong with it."""
    document = parse(name, raw, BOUNDS)
    if not isinstance(document, Document):
        return list(document.diagnostics)
    if document.data.get("format") != FORMAT:
        return [_foreign(name)]
    found = read(document, SummaryFile)
    return KeptRun(name, found) if isinstance(found, SummaryFile) else found


def same_run(one: KeptRun, other: KeptRun) -> bool:
    """Whether two files tell of the same run: the same inputs on the same day, with the same result."""
    return one.summary == other.summary


def _find_twice(runs: list[KeptRun]) -> Iterator[Diagnostic]:
    """NOTE: only runs of one day are compared with each other."""
    for index, run in enumerate(runs):
        for before in reversed(runs[:index]):
            if before.summary.as_of != run.summary.as_of:
                break
            if same_run(before, run):
                where = (Location(run.file), Location(before.file, label="the same run"))
                yield Diagnostic("duplicate-run", "the same run is in this folder twice", where, "keep one of the two")
                break
