"""Kinds that ask a condition of each service, use or route."""

from __future__ import annotations

from abc import ABC
from collections.abc import Iterator
from typing import TypeVar

from checker.condition import Condition
from checker.condition.attribute import Depth
from checker.condition.compile import compile_condition
from checker.fleet import World
from checker.fleet.attributes import TABLE
from checker.fleet.service import JUDGED_ROLES
from checker.fleet.view import View
from checker.kinds.kind import Kind, Member, Piece
from checker.kinds.parts.verdicts import Roles, name_route
from checker.shape.marks import ValidationInfo, field_validator
from checker.vocabulary import Accept

P = TypeVar("P", bound=Piece)


class OverSubjects(Kind[P], ABC):
    """A kind with ``each``, ``roles``, ``where``, ``must`` and ``accept``."""

    each: Depth
    """What a subject is: each service, use or route."""
    roles: Roles = JUDGED_ROLES
    """Roles of the routes in question. Default: all but planned."""
    where: Condition | None = None
    """Only subjects that satisfy this."""
    must: Condition
    """What each subject has to satisfy."""
    accept: Accept | None = None
    """What a fact must be. Default: confirmed for weights, license and conditions, else reported."""

    @field_validator("where", "must", mode="before")
    @classmethod
    def _read_from_the_subject(cls, raw: object, info: ValidationInfo) -> Condition:
        return compile_condition(raw, info.data.get("each", "route"), TABLE)

    def name_subject(self) -> str:
        """Which subjects are meant, for the rule's sentence: what follows "every"."""
        subject = name_route(self.roles) if self.each == "route" else f"{self.each}{self.by_roles('its')}"
        return f"{subject} where {self.where}" if self.where else subject

    def by_roles(self, whose: str) -> str:
        """By which routes a service or a use is judged, for the rule's sentence; nothing if by all."""
        return "" if self.roles == JUDGED_ROLES else f" (judged by {whose} {name_route(self.roles)}s)"

    def conditions(self) -> Iterator[tuple[str, Condition]]:
        if self.where is not None:
            yield "where", self.where
        yield "must", self.must

    def views(self, world: World, member: Member) -> Iterator[View]:
        """The subjects of a service, by their roles."""
        service = member.service
        if self.each == "service":
            yield View(world, service, roles=self.roles, accept=self.accept)
            return
        for use in service.uses:
            if self.each == "use":
                yield View(world, service, use, roles=self.roles, accept=self.accept)
                continue
            for route in use.routes:
                if route.role in self.roles:
                    yield View(world, service, use, route, self.roles, self.accept)

    def nothing_below(self, view: View) -> bool:
        """A condition over routes says nothing about a subject without one: a vacuous pass is no pass."""
        if view.route is not None or not any(attribute.depth == "route" for attribute in self.must.attributes):
            return False
        return not any(view.routes())
