"""Tables in plain text, as wide as the terminal that they are for.

Columns are aligned by the width that a terminal gives them, and a table is made to fit there: cells are wrapped
between words, and no word is broken. Where no terminal reads, nothing is wrapped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest

from checker.formats.terminal import columns, escape, escape_first, width, wrap

_GAP = 2
"""Columns between two cells."""


def table(rows: Sequence[Sequence[str]], indent: str = "  ", *, style: Callable[[str], str] = str) -> Iterator[str]:
    """One line a row, every cell escaped, and in the style that ``style`` gives it; nothing without a row.

    On a terminal that is too narrow cells are wrapped; where even words do not fit, the first cell of each row has a
    line of its own, and the others are below it.
    """
    escaped = [[escape_first(row[0]), *map(escape, row[1:])] for row in rows]
    room = None if columns() is None else (columns() or 0) - len(indent)
    for lines in _lay_out(escaped, room, style):
        yield from (f"{indent}{line}".rstrip() for line in lines)


Cells = Sequence[Sequence[str]]


def _lay_out(rows: Cells, room: int | None, style: Callable[[str], str]) -> Iterator[list[str]]:
    """The lines of each row."""
    longest = [max(width(word) for cell in column for word in cell.split(" ")) for column in zip(*rows, strict=True)]
    if room is not None and len(longest) > 1 and sum(longest) + _GAP * (len(longest) - 1) > room:
        below = _lay_out([[escape_first(row[1]), *row[2:]] for row in rows], room - _GAP, style)
        for row, lines in zip(rows, below, strict=True):
            yield [*map(style, wrap(row[0], room)), *(f"{' ' * _GAP}{line}" for line in lines if line.strip())]
        return
    widths = _narrow([max(map(width, column)) for column in zip(*rows, strict=True)], longest, room)
    for row in rows:
        wrapped = [wrap(cell, column) for cell, column in zip(row, widths, strict=True)]
        yield [_join(parts, widths, style) for parts in zip_longest(*wrapped, fillvalue="")]


def _narrow(widths: list[int], longest: Sequence[int], room: int | None) -> list[int]:
    """Columns that fit: the widest ones give way, down to their longest words."""
    while room is not None:
        excess = sum(widths) + _GAP * (len(widths) - 1) - room
        loose = [at for at, least in enumerate(longest) if widths[at] > least]
        if excess <= 0 or not loose:
            break
        widest = max(loose, key=lambda at: widths[at])
        others = [widths[at] for at in loose if at != widest]
        even = max([longest[widest], *others])  # of two that are alike none gives way alone
        widths[widest] = max(widths[widest] - excess, min(even, widths[widest] - 1))
    return widths


def _join(parts: Sequence[str], widths: Sequence[int], style: Callable[[str], str]) -> str:
    padded = (f"{style(part)}{' ' * (room - width(part))}" for part, room in zip(parts, widths, strict=True))
    return (" " * _GAP).join(padded)
