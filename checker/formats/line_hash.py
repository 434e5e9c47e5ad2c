"""The hash by which GitHub follows an alert while lines move around it.

It is made of the first 100 characters from the start of a line that are neither
space nor tab, in UTF-16 units; the end of the file counts as one, and then zeros.
A number tells equal hashes of one file apart. GitHub computes the same and warns
about every result for which a tool says something else.
"""

from __future__ import annotations

import re

_WINDOW = 100
_BASE = 37
_WORD = 2**64
_END = "\uffff" + "\0" * _WINDOW
_NO_SPACE = str.maketrans("", "", " \t")
_BEYOND_16_BITS = re.compile("[\U00010000-\U0010ffff]")


class LineHashes:
    """The hashes of one file's lines, each made when it is asked for."""

    def __init__(self, text: str) -> None:
        dense = _BEYOND_16_BITS.sub(_pair, text).translate(_NO_SPACE)
        self._starts = [0, *(found.end() for found in re.finditer("\n", dense))]
        self._text = dense + _END

    def line(self, number: int) -> str | None:
        """The hash of a line (1-based) with its number among equals, or None where the file has no such line."""
        if not 1 <= number <= len(self._starts):
            return None
        start = self._starts[number - 1]
        window = self._text[start : start + _WINDOW]
        value = 0
        for unit in window:
            value = (value * _BASE + ord(unit)) % _WORD
        same = sum(self._text.startswith(window, earlier) for earlier in self._starts[:number])
        return f"{value:x}:{same}"


def _pair(found: re.Match[str]) -> str:
    high, low = divmod(ord(found[0]) - 0x10000, 0x400)
    return chr(0xD800 + high) + chr(0xDC00 + low)
