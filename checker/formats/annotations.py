"""What to show beside the files of a change: the few annotations that a CI service keeps.

GitHub and Azure keep the first 10 errors and the first 10 warnings of a step. So
the counts come first, then what is worst, and the last one says how many are left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from checker.diagnostic import Location
from checker.formats.places import anchor, in_repository
from checker.formats.summary import counts, details, listed_at, looked_at, many, shown_at, word
from checker.formats.terminal import escape, plain
from checker.report import Finding, Report

KEPT = 10
"""Most errors, and most warnings, that a service keeps of one step."""

LISTED = 10
"""Most further places that an annotation names."""

Severity = Literal["error", "warning", "notice"]


@dataclass(frozen=True, slots=True)
class Annotation:
    """``lines`` are escaped as for a log; the title and the place are not."""

    severity: Severity
    title: str
    lines: tuple[str, ...]
    location: Location | None = None


def annotate(report: Report) -> list[Annotation]:
    """One about the run, then errors, then warnings; each kind as many as are kept, the last for all that is left."""
    broken = [found for found in report.findings if word(found) in {"error", "unknown"}]
    advice = [found for found in report.findings if word(found) == "advisory"]
    faults = [
        Annotation("error", fault.code, _lines(fault.message, [("next", fault.help)]), anchor(fault.locations, report))
        for fault in report.diagnostics
    ]
    errors = [_run(report), *faults, *(_of("error", finding, report) for finding in broken)]
    return [*_kept(errors), *_kept([_of("warning", finding, report) for finding in advice])]


def _run(report: Report) -> Annotation:
    nothing = [escape(report.nothing)] if report.nothing else []
    lines = (counts(report, plain), *nothing, looked_at(report))
    return Annotation("error" if report.exit_code else "notice", "modelbylaws", lines)


def _of(severity: Severity, finding: Finding, report: Report) -> Annotation:
    place = _place(finding, report)
    below = [("rule", finding.title), *details(finding)]
    lines = _lines(finding.message, below)
    start = f"{shown_at(place)}: " if place else ""
    return Annotation(severity, finding.rule, (f"{start}{lines[0]}", *lines[1:], *_others(finding, place)), place)


def _others(finding: Finding, place: Location | None) -> list[str]:
    """Where the services of a share stand: its annotation has one place only."""
    others = [at for at in finding.locations if at is not place] if finding.subject.service is None else []
    left = len(others) - LISTED
    return [*listed_at(others[:LISTED]), *([f"and {many(left, 'more place')}"] if left > 0 else [])]


def _lines(message: str, below: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    return (escape(message), *(f"{name}: {escape(text)}" for name, text in below if text))


def _place(finding: Finding, report: Report) -> Location | None:
    """A place that this change touched, if there is one: a service shows nothing beside a file that did not change."""
    changed = [at for at in finding.locations if at.file in report.changed and in_repository(at)]
    return changed[0] if changed else anchor(finding.locations, report)


def _kept(found: Sequence[Annotation]) -> list[Annotation]:
    if len(found) <= KEPT:
        return list(found)
    severity = found[-1].severity
    left = len(found) - KEPT + 1
    rest = Annotation(severity, "modelbylaws", (f"and {many(left, f'more {severity}')}; the full report has all",))
    return [*found[: KEPT - 1], rest]
