"""JSON text to builder events, with positions.

libyaml cannot read all of JSON (it refuses surrogate pairs), and the standard
library's parser has no positions. Strings are the standard library's; numbers,
``true`` and ``false`` stay text like every other scalar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from json import JSONDecodeError, JSONDecoder

from checker.source.tree import Builder, Plain

_STRINGS = JSONDecoder()
_SPACE = re.compile(r"[ \t\n]*")
_WORD = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9A-Za-z.+-])|true\b|false\b|null\b")


def feed(text: str, builder: Builder) -> None:
    """Send every value to the builder.

    Raises:
        Stop: not valid JSON; the reason is in the builder's faults.
    """
    reader = _Reader(text, builder)
    builder.root(reader.value(None), 0)
    reader.skip()
    if reader.at < len(text):
        raise reader.wrong("text after the end of the document")


class _Reader:
    """Recursive descent; the builder's depth limit bounds the recursion."""

    def __init__(self, text: str, builder: Builder) -> None:
        self.text, self.builder, self.at = text, builder, 0

    def skip(self) -> str:
        """Skip white space; the next character, or nothing at the end."""
        character = self.text[self.at : self.at + 1]
        if character > " ":
            return character
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.text[self.at : self.at + 1]

    def wrong(self, message: str) -> Exception:
        return self.builder.stop("json-syntax", f"not valid JSON: {message}", (self.at, self.at))

    def value(self, key: str | None) -> Plain:
        """Take any value; ``key`` is its own in a mapping."""
        character = self.skip()
        if character == "{":
            return self.mapping()
        if character == "[":
            return self.sequence()
        return self.string() if character == '"' else self.word(key)

    def string(self) -> str:
        start = self.at
        try:
            text, self.at = _STRINGS.raw_decode(self.text, start)
        except JSONDecodeError as error:
            self.at = error.pos
            raise self.wrong(error.msg.lower()) from None
        return self.builder.scalar(text, (start, self.at), escaped=True)

    def word(self, key: str | None) -> str:
        found = _WORD.match(self.text, self.at)
        if not found:
            raise self.wrong("a value is missing here")
        self.at = found.end()
        text = self.builder.scalar(found[0], found.span())
        return self.builder.nothing(key, found.span()) if text == "null" else text

    def mapping(self) -> dict[str, Plain]:
        entries: dict[str, Plain] = {}
        keys: dict[str, int] = {}
        for _ in self.entries("}"):
            if self.skip() != '"':
                raise self.wrong("a key in double quotes is missing here")
            key = self.builder.key(self.string(), keys)
            if self.skip() != ":":
                raise self.wrong("':' is missing here")
            self.at += 1
            entries[key] = self.value(key)
        return entries

    def sequence(self) -> list[Plain]:
        return [self.value(None) for _ in self.entries("]")]

    def entries(self, end: str) -> Iterator[None]:
        """Take the brackets and commas of a collection; the caller takes each entry when it is its turn."""
        node = self.builder.begin((self.at, self.at + 1))
        self.at += 1
        if self.skip() != end:
            yield
            while self.skip() == ",":
                self.at += 1
                yield
        if self.skip() != end:
            raise self.wrong(f"',' or {end!r} is missing here")
        self.at += 1
        self.builder.end(node, self.at)
