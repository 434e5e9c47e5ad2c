"""Does any key carry more than X of the services?

A key is whatever ``by`` names: a vendor, a host, a gateway and so on. A service
counts for the keys behind its live routes (primary and secondary). What is
unknown makes a share an interval: below the limit it passes, above it fails,
between it is unknown. ``(unknown)`` is one more key, for what unknown routes may
have in common.

Fails:
    rule: {kind: max-share, by: vendor, max: 40%}
    services:
      a: [{model: openai/gpt-5.4, access: vendor-api}]
      b: [{model: openai/gpt-5.4, access: cloud-api, host: azure.foundry}]
      c: [{model: google/gemma-4-31b-it, access: self-hosted}]

Passes:
    rule: {kind: max-share, by: vendor, max: 40%}
    services:
      a: [{model: openai/gpt-5.4, access: vendor-api}]
      b: [{model: anthropic/claude-opus-4-6, access: vendor-api}]
      c: [{model: google/gemma-4-31b-it, access: self-hosted}]
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Annotated, ClassVar, Literal

from checker.fleet import World
from checker.fleet.keys import DIMENSIONS
from checker.fleet.survival import RouteProof
from checker.kinds.kind import Member, NameUse
from checker.kinds.parts.limits import DECLARE, FleetLimit, in_question, measure_key, move_off, movers_off
from checker.kinds.parts.losses import loss, tell_loss
from checker.kinds.parts.opened import Opened
from checker.kinds.parts.shares import ONE, UNKNOWN_KEY, Count, Stake, stake
from checker.kinds.parts.sums import Sums
from checker.kinds.parts.verdicts import Opinion
from checker.kinds.parts.weights import Weight
from checker.policy import Limits
from checker.report import Measure, Share, Verdict, amount
from checker.shape.scalars import Distinct, ForeignName, Whole
from checker.shape.shares import Percent
from checker.vocabulary import SELF_HOST, Dimension, is_self

_HOW_COUNTED: Mapping[Count, str] = {
    "exposure": "",
    "fractional": ", each service split over its keys",
    "sole": ", counting the services that its loss would stop",
}
_SHORT: Mapping[Count, str] = {"exposure": "", "fractional": ", split", "sole": ", as what its loss would stop"}


class MaxShare(FleetLimit):
    """Does any key carry more than X of the services?"""

    bound: ClassVar[Literal["max", "min"] | None] = "max"
    keyed: ClassVar[bool] = True
    concludes: ClassVar[frozenset[str]] = frozenset({"max", "except_", "min_population"})
    limits: ClassVar[Limits] = {"max": "smaller"}

    kind: Literal["max-share"]
    by: Dimension
    """What a key is: vendor, lineage, group, model, host, gateway, vendor-jurisdiction, host-jurisdiction."""
    max: Percent
    """Largest share allowed, such as 40%. 0% is a ban."""
    count: Count = "exposure"
    """exposure: a service counts once for every key it touches; fractional: it is split over its keys; sole: it
    counts for every key whose loss stops it."""
    weight: Weight = "service"
    """What a service weighs: 1, by tier (4, 3, 2, 1), its traffic or spend; observed-requests or
    observed-cost: what evidence counts of it."""
    except_: Annotated[tuple[ForeignName, ...], Distinct] = ()
    """Keys left unjudged, visibly. `self` means every own site."""
    min_population: Whole = 0
    """A population smaller than this is not judged."""

    def demand(self) -> str:
        left = f" except {', '.join(self.except_)}" if self.except_ else ""
        return (
            f"no {self.by.replace('-', ' ')}{left} may carry more than {self.limit} of the services"
            f"{self.weighed}{_HOW_COUNTED[self.count]}"
        )

    def names(self) -> Iterator[NameUse]:
        for index, key in enumerate(self.except_):
            yield NameUse(DIMENSIONS[self.by].names, key, ("except", index))

    def collect(self, world: World, member: Member) -> tuple[Stake, ...]:
        if self.count == "sole":
            return (loss(world, member, self.by, self.weight, RouteProof(), None),)
        return (stake(world, member.service, self.by, self.count, self.weight, certain=member.certain),)

    def excess(self, ends: tuple[Fraction, Fraction]) -> Fraction:
        return ends[1] - self.max

    def judged_keys(self, named: Collection[str]) -> tuple[str, ...]:
        return tuple(key for key in named if not self._is_left(key))

    @property
    def least_population(self) -> int:
        return self.min_population

    def doubt(self, stakes: Opened) -> Opinion | None:
        if len(stakes) < self.min_population:
            reason = f"the population is {len(stakes)}, and the rule asks for at least {self.min_population}"
            return Opinion(Verdict.NOT_APPLICABLE, reason)
        return super().doubt(stakes)

    def tell_stake(self, piece: Stake, key: str) -> str:
        return tell_loss(piece, key) if self.count == "sole" else super().tell_stake(piece, key)

    def measures(self, sums: Sums) -> Iterator[Measure]:
        sure = sum(sums.stakes.certain) >= max(1, self.min_population)
        for key in sums.keys:
            found = sums.of(key)
            ends = found.lowest, found.highest
            yield measure_key(key, found, ends, self.max, self._verdict(key, ends, sure=sure))

    def nothing(self) -> str:
        return f"no {self.by} carries anything"

    def _verdict(self, key: str, ends: tuple[Share, Share], *, sure: bool) -> Verdict:
        if self._is_left(key):
            return Verdict.NOT_APPLICABLE
        lowest, highest = ends
        if highest.value <= self.max:
            return Verdict.PASS
        return Verdict.FAIL if lowest.value > self.max and sure else Verdict.UNKNOWN

    def _is_left(self, key: str) -> bool:
        return key in self.except_ or (SELF_HOST in self.except_ and self.by == "host" and is_self(key))

    def of_measure(self, sums: Sums, measure: Measure, among: Sequence[Measure]) -> Opinion:  # noqa: ARG002 - each key by itself
        key, lowest, highest = str(measure.key), measure.lowest.show(self.max), measure.highest.show(self.max)
        share = lowest if measure.lowest == measure.highest else f"between {lowest} and {highest}"
        carries = f"what is unknown may carry up to {highest}" if key == UNKNOWN_KEY else f"{key} carries {share}"
        reason = f"{carries} of {self._population()}; the limit is {self.limit}"
        concerned = {*measure.services, *measure.undecided}
        involved = sums.stakes.about(concerned)
        places = [piece.place(key) or piece.place(UNKNOWN_KEY) for piece in involved]
        undecided = frozenset(measure.undecided)
        open_ = [piece for piece in involved if piece.service in undecided]
        step, movers = (DECLARE, ()) if measure.verdict is Verdict.UNKNOWN else self._smallest_change(sums, measure)
        return Opinion(
            measure.verdict,
            f"{reason}{in_question(measure)}",
            step,
            tuple(dict.fromkeys(f"{piece.service}: {gap}" for piece in open_ for gap in piece.gaps)),
            tuple(place for place in places if place is not None),
            movers=movers,
        )

    def _population(self) -> str:
        return f"{self.everyone} by {self.by}{self.weighed}{_SHORT[self.count]}"

    def _smallest_change(self, sums: Sums, measure: Measure) -> tuple[str, tuple[str, ...]]:
        """The next step, and the services that it moves."""
        whole = measure.lowest.whole
        alone = Share(ONE, whole)
        if self.max and self.weight == "service" and self.count == "exposure" and alone.value > self.max:
            said = f"no arrangement of {amount(whole)} services meets {self.limit}, because one alone is"
            return f"{said} {alone.show(self.max)}; see min-population", ()
        movers = movers_off(sums, measure)
        return move_off(measure, movers), tuple(piece.service for piece, _ in movers)
