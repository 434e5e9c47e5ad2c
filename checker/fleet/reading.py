"""How an attribute is read from a service, a use or a route; and each of them as conditions read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterator
from dataclasses import field
from fractions import Fraction
from typing import Generic, TypeVar

from checker.condition import Condition, Outcome, Reading
from checker.condition.attribute import Attribute
from checker.condition.truth import Datum, Known, Members, Unknown, Value, union
from checker.diagnostic import Path, Place
from checker.files.catalog import Contract
from checker.files.inventory import Listed
from checker.files.manifest import Manifest
from checker.fleet import facts
from checker.fleet.service import JUDGED_ROLES, Route, Service, Use
from checker.fleet.world import World
from checker.record import dataclass
from checker.vocabulary import Accept, Role

R = TypeVar("R", bound=Attribute)
S = TypeVar("S")

Declared = Datum | tuple[str, ...] | None
"""What a file says: None where it says nothing."""
Reader = Callable[[World, S, Accept | None, Attribute], Value]


@dataclass(frozen=True, slots=True)
class OfService(Attribute):
    """An attribute of a service; ``stated`` is what an inventory says of it, with which a manifest must agree.

    NOTE: the owner is not stated: there the inventory says only whom to ask.
    """

    read: Reader[Service] = field(kw_only=True, compare=False)
    stated: Callable[[Listed], Declared] | None = field(kw_only=True, default=None, compare=False)


@dataclass(frozen=True, slots=True)
class OfUse(Attribute):
    read: Callable[[Use], Datum | None] = field(kw_only=True, compare=False)


@dataclass(frozen=True, slots=True)
class OfRoute(Attribute):
    read: Reader[Route] = field(kw_only=True, compare=False)


def of_service(world: World, service: Service, attribute: Attribute) -> Value:
    row = _row(attribute, OfService)
    if row.name in service.undeclared:
        return value_of(None, row.name, world.as_of)
    return row.read(world, service, None, row)


def of_use(use: Use, attribute: Attribute) -> Known | Unknown:
    found = _row(attribute, OfUse).read(use)
    name = attribute.name
    return Unknown(f"{name} is not declared", f"declare {name} in the manifest") if found is None else Known(found)


def of_route(world: World, route: Route, attribute: Attribute, accept: Accept | None) -> Value:
    row = _row(attribute, OfRoute)
    return row.read(world, route, accept, row)


def _row(attribute: Attribute, kind: type[R]) -> R:
    if not isinstance(attribute, kind):
        raise TypeError(f"{attribute.name} is no attribute of that depth")
    return attribute


def value_of(found: Declared, name: str, as_of: dt.date) -> Value:
    """A declared value; one that is absent, or recorded for a day after the as-of date, is unknown."""
    if found is None:
        return Unknown(f"{name} is not declared", f"declare {name} in the manifest")
    if isinstance(found, tuple):
        return Members(frozenset(found))
    if isinstance(found, dt.date) and found > as_of:
        return Unknown(f"{name} is {found}, after the as-of date", "a date to come does not count")
    return Known(found)


def _canonical(world: World, value: Value) -> Value:
    """Models by their ids, whatever alias was written; an unnamed one leaves the set open."""
    if not isinstance(value, Members):
        return value
    names = {str(written): world.canonical(str(written)) for written in value.certain}
    gaps = [Unknown(f"the manifest says {written!r}", "name the model") for written, name in names.items() if not name]
    return Members(frozenset(name for name in names.values() if name), gaps[0] if gaps else value.open)


def fraction(value: str | int | Fraction | None) -> Fraction | None:
    return None if value is None else Fraction(value)


@dataclass(frozen=True, slots=True)
class AsDeclared(Generic[S]):
    """Reads what a manifest says of something; ``of`` gives it as it is written there."""

    of: Callable[[S], Declared]

    def __call__(self, world: World, subject: S, _accept: Accept | None, attribute: Attribute) -> Value:
        value = value_of(self.of(subject), attribute.name, world.as_of)
        return _canonical(world, value) if attribute.names == "model" else value


def manifest(read: Callable[[Manifest], Declared]) -> Reader[Service]:
    """What a manifest declares of the service."""

    def of(service: Service) -> Declared:
        return read(service.manifest)

    return AsDeclared(of)


def declared(read: Callable[[Route], Declared]) -> Reader[Route]:
    """What a manifest declares of the route."""
    return AsDeclared(read)


def joined(read: Callable[[World, S], Value]) -> Reader[S]:
    """What follows from a manifest and from catalogs, whatever facts a rule accepts."""
    return lambda world, subject, _accept, _attribute: read(world, subject)


def judged(read: Callable[[World, Route, Accept | None], Value]) -> Reader[Route]:
    """What follows from facts about the model, of the status that a rule accepts."""
    return lambda world, route, accept, _attribute: read(world, route, accept)


def fact(name: str) -> Reader[Route]:
    """A fact about the model."""
    return judged(lambda world, route, accept: facts.fact(world, route.model, name, accept))


def term(read: Callable[[Contract], Datum | None]) -> Reader[Route]:
    """A term of the contract that the route names, as the part of the attribute's name after the dot."""

    def value(world: World, route: Route, _accept: Accept | None, attribute: Attribute) -> Value:
        return facts.contract_term(world, route, read, attribute.name.partition(".")[2])

    return value


@dataclass(frozen=True, slots=True)
class View:
    """A subject of a rule. Without ``use`` and ``route`` it is the service; ``roles`` are the routes in question."""

    world: World
    service: Service
    use: Use | None = None
    route: Route | None = None
    roles: tuple[Role, ...] = JUDGED_ROLES
    accept: Accept | None = None

    @property
    def as_of(self) -> dt.date:
        return self.world.as_of

    def read(self, attribute: Attribute) -> Value:
        if attribute.depth == "service":
            return of_service(self.world, self.service, attribute)
        if attribute.depth == "use":
            if self.use is not None:
                return of_use(self.use, attribute)
            return union(of_use(use, attribute) for use in self.service.uses)
        if self.route is not None:
            return of_route(self.world, self.route, attribute, self.accept)
        return union(of_route(self.world, route, attribute, self.accept) for route in self.routes())

    def routes(self) -> Iterator[Route]:
        """The routes in question below the subject."""
        below = self.use.routes if self.use is not None else self.service.routes(self.roles)
        return (route for route in below if route.role in self.roles)

    def judge(self, condition: Condition) -> Outcome:
        """Whether it is what a condition picks out."""
        return self._judge(condition, demands=False)

    def meets(self, condition: Condition) -> Outcome:
        """Whether it is as a condition demands: what is so only in part is not."""
        return self._judge(condition, demands=True)

    def _judge(self, condition: Condition, *, demands: bool) -> Outcome:
        seen = tuple([self._see(attribute) for attribute in condition.attributes])
        return self.world.judge_once(condition, self, seen, demands=demands)

    def _see(self, attribute: Attribute) -> Hashable:
        """What decides an attribute's value: what is declared of the service, where that is all; else the value."""
        if isinstance(attribute, OfService) and not self.service.undeclared:
            read = attribute.read
            return read.of(self.service) if isinstance(read, AsDeclared) else self.read(attribute)
        return self.read(attribute)

    def place(self, reading: Reading, label: str = "") -> Place:
        """Where the manifest shows what a reading found, or where it could say it."""
        attribute, file = reading.attribute, self.service.document.file
        for path in self._paths(reading):
            if self.service.document.has(path):
                return Place(file, path, label)
        return Place(file, self._fallback(attribute), label)

    def _paths(self, reading: Reading) -> Iterator[Path]:
        attribute = reading.attribute
        base = self._base(reading)
        if isinstance(reading.value, Members) and attribute.depth == "service":
            yield from self._entries(reading, (*base, *attribute.place))
        yield (*base, *attribute.place)

    def _entries(self, reading: Reading, at: Path) -> Iterator[Path]:
        """The entries of a declared list that the expectation names."""
        node: object = self.service.document.data
        for step in at:
            node = node.get(str(step)) if isinstance(node, dict) else None
        if isinstance(node, list):
            spares = reading.asked.operator.spares
            named = reading.asked.values
            yield from ((*at, index) for index, entry in enumerate(node) if (entry in named) is not spares)

    def _base(self, reading: Reading) -> Path:
        attribute = reading.attribute
        if attribute.depth == "service":
            return ()
        if attribute.depth == "use":
            return (self.use or self._use_like(reading)).path
        if self.route is not None:
            return self.route.path
        routes = list(self.routes()) or list(self.service.routes())
        same = [route for route in routes if self._alone(route, reading) is reading.truth]
        return [*same, *routes][0].path

    def _use_like(self, reading: Reading) -> Use:
        """The first use that by itself gives the reading's outcome."""
        uses = self.service.uses
        same = [
            u for u in uses if reading.asked.judge(union([of_use(u, reading.attribute)]), self.as_of) is reading.truth
        ]
        return [*same, *uses][0]

    def _alone(self, route: Route, reading: Reading) -> object:
        value = union([of_route(self.world, route, reading.attribute, self.accept)])
        return reading.asked.judge(value, self.as_of)

    def _fallback(self, attribute: Attribute) -> Path:
        if attribute.depth == "route":
            routes = [self.route] if self.route else [*self.routes(), *self.service.routes()]
            return (*routes[0].path, "model")
        if attribute.depth == "use":
            return (*(self.use or self.service.uses[0]).path, "id")
        return ("service",)
