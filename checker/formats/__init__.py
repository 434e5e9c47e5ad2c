"""Formats a report can be written in. A format is one function and one case below."""

from __future__ import annotations

from typing import Literal, get_args

from checker.formats.terminal import Paint
from checker.report import Report

TextFormat = Literal["full", "concise"]
"""Formats for people, in a log."""

CommandFormat = Literal["github", "azure"]
"""Formats of commands that a runner takes out of a log."""

FileFormat = Literal["sarif", "gitlab", "junit", "markdown", "csv", "json"]

Format = TextFormat | CommandFormat | FileFormat
FORMATS: tuple[Format, ...] = (*get_args(TextFormat), *get_args(CommandFormat), *get_args(FileFormat))

DIFF_FORMATS: tuple[Format, ...] = ("full", "json")
"""Formats of two states side by side, which are no findings about one commit."""

PROOF_FORMATS: tuple[Format, ...] = ("full", "concise", "junit", "json")
"""Formats of a run of policy tests. A case that missed is no finding about a file of the fleet."""


def render(name: Format, report: Report, paint: Paint, *, quiet: bool, waived: bool = False) -> str:
    """The report as text. A format is imported only when it is asked for, so that a run starts fast.

    Args:
        name: the format.
        report: what to write.
        paint: gives colors, in formats for people.
        quiet: only findings, in formats for people.
        waived: whether ``sarif`` holds what is waived; the other formats say it anyhow, or have no way to.
    """
    match name:
        case "full":
            from checker.formats.full import full  # noqa: PLC0415

            return full(report, paint, quiet=quiet)
        case "concise":
            from checker.formats.concise import concise  # noqa: PLC0415

            return concise(report, paint, quiet=quiet)
        case "sarif":
            from checker.formats.sarif import sarif  # noqa: PLC0415

            return sarif(report, waived=waived)
        case "github" | "azure":
            return _commands(name, report)
        case _:
            return _file(name, report)


def _commands(name: CommandFormat, report: Report) -> str:
    if name == "github":
        from checker.formats.github import github  # noqa: PLC0415

        return github(report)
    from checker.formats.azure import azure  # noqa: PLC0415

    return azure(report)


def _file(name: Literal["gitlab", "junit", "markdown", "csv", "json"], report: Report) -> str:
    match name:
        case "gitlab":
            from checker.formats.gitlab import gitlab  # noqa: PLC0415

            return gitlab(report)
        case "junit":
            from checker.formats.junit import junit  # noqa: PLC0415

            return junit(report)
        case "markdown":
            from checker.formats.markdown import markdown  # noqa: PLC0415

            return markdown(report)
        case "csv":
            from checker.formats.csv_report import csv_report  # noqa: PLC0415

            return csv_report(report)
        case "json":
            from checker.formats.json_report import json_report  # noqa: PLC0415

            return json_report(report)
