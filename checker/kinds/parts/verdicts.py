"""Kinds that give a verdict to each service, use or route, and what they think of one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, ClassVar, TypeVar

from pydantic import Field, ValidationInfo, field_validator

from checker.condition import Condition, Outcome
from checker.condition.attribute import Depth
from checker.condition.compile import compile_condition
from checker.condition.truth import Truth
from checker.diagnostic import Place, Spot
from checker.fleet import Route, Stated, World
from checker.fleet.attributes import TABLE
from checker.fleet.service import JUDGED_ROLES
from checker.fleet.view import View
from checker.kinds.kind import Conclusion, Kind, Member, Piece, UnseenMember
from checker.record import dataclass
from checker.report import Cause, Decision, Subject, Unmet, Verdict
from checker.shape.scalars import Distinct
from checker.vocabulary import Accept, Role

Roles = Annotated[tuple[Role, ...], Field(min_length=1), Distinct]
"""Roles of routes, as a rule lists them."""


def name_route(roles: Roles) -> str:
    """A route that has one of these roles, for sentences: ``primary or secondary route``."""
    if roles == JUDGED_ROLES:
        return "route"
    *others, last = roles
    return f"{', '.join(others)} or {last} route" if others else f"{last} route"


NO_MANIFEST = Unmet("a manifest must be there")


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a kind thinks of a subject or a measure; all but verdict and reason are for findings only."""

    verdict: Verdict
    reason: str = ""
    help: str = ""
    """The next step."""
    notes: tuple[str, ...] = ()
    """What the reason rests on."""
    shown: tuple[Spot, ...] = ()
    """Where that stands."""
    breaks: frozenset[Unmet] = frozenset()


class PerSubject(Kind[Decision], ABC):
    """A kind that looks at one service after the other, and decides on each subject there by itself."""

    fleet_wide: ClassVar[bool] = False

    def collect_unseen(self, world: World, member: UnseenMember) -> tuple[Decision, ...]:  # noqa: ARG002 - nothing is known
        return (decide_unjudged(member),)

    def conclude(self, pieces: tuple[Decision, ...], at: Place) -> Conclusion:  # noqa: ARG002 - see manifests
        return Conclusion(pieces, reason="" if pieces else self.nobody())

    def nobody(self) -> str:
        """Why there is nothing to decide on, if so."""
        return "no route of the selected services is in question"


def not_in_question(subject: Subject, where: Outcome | None) -> Decision | None:
    """The verdict on a subject that ``where`` leaves out; None where it may be in question."""
    if where is None or where.truth is not Truth.FALSE:
        return None
    seen = "; ".join(reading.seen for reading in where.deciding)
    return Decision(subject, Verdict.NOT_APPLICABLE, f"not in question: {seen}")


class Narrowed(PerSubject, ABC):
    """A kind whose ``where`` picks some of its subjects, which are all ``picked`` of a service."""

    picked: ClassVar[Depth]

    where: Condition | None = None
    """Only subjects that satisfy this."""

    @field_validator("where", mode="before")
    @classmethod
    def _read_from_what_is_picked(cls, raw: object) -> Condition:
        return compile_condition(raw, cls.picked, TABLE)

    def conditions(self) -> Iterator[tuple[str, Condition]]:
        if self.where is not None:
            yield "where", self.where

    def only_where(self) -> str:
        """Which subjects are meant, for the rule's sentence."""
        return f" where {self.where}" if self.where else ""

    def collect_unseen(self, world: World, member: UnseenMember) -> tuple[Decision, ...]:
        where = self.where.judge(Stated(member.service, world.as_of)) if self.where else None
        return (not_in_question(Subject(member.service.name), where) or decide_unjudged(member),)

    def narrow(self, view: View, subject: Subject, member: Member) -> Member | Decision:
        """The member, uncertain where it is unknown whether its subject is meant; or why that is not in question."""
        if self.where is None:
            return member
        where = view.judge(self.where)
        sure = member.certain and where.truth is Truth.TRUE
        return not_in_question(subject, where) or replace(member, certain=sure)


class PerRoute(Narrowed, ABC):
    """A kind that decides on each route whose role is one of ``roles``, a parameter of the kind."""

    picked: ClassVar[Depth] = "route"

    if TYPE_CHECKING:  # a field stands in the kind itself, among its other parameters
        roles: Roles

    def of_which_route(self) -> str:
        """Routes in question, for the rule's sentence; nothing if all are."""
        of_all = self.roles == JUDGED_ROLES and self.where is None
        return "" if of_all else f" of a {name_route(self.roles)}{self.only_where()}"

    @abstractmethod
    def of_route(self, world: World, route: Route) -> Opinion:
        """What to think of one route. Without ``shown``, a finding shows the route's model."""

    def collect(self, world: World, member: Member) -> tuple[Decision, ...]:
        return tuple(self._decide(world, member, route) for route in member.service.routes(self.roles))

    def _decide(self, world: World, member: Member, route: Route) -> Decision:
        subject = Subject(route.service.name, route.use.name, route.name)
        meant = self.narrow(View(world, route.service, route.use, route, self.roles), subject, member)
        if isinstance(meant, Decision):
            return meant
        opinion = self.of_route(world, route)
        if not opinion.verdict.broken:
            return Decision(subject, opinion.verdict, opinion.reason)
        model = Place(route.service.document.file, (*route.path, "model"), "this model")
        about = f"{subject}: {world.shown(route.model)}"
        return decide(world, meant, subject, opinion, opinion.shown or (model,), about)


def decide(
    world: World, member: Member, subject: Subject, opinion: Opinion, shown: tuple[Spot, ...], about: str
) -> Decision:
    """An opinion of a subject as a decision; ``about`` begins the message of a finding."""
    if not opinion.verdict.broken:
        return Decision(subject, opinion.verdict, opinion.reason)
    return Decision(
        subject,
        undecided_unless_selected(opinion.verdict, member),
        opinion.reason,
        (*shown, *applies_because(world, member)),
        f"{about}: {opinion.reason}",
        opinion.help,
        opinion.notes,
        opinion.breaks,
    )


def decide_unjudged(member: UnseenMember) -> Decision:
    """A service that is known to exist is a subject, although there is nothing to judge it by."""
    service = member.service
    perhaps = "" if member.certain else "; whether the rule applies is unknown"
    places = (service.location,)
    return Decision(
        Subject(service.name),
        Verdict.UNKNOWN,
        f"{service.reason}{perhaps}",
        places,
        f"{service.message}{perhaps}",
        service.remedy,
        breaks=frozenset({NO_MANIFEST}),
        cause=Cause("not-read" if service.unread else "no-manifest", service.message, places),
    )


def undecided_unless_selected(verdict: Verdict, member: Member | UnseenMember) -> Verdict:
    """Not selected, or it must hold: a failure of a service that is perhaps not selected is unknown."""
    return Verdict.UNKNOWN if verdict is Verdict.FAIL and not member.certain else verdict


def applies_because(world: World, member: Member) -> Iterator[Place]:
    """Where the manifest shows that the rule is about the service."""
    view = View(world, member.service)
    for reading in member.outcome.deciding:
        perhaps = "may apply" if reading.truth is Truth.UNKNOWN else "applies"
        yield view.place(reading, f"the rule {perhaps} because of this")


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
