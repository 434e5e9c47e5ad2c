"""All that is known about one model: the facts with their claims, endpoints, relatives, and who uses it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from checker.catalog.claims import Fact, NoFact, resolve, settle
from checker.catalog.files import Facts
from checker.catalog.ledger import WIDENING, Entry, Standing, endpoint_entries, fact_entries
from checker.catalog.stack import KnownModel
from checker.catalog.values import joined
from checker.condition.truth import Known, Members, Unknown
from checker.diagnostic import Location, Place
from checker.fleet import facts
from checker.fleet.dependents import Dependents, Usage
from checker.fleet.world import World

FACTS: tuple[str, ...] = tuple(Facts.model_fields)
"""The facts a catalog may hold, in its order, with underscores."""

Known_ = Literal["confirmed", "reported", "inherited", "disputed", "unknown"]


@dataclass(frozen=True, slots=True)
class FactSheet:
    """A fact on a day. ``value`` is None unless it is known; then ``because`` says what is wrong with it."""

    name: str
    value: object | None
    state: Known_
    because: str
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class EndpointSheet:
    """When a host stops serving the model: a day, ``none`` announced, or None where that is not known."""

    host: str
    snapshot: dt.date | None
    """The dated version that this is about; None: every other one."""
    retires: dt.date | Literal["none"] | None
    days_left: int | None
    state: Known_
    because: str
    entries: tuple[Entry, ...]

    @property
    def name(self) -> str:
        """``host``, or ``host (snapshot 2024-08-06)``."""
        return f"{self.host} (snapshot {self.snapshot})" if self.snapshot else self.host


@dataclass(frozen=True, slots=True)
class Dossier:
    """A model as the catalogs and this fleet know it."""

    id: str
    written: str
    vendor: str | None
    family: str | None
    aliases: tuple[str, ...]
    places: tuple[Location, ...]
    """Where catalogs describe it, lowest first; nowhere for a model that only manifests name."""
    facts: tuple[FactSheet, ...]
    endpoints: tuple[EndpointSheet, ...]
    vendors: Members
    """Vendors of the model and of all its ancestors."""
    ancestors: Members
    descendants: tuple[str, ...]
    uses: tuple[Usage, ...]
    perhaps: tuple[Usage, ...]
    """Routes behind which there may be more models than are known, this one too."""


def dossier(world: World, written: str, users: Dependents) -> Dossier:
    """A model by any of its names; one that no catalog knows must be the organization's own."""
    known = world.catalog.model(written)
    model = known.id if known else written
    lineage = world.lineage(model)
    vendor = world.vendor(model)
    uses = users.of(model)
    return Dossier(
        id=model,
        written=written,
        vendor=str(vendor.value) if isinstance(vendor, Known) else None,
        family=known.family if known else None,
        aliases=known.aliases if known else (),
        places=_places(world, model),
        facts=fact_sheets(world, known) if known else _own_sheets(world, model),
        endpoints=endpoint_sheets(world, model),
        vendors=lineage.vendors,
        ancestors=Members(lineage.models.certain - {model}, lineage.models.open),
        descendants=_descendants(world, model),
        uses=uses,
        perhaps=tuple(usage for usage in users.open if usage not in uses),
    )


def _places(world: World, model: str) -> tuple[Location, ...]:
    return tuple(
        layered.document.locate(Place(layered.document.file, ("models", index, "id")))
        for _, layered, index in world.catalog.places.get(model, ())
    )


def _descendants(world: World, model: str) -> tuple[str, ...]:
    """Models of catalogs and of the fleet that were made from it."""
    candidates = sorted({*world.catalog.models, *world.declared_bases} - {model})
    return tuple(name for name in candidates if model in world.lineage(name).models.certain)


def fact_sheets(world: World, known: KnownModel) -> tuple[FactSheet, ...]:
    return tuple(fact_sheet(world, known, name) for name in FACTS)


def fact_sheet(world: World, known: KnownModel, name: str) -> FactSheet:
    """One fact (its name with underscores), at whatever status is judged."""
    entries = fact_entries(world.catalog, known.id, name, world.as_of, world.known_by)
    if name == WIDENING:
        return _bases(world, known, entries)
    shown = name.replace("_", "-")
    found = resolve(getattr(known.facts, name), world.as_of, "reported", world.known_by)
    if isinstance(found, Fact):
        return FactSheet(shown, found.value, _status(entries), _decided(entries), entries)
    return FactSheet(shown, None, _gap(entries), found.reason, entries)


def _bases(world: World, known: KnownModel, entries: tuple[Entry, ...]) -> FactSheet:
    """What the catalogs say, and what manifests of the fleet add to it."""
    bases = world.bases(known.id)
    added = world.declared_bases.get(known.id, ())
    because = f"manifests add {', '.join(map(world.shown, added))}" if added else _decided(entries)
    certain = _ids(world, bases)
    if bases.open is None:
        return FactSheet("derived-from", certain, _status(entries), because, entries)
    at_least = f"; at least {', '.join(certain)}" if certain else ""
    return FactSheet("derived-from", None, _gap(entries), f"is not fully known: {bases.open.reason}{at_least}", entries)


def _ids(world: World, bases: Members) -> tuple[str, ...]:
    return tuple(sorted({world.canonical(str(base)) or str(base) for base in bases.certain}))


def _status(entries: Sequence[Entry]) -> Known_:
    """The weakest status of the claims that count."""
    counting = {entry.basis.status for entry in entries if entry.standing is Standing.COUNTS}
    return "reported" if "reported" in counting else "confirmed"


def _gap(entries: Sequence[Entry]) -> Known_:
    return "disputed" if any(entry.standing is Standing.DISPUTED for entry in entries) else "unknown"


def _decided(entries: Sequence[Entry]) -> str:
    """Who settled the fact, where somebody did."""
    counting = [entry.basis.decided for entry in entries if entry.standing is Standing.COUNTS]
    decided = next((decision for decision in counting if decision is not None), None)
    return f"decided by {decided.by} on {decided.on}: {joined(decided.why)}" if decided else ""


def _own_sheets(world: World, model: str) -> tuple[FactSheet, ...]:
    """The facts of an own model that no catalog lists: those of what it was made from."""
    declared = world.bases(model)
    bases = _ids(world, declared)
    made_from = (
        FactSheet("derived-from", None, "unknown", f"is not fully known: {declared.open.reason}")
        if declared.open
        else FactSheet("derived-from", bases, "inherited", "as manifests declare")
    )
    return (made_from, *(_inherited(world, model, name) for name in facts.INHERITED if name != "conditions"))


def _inherited(world: World, model: str, name: str) -> FactSheet:
    value = facts.fact(world, model, name, "reported")
    if isinstance(value, Known):
        return FactSheet(name, value.value, "inherited", value.because)
    return FactSheet(name, None, "unknown", f"is not inherited: {value.reason}" if isinstance(value, Unknown) else "")


def endpoint_sheets(world: World, model: str) -> tuple[EndpointSheet, ...]:
    """Every host that a catalog lists for the model, and below it every snapshot that has an end of its own."""
    found = []
    for host in sorted(host for name, host in world.catalog.endpoints if name == model):
        listed = world.catalog.endpoints[model, host]
        snapshots = {endpoint.snapshot for endpoint in listed}
        found += [_endpoint(world, model, host, day) for day in sorted(snapshots, key=lambda day: day or dt.date.min)]
    return tuple(found)


def _endpoint(world: World, model: str, host: str, snapshot: dt.date | None) -> EndpointSheet:
    listed = world.catalog.endpoints[model, host]
    stated = [(endpoint.retires, endpoint) for endpoint in listed if endpoint.snapshot == snapshot]
    entries = endpoint_entries(world.catalog, (model, host, snapshot), world.as_of, world.known_by)
    found = settle(stated, "reported", world.known_by)
    if isinstance(found, NoFact):
        return EndpointSheet(host, snapshot, None, None, _gap(entries), found.reason, entries)
    left = (found.value - world.as_of).days if isinstance(found.value, dt.date) else None
    return EndpointSheet(host, snapshot, found.value, left, _status(entries), _decided(entries), entries)


def disputes(sheets: Sequence[FactSheet], endpoints: Sequence[EndpointSheet]) -> tuple[str, ...]:
    """Names of what sources of one rank contradict each other about."""
    named = [sheet.name for sheet in sheets if sheet.state == "disputed"]
    return (*named, *(f"retirement at {sheet.name}" for sheet in endpoints if sheet.state == "disputed"))


def by_name(sheets: Sequence[FactSheet]) -> Mapping[str, FactSheet]:
    return {sheet.name: sheet for sheet in sheets}
