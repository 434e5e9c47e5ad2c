"""Single losses, ranked by the production services that would stop."""

from __future__ import annotations

from collections.abc import Iterable

from checker.fleet import Fleet, Service
from checker.fleet.keys import keys
from checker.vocabulary import Dimension
from checker.whatif import Effect, SingleLoss
from checker.whatif.situation import effect_of, losing

RANKED: tuple[Dimension, ...] = (
    "lineage", "model", "host", "gateway", "vendor-jurisdiction", "host-jurisdiction",
)  # fmt: skip
"""What is ranked. Vendors and groups are left out: their losses are those of lineages in other words."""


def production(fleet: Fleet) -> list[Service]:
    return [service for service in fleet.services if service.manifest.lifecycle == "production"]


def ranking(fleet: Fleet) -> tuple[SingleLoss, ...]:
    """Every loss that does something, the worst first."""
    services = production(fleet)
    losses = [
        _loss(fleet, touched, dimension, key)
        for dimension in RANKED
        for key, touched in _find_touched(fleet, services, dimension).items()
    ]
    return tuple(sorted((loss for loss in losses if any(loss.sort_key[:3])), key=lambda loss: loss.sort_key))


def _find_touched(fleet: Fleet, services: Iterable[Service], dimension: Dimension) -> dict[str, list[Service]]:
    """By key, the services that a loss of it can do something to: those that carry it, or may."""
    carriers: dict[str, list[Service]] = {}
    doubtful: list[Service] = []
    for service in services:
        carried = [keys(fleet.world, route, dimension) for route in service.routes()]
        if any(found.open for found in carried):
            doubtful.append(service)
        for key in {str(key) for found in carried for key in found.certain}:
            carriers.setdefault(key, []).append(service)
    return {key: _once([*carriers[key], *doubtful]) for key in sorted(carriers)}


def _once(services: Iterable[Service]) -> list[Service]:
    return list({service.name: service for service in services}.values())


def _loss(fleet: Fleet, services: Iterable[Service], dimension: Dimension, key: str) -> SingleLoss:
    lost = losing(fleet, dimension, key)
    found: dict[Effect | None, set[str]] = {}
    for service in services:
        for use in service.required_uses:
            found.setdefault(effect_of(fleet, use, lost), set()).add(service.name)
    stops = found.get("stops", set())
    may_stop = found.get("may-stop", set()) - stops
    over = found.get("fails-over", set()) - stops - may_stop
    return SingleLoss(dimension, key, *(tuple(sorted(names)) for names in (stops, may_stop, over)))
