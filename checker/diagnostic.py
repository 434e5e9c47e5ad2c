"""What is wrong with an input, and where.

Lines and columns are 1-based; columns count Unicode code points, never bytes
or UTF-16 units. A span's end is exclusive, so an empty span has start == end.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import ClassVar, Literal, NamedTuple

from checker.form import Form
from checker.packed import packs
from checker.record import dataclass

MAX_FAULTS = 100
"""Most faults reported for one file, in every layer: nobody reads more, and each costs a block of output."""

MAX_VALUE = 200
"""Most characters of a value that a message shows: names are shorter, and what is longer is told apart by its place."""

MAX_NEAR = 100
"""Most words that one file is looked through for a near one of, among the same names: each is compared with all."""

TOO_MANY = "too-many-faults"

KNOWN_KEYS = "known keys: "
"""What starts a help that lists all keys of a mapping; it is said once in a file."""

Path = tuple[str | int, ...]
"""Keys and indices from a document's root to a node."""


ELSEWHERE = "//"
"""Between the name of another repository and a path in it: no path of this one has two slashes in a row."""
_OTHER = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*{ELSEWHERE}")


def is_elsewhere(file: str) -> bool:
    """Whether it is a place in another repository."""
    return ELSEWHERE in file and _OTHER.match(file) is not None


class Span(NamedTuple):
    line: int
    column: int
    end_line: int
    end_column: int


_SPAN = {name: f"span.{name}" for name in Span._fields}


def yes_or_no(value: bool) -> str:  # noqa: FBT001 - a conversion
    """What the program found to be so. What a file declares is shown as it is written there: ``true``."""
    return "yes" if value else "no"


def many(count: int, noun: str) -> str:
    """``1 rule``, ``2 rules``."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


@packs
@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file, as it is printed.

    ``span`` is None only for a whole-file location. There is no other way to
    say "somewhere": code that does not know a place must fail, not guess 1:1.
    """

    FORM: ClassVar = Form("LocationEntry", "path line column end_line end_column label", {"path": "file", **_SPAN})

    file: str
    span: Span | None = None
    label: str = ""

    @property
    def sort_key(self) -> tuple[str, Span]:
        """Total order: by file, whole-file locations first, then by start."""
        return (self.file, self.span or Span(0, 0, 0, 0))


START_KEYS = ("path line column", {"path": "file", **_SPAN})
"""Of a form of a location that says only where it starts."""

START = Form("SpanEntry", *START_KEYS)


@packs
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
Locate = Callable[[Spot], Spot]
"""Looks a place up, if the file is at hand."""


@packs
@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A fault that makes exit 2: something could not be read, or names what does not exist.

    ``code`` is a stable word for people and machines; ``message`` is one lower-case
    phrase; the remedy goes into ``help``. The first location is the primary one.
    """

    FORM: ClassVar = Form("DiagnosticEntry", "code message help locations")

    code: str
    message: str
    locations: tuple[Location, ...]
    help: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", shorten_values(self.message))
        object.__setattr__(self, "help", shorten_values(self.help))

    @property
    def primary(self) -> Location:
        return self.locations[0]

    @property
    def sort_key(self) -> tuple[tuple[str, Span], str, str]:
        return (self.primary.sort_key, self.code, self.message)


def cap_faults(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """In order, and of one file at most ``MAX_FAULTS``; the others are counted where the first of them stands."""
    by_file: dict[str, list[Diagnostic]] = defaultdict(list)
    kept: list[Diagnostic] = []
    for fault in sorted(found, key=lambda fault: fault.sort_key):
        listed = kept if fault.code == TOO_MANY else by_file[fault.locations[0].file]
        listed.append(fault)
    for faults in by_file.values():
        kept += _list_once(faults[:MAX_FAULTS])
        left = faults[MAX_FAULTS:]
        if left:
            count = f"and {many(len(left), 'more fault')} in this file"
            kept.append(Diagnostic(TOO_MANY, count, left[0].locations[:1]))
    return sorted(kept, key=lambda fault: fault.sort_key)


def _list_once(faults: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """The faults, with all keys of one kind of mapping listed at the first of them only."""
    told = set()
    for fault in faults:
        again = fault.help.startswith(KNOWN_KEYS) and fault.help in told
        told.add(fault.help)
        yield replace(fault, help="") if again else fault


_LONG = re.compile(
    rf"(?<!\w)'(?:[^'\\]|\\.){{{MAX_VALUE - 1},}}'(?!\w)"
    rf'|(?<!\w)"(?:[^"\\]|\\.){{{MAX_VALUE - 1},}}"(?!\w)'
    rf"|\S{{{MAX_VALUE + 1},}}"
)
"""A value in a message that is longer than is shown: between quotes as ``repr`` writes them, or without a space."""


def shorten_values(message: str) -> str:
    """A message without a value that is longer than is shown."""
    return _LONG.sub(_shorten, message) if len(message) > MAX_VALUE else message


def _shorten(found: re.Match[str]) -> str:
    """The start of a value, and how long it is."""
    value = found[0]
    quote = value[0] if value[0] in "'\"" else ""
    left = f"...{quote} ({len(value) - 2 * len(quote)} characters)"
    return f"{value[: MAX_VALUE - len(left)]}{left}"


_near: dict[frozenset[str], dict[str, str]] = {}
"""What was found in this run, by all the names there are and the word."""
_asked: dict[frozenset[str], set[str]] = {}
"""What was asked for since the last file was begun."""


def start_again() -> None:
    """A new run: it looks for near words anew, so that what it says does not depend on what ran before it."""
    _near.clear()
    _asked.clear()


def start_file() -> None:
    """A new file: what is said of it does not depend on the files before it, nor on who read them."""
    _asked.clear()


MEANT = "did you mean"
FEW = 12
"""Most names that are listed whole where none of them is near."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``did you mean 'tier'?`` for a near miss, else the whole list if it is short, else nothing.

    A word is looked for once, and so are only so many: a file of misspelt names must not take minutes.
    """
    names = frozenset(known)
    found, asked = _near.setdefault(names, {}), _asked.setdefault(names, set())
    near = ""
    if len(word) <= MAX_VALUE and (word in asked or len(asked) < MAX_NEAR):
        asked.add(word)
        if word not in found:
            found[word] = _nearest(word, sorted(names))
        near = found[word]
    return near or (f"one of: {', '.join(sorted(names))}" if 0 < len(names) <= FEW else "")


def _nearest(word: str, choices: list[str]) -> str:
    import difflib  # noqa: PLC0415 - needed only when something is misspelt

    spelt = [choice for choice in choices if choice.lower() == word.lower()]
    if spelt:
        return f"{MEANT} {' or '.join(map(repr, spelt))}?"
    # NOTE: versions of one model differ in a character or two, so for ids with a slash only slips count.
    near = difflib.get_close_matches(word.lower(), choices, n=2, cutoff=0.88 if "/" in word else 0.6)
    if not near:
        return ""
    alike = [difflib.SequenceMatcher(None, choice, word.lower()).ratio() for choice in near]
    equally_near = [choice for choice, ratio in zip(near, alike, strict=True) if ratio == alike[0]]
    return f"{MEANT} {' or '.join(map(repr, sorted(equally_near)))}?"
