"""What a service loses with each key: the stakes of ``survive`` and of ``count: sole``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from checker.condition.truth import Truth, every
from checker.diagnostic import Place
from checker.fleet import World
from checker.fleet.keys import keys
from checker.fleet.survival import Proof, proven, runs, use_runs
from checker.inventory import Entry
from checker.kinds.kind import Member
from checker.kinds.shares import NONE, ONE, UNKNOWN_KEY, Stake, Weight, places_of, unseen, weight_of
from checker.vocabulary import Accept, Dimension


@dataclass(frozen=True, slots=True)
class Loss(Stake):
    """A stake in which a service counts for every key whose loss stops it.

    Attributes:
        stops: per key, the first required use that stops, or may stop.
        stranded: a required use that has no proven route to begin with; then any loss finds it stopped.
    """

    stops: Mapping[str, str]
    stranded: str | None

    def low(self, key: str) -> Fraction:
        return ONE if self.stranded else Stake.low(self, key)


def unseen_loss(entry: Entry, weight: Weight) -> Loss:
    """The stake of a service without a manifest, which any loss may stop."""
    open_ = unseen(entry, weight)
    return Loss(**{name: getattr(open_, name) for name in Stake.__dataclass_fields__}, stops={}, stranded=None)


def loss(world: World, member: Member, losing: Dimension, weight: Weight, proof: Proof, accept: Accept | None) -> Loss:
    service = member.service
    routes = [route for use in service.required_uses for route in use.routes if proof.holds(world, route)]
    carried = [(route, keys(world, route, losing)) for route in routes]
    stranded = next((use for use in service.required_uses if not any(proven(world, use, proof))), None)
    known: dict[str, Fraction] = {}
    perhaps: set[str] = set()
    stops: dict[str, str] = {}
    places = places_of(carried, losing)
    gaps = [members.open.reason for _, members in carried if members.open]
    unknown = NONE if runs(world, service, losing, None, proof, accept) is not Truth.UNKNOWN else ONE
    if stranded is not None:  # stopped whatever is lost, so it must count even where no key is left to lose
        unknown, stops[UNKNOWN_KEY] = ONE, stranded.name
        places[UNKNOWN_KEY] = Place(service.document.file, (*stranded.path, "id"), "no proven route")
        gaps.append(f"use {stranded.name} has no proven route: none live with enough share, none tested in time")
    for key in sorted({str(key) for _, members in carried for key in members.certain}):
        outcomes = {use.name: use_runs(world, use, losing, key, proof, accept) for use in service.required_uses}
        truth = every(outcomes.values())
        if truth is not Truth.TRUE:
            stops[key] = next(name for name, outcome in outcomes.items() if outcome is truth)
        if truth is Truth.FALSE:
            known[key] = ONE
        elif truth is Truth.UNKNOWN:
            perhaps.add(key)
    return Loss(
        service.name,
        member.certain,
        weight_of(service, weight),
        known,
        unknown,
        frozenset(perhaps),
        places,
        tuple(dict.fromkeys(gaps)),
        service.manifest.person_days,
        stops,
        stranded.name if stranded else None,
    )
