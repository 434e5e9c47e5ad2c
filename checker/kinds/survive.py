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

from typing import ClassVar, Literal

from checker.diagnostic import Place
from checker.fleet import World
from checker.fleet.survival import LIVE_SHARE, TESTED_WITHIN, Proof
from checker.inventory import Entry
from checker.kinds.kind import Breach, Conclusion, Kind, Member
from checker.kinds.losses import Loss, loss, unseen_loss
from checker.kinds.shares import UNKNOWN_KEY, Weight, all_keys, interval, some_of, unweighed
from checker.policy import Limits
from checker.report import Decision, Measure, Share, Subject, Verdict, limit_text
from checker.shape.scalars import Days, Percent
from checker.vocabulary import Accept, Dimension


class Survive(Kind[Loss]):
    """If any single key is lost, do at least X of the services still run?"""

    fleet_wide: ClassVar[bool] = True
    bound: ClassVar[Literal["max", "min"] | None] = "min"
    keyed: ClassVar[bool] = True
    limits: ClassVar[Limits] = {"min": "larger"}

    kind: Literal["survive"]
    losing: Dimension
    """What may be lost: vendor, lineage, group, model, host, gateway, vendor-jurisdiction, host-jurisdiction."""
    min: Percent
    """Smallest share of the services that must still run, such as 60%."""
    weight: Weight = "service"
    """What a service weighs: 1, by tier (4, 3, 2, 1), its traffic or its spend."""
    live_share: Percent = LIVE_SHARE
    """A live route with at least this share of its use is proven. Default 10%."""
    tested_within: Days = TESTED_WITHIN
    """A live or fallback route tested within this many days is proven. Default 180d."""
    accept: Accept | None = None
    """What the fact about weights must be. Default: confirmed."""

    def sentence(self) -> str:
        weighed = "" if self.weight == "service" else f", weighed by {self.weight}"
        return (
            f"Without any single {self.losing.replace('-', ' ')}, at least {limit_text(self.min)} of the services in "
            f"selection {self.of!r}{weighed} must still run."
        )

    def collect(self, world: World, member: Member) -> tuple[Loss, ...]:
        proof = Proof(self.live_share, self.tested_within)
        return (loss(world, member, self.losing, self.weight, proof, self.accept),)

    def without_manifest(self, world: World, entry: Entry) -> tuple[Loss, ...]:  # noqa: ARG002 - nothing is known
        return (unseen_loss(entry, self.weight),)

    def conclude(self, pieces: tuple[Loss, ...], at: Place) -> Conclusion:
        limit = Place(at.file, (*at.path, "min"), f"at least {limit_text(self.min)}")
        if any(piece.weight is None for piece in pieces) or not any(piece.weight for piece in pieces):
            return unweighed(pieces, self.weight, limit)
        measures = sorted(
            (self._measure(pieces, key, found) for key in all_keys(pieces) if (found := interval(pieces, key))),
            key=lambda m: (m.lowest.value, str(m.key)),
        )
        breaches = [self._breach(pieces, m, measures, limit) for m in measures if m.verdict.broken]
        messages = {breach.subject.key: breach.message for breach in breaches}
        decisions = tuple(Decision(Subject(key=m.key), m.verdict, messages.get(m.key, "")) for m in measures)
        verdict = None if measures else Verdict.PASS
        reason = "" if measures else f"no service stops with any {self.losing}"
        return Conclusion(decisions, tuple(breaches), tuple(measures), verdict, reason)

    def _measure(self, pieces: tuple[Loss, ...], key: str, found: tuple[Share, Share]) -> Measure:
        lowest, highest = _left(found[1]), _left(found[0])
        verdict = Verdict.PASS if lowest.value >= self.min else Verdict.UNKNOWN
        if highest.value < self.min and any(piece.certain for piece in pieces):
            verdict = Verdict.FAIL
        stopping = tuple(piece.service for piece in pieces if piece.certain and piece.low(key))
        perhaps = tuple(p.service for p in pieces if p.low(key) != p.high(key) or (not p.certain and p.high(key)))
        return Measure(key, lowest, highest, self.min, verdict, stopping, perhaps)

    def _breach(self, pieces: tuple[Loss, ...], measure: Measure, ranked: list[Measure], limit: Place) -> Breach:
        key = str(measure.key)
        stopped = [piece for piece in pieces if piece.service in {*measure.services, *measure.undecided}]
        lost = "what is unknown" if key == UNKNOWN_KEY else key
        uses = [f"{piece.service}/{piece.stops[key]}" for piece in stopped if key in piece.stops]
        message = (
            f"without {lost}, {measure.show()} of {self._population()} still run; the minimum is {limit_text(self.min)}"
        )
        message += (
            f"; what {'stops' if measure.verdict is Verdict.FAIL else 'may stop'}: {some_of(uses)}" if uses else ""
        )
        if measure.verdict is Verdict.UNKNOWN:
            message += f"; in question: {some_of(measure.undecided)}"
            help_ = "declare what is unknown, add it to a catalog, or test a fallback"
        else:
            without = "" if key == UNKNOWN_KEY else f" without {key}"
            help_ = f"give these uses a proven route{without}: a secondary route, or a fallback that was tested"
        table = "single losses: " + some_of([f"{m.key} leaves {m.show()}" for m in ranked])
        places = tuple(piece.places[key] for piece in stopped if key in piece.places)
        return Breach(Subject(key=key), measure.verdict, message, (limit, *places), help_, (table,))

    def _population(self) -> str:
        services = "all services" if self.of == "all" else f"{self.of} services"
        return services if self.weight == "service" else f"{services}, weighed by {self.weight},"


def _left(stopped: Share) -> Share:
    return Share(stopped.whole - stopped.part, stopped.whole)
