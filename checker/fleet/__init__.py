"""The fleet: all services, joined with what is known about their models on a date.

Some services are known to exist, and there is no manifest to judge: the inventory lists them, or their manifest
could not be read. A rule whose selection may hold one of them is not shown to hold. What the inventory states
(lifecycle, tier, regulation) counts for membership, because a manifest has to agree with it; all else is
unknown, even whether it would be declared.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property

from checker.catalog import Catalog
from checker.condition.attribute import Attribute
from checker.condition.truth import Known, Members, Unknown, Value
from checker.diagnostic import Diagnostic, Location, Path, Place
from checker.files.config import Config
from checker.files.inventory import Entry, Listed
from checker.fleet.lineage import Declaration, declared_bases, find_cycles, find_declarations
from checker.fleet.reading import OfService
from checker.fleet.service import Outline, Route, Service
from checker.fleet.world import World
from checker.record import dataclass

NO_MANIFEST = "the inventory lists it, and it has no manifest"


@dataclass(frozen=True, slots=True)
class Unread:
    """Something that may describe a service, and that nobody could read. The service is named where that is legible."""

    location: Location
    reason: str
    service: str = ""
    named: bool = False
    """Whether it is surely this service and no further one, so that all services of the fleet have a name."""


def all_named(unread: Iterable[Unread]) -> bool:
    """Whether the fleet is known by name, whatever else is unknown of who could not be read."""
    return all(entry.named for entry in unread)


@dataclass(frozen=True, slots=True)
class Unseen:
    """A service without a manifest that can be judged; ``listed`` is what the inventory states about it."""

    name: str
    location: Location
    reason: str
    remedy: str
    listed: Listed | None
    unread: bool
    """Whether there is something that could not be read, so that it may be no service of its own."""

    @property
    def message(self) -> str:
        """What is wrong with it. A path that stands for a name is not said twice."""
        return self.reason if self.name == self.location.file else f"{self.name}: {self.reason}"


def unseen_services(
    there: Collection[str], inventory: Mapping[str, Entry] | None, unread: Collection[Unread]
) -> tuple[Unseen, ...]:
    """All of them by name; what names no service of its own goes by the path of its file."""
    listed = inventory or {}
    found: dict[str, Unseen] = {}
    for entry in sorted(unread, key=lambda entry: (entry.location.sort_key, entry.service)):
        taken = not entry.service or entry.service in there or entry.service in found
        name = entry.location.file if taken else entry.service
        stated = listed[name].listed if name in listed else None
        remedy = f"correct the faults of {entry.location.file}"
        found.setdefault(name, Unseen(name, entry.location, entry.reason, remedy, stated, unread=True))
    for name, known in listed.items():
        if name not in there and name not in found:
            owner = f" (owner {known.listed.owner})" if known.listed.owner else ""
            remedy = "add its model-manifest.yaml"
            found[name] = Unseen(name, known.location, f"{NO_MANIFEST}{owner}", remedy, known.listed, unread=False)
    return tuple(found[name] for name in sorted(found))


@dataclass(frozen=True, slots=True)
class Stated:
    """What is known about an unseen service, as conditions read it."""

    service: Unseen
    as_of: dt.date

    def read(self, attribute: Attribute) -> Value:
        listed, stated = self.service.listed, attribute.stated if isinstance(attribute, OfService) else None
        value = stated(listed) if stated is not None and listed is not None else None
        if value is None:
            reason = f"{attribute.name} is not known: {self.service.reason}"
            return Unknown(reason, self.service.remedy, unseen=True)
        return Members(frozenset(value)) if isinstance(value, tuple) else Known(value)


__all__ = [
    "Fleet", "Outline", "Population", "Route", "Service", "Unread", "Unseen", "World", "all_named", "assemble",
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Population:
    """Who is in a fleet, without what they declare: as much as has to be known of everybody at once."""

    names: tuple[str, ...]
    """Services whose manifests can be judged, in order."""
    world: World
    unread: tuple[Unread, ...] = ()
    """What may describe further services, and could not be read."""
    complete: bool = True
    """Whether every manifest and every inventory could be read, and none contradicts another."""
    outlines: Mapping[str, Outline] = field(default_factory=dict)
    """Of the services among them that waivers name."""

    @cached_property
    def unseen(self) -> tuple[Unseen, ...]:
        """Services that are known to exist without a manifest that can be judged."""
        return unseen_services(frozenset(self.names), self.world.inventory, self.unread)

    @property
    def missing(self) -> tuple[Unseen, ...]:
        """Services that the inventory lists and that have no manifest at all."""
        return tuple(service for service in self.unseen if not service.unread)

    def outline(self, service: str) -> Outline | None:
        return self.outlines.get(service)


@dataclass(frozen=True, eq=False)
class Fleet:
    """Services by name, and the world they are judged in."""

    services: tuple[Service, ...]
    world: World
    unread: tuple[Unread, ...] = ()
    """What may describe further services, and could not be read."""
    complete: bool = True
    """Whether every manifest and every inventory could be read, and none contradicts another."""

    @cached_property
    def unseen(self) -> tuple[Unseen, ...]:
        """Services that are known to exist without a manifest that can be judged."""
        there = frozenset(service.name for service in self.services)
        return unseen_services(there, self.world.inventory, self.unread)

    @property
    def missing(self) -> tuple[Unseen, ...]:
        """Services that the inventory lists and that have no manifest at all."""
        return tuple(service for service in self.unseen if not service.unread)

    def outline(self, name: str) -> Outline | None:
        return next((service.outline() for service in self.services if service.name == name), None)

    def without(self, names: Iterable[str]) -> Fleet:
        """The fleet as if nobody had ever spoken of these services; what they say of models still holds."""
        gone, listed = frozenset(names), self.world.inventory
        inventory = None if listed is None else {name: entry for name, entry in listed.items() if name not in gone}
        services = tuple(service for service in self.services if service.name not in gone)
        unread = tuple(entry for entry in self.unread if entry.service not in gone)
        return replace(self, services=services, world=replace(self.world, inventory=inventory), unread=unread)


def make_world(
    catalog: Catalog,
    config: Config,
    as_of: dt.date,
    inventory: Mapping[str, Entry] | None,
    known_by: dt.date | None,
    declared: Iterable[Declaration],
) -> World:
    """All that services are judged by: catalogs, the organization, and what the fleet declares of its own models."""
    if catalog.own != config.organization.vendor:
        catalog = replace(catalog, own=config.organization.vendor)
    bases = declared_bases(declared, catalog)
    return World(catalog, config.organization, as_of, known_by, config.gateways, bases, inventory)


def assemble(
    services: Sequence[Service],
    catalog: Catalog,
    config: Config,
    as_of: dt.date,
    inventory: Mapping[str, Entry] | None = None,
    known_by: dt.date | None = None,
) -> tuple[Fleet, list[Diagnostic]]:
    """Join services with a catalog; the diagnostics say what makes a fleet impossible to judge.

    Of two manifests for one service the first by path stays, so that its other findings are still shown.
    """
    by_path = sorted(services, key=lambda service: service.document.file)
    kept: dict[str, Service] = {}
    faults: list[Diagnostic] = []
    further: list[Unread] = []
    for service in by_path:
        if service.name in kept:
            fault, unread = tell_second(service.name, _at(service), _at(kept[service.name]))
            faults.append(fault)
            further.append(unread)
        kept.setdefault(service.name, service)
    in_order = [kept[name] for name in sorted(kept)]
    declared = tuple(find_declarations(in_order))
    world = make_world(catalog, config, as_of, inventory, known_by, declared)
    faults += find_cycles(declared, world)
    return Fleet(tuple(name_models(in_order, world)), world, tuple(further), complete=not faults), faults


def name_models(services: Iterable[Service], world: World) -> Iterator[Service]:
    """The services with the names of their models as their routes make them out; most as they are."""
    for service in services:
        models: dict[Path, str] = {}
        for number, use in enumerate(service.manifest.uses):
            for index, route in enumerate(use.routes):
                name = world.catalog.name_on(route.model, route.access, route.host, route.version)
                if name != route.model:
                    models["uses", number, "routes", index] = name
        yield service if models == service.models else replace(service, models=models)


def tell_second(name: str, second: Location, first: Location) -> tuple[Diagnostic, Unread]:
    """A second manifest of a service, given where both of them name it: a fault, and what may hold another service."""
    places = (second, replace(first, label="first here"))
    fault = Diagnostic("duplicate-service", f"service {name!r} has two manifests", places)
    return fault, Unread(second, f"a second manifest of {name!r} is not judged")


def _at(service: Service) -> Location:
    return service.document.locate(Place(service.document.file, ("service",)))
