"""A history for people: the runs, the limits that were broken or moved, and what is open; and its tables as CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from checker.diagnostic import many
from checker.formats.columns import table
from checker.formats.csv_report import csv_text
from checker.formats.full import faults_text
from checker.formats.review import short
from checker.formats.terminal import Paint, escape
from checker.history.reading import read_history
from checker.history.series import Series, Value
from checker.history.tracking import Tracked
from checker.history.trend import Point, Trend, show_trend
from checker.report import number, percent
from checker.report.review import SHORT

MAX_RUNS = 12
"""Runs that are shown to people; JSON and CSV have all."""


def show(folder: str) -> Trend:
    """What a folder of kept runs comes to.

    Raises:
        Fault: there is no such folder.
    """
    return show_trend(read_history(folder))


def trend_text(found: Trend, paint: Paint) -> str:
    if found.diagnostics:
        return faults_text(found.diagnostics, {}, paint)
    if not found.runs:
        return "no run was kept: modelbylaws history add\n"
    lines = [
        *_runs(found),
        "",
        *_limits(found, paint),
        *_marks(found),
        *_open(found, paint),
        _fixes(found),
    ]
    return "".join(f"{line}\n" for line in lines)


def _runs(found: Trend) -> Iterator[str]:
    shown = found.runs[-MAX_RUNS:]
    left = len(found.runs) - len(shown)
    days = f"{found.runs[0].as_of} to {found.runs[-1].as_of}"
    yield f"{many(len(found.runs), 'run')}, {days}{f'; the last {len(shown)}' if left else ''}"
    yield ""
    heads = ("day", "exit", "open", "new", "fixed", "known", "gone", "waivers", "unknown", "oldest fact",
        "changed", "commit",
    )  # fmt: skip
    yield from table([heads, *map(_run, shown)])


def _run(run: Point) -> tuple[str, ...]:
    idle = f" ({run.waivers_idle} idle)" if run.waivers_idle else ""
    back = f" ({run.reopened} again)" if run.reopened else ""
    oldest = many(run.oldest_fact, "day") if run.oldest_fact is not None else "none"
    return (
        str(run.as_of), str(run.exit_code), str(run.open), f"{run.new + run.reopened}{back}", str(run.fixed),
        str(run.now_known), str(run.gone), f"{run.waivers_active}{idle}", percent(run.unknown_share), oldest,
        ", ".join(run.changed) or "-", (run.commit or "-")[:SHORT],
    )  # fmt: skip


def _limits(found: Trend, paint: Paint) -> Iterator[str]:
    """Shares that were broken in some run, and how many others moved."""
    broken = [series for series in found.series if series.broken]
    moved = sum(series.moved for series in found.series if not series.broken)
    yield paint("bold", f"shares that were beyond their limit in some run: {len(broken)}")
    rows = [
        (f"{series.rule} {series.key or 'fleet'}", *(_cell(v, series) for v in series.values[-MAX_RUNS:]))
        for series in broken
    ]
    if rows:
        yield from table([("", *(str(run.as_of) for run in found.runs[-MAX_RUNS:])), *rows])
    yield f"  {many(moved, 'other share')} moved within the limit"
    yield ""


def _cell(value: Value, series: Series) -> str:
    if value.lowest is None or value.highest is None:
        return "-"
    low, high = (_amount(end, value.limit, series) for end in (value.lowest, value.highest))
    mark = "" if value.verdict == "pass" else f" {value.verdict}"
    return f"{low if low == high else f'{low}-{high}'}{mark}"


def _amount(value: Fraction, limit: Fraction | None, series: Series) -> str:
    return number(value) if series.counts_keys else percent(value, limit)


def _marks(found: Trend) -> Iterator[str]:
    marks = [(run.as_of, mark) for run in found.runs for mark in run.marks]
    if marks:
        yield "changes of rules"
        yield from short(f"  {day}  {escape(mark.rule)}: {mark.what}" for day, mark in marks)
        yield ""


def _open(found: Trend, paint: Paint) -> Iterator[str]:
    """What is broken in the last run and more than advice, the oldest first."""
    there = [entry for entry in found.findings if entry.state == "open" and entry.level != "advisory"]
    advice = sum(entry.state == "open" and entry.level == "advisory" for entry in found.findings)
    there.sort(key=lambda entry: (-(entry.age or 0), entry.rule, str(entry.subject)))
    yield paint("bold", f"open: {len(there)}, and {advice} advisory")
    yield from short(f"  {line}" for line in table([_finding(entry) for entry in there], indent=""))
    yield ""


def _finding(entry: Tracked) -> tuple[str, ...]:
    again = f"reopened {entry.reopened}x" if entry.reopened else ""
    age = many(entry.age or 0, "day")
    return (entry.rule, str(entry.subject), entry.owner, f"first seen {entry.first_seen}", age, again)


def _fixes(found: Trend) -> str:
    if found.median_days_to_fix is None:
        return "nothing was fixed yet"
    return f"fixed: {found.fixes}, half of them within {many(found.median_days_to_fix, 'day')}"


# --- CSV ---


def _decimal(value: Fraction | None) -> str:
    """With six places, so that a spreadsheet takes it for a number; JSON has the exact one."""
    if value is None:
        return ""
    scaled = round(value * 1_000_000)
    return f"{scaled // 1_000_000}.{scaled % 1_000_000:06}"


def _shares_csv(found: Trend) -> str:
    heads = ("as_of", "file", "rule", "policy", "key", "bound", "lowest", "highest", "limit", "verdict")
    return csv_text(
        heads,
        [
            (
                str(run.as_of), run.file, series.rule, series.policy, series.key or "", series.bound or "",
                *(_decimal(end) for end in (value.lowest, value.highest, value.limit)), value.verdict,
            )
            for series in found.series
            for run, value in zip(found.runs, series.values, strict=True)
        ],
    )  # fmt: skip


def _runs_csv(found: Trend) -> str:
    heads = (
        "as_of", "file", "commit", "tool", "catalog", "exit_code", "services", "passed", "failed", "unknown", "waived",
        "unknown_share", "open", "new", "fixed", "now_known", "gone", "reopened", "waivers_active", "waivers_idle",
        "oldest_fact", "median_age", "changed",
    )  # fmt: skip
    return csv_text(heads, ([_plain(getattr(run, head)) for head in heads] for run in found.runs))


def _plain(value: object) -> str:
    if isinstance(value, Fraction):
        return _decimal(value)
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    return "" if value is None else str(value)


def _findings_csv(found: Trend) -> str:
    heads = (
        "fingerprint", "rule", "level", "subject", "owner", "state", "first_seen", "age", "reopened", "days_to_fix",
    )  # fmt: skip
    return csv_text(heads, ([_plain(getattr(entry, head)) for head in heads] for entry in found.findings))


TABLES: Mapping[str, Callable[[Trend], str]] = {"shares": _shares_csv, "runs": _runs_csv, "findings": _findings_csv}
"""Each with one sort of row."""


def trend_csv(found: Trend, which: str) -> str:
    """One table; of a history with faults only its heads."""
    return TABLES[which](found)
