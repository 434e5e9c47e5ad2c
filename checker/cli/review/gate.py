"""``check``: the gate, for the whole fleet, for some paths, or beside what it is compared with."""

from __future__ import annotations

from dataclasses import replace

from checker.cli.check import assess
from checker.cli.reading.load import load_all
from checker.cli.request import Request
from checker.diagnostic import Location
from checker.kinds import KINDS
from checker.report import Report
from checker.report.standing import ABOUT_WAIVERS

LISTED = 10
"""Most paths that a note names."""


def check(request: Request, paths: tuple[str, ...]) -> Report:
    """Judge the fleet. ``paths`` (below the root) narrow what is shown, never what is read or counted.

    Raises:
        Fault: git was needed, and failed.
    """
    loaded = load_all(request)
    if request.trusted or request.base or request.baseline:
        from checker.cli.review.against import reviewed

        report = reviewed(loaded)
    else:
        report = assess(loaded)
    if not paths:
        return report
    if request.hook == "files":
        return _per_file(report, paths)
    asked = [(finding, _touches(finding.locations, paths)) for finding in report.findings]
    shown, hidden = (tuple(found for found, touches in asked if touches is wanted) for wanted in (True, False))
    return replace(report, findings=shown, hidden=hidden)


def _per_file(report: Report, paths: tuple[str, ...]) -> Report:
    """Only what each named file answers for by itself: fleet rules and waivers are left to the fleet hook."""
    fleet_wide = {ABOUT_WAIVERS, *(name for name, kind in KINDS.items() if kind.fleet_wide)}
    alone = {ruling.id for ruling in report.rulings if ruling.kind not in fleet_wide}
    findings = tuple(f for f in report.findings if f.rule in alone and _touches(f.locations, paths))
    rest = len(report.findings) - len(findings)
    note = f"this is about {_listed(paths)} alone; findings left to the fleet hook: {rest}"
    return replace(report, findings=findings, notes=(*report.notes, note))


def _listed(paths: tuple[str, ...]) -> str:
    """Some of them: a hook may be given as many as a command line takes."""
    more = f" and {len(paths) - LISTED} more" if len(paths) > LISTED else ""
    return f"{', '.join(paths[:LISTED])}{more}"


def _touches(locations: tuple[Location, ...], paths: tuple[str, ...]) -> bool:
    return any(path in {at.file, "."} or at.file.startswith(f"{path}/") for at in locations for path in paths)
