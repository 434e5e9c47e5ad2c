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

from fractions import Fraction
from typing import ClassVar, Literal

from checker.diagnostic import Place
from checker.fleet import World
from checker.inventory import Entry
from checker.kinds.kind import Breach, Conclusion, Kind, Member
from checker.kinds.shares import Stake, Weight, all_keys, interval, some_of, stake, unseen, unweighed
from checker.policy import Limits
from checker.report import Decision, Measure, Share, Subject, Verdict, amount, number, percent
from checker.shape.scalars import Number

Grouping = Literal["vendor", "lineage", "group", "model", "host", "vendor-jurisdiction", "host-jurisdiction"]


class MinEffective(Kind[Stake]):
    """Does the fleet behave like at least N equal keys (1/HHI of fractional shares)?"""

    fleet_wide: ClassVar[bool] = True
    bound: ClassVar[Literal["max", "min"] | None] = "min"
    counts_keys: ClassVar[bool] = True
    limits: ClassVar[Limits] = {"min": "larger"}

    kind: Literal["min-effective"]
    by: Grouping
    """What a key is: vendor, lineage, group, model, host, vendor-jurisdiction, host-jurisdiction."""
    min: Number
    """Smallest effective number of keys, such as 3."""
    weight: Weight = "service"
    """What a service weighs: 1, by tier (4, 3, 2, 1), its traffic or its spend."""

    def sentence(self) -> str:
        weighed = "" if self.weight == "service" else f", weighed by {self.weight}"
        return (
            f"The services in selection {self.of!r}{weighed} must spread like {amount(self.min)} equal {self._keys()}."
        )

    def _keys(self) -> str:
        return f"{self.by.replace('-', ' ').replace('jurisdiction', 'jurisdictions')}" + (
            "" if self.by.endswith("jurisdiction") else "s"
        )

    def collect(self, world: World, member: Member) -> tuple[Stake, ...]:
        return (stake(world, member.service, self.by, "fractional", self.weight, certain=member.certain),)

    def without_manifest(self, world: World, entry: Entry) -> tuple[Stake, ...]:  # noqa: ARG002 - nothing is known
        return (unseen(entry, self.weight),)

    def conclude(self, pieces: tuple[Stake, ...], at: Place) -> Conclusion:
        limit = Place(at.file, (*at.path, "min"), f"at least {amount(self.min)}")
        if any(piece.weight is None for piece in pieces) or not any(piece.weight for piece in pieces):
            return unweighed(pieces, self.weight, limit)
        unknown = [piece for piece in pieces if piece.unknown or not piece.certain]
        if unknown:
            return self._unknown(unknown, limit)
        shares = {key: both[0].value for key in all_keys(pieces) if (both := interval(pieces, key))}
        effective = 1 / sum((share**2 for share in shares.values()), Fraction(0))
        verdict = Verdict.PASS if effective >= self.min else Verdict.FAIL
        value = Share(effective, Fraction(1))
        everyone = tuple(piece.service for piece in pieces)
        measure = Measure(None, value, value, self.min, verdict, everyone, counts_keys=True)
        if verdict is Verdict.PASS:
            return Conclusion((Decision(Subject(), verdict),), (), (measure,))
        message = f"{number(effective)} effective {self._keys()}; the minimum is {amount(self.min)}: {_spread(shares)}"
        breach = Breach(Subject(), verdict, message, (limit,), "move services from the first of these to the last")
        return Conclusion((Decision(Subject(), verdict, message),), (breach,), (measure,))

    def _unknown(self, unknown: list[Stake], limit: Place) -> Conclusion:
        named = some_of([piece.service for piece in unknown])
        message = f"effective {self._keys()} cannot be given, because something is unknown about {named}"
        notes = tuple(dict.fromkeys(f"{piece.service}: {gap}" for piece in unknown for gap in piece.gaps))
        places = tuple(place for piece in unknown for place in list(piece.places.values())[:1])
        help_ = "declare what is unknown, or add it to a catalog"
        breach = Breach(Subject(), Verdict.UNKNOWN, message, (limit, *places), help_, notes)
        return Conclusion((Decision(Subject(), Verdict.UNKNOWN, message),), (breach,))


def _spread(shares: dict[str, Fraction]) -> str:
    order = sorted(shares.items(), key=lambda entry: (-entry[1], entry[0]))
    return some_of([f"{key} {percent(share)}" for key, share in order])
