"""Formats a report can be written in, one row each. A new format is a row, its function, and the cases of its tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Literal

from checker.formats.terminal import How, Paint
from checker.formats.view import USUAL, View
from checker.record import dataclass
from checker.report import Report

if TYPE_CHECKING:
    from checker.report.linted import Linted

Format = str
"""The name of a format: a key of ``ROWS``."""
Group = Literal["people", "commands", "files"]
"""Whom it is for: people, in a log; runners, which take commands out of a log; programs and pages, in a file."""
Grammar = Literal["lines", "github", "azure", "sarif", "json", "xml", "markdown", "csv"]
"""What reads it back, so that a test can tell texts from structure."""
Also = Literal["diff", "test"]
"""What else is written in it: two states side by side, which are no findings about one commit; a run of policy
tests, where a case that missed is no finding about a file of the fleet.
"""


@dataclass(frozen=True, slots=True)
class FormatRow:
    name: Format
    group: Group
    function: str
    """Its module in this folder, and the function there, which gets a report and a ``How``."""
    lint: str
    """The same for what ``lint`` found, which gets that and a ``Paint``."""
    grammar: Grammar
    also: tuple[Also, ...] = ()
    grounds: bool = False
    """Whether it shows what each verdict rests on, which is found out only where it is shown."""

    @property
    def module(self) -> str:
        return f"{__name__}.{self.function.partition(':')[0]}"

    def write(self, report: Report, how: How) -> str:
        made: Callable[[Report, How], str] = _import(self.function)
        return made(report, how)

    def write_lint(self, linted: Linted, paint: Paint) -> str:
        made: Callable[[Linted, Paint], str] = _import(self.lint)
        return made(linted, paint)


def _import(function: str) -> Callable[..., str]:
    """A format is imported only when it is asked for, so that a run starts fast."""
    module, _, name = function.partition(":")
    made: Callable[..., str] = getattr(import_module(f"{__name__}.{module}"), name)
    return made


ROWS: Mapping[Format, FormatRow] = {
    row.name: row
    for row in (
        FormatRow("full", "people", "full:full", "linted:lint_text", "lines", also=("diff", "test")),
        FormatRow("summary", "people", "overview:summary", "linted:lint_text", "lines"),
        FormatRow("concise", "people", "full:concise", "linted:lint_concise", "lines", also=("test",)),
        FormatRow("github", "commands", "annotations:github", "linted:lint_github", "github"),
        FormatRow("azure", "commands", "annotations:azure", "linted:lint_azure", "azure"),
        FormatRow("sarif", "files", "sarif:sarif", "linted:lint_sarif", "sarif"),
        FormatRow("gitlab", "files", "gitlab:gitlab", "linted:lint_gitlab", "json"),
        FormatRow("junit", "files", "junit:junit", "linted:lint_junit", "xml", also=("test",)),
        FormatRow("markdown", "files", "markdown:markdown", "linted:lint_markdown", "markdown", also=("diff",)),
        FormatRow("markdown-comment", "files", "comment:comment", "comment:lint_comment", "markdown"),
        FormatRow("csv", "files", "csv_report:csv_report", "linted:lint_csv", "csv", grounds=True),
        FormatRow("json", "files", "json:json_report", "json:lint_json", "json", also=("diff", "test"), grounds=True),
    )
}
"""Every format, in the order in which the command line lists them."""

FORMATS: tuple[Format, ...] = tuple(ROWS)
DIFF_FORMATS: tuple[Format, ...] = tuple(row.name for row in ROWS.values() if "diff" in row.also)
PROOF_FORMATS: tuple[Format, ...] = tuple(row.name for row in ROWS.values() if "test" in row.also)


def formats_for(*groups: Group) -> tuple[Format, ...]:
    """The names of all formats of some groups."""
    return tuple(row.name for row in ROWS.values() if row.group in groups)


def render(name: Format, report: Report, paint: Paint, *, quiet: bool, waived: bool = False, view: View = USUAL) -> str:
    """The report as text.

    Args:
        name: the format.
        report: what to write.
        paint: gives colors, in formats for people.
        quiet: only findings, in formats for people.
        waived: whether ``sarif`` holds what is waived; the other formats say it anyhow, or have no way to.
        view: what is asked of ``summary`` and of ``markdown-comment``.
    """
    return ROWS[name].write(report, How(paint, quiet=quiet, waived=waived, view=view))


def render_lint(name: Format, linted: Linted, paint: Paint) -> str:
    """What ``lint`` found, as text."""
    return ROWS[name].write_lint(linted, paint)
