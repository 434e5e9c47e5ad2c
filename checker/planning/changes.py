"""One change to a route of a service, and the service after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from checker.condition.truth import Known
from checker.files import manifest
from checker.fleet import Route, Service, World, name_models
from checker.fleet.keys import host
from checker.record import dataclass
from checker.vocabulary import SELF_OPERATED

Doing = Literal["move", "gateway", "test-fallback", "add-fallback"]


@dataclass(frozen=True, slots=True)
class Change:
    """What is done to one route, which becomes ``declared``; of a fallback that is added the route is new."""

    doing: Doing
    use: str
    route: str
    declared: manifest.Route
    was: str
    becomes: str
    like: str = ""


def change_service(world: World, service: Service, changes: Sequence[Change]) -> Service:
    """The service after some changes, with every other route in its place."""
    uses = []
    for use in service.manifest.uses:
        mine = {change.route: change for change in changes if change.use == use.id}
        routes = [mine[route.name].declared if route.name in mine else route for route in use.routes]
        added = [change for change in mine.values() if change.doing == "add-fallback"]
        if added and len(routes) == 1:
            routes = [routes[0].model_copy(update={"id": routes[0].name, "role": "primary"})]
        uses.append(use.model_copy(update={"routes": (*routes, *(change.declared for change in added))}))
    after = replace(service, manifest=service.manifest.model_copy(update={"uses": tuple(uses)}))
    return next(iter(name_models([after], world)))


def place_now(world: World, route: Route) -> tuple[str | None, str, str | None]:
    where = host(world, route)
    named = str(where.value) if isinstance(where, Known) else route.declared.host
    return world.canonical(route.model), route.declared.access, named


def change_route(world: World, doing: Doing, route: Route, declared: manifest.Route, like: str = "") -> Change:
    model, _, where = place_now(world, route)
    was = f"{model or route.model} at {where or 'an unknown host'}"
    becomes = f"{declared.model} at {declared.host or _by_default(declared)}"
    if doing == "gateway":
        was, becomes = f"gateway {route.declared.gateway or 'undeclared'}", f"gateway {declared.gateway}"
    if doing == "test-fallback":
        was, becomes = f"{was}, untested", f"tested on {world.as_of}"
    return Change(doing, route.use.name, route.name, declared, was, becomes, like)


def _by_default(declared: manifest.Route) -> str:
    return "self" if declared.access in SELF_OPERATED else "its vendor"
