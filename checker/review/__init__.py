"""``check``: the gate, for the whole fleet or some paths, or compared with a base; what an old fleet is forgiven."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace

from checker.diagnostic import Location, is_elsewhere, many
from checker.engine.judge import Checked
from checker.engine.way import IN_ONE, Way, judge_desk, judge_request, open_desk
from checker.report import Report
from checker.report.finding import Note
from checker.run.faults import Fault, NotBySums
from checker.run.fleets import innermost
from checker.run.named import refuse_inputs
from checker.run.read import read_prepared, read_request
from checker.run.request import CONFIG_NAME, Request
from checker.run.run import Run
from checker.run.trail import current

LISTED = 10
"""Most paths that a note names."""


def check(request: Request, paths: tuple[str, ...], outputs: Sequence[str] = (), way: Way = IN_ONE) -> Report:
    """Judge the fleet. ``paths`` (below the root) narrow what is shown, never what is read or counted.

    Args:
        request: what to read.
        paths: whose findings are shown; all, if there are none.
        outputs: files that will be written, which must not be any that was read.
        way: in which processes.

    Raises:
        Fault: git was needed, and failed; or an output is an input; or a file changed meanwhile.
        Lost: a part of the fleet was not judged.
    """
    run, report = _judge_with_sums(request, way) if request.partials != "no" else _judge(request, way)
    refuse_inputs(request.root, outputs, [entry.path for entry in run.inputs])
    _refuse_others(run, paths if request.hook is None else ())
    _refuse_unknown(run, request.root, paths if request.hook else ())
    if not paths:
        return report
    if request.hook == "files":
        return _per_file(report, paths)
    asked = [(finding, _touches(finding.locations, paths)) for finding in report.findings]
    shown, hidden = (tuple(found for found, touches in asked if touches is wanted) for wanted in (True, False))
    return replace(report, findings=shown, hidden=hidden)


def _judge_with_sums(request: Request, way: Way) -> Checked:
    """Judge with partial sums where they tell, and with the manifests that they stand for where more is to be said.

    What a limit over the fleet finds is told with the names of services, which sums do not have.
    """
    try:
        found = _judge(request, way)
    except NotBySums as why:
        return _noted(_judge(replace(request, partials="no"), way), f"its sums are not used: {why}")
    if found.run.elsewhere is None:
        return found
    fleet_wide = {ruling.id for ruling in found.report.rulings if ruling.fleet_wide}
    broken = [finding for finding in found.report.findings if finding.verdict.broken]
    if found.report.diagnostics or any(one.rule in fleet_wide or is_elsewhere(one.locations[0].file) for one in broken):
        return _judge(replace(request, partials="no"), way)
    count = many(len(found.run.elsewhere.repositories), "service")
    return _noted(found, f"{count} of other repositories are counted by the sums in the snapshot")


def _noted(found: Checked, note: str) -> Checked:
    return found._replace(report=replace(found.report, notes=(*found.report.notes, note)))


def _judge(request: Request, way: Way) -> Checked:
    """NOTE: who compares two states of a fleet looks at both as a whole, so these are kept in memory."""
    if way.shards:
        return judge_request(request, way)
    if not (request.trusted or request.base or request.baseline):
        desk = open_desk(request)
        beside = desk.prepared.run.beside
        if beside is None or not beside.repository:
            return judge_desk(desk, way)
        from checker.review.collected import review_repository

        run = read_prepared(desk.prepared)
        return Checked(run, review_repository(request, run))
    from checker.review.against import review_change

    run = read_request(request)
    return Checked(run, review_change(request, run))


def _refuse_others(run: Run, paths: tuple[str, ...]) -> None:
    """What belongs to another fleet is not found fault with here, which must not look like a pass.

    Raises:
        Fault: a path is of another fleet. A hook is given whatever was committed, and notes what was left out.
    """
    read = [entry.path for entry in run.inputs]
    for path in paths:
        fleet = innermost(f"{path}/.", run.fleets)
        if fleet is not None and not any(file == path or file.startswith(f"{path}/") for file in read):
            raise Fault(f"{path!r} belongs to another fleet: give --config {fleet}/{CONFIG_NAME}, or --all-fleets")


def _refuse_unknown(run: Run, root: str, paths: tuple[str, ...]) -> None:
    """A path that a hook was given may be in the index alone.

    Raises:
        Fault: it is nowhere.
    """
    trail = current()
    for path in paths:
        there = trail.find(os.path.join(root, path))
        trail.complete &= there
        if not there and not any(held == path or held.startswith(f"{path}/") for held in run.manifest_files):
            raise Fault(f"no such file: {path!r}")


def _per_file(report: Report, paths: tuple[str, ...]) -> Report:
    """Only what each named file answers for by itself: fleet rules and waivers are left to the fleet hook."""
    alone = {ruling.id for ruling in report.rulings if not ruling.fleet_wide}
    findings = tuple(f for f in report.findings if f.rule in alone and _touches(f.locations, paths))
    rest = len(report.findings) - len(findings)
    more = f" and {len(paths) - LISTED} more" if len(paths) > LISTED else ""  # as many as a command line takes
    note = Note("this is about ", paths[:LISTED], f"{more} alone; findings left to the fleet hook: {rest}")
    return replace(report, findings=findings, notes=(*report.notes, note))


def _touches(locations: tuple[Location, ...], paths: tuple[str, ...]) -> bool:
    return any(path in {at.file, "."} or at.file.startswith(f"{path}/") for at in locations for path in paths)
