"""YAML as manifests are nearly always written, an entry a line, read without a parser.

NOTE: libyaml's events take a third of a plain load before anybody looks at them. A line that was seen before costs one
look into a table, and of the lines of a fleet six in seven were. What a line may look like is a small part of YAML, in
which nothing can be read in two ways: a test compares values and places with those of the other loops, over thousands
of changed files. Whatever is written otherwise is left to them, and so is every fault.
"""

from __future__ import annotations

import re
from typing import Any

from checker.source.plain_brackets import KEY, QUOTED, OtherError, in_brackets, text_of
from checker.source.tree import HEAD, MAX_DEPTH, MAX_KEY, Plain

MAX_TEXT = 1 << 16
"""Longest text that is read here: one that holds more than is accepted would be read in vain, for two seconds."""

MAX_LINE = 1000
"""Longest line that is read here. libyaml looks 1,024 characters ahead for the end of a key."""

MAX_REMEMBERED = 120
"""Longest line that is remembered; a longer one is hardly ever written twice."""

MAX_LINES = 8192
"""Most lines that are remembered at once, and as many that were before: those that are read again stay."""

_LINE = re.compile(
    rf" *(?:(-) +)?(?:{KEY})? *"
    rf"(?:([A-Za-z0-9_./][^ :]*(?:(?::(?=[^ ])| +(?=[^ #]))[^ :]*)*)|{QUOTED}|([\[{{].*))?"
    r"(?: +#.*| *)"
)
"""A dash, a key, then text without quotes, in quotes, or something in brackets."""
_REST = re.compile(r" +#.*| *")

_BLANK, _WAITS = -2, -1

Line = tuple[int, int, int, str | None, Any, int, int, int, int, tuple[int, ...]]
"""What a line says: its characters with the one that ends it; its level; the level of the mapping that begins behind
its dash; its key; its value; where the key starts and ends, and so its text, if it has both; otherwise all its places.

A level is twice the column of an entry of a mapping; for an entry of a list, one more than twice that of the dash. So a
list may begin in the column of the key above it, and a lower level ends what is open. A value is a text; None if it is
below; a tuple of texts in brackets; or the column of a bracket that holds more.
"""
Entry = tuple[str | None, Any, tuple[int, ...]]
"""Key, value and places of a line."""

_known: dict[str, Line] = {}
_before: dict[str, Line] = {}


def read_lines(text: str) -> tuple[dict[str, Plain], list[int]] | None:
    """The one document of a file and its marks, as ``Places`` reads them; None if it is written otherwise."""
    if len(text) > MAX_TEXT or "\t" in text or text[-1:] != "\n":
        return None
    try:
        return _read(text)
    except OtherError:
        return None


def _read(text: str) -> tuple[dict[str, Plain], list[int]]:  # noqa: C901, PLR0912, PLR0915 - no call for usual lines
    """As above. ``inside`` is what the next line is an entry of, unless it begins or ends something.

    NOTE: two calls for each collection, and a tuple for places in each line, made it take half as long again.

    Raises:
        OtherError: something is written otherwise.
    """
    root: dict[str, Plain] = {}
    inside: Any = root
    above: list[tuple[Any, int, int]] = []
    marks = [0, 0, 0]
    at = 4 if text.startswith("---\n") else 0
    waiting: Any = None
    here, node, last, below, known = 0, 0, 0, 0, _known.get
    for written in text[at:].split("\n"):
        size, level, inner, key, value, start, key_end, value_start, end, cuts = known(written) or _understand(written)
        if level == _BLANK:
            at += size
            continue
        if level != here:
            while here > level:
                marks[node + 1], marks[node + 2] = last, len(marks)
                inside, here, node = above.pop()
            if here == _WAITS and level > below:
                above.append((inside, below, node))
                inside[waiting] = [] if level & 1 else {}
                inside, here, node = inside[waiting], level, len(marks)
                marks += (at + (level >> 1), 0, 0)
            if level != here:
                raise OtherError
        if inner >= 0:
            above.append((inside, here, node))
            inside.append({})
            inside, here, node = inside[-1], inner, len(marks)
            marks += (at + (inner >> 1), 0, 0)
        if (key is not None and key in inside) or len(above) >= MAX_DEPTH:
            raise OtherError
        if end:
            inside[key] = value
            last = at + end
            marks += (at + start, at + key_end, at + value_start, last)
        elif value is None:
            below, here, waiting, last = here, _WAITS, key, at + key_end
            marks += (at + start, last)
        else:
            last = _add(inside, (key, value, cuts), written, at, marks, len(above) + 1)
        at += size
    if here == _WAITS or len(marks) == HEAD:
        raise OtherError
    while here >= 0:
        marks[node + 1], marks[node + 2] = last, len(marks)
        inside, here, node = above.pop() if above else (root, _WAITS, 0)
    marks[0] = marks[HEAD]
    return root, marks


def _add(inside: Any, entry: Entry, written: str, at: int, marks: list[int], depth: int) -> int:  # noqa: ANN401 - either
    """Take an entry that is not a key with its text, inside of ``depth`` collections; where it ends."""
    key, value, cuts = entry
    node = len(marks) + 2 * (key is not None)
    marks += [at + cut for cut in cuts]
    if type(value) is str:
        inside.append(value)
        return marks[-1]
    if depth >= MAX_DEPTH:
        raise OtherError
    if type(value) is tuple:
        made: Plain = list(value)
        marks[node + 2] = len(marks)
    else:
        made, stop = in_brackets(written, value, at, marks, depth)
        if not _REST.fullmatch(written, stop):
            raise OtherError
    if key is None:
        inside.append(made)
    else:
        inside[key] = made
    return marks[node + 1]


def _understand(written: str) -> Line:
    """A line, which is remembered.

    Raises:
        OtherError: it is written otherwise.
    """
    line = _before.get(written) or _look_at(written)
    if len(written) <= MAX_REMEMBERED:
        if len(_known) >= MAX_LINES:
            _before.clear()
            _before.update(_known)
            _known.clear()
        _known[written] = line
    return line


def _look_at(written: str) -> Line:
    said = written.lstrip(" ")
    if not said or said[0] == "#":
        return (len(written) + 1, _BLANK, _BLANK, None, None, 0, 0, 0, 0, ())
    found = _LINE.fullmatch(written) if len(written) <= MAX_LINE else None
    if found is None:
        raise OtherError
    dash, key, plain, *_ = found.groups()
    size = len(written) + 1
    if key is None:
        value, cuts = _look_behind(written, found)
        if dash is None or value is None:
            raise OtherError
        return (size, 2 * found.start(1) + 1, _BLANK, None, value, 0, 0, 0, 0, cuts)
    start, key_end = found.span(2)
    if key_end - start > MAX_KEY:
        raise OtherError
    level, inner = (2 * found.start(1) + 1, 2 * start) if dash else (2 * start, _BLANK)
    value, cuts = (text_of(plain, None), found.span(3)) if plain is not None else _look_behind(written, found)
    if type(value) is str or value is None:
        return (size, level, inner, text_of(key, None), value, start, key_end, cuts[0], cuts[1], ())
    return (size, level, inner, text_of(key, None), value, 0, 0, 0, 0, (start, key_end, *cuts))


def _look_behind(written: str, found: re.Match[str]) -> tuple[Any, tuple[int, ...]]:
    """The value that stands in a line, and where it starts and ends; more places, if it is a list of texts."""
    *_, plain, quoted, brackets = found.groups()
    if plain is not None or quoted is not None:
        return text_of(plain, quoted), found.span(found.lastindex or 0)
    if brackets is None:
        return None, (0, 0)
    start = found.start(5)
    marks: list[int] = []
    texts, stop = in_brackets(written, start, 0, marks, 0) if brackets[0] == "[" else ({}, 0)
    if type(texts) is not list or any(type(item) is not str for item in texts):
        return start, ()
    if not _REST.fullmatch(written, stop):
        raise OtherError
    return tuple(texts), tuple(marks)
