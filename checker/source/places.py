"""Where the keys and values of a file are: two numbers each, which become a span only where somebody asks.

Marks are in the order of the text. A scalar, and so a key, has two: how many code points are
before its start, and before its end. A collection has a third, how many marks there are up to
its last entry's last; then come those of its entries. A key is right before its value.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Mapping

from checker.diagnostic import Path, Span
from checker.source.characters import span_at
from checker.source.tree import HEAD, Plain, starts_of

_LONG = 8192
"""A text with more characters remembers where its lines start, for the same reason."""


class Places:
    """The marks of one file, and what was found with them."""

    __slots__ = ("_above", "_found", "_lines", "_marks", "_text")

    def __init__(self, text: str, marks: array[int] | Callable[[], array[int]]) -> None:
        self._text, self._marks = text, marks
        self._found: dict[int, dict[str | int, int]] = {}
        self._above: dict[tuple[int, Path], Mapping[str | int, int]] = {}
        """The entries of what a path leads to, from where it starts: most values that are asked for have siblings."""
        self._lines: array[int] | None = None

    @property
    def marks(self) -> array[int]:
        """The marks; those of a file that was parsed before are made when they are asked for."""
        if not isinstance(self._marks, array):
            self._marks = self._marks()
        return self._marks

    def find(self, value: Plain, node: int, path: Path, *, key: bool) -> Span:
        """Where a path leads to from the value whose marks begin at ``node``; of what is not there, its ancestor."""
        there = None if key else self._above.get((node, path[:-1]), {}).get(path[-1]) if path else None
        if there is not None:
            return self._span(there)
        start, above = node, None
        own_key: int | None = None
        for step in path:
            if isinstance(value, str) or step not in (entries := self._entries(value, node)):
                return self._start(value, node) if own_key is None else self._span(own_key)
            node, above = entries[step], entries
            own_key = node - 2 if isinstance(value, dict) else None
            value = value[step]  # type: ignore[index] # the step of an entry
        if above is not None:
            self._above[start, path[:-1]] = above
        if not key:
            return self._span(node)
        return self._start(value, node) if own_key is None else self._span(own_key)

    def entry(self, value: Plain, node: int, step: str | int) -> int:
        """Where the marks of an entry begin, which is there."""
        return self._entries({} if isinstance(value, str) else value, node)[step]

    def _entries(self, value: dict[str, Plain] | list[Plain], node: int) -> Mapping[str | int, int]:
        known = self._found.get(node)
        if known is None:
            known = self._found[node] = starts_of(self.marks, value, node)
        return known

    def _start(self, value: Plain, node: int) -> Span:
        """Where to point in a mapping that lacks something: at its first key."""
        if isinstance(value, str) or (isinstance(value, dict) and value):
            return self._span(node if isinstance(value, str) else node + HEAD)
        if isinstance(value, list) and value:
            return self._start(value[0], node + HEAD)
        span = self._span(node)
        return Span(*span[:2], *span[:2])

    def _span(self, node: int) -> Span:
        start, end = self.marks[node], self.marks[node + 1]
        if len(self._text) <= _LONG:
            return span_at(self._text, start, end)
        if self._lines is None:
            self._lines = array("I", [0, *(found.end() for found in re.finditer("\n", f"{self._text}\n"))])
        line, end_line = bisect_right(self._lines, start), bisect_right(self._lines, end)
        return Span(line, start - self._lines[line - 1] + 1, end_line, end - self._lines[end_line - 1] + 1)


def below(value: Plain | None, step: str | int) -> Plain | None:
    """The entry of a collection, if it is there."""
    if isinstance(value, dict) and isinstance(step, str):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
        return value[step]
    return None
