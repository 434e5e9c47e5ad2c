"""What each service adds to the shares of a fleet; ``sums`` adds it up.

A stake is what one service adds: its weight, the part of it that each key
certainly has, and the part that an unknown key has. Everything is a fraction;
``exposure`` gives whole services to every key they touch, ``fractional`` splits
a service over its required uses, their live shares, and a route's keys.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import field
from fractions import Fraction
from typing import Literal

from checker.condition.truth import Members
from checker.diagnostic import Location, Path, Place, Spot
from checker.fleet import Route, Service, World
from checker.fleet.keys import DIMENSIONS, keys_of
from checker.fleet.remember import once, once_of_most
from checker.kinds.kind import Locator, UnseenMember
from checker.kinds.parts.weights import Weight, unseen_weight, weight_of
from checker.packed import packs
from checker.record import dataclass
from checker.report import Ground
from checker.report.ground import located_all
from checker.vocabulary import Dimension

Count = Literal["exposure", "fractional", "sole"]
UNKNOWN_KEY = "(unknown)"
"""The measure of what routes with an unknown key may all have in common."""

NAMED = 5
"""Most services that a message names."""

ONE, NONE = Fraction(1), Fraction(0)


@packs
@dataclass(frozen=True, slots=True)
class Parts:
    """What a service adds to each key, whatever it weighs.

    NOTE: services that declare the same have the same object. A fleet has few distinct ones, and to make them was most
    of the time of a rule about shares.

    Attributes:
        known: per key, the part of the weight that certainly is the key's (0 to 1).
        unknown: the part that an unknown key has.
        perhaps: keys that may have all of it, where that can be told key by key.
        shown: per key, where the manifest shows it, as a path in it; ``(unknown)`` for unknown keys.
        gaps: why keys are unknown.
        stops: where a loss is counted: per key, the first required use that stops, or may stop.
        stranded: a required use that has no proven route to begin with; then any loss finds it stopped.
    """

    known: Mapping[str, Fraction]
    unknown: Fraction = NONE
    perhaps: frozenset[str] = frozenset()
    shown: Mapping[str, Path] = field(default_factory=dict)
    gaps: tuple[str, ...] = ()
    stops: Mapping[str, str] = field(default_factory=dict)
    stranded: str | None = None

    def label(self, key: str, service: str) -> str:
        """What the place of a key is called."""
        return "no proven route" if key == UNKNOWN_KEY and self.stranded is not None else service


@packs
@dataclass(frozen=True, slots=True)
class Stake:
    """What one service adds to the shares.

    Attributes:
        service: its name.
        certain: whether it is in the population for certain.
        weight: its weight, or None where the manifest does not declare it.
        parts: how much of it each key has.
        person_days: declared work of a move.
        file: its manifest, or where it is named that has none.
        spots: per key, its place, where that was looked up.
        grounds: what was read of it, where an output shows that and a key's place is not all there is.
    """

    service: str
    certain: bool
    weight: Fraction | None
    parts: Parts
    person_days: int | None = None
    file: str | Location = ""
    spots: Mapping[str, Spot] | None = None
    grounds: tuple[Ground, ...] = ()

    @property
    def known(self) -> Mapping[str, Fraction]:
        return self.parts.known

    @property
    def unknown(self) -> Fraction:
        return self.parts.unknown

    @property
    def perhaps(self) -> frozenset[str]:
        return self.parts.perhaps

    @property
    def gaps(self) -> tuple[str, ...]:
        return self.parts.gaps

    @property
    def stops(self) -> Mapping[str, str]:
        return self.parts.stops

    @property
    def stranded(self) -> str | None:
        return self.parts.stranded

    def place(self, key: str) -> Spot | None:
        """Where a key is shown; None if that is nowhere."""
        if self.spots is not None and key in self.spots:
            return self.spots[key]
        if isinstance(self.file, Location):
            return self.file if key in self.parts.shown else None
        path = self.parts.shown.get(key)
        if path is None:
            return None
        return Place(self.file, path, self.parts.label(key, self.service))

    @property
    def first_place(self) -> tuple[Spot, ...]:
        """Where the first of its keys is shown, if any is."""
        return tuple(place for key in [*self.parts.shown][:1] if (place := self.place(key)) is not None)

    def located(self, locate: Locator) -> Stake:
        """The same with its places looked up."""
        spots = {key: locate(spot) for key in self.parts.shown if (spot := self.place(key)) is not None}
        # NOTE: ``replace`` takes four times as long, for each service and limit.
        grounds = located_all(self.grounds, locate) if self.grounds else ()
        return Stake(self.service, self.certain, self.weight, self.parts, self.person_days, self.file, spots, grounds)


def stake(
    world: World,
    service: Service,
    by: Dimension,
    count: Literal["exposure", "fractional"],
    weight: Weight,
    *,
    certain: bool,
) -> Stake:
    live, declared = service.live_routes, DIMENSIONS[by].declared
    shown = tuple([(place_of(route, by), declared(route)) for route in live])
    if count == "exposure":
        parts = _exposed(world, by, shown)
    else:
        required = service.required_uses
        split = tuple([route.share.as_integer_ratio() if route.use in required else None for route in live])
        parts = _divided(world, by, shown, split, len(required))
    file, days = service.document.file, service.manifest.person_days
    return Stake(service.name, certain, weight_of(world, service, weight), parts, days, file)


Shown = tuple[tuple[Path, Members], ...]
"""Of each route, where the manifest shows its keys, and the keys."""
DeclaredKeys = tuple[tuple[Path, Hashable], ...]
"""The same before it is known what keys those are."""
Split = tuple[tuple[int, int] | None, ...]
"""The share of each route in its use, None if that is not one of the required ones."""


def place_of(route: Route, by: Dimension) -> Path:
    """Where a manifest shows the keys of a route: at the model, unless it says more."""
    shown_at = DIMENSIONS[by].shown_at
    at = (*route.path, shown_at)
    return at if shown_at == "model" or route.service.document.has(at) else (*route.path, "model")


@once_of_most
def _exposed(world: World, by: Dimension, declared: DeclaredKeys) -> Parts:
    """NOTE: two steps, since what is declared is quickly compared, and services with the same keys share one object."""
    return _expose(world, _keys_of(world, by, declared))


@once_of_most
def _divided(world: World, by: Dimension, declared: DeclaredKeys, split: Split, uses: int) -> Parts:
    return _divide(world, _keys_of(world, by, declared), split, uses)


def _keys_of(world: World, by: Dimension, declared: DeclaredKeys) -> Shown:
    return tuple([(at, keys_of(world, by, told)) for at, told in declared])


@once
def _expose(_: World, shown: Shown) -> Parts:
    parts = {str(key): ONE for _, members in shown for key in members.certain}
    unknown = ONE if any(members.open for _, members in shown) else NONE
    return Parts(parts, unknown, shown=places_of(shown), gaps=gaps_of(shown))


@once
def _divide(_: World, shown: Shown, split: Split, uses: int) -> Parts:
    """An open route counts wholly as unknown; a route without any key adds nothing to any.

    ``uses`` is how many required ones there are.
    """
    parts: dict[str, Fraction] = {}
    for (_at, members), share in zip(shown, split, strict=True):
        if share is not None:
            names = [UNKNOWN_KEY] if members.open else [str(key) for key in members.certain]
            for name in names:
                parts[name] = parts.get(name, NONE) + Fraction(*share) / (uses * len(names))
    unknown = parts.pop(UNKNOWN_KEY, NONE)
    return Parts(parts, unknown, shown=places_of(shown), gaps=gaps_of(shown))


def places_of(shown: Iterable[tuple[Path, Members]]) -> dict[str, Path]:
    """Of each key the first place that shows it."""
    places: dict[str, Path] = {}
    for at, members in shown:
        for name in [*map(str, members.certain), *([UNKNOWN_KEY] if members.open else [])]:
            places.setdefault(name, at)
    return places


def gaps_of(shown: Iterable[tuple[Path, Members]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(members.open.reason for _, members in shown if members.open))


def some_of(names: Sequence[str]) -> str:
    """The first few of a list, and how many more there are; the JSON report has them all."""
    shown = ", ".join(names[:NAMED])
    return shown if len(names) <= NAMED else f"{shown} and {len(names) - NAMED} more"


def unseen_stake(world: World, member: UnseenMember, weight: Weight) -> Stake:
    """The stake of a service without a manifest, with keys that nobody knows."""
    service = member.service
    known = unseen_weight(world, service, weight)
    gap = service.reason if service.unread else f"no manifest, says the inventory ({service.location.file})"
    parts = Parts({}, ONE, shown={UNKNOWN_KEY: ()}, gaps=(gap,))
    return Stake(service.name, member.certain, known, parts, None, service.location)


def unmapped_stake(caller: str, at: Location) -> Stake:
    """What stands for the requests or costs of a caller that is no service: they may be anybody's."""
    gap = f"caller {caller} is no service of the fleet"
    return Stake(f"caller {caller}", True, None, Parts({}, ONE, shown={UNKNOWN_KEY: ()}, gaps=(gap,)), None, at)  # noqa: FBT003 - as above
