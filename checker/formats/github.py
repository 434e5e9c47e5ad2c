"""Workflow commands of GitHub: annotations beside the lines of a change."""

from __future__ import annotations

from checker.formats.annotations import Annotation, annotate
from checker.formats.places import path
from checker.formats.terminal import escape
from checker.report import Report


def github(report: Report) -> str:
    return "".join(f"{_command(annotation, report)}\n" for annotation in annotate(report))


def _command(annotation: Annotation, report: Report) -> str:
    properties = [f"title={_property(annotation.title)}"]
    if annotation.location is not None:
        properties = [f"file={_property(path(annotation.location, report))}", *_lines(annotation), *properties]
    message = "%0A".join(_data(line) for line in annotation.lines)
    return f"::{annotation.severity} {','.join(properties)}::{message}"


def _lines(annotation: Annotation) -> list[str]:
    """Where it stands; GitHub refuses columns if it is more than one line."""
    span = annotation.location.span if annotation.location else None
    if span is None:
        return []
    lines = [f"line={span.line}", f"endLine={span.end_line}"]
    columns = [f"col={span.column}", f"endColumn={span.end_column}"]
    return [*lines, *columns] if span.line == span.end_line else lines


def _data(shown: str) -> str:
    """One line of a message that is escaped as for a log already."""
    return shown.replace("%", "%25")


def _property(text: str) -> str:
    return _data(escape(text)).replace(":", "%3A").replace(",", "%2C")
