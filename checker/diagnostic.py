"""What is wrong with an input, and where.

Lines and columns are 1-based; columns count Unicode code points, never bytes
or UTF-16 units. A span's end is exclusive, so an empty span has start == end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

Path = tuple[str | int, ...]
"""Keys and indices from a document's root to a node."""


class Span(NamedTuple):
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file, as it is printed.

    ``span`` is None only for a whole-file location. There is no other way to
    say "somewhere": code that does not know a place must fail, not guess 1:1.
    """

    file: str
    span: Span | None = None
    label: str = ""

    @property
    def sort_key(self) -> tuple[str, Span]:
        """Total order: by file, whole-file locations first, then by start."""
        return (self.file, self.span or Span(0, 0, 0, 0))


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a document by its path; it becomes a ``Location`` only when it is printed.

    A path that the document does not hold means its nearest ancestor that is there.
    """

    file: str
    path: Path = ()
    label: str = ""
    part: Literal["value", "key"] = "value"


Spot = Place | Location
"""Where something is: still to be looked up, or known already."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A fault that makes exit 2: something could not be read, or names what does not exist.

    ``code`` is a stable word for people and machines; ``message`` is one lower-case
    phrase; the remedy goes into ``help``. The first location is the primary one.
    """

    code: str
    message: str
    locations: tuple[Location, ...]
    help: str = ""

    @property
    def sort_key(self) -> tuple[tuple[str, Span], str, str]:
        return (self.locations[0].sort_key, self.code, self.message)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``did you mean 'tier'?`` for a near miss, else the whole list if it is short, else nothing."""
    import difflib  # noqa: PLC0415 - needed only when something is misspelt

    choices = sorted(set(known))
    # NOTE: versions of one model differ in a character or two, so for ids with a slash only slips count.
    near = difflib.get_close_matches(word.lower(), choices, n=2, cutoff=0.88 if "/" in word else 0.6)
    if near:
        alike = [difflib.SequenceMatcher(None, choice, word.lower()).ratio() for choice in near]
        equally_near = [choice for choice, ratio in zip(near, alike, strict=True) if ratio == alike[0]]
        return f"did you mean {' or '.join(map(repr, sorted(equally_near)))}?"
    few = 12
    return f"one of: {', '.join(choices)}" if 0 < len(choices) <= few else ""
