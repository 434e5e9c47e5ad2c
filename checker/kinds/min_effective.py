"""Does the fleet behave like at least N equal keys?

The effective number of keys is 1/HHI, one over the sum of squared fractional
shares: three equal vendors are 3, and 40/40/20 is 2.78. With anything unknown
it is unknown.

Fails:
    rule: {kind: min-effective, by: vendor, min: 2}
    services:
      a: [{model: openai/gpt-5.4, access: vendor-api}]
      b: [{model: openai/gpt-5.4, access: vendor-api}]
      c: [{model: google/gemini-2.5-pro, access: vendor-api}]

Passes:
    rule: {kind: min-effective, by: vendor, min: 2}
    services:
      a: [{model: openai/gpt-5.4, access: vendor-api}]
      c: [{model: google/gemini-2.5-pro, access: vendor-api}]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import ClassVar, Literal

from checker.fleet import World
from checker.kinds.kind import Member
from checker.kinds.parts.limits import DECLARE, FleetLimit, each_known
from checker.kinds.parts.opened import Opened
from checker.kinds.parts.shares import Stake, some_of, stake
from checker.kinds.parts.sums import Sums
from checker.kinds.parts.verdicts import Opinion
from checker.kinds.parts.weights import Weight
from checker.policy import Limits
from checker.report import Measure, Share, Verdict, percent
from checker.shape.scalars import Number

Grouping = Literal["vendor", "lineage", "group", "model", "host", "vendor-jurisdiction", "host-jurisdiction"]


class MinEffective(FleetLimit):
    """Does the fleet behave like at least N equal keys (1/HHI of fractional shares)?"""

    bound: ClassVar[Literal["max", "min"] | None] = "min"
    counts_keys: ClassVar[bool] = True
    concludes: ClassVar[frozenset[str]] = frozenset({"min"})
    limits: ClassVar[Limits] = {"min": "larger"}

    kind: Literal["min-effective"]
    by: Grouping
    """What a key is: vendor, lineage, group, model, host, vendor-jurisdiction, host-jurisdiction."""
    min: Number
    """Smallest effective number of keys, such as 3."""
    weight: Weight = "service"
    """What a service weighs: 1, by tier (4, 3, 2, 1), its traffic or spend; observed-requests or
    observed-cost: what evidence counts of it."""

    def demand(self) -> str:
        return f"the services{self.weighed} must be spread at least as evenly as over {self.limit} equal {self._keys()}"

    def _keys(self) -> str:
        return f"{self.by.replace('-', ' ').replace('jurisdiction', 'jurisdictions')}" + (
            "" if self.by.endswith("jurisdiction") else "s"
        )

    def collect(self, world: World, member: Member) -> tuple[Stake, ...]:
        return (stake(world, member.service, self.by, "fractional", self.weight, certain=member.certain),)

    def doubt(self, stakes: Opened) -> Opinion | None:
        unknown = stakes.where(lambda parts, certain: parts.unknown or not certain)
        unweighed = super().doubt(stakes)
        if unweighed is not None or not unknown:
            return unweighed
        named = some_of([piece.service for piece in unknown])
        return Opinion(
            Verdict.UNKNOWN,
            f"effective {self._keys()} cannot be given, because something is unknown about {named}",
            DECLARE,
            tuple(dict.fromkeys(f"{piece.service}: {gap}" for piece in unknown for gap in piece.gaps)),
            tuple(place for piece in unknown for place in piece.first_place),
            each_known(self._keys(), unknown),
        )

    def measures(self, sums: Sums) -> Iterator[Measure]:
        shares = _shares(sums)
        effective = Share(1 / sum((share**2 for share in shares.values()), Fraction(0)), Fraction(1))
        verdict = Verdict.PASS if effective.value >= self.min else Verdict.FAIL
        everyone = tuple(sums.stakes.names)
        yield Measure(None, effective, effective, self.min, verdict, everyone, counts_keys=True)

    def of_measure(self, sums: Sums, measure: Measure, among: Sequence[Measure]) -> Opinion:  # noqa: ARG002 - there is one
        effective = f"{measure.show()} effective {self._keys()}"
        reason = f"{effective}; the minimum is {self.limit}: {_spread(_shares(sums))}"
        return Opinion(measure.verdict, reason, "move services from the first of these to the last")


def _shares(sums: Sums) -> dict[str, Fraction]:
    return {key: sums.of(key).lowest.value for key in sums.keys}


def _spread(shares: dict[str, Fraction]) -> str:
    order = sorted(shares.items(), key=lambda entry: (-entry[1], entry[0]))
    return some_of([f"{key} {percent(share)}" for key, share in order])
