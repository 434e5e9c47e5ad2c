"""Is every observed use declared, and every declared live route observed?

The configuration names evidence of use: logs of a gateway, telemetry, bills, bills
of materials, scans. Each observation must be of a route that its service declares
(the same model by what the names mean, at the same host), and each live route must
have been observed ``within`` the days before as-of, by evidence that counts
requests or costs. A name in code, a model that a gateway offers, and what has no
period hold as the manifests do. What cannot be told (a name that no catalog knows,
a host that is not told, a caller that is no service, a period that lies in the
window in part) makes the verdict unknown. What a gateway offers to anybody is held
against all services, if the rule is about all.

Fails:
    rule: {kind: declared, share-within: 10%}
    observed:
      - {service.name: a, gen_ai.provider.name: openai, gen_ai.request.model: gpt-5.4-mini, from: 2026-11-01,
         to: 2026-11-20, requests: 120}
    services:
      a: [{model: openai/gpt-5.4, access: vendor-api}]

Passes:
    rule: {kind: declared, share-within: 10%}
    observed:
      - {service.name: a, gen_ai.provider.name: openai, gen_ai.request.model: gpt-5.4, from: 2026-11-01,
         to: 2026-11-20, requests: 120}
    services:
      a: [{model: openai/gpt-5.4, access: vendor-api}]
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from checker.diagnostic import Location, Place, Spot
from checker.fleet import World
from checker.kinds.kind import Conclusion, Kind, Member, UnseenMember
from checker.kinds.parts.beyond_services import count_all, judge_offers, judge_unmapped
from checker.kinds.parts.held_against import Question, judge_side
from checker.kinds.parts.observed_grounds import with_sightings
from checker.kinds.parts.sightings import Side, offer, see
from checker.kinds.parts.verdicts import applies_because, decide_unjudged
from checker.policy import Limits
from checker.report import Decision, Subject, Verdict
from checker.shape.marks import Field
from checker.shape.scalars import Days, Distinct
from checker.shape.shares import Percent
from checker.vocabulary import ObservedSource

if TYPE_CHECKING:
    from checker.observed import Observation

Whether = Literal["forbidden", "allowed"]


class Declared(Kind[Side]):
    """Is every observed use declared, and every declared live route observed?"""

    fleet_wide: ClassVar[bool] = True
    limits: ClassVar[Limits] = {"share-within": "smaller"}

    kind: Literal["declared"]
    within: Days = 90
    """Observations of this many days before as-of count. Default 90d."""
    sources: Annotated[tuple[ObservedSource, ...], Field(min_length=1), Distinct] | None = None
    """Only evidence of these kinds. Default: all that the configuration names."""
    undeclared: Whether = "forbidden"
    """Whether a use may be observed that no route declares."""
    unobserved: Whether = "forbidden"
    """Whether a live route may be declared that is not observed."""
    share_within: Percent | None = None
    """How many points the observed share of a live route may be off its declared one."""

    def demand(self) -> str:
        parts = []
        if self.undeclared == "forbidden":
            parts.append("every observed use must be a declared route")
        if self.unobserved == "forbidden":
            parts.append(f"every live route must have been observed within {self.within} days")
        if self.share_within is not None:
            parts.append(f"observed shares must be within {self._question.points} of the declared ones")
        return " and ".join(parts) or "declared and observed routes are only shown"

    @property
    def asks_evidence(self) -> bool:
        return True

    @property
    def _question(self) -> Question:
        return Question(
            self.within,
            is_undeclared_allowed=self.undeclared == "allowed",
            is_unobserved_allowed=self.unobserved == "allowed",
            share_within=self.share_within,
        )

    def _counted(self, observations: Collection[Observation]) -> list[Observation]:
        return [one for one in observations if self.sources is None or one.source in self.sources]

    def collect(self, world: World, member: Member) -> tuple[Side, ...]:
        service, evidence = member.service, world.observed
        seen = see(world, self._counted(evidence.of(service.name)), self.within) if evidence is not None else ()
        return (
            Side(
                service.name,
                member.certain,
                tuple(offer(world, route) for route in service.routes()),
                seen,
                Place(service.document.file, ("uses",), "what is declared"),
                tuple(applies_because(world, member)),
            ),
        )

    def collect_unseen(self, world: World, member: UnseenMember) -> tuple[Side, ...]:
        seen = self._counted(world.observed.of(member.service.name)) if world.observed is not None else ()
        found = see(world, seen, self.within)
        return (Side(member.service.name, member.certain, seen=found, unjudged=decide_unjudged(member)),)

    def collect_beyond(self, world: World, names: Collection[str]) -> tuple[Side, ...]:
        evidence = world.observed
        if evidence is None:
            return (Side("", certain=True, gap=_NONE),)
        if evidence.unread:
            gap = f"evidence could not be read: {', '.join(evidence.unread)}"
            return (Side("", certain=True, gap=gap, unread=evidence.unread),)
        counted = self._counted(evidence.observations)
        loose = [one for one in counted if one.offered or one.service not in names]
        return (Side("", certain=True, seen=see(world, loose, self.within), total=len(counted)),)

    def conclude_with_grounds(self, pieces: Sequence[Side], at: Place) -> Conclusion:
        found = self.conclude(pieces, at)
        offered = [one for side in pieces if not side.service for one in side.seen if one.observation.offered]
        sides = [side for side in pieces if side.service]
        return replace(found, decisions=with_sightings(found.decisions, sides, offered))

    def conclude(self, pieces: Sequence[Side], at: Place) -> Conclusion:
        beyond = next((side for side in pieces if not side.service), Side("", certain=True, gap=_NONE))
        sides = [side for side in pieces if side.service]
        if beyond.gap:
            help_ = _NAME_THEM if beyond.gap == _NONE else "correct the faults listed"
            places: tuple[Spot, ...] = (at, *(Location(file, None, "could not be read") for file in beyond.unread))
            return Conclusion((Decision(Subject(), Verdict.UNKNOWN, beyond.gap, places, help=help_),))
        loose = tuple(one for one in beyond.seen if not one.observation.offered)
        offered = tuple(one for one in beyond.seen if one.observation.offered)
        question = self._question
        decisions = [decision for side in sides for decision in judge_side(question, side, loose)]
        decisions += judge_unmapped(question, loose)
        decisions += judge_offers(question, offered, sides if self.of == "all" else None)
        numbers = count_all(sides, loose, offered, beyond.total)
        return Conclusion(tuple(decisions), reason=numbers)


_NONE = "no evidence of use is configured"
_NAME_THEM = "name files under observed: in the configuration"
