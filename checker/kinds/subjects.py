"""What kinds have in common that ask a condition of each service, use or route."""

from __future__ import annotations

from abc import ABC
from collections.abc import Iterator
from typing import Annotated, TypeVar

from pydantic import Field, ValidationInfo, field_validator

from checker.condition import Condition, compiled
from checker.condition.attribute import Level as SubjectLevel
from checker.fleet import World
from checker.fleet.service import JUDGED_ROLES
from checker.fleet.view import View
from checker.kinds.kind import Kind, Member, Piece
from checker.shape.scalars import Distinct
from checker.vocabulary import Accept, Role

P = TypeVar("P", bound=Piece)


class OverSubjects(Kind[P], ABC):
    """A kind with ``each``, ``roles``, ``where``, ``must`` and ``accept``."""

    each: SubjectLevel
    """What a subject is: each service, use or route."""
    roles: Annotated[tuple[Role, ...], Field(min_length=1), Distinct] = JUDGED_ROLES
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
        return compiled(raw, info.data.get("each", "route"))

    def in_question(self) -> str:
        """Which subjects are meant, for the rule's sentence."""
        roles = "" if self.roles == JUDGED_ROLES else f" ({', '.join(self.roles)})"
        return f"{roles}{f' where {self.where}' if self.where else ''}"

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
        over_routes = any(ask.attribute.level == "route" for ask in self.must.asks())
        return view.route is None and over_routes and not any(view.routes())
