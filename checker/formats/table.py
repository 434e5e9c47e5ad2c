"""Columns of text for a terminal, aligned by the width that a terminal gives them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.formats.terminal import escape, width


def table(rows: Sequence[Sequence[str]], indent: str = "  ") -> Iterator[str]:
    """One line a row, every cell escaped; nothing without a row."""
    escaped = [[escape(cell) for cell in row] for row in rows]
    columns = [max(map(width, column)) for column in zip(*escaped, strict=True)]
    for row in escaped:
        cells = [f"{cell}{' ' * (column - width(cell))}" for cell, column in zip(row, columns, strict=True)]
        yield f"{indent}{'  '.join(cells)}".rstrip()
