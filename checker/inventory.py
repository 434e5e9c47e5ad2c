"""Which services must have a manifest: an inventory file, or Backstage's catalog-info.yaml.

From Backstage every Component counts, unless its annotation ``modelbylaws/uses-models``
is ``false``. Its lifecycle counts where it is one of our words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import Field

from checker.diagnostic import Diagnostic, Location, Path, Place
from checker.shape import File, Shape, read
from checker.shape.scalars import Distinct, Identifier, Text
from checker.source import Document, Plain
from checker.vocabulary import Lifecycle, Regulation, Tier

BACKSTAGE = "backstage.io/"
USES_MODELS = "modelbylaws/uses-models"


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


def entries(documents: list[Document]) -> list[Entry] | list[Diagnostic]:
    """The services that the documents of one file list."""
    found: list[Entry] = []
    faults: list[Diagnostic] = []
    for document in documents:
        if str(document.data.get("apiVersion", "")).startswith(BACKSTAGE):
            found += _backstage(document)
            continue
        file = read(document, InventoryFile)
        if isinstance(file, list):
            faults += file
        else:
            found += [_entry(document, listed, ("services", i, "service")) for i, listed in enumerate(file.services)]
    return faults or found


def stacked(found: list[Entry]) -> dict[str, Entry] | list[Diagnostic]:
    """All entries by name; a service may be listed once."""
    by_name: dict[str, Entry] = {}
    faults = []
    for entry in found:
        name = entry.listed.service
        if name in by_name:
            places = (entry.location, by_name[name].location)
            faults.append(Diagnostic("duplicate-service", f"service {name!r} is listed twice", places))
        by_name.setdefault(name, entry)
    return faults or {name: by_name[name] for name in sorted(by_name)}


def _backstage(document: Document) -> Iterator[Entry]:
    metadata, spec = _mapping(document.data.get("metadata")), _mapping(document.data.get("spec"))
    name, annotations = metadata.get("name"), _mapping(metadata.get("annotations"))
    if document.data.get("kind") != "Component" or not isinstance(name, str):
        return
    if annotations.get(USES_MODELS) == "false":
        return
    lifecycle = next((word for word in get_args(Lifecycle) if word == spec.get("lifecycle")), None)
    listed = Listed.model_validate({"service": name} | ({"lifecycle": lifecycle} if lifecycle else {}))
    yield _entry(document, listed, ("metadata", "name"))


def _mapping(value: Plain | None) -> Mapping[str, Plain]:
    return value if isinstance(value, dict) else {}


def _entry(document: Document, listed: Listed, path: Path) -> Entry:
    return Entry(listed, document.locate(Place(document.file, path, listed.service)))
