"""Catalog files in layers, and what makes two of them contradict each other: one thing said twice, one name for two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.diagnostic import Diagnostic, Location, Path, Place
from checker.files.catalog import CatalogFile
from checker.names import alias_of
from checker.record import dataclass
from checker.source import Document


@dataclass(frozen=True, slots=True)
class Layered:
    """A catalog file that was read."""

    document: Document
    catalog: CatalogFile


def find_repeats(layer: Sequence[Layered]) -> Iterator[Diagnostic]:
    """Two files of one layer that say the same thing: neither outranks the other."""
    first: dict[tuple[str, ...], tuple[Layered, Path]] = {}
    for layered in (layered for layered in layer if layered.catalog.imported is None):
        mine: set[tuple[str, ...]] = set()
        for name, path in _statements(layered.catalog):
            if name in first and name not in mine:
                other = locate(*first[name], "first here")
                here = locate(layered, path)
                yield Diagnostic("said-twice", f"{' '.join(name)} is given by two catalogs of one layer", (here, other))
            elif name not in first:
                mine.add(name)
                first[name] = (layered, path)


def _statements(file: CatalogFile) -> Iterator[tuple[tuple[str, ...], Path]]:
    for key in ("vendors", "hosts", "contracts"):
        for index, entry in enumerate(getattr(file, key)):
            yield (key.removesuffix("s"), entry.id), (key, index, "id")
    for index, model in enumerate(file.models):
        for fact, _ in model.facts.given():
            yield ("fact", fact.name, "of", model.id), ("models", index, "facts", fact.name)
    for index, endpoint in enumerate(file.endpoints):
        yield ("endpoint", endpoint.model, endpoint.host), ("endpoints", index)


def find_ambiguous(layers: Sequence[Sequence[Layered]]) -> Iterator[Diagnostic]:
    """A name, id or alias, that means two models."""
    owners: dict[str, tuple[str, Layered, Path]] = {}
    for layered in (layered for layer in layers for layered in layer):
        for index, model in enumerate(layered.catalog.models):
            at: Path = ("models", index)
            names = [
                (model.id, (*at, "id")),
                *((alias_of(a), (*at, "aliases", n)) for n, a in enumerate(model.aliases)),
            ]
            for name, path in names:
                owner, other, first = owners.setdefault(name, (model.id, layered, path))
                if owner != model.id:
                    message = f"{name!r} names two models, {owner} and {model.id}"
                    places = (locate(layered, path), locate(other, first, "first here"))
                    yield Diagnostic("ambiguous-name", message, places)


def locate(layered: Layered, path: Path, label: str = "") -> Location:
    return layered.document.locate(Place(layered.document.file, path, label))
