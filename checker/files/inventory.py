"""Which services must have a manifest: an inventory file of our own, and what any inventory says of a service."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Annotated, Literal

from checker.diagnostic import Diagnostic, Location, Path, Place
from checker.record import dataclass
from checker.shape import File, Shape, read
from checker.shape.marks import Field
from checker.shape.scalars import Distinct, Identifier, Text
from checker.source import Document
from checker.vocabulary import Lifecycle, Regulation, Tier

DEFAULT_NAMESPACE = "default"


class Listed(Shape):
    """A service that must have a manifest, and what is known about it elsewhere."""

    service: Identifier
    """Name of the service."""
    owner: Text | None = None
    """Whom to ask for the manifest."""
    lifecycle: Lifecycle | None = None
    """Must be what the manifest says."""
    tier: Tier | None = None
    """Must be what the manifest says."""
    regulation: Annotated[tuple[Regulation, ...], Field(min_length=1), Distinct] | None = None
    """Must be what the manifest says."""


class InventoryFile(File):
    """Services that must have a manifest."""

    format: Literal["modelbylaws/inventory/v1"]
    """Name and version of this file format."""
    services: Annotated[tuple[Listed, ...], Field(min_length=1)]
    """All of them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A listed service, and where it is listed."""

    listed: Listed
    location: Location
    unclear: str = ""
    """Why it is not known which lifecycle the inventory states, though it states one."""
    type: str | None = None
    """What Backstage says that it is."""
    namespace: str = DEFAULT_NAMESPACE
    """In which of Backstage's namespaces its name is."""


def entries_of(document: Document) -> tuple[list[Entry], list[Diagnostic]]:
    """The services that an inventory file of our own lists, as far as they are legible, and what is wrong."""
    file = read(document, InventoryFile)
    faults = file if isinstance(file, list) else []
    legible = _legible(document) if isinstance(file, list) else enumerate(file.services)
    return [entry_at(document, listed, ("services", index, "service")) for index, listed in legible], faults


def _legible(document: Document) -> Iterable[tuple[int, Listed]]:
    """Of a file with faults, whom it names: a slip in one place must not hide the others."""
    rows = document.data.get("services")
    for index, row in enumerate(rows if isinstance(rows, list) else []):
        if isinstance(row, dict):
            part = document.part(("services", index), document.file)
            whole = read(part, Listed)
            named = read(part, Listed, {"service": row.get("service", "")}) if isinstance(whole, list) else whole
            if isinstance(named, Listed):
                yield index, named


def qualify(found: Sequence[Entry]) -> list[Entry]:
    """The entries. Where a name is in several namespaces, it is ``NAMESPACE.NAME`` outside of the default one."""
    spaces = defaultdict(set)
    for entry in found:
        spaces[entry.listed.service].add(entry.namespace)
    return [_qualified(entry) if len(spaces[entry.listed.service]) > 1 else entry for entry in found]


def _qualified(entry: Entry) -> Entry:
    if entry.namespace == DEFAULT_NAMESPACE:
        return entry
    name = f"{entry.namespace}.{entry.listed.service}"
    listed = entry.listed.model_copy(update={"service": name})
    return replace(entry, listed=listed, location=replace(entry.location, label=name))


def stacked(found: list[Entry]) -> tuple[dict[str, Entry], list[Diagnostic]]:
    """All entries by name, of two for one service the first; and what is wrong, for it may be listed once."""
    by_name: dict[str, Entry] = {}
    faults = []
    for entry in found:
        name = entry.listed.service
        if name in by_name:
            places = (entry.location, by_name[name].location)
            faults.append(Diagnostic("duplicate-service", f"service {name!r} is listed twice", places))
        by_name.setdefault(name, entry)
    return {name: by_name[name] for name in sorted(by_name)}, faults


def entry_at(document: Document, listed: Listed, path: Path) -> Entry:
    return Entry(listed, document.locate(Place(document.file, path, listed.service)))
