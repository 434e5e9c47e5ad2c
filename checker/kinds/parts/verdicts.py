"""Kinds that give a verdict to each service, use or route, and what they think of one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, ClassVar

from checker.condition import Condition, Outcome
from checker.condition.attribute import Depth
from checker.condition.compile import compile_condition
from checker.condition.truth import Truth
from checker.diagnostic import Place, Spot
from checker.fleet import Route, Stated, World
from checker.fleet.attributes import TABLE
from checker.fleet.service import JUDGED_ROLES
from checker.fleet.view import View
from checker.kinds.kind import Conclusion, Kind, Locator, Member, UnseenMember
from checker.kinds.parts.grounds import on_notes, with_grounds
from checker.record import dataclass
from checker.report import Cause, Decision, Subject, Unmet, Verdict
from checker.report.decided import Decisions
from checker.shape.marks import Field, field_validator
from checker.shape.scalars import Distinct
from checker.vocabulary import Role

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
    """What a kind thinks of a subject or a measure; help and breaks are for findings only."""

    verdict: Verdict
    reason: str = ""
    help: str = ""
    """The next step."""
    notes: tuple[str, ...] = ()
    """What the reason rests on."""
    shown: tuple[Spot, ...] = ()
    """Where that stands."""
    breaks: frozenset[Unmet] = frozenset()
    movers: tuple[str, ...] = ()
    """Services that the next step moves elsewhere."""


class PerSubject(Kind[Decision], ABC):
    """A kind that looks at one service after the other, and decides on each subject there by itself."""

    fleet_wide: ClassVar[bool] = False

    def collect_unseen(self, world: World, member: UnseenMember) -> tuple[Decision, ...]:  # noqa: ARG002 - nothing is known
        return (decide_unjudged(member),)

    @staticmethod
    def pack(pieces: Sequence[Decision], locate: Locator) -> Sequence[Decision]:
        return Decisions.of(pieces, locate)

    @staticmethod
    def merge(left: Sequence[Decision], right: Sequence[Decision]) -> Sequence[Decision]:
        if isinstance(left, Decisions):
            return left.joined([Decisions.of(right)]) if right else left
        return Kind.merge(left, right)

    def conclude(self, pieces: Sequence[Decision], at: Place) -> Conclusion:  # noqa: ARG002 - see manifests
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
        return (decide_unseen(world, member, self.where),)

    def narrow(self, view: View, subject: Subject, member: Member) -> Member | Decision:
        """The member, uncertain where it is unknown whether its subject is meant; or why that is not in question."""
        if self.where is None:
            return member
        where = view.judge(self.where)
        if (left_out := not_in_question(subject, where)) is not None:
            return with_grounds(left_out, view, where.deciding)
        return replace(member, certain=member.certain and where.truth is Truth.TRUE)


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
        """What to think of one route."""

    def collect(self, world: World, member: Member) -> tuple[Decision, ...]:
        return tuple([self._decide(world, member, route) for route in member.service.routes(self.roles)])

    def _decide(self, world: World, member: Member, route: Route) -> Decision:
        subject = route.subject
        if self.where is not None:
            meant = self.narrow(View(world, route.service, route.use, route, self.roles), subject, member)
            if isinstance(meant, Decision):
                return meant
            member = meant
        opinion = self.of_route(world, route)
        if not opinion.verdict.broken and not world.grounds:
            return Decision(subject, opinion.verdict, opinion.reason)
        about = f"{subject}: {world.shown(route.model)}"
        return decide(world, member, subject, opinion, self.shown(route), about)

    def shown(self, route: Route) -> tuple[Spot, ...]:
        """Where the route shows what the opinion of it is about."""
        return (Place(route.service.document.file, (*route.path, "model"), "this model"),)


def decide(
    world: World, member: Member, subject: Subject, opinion: Opinion, shown: tuple[Spot, ...], about: str
) -> Decision:
    """An opinion of a subject as a decision; ``about`` begins the message of a finding."""
    decision = Decision(subject, opinion.verdict, opinion.reason)
    if opinion.verdict.broken:
        decision = _decide_broken(world, member, decision, opinion, shown, about)
    return on_notes(decision, opinion.reason, opinion.notes, shown) if world.grounds else decision


def _decide_broken(
    world: World, member: Member, bare: Decision, opinion: Opinion, shown: tuple[Spot, ...], about: str
) -> Decision:
    return Decision(
        bare.subject,
        undecided_unless_selected(opinion.verdict, member),
        opinion.reason,
        (*shown, *applies_because(world, member)),
        f"{about}: {opinion.reason}",
        opinion.help,
        opinion.notes,
        opinion.breaks,
    )


def decide_unseen(world: World, member: UnseenMember, where: Condition | None) -> Decision:
    """The same, unless what the inventory says of it shows that it is not in question."""
    service = member.service
    outcome = where.judge(Stated(service, world.as_of)) if where is not None else None
    left_out = not_in_question(Subject(service.name), outcome)
    if left_out is None:
        return decide_unjudged(member)
    return on_notes(left_out, left_out.reason, (), (service.location,)) if world.grounds else left_out


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
