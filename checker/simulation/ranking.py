"""Single losses, ranked by the production services that would stop."""

from __future__ import annotations

from collections.abc import Iterable

from checker.fleet import Fleet, Service
from checker.fleet.keys import keys
from checker.report.simulated import Outcome, SingleLoss
from checker.simulation.failover import losing, turn
from checker.vocabulary import Dimension

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
        _loss(fleet, services, dimension, key) for dimension in RANKED for key in _carried(fleet, services, dimension)
    ]
    return tuple(sorted((loss for loss in losses if any(loss.sort_key[:3])), key=lambda loss: loss.sort_key))


def _carried(fleet: Fleet, services: Iterable[Service], dimension: Dimension) -> list[str]:
    routes = [route for service in services for use in service.uses for route in use.routes if route.role != "planned"]
    return sorted({str(key) for route in routes for key in keys(fleet.world, route, dimension).certain})


def _loss(fleet: Fleet, services: Iterable[Service], dimension: Dimension, key: str) -> SingleLoss:
    lost = losing(fleet, dimension, key)
    outcomes = [
        outcome.outcome
        for service in services
        for use in service.required_uses
        if (outcome := turn(fleet, use, lost)) is not None
    ]
    stops = _services(outcomes, "stops")
    may_stop = tuple(name for name in _services(outcomes, "may-stop") if name not in stops)
    over = tuple(name for name in _services(outcomes, "fails-over") if name not in {*stops, *may_stop})
    return SingleLoss(dimension, key, stops, may_stop, over)


def _services(outcomes: Iterable[Outcome], effect: str) -> tuple[str, ...]:
    return tuple(sorted({outcome.subject.service or "" for outcome in outcomes if outcome.effect == effect}))
