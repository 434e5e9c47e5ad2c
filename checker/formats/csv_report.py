"""A table for spreadsheets and databases: a row for every rule and subject, for every measure, waiver and fault.

Plain UTF-8 without a byte order mark, lines end with a line feed. No cell starts a
formula: a spreadsheet shows the apostrophe before it, and calculates nothing.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from checker.diagnostic import Location
from checker.formats.outcomes import Outcome, outcomes
from checker.formats.summary import counts, looked_at
from checker.formats.terminal import escape, plain
from checker.report import Measure, Part, Report, Standing

COLUMNS = (
    "record", "policy", "rule", "level", "kind", "verdict", "service", "use", "route", "key",
    "lowest", "highest", "limit", "message", "next", "waiver", "file", "line", "controls", "as_of",
)  # fmt: skip

Row = dict[str, str]

_FORMULAS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What starts a formula, in full width too; a tab or a line break is visible text by then."""

_INNER = re.compile(rf';(?=[\s"]*[{re.escape("".join(_FORMULAS))}])')
"""Where half of Europe's spreadsheets, which part cells at semicolons, would find a cell that starts a formula."""


def csv_report(report: Report) -> str:
    out = io.StringIO()
    table = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    table.writeheader()
    for row in rows(report):
        table.writerow({name: cell(text) for name, text in row.items()} | {"as_of": report.as_of.isoformat()})
    return out.getvalue()


def cell(text: str) -> str:
    """A text as a cell: all of it visible, and no formula."""
    shown = _INNER.sub(";'", escape(text))
    return f"'{shown}" if shown.lstrip().startswith(_FORMULAS) else shown


def rows(report: Report) -> Iterator[Row]:
    """Every row, without the columns that are empty in it."""
    yield {"record": "run", "message": f"{looked_at(report)}: {counts(report, plain)}"}
    yield from ({"record": "note", "message": note} for note in (report.nothing, *report.notes) if note)
    for fault in report.diagnostics:
        said = {"rule": fault.code, "verdict": "error", "message": fault.message, "next": fault.help}
        yield {"record": "fault", **said, **_at(fault.locations)}
    yield from (_outcome(outcome) for outcome in outcomes(report))
    yield from (_waiver(standing) for standing in report.waivers)


def _outcome(outcome: Outcome) -> Row:
    ruling, finding = outcome.ruling, outcome.finding
    row: Row = {
        "record": "measure" if outcome.measure else "subject",
        "policy": ruling.policy,
        "rule": ruling.id,
        "level": ruling.level,
        "kind": ruling.kind,
        "verdict": outcome.verdict.value,
        "message": outcome.said(),
        "controls": " ".join(ruling.controls),
    }
    found = (
        {"next": finding.help or finding.fix, "waiver": finding.waiver or "", **_at(finding.locations)}
        if finding
        else {}
    )
    return row | _parts(outcome.subject.as_dict()) | found | _measured(outcome.measure)


def _parts(parts: dict[Part, str]) -> Row:
    return {str(name): value for name, value in parts.items()}


def _measured(measure: Measure | None) -> Row:
    """Shares as a percentage with its fraction in words: ``2/5`` alone would become a date."""
    if measure is None:
        return {}
    if measure.counts_keys:
        return {"lowest": measure.show(), "highest": measure.show(), "limit": measure.show_limit()}
    ends = {"lowest": measure.lowest.show(measure.limit), "highest": measure.highest.show(measure.limit)}
    return {**ends, "limit": measure.show_limit()}


def _waiver(standing: Standing) -> Row:
    said = {"verdict": " ".join(standing.states), "message": standing.reason, "waiver": standing.show()}
    row = {"record": "waiver", "rule": standing.rule, **said, "limit": standing.limit}
    return row | _parts(standing.subject.as_dict()) | _at([standing.location])


def _at(locations: Sequence[Location]) -> Row:
    place = locations[0]
    return {"file": place.file, "line": str(place.span.line) if place.span else ""}
