"""``diff A.zip B.zip``, and ``diff REV REV`` on two days: the two states, from bundles or from git."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace

from checker import __version__
from checker.bundle import layout
from checker.bundle.digests import check_digests
from checker.bundle.run_file import asked_again, open_copies, read_run_file
from checker.bundle.unpack import unpack
from checker.diagnostic import start_again
from checker.history.causes import Causes, find_causes
from checker.history.sides import ORDER, Mixer, Side, take_apart
from checker.record import dataclass
from checker.report import OUTCOMES, Report
from checker.report.review import SHORT, Revision
from checker.run.faults import Fault
from checker.run.files import Sources, open_sources
from checker.run.named import refuse_inputs
from checker.run.read import read
from checker.run.request import Request
from checker.run.revision import resolve
from checker.run.run import Run
from checker.run.strict_json import parsed


@dataclass(frozen=True, slots=True)
class End:
    """One of two states of a repository: a revision, or None for the work tree; and its day."""

    revision: Revision | None
    day: dt.date


def is_bundle(written: str) -> bool:
    """Whether a word of the command line is a bundle, and no revision: a zip by its name, or a folder with digests.

    Raises:
        Fault: it may be either. Whoever writes the tree could put a bundle where a branch is meant.
    """
    there = layout.is_zip(written) or os.path.lexists(os.path.join(written, layout.SUMS))
    if there and not os.path.isabs(written) and not written.startswith((f".{os.sep}", f"..{os.sep}")):
        try:
            resolve(".", written)
        except Fault:
            return True
        raise Fault(f"{written!r} is a revision, and may be a bundle: write ./{written}, or the revision in full")
    return there


def compare_bundles(before: str, after: str) -> Causes:
    """What lies between the runs of two bundles.

    Raises:
        Fault: one of them is not whole, or cannot be judged again.
    """
    first = _from_bundle(before, before)
    return compare_sides(first, _from_bundle(after, after, first))


def compare_with_bundle(place: str, run: Run, commit: str) -> Causes:
    """What lies between the run of a bundle and a run that was read now; each is called as a page may show it.

    Raises:
        Fault: the bundle is not whole, or one of the two cannot be judged from copies.
    """
    now = take_apart("this run", run, commit)
    return compare_sides(_from_bundle(place, os.path.basename(place), now), now)


def compare_revisions(request: Request, before: End, after: End, outputs: Sequence[str] = ()) -> Causes:
    """What lies between two states of a repository, each on its day.

    Raises:
        Fault: one of them cannot be judged; or one of ``outputs``, which will be written, was read.
    """
    first = _from_git(request, before)
    mixer = Mixer(first, _from_git(request, after, first))
    for side in (mixer.before, mixer.after):
        refuse_inputs(request.root, outputs, [entry.path for entry in side.run.inputs])
    return _found(mixer)


def compare_sides(before: Side, after: Side) -> Causes:
    """What lies between two states that were read.

    Raises:
        Fault: one of them cannot be judged from copies.
    """
    return _found(Mixer(before, after))


def _found(mixer: Mixer) -> Causes:
    for side, report in ((mixer.before, mixer.judge()), (mixer.after, mixer.judge(*ORDER))):
        if report is None:
            raise Fault(f"{side.name} cannot be judged from copies of what it reads")
    return find_causes(mixer)


def _from_bundle(place: str, shown: str, other: Side | None = None) -> Side:
    return side_of(place, open_bundle(place), shown, other)


def open_bundle(place: str) -> dict[str, bytes]:
    """The files of a bundle; what is wrong says of which.

    Raises:
        Fault: it cannot be read.
    """
    try:
        return unpack(place)
    except Fault as fault:
        said = str(fault)
        raise Fault(said if repr(place) in said else f"{place!r}: {said}") from None


def side_of(place: str, files: Mapping[str, bytes], shown: str, other: Side | None = None) -> Side:
    """The run of a bundle's files.

    Args:
        place: where it lies, for whoever gave it.
        files: by their names.
        shown: what it is called in what is found.
        other: a state that was read, of which manifests with the same bytes are not parsed again.

    Raises:
        Fault: the bundle is not whole, or does not come to what it says.
    """
    try:
        _, differences = check_digests(files)
        about = read_run_file(files.get(layout.RUN, b""))
        sources = open_copies(files)
    except Fault as fault:
        raise Fault(f"{place!r}: {fault}") from None
    if differences:
        raise Fault(f"{place!r} is not whole: {differences[0]}; modelbylaws verify says all that differs")
    start_again()
    run = read(_with_known(sources, other), asked_again(about))
    side = take_apart(shown, run, about.commit.id if about.commit else "")
    report = side.run.judge()
    _refuse_unjudged(place, report)
    others = _others(files.get(layout.REPORT, b""), report)
    if others and about.tool.version == __version__:
        raise Fault(
            f"{place!r} holds a report that its inputs do not come to; modelbylaws verify says all that differs"
        )
    return replace(side, notes=_notes(shown, about.tool.version, others), report=report)


def _with_known(sources: Sources, other: Side | None) -> Sources:
    return sources if other is None else replace(sources, known=other.known)


def _others(said: bytes, report: Report) -> int:
    """Findings of a bundle's report that its inputs do not come to, or come to otherwise."""
    found = {(finding.fingerprint, str(finding.verdict)) for finding in report.findings}
    return len({mark for mark, _ in _said(said) ^ found})


def _notes(place: str, version: str, others: int) -> tuple[str, ...]:
    """By which version it was made, if by another one."""
    if others:
        return (f"{place} was made by version {version}; {others} of its findings are other ones by {__version__}",)
    return (f"{place} was made by version {version}, and is judged by {__version__}",) if version != __version__ else ()


def _said(raw: bytes) -> set[tuple[str, str]]:
    data = parsed(raw)
    findings = data.get("findings") if isinstance(data, dict) else None
    if not isinstance(findings, list) or not all(isinstance(found, dict) for found in findings):
        raise Fault(f"{layout.REPORT} is not a report")
    return {(str(found.get("fingerprint")), str(found.get("verdict"))) for found in findings}


def _from_git(request: Request, end: End, other: Side | None = None) -> Side:
    revision = end.revision
    name = "the work tree" if revision is None else str(revision)
    asked = replace(request, trusted=revision, manifests=revision, base=None, as_of=end.day)
    run = read(_with_known(open_sources(asked), other), asked)
    report = run.judge()
    _refuse_unjudged(name, report)
    return take_apart(name, run, revision.commit if revision is not None else "")


def _refuse_unjudged(name: str, report: Report) -> None:
    code = report.exit_code
    if code in {0, 1, 3}:
        return
    first = next(iter(report.diagnostics), None)
    why = f": {first.primary.file}: {first.message}" if first is not None else ""
    raise Fault(f"{name} ends with {code} ({OUTCOMES[code]}), so nothing can be put down to a cause{why}")


def short_commit(commit: str | None) -> str:
    return f", commit {commit[:SHORT]}" if commit else ""
