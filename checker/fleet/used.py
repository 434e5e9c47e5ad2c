"""Which models a fleet rests on."""

from __future__ import annotations

from collections.abc import Mapping

from checker.fleet import Fleet
from checker.fleet.service import every_route


def users_of_models(fleet: Fleet) -> Mapping[str, set[str]]:
    """Every model that a route names, and every ancestor of one, with the services that have such a route."""
    users: dict[str, set[str]] = {}
    for route in every_route(fleet.services):
        written = route.model
        for model in {fleet.world.canonical(written) or written, *fleet.world.lineage(written).models.certain}:
            users.setdefault(str(model), set()).add(route.service.name)
    return users
