"""The fleet: all services, joined with what is known about their models on a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from checker.catalog.stack import Catalog
from checker.config import Config
from checker.diagnostic import Diagnostic, Location, Place
from checker.fleet.service import Route, Service
from checker.fleet.world import World
from checker.inventory import Entry

__all__ = ["Fleet", "Route", "Service", "World", "assemble"]


@dataclass(frozen=True, eq=False)
class Fleet:
    """Services by name, and the world they are judged in."""

    services: tuple[Service, ...]
    world: World

    @property
    def missing(self) -> tuple[Entry, ...]:
        """Services that the inventory lists and that have no manifest."""
        there = {service.name for service in self.services}
        return tuple(entry for name, entry in (self.world.inventory or {}).items() if name not in there)

    def without(self, names: Iterable[str]) -> Fleet:
        """The fleet as if nobody had ever spoken of these services; what they say of models still holds."""
        gone, listed = frozenset(names), self.world.inventory
        inventory = None if listed is None else {name: entry for name, entry in listed.items() if name not in gone}
        services = tuple(service for service in self.services if service.name not in gone)
        return Fleet(services, replace(self.world, inventory=inventory))


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
    for service in by_path:
        if service.name in kept:
            faults.append(_twice(kept[service.name], service))
        kept.setdefault(service.name, service)
    declared = _declared_bases(list(kept.values()), catalog)
    world = World(catalog, config.organization, as_of, known_by, config.gateways, declared, inventory)
    in_order = tuple(kept[name] for name in sorted(kept))
    return Fleet(in_order, world), [*faults, *_cycles(in_order, world)]


def _twice(first: Service, second: Service) -> Diagnostic:
    places = (_at(second, ("service",)), _at(first, ("service",), "first here"))
    return Diagnostic("duplicate-service", f"service {second.name!r} has two manifests", places)


def _declared_bases(services: Sequence[Service], catalog: Catalog) -> dict[str, tuple[str, ...]]:
    """What any manifest says an id was made from: declarations may only widen a lineage."""
    bases: dict[str, set[str]] = {}
    for route in _every_route(services):
        known = catalog.model(route.declared.model)
        name = known.id if known else route.declared.model
        if route.declared.derived_from:
            bases.setdefault(name, set()).update(route.declared.derived_from)
    return {name: tuple(sorted(bases[name])) for name in sorted(bases)}


def _cycles(services: Sequence[Service], world: World) -> Iterator[Diagnostic]:
    """Chains of ancestors that lead back to themselves, at a manifest that is part of one."""
    done: set[str] = set()
    for route in _every_route(services):
        if route.declared.derived_from:
            name = world.canonical(route.declared.model) or route.declared.model
            chain = _cycle(name, world, done)
            if chain:
                message = f"a model cannot be its own ancestor: {' <- '.join(chain)}"
                at = _at(route.service, (*route.path, "derived-from"))
                yield Diagnostic("lineage-cycle", message, (at,), "correct derived-from in one of these models")


def _cycle(start: str, world: World, done: set[str]) -> list[str]:
    """The first chain of bases from a model that closes on itself; ``done`` collects what was followed to its end."""
    chain: dict[str, Iterator[str]] = {}
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name in chain:
            order = list(chain)
            done.update(order)
            return [*order[order.index(name) :], name]
        if name not in done:
            bases = sorted(str(base) for base in world.bases(name).certain)
            chain[name] = iter([world.canonical(base) or base for base in bases])
        while chain and not waiting:
            last = next(reversed(chain))
            following = next(chain[last], None)
            if following is None:
                done.add(last)
                del chain[last]
            else:
                waiting.append(following)
    return []


def _every_route(services: Sequence[Service]) -> Iterator[Route]:
    for service in services:
        for use in service.uses:
            yield from use.routes


def _at(service: Service, path: tuple[str | int, ...], label: str = "") -> Location:
    return service.document.locate(Place(service.document.file, path, label))
