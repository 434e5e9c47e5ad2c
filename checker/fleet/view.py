"""A service, a use or a route as conditions read it, and where what they read is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator
from dataclasses import replace

from checker.condition import Condition, Outcome, Reading
from checker.condition.attribute import Attribute, Depth
from checker.condition.truth import Members, Truth, Value, bare, union
from checker.diagnostic import Path, Place
from checker.fleet.reading import AsDeclared, Following, OfRoute, OfService, OfUse, of_route, of_service, of_use
from checker.fleet.remember import recall
from checker.fleet.service import JUDGED_ROLES, Route, Service, Use
from checker.fleet.world import World
from checker.record import dataclass
from checker.vocabulary import Accept, Role

_TOLD = (AsDeclared, Following)
"""Readers that say what they look at."""


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

    def holds(self, condition: Condition) -> Truth:
        """Whether it is as a condition demands, whatever that rests on: so much is the same of many more subjects."""
        seen = tuple([bare(self.read(attribute)) for attribute in condition.attributes])
        asked = self._asked("holds", condition)
        return recall(self.world, asked, seen, lambda: self.meets(condition).truth)

    def notes(self, condition: Condition) -> tuple[str, ...] | None:
        """What it rests on that it is as a condition demands; None if it is not, or nobody can tell.

        NOTE: that is the same of all that declare something, where no more is asked. What they declare may be another
        thing each time, as exit plans are, and to judge each by itself takes five times as long.
        """
        if not any(condition.knowledge):
            return _notes(self.meets(condition))
        known = zip(condition.attributes, condition.knowledge, strict=True)
        seen = tuple([self._glance(attribute) if only else self._see(attribute) for attribute, only in known])
        asked = self._asked("notes", condition)
        return recall(self.world, asked, seen, lambda: _notes(self.meets(condition)))

    def _judge(self, condition: Condition, *, demands: bool) -> Outcome:
        """NOTE: once for equal values, of which a fleet has few; and what is declared is compared before them."""
        seen = tuple([self._see(attribute) for attribute in condition.attributes])
        asked = self._asked("demanded" if demands else "asked", condition)
        return recall(self.world, asked, seen, lambda: self._judge_values(condition, asked, demands=demands))

    def _judge_values(self, condition: Condition, asked: Hashable, *, demands: bool) -> Outcome:
        values = tuple([self.read(attribute) for attribute in condition.attributes])
        return recall(self.world, ("values", asked), values, lambda: condition.judge(self, demands=demands))

    def _asked(self, what: str, condition: Condition) -> Hashable:
        """What is found out of a condition, and what that depends on beside what is seen of the subject."""
        return what, condition, self.accept, self.use is None, self.route is None

    def _glance(self, attribute: Attribute) -> Hashable:
        """What decides whether an attribute has a value."""
        seen = self._see(attribute)
        if attribute.type == "day" or attribute.names == "model" or self.service.undeclared:
            return seen  # what is there may count for nothing
        here = self.route is not None or attribute.depth == "service"
        is_declared = isinstance(attribute, OfRoute | OfService) and isinstance(attribute.read, AsDeclared)
        return (seen is None,) if here and is_declared else seen  # not bare: True is equal to a share of 1

    def _see(self, attribute: Attribute) -> Hashable:
        """What decides an attribute's value: what is declared, where it is known what counts of that; else the value.

        NOTE: to compare a few words of a manifest is cheaper than to find out what follows from them.
        """
        if isinstance(attribute, OfRoute):
            of_route = attribute.read
            if self.route is not None and isinstance(of_route, _TOLD):
                return of_route.of(self.route)
        if isinstance(attribute, OfService):
            of_service_ = attribute.read
            if not self.service.undeclared and isinstance(of_service_, _TOLD):
                return of_service_.of(self.service)
        if isinstance(attribute, OfUse) and self.use is not None:
            return attribute.read(self.use)
        return self.read(attribute)

    @property
    def subject(self) -> str:
        """What is looked at, below its service."""
        return "/".join(part.name for part in (self.use, self.route) if part is not None) or self.service.name

    def down_to(self, depth: Depth) -> Iterator[View]:
        """The views from which an attribute of a depth has one value: this one, unless it is deeper."""
        if depth == "route" and self.route is None:
            yield from (replace(self, use=route.use, route=route) for route in self.routes())
        elif depth == "use" and self.use is None:
            yield from (replace(self, use=use) for use in self.service.uses)
        else:
            yield self

    def place_of(self, attribute: Attribute) -> Place:
        """Where the manifest says it, or could, of a view that has that depth."""
        at = {"use": self.use, "route": self.route}.get(attribute.depth)
        path = (*(at.path if at is not None else ()), *attribute.place)
        document = self.service.document
        return Place(document.file, path if document.has(path) else self._fallback(attribute.depth))

    @property
    def own_place(self) -> Place:
        """Where its subject is declared."""
        depth: Depth = "route" if self.route is not None else "use" if self.use is not None else "service"
        return Place(self.service.document.file, self._fallback(depth))

    def place(self, reading: Reading, label: str = "") -> Place:
        """Where the manifest shows what a reading found, or where it could say it."""
        attribute, file = reading.attribute, self.service.document.file
        for path in self._paths(reading):
            if self.service.document.has(path):
                return Place(file, path, label)
        return Place(file, self._fallback(attribute.depth), label)

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

    def _fallback(self, depth: Depth) -> Path:
        if depth == "route":
            routes = [self.route] if self.route else [*self.routes(), *self.service.routes()]
            return (*routes[0].path, "model")
        if depth == "use":
            return (*(self.use or self.service.uses[0]).path, "id")
        return ("service",)


def _notes(outcome: Outcome) -> tuple[str, ...] | None:
    return outcome.notes if outcome.truth is Truth.TRUE else None
