"""A table for spreadsheets and databases: a row for every rule and subject, for every measure, waiver and fault.

Plain UTF-8 without a byte order mark, lines end with a line feed. No cell starts a
formula: a spreadsheet shows the apostrophe before it, and calculates nothing.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from checker.diagnostic import Diagnostic, Location, shorten_values
from checker.formats.outcomes import Outcome, outcomes
from checker.formats.summary import counts, show_population
from checker.formats.terminal import How, escape, plain
from checker.report import OUTCOMES, JudgedWaiver, Measure, Part, Report, Subject, Whose, show_grounds

COLUMNS = (
    "record", "policy", "rule", "level", "kind", "verdict", "service", "use", "route", "key",
    "lowest", "highest", "limit", "message", "next", "waiver", "file", "line", "controls", "as_of",
    "grounds", "owner", "tier", "lifecycle", "fingerprint",
)  # fmt: skip

Row = dict[str, str]

_FORMULAS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What starts a formula, in full width too; a tab or a line break is visible text by then."""

_INNER = re.compile(rf';(?=[\s"]*[{re.escape("".join(_FORMULAS))}])')
"""Where half of Europe's spreadsheets, which part cells at semicolons, would find a cell that starts a formula."""


def csv_report(report: Report, _how: How) -> str:
    return csv_rows(rows(report), report.as_of)


def csv_rows(found: Iterable[Row], as_of: dt.date) -> str:
    """The table with ``COLUMNS``."""
    day = {"as_of": as_of.isoformat()}
    return csv_text(COLUMNS, ([(row | day).get(name, "") for name in COLUMNS] for row in found))


def csv_text(columns: Sequence[str], table: Iterable[Sequence[str]]) -> str:
    """A table as CSV: a line of heads, then its rows."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cell(text) if text else "" for text in row] for row in table)
    return out.getvalue()


def cell(text: str) -> str:
    """A text as a cell: all of it visible, and no formula."""
    shown = escape(text)
    if ";" in shown:
        shown = _INNER.sub(";'", shown)
    return f"'{shown}" if shown.lstrip().startswith(_FORMULAS) else shown


def rows(report: Report) -> Iterator[Row]:
    """Every row, without the columns that are empty in it."""
    said = f"{show_population(report, str)}: {counts(report, plain)}"
    yield {"record": "run", "verdict": OUTCOMES[report.exit_code], "message": said}
    for code, why in report.unsaid.items():
        yield {"record": "fault", "rule": code, "verdict": "error", "message": why}
    yield from ({"record": "note", "message": note} for note in report.notes)
    yield from (fault_row("fault", "error", fault) for fault in report.diagnostics)
    yield from (_outcome(outcome) | _whose(outcome.subject, report.whose) for outcome in outcomes(report))
    yield from (_waiver(waiver) | _whose(waiver.subject, report.whose) for waiver in report.waivers)


def fault_row(record: str, verdict: str, fault: Diagnostic) -> Row:
    """A fault of an input, or a hint."""
    about = {"rule": fault.code, "verdict": verdict, "message": fault.message, "next": fault.help}
    return {"record": record, **about, **_at(fault.locations)}


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
        "grounds": show_grounds(outcome.grounds),
        **_at([outcome.grounds[0].location] if outcome.grounds else []),
    }
    found = (
        {
            "next": finding.help or finding.fix, "waiver": finding.waiver or "", "fingerprint": finding.fingerprint,
            **_at(finding.locations),
        }
        if finding
        else {}
    )  # fmt: skip
    return row | _parts(outcome.subject.as_dict()) | found | _write_measure(outcome.measure)


def _whose(subject: Subject, whose: Mapping[str, Whose]) -> Row:
    """Nothing for the fleet, and for a service without a manifest."""
    found = whose.get(subject.service or "")
    return {"owner": shorten_values(found.owner), "tier": found.tier, "lifecycle": found.lifecycle} if found else {}


def _parts(parts: dict[Part, str]) -> Row:
    return {str(name): value for name, value in parts.items()}


def _write_measure(measure: Measure | None) -> Row:
    """Shares as a percentage with its fraction in words: ``2/5`` alone would become a date."""
    if measure is None:
        return {}
    if measure.counts_keys:
        return {"lowest": measure.show(), "highest": measure.show(), "limit": measure.show_limit()}
    ends = {"lowest": measure.lowest.show(measure.limit), "highest": measure.highest.show(measure.limit)}
    return {**ends, "limit": measure.show_limit()}


def _waiver(waiver: JudgedWaiver) -> Row:
    said = {"verdict": " ".join(waiver.states), "message": waiver.reason, "waiver": waiver.show()}
    row = {"record": "waiver", "rule": waiver.rule, **said, "limit": waiver.limit}
    return row | _parts(waiver.subject.as_dict()) | _at([waiver.location])


def _at(locations: Sequence[Location]) -> Row:
    if not locations:
        return {}
    place = locations[0]
    return {"file": place.file, "line": str(place.span.line) if place.span else ""}
