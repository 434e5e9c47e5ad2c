"""What a service loses with each key: the stakes of ``survive`` and of ``count: sole``."""

from __future__ import annotations

from fractions import Fraction

from checker.condition.truth import Truth, every
from checker.diagnostic import Place
from checker.fleet import World
from checker.fleet.keys import keys
from checker.fleet.survival import RouteProof, one_runs, proven
from checker.kinds.kind import Member
from checker.kinds.parts.shares import NONE, ONE, UNKNOWN_KEY, Stake, Weight, places_of, weight_of
from checker.vocabulary import Accept, Dimension


def loss(
    world: World, member: Member, losing: Dimension, weight: Weight, proof: RouteProof, accept: Accept | None
) -> Stake:
    """The stake of a service that counts for every key whose loss stops it."""
    service = member.service
    uses = [(use, list(proven(world, use, proof))) for use in service.required_uses]
    carried = [(route, keys(world, route, losing)) for _, routes in uses for route in routes]
    stranded = next((use for use, routes in uses if not routes), None)
    known, perhaps = dict[str, Fraction](), set[str]()
    stops: dict[str, str] = {}
    places = places_of(carried, losing)
    gaps = [members.open.reason for _, members in carried if members.open]
    without_any = every(one_runs(world, routes, losing, None, accept) for _, routes in uses)
    unknown = ONE if without_any is Truth.UNKNOWN else NONE
    if stranded is not None:  # stopped whatever is lost, so it must count even where no key is left to lose
        unknown, stops[UNKNOWN_KEY] = ONE, stranded.name
        places[UNKNOWN_KEY] = Place(service.document.file, (*stranded.path, "id"), "no proven route")
        gaps.append(f"use {stranded.name} has no proven route: none live with enough share, none tested in time")
    for key in sorted({str(key) for _, members in carried for key in members.certain}):
        outcomes = {use.name: one_runs(world, routes, losing, key, accept) for use, routes in uses}
        truth = every(outcomes.values())
        if truth is not Truth.TRUE:
            stops[key] = next(name for name, outcome in outcomes.items() if outcome is truth)
        if truth is Truth.FALSE:
            known[key] = ONE
        elif truth is Truth.UNKNOWN:
            perhaps.add(key)
    return Stake(
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
