"""The fleet at one point of a simulation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from checker import manifest
from checker.catalog.stack import Catalog
from checker.condition.truth import Known
from checker.config import Config
from checker.fleet import Fleet, Route, Service, assemble
from checker.fleet.keys import host
from checker.fleet.service import Use
from checker.inventory import Entry
from checker.report.simulated import Onto
from checker.report.subject import Subject


@dataclass(frozen=True)
class Situation:
    """Services, facts and the day; ``stopped`` are uses that no proven route serves any more."""

    services: tuple[Service, ...]
    catalog: Catalog
    config: Config
    inventory: Mapping[str, Entry] | None
    as_of: dt.date
    known_by: dt.date | None
    stopped: frozenset[tuple[str, str]] = frozenset()

    def fleet(self) -> Fleet:
        """The fleet as it is now.

        NOTE: events change routes that were sound together, so no new fault can come of them;
        a model moved onto its own descendant would, and its lineage is then traced to both ends.
        """
        return assemble(self.services, self.catalog, self.config, self.as_of, self.inventory, self.known_by)[0]

    def stopped_services(self) -> tuple[str, ...]:
        """Services with a required use that no proven route serves any more."""
        required = {identity(use) for service in self.services for use in service.required_uses}
        return tuple(sorted({service for service, use in self.stopped if (service, use) in required}))

    def with_routes(self, changed: Mapping[tuple[str, str], tuple[manifest.Route, ...]]) -> Situation:
        """With other routes for some uses, keyed by service and use."""
        return replace(self, services=tuple(_changed(service, changed) for service in self.services))


def _changed(service: Service, changed: Mapping[tuple[str, str], tuple[manifest.Route, ...]]) -> Service:
    if not any(name == service.name for name, _ in changed):
        return service
    uses = tuple(
        use.model_copy(update={"routes": changed.get((service.name, use.id), use.routes)})
        for use in service.manifest.uses
    )
    return replace(service, manifest=service.manifest.model_copy(update={"uses": uses}))


def every_use(fleet: Fleet) -> Iterator[Use]:
    for service in fleet.services:
        yield from service.uses


def identity(use: Use) -> tuple[str, str]:
    return (use.service.name, use.name)


def subject_of(use: Use) -> Subject:
    return Subject(use.service.name, use.name)


def shown(fleet: Fleet, route: Route) -> Onto:
    """A route as the outcome of an event names it."""
    where = host(fleet.world, route)
    model = fleet.world.canonical(route.declared.model) or route.declared.model
    return Onto(route.name, model, str(where.value) if isinstance(where, Known) else "an unknown host", route.share)
