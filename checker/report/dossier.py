"""What an auditor asks of a run beyond its verdicts: who uses what, facts with sources, dates, single losses.

It is made from the fleet once, by ``checker.engine.dossier``; formats only write it
down. Everything is sorted and nothing depends on the time of day or the machine.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from checker.diagnostic import Location
from checker.report import Input, Report
from checker.report.simulated import SingleLoss

Along = Literal["vendor", "lineage", "host", "gateway"]
"""What services are set against, one table each."""

ALONG: tuple[Along, ...] = ("vendor", "lineage", "host", "gateway")


@dataclass(frozen=True, slots=True)
class Commit:
    """Where git stands. ``changed`` are inputs that differ from the commit, or are not in it."""

    id: str
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PolicyEntry:
    """A policy that was judged by."""

    id: str
    version: str
    owner: str
    file: str


@dataclass(frozen=True, slots=True)
class Carried:
    """The keys of a route in one dimension; ``gap`` says why there may be more, and is empty otherwise."""

    certain: tuple[str, ...]
    gap: str = ""


@dataclass(frozen=True, slots=True)
class RouteEntry:
    use: str
    required: bool
    route: str
    role: str
    model: str
    """By its id, and beside it what the manifest writes where that differs."""
    access: str
    share: str
    """Of the use's requests, as a percentage; empty for a route that is not live."""
    keys: tuple[tuple[Along, Carried], ...]
    location: Location

    def along(self, dimension: Along) -> Carried:
        return dict(self.keys)[dimension]


@dataclass(frozen=True, slots=True)
class ServiceEntry:
    """One service as its manifest declares it."""

    name: str
    owner: str
    lifecycle: str
    tier: str
    regulation: tuple[str, ...]
    data: tuple[str, ...]
    routes: tuple[RouteEntry, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class SourceEntry:
    what: str
    where: str
    kind: str
    read: dt.date


@dataclass(frozen=True, slots=True)
class FactEntry:
    """A fact about a model of the fleet or one of its ancestors. ``status`` is that of the claim, or ``unknown``."""

    model: str
    name: str
    value: str
    status: str
    reason: str
    """Why it is unknown, or since when it holds."""
    sources: tuple[SourceEntry, ...]


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """A model that routes name, or that one of those was made from."""

    id: str
    services: tuple[str, ...]
    """Services with a route, planned ones included, to it or to something made from it."""
    facts: tuple[FactEntry, ...]


@dataclass(frozen=True, slots=True)
class EndpointEntry:
    """A model at a host as routes use it, and when that ends; ``day`` is None where none is announced or known."""

    model: str
    host: str
    day: dt.date | None
    said: str
    """What this rests on, or why it is unknown."""
    known: bool
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """A report with everything that pictures, registers and evidence need beside it."""

    report: Report
    organization: str
    commit: Commit | None
    """None where git does not know."""
    policies: tuple[PolicyEntry, ...]
    services: tuple[ServiceEntry, ...]
    missing: tuple[str, ...] | None
    """Services of the inventory that have no manifest; None without an inventory."""
    models: tuple[ModelEntry, ...]
    endpoints: tuple[EndpointEntry, ...]
    losses: tuple[SingleLoss, ...]
    """Every single loss that stops, or may stop, or moves something, the worst first."""
    production: int
    """Services in production, which losses are counted over."""

    @property
    def unread(self) -> tuple[Input, ...]:
        """Manifests of which no service could be read: they are in no count of services."""
        read = {service.location.file for service in self.services}
        return tuple(entry for entry in self.report.inputs if entry.role == "manifest" and entry.path not in read)
