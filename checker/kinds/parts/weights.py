"""What a service weighs in a share: by itself, as its manifest declares, or as it was observed.

What was observed is added up over all evidence that the configuration names, up to as-of. Several sources count the
same requests, so the first in the configuration's order that counts a service is taken. Missing evidence is unknown,
and so is a period that ends after as-of, or a cost in another currency; neither is zero.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, get_args

from checker.fleet import Service, Unseen, World

if TYPE_CHECKING:
    from checker.observed import Observation

Observable = Literal["observed-requests", "observed-cost"]
Weight = Literal["service", "tier", "traffic", "spend", "observed-requests", "observed-cost"]
OBSERVED: frozenset[Weight] = frozenset(get_args(Observable))

_ONE = Fraction(1)
_OF_TIER = (Fraction(4), Fraction(3), Fraction(2), _ONE)
"""By the number of the tier. NOTE: to make a fraction takes longer than all else that is done for a weight."""
_DECLARED: Mapping[Weight, Callable[[Service], Fraction | None]] = {
    "service": lambda _: _ONE,
    "tier": lambda service: _OF_TIER[int(service.manifest.tier)],
    "traffic": lambda service: service.manifest.traffic,
    "spend": lambda service: service.manifest.spend,
}


def weight_of(world: World, service: Service, weight: Weight) -> Fraction | None:
    """What a service weighs; None where its manifest, or the evidence, does not say."""
    if weight in OBSERVED:
        return _observed(world, service.name, weight)
    return None if weight in service.undeclared else _DECLARED[weight](service)


def unseen_weight(world: World, service: Unseen, weight: Weight) -> Fraction | None:
    """What a service without a manifest weighs."""
    if weight in OBSERVED:
        return _observed(world, service.name, weight)
    tier = service.listed.tier if service.listed else None
    return {"service": Fraction(1), "tier": None if tier is None else Fraction(4 - int(tier))}.get(weight)


def unmapped(world: World, names: Collection[str], weight: Weight) -> Iterator[Observation]:
    """The first observation of each caller that is no service, whose requests or costs may be anybody's."""
    told = set()
    for seen in world.observed.observations if weight in OBSERVED and world.observed is not None else ():
        counts = seen.requests if weight == "observed-requests" else seen.cost
        ended = seen.since is not None and seen.since <= world.observed_until
        if counts and ended and seen.service not in names and seen.caller not in told:
            told.add(seen.caller)
            yield seen


def _observed(world: World, service: str, weight: Weight) -> Fraction | None:
    """Requests, or costs in the organization's currency, by the first source that counts them."""
    evidence = world.observed
    if evidence is None or evidence.unread:
        return None
    for source in evidence.order:
        seen = [one for one in evidence.of(service) if one.source == source and one.shows_use]
        begun = [one for one in seen if one.since is None or one.since <= world.observed_until]
        counted = [one for one in begun if _is_counted(one, weight)]
        if counted:  # NOTE: a cost that only some rows tell is not that of all
            return _add_up(world, counted, weight) if len(counted) == len(begun) else None
    return None


def _is_counted(seen: Observation, weight: Weight) -> bool:
    return (seen.requests if weight == "observed-requests" else seen.cost) is not None


def _add_up(world: World, seen: Iterable[Observation], weight: Weight) -> Fraction | None:
    total = Fraction(0)
    for one in seen:
        if one.until is None or one.until > world.observed_until:
            return None
        if weight == "observed-cost" and one.currency != _currency(world):
            return None
        total += Fraction(one.requests or 0) if weight == "observed-requests" else one.cost or Fraction(0)
    return total


def _currency(world: World) -> str | None:
    """That of the organization; without one the only one in which anything was billed."""
    billed = world.observed.currencies if world.observed is not None else ()
    return world.organization.currency or (billed[0] if len(billed) == 1 else None)
