"""What a service loses with each key: the stakes of ``survive`` and of ``count: sole``."""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction
from typing import NamedTuple

from checker.condition.truth import Members, Truth, every, some
from checker.diagnostic import Path
from checker.fleet import Route, World
from checker.fleet.facts import DeclaredWeights
from checker.fleet.keys import DIMENSIONS, keys_of
from checker.fleet.remember import once, once_of_most
from checker.fleet.survival import RouteProof, keeps_running, proven, runs, runs_by
from checker.kinds.kind import Member
from checker.kinds.parts.shares import (
    NONE,
    ONE,
    UNKNOWN_KEY,
    Parts,
    Stake,
    gaps_of,
    place_of,
    places_of,
)  # fmt: skip
from checker.kinds.parts.weights import Weight, weight_of
from checker.vocabulary import Accept, Dimension


class _Way(NamedTuple):
    """A proven route: where its keys are shown, the keys, and whether it runs when one of them is lost."""

    at: Path
    keys: Members
    without: Truth


class _Use(NamedTuple):
    """A required use, by its name and its path, and all its proven routes."""

    name: str
    path: Path
    ways: tuple[_Way, ...]


def loss(
    world: World, member: Member, losing: Dimension, weight: Weight, proof: RouteProof, accept: Accept | None
) -> Stake:
    """The stake of a service that counts for every key whose loss stops it."""
    service, declared = member.service, DIMENSIONS[losing].declared

    def way(route: Route) -> _DeclaredWay:
        return place_of(route, losing), declared(route), keeps_running(route, losing)

    uses = tuple(
        [
            (use.name, use.path, tuple([way(route) for route in proven(world, use, proof)]))
            for use in service.required_uses
        ]
    )
    file, days = service.document.file, service.manifest.person_days
    parts = _declared(world, losing, accept, uses)
    return Stake(service.name, member.certain, weight_of(world, service, weight), parts, days, file)


_DeclaredWay = tuple[Path, Hashable, DeclaredWeights | None]


@once_of_most
def _declared(
    world: World, losing: Dimension, accept: Accept | None, uses: tuple[tuple[str, Path, tuple[_DeclaredWay, ...]], ...]
) -> Parts:
    """The same of services that declare the same; they need not, to have the same keys."""
    found = [
        _Use(
            name,
            path,
            tuple(_Way(at, keys_of(world, losing, declared), runs_by(world, by, accept)) for at, declared, by in ways),
        )
        for name, path, ways in uses
    ]
    return _lose(world, tuple(found))


def tell_loss(piece: Stake, key: str) -> str:
    """Which use of a service stops with a key, or may stop."""
    if key == UNKNOWN_KEY or key not in piece.stops:
        return f"{piece.service}: {'; '.join(piece.gaps)}"
    return f"{piece.service}/{piece.stops[key]} {'stops' if key in piece.known else 'may stop'} without {key}"


@once
def _lose(_: World, uses: tuple[_Use, ...]) -> Parts:
    """Which keys stop a service that has these required uses."""
    shown = [(way.at, way.keys) for use in uses for way in use.ways]
    places, gaps, stops = places_of(shown), gaps_of(shown), dict[str, str]()
    unknown = ONE if every(_runs(use, None) for use in uses) is Truth.UNKNOWN else NONE
    stranded = next((use for use in uses if not use.ways), None)
    if stranded is not None:  # stopped whatever is lost, so it must count even where no key is left to lose
        unknown, stops[UNKNOWN_KEY], places[UNKNOWN_KEY] = ONE, stranded.name, (*stranded.path, "id")
        gap = f"use {stranded.name} has no proven route: none live with enough share, none tested in time"
        gaps = tuple(dict.fromkeys((*gaps, gap)))
    known, perhaps = dict[str, Fraction](), set[str]()
    for key in sorted({str(key) for _, members in shown for key in members.certain}):
        outcomes = {use.name: _runs(use, key) for use in uses}
        truth = every(outcomes.values())
        if truth is not Truth.TRUE:
            stops[key] = next(name for name, outcome in outcomes.items() if outcome is truth)
        if truth is Truth.FALSE:
            known[key] = ONE
        elif truth is Truth.UNKNOWN:
            perhaps.add(key)
    return Parts(known, unknown, frozenset(perhaps), places, gaps, stops, stranded.name if stranded else None)


def _runs(use: _Use, key: str | None) -> Truth:
    """Whether a use has a proven route without a key; None: without whatever its open routes carry."""
    return some(runs(way.keys, way.without, key) for way in use.ways)
