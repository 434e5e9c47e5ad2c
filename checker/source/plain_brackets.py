"""What stands in brackets on a line of YAML, as ``plain_lines`` reads it: a small part of what YAML allows there."""

from __future__ import annotations

import re
from sys import intern
from typing import Any

from checker.source.characters import normalize
from checker.source.tree import MAX_DEPTH, MAX_KEY, NULLS, Plain

KEY = r"([A-Za-z_][A-Za-z0-9_./-]*):(?= |\Z)"
QUOTED = r"""('[^']*'|"[^"\\]*")"""
"""With nothing in it that stands for something else."""

_VALUE = re.compile(rf" *(?:([A-Za-z0-9_./][A-Za-z0-9_./@+-]*)|{QUOTED}|([\[{{]))")
_PAIR = re.compile(rf" *{KEY}{_VALUE.pattern}")
_NEXT = re.compile(r" *([,\]}])")
_EMPTY = re.compile(r" *([\]}])")


class OtherError(Exception):
    """Something is written otherwise."""


def text_of(plain: str | None, quoted: str | None) -> str:
    """The text of a scalar, as every loop gives it.

    Raises:
        OtherError: it is none.
    """
    if plain in NULLS:
        raise OtherError
    written = (quoted or "")[1:-1] if plain is None else plain
    return intern(written if written.isascii() else normalize(written))


def in_brackets(written: str, start: int, at: int, marks: list[int], depth: int) -> tuple[Plain, int]:
    """What begins with the bracket in a column of a line, and in which it stops.

    Args:
        written: the line.
        start: the column.
        at: where the line begins.
        marks: gets the places, as ``Places`` reads them.
        depth: how many collections it is in.

    Raises:
        OtherError: something is written otherwise.
    """
    if depth >= MAX_DEPTH:
        raise OtherError
    is_list = written[start] == "["
    made: Any = [] if is_list else {}
    pattern, node, stop = _VALUE if is_list else _PAIR, len(marks), start + 1
    marks += (at + start, 0, 0)
    found = _EMPTY.match(written, stop)
    while found is None or found[1] == ",":
        found = pattern.match(written, stop if found is None else found.end())
        if found is None:
            raise OtherError
        key = None if is_list else _key(found, made, at, marks)
        value, stop = _value(found, written, at, marks, depth)
        if key is None:
            made.append(value)
        else:
            made[key] = value
        found = _NEXT.match(written, stop)
        if found is None:
            raise OtherError
    if (found[1] == "]") is not is_list:
        raise OtherError
    stop = found.end()
    marks[node + 1], marks[node + 2] = at + stop, len(marks)
    return made, stop


def _key(found: re.Match[str], made: dict[str, Plain], at: int, marks: list[int]) -> str:
    key = text_of(found[1], None)
    if key in made or len(key) > MAX_KEY:
        raise OtherError
    marks += (at + found.start(1), at + found.end(1))
    return key


def _value(found: re.Match[str], written: str, at: int, marks: list[int], depth: int) -> tuple[Plain, int]:
    *_, plain, quoted, bracket = found.groups()
    start, stop = found.span(found.lastindex or 0)
    if bracket is not None:
        return in_brackets(written, start, at, marks, depth + 1)
    marks += (at + start, at + stop)
    return text_of(plain, quoted), stop
