"""A CycloneDX document: its models and services, wherever they are nested, and what depends on what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field

from checker.diagnostic import Location, Path, Place
from checker.foreign.inside import below_path, entries
from checker.record import dataclass
from checker.source import Document, Plain
from checker.source.lenient import fields, word

MODEL = "machine-learning-model"


@dataclass(frozen=True, slots=True)
class Entry:
    """A component or a service of a document."""

    document: Document
    at: Path
    value: Mapping[str, Plain]

    @property
    def ref(self) -> str:
        return word(self.value.get("bom-ref"))

    @property
    def name(self) -> str:
        return word(self.value.get("name"))

    def locate(self, *path: str | int) -> Location:
        return self.document.locate(Place(self.document.file, (*self.at, *path)))

    def properties(self, name: str) -> list[str]:
        """The values of a property of others, of which there may be several."""
        return [
            word(value.get("value"))
            for _, value in below_path(self.value, ("properties",))
            if word(value.get("name")) == name
        ]


@dataclass(slots=True)
class Bom:
    """What a document holds that is about models."""

    document: Document
    subject: Entry
    """What the document is about; without a name, if it does not say."""
    models: list[Entry] = field(default_factory=list)
    services: list[Entry] = field(default_factory=list)
    needs: dict[str, frozenset[str]] = field(default_factory=dict)
    """A reference, and those that it depends on."""

    def hosts_of(self, model: Entry) -> list[Entry]:
        """The services that a model is reached through."""
        return [one for one in self.services if model.ref and model.ref in self.needs.get(one.ref, ())]

    def is_base(self, model: Entry) -> bool:
        """Whether only other models depend on a model."""
        users = {ref for ref, needed in self.needs.items() if model.ref and model.ref in needed}
        return bool(users) and users <= {one.ref for one in self.models if one is not model}


def read_bom(document: Document) -> Bom:
    """The models and services of a document that says that it is one of CycloneDX."""
    subject: Path = ("metadata", "component")
    about = Entry(document, subject, fields(fields(document.data.get("metadata")).get("component")))
    bom = Bom(document, about)
    for at, value in _nested(about.value, subject, "components"):
        _take(bom, Entry(document, at, value))
    _take(bom, about)
    for at, value in _nested(document.data, (), "components"):
        _take(bom, Entry(document, at, value))
    bom.services = [Entry(document, at, value) for at, value in _nested(document.data, (), "services")]
    for _, value in below_path(document.data, ("dependencies",)):
        bom.needs[word(value.get("ref"))] = frozenset(map(word, entries(value.get("dependsOn"))))
    return bom


def _take(bom: Bom, entry: Entry) -> None:
    if entry.value.get("type") == MODEL:
        bom.models.append(entry)


def _nested(value: Mapping[str, Plain], at: Path, key: str) -> Iterator[tuple[Path, Mapping[str, Plain]]]:
    """The entries of a list, each before those of its own list of that key."""
    for path, inner in below_path(value, (key,)):
        yield (*at, *path), inner
        yield from _nested(inner, (*at, *path), key)
