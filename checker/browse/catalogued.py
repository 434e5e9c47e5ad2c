"""The models of the catalogs as a list on a day, and which of them a filter means; also as a table for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import ClassVar

from checker.browse.dependents import Dependents
from checker.browse.ledger import FAULT
from checker.browse.model import LINEAGE
from checker.browse.sheets import EndpointSheet, FactSheet, endpoint_sheets, fact_sheets
from checker.condition.truth import Members
from checker.diagnostic import Diagnostic
from checker.fleet import World
from checker.form import Form
from checker.record import dataclass


@dataclass(frozen=True, slots=True)
class Listed:
    """One model in a list."""

    FORM: ClassVar = Form(
        "ListedEntry",
        "id vendor jurisdiction family facts lineage hosts retires disputes services",
        {"lineage": ("vendors", LINEAGE)},
    )

    id: str
    vendor: str
    jurisdiction: str | None
    """Of the vendor's seat."""
    family: str | None
    facts: Mapping[str, FactSheet]
    vendors: Members
    """Vendors of the model and of all its ancestors."""
    endpoints: tuple[EndpointSheet, ...]
    aliases: tuple[str, ...]
    disputes: tuple[str, ...]
    services: tuple[str, ...]
    """Services of the fleet that depend on it."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """Hosts of its catalogued endpoints."""
        return tuple(dict.fromkeys(sheet.host for sheet in self.endpoints))

    @property
    def retires(self) -> dt.date | None:
        """The first day on which a host stops to serve it, of those that are known."""
        return min((sheet.end for sheet in self.endpoints if isinstance(sheet.end, dt.date)), default=None)


@dataclass(frozen=True, slots=True)
class Listing:
    """The models that a filter takes, of how many, and in which world."""

    FORM: ClassVar = Form(
        "ListFile",
        "as_of known_by models perhaps uncatalogued diagnostics",
        {"as_of": "world.as_of", "known_by": "world.known_by", "diagnostics": FAULT},
        format="modelbylaws/catalog-list/v1",
        about="Models that catalogs know, on a day.",
    )

    models: tuple[Listed, ...]
    total: int
    world: World
    uncatalogued: tuple[str, ...]
    """Models of the fleet that no catalog lists; only where it was asked what the fleet uses."""
    perhaps: tuple[str, ...]
    """Models of which it is not known whether they fit."""
    diagnostics: tuple[Diagnostic, ...]
    """What could not be read."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """The text of every file that a fault points at."""
    hint: str = ""
    """What may have been meant, where nothing fits."""
    columns: tuple[str, ...] = ()
    """Those of the table for people beside the usual ones: what was asked for."""

    @property
    def exit_code(self) -> int:
        """3 where nothing matches, 2 where something could not be read."""
        return 2 if self.diagnostics else 0 if self.models else 3


def describe_models(world: World, users: Dependents, named: Iterable[str]) -> Iterator[Listed]:
    """Models that a catalog lists, by id."""
    for known in (world.catalog.models[name] for name in sorted(named)):
        sheets, endpoints = fact_sheets(world, known), endpoint_sheets(world, known.id)
        record = world.catalog.vendors.get(known.vendor)
        yield Listed(
            id=known.id,
            vendor=known.vendor,
            jurisdiction=record.jurisdiction if record else None,
            family=known.family,
            facts={sheet.name: sheet for sheet in sheets},
            vendors=world.lineage(known.id).vendors,
            endpoints=endpoints,
            aliases=known.aliases,
            disputes=_disputes(sheets, endpoints),
            services=tuple(dict.fromkeys(usage.service for usage in users.of(known.id))),
        )


def _disputes(sheets: Sequence[FactSheet], endpoints: Sequence[EndpointSheet]) -> tuple[str, ...]:
    """Names of what sources of one rank contradict each other about."""
    named = [sheet.name for sheet in sheets if sheet.state == "disputed"]
    return (*named, *(f"retirement at {sheet.name}" for sheet in endpoints if sheet.state == "disputed"))
