"""A document as a tree of nodes with spans, built from a parser's events.

Only the JSON data model passes: mappings with unique string keys, lists, and
scalars, which stay text until a schema types them. Both parsers feed the same
builder, so YAML and JSON are checked alike.
"""

from __future__ import annotations

from typing import NamedTuple

from checker.diagnostic import Diagnostic, Location, Span
from checker.source.characters import MAX_BYTES, refusal, refused

MAX_DEPTH = 32
"""Deepest nesting accepted; a manifest needs 8. libyaml's own composer overflows the C stack near 24,000."""

MAX_NODES = 50_000
"""Most nodes accepted in a file; a manifest has about 60. It bounds time and memory."""


class Bounds(NamedTuple):
    """How much of a file is accepted, and whether it may leave values out."""

    bytes: int = MAX_BYTES
    nodes: int = MAX_NODES
    nulls: bool = False
    """Whether a value may be null, which is then read as empty text. In our own files it is a fault."""


OURS = Bounds()

MAX_FAULTS = 100
"""Most faults reported for one file: nobody reads more, and each costs a block of output."""

MAX_KEY = 256
"""Longest key, in code points: keys are names, and messages quote them."""


class Scalar(NamedTuple):
    text: str
    span: Span


class Sequence(NamedTuple):
    items: list[Node]
    span: Span


class Mapping(NamedTuple):
    entries: dict[str, Node]
    keys: dict[str, Span]
    span: Span


Node = Scalar | Sequence | Mapping
Plain = str | list["Plain"] | dict[str, "Plain"]


class Stop(Exception):  # noqa: N818 - ends the reading of one file; its diagnostics are in the builder
    """Nothing after this point can be trusted."""


class _Open:
    """A collection that is being read."""

    __slots__ = ("entries", "is_mapping", "items", "key", "keys", "start")

    def __init__(self, start: Span, *, is_mapping: bool) -> None:
        self.start, self.is_mapping = start, is_mapping
        self.items: list[Node] = []
        self.entries: dict[str, Node] = {}
        self.keys: dict[str, Span] = {}
        self.key: str | None = None


class Builder:
    """Takes events, gives a tree a document. Collects faults instead of stopping at the first."""

    def __init__(self, file: str, *, many: bool = False, bounds: Bounds = OURS) -> None:
        self.file = file
        self.bounds = bounds
        self.many = many
        """Whether the file may hold several documents."""
        self.roots: list[Node] = []
        self.faults: list[Diagnostic] = []
        self._stack: list[_Open] = []
        self._nodes = 0

    def fault(self, code: str, message: str, span: Span, help_: str = "", first: Span | None = None) -> None:
        others = (Location(self.file, first, "first here"),) if first else ()
        self.faults.append(Diagnostic(code, message, (Location(self.file, span), *others), help_))
        if len(self.faults) == MAX_FAULTS:
            self.faults.append(
                Diagnostic("too-many-faults", "more is wrong below; not read on", (Location(self.file, span),))
            )
            raise Stop

    def stop(self, code: str, message: str, span: Span, help_: str = "") -> Stop:
        """The exception to raise, after the fault was noted."""
        self.fault(code, message, span, help_)
        return Stop()

    def scalar(self, text: str, span: Span, *, empty: bool, escaped: bool) -> None:
        """Take a scalar. ``empty``: written as nothing or null. ``escaped``: escapes were resolved."""
        self._count(span)
        character = refused(text) if escaped else None
        if character:
            self.fault("bad-character", refusal(character), span)
        top = self._stack[-1] if self._stack else None
        if top is not None and top.is_mapping and top.key is None:
            self._key(top, text, span)
            return
        if empty and self.bounds.nulls:
            text = ""
        elif empty:
            where = f" for {top.key!r}" if top is not None and top.key is not None else ""
            self.fault("no-value", f"no value{where}", span, "leave the key out, or quote the value")
        self._add(Scalar(text, span))

    def open(self, span: Span, *, is_mapping: bool) -> None:
        self._count(span)
        if self._stack and self._stack[-1].is_mapping and self._stack[-1].key is None:
            raise self.stop("bad-key", "a key must be a single text value", span)
        if len(self._stack) == MAX_DEPTH:
            raise self.stop("too-deep", f"nested more than {MAX_DEPTH} deep", span)
        self._stack.append(_Open(span, is_mapping=is_mapping))

    def close(self, end: Span | None) -> None:
        """Close the innermost collection; ``end`` is None for block style, where the last child ends it."""
        top = self._stack.pop()
        last = end or _last_span(top)
        span = Span(top.start.line, top.start.column, last.end_line, last.end_column)
        self._add(Mapping(top.entries, top.keys, span) if top.is_mapping else Sequence(top.items, span))

    def _key(self, top: _Open, text: str, span: Span) -> None:
        if text == "<<":
            self.fault("merge-key", "merge keys are not allowed", span, "write the keys out where they hold")
        elif len(text) > MAX_KEY:
            raise self.stop("bad-key", f"key longer than {MAX_KEY} characters", span)
        elif text in top.keys:
            self.fault("duplicate-key", f"key {text!r} appears twice", span, first=top.keys[text])
        else:
            top.keys[text] = span
        top.key = text

    def _add(self, node: Node) -> None:
        if not self._stack:
            self.roots.append(node)
            return
        top = self._stack[-1]
        if top.is_mapping and top.key is not None:
            top.entries[top.key] = node
            top.key = None
        else:
            top.items.append(node)

    def _count(self, span: Span) -> None:
        self._nodes += 1
        if self._nodes > self.bounds.nodes:
            raise self.stop("too-many-nodes", f"more than {self.bounds.nodes} nodes", span)


def _last_span(top: _Open) -> Span:
    children = list(top.entries.values()) if top.is_mapping else top.items
    return children[-1].span if children else top.start


def plain(node: Node) -> Plain:
    """The tree as plain dicts, lists and strings."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, value in node.entries.items()}
