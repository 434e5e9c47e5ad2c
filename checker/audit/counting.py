"""Which services stand behind a key: one definition for each way to count, which every picture and table shares.

Services in production are counted, each once for a key, however many of its routes carry it; so a number is the one
of a rule about shares whose selection is production. A route of which a key is not known counts for ``OPEN``, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, get_args

from checker.audit.dossier import Along, RouteEntry, ServiceEntry
from checker.vocabulary import LIVE_ROLES, ROLES

Counting = Literal["primary", "live", "with-fallbacks"]
"""Routes that count: first choices alone; all that serve now; those and what stands by, fallbacks and shadows."""

COUNTINGS: tuple[Counting, ...] = get_args(Counting)
_NOT_IN_USE = "planned"
_ROLES: Mapping[Counting, frozenset[str]] = {
    "primary": frozenset({"primary"}),
    "live": LIVE_ROLES,
    "with-fallbacks": frozenset(ROLES) - {_NOT_IN_USE},
}
SAID: Mapping[Counting, str] = {
    "primary": "first choices alone",
    "live": "routes that serve now",
    "with-fallbacks": "routes that serve now or stand by",
}
"""Each way to count, in words."""

OPEN = "(unknown)"


def in_production(services: Iterable[ServiceEntry]) -> list[ServiceEntry]:
    return [service for service in services if service.lifecycle == "production"]


def counted_routes(service: ServiceEntry, counting: Counting) -> Iterator[RouteEntry]:
    return (route for route in service.routes if route.role in _ROLES[counting])


def keys_of(route: RouteEntry, dimension: Along) -> tuple[str, ...]:
    """Its keys, and ``OPEN`` where there may be more."""
    carried = route.along(dimension)
    return (*carried.certain, OPEN) if carried.gap else carried.certain


def count_keys(services: Sequence[ServiceEntry], dimension: Along, counting: Counting) -> dict[str, set[str]]:
    """By key, the services in production behind it."""
    found: dict[str, set[str]] = {}
    for service in in_production(services):
        for route in counted_routes(service, counting):
            for key in keys_of(route, dimension):
                found.setdefault(key, set()).add(service.name)
    return found
