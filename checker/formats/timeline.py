"""Intervals as lines of plain characters, because a gap or an overlap is sooner seen than read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checker.formats.terminal import width

COLUMNS = 40
"""Width of the drawing: with the values before it, a line fits into 80 columns."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What holds on [start, end); without an end it goes on. Bold bars count."""

    label: str
    start: dt.date
    end: dt.date | None
    counts: bool


def timeline(bars: Sequence[Bar], today: dt.date) -> Iterator[str]:
    """One line a bar, above them the first and the last day, and the day in question as ``|``."""
    days = [day for bar in bars for day in (bar.start, bar.end) if day is not None]
    first, last = min(*days, today), max(*days, today)
    span = max((last - first).days, 1)

    def column(day: dt.date) -> int:
        return (day - first).days * (COLUMNS - 1) // span

    wide = max(width(bar.label) for bar in bars)
    yield f"{' ' * wide}  {first}{str(last).rjust(COLUMNS - 10)}"
    for bar in bars:
        end = COLUMNS if bar.end is None else max(column(bar.end), column(bar.start) + 1)
        line = list(" " * column(bar.start) + ("=" if bar.counts else "-") * (end - column(bar.start)))
        line += " " * (COLUMNS - len(line))
        line[-1] = ">" if bar.end is None else line[-1]
        line[column(today)] = "|" if column(today) < COLUMNS - 1 or bar.end is not None else line[column(today)]
        yield f"{bar.label}{' ' * (wide - width(bar.label))}  {''.join(line)}".rstrip()
