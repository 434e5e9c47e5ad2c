"""JSON text to builder events, with positions.

libyaml cannot read all of JSON (it refuses surrogate pairs), and the standard
library's parser has no positions. Strings are the standard library's; numbers,
``true`` and ``false`` stay text like every other scalar.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from json import JSONDecodeError, JSONDecoder

from checker.diagnostic import Span
from checker.source.tree import Builder

_STRINGS = JSONDecoder()
_SPACE = re.compile(r"[ \t\n]*")
_WORD = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9A-Za-z.+-])|true\b|false\b|null\b")


def feed(text: str, builder: Builder) -> None:
    """Send every value to the builder.

    Raises:
        Stop: not valid JSON; the reason is in the builder's faults.
    """
    reader = _Reader(text, builder)
    reader.value()
    reader.skip()
    if reader.at < len(text):
        raise reader.wrong("text after the end of the document")


class _Reader:
    """Recursive descent; the builder's depth limit bounds the recursion."""

    def __init__(self, text: str, builder: Builder) -> None:
        self.text, self.builder, self.at = text, builder, 0
        self.lines = [0, *(m.end() for m in re.finditer("\n", text))]

    def skip(self) -> str:
        """Skip white space; the next character, or nothing at the end."""
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.text[self.at : self.at + 1]

    def span(self, start: int, end: int) -> Span:
        line, end_line = bisect_right(self.lines, start), bisect_right(self.lines, end)
        return Span(line, start - self.lines[line - 1] + 1, end_line, end - self.lines[end_line - 1] + 1)

    def wrong(self, message: str) -> Exception:
        return self.builder.stop("json-syntax", f"not valid JSON: {message}", self.span(self.at, self.at))

    def value(self) -> None:
        character = self.skip()
        if character == "{":
            self.collection("}", is_mapping=True)
        elif character == "[":
            self.collection("]", is_mapping=False)
        elif character == '"':
            self.string()
        else:
            self.word()

    def string(self) -> None:
        start = self.at
        try:
            text, self.at = _STRINGS.raw_decode(self.text, start)
        except JSONDecodeError as error:
            self.at = error.pos
            raise self.wrong(error.msg.lower()) from None
        self.builder.scalar(text, self.span(start, self.at), empty=False, escaped=True)

    def word(self) -> None:
        found = _WORD.match(self.text, self.at)
        if not found:
            raise self.wrong("a value is missing here")
        self.at = found.end()
        self.builder.scalar(found[0], self.span(*found.span()), empty=found[0] == "null", escaped=False)

    def collection(self, end: str, *, is_mapping: bool) -> None:
        start = self.at
        self.builder.open(self.span(start, start + 1), is_mapping=is_mapping)
        self.at += 1
        if self.skip() != end:
            self.item(is_mapping=is_mapping)
            while self.skip() == ",":
                self.at += 1
                self.item(is_mapping=is_mapping)
        if self.skip() != end:
            raise self.wrong(f"',' or {end!r} is missing here")
        self.at += 1
        self.builder.close(self.span(start, self.at))

    def item(self, *, is_mapping: bool) -> None:
        if is_mapping:
            if self.skip() != '"':
                raise self.wrong("a key in double quotes is missing here")
            self.string()
            if self.skip() != ":":
                raise self.wrong("':' is missing here")
            self.at += 1
        self.value()
