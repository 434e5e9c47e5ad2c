"""Text to document: the only way in for everything a user writes.

One document per file, UTF-8, YAML or JSON by the file's ending, only the JSON
data model, and a span for every key and every value.
"""

from __future__ import annotations

import hashlib
from array import array
from dataclasses import field
from functools import partial

from checker.diagnostic import Diagnostic, Location, Path, Place, Span
from checker.record import dataclass
from checker.source import yaml_events
from checker.source.characters import TextFault, decode, normalize
from checker.source.lean_yaml import yaml
from checker.source.places import Places, below
from checker.source.tree import CATALOGS, MAX_DEPTH, OURS, THEIRS, Bounds, Builder, Plain, Stop

__all__ = [
    "CATALOGS", "MAX_DEPTH", "OURS", "THEIRS", "Bounds", "Document", "Plain", "Unreadable", "normalize", "parse",
    "parse_many", "reuse_parsed",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Document:
    """A file that could be read. ``data`` holds plain dicts, lists and strings, and is not to be changed."""

    file: str
    text: str
    sha256: str
    data: dict[str, Plain] = field(repr=False, compare=False)
    places: Places = field(repr=False, compare=False)
    node: int = field(repr=False, compare=False)
    """Where its marks begin among those of the file."""

    def locate(self, place: Place) -> Location:
        """The location of a place; for a path that is not there, that of its nearest ancestor's key."""
        span = self.places.find(self.data, self.node, place.path, key=place.part == "key")
        return Location(self.file, span, place.label)

    def span(self, path: Path) -> Span:
        """Where the value at a path is."""
        return self.places.find(self.data, self.node, path, key=False)

    def part(self, path: Path, file: str) -> Document:
        """The mapping at a path as a document of its own, named ``file``, with the spans it has here.

        Raises:
            ValueError: there is no mapping at the path.
        """
        value: Plain | None = self.data
        node = self.node
        for step in path:
            inner = below(value, step)
            node = self.places.entry(value, node, step) if value is not None and inner is not None else node
            value = inner
        if not isinstance(value, dict):
            raise ValueError(f"no mapping at {path}")
        return Document(file, self.text, self.sha256, value, self.places, node)

    def has(self, path: Path) -> bool:
        value: Plain | None = self.data
        for step in path:
            # NOTE: as ``below``, without a call for each step, because every route of every rule asks.
            if isinstance(value, dict):
                value = value.get(step)  # type: ignore[arg-type] # a number is no key
            elif isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
                value = value[step]
            else:
                return False
        return value is not None


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


def parse_many(file: str, raw: bytes, bounds: Bounds = OURS) -> list[Document] | Unreadable:
    """Read a file which may hold several documents; all of them, or why none."""
    return _parse(file, raw, bounds, many=True)


def _parse(file: str, raw: bytes, bounds: Bounds, *, many: bool) -> list[Document] | Unreadable:
    digest = hashlib.sha256(raw).hexdigest()
    try:
        text = decode(raw, bounds.bytes, invisible=bounds.invisible)
    except TextFault as fault:
        return Unreadable(file, digest, (Diagnostic(fault.code, fault.message, (Location(file, fault.span),)),))
    builder = Builder(file, text, many=many, bounds=bounds)
    try:
        _feed(file, text, builder)
        for root in builder.roots:
            if not isinstance(root.value, dict):
                at = builder.marks[root.node], builder.marks[root.node + 1]
                builder.fault("not-a-mapping", "the document must be a mapping of keys to values", at)
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
    places = Places(text, builder.marks)
    roots = [(root.value, root.node) for root in builder.roots]
    return [Document(file, text, digest, data, places, node) for data, node in roots if isinstance(data, dict)]


def _feed(file: str, text: str, builder: Builder) -> None:
    if not file.endswith(".json"):
        return yaml_events.feed(text, builder)
    from checker.source import json_events  # noqa: PLC0415 - most runs read YAML alone

    return json_events.feed(text, builder)


def reuse_parsed(file: str, raw: bytes, data: dict[str, Plain]) -> Document:
    """A file of our own whose data somebody parsed before: it is parsed again only where a span is asked for.

    The caller knows that ``data`` is what these bytes say.
    """
    text = raw.decode()
    return Document(file, text, hashlib.sha256(raw).hexdigest(), data, Places(text, partial(_marks, file, raw)), 0)


def _marks(file: str, raw: bytes) -> array[int]:
    found = parse(file, raw)
    if isinstance(found, Unreadable):
        raise TypeError(f"{file} cannot be read, though it was parsed before")
    return found.places.marks
