"""If any single key is lost, do at least X of the services still run?

A service stops when a required use has no proven route left. Proven is a live
route with at least ``live-share`` of its use, or a live or fallback route tested
within ``tested-within`` before as-of. Losing a vendor, a lineage, a group, a
model or a vendor's jurisdiction stops routes by an API; weights that we run
ourselves keep running. Losing a host, a gateway or a host's jurisdiction stops both.

Fails:
    rule: {kind: survive, losing: vendor, min: 60%}
    services:
      a: [{model: openai/gpt-5.4, access: vendor-api}]
      b: [{model: openai/gpt-5.4, access: vendor-api}]
      c: [{model: google/gemma-4-31b-it, access: self-hosted}]

Passes:
    rule: {kind: survive, losing: vendor, min: 60%}
    services:
      a: [{model: openai/gpt-5.4, access: vendor-api}]
      b: [{model: google/gemma-4-31b-it, access: self-hosted}]
      c: [{model: google/gemma-4-31b-it, access: self-hosted}]
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import ClassVar, Literal

from checker.fleet import World
from checker.fleet.survival import LIVE_SHARE, TESTED_WITHIN, RouteProof
from checker.kinds.kind import Member
from checker.kinds.parts.limits import FleetLimit, at_least, in_question, measure_key
from checker.kinds.parts.losses import loss, tell_loss
from checker.kinds.parts.shares import UNKNOWN_KEY, Stake, some_of
from checker.kinds.parts.sums import Sums
from checker.kinds.parts.verdicts import Opinion
from checker.kinds.parts.weights import Weight
from checker.policy import Limits
from checker.report import Measure, Share, Verdict
from checker.shape.scalars import Days
from checker.shape.shares import Percent
from checker.vocabulary import Accept, Dimension


class Survive(FleetLimit):
    """If any single key is lost, do at least X of the services still run?"""

    bound: ClassVar[Literal["max", "min"] | None] = "min"
    keyed: ClassVar[bool] = True
    concludes: ClassVar[frozenset[str]] = frozenset({"min"})
    limits: ClassVar[Limits] = {"min": "larger"}

    kind: Literal["survive"]
    losing: Dimension
    """What may be lost: vendor, lineage, group, model, host, gateway, vendor-jurisdiction, host-jurisdiction."""
    min: Percent
    """Smallest share of the services that must still run, such as 60%."""
    weight: Weight = "service"
    """What a service weighs: 1, by tier (4, 3, 2, 1), its traffic or spend; observed-requests or
    observed-cost: what evidence counts of it."""
    live_share: Percent = LIVE_SHARE
    """A live route with at least this share of its use is proven. Default 10%."""
    tested_within: Days = TESTED_WITHIN
    """A live or fallback route tested within this many days is proven. Default 180d."""
    accept: Accept | None = None
    """What the fact about weights must be. Default: confirmed."""

    def demand(self) -> str:
        return (
            f"at least {self.limit} of the services{self.weighed} must still run without any single "
            f"{self.losing.replace('-', ' ')}"
        )

    def collect(self, world: World, member: Member) -> tuple[Stake, ...]:
        proof = RouteProof(self.live_share, self.tested_within)
        return (loss(world, member, self.losing, self.weight, proof, self.accept),)

    def excess(self, ends: tuple[Fraction, Fraction]) -> Fraction:
        return ends[1] - (1 - self.min)

    def tell_stake(self, piece: Stake, key: str) -> str:
        return tell_loss(piece, key)

    def measures(self, sums: Sums) -> list[Measure]:
        sure = any(sums.stakes.certain)
        measures = []
        for key in sums.keys:
            found = sums.of(key)
            ends = _survivors(found.highest), _survivors(found.lowest)
            measures.append(measure_key(key, found, ends, self.min, at_least(self.min, ends, sure=sure)))
        return sorted(measures, key=lambda m: (m.lowest.value, str(m.key)))

    def nothing(self) -> str:
        return f"no service stops with any {self.losing}"

    def of_measure(self, sums: Sums, measure: Measure, among: Sequence[Measure]) -> Opinion:
        key = str(measure.key)
        concerned = {*measure.services, *measure.undecided}
        stopped = sums.stakes.about(concerned)
        lost, without = ("what is unknown", "") if key == UNKNOWN_KEY else (key, f" without {key}")
        reason = f"without {lost}, {measure.show()} of {self._population()} still run; the minimum is {self.limit}"
        uses = [f"{piece.service}/{piece.stops[key]}" for piece in stopped if key in piece.stops]
        if uses:
            reason += f"; what {'stops' if measure.verdict is Verdict.FAIL else 'may stop'}: {some_of(uses)}"
        help_ = f"give these uses a proven route{without}: a secondary route, or a fallback that was tested"
        if measure.verdict is Verdict.UNKNOWN:
            help_ = "declare what is unknown, add it to a catalog, or test a fallback"
        return Opinion(
            measure.verdict,
            f"{reason}{in_question(measure)}",
            help_,
            (f"single losses: {some_of([f'{m.key} leaves {m.show()}' for m in among])}",),
            tuple(place for piece in stopped if (place := piece.place(key)) is not None),
        )

    def _population(self) -> str:
        return f"{self.everyone}{self.weighed}," if self.weighed else self.everyone


def _survivors(stopped: Share) -> Share:
    return Share(stopped.whole - stopped.part, stopped.whole)
