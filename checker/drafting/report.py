"""What an import says: why it drafted nothing, or which manifests it wrote, and what people have to answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import ClassVar, Literal

from checker.diagnostic import START_KEYS, Diagnostic, Location, many
from checker.drafting.draft import Drafted, Skipped
from checker.drafting.manifest import place
from checker.drafting.merging import Change
from checker.foreign.secret import shown
from checker.form import Form
from checker.formats.terminal import Paint, escape, from_here
from checker.record import dataclass
from checker.shape.unanswered import CODE

State = Literal["written", "updated", "unchanged", "left", "gone"]
_DONE = {"written": "wrote", "updated": "updated", "unchanged": "unchanged:", "left": "left alone:", "gone": "gone:"}
_WOULD = {**_DONE, "written": "would write", "updated": "would update"}
_LISTED = 5
"""Most entries that are listed for one reason."""
_LISTED_IN_DOUBT = 50
"""The same of what may be a use of a model; the JSON has all."""
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
"""A value that a fault quotes: of a file of others it may be a secret."""
_FAULTS = 10
"""Most faults of foreign files that are told."""
_SKIPPED = Form(
    "SkippedEntry", f"what reason in_doubt {START_KEYS[0]}", {key: f"at.{way}" for key, way in START_KEYS[1].items()}
)


@dataclass(frozen=True, slots=True)
class DraftedService:
    """What became of one manifest."""

    FORM: ClassVar = Form("DraftedServiceEntry", "service path state reason changes questions faults")

    service: str
    path: str
    state: State
    reason: str = ""
    """Why it was left as it is."""
    changes: tuple[Change, ...] = ()
    questions: tuple[Diagnostic, ...] = ()
    """What people have to answer before it can be judged."""
    faults: tuple[Diagnostic, ...] = ()
    """What else is wrong with it."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read."""

    FORM: ClassVar = Form("ImportedFileEntry", "path sha256")

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class DraftImport:
    """One import of drafts."""

    FORM: ClassVar = Form(
        "ImportFile",
        "exit_code source dry_run files unit taken skipped services notes",
        {"skipped": _SKIPPED},
        format="modelbylaws/import/v1",
        about="Which manifests an import drafted, what it left out, and which questions it leaves to people.",
    )

    source: str
    dry_run: bool
    files: tuple[Source, ...]
    unit: str
    taken: int
    skipped: tuple[Skipped, ...]
    services: tuple[DraftedService, ...]
    notes: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """2 where a drafted manifest has faults beyond its questions; 1 where no draft has what may be a use."""
        if any(service.faults for service in self.services):
            return 2
        return 1 if self.left or self.in_doubt else 0

    @property
    def left(self) -> int:
        """Services whose manifest was left alone, whatever the files tell of them."""
        return sum(service.state == "left" for service in self.services)

    @property
    def in_doubt(self) -> int:
        """Entries of the files that are in no draft, and may be a use of a model."""
        return sum(one.in_doubt for one in self.skipped)


def import_text(found: DraftImport, _: Paint) -> str:
    """The import for people."""
    return "".join(f"{escape(line)}\n" for line in _lines(found))


def _lines(found: DraftImport) -> Iterator[str]:
    for file in found.files:
        yield f"read {from_here(file.path)} (sha256:{file.sha256})"
    skipped = f", skipped {len(found.skipped)}:" if found.skipped else ""
    yield f"took {many(found.taken, found.unit)}{skipped}"
    yield from _skipped(found)
    words = _WOULD if found.dry_run else _DONE
    for service in found.services:
        yield f"{words[service.state]} {from_here(service.path)}{f' ({service.reason})' if service.reason else ''}"
        yield from _changes(service)
        if service.questions:
            yield f"  {many(len(service.questions), 'question')}: {', '.join(_asked(service))}"
        for fault in service.faults:
            yield f"  fault, {place_of(fault.primary)}: {fault.message}"
    yield from found.notes
    yield from _doubts(found)
    questions = sum(len(service.questions) for service in found.services)
    if questions:
        yield f"next: answer {many(questions, 'question')}, each is a TODO; until then modelbylaws check ends with 2"
    faults = sum(len(service.faults) for service in found.services)
    if faults:
        yield f"next: correct {many(faults, 'fault')} in the manifests; until then modelbylaws check ends with 2"


def _skipped(found: DraftImport) -> Iterator[str]:
    """Why entries were skipped, and the first of each reason; first what is in doubt, and more of that."""
    reasons = Counter((not one.in_doubt, one.reason) for one in found.skipped)
    for (is_settled, reason), count in sorted(reasons.items(), key=lambda pair: (pair[0][0], -pair[1], pair[0][1])):
        names = [f"{one.what} ({_where(found, one)})" for one in found.skipped if one.reason == reason]
        most = _LISTED if is_settled else _LISTED_IN_DOUBT
        doubt = "" if is_settled else " in doubt"
        yield f"  {count}{doubt}, {reason}: {', '.join(names[:most])}{' ...' if names[most:] else ''}"


def _doubts(found: DraftImport) -> Iterator[str]:
    """What the files tell of, and no draft does: each is listed above with its reason."""
    left = [f"{many(found.left, 'manifest')} left alone"] if found.left else []
    skipped = [f"{found.in_doubt} skipped that may use a model"] if found.in_doubt else []
    if left or skipped:
        yield f"in doubt: {', '.join([*left, *skipped])}: no draft has it, so look at each (exit {found.exit_code})"


def _where(found: DraftImport, one: Skipped) -> str:
    """The place; of the only file that was read, the line."""
    if one.at.span is None or [one.at.file] != [file.path for file in found.files]:
        return place_of(one.at)
    return f"line {one.at.span.line}"


def _changes(service: DraftedService) -> Iterator[str]:
    for change in service.changes:
        said = f"{change.before} -> {change.after}" if change.before and change.after else change.after or change.before
        if change.what == "kept":
            gone = f"; the file says {change.after}" if change.after else "; the file no longer has it"
            said = f"{change.before}{gone}"
        yield f"  {change.what} {change.at}: {said}"


def _asked(service: DraftedService) -> Iterator[str]:
    """The keys that are asked for, with the lines where that is; keys that are asked more than once together."""
    lines: dict[str, list[int]] = {}
    for fault in service.questions:
        span = fault.primary.span
        lines.setdefault(fault.message.partition(" ")[0], []).append(span.line if span is not None else 0)
    for key, found in lines.items():
        yield f"{key} (line {', '.join(map(str, found))})"


def place_of(at: Location) -> str:
    """File, as its reader can open it, and line."""
    return place(replace(at, file=from_here(at.file)))


def split(faults: list[Diagnostic]) -> tuple[tuple[Diagnostic, ...], tuple[Diagnostic, ...]]:
    """The questions among the faults of a manifest, and the others."""
    questions = tuple(fault for fault in faults if fault.code == CODE)
    return questions, tuple(fault for fault in faults if fault.code != CODE)


def show_faults(faults: Sequence[Diagnostic]) -> str:
    """Where and what, without a line of the file and without what it holds."""
    shown = [f"{_start_of(fault)}: {_QUOTED.sub('...', fault.message)}{f' ({fault.help})' if fault.help else ''}"
             for fault in faults[:_FAULTS]]  # fmt: skip
    more = [f"and {many(len(faults) - _FAULTS, 'more fault')}"] if faults[_FAULTS:] else []
    return "nothing was drafted: " + "; ".join([*shown, *more])


def _start_of(fault: Diagnostic) -> str:
    """File, line and column."""
    span = fault.primary.span
    where = from_here(fault.primary.file)
    return f"{where}:{span.line}:{span.column}" if span is not None else where


def why_nothing(found: Drafted) -> str:
    """Why there is no draft, though the files were read."""
    if not found.skipped:
        return f"no {found.unit} in the file"
    one = found.skipped[0]
    more = f", and {len(found.skipped) - 1} more" if len(found.skipped) > 1 else ""
    return f"{place_of(one.at)}: {shown(one.what)}: {one.reason}{more}"
