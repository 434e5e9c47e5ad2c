"""A document's values, and where in its text each of them is, built from a parser's events.

Only the JSON data model passes: mappings with unique string keys, lists, and
scalars, which stay text until a schema types them. Both parsers feed the same
builder, so YAML and JSON are checked alike.
"""

from __future__ import annotations

import sys
from array import array
from typing import NamedTuple

from checker.diagnostic import MAX_FAULTS, TOO_MANY, Diagnostic, Location
from checker.source.characters import MAX_BYTES, find_refused, normalize, refusal, span_at

MAX_DEPTH = 32
"""Deepest nesting accepted; a manifest needs 8. libyaml's own composer overflows the C stack near 24,000."""

MAX_NODES = 50_000
"""Most nodes accepted in a file; a manifest has about 60. It bounds time and memory."""


class Bounds(NamedTuple):
    """How much of a file is accepted, and what it may hold that a file of our own may not."""

    bytes: int = MAX_BYTES
    nodes: int = MAX_NODES
    """What an alias repeats counts each time, so that no few lines become a million nodes."""
    nulls: bool = False
    """Whether a value may be null, which is then read as empty text. In our own files it is a fault."""
    repeats: bool = False
    """Whether YAML may be used in full: anchors, aliases and merge keys, tags (which are ignored), directives."""
    invisible: bool = False
    """Whether text may hold characters that nobody sees, as joined emoji do, but none that reorders or breaks lines."""


OURS = Bounds()
CATALOGS = Bounds(bytes=8 << 20, nodes=1_000_000)
"""Of a catalog in JSON: what `catalog export` writes has 2.5 MB and 75,000 nodes, and is read in a second."""
THEIRS = Bounds(nulls=True, repeats=True, invisible=True)
"""How a file that another tool defines is read."""

MERGE = "<<"
"""The key whose value is a mapping, or a list of them, with more entries."""

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
"""What is no value, unless it is quoted."""

MAX_KEY = 256
"""Longest key, in code points: keys are names, and messages quote them."""


HEAD = 3
"""How many marks a collection has before those of its entries."""

Plain = str | list["Plain"] | dict[str, "Plain"]
Cut = tuple[int, int]
"""A part of the text: how many code points are before its start, and before its end."""


def starts_of(marks: array[int], value: dict[str, Plain] | list[Plain], node: int) -> dict[str | int, int]:
    """Where the marks of each entry of a collection begin, or in a mapping, of its value."""
    of_key = 2 if isinstance(value, dict) else 0
    found: dict[str | int, int] = {}
    at = node + HEAD
    for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
        at += of_key
        found[step] = at
        at = at + 2 if isinstance(inner, str) else marks[at + 2]
    return found


class Stop(Exception):  # noqa: N818 - ends the reading of one file; its diagnostics are in the builder
    """Nothing after this point can be trusted."""


class Root(NamedTuple):
    """The value of a document, and where its marks begin."""

    value: Plain
    node: int


class Builder:
    """Takes what a parser found, in the order of the text. Collects faults instead of stopping at the first."""

    def __init__(self, file: str, text: str, *, many: bool = False, bounds: Bounds = OURS) -> None:
        self.file, self.text = file, text
        self.bounds = bounds
        self.many = many
        """Whether the file may hold several documents."""
        self.roots: list[Root] = []
        self.marks = array("I")
        """As ``Places`` reads them."""
        self.sure = 2 * bounds.nodes
        """While there are fewer marks, there are not too many nodes: each has two, or three."""
        self.faults: list[Diagnostic] = []
        self._collections = self._depth = 0
        self._closed = self._end = 0
        """How many marks there were when a collection was last closed, and where that one ends."""

    def root(self, value: Plain, node: int) -> None:
        """Take the value of a document. One of several that is empty is none: a ``---`` at the end starts nothing."""
        if value != "" or not (self.many and self.bounds.nulls):
            self.roots.append(Root(value, node))

    def fault(self, code: str, message: str, at: Cut, help_: str = "", first: Cut | None = None) -> None:
        here = Location(self.file, span_at(self.text, *at))
        others = (Location(self.file, span_at(self.text, *first), "first here"),) if first else ()
        self.faults.append(Diagnostic(code, message, (here, *others), help_))
        if len(self.faults) == MAX_FAULTS:
            self.faults.append(Diagnostic(TOO_MANY, "more is wrong below; not read on", (here,)))
            raise Stop

    def stop(self, code: str, message: str, at: Cut, help_: str = "") -> Stop:
        """The exception to raise, after the fault was noted."""
        self.fault(code, message, at, help_)
        return Stop()

    def scalar(self, text: str, at: Cut, *, escaped: bool = False) -> str:
        """Take a scalar, a key too. ``escaped``: escapes were resolved.

        This is the one place where text takes the form in which it is compared; marks are of the text as written.
        """
        self.count(at)
        character = find_refused(text, invisible=self.bounds.invisible) if escaped else None
        if character:
            self.fault("bad-character", refusal(character), at)
        self.marks.extend(at)
        return sys.intern(normalize(text))

    def nothing(self, key: str | None, at: Cut) -> str:
        """What a scalar is read as that was left out, or is null; a fault, unless that is allowed."""
        if not self.bounds.nulls:
            where = f" for {key!r}" if key is not None else ""
            self.fault("no-value", f"no value{where}", at, "leave the key out, or quote the value")
        return ""

    def key(self, text: str, keys: dict[str, int]) -> str:
        """Take the last scalar as a key of a mapping; ``keys`` has where its other keys are."""
        node = len(self.marks) - 2
        if text == MERGE and not self.bounds.repeats:
            message = "merge keys are not allowed"
            self.fault("merge-key", message, self._cut(node), "write the keys out where they hold")
        elif len(text) > MAX_KEY:
            raise self.stop("bad-key", f"key longer than {MAX_KEY} characters", self._cut(node))
        elif text in keys:
            self.fault("duplicate-key", f"key {text!r} appears twice", self._cut(node), first=self._cut(keys[text]))
        else:
            keys[text] = node
        return text

    def begin(self, at: Cut) -> int:
        """Begin a collection; the place of its marks, for ``end``."""
        self.count(at)
        if self._depth == MAX_DEPTH:
            raise self.stop("too-deep", f"nested more than {MAX_DEPTH} deep", at)
        self._depth += 1
        self._collections += 1
        self.marks.extend((*at, 0))
        return len(self.marks) - 3

    def end(self, node: int, end: int | None) -> None:
        """End a collection; ``end`` is None for block style, where the last entry ends it."""
        marks, count = self.marks, len(self.marks)
        if end is None:
            end = self.end_of(node)
        self._end = marks[node + 1] = end
        self._closed = marks[node + 2] = count
        self._depth -= 1

    def end_of(self, node: int) -> int:
        """Where the last entry ends of a collection whose marks begin at ``node``, all of which were taken."""
        count = len(self.marks)
        if count == node + HEAD:
            return self.marks[node + 1]
        return self._end if self._closed == count else self.marks[-1]

    def count(self, at: Cut) -> None:
        """See that there may be one more node."""
        if len(self.marks) - self._collections >= self.sure:
            raise self.stop("too-many-nodes", f"more than {self.bounds.nodes} nodes", at)

    def _cut(self, node: int) -> Cut:
        return self.marks[node], self.marks[node + 1]
