"""How an attribute is read from a service, a use or a route."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable
from dataclasses import field
from fractions import Fraction
from operator import attrgetter
from typing import Generic, TypeVar

from checker.condition.attribute import Attribute
from checker.condition.truth import Datum, Known, Members, Unknown, Value
from checker.files.catalog import Contract
from checker.files.inventory import Listed
from checker.files.manifest import Manifest
from checker.fleet import facts
from checker.fleet.remember import recall
from checker.fleet.service import Route, Service, Use
from checker.fleet.world import World
from checker.record import dataclass
from checker.vocabulary import Accept

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
    """NOTE: what it gives is a value to be compared, and all that decides the attribute's."""


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


HOSTED = ("model", "declared.host", "declared.access")
"""What a route says of who serves it."""


def fraction(value: str | int | Fraction | None) -> Fraction | None:
    return None if value is None else Fraction(value)


@dataclass(frozen=True, slots=True)
class AsDeclared(Generic[S]):
    """Reads what a manifest says of something; ``of`` gives it as it is written there."""

    of: Callable[[S], Declared]

    def __call__(self, world: World, subject: S, _accept: Accept | None, attribute: Attribute) -> Value:
        value = value_of(self.of(subject), attribute.name, world.as_of)
        return _canonical(world, value) if attribute.names == "model" else value


@dataclass(frozen=True, slots=True)
class Following(Generic[S]):
    """Reads what follows from a few declarations, and from the world; ``of`` gives all of these that it looks at.

    Subjects that agree in them have the same value, which need not be found out to know that, and is found out once.
    """

    value: Reader[S]
    of: Callable[[S], Hashable]

    def __call__(self, world: World, subject: S, accept: Accept | None, attribute: Attribute) -> Value:
        told = self.of(subject), accept
        return recall(world, attribute.name, told, lambda: self.value(world, subject, accept, attribute))


def manifest(read: Callable[[Manifest], Declared]) -> Reader[Service]:
    """What a manifest declares of the service."""

    def of(service: Service) -> Declared:
        return read(service.manifest)

    return AsDeclared(of)


def declared(read: Callable[[Route], Declared]) -> Reader[Route]:
    """What a manifest declares of the route."""
    return AsDeclared(read)


def joined(read: Callable[[World, S], Value], *looks_at: str) -> Reader[S]:
    """What follows from a manifest and from catalogs, whatever facts a rule accepts.

    ``looks_at`` is all that it looks at of its subject; nothing where that is more than a few declarations.
    """

    def value(world: World, subject: S, _accept: Accept | None, _attribute: Attribute) -> Value:
        return read(world, subject)

    return Following(value, attrgetter(*looks_at)) if looks_at else value


def judged(read: Callable[[World, Route, Accept | None], Value], *looks_at: str) -> Reader[Route]:
    """What follows from facts about the model, of the status that a rule accepts; ``looks_at`` as above."""

    def value(world: World, route: Route, accept: Accept | None, _attribute: Attribute) -> Value:
        return read(world, route, accept)

    return Following(value, attrgetter(*looks_at))


def fact(name: str) -> Reader[Route]:
    """A fact about the model."""
    return judged(lambda world, route, accept: facts.fact(world, route.model, name, accept), "model")


def term(read: Callable[[Contract], Datum | None]) -> Reader[Route]:
    """A term of the contract that the route names, as the part of the attribute's name after the dot."""

    def value(world: World, route: Route, _accept: Accept | None, attribute: Attribute) -> Value:
        return facts.contract_term(world, route, read, attribute.name.partition(".")[2])

    return Following(value, attrgetter("declared.contract"))
