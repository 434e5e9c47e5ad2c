"""Text to document: the only way in for everything a user writes.

One document per file, UTF-8, YAML or JSON by the file's ending, only the JSON
data model, and a span for every key and every value.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, partial

import yaml

from checker.diagnostic import Diagnostic, Location, Path, Place, Span
from checker.source import json_events, yaml_events
from checker.source.characters import TextFault, decode
from checker.source.tree import MAX_DEPTH, OURS, Bounds, Builder, Mapping, Node, Plain, Scalar, Sequence, Stop, plain

__all__ = ["MAX_DEPTH", "Bounds", "Document", "Plain", "Unreadable", "known", "parse", "parse_many"]


@dataclass(frozen=True)
class Document:
    """A file that could be read. ``data`` holds plain dicts, lists and strings.

    ``grow`` makes the tree with the spans, when somebody asks where something stands.
    """

    file: str
    text: str
    sha256: str
    grow: Callable[[], Mapping] = field(repr=False, compare=False)

    @cached_property
    def root(self) -> Mapping:
        return self.grow()

    @cached_property
    def data(self) -> dict[str, Plain]:
        return {key: plain(value) for key, value in self.root.entries.items()}

    def locate(self, place: Place) -> Location:
        """The location of a place; for a path that is not there, that of its nearest ancestor's key."""
        return Location(self.file, self._span(place.path, key=place.part == "key"), place.label)

    def _span(self, path: Path, *, key: bool) -> Span:
        node: Node = self.root
        own_key: Span | None = None
        for step in path:
            child = _child(node, step)
            if child is None:
                return own_key or _first_key(node)
            own_key = node.keys[step] if isinstance(node, Mapping) and isinstance(step, str) else None
            node = child
        if key:
            return own_key or _first_key(node)
        return node.span

    def part(self, path: Path, file: str) -> Document:
        """The mapping at a path as a document of its own, named ``file``, with the spans it has here.

        Raises:
            ValueError: there is no mapping at the path.
        """
        node: Node | None = self.root
        for step in path:
            node = _child(node, step) if node is not None else None
        if not isinstance(node, Mapping):
            raise ValueError(f"no mapping at {path}")
        return Document(file, self.text, self.sha256, lambda: node)

    def has(self, path: Path) -> bool:
        node: Node | None = self.root
        for step in path:
            node = _child(node, step) if node is not None else None
        return node is not None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that could not be read, and every reason that was found."""

    file: str
    sha256: str
    diagnostics: tuple[Diagnostic, ...]


def parse(file: str, raw: bytes, bounds: Bounds = OURS) -> Document | Unreadable:
    """Read one file's bytes. ``file`` is the name printed; ``.json`` at its end chooses JSON."""
    found = _parse(file, raw, bounds, many=False)
    return found if isinstance(found, Unreadable) else found[0]


def parse_many(file: str, raw: bytes) -> list[Document] | Unreadable:
    """Read a file of another tool's, which may hold several documents; all of them, or why none."""
    return _parse(file, raw, OURS, many=True)


def _parse(file: str, raw: bytes, bounds: Bounds, *, many: bool) -> list[Document] | Unreadable:
    digest = hashlib.sha256(raw).hexdigest()
    builder = Builder(file, many=many, bounds=bounds)
    text = ""
    try:
        text = decode(raw, bounds.bytes)
        feed = json_events.feed if file.endswith(".json") else yaml_events.feed
        feed(text, builder)
        for root in builder.roots:
            if not isinstance(root, Mapping):
                builder.fault("not-a-mapping", "the document must be a mapping of keys to values", root.span)
    except TextFault as fault:
        return Unreadable(file, digest, (Diagnostic(fault.code, fault.message, (Location(file, fault.span),)),))
    except Stop:
        return Unreadable(file, digest, tuple(builder.faults))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # NOTE: libyaml raises more than YAMLError on hostile bytes (reliability.md 6.3).
        found = Diagnostic("unreadable", f"cannot be parsed: {type(error).__name__}", (Location(file),))
        return Unreadable(file, digest, (*builder.faults, found))
    if not builder.roots:
        builder.faults.append(Diagnostic("empty-file", "the file holds no document", (Location(file),)))
    if builder.faults:
        return Unreadable(file, digest, tuple(builder.faults))
    roots = [root for root in builder.roots if isinstance(root, Mapping)]
    return [Document(file, text, digest, partial(_itself, root)) for root in roots]


def _itself(root: Mapping) -> Mapping:
    return root


def known(file: str, raw: bytes, data: dict[str, Plain]) -> Document:
    """A file of our own whose data somebody parsed before: it is parsed again only where a span is asked for.

    The caller knows that ``data`` is what these bytes say.
    """
    document = Document(file, raw.decode(), hashlib.sha256(raw).hexdigest(), partial(_parsed_root, file, raw))
    document.__dict__["data"] = data
    return document


def _parsed_root(file: str, raw: bytes) -> Mapping:
    found = parse(file, raw)
    if isinstance(found, Unreadable):
        raise TypeError(f"{file} cannot be read, though it was parsed before")
    return found.root


def _child(node: Node, step: str | int) -> Node | None:
    if isinstance(node, Mapping) and isinstance(step, str):
        return node.entries.get(step)
    if isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    return None


def _first_key(node: Node) -> Span:
    """Where to point in a mapping that lacks something: at its first key."""
    if isinstance(node, Mapping) and node.keys:
        return next(iter(node.keys.values()))
    if isinstance(node, Sequence) and node.items:
        return _first_key(node.items[0])
    return node.span if isinstance(node, Scalar) else Span(*node.span[:2], *node.span[:2])
