"""YAML as manifests are nearly always written, read in as few steps as there can be.

NOTE: the loop of ``yaml_events`` knows every fault and its place, and takes twice as long. Both get the same events
of the same parser. Here nothing odd is judged (a key twice, an anchor, a null): the file is read again by that loop.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from sys import intern
from typing import Any

from checker.source.characters import find_refused, normalize
from checker.source.lean_yaml import (
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from checker.source.tree import HEAD, MAX_DEPTH, MAX_KEY, MERGE, NULLS, Plain

Event = Any
"""An event of libyaml's. Not typed, as the stubs say that its marks may be missing."""


class Odd(Exception):  # noqa: N818 - no fault of the file; the other loop tells whether there is one
    """There is more in a file than one mapping of keys to values and lists."""


def read_plain(take: Callable[[], Event | None], text: str, marks: array[int]) -> dict[str, Plain]:
    """The one document of a file that has nothing odd in it.

    Args:
        take: gives the next event, None behind the last.
        text: what the events are of.
        marks: gets the places, as ``Places`` reads them.

    Raises:
        Odd: it has.
        yaml.MarkedYAMLError: the text is not YAML.
    """
    take()  # the stream starts
    start, first = take(), take()
    if type(start) is not DocumentStartEvent or start.version or start.tags or type(first) is not MappingStartEvent:
        raise Odd
    root: dict[str, Plain] = {}
    _fill(root, first, take, text, marks)
    take()  # the document ends
    take()  # the stream ends, or another document starts
    if take() is not None:
        raise Odd
    return root


def _fill(  # noqa: C901, PLR0912, PLR0915 - one loop without a call for each scalar, which would cost a tenth
    root: dict[str, Plain], first: Event, take: Callable[[], Event | None], text: str, marks: array[int]
) -> None:
    """Take everything up to the end of a mapping that began."""
    named, add = "&" in text or "!" in text, marks.append
    inside: Any = root
    node, key = _begin(first, text, marks), None
    above: list[tuple[Any, int]] = []
    end, closed = 0, 0
    while True:
        event: Event = take()
        kind = type(event)
        if kind is ScalarEvent:
            value = event.value
            if named and (event.anchor is not None or event.tag is not None):
                raise Odd
            if not value.isascii() or not value.isprintable():
                value = _unusual(event, text)
            elif value in NULLS and not event.style:
                raise Odd
            add(event.start_mark.index)
            add(event.end_mark.index)
            value = intern(value)
            if key is not None:
                inside[key] = value
                key = None
            elif type(inside) is list:
                inside.append(value)
            elif value in inside or value == MERGE or len(value) > MAX_KEY:
                raise Odd
            else:
                key = value
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            above.append((inside, node))
            inside = _open(inside, key, {} if kind is MappingStartEvent else [])
            node, key = _begin(event, text, marks, len(above)), None
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            end, closed = _end(event, marks, node, end, closed)
            if not above:
                return
            inside, node = above.pop()
        else:
            raise Odd


def _unusual(event: Event, text: str) -> str:
    """A scalar with other characters than printable ASCII, or several lines."""
    if event.end_mark.index >= len(text) or (event.style == '"' and find_refused(event.value)):
        raise Odd
    return normalize(event.value)


def _open(inside: Any, key: str | None, opened: Any) -> Any:  # noqa: ANN401 - a collection in another one
    if key is not None:
        inside[key] = opened
    elif type(inside) is list:
        inside.append(opened)
    else:  # a collection as a key
        raise Odd
    return opened


def _begin(event: Event, text: str, marks: array[int], depth: int = 0) -> int:
    """Where the marks of a collection begin, which is inside of ``depth`` others."""
    start, end = event.start_mark.index, event.end_mark.index
    marked = event.flow_style and text.startswith("?", start)
    if marked or end >= len(text) or depth == MAX_DEPTH or event.anchor is not None or event.tag is not None:
        raise Odd
    marks.extend((start, end, 0))
    return len(marks) - HEAD


def _end(event: Event, marks: array[int], node: int, end: int, closed: int) -> tuple[int, int]:
    """Mark the end of a collection: where it is, and how many marks there are.

    ``end`` and ``closed`` are the same of the one that ended before. In block style it ends with its last entry.
    """
    count, stop = len(marks), event.end_mark.index
    if event.start_mark.index != stop:
        end = stop
    elif count == node + HEAD:
        end = marks[node + 1]
    elif closed != count:
        end = marks[-1]
    marks[node + 1], marks[node + 2] = end, count
    return end, count
