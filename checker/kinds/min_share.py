"""Do at least X of the services satisfy a condition (in every subject)?

A service counts if each of its subjects in question satisfies the condition; a
service without a subject in question does not count, because nothing was shown.
A service for which that is unknown makes the share an interval.

Fails:
    rule: {kind: min-share, each: service, must: {access: {any-of: [self-hosted]}}, min: 50%}
    services:
      a: [{model: openai/gpt-5.4, access: vendor-api}]
      b: [{model: openai/gpt-5.4, access: vendor-api}]
      c: [{model: google/gemma-4-31b-it, access: self-hosted}]

Passes:
    rule: {kind: min-share, each: service, must: {access: {any-of: [self-hosted]}}, min: 50%}
    services:
      a: [{model: openai/gpt-5.4, access: vendor-api}]
      c: [{model: google/gemma-4-31b-it, access: self-hosted}]
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import ClassVar, Literal

from checker.condition.truth import Truth, every
from checker.diagnostic import many
from checker.fleet import World
from checker.kinds.kind import Member, UnseenMember
from checker.kinds.parts.grounds import find_grounds
from checker.kinds.parts.limits import DECLARE, FleetLimit, at_least, fewest, in_question
from checker.kinds.parts.over_subjects import OverSubjects
from checker.kinds.parts.shares import NONE, ONE, Parts, Stake, some_of
from checker.kinds.parts.sums import Sums
from checker.kinds.parts.verdicts import Opinion
from checker.kinds.parts.weights import Weight, weight_of
from checker.policy import Limits
from checker.report import Ground, Measure, Share, Verdict
from checker.shape.shares import Percent

_COUNTED = "satisfied"
_PARTS = {
    truth: Parts(known, perhaps=perhaps, shown={_COUNTED: ("service",)})
    for truth, known, perhaps in (
        (Truth.TRUE, {_COUNTED: ONE}, frozenset[str]()),
        (Truth.FALSE, {}, frozenset[str]()),
        (Truth.UNKNOWN, {}, frozenset({_COUNTED})),
    )
}
"""By whether a service satisfies the condition."""


class MinShare(FleetLimit, OverSubjects[Stake]):
    """Do at least X of the services satisfy a condition (in every subject)?"""

    bound: ClassVar[Literal["max", "min"] | None] = "min"
    concludes: ClassVar[frozenset[str]] = frozenset({"min"})
    limits: ClassVar[Limits] = {"min": "larger"}

    kind: Literal["min-share"]
    min: Percent
    """Smallest share of the services, such as 50%. Exactly that is enough."""
    weight: Weight = "service"
    """What a service weighs: 1, by tier (4, 3, 2, 1), its traffic or spend; observed-requests or
    observed-cost: what evidence counts of it."""

    def demand(self) -> str:
        share = f"at least {self.limit} of the services{self.weighed}"
        if self.each != "service":
            return f"{share} must satisfy in every {self.name_subject()}: {self.must}"
        among = f"be among those where {self.where}, and " if self.where else ""
        return f"{share}{self.by_roles('their')} must {among}satisfy: {self.must}"

    def collect(self, world: World, member: Member) -> tuple[Stake, ...]:
        service = member.service
        parts = _PARTS[self._service(world, member)]
        weight, days = weight_of(world, service, self.weight), service.manifest.person_days
        grounds = tuple(self._readings(world, member)) if world.grounds else ()
        return (Stake(service.name, member.certain, weight, parts, days, service.document.file, grounds=grounds),)

    def collect_unseen(self, world: World, member: UnseenMember) -> tuple[Stake, ...]:
        return tuple(
            replace(piece, parts=replace(_PARTS[Truth.UNKNOWN], gaps=piece.gaps))
            for piece in super().collect_unseen(world, member)
        )

    def excess(self, ends: tuple[Fraction, Fraction]) -> Fraction:
        return self.min - ends[0]

    def judged_keys(self, named: Collection[str]) -> tuple[str, ...]:  # noqa: ARG002 - also where nobody satisfies it
        return (_COUNTED,)

    def measures(self, sums: Sums) -> Iterator[Measure]:
        stakes, ends = sums.stakes, sums.interval(_COUNTED)
        each = [*zip(stakes.names, stakes.parts, stakes.certain, strict=True)]
        satisfied = tuple(name for name, parts, certain in each if certain and _COUNTED in parts.known)
        undecided = tuple(name for name, parts, certain in each if _COUNTED in parts.perhaps or not certain)
        verdict = at_least(self.min, ends, sure=any(stakes.certain))
        yield Measure(None, *ends, self.min, verdict, satisfied, undecided, burdens=sums.burdens_of_the_rest(_COUNTED))

    def _service(self, world: World, member: Member) -> Truth:
        """Whether every subject in question satisfies the condition; false if there is none."""
        outcomes = []
        for view in self.views(world, member):
            where = view.judge(self.where).truth if self.where else Truth.TRUE
            if where is not Truth.FALSE and not self.nothing_below(view):
                outcomes.append((where, view.holds(self.must)))
        if not any(where is Truth.TRUE for where, _ in outcomes):
            return Truth.UNKNOWN if outcomes else Truth.FALSE
        return every(must if where is Truth.TRUE or must is Truth.TRUE else Truth.UNKNOWN for where, must in outcomes)

    def _readings(self, world: World, member: Member) -> Iterator[Ground]:
        """What is read of each subject, in the words of the service."""
        for view in self.views(world, member):
            about = view.service.name if view.use is None else f"{view.service.name}/{view.subject}"
            for reading in view.meets(self.must).deciding:
                yield from (Ground(f"{about}: {found.said}", found.at) for found in find_grounds(view, reading))

    def of_measure(self, sums: Sums, measure: Measure, among: Sequence[Measure]) -> Opinion:  # noqa: ARG002 - there is one
        missing = sums.stakes.where(lambda parts, certain: certain and _COUNTED not in parts.known)
        whose = "all" if self.of == "all" else self.of
        reason = f"{measure.show()} of {whose} services satisfy {self.must}; the minimum is {self.limit}"
        return Opinion(
            measure.verdict,
            f"{reason}{in_question(measure)}",
            DECLARE if measure.verdict is Verdict.UNKNOWN else self._smallest_change(missing, measure.highest),
            shown=tuple(place for piece in missing for place in piece.first_place),
        )

    def _smallest_change(self, missing: list[Stake], share: Share) -> str:
        candidates = [piece for piece in missing if _COUNTED not in piece.perhaps]
        wanted = self.min * share.whole - share.part
        chosen = fewest(((piece, piece.weight or NONE) for piece in candidates), wanted)
        names = some_of([piece.service for piece, _ in chosen])
        return f"{many(len(chosen), 'more service')} must satisfy it; least declared work: {names}"
