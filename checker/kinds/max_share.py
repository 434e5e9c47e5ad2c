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

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Annotated, ClassVar, Literal

from checker.diagnostic import Place
from checker.fleet import World
from checker.fleet.keys import DIMENSION_NAMES
from checker.fleet.survival import Proof
from checker.inventory import Entry
from checker.kinds.kind import Breach, Conclusion, Kind, Member, NameUse
from checker.kinds.losses import loss
from checker.kinds.shares import (
    UNKNOWN_KEY,
    Count,
    Stake,
    Weight,
    all_keys,
    interval,
    some_of,
    stake,
    unseen,
    unweighed,
)
from checker.policy import Limits
from checker.report import Decision, Measure, Share, Subject, Verdict, amount, limit_text
from checker.shape.scalars import Distinct, Identifier, Percent, Whole
from checker.vocabulary import SELF_HOST, Dimension, is_self

_HOW_COUNTED: Mapping[Count, str] = {
    "exposure": "",
    "fractional": ", each service split over its keys",
    "sole": ", counting the services that its loss would stop",
}
_SHORT: Mapping[Count, str] = {"exposure": "", "fractional": ", split", "sole": ", as what its loss would stop"}


class MaxShare(Kind[Stake]):
    """Does any key carry more than X of the services?"""

    fleet_wide: ClassVar[bool] = True
    bound: ClassVar[Literal["max", "min"] | None] = "max"
    keyed: ClassVar[bool] = True
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
    """What a service weighs: 1, by tier (4, 3, 2, 1), its traffic or its spend."""
    except_: Annotated[tuple[Identifier, ...], Distinct] = ()
    """Keys left unjudged, visibly. `self` means every own site."""
    min_population: Whole = 0
    """A population smaller than this is not judged."""

    def sentence(self) -> str:
        weighed = "" if self.weight == "service" else f", weighed by {self.weight}"
        split = _HOW_COUNTED[self.count]
        left = f" Left unjudged: {', '.join(self.except_)}." if self.except_ else ""
        return (
            f"No {self.by.replace('-', ' ')} may carry more than {limit_text(self.max)} of the services in "
            f"selection {self.of!r}{weighed}{split}.{left}"
        )

    def names(self) -> Iterator[NameUse]:
        for index, key in enumerate(self.except_):
            yield NameUse(DIMENSION_NAMES[self.by], key, ("except", index))

    def collect(self, world: World, member: Member) -> tuple[Stake, ...]:
        if self.count == "sole":
            return (loss(world, member, self.by, self.weight, Proof(), None),)
        return (stake(world, member.service, self.by, self.count, self.weight, certain=member.certain),)

    def without_manifest(self, world: World, entry: Entry) -> tuple[Stake, ...]:  # noqa: ARG002 - nothing is known
        return (unseen(entry, self.weight),)

    def conclude(self, pieces: tuple[Stake, ...], at: Place) -> Conclusion:
        if len(pieces) < self.min_population:
            reason = f"the population is {len(pieces)}, and the rule asks for at least {self.min_population}"
            return Conclusion(verdict=Verdict.NOT_APPLICABLE, reason=reason)
        limit = Place(at.file, (*at.path, "max"), f"at most {limit_text(self.max)}")
        if any(piece.weight is None for piece in pieces) or not any(piece.weight for piece in pieces):
            return unweighed(pieces, self.weight, limit)
        measures = tuple(
            self._measure(pieces, key, found) for key in all_keys(pieces) if (found := interval(pieces, key))
        )
        breaches = tuple(self._breach(pieces, m, limit) for m in measures if m.verdict.broken)
        messages = {breach.subject.key: breach.message for breach in breaches}
        decisions = tuple(
            Decision(Subject(key=m.key), m.verdict, messages.get(m.key, self._excepted_reason(m))) for m in measures
        )
        verdict = None if measures else Verdict.PASS
        return Conclusion(decisions, breaches, measures, verdict, "" if measures else f"no {self.by} carries anything")

    def _measure(self, stakes: tuple[Stake, ...], key: str, found: tuple[Share, Share]) -> Measure:
        lowest, highest = found
        sure = sum(piece.certain for piece in stakes) >= max(1, self.min_population)
        carriers = tuple(piece.service for piece in stakes if piece.certain and piece.low(key))
        undecided = tuple(
            piece.service
            for piece in stakes
            if piece.low(key) != piece.high(key) or (not piece.certain and piece.high(key))
        )
        return Measure(key, lowest, highest, self.max, self._verdict(key, found, sure=sure), carriers, undecided)

    def _verdict(self, key: str, found: tuple[Share, Share], *, sure: bool) -> Verdict:
        if key in self.except_ or (SELF_HOST in self.except_ and self.by == "host" and is_self(key)):
            return Verdict.NOT_APPLICABLE
        lowest, highest = found
        if highest.value <= self.max:
            return Verdict.PASS
        return Verdict.FAIL if lowest.value > self.max and sure else Verdict.UNKNOWN

    def _excepted_reason(self, measure: Measure) -> str:
        return "left unjudged by except" if measure.verdict is Verdict.NOT_APPLICABLE else ""

    def _breach(self, stakes: tuple[Stake, ...], measure: Measure, limit: Place) -> Breach:
        key = str(measure.key)
        if measure.lowest == measure.highest:
            share = measure.lowest.show(self.max)
        else:
            share = f"between {measure.lowest.show(self.max)} and {measure.highest.show(self.max)}"
        message = f"{key} carries {share} of {self._population()}; the limit is {limit_text(self.max)}"
        if key == UNKNOWN_KEY:
            share = measure.highest.show(self.max)
            message = (
                f"what is unknown may carry up to {share} of {self._population()}; the limit is {limit_text(self.max)}"
            )
        concerned = {*measure.services, *measure.undecided}
        involved = [piece for piece in stakes if piece.service in concerned]
        places = [piece.places.get(key) or piece.places.get(UNKNOWN_KEY) for piece in involved]
        if measure.verdict is Verdict.UNKNOWN:
            message += f"; in question: {some_of(measure.undecided)}"
            help_ = "declare what is unknown, or add it to a catalog"
        else:
            help_ = self._smallest_change(stakes, measure)
        undecided = frozenset(measure.undecided)
        open_ = [piece for piece in involved if piece.service in undecided]
        notes = tuple(dict.fromkeys(f"{piece.service}: {gap}" for piece in open_ for gap in piece.gaps))
        shown = (limit, *(place for place in places if place is not None))
        return Breach(Subject(key=key), measure.verdict, message, shown, help_, notes)

    def _population(self) -> str:
        services = "all services" if self.of == "all" else f"{self.of} services"
        weighed = "" if self.weight == "service" else f", weighed by {self.weight}"
        return f"{services} by {self.by}{weighed}{_SHORT[self.count]}"

    def _smallest_change(self, stakes: Sequence[Stake], measure: Measure) -> str:
        key, share = str(measure.key), measure.lowest
        alone = Fraction(1) / share.whole
        if self.max and self.weight == "service" and self.count == "exposure" and alone > self.max:
            return (
                f"no arrangement of {amount(share.whole)} services meets {limit_text(self.max)}, because one alone is "
                f"{Share(Fraction(1), share.whole).show(self.max)}; see min-population"
            )
        movers = _fewest_movers(stakes, key, share.part - self.max * share.whole)
        left = Share(share.part - sum((_adds(piece, key) for piece in movers), Fraction(0)), share.whole)
        at_least = "at least " if measure.lowest != measure.highest else ""
        carriers = len(measure.services)
        count = f"{at_least}{len(movers)} of these {carriers} services" if carriers > 1 else "this one service"
        listed = some_of([_candidate(piece) for piece in movers])
        return f"move {count} off {key}: {left.show(self.max)}; least declared work: {listed}"


def _adds(piece: Stake, key: str) -> Fraction:
    return (piece.weight or Fraction(0)) * piece.low(key) if piece.certain else Fraction(0)


def _fewest_movers(stakes: Sequence[Stake], key: str, excess: Fraction) -> list[Stake]:
    """The fewest services that take away the excess: the heaviest first, then the least declared work, then by name."""
    undeclared = 10**18
    order = sorted(
        (piece for piece in stakes if _adds(piece, key)),
        key=lambda p: (-_adds(p, key), undeclared if p.person_days is None else p.person_days, p.service),
    )
    movers: list[Stake] = []
    for piece in order:
        if excess <= 0:
            break
        movers.append(piece)
        excess -= _adds(piece, key)
    return movers


def _candidate(piece: Stake) -> str:
    days = "undeclared" if piece.person_days is None else f"{piece.person_days} person-days"
    return f"{piece.service} ({days})"
