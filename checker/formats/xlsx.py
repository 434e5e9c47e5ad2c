"""A workbook: findings, services, population, measures, facts. The same report gives the same bytes.

Every cell is written as a string: no text is taken for a formula, a number, a date or a
link. XlsxWriter, which the extra ``xlsx`` brings, is imported by the caller.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from checker.formats import tables
from checker.formats.tables import Table
from checker.formats.terminal import escape
from checker.report.dossier import Dossier

if TYPE_CHECKING:
    from xlsxwriter import Workbook

MAX_CELL = 32_767
"""Characters that a cell of Excel holds."""
MAX_ROWS = 1_048_575
"""Rows below the head; the CSV beside it has no limit."""
_CUT = " ... (cut; the CSV has all of it)"
_WIDTH, _WIDEST = 12, 60


def sheets(dossier: Dossier) -> tuple[Table, ...]:
    return (
        tables.findings(dossier.report),
        tables.services(dossier),
        tables.population(dossier),
        tables.measures(dossier.report),
        tables.facts(dossier),
    )


def xlsx(dossier: Dossier) -> bytes:
    """The workbook's bytes.

    Raises:
        ModuleNotFoundError: XlsxWriter is not installed.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 - an extra

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(out, options) as book:
        day = dossier.report.as_of
        created = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).replace(tzinfo=None)
        book.set_properties({"title": f"modelbylaws, {dossier.report.show_time()}", "created": created})
        for table in sheets(dossier):
            _sheet(book, table)
    return out.getvalue()


def _sheet(book: Workbook, table: Table) -> None:
    sheet = book.add_worksheet(table.name)
    head, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(table.columns):
        sheet.set_column(column, column, _width(column, table.rows[:200], name))
        sheet.write_string(0, column, name, head)
    for number, row in enumerate(_fitting(table.rows), 1):
        for column, text in enumerate(row):
            if text:
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
