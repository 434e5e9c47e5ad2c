"""Shares of a fleet, exact over all ways the unknowns can turn out.

A stake is what one service adds: its weight, the part of it that each key
certainly has, and the part that an unknown key has. Everything is a fraction;
``exposure`` gives whole services to every key they touch, ``fractional`` splits
a service over its required uses, their live shares, and a route's keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from checker.condition.truth import Members
from checker.diagnostic import Place, Spot
from checker.fleet import Route, Service, World
from checker.fleet.keys import DIMENSION_KEYS, keys
from checker.inventory import Entry
from checker.kinds.kind import Breach, Conclusion, Piece
from checker.report import Decision, Share, Subject, Verdict
from checker.vocabulary import Dimension

Count = Literal["exposure", "fractional", "sole"]
Weight = Literal["service", "tier", "traffic", "spend"]
UNKNOWN_KEY = "(unknown)"
"""The measure of what routes with an unknown key may all have in common."""

NAMED = 5
"""Most services that a message names."""

ONE, NONE = Fraction(1), Fraction(0)


@dataclass(frozen=True, slots=True)
class Stake(Piece):
    """What one service adds to the shares.

    Attributes:
        certain: whether it is in the population for certain.
        weight: its weight, or None where the manifest does not declare it.
        known: per key, the part of the weight that certainly is the key's (0 to 1).
        unknown: the part that an unknown key has.
        perhaps: keys that may have all of it, where that can be told key by key.
        places: per key, where the manifest shows it; ``(unknown)`` for unknown keys.
        gaps: why keys are unknown.
        person_days: declared work of a move.
    """

    certain: bool
    weight: Fraction | None
    known: Mapping[str, Fraction]
    unknown: Fraction
    perhaps: frozenset[str]
    places: Mapping[str, Spot]
    gaps: tuple[str, ...]
    person_days: int | None

    def low(self, key: str) -> Fraction:
        return self.known.get(key, NONE)

    def high(self, key: str) -> Fraction:
        if key == UNKNOWN_KEY:
            return self.unknown
        return ONE if key in self.perhaps else min(ONE, self.low(key) + self.unknown)


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
    carried = [(route, keys(world, route, by)) for route in service.live_routes()]
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
        members, part = carried[route.path], route.share / len(uses)
        names = [UNKNOWN_KEY] if members.open else [str(key) for key in members.certain]
        for name in names:
            parts[name] = parts.get(name, NONE) + part / len(names)
    return parts


def places_of(carried: Sequence[tuple[Route, Members]], by: Dimension) -> dict[str, Place]:
    places: dict[str, Place] = {}
    for route, members in carried:
        declared = DIMENSION_KEYS.get(by, "model")
        path = (*route.path, declared)
        document = route.service.document
        at = path if document.has(path) else (*route.path, "model")
        names = [*map(str, members.certain), *([UNKNOWN_KEY] if members.open else [])]
        for name in names:
            places.setdefault(name, Place(document.file, at, route.service.name))
    return places


def some_of(names: Sequence[str]) -> str:
    """The first few of a list, and how many more there are; the JSON report has them all."""
    shown = ", ".join(names[:NAMED])
    return shown if len(names) <= NAMED else f"{shown} and {len(names) - NAMED} more"


def unseen(entry: Entry, weight: Weight) -> Stake:
    """The stake of a service without a manifest: perhaps a member, with keys that nobody knows."""
    name, tier = entry.listed.service, entry.listed.tier
    known = {"service": ONE, "tier": None if tier is None else Fraction(4 - int(tier))}.get(weight)
    gap = f"no manifest, says the inventory ({entry.location.file})"
    return Stake(name, False, known, {}, ONE, frozenset(), {UNKNOWN_KEY: entry.location}, (gap,), None)  # noqa: FBT003 - a record


def all_keys(stakes: Iterable[Stake]) -> list[str]:
    """Every key that is certainly somewhere, and ``(unknown)`` if a route is open."""
    listed = list(stakes)
    found = sorted({key for stake_ in listed for key in (*stake_.known, *stake_.perhaps)})
    return [*found, *([UNKNOWN_KEY] if any(stake_.unknown for stake_ in listed) else [])]


def interval(stakes: Sequence[Stake], key: str) -> tuple[Share, Share] | None:
    """Lowest and highest share of a key; None if a weight is missing or all weights are zero."""
    lows = [(stake_, stake_.low(key)) for stake_ in stakes]
    highs = [(stake_, stake_.high(key)) for stake_ in stakes]
    lowest = _extreme(lows, lambda part, share: part < share)
    highest = _extreme(highs, lambda part, share: part > share, descending=True)
    return None if lowest is None or highest is None else (lowest, highest)


def _extreme(
    parts: Sequence[tuple[Stake, Fraction]],
    helps: Callable[[Fraction, Fraction], bool],
    *,
    descending: bool = False,
) -> Share | None:
    """The extreme share over every choice of the services that may be members.

    A member whose own part lies beyond the share moves the share towards itself, so
    taking them in order of their part, as long as that helps, gives the extreme.
    """
    part = whole = NONE
    possible: list[tuple[Fraction, Fraction]] = []
    for stake_, fraction in parts:
        if stake_.weight is None:
            return None
        if stake_.certain:
            part, whole = part + stake_.weight * fraction, whole + stake_.weight
        else:
            possible.append((fraction, stake_.weight))
    for fraction, weight in sorted(possible, reverse=descending):
        if weight and (not whole or helps(fraction, part / whole)):
            part, whole = part + weight * fraction, whole + weight
    return Share(part, whole) if whole else None


def unweighed(pieces: Sequence[Stake], weight: Weight, limit: Place) -> Conclusion:
    """Nothing can be said without the weights, not even an interval."""
    without = [piece for piece in pieces if piece.weight is None]
    if without:
        named = some_of([piece.service for piece in without])
        message, help_ = f"{weight} is not declared by {named}, so no share can be given", f"declare {weight} there"
    else:
        message, help_ = f"{weight} adds up to zero, so no share can be given", "use another weight"
    shown = [place for piece in without for place in list(piece.places.values())[:1]]
    breach = Breach(Subject(), Verdict.UNKNOWN, message, (limit, *shown), help_)
    return Conclusion((Decision(Subject(), Verdict.UNKNOWN, message),), (breach,))
