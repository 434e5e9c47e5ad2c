"""A run compared with another one: a revision, or a baseline. What is no worse than there is forgiven.

With ``--trust`` a change cannot bring its own rules along; what it tried to
change there is listed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace

from checker.diagnostic import Diagnostic, Location, many
from checker.files.baseline import BaselineFile
from checker.files.config import CATALOG_PLACES, POLICY_PLACES, Config, defaults
from checker.files.policy_tests import FORMAT as TESTS
from checker.report import Finding, Report, Verdict
from checker.report.review import FindingChange, Forgiven, Review, Revision
from checker.review import refused
from checker.review.beside import read_beside
from checker.review.compare import compare
from checker.review.places import beside_joined, locate, sides
from checker.review.ratchet import Ratchet, find_misnamed, ratchet
from checker.run.files import Files, files_of
from checker.run.fleets import nested, parted
from checker.run.matching import declared_format, matching
from checker.run.read import read_request
from checker.run.reader import Reader
from checker.run.request import CONFIG_NAME, Request
from checker.run.run import Run
from checker.shape import read
from checker.source import Document, parse

NAMED = 10
"""Most new services that a note names."""


def review_change(request: Request, run: Run) -> Report:
    """The report of what was read for the request, less what is forgiven, with what it was compared with.

    Raises:
        Fault: git failed.
    """
    reader = Reader(run.sources)
    if request.trusted is not None:
        reader.faults += _find_unjudged(request, run)
    held = _baseline(reader, request.baseline) if request.baseline else None
    run = run.with_read(reader)
    report = run.judge()
    review = Review(trusted=request.trusted, baseline=request.baseline or "")
    if request.trusted is not None:
        review = replace(review, not_used=tuple(_unlike(request, run, request.trusted)))
    if request.base is not None:
        report, review = _against(request, run, report, review, request.base)
    if held is not None:
        found = ratchet(report, held.findings)
        review = replace(review, forgiven=_forgive(found.forgiven), notes=(*review.notes, *found.notes))
        report = _without(report, found)
    return replace(report, review=review)


def _against(request: Request, run: Run, report: Report, review: Review, base: Revision) -> tuple[Report, Review]:
    before = read_beside(replace(request, manifests=base, base=None, baseline=None), run)
    before = replace(before, beside=before.beside and before.beside.as_before())
    was = before.judge()
    report = refused.without(report, _find_stretched(request, base, (before, was), (run, report)))
    changed = {*review.not_used, *find_moved(before, run)}
    if request.trusted != base:
        changed |= set(_unlike(request, run, base))
    notes = (*_notes(was, base, changed), *find_unlisted(before, run))
    review = replace(review, base=base, changed=frozenset(changed), notes=notes)
    return forgive_known((before, was), (run, report), review, mends=request.trusted is not None)


def forgive_known(
    before: tuple[Run, Report], after: tuple[Run, Report], review: Review, *, mends: bool
) -> tuple[Report, Review]:
    """The report without what was there before and is no worse, and the review with what changed.

    Args:
        before: the other state, as it was read and judged.
        after: this one.
        review: what is known of the comparison already.
        mends: whether a finding about a waiver that this state mends is forgiven, too.
    """
    run, report = after
    changes = locate(sides(before[0], run, report), beside_joined(run, compare(before[1], report)))
    gone = {id(change.after) for change in changes.findings if _forgivable(change) or (mends and change.mends)}
    kept, known = (
        tuple(f for f in (*report.findings, *report.hidden) if (id(f) in gone) is wanted) for wanted in (False, True)
    )
    forgiven = tuple(Forgiven(finding, "base") for finding in known)
    return replace(report, findings=kept), replace(review, changes=changes, forgiven=forgiven)


def _find_stretched(
    request: Request, base: Revision, before: tuple[Run, Report], after: tuple[Run, Report]
) -> refused.Stretched:
    """Findings that a waiver of the base covers only by name."""
    found = refused.find_stretched(*before, *after)
    if not found or request.trusted == base:
        return found
    there = read_request(replace(request, trusted=base, manifests=base, base=None, baseline=None), manifests=False)
    return refused.drop_approved(found, there.waivers, after[0].waivers)


def _forgivable(change: FindingChange) -> bool:
    """Whether a finding was there before, and is no worse. A rule that crashed is never forgiven."""
    finding = change.after
    if finding is None or finding.verdict not in (Verdict.FAIL, Verdict.UNKNOWN):
        return False
    return change.state in {"same", "better"}


def _notes(was: Report, base: Revision, changed: Iterable[str]) -> Iterator[str]:
    if was.diagnostics:
        count = len(was.diagnostics)
        some = f"{many(count, 'fault')}"
        yield f"{base} has {some} of its own; what could not be judged there counts as new"
    if not any(changed):
        yield f"no input differs from {base}"


def find_unlisted(before: Run, after: Run) -> Iterator[str]:
    """New services that the inventory does not know: anybody can declare a service."""
    inventory = after.fleet.world.inventory if after.fleet is not None else None
    if inventory is None:
        return
    there = {*inventory, *(service.name for service in before.services)}
    new = sorted({service.name for service in after.services} - there)
    if new:
        more = f" and {len(new) - NAMED} more" if len(new) > NAMED else ""
        yield f"new, and not in the inventory: {', '.join(new[:NAMED])}{more}"


def find_moved(before: Run, after: Run) -> set[str]:
    """Manifests that are there on one side alone, or say something else."""
    texts = [
        {(entry.path, run.texts.get(entry.path)) for entry in run.inputs if entry.role == "manifest"}
        for run in (before, after)
    ]
    return {path for path, _ in texts[0] ^ texts[1]}


def _unlike(request: Request, run: Run, revision: Revision) -> Iterator[str]:
    """Configuration, policies, catalogs, inventories and waivers in the work tree that a revision has otherwise."""
    config = run.config
    there = files_of(request.root, revision, commit=False)
    here = _changed_files(request)
    given = (
        config.policies or POLICY_PLACES, config.catalogs or CATALOG_PLACES, config.inventory_files,
        config.waivers or (),
    )  # fmt: skip
    patterns = [pattern for patterns in given for pattern in patterns if ":" not in pattern]
    listed = {*matching(run.rule_files, patterns), *matching(run.manifest_files, patterns)}
    # NOTE: where the whole fleet is judged, the snapshot is manifests; beside a service's change it is a rule's input.
    judged = {"manifest"} if run.beside is not None and run.beside.repository else {"manifest", "fleet"}
    read = {entry.path for entry in run.inputs if entry.role not in judged and ":" not in entry.path}
    named = {request.config or CONFIG_NAME, *([request.baseline] if request.baseline else [])}
    named |= {f"{folder}/{CONFIG_NAME}" for folder in nested(run.manifest_files) ^ run.fleets}
    for path in sorted(listed | read | named):
        was, now = _text(there, path), _text(here, path)
        if was != now and TESTS not in {declared_format(path, text) for text in (was, now) if text is not None}:
            yield path


def _changed_files(request: Request) -> Files:
    """The state that is judged: what a hook's commit will hold, or the work tree."""
    return files_of(request.root, None, commit=request.hook is not None)


def _find_unjudged(request: Request, run: Run) -> Iterator[Diagnostic]:
    """Manifests that only the change's own configuration would read.

    Judged by neither side now, they would be part of the next change's base, and forgiven there.
    """
    path = request.config or CONFIG_NAME
    here = _changed_files(request)
    fleets = nested(run.manifest_files)
    if here.read(path) == run.sources.rules.read(path) and fleets == run.fleets:
        return
    config = _configuration(here, path)
    if config is None:
        message = "this change's configuration has faults, so it is unknown which manifests it adds"
        yield Diagnostic("not-judged", message, (Location(path),), "see modelbylaws lint")
        return
    now = parted(run.manifest_files, config.manifests, fleets).own
    for file in sorted({*now} - {*parted(run.manifest_files, run.config.manifests, run.fleets).own}):
        message = f"only this change's configuration reads it, and {request.trusted} decides what is read"
        help_ = "let the configuration change first and the manifests after it, or review both with --trust head"
        yield Diagnostic("not-judged", message, (Location(file),), help_)


def _configuration(files: Files, path: str) -> Config | None:
    """What a change makes of the configuration; without one the defaults hold. None if it cannot be read."""
    raw = files.read(path)
    if isinstance(raw, Diagnostic):
        beside = files.names(os.path.dirname(path)) if raw.code == "unreadable" else [path]
        return None if path in beside and raw.code != "untracked" else defaults()
    document = parse(path, raw)
    config = read(document, Config) if isinstance(document, Document) else None
    return config if isinstance(config, Config) else None


def _text(files: Files, path: str) -> bytes | None:
    """A file's bytes whatever its line ends, which git may change on checkout; None if it is not there."""
    raw = files.read(path)
    return None if isinstance(raw, Diagnostic) else raw.replace(b"\r\n", b"\n")


def _baseline(reader: Reader, path: str) -> BaselineFile | None:
    """The baseline, from where everything but manifests is read; its faults are the run's."""
    document = reader.read(path, "baseline")
    file = reader.shaped(document, BaselineFile)
    if document is not None and file is not None:
        reader.faults += find_misnamed(document, file.findings)
    return file


def _forgive(findings: Iterable[Finding]) -> tuple[Forgiven, ...]:
    return tuple(Forgiven(finding, "baseline") for finding in findings)


def _without(report: Report, found: Ratchet) -> Report:
    gone = {id(finding) for finding in found.forgiven}
    return replace(report, findings=tuple(f for f in report.findings if id(f) not in gone))
