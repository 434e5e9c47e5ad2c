"""The models of the catalogs as a list on a day, and which of them a filter means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from checker.condition.truth import Members
from checker.fleet.dependents import Dependents
from checker.fleet.dossier import FactSheet, by_name, disputes, endpoint_sheets, fact_sheets
from checker.fleet.world import World


@dataclass(frozen=True, slots=True)
class Listed:
    """One model in a list."""

    id: str
    vendor: str
    family: str | None
    facts: Mapping[str, FactSheet]
    vendors: Members
    """Vendors of the model and of all its ancestors."""
    hosts: tuple[str, ...]
    """Hosts of its catalogued endpoints."""
    disputes: tuple[str, ...]
    services: tuple[str, ...]
    """Services of the fleet that depend on it."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The models that a filter takes, of how many, and in which world."""

    models: tuple[Listed, ...]
    total: int
    world: World
    uncatalogued: tuple[str, ...]
    """Models of the fleet that no catalog lists."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to. ``unknown`` stands for facts that are not known, disputed ones too."""

    vendor: str | None = None
    family: str | None = None
    weights: str | None = None
    license: str | None = None
    stage: str | None = None
    host: str | None = None
    used: bool = False
    disputed: bool = False

    def takes(self, model: Listed) -> bool:
        facts = (("weights", self.weights), ("license", self.license), ("stage", self.stage))
        return (
            self.vendor in {None, model.vendor}
            and self.family in {None, model.family}
            and all(_is(model.facts[name], asked) for name, asked in facts if asked is not None)
            and (self.host is None or self.host in model.hosts)
            and (not self.used or bool(model.services))
            and (not self.disputed or bool(model.disputes))
        )


def _is(sheet: FactSheet, asked: str) -> bool:
    return sheet.value is None if asked == "unknown" else sheet.value == asked


def catalogued(world: World, users: Dependents) -> Iterator[Listed]:
    """Every model that a catalog lists, by id."""
    for known in (world.catalog.models[name] for name in sorted(world.catalog.models)):
        sheets, endpoints = fact_sheets(world, known), endpoint_sheets(world, known.id)
        yield Listed(
            id=known.id,
            vendor=known.vendor,
            family=known.family,
            facts=by_name(sheets),
            vendors=world.lineage(known.id).vendors,
            hosts=tuple(dict.fromkeys(sheet.host for sheet in endpoints)),
            disputes=disputes(sheets, endpoints),
            services=tuple(dict.fromkeys(usage.service for usage in users.of(known.id))),
        )
