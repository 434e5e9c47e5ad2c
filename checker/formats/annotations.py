"""What to show at the files of a change: the few annotations that a CI service keeps.

GitHub and Azure keep the first 10 errors and the first 10 warnings of a step. So
the counts come first, then what is worst, and the last one says how many are left.
Each service has its commands: GitHub's workflow commands, and logging commands of Azure Pipelines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from checker.diagnostic import Diagnostic, Location, many
from checker.formats.places import Placed, anchor, in_repository, path
from checker.formats.summary import (
    Told,
    counts,
    details,
    join_findings,
    list_places,
    show_place,
    show_population,
    unsaid,
    word,
)
from checker.formats.terminal import MAX_LINE, How, escape, fit, plain
from checker.record import dataclass
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
    every = join_findings(report.findings)
    broken = [entry for entry in every if word(entry.finding) in {"error", "unknown"}]
    advice = [entry for entry in every if word(entry.finding) == "advisory"]
    faults = [of_fault("error", fault, report) for fault in report.diagnostics]
    errors = [_run(report), *faults, *(_of("error", entry, report) for entry in broken)]
    return [*kept(errors), *kept([_of("warning", entry, report) for entry in advice])]


def of_fault(severity: Severity, fault: Diagnostic, report: Placed) -> Annotation:
    """A fault of an input, or a hint."""
    return Annotation(
        severity, fault.code, _lines(fault.message, [("next", fault.help)]), anchor(fault.locations, report)
    )


def message(annotation: Annotation, data: Callable[[str], str], line_break: str, taken: int) -> str:
    """The lines of an annotation as the one line of a command: as many as a line of a log has room for.

    ``data`` writes a line as the service asks; what it adds for that is not counted.
    """
    more = "... (the full report has all)"
    room = max(MAX_LINE - taken, MAX_LINE // 10) - len(line_break) - len(more)
    first, *rest = annotation.lines
    shown = [fit(first, room)]
    for line in rest:
        if len(line_break.join([*shown, line])) > room:
            shown.append(more)
            break
        shown.append(line)
    return line_break.join(map(data, shown))


def _run(report: Report) -> Annotation:
    lines = (counts(report, plain), *unsaid(report, plain), show_population(report))
    return Annotation("error" if report.exit_code else "notice", "modelbylaws", lines)


def _of(severity: Severity, entry: Told, report: Report) -> Annotation:
    finding = entry.finding
    place = _place(finding, report)
    below = [("rule", finding.title) if entry.name == finding.rule else entry.about, *details(finding)]
    lines = _lines(finding.message, below)
    first = finding.locations[0] if place not in finding.locations and finding.locations else place
    start = f"{show_place(first)}: " if first else ""
    return Annotation(severity, entry.name, (f"{start}{lines[0]}", *lines[1:], *_others(finding, place)), place)


def _others(finding: Finding, place: Location | None) -> list[str]:
    """Where the services of a share stand: its annotation has one place only."""
    others = [at for at in finding.locations if at is not place] if finding.subject.service is None else []
    left = len(others) - LISTED
    return [*list_places(others[:LISTED]), *([f"and {many(left, 'more place')}"] if left > 0 else [])]


def _lines(message: str, below: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    return (escape(message), *(f"{name}: {escape(text)}" for name, text in below if text))


def _place(finding: Finding, report: Report) -> Location | None:
    """A place that this change touched, if there is one: a service shows nothing beside a file that did not change."""
    changed = [at for at in finding.locations if at.file in report.changed and in_repository(at)]
    return changed[0] if changed else anchor(finding.locations, report)


def kept(found: Sequence[Annotation]) -> list[Annotation]:
    """As many of one severity as a service keeps; the last one counts the rest."""
    if len(found) <= KEPT:
        return list(found)
    severity = found[-1].severity
    left = len(found) - KEPT + 1
    rest = Annotation(severity, "modelbylaws", (f"and {many(left, f'more {severity}')}; the full report has all",))
    return [*found[: KEPT - 1], rest]


def azure(report: Report, _how: How) -> str:
    return azure_commands(annotate(report), report)


def azure_commands(found: Iterable[Annotation], report: Placed) -> str:
    return "".join(f"{_azure_command(annotation, report)}\n" for annotation in found)


def _azure_command(annotation: Annotation, report: Placed) -> str:
    if annotation.severity == "notice":
        return "\n".join(map(fit, annotation.lines))  # Azure has errors and warnings only
    properties = [f"type={annotation.severity}"]
    if annotation.location is not None:
        properties.append(f"sourcepath={_azure_property(path(annotation.location, report))}")
        span = annotation.location.span
        if span:
            properties += [f"linenumber={span.line}", f"columnnumber={span.column}"]
    properties.append(f"code={_azure_property(annotation.title)}")
    start = f"##vso[task.logissue {';'.join(properties)};]"
    return f"{start}{message(annotation, _azure_data, '%0D%0A', len(start))}"


def _azure_data(shown: str) -> str:
    """One line of a message that is escaped as for a log already."""
    return shown.replace("%", "%AZP25")


def _azure_property(text: str) -> str:
    return _azure_data(escape(text)).replace("]", "%5D").replace(";", "%3B")


def github(report: Report, _how: How) -> str:
    return github_commands(annotate(report), report)


def github_commands(found: Iterable[Annotation], report: Placed) -> str:
    return "".join(f"{_github_command(annotation, report)}\n" for annotation in found)


def _github_command(annotation: Annotation, report: Placed) -> str:
    properties = [f"title={_github_property(annotation.title)}"]
    if annotation.location is not None:
        properties = [
            f"file={_github_property(path(annotation.location, report))}",
            *_github_lines(annotation),
            *properties,
        ]
    start = f"::{annotation.severity} {','.join(properties)}::"
    return f"{start}{message(annotation, _github_data, '%0A', len(start))}"


def _github_lines(annotation: Annotation) -> list[str]:
    """Where it stands; GitHub refuses columns if it is more than one line."""
    span = annotation.location.span if annotation.location else None
    if span is None:
        return []
    lines = [f"line={span.line}", f"endLine={span.end_line}"]
    columns = [f"col={span.column}", f"endColumn={span.end_column}"]
    return [*lines, *columns] if span.line == span.end_line else lines


def _github_data(shown: str) -> str:
    """One line of a message that is escaped as for a log already."""
    return shown.replace("%", "%25")


def _github_property(text: str) -> str:
    return _github_data(escape(text)).replace(":", "%3A").replace(",", "%2C")
