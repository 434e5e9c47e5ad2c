"""Which services must have a manifest: an inventory file, or Backstage's catalog-info.yaml.

From Backstage every Component counts, unless its annotation ``modelbylaws/uses-models``
is ``false``. Its lifecycle counts where it is one of our words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import Field

from checker.diagnostic import Diagnostic, Location, Path, Place, did_you_mean
from checker.shape import File, Shape, read
from checker.shape.scalars import Distinct, Identifier, Text
from checker.source import Document, Plain
from checker.vocabulary import Lifecycle, Regulation, Tier

BACKSTAGE = "backstage.io/"
USES_MODELS = "modelbylaws/uses-models"
ENTITIES = ("Component", "API", "Resource", "System", "Domain", "Group", "User", "Location", "Template")
"""Kinds of entities that Backstage itself has. Of another one it cannot be told whether it stands for a service."""


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
            entity = _backstage(document)
            found += [entity] if isinstance(entity, Entry) else []
            faults += [entity] if isinstance(entity, Diagnostic) else []
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


def _backstage(document: Document) -> Entry | Diagnostic | None:
    """The service of a Component; a slip in what makes it one is a fault, so that it cannot hide a service."""
    metadata, spec = _mapping(document.data.get("metadata")), _mapping(document.data.get("spec"))
    name, annotations = metadata.get("name"), _mapping(metadata.get("annotations"))
    kind = str(document.data.get("kind"))
    if kind not in ENTITIES:
        return _slip(document, "kind", f"{kind!r} is no kind of Backstage entity", did_you_mean(kind, ENTITIES))
    if kind != "Component" or annotations.get(USES_MODELS) == "false":
        return None
    if not isinstance(name, str):
        return _slip(document, "metadata", "a Component needs metadata.name", "give it the name of its service")
    lifecycle = next((word for word in get_args(Lifecycle) if word == spec.get("lifecycle")), None)
    listed = Listed.model_validate({"service": name} | ({"lifecycle": lifecycle} if lifecycle else {}))
    return _entry(document, listed, ("metadata", "name"))


def _slip(document: Document, key: str, message: str, help_: str) -> Diagnostic:
    path: Path = (key,) if document.has((key,)) else ()
    return Diagnostic("invalid-entity", message, (document.locate(Place(document.file, path)),), help_)


def _mapping(value: Plain | None) -> Mapping[str, Plain]:
    return value if isinstance(value, dict) else {}


def _entry(document: Document, listed: Listed, path: Path) -> Entry:
    return Entry(listed, document.locate(Place(document.file, path, listed.service)))
