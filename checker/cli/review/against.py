"""A run beside what it is compared with: a revision, or a baseline. What is no worse than there is forgiven.

With ``--trust`` a change cannot bring its own rules along; what it tried to
change there is listed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace

from checker.baseline import BaselineFile
from checker.cli.check import assess
from checker.cli.places import places, sides
from checker.cli.reading.files import Files, WorkTree, files_of
from checker.cli.reading.load import load_all
from checker.cli.reading.load_policies import declared_format
from checker.cli.reading.loaded import NO_CONFIG, Loaded
from checker.cli.reading.patterns import matching
from checker.cli.request import CONFIG_NAME
from checker.cli.review.joined import beside_joined
from checker.compare import compare
from checker.compare.ratchet import Ratchet, misnamed, ratchet
from checker.config import CATALOG_PLACES, POLICY_PLACES, Config
from checker.diagnostic import Diagnostic, Location
from checker.policy_tests import FORMAT as TESTS
from checker.report import Finding, Report, Verdict
from checker.report.change import FindingChange
from checker.report.review import Forgiven, Review, Revision
from checker.shape import read
from checker.source import Document, parse

NAMED = 10
"""Most new services that a note names."""


def reviewed(loaded: Loaded) -> Report:
    """The run's report, less what is forgiven, with what it was compared with.

    Raises:
        Fault: git failed.
    """
    request = loaded.request
    if request.trusted is not None:
        loaded.diagnostics += _unjudged(loaded)
    held = _baseline(loaded) if request.baseline else None
    report = assess(loaded)
    review = Review(trusted=request.trusted, baseline=request.baseline or "")
    if request.trusted is not None:
        review = replace(review, not_used=tuple(_unlike(loaded, request.trusted)))
    if request.base is not None:
        report, review = _against(loaded, report, review, request.base)
    if held is not None:
        found = ratchet(report, held.findings)
        review = replace(review, forgiven=_known(found.forgiven), notes=(*review.notes, *found.notes))
        report = _without(report, found)
    return replace(report, review=review)


def _against(loaded: Loaded, report: Report, review: Review, base: Revision) -> tuple[Report, Review]:
    before = load_all(replace(loaded.request, manifests=base, base=None, baseline=None))
    was = assess(before)
    changes = beside_joined(loaded, compare(was, report))
    trusted = loaded.request.trusted is not None
    gone = {id(change.after) for change in changes.findings if _forgivable(change) or (trusted and change.mends)}
    kept, known = (
        tuple(f for f in (*report.findings, *report.hidden) if (id(f) in gone) is wanted) for wanted in (False, True)
    )
    changed = {*review.not_used, *_moved(before, loaded)}
    if loaded.request.trusted != base:
        changed |= set(_unlike(loaded, base))
    notes = (*_notes(was, base, changed), *_unlisted(before, loaded))
    at = places(sides(before, loaded, report), changes)
    forgiven = tuple(Forgiven(finding, "base") for finding in known)
    review = replace(review, base=base, changes=changes, places=at, forgiven=forgiven, notes=notes)
    return replace(report, findings=kept, changed=frozenset(changed)), review


def _forgivable(change: FindingChange) -> bool:
    """Whether a finding was there before, and is no worse. A rule that crashed is never forgiven."""
    finding = change.after
    if finding is None or finding.verdict not in (Verdict.FAIL, Verdict.UNKNOWN):
        return False
    return change.state in {"same", "better"}


def _notes(was: Report, base: Revision, changed: Iterable[str]) -> Iterator[str]:
    if was.diagnostics:
        count = len(was.diagnostics)
        some = f"{count} fault{'' if count == 1 else 's'}"
        yield f"{base} has {some} of its own; what could not be judged there counts as new"
    if not any(changed):
        yield f"no input differs from {base}"


def _unlisted(before: Loaded, after: Loaded) -> Iterator[str]:
    """New services that the inventory does not know: anybody can declare a service."""
    inventory = after.fleet.world.inventory if after.fleet is not None else None
    if inventory is None:
        return
    there = {*inventory, *(service.name for service in before.services)}
    new = sorted({service.name for service in after.services} - there)
    if new:
        more = f" and {len(new) - NAMED} more" if len(new) > NAMED else ""
        yield f"new, and not in the inventory: {', '.join(new[:NAMED])}{more}"


def _moved(before: Loaded, after: Loaded) -> set[str]:
    """Manifests that are there on one side alone, or say something else."""
    texts = [
        {(entry.path, loaded.sources.get(entry.path)) for entry in loaded.inputs if entry.role == "manifest"}
        for loaded in (before, after)
    ]
    return {path for path, _ in texts[0] ^ texts[1]}


def _unlike(loaded: Loaded, revision: Revision) -> Iterator[str]:
    """Configuration, policies, catalogs, inventories and waivers in the work tree that a revision has otherwise."""
    request, config = loaded.request, loaded.config
    there = files_of(request.root, revision, tracked=False)
    here = WorkTree(request.root)
    given = (
        config.policies or POLICY_PLACES, config.catalogs or CATALOG_PLACES, config.inventory or (),
        config.waivers or (),
    )  # fmt: skip
    patterns = [pattern for patterns in given for pattern in patterns if ":" not in pattern]
    listed = {path for tree in loaded.trees for path in matching(tree.files, patterns)}
    read = {entry.path for entry in loaded.inputs if entry.role != "manifest" and ":" not in entry.path}
    named = {request.config or CONFIG_NAME, *([request.baseline] if request.baseline else [])}
    for path in sorted(listed | read | named):
        was, now = _text(there, path), _text(here, path)
        if was != now and TESTS not in {declared_format(text) for text in (was, now) if text is not None}:
            yield path


def _unjudged(loaded: Loaded) -> Iterator[Diagnostic]:
    """Manifests that only the change's own configuration would read.

    Judged by neither side now, they would be part of the next change's base, and forgiven there.
    """
    request = loaded.request
    path = request.config or CONFIG_NAME
    raw = WorkTree(request.root).read(path)
    if raw == loaded.rest.read(path):
        return
    config = _configuration(request.root, path, raw)
    if config is None:
        message = "this change's configuration has faults, so it cannot be told which manifests it adds"
        yield Diagnostic("not-judged", message, (Location(path),), "see modelbylaws lint")
        return
    now = matching(loaded.fleet_files.files, config.manifests)
    for file in sorted({*now} - {*matching(loaded.fleet_files.files, loaded.config.manifests)}):
        message = f"only this change's configuration reads it, and {request.trusted} decides what is read"
        help_ = "let the configuration change first and the manifests after it, or review both with --trust head"
        yield Diagnostic("not-judged", message, (Location(file),), help_)


def _configuration(root: str, path: str, raw: bytes | Diagnostic) -> Config | None:
    """What a change makes of the configuration; without one the defaults hold. None if it cannot be read."""
    if isinstance(raw, Diagnostic):
        return None if os.path.lexists(os.path.join(root, path)) else NO_CONFIG
    document = parse(path, raw)
    config = read(document, Config) if isinstance(document, Document) else None
    return config if isinstance(config, Config) else None


def _text(files: Files, path: str) -> bytes | None:
    """A file's bytes whatever its line ends, which git may change on checkout; None if it is not there."""
    raw = files.read(path)
    return None if isinstance(raw, Diagnostic) else raw.replace(b"\r\n", b"\n")


def _baseline(loaded: Loaded) -> BaselineFile | None:
    """The baseline, from where everything but manifests is read; its faults are the run's."""
    path = str(loaded.request.baseline)
    document = loaded.read(path, "baseline", loaded.rest.read(path))
    file = loaded.shaped(document, BaselineFile)
    if document is not None and file is not None:
        loaded.diagnostics += misnamed(document, file.findings)
    return file


def _known(findings: Iterable[Finding]) -> tuple[Forgiven, ...]:
    return tuple(Forgiven(finding, "baseline") for finding in findings)


def _without(report: Report, found: Ratchet) -> Report:
    gone = {id(finding) for finding in found.forgiven}
    return replace(report, findings=tuple(f for f in report.findings if id(f) not in gone))
