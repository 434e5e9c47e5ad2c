"""Logging commands of Azure Pipelines: errors and warnings beside the log of a step."""

from __future__ import annotations

from checker.formats.annotations import Annotation, annotate
from checker.formats.places import path
from checker.formats.terminal import escape
from checker.report import Report


def azure(report: Report) -> str:
    return "".join(f"{_command(annotation, report)}\n" for annotation in annotate(report))


def _command(annotation: Annotation, report: Report) -> str:
    message = "%0D%0A".join(_data(line) for line in annotation.lines)
    if annotation.severity == "notice":
        return "\n".join(annotation.lines)  # Azure has errors and warnings only
    properties = [f"type={annotation.severity}"]
    if annotation.location is not None:
        properties.append(f"sourcepath={_property(path(annotation.location, report))}")
        span = annotation.location.span
        properties += [f"linenumber={span.line}", f"columnnumber={span.column}"] if span else []
    properties.append(f"code={_property(annotation.title)}")
    return f"##vso[task.logissue {';'.join(properties)};]{message}"


def _data(shown: str) -> str:
    """One line of a message that is escaped as for a log already."""
    return shown.replace("%", "%AZP25")


def _property(text: str) -> str:
    return _data(escape(text)).replace("]", "%5D").replace(";", "%3B")
