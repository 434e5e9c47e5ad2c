"""Words of a command, as containers are given them: lists of words, lines, or a script inside of a list."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import NamedTuple

from checker.diagnostic import Path
from checker.source import Plain

_SHELL_LINE = re.compile(r"-[a-z]*c\Z")
MAX_WORDS = 10_000
"""Most words of one command that are looked at; a long one has a hundred."""


class Word(NamedTuple):
    """A word of a command, and where in the document it, or the line that it is part of, stands."""

    text: str
    path: Path


def words_of(*parts: tuple[Plain | None, Path]) -> tuple[Word, ...]:
    """The words of a command whose parts, such as ``command`` and ``args``, are run together; a single text is a line.

    What follows ``sh -c`` is a script, wherever the parts are divided.
    """
    found: list[Word] = []
    before = ""
    for text, path, is_line in _texts(parts):
        is_script = is_line or _SHELL_LINE.match(before) is not None or "\n" in text.strip()
        found += [Word(word, path) for word in (split(text) if is_script else [text]) if word]
        before = text
    return tuple(found[:MAX_WORDS])


def _texts(parts: tuple[tuple[Plain | None, Path], ...]) -> Iterator[tuple[str, Path, bool]]:
    """Each text, where it is, and whether it is a line by itself."""
    for value, path in parts:
        if isinstance(value, str):
            yield value, path, True
        for index, item in enumerate(value) if isinstance(value, list) else ():
            yield item if isinstance(item, str) else "", (*path, index), False


def split(line: str) -> list[str]:
    """The words of a line of a shell; of one with a quotation that does not end, what white space parts."""
    joined = line.replace("\\\n", " ")
    try:
        return shlex.split(joined, comments=True)
    except ValueError:
        return joined.split()
