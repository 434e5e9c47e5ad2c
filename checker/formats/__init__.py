"""Formats a report can be written in. A format is one function and one case below."""

from __future__ import annotations

from typing import Literal, get_args

from checker.formats.terminal import Paint
from checker.report import Report

Format = Literal["full", "concise", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)


def render(name: Format, report: Report, paint: Paint, *, quiet: bool) -> str:
    """The report as text. A format is imported only when it is asked for, so that a run starts fast."""
    match name:
        case "full":
            from checker.formats.full import full  # noqa: PLC0415

            return full(report, paint, quiet=quiet)
        case "concise":
            from checker.formats.concise import concise  # noqa: PLC0415

            return concise(report, paint, quiet=quiet)
        case "json":
            from checker.formats.json_report import json_report  # noqa: PLC0415

            return json_report(report)
