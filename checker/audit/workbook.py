"""The tables of a dossier as a workbook. The same report gives the same bytes.

A cell is a string: no text is taken for a formula, a number, a date or a link. Only of columns that the program itself
fills (``TYPED``) cells are days and numbers, which a spreadsheet can sort and add up; a version stays ``3.10``.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from checker.audit import tables
from checker.audit.dossier import Dossier
from checker.audit.tables import Table
from checker.formats.csv_report import COLUMNS
from checker.formats.terminal import escape
from checker.report import OUTCOMES, Report, Verdict

if TYPE_CHECKING:
    from xlsxwriter import Workbook

MAX_CELL = 32_767
"""Characters that a cell of Excel holds."""
MAX_ROWS = 1_048_575
"""Rows below the head; the CSV next to it has no limit."""
_CUT = " ... (cut; the CSV has all of it)"
_WIDTH, _WIDEST = 12, 60


Typed = Literal["day", "number"]
TYPED: Mapping[str, Typed] = {
    "as_of": "day", "since": "day", "until": "day", "approved_on": "day", "expires": "day", "due": "day",
    "line": "number", "days_left": "number", "requests": "number", "highest_value": "number", "limit_value": "number",
}  # fmt: skip
"""Columns that only the program fills, with days and numbers."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]+)?")

_FINDINGS = (*COLUMNS, "highest_value", "limit_value")
_WAIVERS = (
    "waiver", "rule", "about", "state", "days_left", "limit", "reason", "requested_by", "approved_by", "approved_on",
    "expires", "ticket", "file", "line",
)  # fmt: skip


def sheets(dossier: Dossier, more: Sequence[Table] = ()) -> tuple[Table, ...]:
    """What the workbook holds; ``more`` are tables that are not the dossier's."""
    return (
        _overview(dossier),
        _findings(dossier),
        tables.services(dossier),
        tables.population(dossier),
        tables.measures(dossier.report),
        _waivers(dossier.report),
        *more,
        tables.facts(dossier),
        *([tables.observed(dossier)] if dossier.observed is not None else []),
    )


def _overview(dossier: Dossier) -> Table:
    """What the run is about, and what it came to."""
    report = dossier.report
    verdicts = [ruling.verdict for ruling in report.rulings]
    said = [
        ("organization", dossier.organization),
        ("outcome", f"{OUTCOMES[report.exit_code]} (exit {report.exit_code})"),
        ("as of", report.as_of.isoformat()),
        *([("known by", report.known_by.isoformat())] if report.known_by else []),
        ("services", str(report.services)),
        ("without a manifest", "no inventory" if dossier.missing is None else " ".join(dossier.missing) or "none"),
        *((f"rules: {verdict}", str(verdicts.count(verdict))) for verdict in Verdict),
        ("findings", str(len(report.findings))),
        ("commit", dossier.commit.id if dossier.commit else "not known to git"),
        ("modelbylaws", report.version),
        ("built-in catalog", report.catalog or ""),
    ]
    return Table("overview", ("what", "value"), tuple(said))


def _findings(dossier: Dossier) -> Table:
    """What ``--output csv`` holds, with shares as numbers."""
    report = dossier.report
    shares = {
        (ruling.id, measure.key or ""): (f"{float(measure.highest.value):.6f}", f"{float(measure.limit):.6f}")
        for ruling in report.rulings
        for measure in ruling.measures
    }
    made = []
    for cells in tables.findings(report).rows:
        row = dict(zip(COLUMNS, cells, strict=True))
        measured = shares.get((row["rule"], row["key"]), ("", "")) if row["record"] == "measure" else ("", "")
        made.append((*cells, *measured))
    return Table("findings", _FINDINGS, tuple(made))


def _waivers(report: Report) -> Table:
    found = [
        (
            waiver.id, waiver.rule, waiver.about, " ".join(waiver.states), str(waiver.days_left), waiver.limit,
            waiver.reason, waiver.requested_by, waiver.approved_by, waiver.approved_on.isoformat(),
            waiver.expires.isoformat(), waiver.ticket, waiver.location.file,
            str(waiver.location.span.line) if waiver.location.span else "",
        )
        for waiver in report.waivers
    ]  # fmt: skip
    return Table("waivers", _WAIVERS, tuple(found))


def xlsx(dossier: Dossier, more: Sequence[Table] = ()) -> bytes:
    """The workbook's bytes; ``more`` are tables that are not the dossier's.

    Raises:
        ModuleNotFoundError: XlsxWriter is not installed.
    """
    from xlsxwriter import Workbook

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(out, options) as book:
        day = dossier.report.as_of
        created = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).replace(tzinfo=None)
        book.set_properties({"title": f"modelbylaws, {dossier.report.show_time()}", "created": created})
        for table in sheets(dossier, more):
            _sheet(book, table)
    return out.getvalue()


def _sheet(book: Workbook, table: Table) -> None:
    sheet = book.add_worksheet(table.name)
    head, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    formats = {"day": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})}
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(table.columns):
        sheet.set_column(column, column, _width(column, table.rows[:200], name))
        sheet.write_string(0, column, name, head)
    for number, row in enumerate(_fitting(table.rows), 1):
        for column, text in enumerate(row):
            kind = TYPED.get(table.columns[column])
            if kind == "day" and _DAY.fullmatch(text):
                sheet.write_datetime(number, column, dt.date.fromisoformat(text), formats["day"])
            elif kind == "number" and _NUMBER.fullmatch(text):
                sheet.write_number(number, column, float(text), wrapped)
            elif text:
                sheet.write_string(number, column, _cell(text), wrapped)
    sheet.autofilter(0, 0, max(1, min(len(table.rows), MAX_ROWS)), len(table.columns) - 1)


def _fitting(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """All rows, or those that fit with a last one that says so."""
    if len(rows) <= MAX_ROWS:
        return list(rows)
    return [*rows[: MAX_ROWS - 1], (f"{len(rows) - MAX_ROWS + 1} more rows: see the CSV",)]


def _width(column: int, rows: Sequence[tuple[str, ...]], name: str) -> int:
    return min(_WIDEST, max(_WIDTH, len(name), *(len(row[column]) for row in rows), 0))


def _cell(text: str) -> str:
    shown = escape(text)
    return shown if len(shown) <= MAX_CELL else f"{shown[: MAX_CELL - len(_CUT)]}{_CUT}"
