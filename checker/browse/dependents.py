"""Which routes of a fleet depend on a model: on itself, or on something that was made from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from checker.browse.ledger import PLACE
from checker.condition.truth import Known
from checker.diagnostic import Location, Place
from checker.fleet import keys
from checker.fleet.service import Route, Service, every_route
from checker.fleet.world import World
from checker.form import Form
from checker.record import dataclass


@dataclass(frozen=True, slots=True)
class Usage:
    """A route and the model it names; ``host`` is None where that is not known."""

    FORM: ClassVar = Form("UsageEntry", "service use route role access host model place", {"place": ("at", PLACE)})

    service: str
    use: str
    route: str
    role: str
    access: str
    host: str | None
    model: str
    at: Location

    def __str__(self) -> str:
        return f"{self.service}/{self.use}/{self.route}"


@dataclass(frozen=True)
class Dependents:
    """Routes by every model behind them, and those behind which there may be more models."""

    by_model: dict[str, tuple[Usage, ...]]
    open: tuple[Usage, ...]

    def of(self, model: str) -> tuple[Usage, ...]:
        return self.by_model.get(model, ())


def dependents(services: Sequence[Service], world: World) -> Dependents:
    """Every route of every role, also planned ones, in the order of services."""
    by_model: dict[str, list[Usage]] = {}
    open_: list[Usage] = []
    for route in every_route(services):
        models = world.lineage(route.model).models
        usage = _usage(world, route)
        if models.open is not None:
            open_.append(usage)
        for model in models.certain:
            by_model.setdefault(str(model), []).append(usage)
    return Dependents({model: tuple(found) for model, found in by_model.items()}, tuple(open_))


def _usage(world: World, route: Route) -> Usage:
    host, document = keys.host(world, route), route.service.document
    return Usage(
        service=route.service.name,
        use=route.use.name,
        route=route.name,
        role=route.role,
        access=route.declared.access,
        host=str(host.value) if isinstance(host, Known) else None,
        model=world.canonical(route.model) or route.model,
        at=document.locate(Place(document.file, (*route.path, "model"))),
    )
