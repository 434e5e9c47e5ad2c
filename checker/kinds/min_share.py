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

from dataclasses import replace
from typing import ClassVar, Literal

from checker.condition.truth import Truth, every
from checker.diagnostic import Place
from checker.fleet import World
from checker.inventory import Entry
from checker.kinds.kind import Breach, Conclusion, Member
from checker.kinds.shares import NONE, ONE, Stake, Weight, interval, some_of, unseen, unweighed, weight_of
from checker.kinds.subjects import OverSubjects
from checker.policy import Limits
from checker.report import Decision, Measure, Subject, Verdict, limit_text
from checker.shape.scalars import Percent

_COUNTED = "satisfied"


class MinShare(OverSubjects[Stake]):
    """Do at least X of the services satisfy a condition (in every subject)?"""

    fleet_wide: ClassVar[bool] = True
    bound: ClassVar[Literal["max", "min"] | None] = "min"
    limits: ClassVar[Limits] = {"min": "larger"}

    kind: Literal["min-share"]
    min: Percent
    """Smallest share of the services, such as 50%. Exactly that is enough."""
    weight: Weight = "service"
    """What a service weighs: 1, by tier (4, 3, 2, 1), its traffic or its spend."""

    def sentence(self) -> str:
        weighed = "" if self.weight == "service" else f", weighed by {self.weight}"
        return (
            f"In at least {limit_text(self.min)} of the services in selection {self.of!r}{weighed}, every {self.each}"
            f"{self.in_question()} must satisfy: {self.must}."
        )

    def collect(self, world: World, member: Member) -> tuple[Stake, ...]:
        service = member.service
        truth = self._service(world, member)
        known = {_COUNTED: ONE} if truth is Truth.TRUE else {}
        perhaps = frozenset({_COUNTED}) if truth is Truth.UNKNOWN else frozenset[str]()
        place = Place(service.document.file, ("service",), service.name)
        return (
            Stake(
                service.name,
                member.certain,
                weight_of(service, self.weight),
                known,
                NONE,
                perhaps,
                {_COUNTED: place},
                (),
                service.manifest.person_days,
            ),
        )

    def without_manifest(self, world: World, entry: Entry) -> tuple[Stake, ...]:  # noqa: ARG002 - nothing is known
        open_ = unseen(entry, self.weight)
        return (replace(open_, unknown=NONE, perhaps=frozenset({_COUNTED}), places={_COUNTED: entry.location}),)

    def conclude(self, pieces: tuple[Stake, ...], at: Place) -> Conclusion:
        limit = Place(at.file, (*at.path, "min"), f"at least {limit_text(self.min)}")
        found = interval(pieces, _COUNTED)
        if found is None:
            return unweighed(pieces, self.weight, limit)
        lowest, highest = found
        satisfied = tuple(piece.service for piece in pieces if piece.certain and piece.low(_COUNTED))
        undecided = tuple(p.service for p in pieces if _COUNTED in p.perhaps or not p.certain)
        sure = any(piece.certain for piece in pieces)
        verdict = Verdict.PASS if lowest.value >= self.min else Verdict.UNKNOWN
        if highest.value < self.min and sure:
            verdict = Verdict.FAIL
        measure = Measure(None, lowest, highest, self.min, verdict, satisfied, undecided)
        if verdict is Verdict.PASS:
            return Conclusion((Decision(Subject(), verdict),), (), (measure,))
        breach = self._breach(pieces, measure, limit)
        return Conclusion((Decision(Subject(), verdict, breach.message),), (breach,), (measure,))

    def _service(self, world: World, member: Member) -> Truth:
        """Whether every subject in question satisfies the condition; false if there is none."""
        outcomes = []
        for view in self.views(world, member):
            where = view.judge(self.where).truth if self.where else Truth.TRUE
            if where is not Truth.FALSE and not self.nothing_below(view):
                outcomes.append((where, view.judge(self.must).truth))
        if not any(where is Truth.TRUE for where, _ in outcomes):
            return Truth.UNKNOWN if outcomes else Truth.FALSE
        return every(must if where is Truth.TRUE or must is Truth.TRUE else Truth.UNKNOWN for where, must in outcomes)

    def _breach(self, pieces: tuple[Stake, ...], measure: Measure, limit: Place) -> Breach:
        missing = [piece for piece in pieces if piece.certain and not piece.low(_COUNTED)]
        message = (
            f"{measure.show()} of {'all' if self.of == 'all' else self.of} services satisfy {self.must}; "
            f"the minimum is {limit_text(self.min)}"
        )
        if measure.verdict is Verdict.UNKNOWN:
            message += f"; in question: {some_of(measure.undecided)}"
            help_ = "declare what is unknown, or add it to a catalog"
        else:
            wanted, order = self.min * measure.highest.whole - measure.highest.part, self._cheapest(missing)
            count = 0
            while wanted > 0 and count < len(order):
                wanted -= order[count].weight or NONE
                count += 1
            names = some_of([piece.service for piece in order[:count]])
            help_ = f"{count} more service{'' if count == 1 else 's'} must satisfy it; least declared work: {names}"
        places = tuple(piece.places[_COUNTED] for piece in missing)
        return Breach(Subject(), measure.verdict, message, (limit, *places), help_)

    def _cheapest(self, pieces: list[Stake]) -> list[Stake]:
        undeclared = 10**18
        candidates = [piece for piece in pieces if _COUNTED not in piece.perhaps]
        return sorted(
            candidates,
            key=lambda p: (-(p.weight or NONE), undeclared if p.person_days is None else p.person_days, p.service),
        )
