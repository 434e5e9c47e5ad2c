"""What each service adds to the shares of a fleet; ``sums`` adds it up.

A stake is what one service adds: its weight, the part of it that each key
certainly has, and the part that an unknown key has. Everything is a fraction;
``exposure`` gives whole services to every key they touch, ``fractional`` splits
a service over its required uses, their live shares, and a route's keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from checker.condition.truth import Members
from checker.diagnostic import Locate, Place, Spot
from checker.fleet import Route, Service, World
from checker.fleet.keys import DIMENSIONS, keys
from checker.kinds.kind import UnseenMember
from checker.packed import packs
from checker.vocabulary import Dimension

Count = Literal["exposure", "fractional", "sole"]
Weight = Literal["service", "tier", "traffic", "spend"]
UNKNOWN_KEY = "(unknown)"
"""The measure of what routes with an unknown key may all have in common."""

NAMED = 5
"""Most services that a message names."""

ONE, NONE = Fraction(1), Fraction(0)


@packs
@dataclass(frozen=True, slots=True)
class Stake:
    """What one service adds to the shares.

    Attributes:
        service: its name.
        certain: whether it is in the population for certain.
        weight: its weight, or None where the manifest does not declare it.
        known: per key, the part of the weight that certainly is the key's (0 to 1).
        unknown: the part that an unknown key has.
        perhaps: keys that may have all of it, where that can be told key by key.
        places: per key, where the manifest shows it; ``(unknown)`` for unknown keys.
        gaps: why keys are unknown.
        person_days: declared work of a move.
        stops: where a loss is counted: per key, the first required use that stops, or may stop.
        stranded: a required use that has no proven route to begin with; then any loss finds it stopped.
    """

    service: str
    certain: bool
    weight: Fraction | None
    known: Mapping[str, Fraction]
    unknown: Fraction
    perhaps: frozenset[str]
    places: Mapping[str, Spot]
    gaps: tuple[str, ...]
    person_days: int | None
    stops: Mapping[str, str] = field(default_factory=dict)
    stranded: str | None = None

    def located(self, locate: Locate) -> Stake:
        """The same with its places looked up."""
        places = {key: locate(spot) for key, spot in self.places.items()}
        return Stake(
            self.service, self.certain, self.weight, self.known, self.unknown, self.perhaps, places, self.gaps,
            self.person_days, self.stops, self.stranded,
        )  # fmt: skip  # ``replace`` takes four times as long, for each service and limit


_WEIGHTS: Mapping[Weight, Callable[[Service], Fraction | None]] = {
    "service": lambda _: ONE,
    "tier": lambda service: Fraction(4 - int(service.manifest.tier)),
    "traffic": lambda service: service.manifest.traffic,
    "spend": lambda service: service.manifest.spend,
}


def weight_of(service: Service, weight: Weight) -> Fraction | None:
    """What a service weighs; None where its manifest does not say."""
    return None if weight in service.undeclared else _WEIGHTS[weight](service)


def stake(
    world: World,
    service: Service,
    by: Dimension,
    count: Literal["exposure", "fractional"],
    weight: Weight,
    *,
    certain: bool,
) -> Stake:
    carried = [(route, keys(world, route, by)) for route in service.live_routes]
    parts = _exposure(carried) if count == "exposure" else _fractional(service, dict(_by_path(carried)))
    unknown = parts.pop(UNKNOWN_KEY, NONE)
    gaps = tuple(dict.fromkeys(members.open.reason for _, members in carried if members.open))
    found = weight_of(service, weight)
    days = service.manifest.person_days
    return Stake(service.name, certain, found, parts, unknown, frozenset(), places_of(carried, by), gaps, days)


def _by_path(carried: Iterable[tuple[Route, Members]]) -> Iterable[tuple[object, Members]]:
    return ((route.path, members) for route, members in carried)


def _exposure(carried: Sequence[tuple[Route, Members]]) -> dict[str, Fraction]:
    parts = {str(key): ONE for _, members in carried for key in members.certain}
    if any(members.open for _, members in carried):
        parts[UNKNOWN_KEY] = ONE
    return parts


def _fractional(service: Service, carried: Mapping[object, Members]) -> dict[str, Fraction]:
    """An open route counts wholly as unknown; a route without any key adds nothing to any."""
    parts: dict[str, Fraction] = {}
    uses = service.required_uses
    for route in (route for use in uses for route in use.routes if route.live):
        members = carried[route.path]
        names = [UNKNOWN_KEY] if members.open else [str(key) for key in members.certain]
        shared_by = len(uses) * len(names)
        part = route.share / shared_by if shared_by > 1 else route.share
        for name in names:
            parts[name] = parts[name] + part if name in parts else part
    return parts


def places_of(carried: Sequence[tuple[Route, Members]], by: Dimension) -> dict[str, Place]:
    places: dict[str, Place] = {}
    shown_at = DIMENSIONS[by].shown_at
    for route, members in carried:
        document, at = route.service.document, (*route.path, shown_at)
        if shown_at != "model" and not document.has(at):
            at = (*route.path, "model")
        names = [*map(str, members.certain), *([UNKNOWN_KEY] if members.open else [])]
        for name in names:
            places.setdefault(name, Place(document.file, at, route.service.name))
    return places


def some_of(names: Sequence[str]) -> str:
    """The first few of a list, and how many more there are; the JSON report has them all."""
    shown = ", ".join(names[:NAMED])
    return shown if len(names) <= NAMED else f"{shown} and {len(names) - NAMED} more"


def unseen_stake(member: UnseenMember, weight: Weight) -> Stake:
    """The stake of a service without a manifest, with keys that nobody knows."""
    service, listed = member.service, member.service.listed
    tier = listed.tier if listed else None
    known = {"service": ONE, "tier": None if tier is None else Fraction(4 - int(tier))}.get(weight)
    gap = service.reason if service.unread else f"no manifest, says the inventory ({service.location.file})"
    places = {UNKNOWN_KEY: service.location}
    return Stake(service.name, member.certain, known, {}, ONE, frozenset(), places, (gap,), None)
