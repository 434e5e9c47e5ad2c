"""What may be done with a service: each option is a set of changes to its routes, and the first is to do nothing.

A route may move: to the models that the owners list, to those that the fleet runs, then to others of the catalog; and
the same model to another place or behind another gateway. A fallback may be tested, or added and tested. All of that
is bounded, and a plan says how.

A move never goes where a fact is against it or is not known: to a model that does another job, is retired, cannot be
had through the channel or at the host, or may leave the host before the horizon. What rules ask is asked later.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from itertools import combinations, product

from checker.condition.truth import Known, Truth
from checker.fleet import Fleet, Route, Service, World
from checker.fleet.facts import fact
from checker.fleet.keys import gateway
from checker.fleet.service import Use
from checker.planning import Destination
from checker.planning.changes import Change, change_route, change_service, place_now
from checker.planning.destinations import Places, moved, with_moved
from checker.planning.fit import Asking
from checker.planning.needs import Need, need_of
from checker.record import dataclass
from checker.vocabulary import SELF_OPERATED

FEW = 3
"""Routes of a service of which all changes together are looked at; of more, each by itself and pairs."""
MAX_OPTIONS = 128
"""Of one service: four routes with two candidates each, and one more."""


@dataclass(frozen=True, eq=False)
class Option:
    """A service after some changes. ``days`` is the declared work; None where nobody estimated it."""

    service: Service
    changes: tuple[Change, ...]
    days: int | None

    @property
    def sort_key(self) -> tuple[int, tuple[str, ...]]:
        return (len(self.changes), tuple(f"{change.use}/{change.route} {change.becomes}" for change in self.changes))


Choices = Sequence[Sequence[Option]]
"""The options of each service, in the order of names."""


def services_of(choices: Choices, chosen: Mapping[int, int]) -> tuple[Service, ...]:
    """The services as a choice makes them."""
    return tuple(options[chosen.get(index, 0)].service for index, options in enumerate(choices))


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far is looked for options.

    Attributes:
        candidates: most destinations of a route.
        catalog: most models of the catalog that are tried for a route, beyond those that owners list or the fleet runs.
        test_days: work of testing a fallback that is there.
        fallbacks: whether fallbacks are tested and added.
        gateways: gateways that a route may go behind.
        kept: services, by name, with which nothing is done.
        kept_vendors: vendors whose models no route leaves.
    """

    candidates: int
    catalog: int
    test_days: int
    fallbacks: bool
    gateways: tuple[str, ...] = ()
    kept: frozenset[str] = frozenset()
    kept_vendors: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Options:
    """Finds the options of services."""

    fleet: Fleet
    asking: Asking
    places: Places
    bounds: Bounds
    _of_need: dict[Need, tuple[str, ...]] = field(default_factory=dict, repr=False)
    _allowed: dict[tuple[Need, Destination], bool] = field(default_factory=dict, repr=False)
    _known_places: dict[tuple[object, ...], tuple[Destination, ...]] = field(default_factory=dict, repr=False)

    @property
    def world(self) -> World:
        return self.fleet.world

    def of(self, service: Service) -> tuple[tuple[Option, ...], bool]:
        """The options of a service, to do nothing first; and whether there are more."""
        stay = Option(service, (), 0)
        if service.name in self.bounds.kept:
            return (stay,), False
        flat = [changes for use in service.uses for changes in self._of_use(use)]
        several = self._all(flat) if len(flat) <= FEW else self._some(flat)
        kept = several[: MAX_OPTIONS - 1]
        return (stay, *(self._option(service, changes) for changes in kept)), len(several) > len(kept) or len(
            flat
        ) > FEW

    @staticmethod
    def _all(flat: Sequence[Sequence[Change]]) -> list[tuple[Change, ...]]:
        """One change at a time first; then several, of different routes."""
        return [
            chosen
            for count in range(1, len(flat) + 1)
            for picked in combinations(flat, count)
            for chosen in product(*picked)
        ]

    @staticmethod
    def _some(flat: Sequence[Sequence[Change]]) -> list[tuple[Change, ...]]:
        """Of a service with many routes: each by itself, and pairs."""
        single = [(change,) for changes in flat for change in changes]
        pairs = [(a, b) for one, two in combinations(flat, 2) for a in one for b in two]
        return [*single, *pairs[:MAX_OPTIONS]]

    def _of_use(self, use: Use) -> Iterator[tuple[Change, ...]]:
        """What may be done with each route of a use, and a fallback that may be added."""
        for route in use.routes:
            changes: list[Change] = []
            if route.live:
                changes += self._moves(route)
            if route.role == "fallback" and self.bounds.fallbacks and route.declared.tested != self.world.as_of:
                tested = route.declared.model_copy(update={"tested": self.world.as_of})
                changes.append(change_route(self.world, "test-fallback", route, tested))
            if changes:
                yield tuple(changes)
        if self.bounds.fallbacks and not any(route.role == "fallback" for route in use.routes):
            added = tuple(self._fallbacks(use))
            if added:
                yield added

    def _moves(self, route: Route) -> Iterator[Change]:
        if self.bounds.kept_vendors & set(self.world.lineage(route.model).vendors.names):
            return
        for to in self._destinations(route):
            yield change_route(self.world, "move", route, moved(route.declared, to), to.like)
        now = gateway(self.world, route)
        for name in self.bounds.gateways:
            if not (isinstance(now, Known) and now.value == name):
                yield change_route(self.world, "gateway", route, route.declared.model_copy(update={"gateway": name}))

    def _fallbacks(self, use: Use) -> Iterator[Change]:
        primary = next(route for route in use.routes if route.role == "primary")
        taken = {route.name for route in use.routes}
        name = next(name for name in ("fallback", *(f"fallback-{n}" for n in range(2, 99))) if name not in taken)
        for to in self._destinations(primary):
            update = {"id": name, "role": "fallback", "share": None, "gateway": primary.declared.gateway}
            declared = moved(primary.declared, to).model_copy(update={**update, "tested": self.world.as_of})
            shown = f"{to.model} at {to.host}"
            yield Change("add-fallback", use.name, name, declared, "no fallback", shown, to.like)

    def _destinations(self, route: Route) -> Iterator[Destination]:
        """The first few that facts allow: those that the rules of the service allow, too, come first."""
        need = need_of(self.world, route)
        here = place_now(self.world, route)
        found: list[tuple[bool, int, Destination]] = []
        for rank, to in enumerate(self._tried(route, need)):
            if (to.model, to.access, to.host) == here or not self._allows(route, need, to):
                continue
            found.append((not self.asking.pleases(route, to), rank, to))
            if sum(not displeases for displeases, _, _ in found) >= self.bounds.candidates:
                break
        for _, _, to in sorted(found, key=lambda entry: entry[:2])[: self.bounds.candidates]:
            yield to

    def _allows(self, route: Route, need: Need, to: Destination) -> bool:
        """Whether facts allow it, which depends on nothing else of the route than what it needs."""
        if (need, to) not in self._allowed:
            self._allowed[need, to] = self.asking.allows(route, need, to)
        return self._allowed[need, to]

    def _places(self, model: str, route: Route) -> tuple[Destination, ...]:
        said = route.declared
        ours = (said.access, said.host, said.jurisdictions) if route.self_operated else ()
        if (model, *ours) not in self._known_places:
            self._known_places[model, *ours] = self.places.of(self.world, model, route)
        return self._known_places[model, *ours]

    def _tried(self, route: Route, need: Need) -> Iterator[Destination]:
        """What owners list, what the fleet runs, the present model elsewhere; then the catalog.

        Of each, first what goes where routes of this kind go: a model on a device seldom becomes an API.
        """
        world = self.world
        way_out = route.service.manifest.exit
        listed = {
            world.canonical(entry.model) or entry.model for entry in (way_out.alternatives if way_out else None) or ()
        }
        own = world.canonical(route.model)
        near = dict.fromkeys([*sorted(listed), *sorted(self.places.running), *([own] if own else [])])
        places = [to for model in near for to in self._places(model, route)]
        ours = route.self_operated
        yield from sorted(places, key=lambda to: (to.model not in listed, (to.access in SELF_OPERATED) is not ours))
        for model in self._catalog(route, need):
            if model not in near:
                yield from self._places(model, route)

    def _catalog(self, route: Route, need: Need) -> tuple[str, ...]:
        """The newest models of the catalog that do the job."""
        if not self.bounds.catalog:
            return ()
        if need not in self._of_need:
            fit = [name for name in self.world.catalog.models if self._does(route, need, name)]
            self._of_need[need] = tuple(sorted(fit, key=self._newest)[: self.bounds.catalog])
        return self._of_need[need]

    def _does(self, route: Route, need: Need, name: str) -> bool:
        _, there = with_moved(self.world, route, Destination(name, "self-hosted", None))
        return all(check.truth is Truth.TRUE for check in self.asking.of_model(there, need))

    def _newest(self, name: str) -> tuple[int, str]:
        released = fact(self.world, name, "released", None)
        known = isinstance(released, Known) and isinstance(released.value, dt.date)
        return (-released.value.toordinal() if known else 0, name)  # type: ignore[union-attr]

    def _option(self, service: Service, changes: tuple[Change, ...]) -> Option:
        after = change_service(self.world, service, changes)
        days = service.manifest.person_days
        if all(change.doing == "test-fallback" for change in changes):
            days = self.bounds.test_days * len(changes)
        return Option(after, changes, days)
