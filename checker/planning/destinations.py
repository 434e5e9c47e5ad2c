"""Where a route could go: what the fleet runs already, our own sites, and the endpoints that a catalog lists.

A manifest says of a route where inference runs, under which contract, at which version. Of a place that the fleet uses
already, the same is taken as is declared there; of any other place nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import cast

from checker.condition.truth import Known, Members
from checker.files import manifest
from checker.fleet import Fleet, Route, Service, World, name_models
from checker.fleet.facts import fact
from checker.fleet.keys import host
from checker.planning import Destination
from checker.record import dataclass
from checker.vocabulary import CLOUDS, SELF_HOST, SELF_OPERATED, Access, is_self


@dataclass(frozen=True, eq=False)
class Places:
    """What the fleet declares of places.

    Attributes:
        running: by model, the routes that use it now.
        sites: our own sites, the most used first.
        terms: by host, the countries and the contract that every route there declares.
        endpoints: by model, the hosts that a catalog lists.
    """

    running: Mapping[str, tuple[Destination, ...]]
    sites: tuple[str, ...]
    terms: Mapping[str, tuple[tuple[str, ...] | None, str | None]]
    endpoints: Mapping[str, tuple[str, ...]]

    def of(self, world: World, model: str, route: Route | None = None) -> tuple[Destination, ...]:
        """Every place for a model, best first; two that agree in channel and host are kept if the fleet uses both."""
        found = [*self.running.get(model, ()), *self._ours(model, route), *self._hosted(world, model)]
        seen: set[tuple[str, str | None]] = set()
        kept = []
        for place in sorted(found, key=lambda place: place.sort_key):
            if place.like or (place.access, place.host) not in seen:
                kept.append(place)
            seen.add((place.access, place.host))
        return tuple(kept)

    def _ours(self, model: str, route: Route | None) -> Iterator[Destination]:
        if route is not None and route.self_operated:
            site = route.declared.host or SELF_HOST
            yield Destination(model, route.declared.access, site, route.declared.jurisdictions)
        for site in self.sites or (SELF_HOST,):
            yield self._at(Destination(model, "self-hosted", site))

    def _hosted(self, world: World, model: str) -> Iterator[Destination]:
        offered = fact(world, model, "access", None)
        channels = offered.certain if isinstance(offered, Members) else frozenset(CLOUDS)
        cloud = "aggregator-api" if "cloud-api" not in channels and "aggregator-api" in channels else "cloud-api"
        vendor = world.vendor(model)
        own = str(vendor.value) if isinstance(vendor, Known) else ""
        for name in self.endpoints.get(model, ()):
            if is_self(name):
                continue
            if name == own:
                yield self._at(Destination(model, "vendor-api", name))
            elif name in world.catalog.hosts:
                yield self._at(Destination(model, cloud, name))

    def _at(self, place: Destination) -> Destination:
        countries, contract = self.terms.get(place.host or "", (None, None))
        return replace(place, jurisdictions=countries, contract=contract)


def places_of(fleet: Fleet) -> Places:
    """What the routes of a fleet, planned ones left out, say of places."""
    world = fleet.world
    routes = [route for service in fleet.services for route in service.routes() if route.role != "shadow"]
    running: dict[str, dict[Destination, None]] = {}
    at: dict[str, list[Route]] = {}
    for route in routes:
        where = host(world, route)
        if not isinstance(where, Known):
            continue
        at.setdefault(str(where.value), []).append(route)
        model = world.canonical(route.model)
        if model is not None:
            running.setdefault(model, {}).setdefault(_as_destination(route, model, str(where.value)), None)
    endpoints: dict[str, list[str]] = {}
    for model, name in sorted(world.catalog.endpoints):
        endpoints.setdefault(model, []).append(name)
    return Places(
        {model: _one_each(found) for model, found in running.items()},
        tuple(sorted((name for name in at if is_self(name)), key=lambda name: (-len(at[name]), name))),
        {name: _agreed(found) for name, found in at.items()},
        {model: tuple(names) for model, names in endpoints.items()},
    )


def _as_destination(route: Route, model: str, where: str) -> Destination:
    said = route.declared
    like = f"{route.service.name}/{route.use.name}/{route.name}"
    about = (said.jurisdictions, said.version, said.digest, said.contract, said.derived_from)
    return Destination(model, said.access, where, *about, like)


def _one_each(found: Iterable[Destination]) -> tuple[Destination, ...]:
    """Of routes that declare the same the first."""
    kept: dict[Destination, Destination] = {}
    for place in sorted(found, key=lambda place: place.like):
        kept.setdefault(replace(place, like=""), place)
    return tuple(kept.values())


def _agreed(routes: list[Route]) -> tuple[tuple[str, ...] | None, str | None]:
    """Countries and contract, each where all routes that declare one declare the same."""
    countries = {route.declared.jurisdictions for route in routes} - {None}
    contracts = {route.declared.contract for route in routes} - {None}
    return (
        next(iter(countries)) if len(countries) == 1 else None,
        next(iter(contracts)) if len(contracts) == 1 else None,
    )


def moved(route: manifest.Route, to: Destination) -> manifest.Route:
    """The route at its destination, behind its gateway. What was known of the old model is not known of the new one."""
    return route.model_copy(
        update={
            "model": to.model,
            "derived_from": to.derived_from,
            "access": cast("Access", to.access),
            "host": None if to.host == SELF_HOST and to.access in SELF_OPERATED else to.host,
            "jurisdictions": to.jurisdictions,
            "deployment": None,
            "version": to.version,
            "digest": to.digest,
            "contract": to.contract,
            "tested": None,
        }
    )


def with_routes(world: World, service: Service, use: str, routes: tuple[manifest.Route, ...]) -> Service:
    """The service with other routes for one use, and their models named as in any fleet."""
    uses = tuple(
        declared.model_copy(update={"routes": routes}) if declared.id == use else declared
        for declared in service.manifest.uses
    )
    changed = replace(service, manifest=service.manifest.model_copy(update={"uses": uses}))
    return next(iter(name_models([changed], world)))


def with_moved(world: World, route: Route, to: Destination) -> tuple[Service, Route]:
    """The service with one route moved, and that route."""
    declared = tuple(moved(r.declared, to) if r.path == route.path else r.declared for r in route.use.routes)
    service = with_routes(world, route.service, route.use.name, declared)
    use = next(use for use in service.uses if use.name == route.use.name)
    return service, next(found for found in use.routes if found.path == route.path)
