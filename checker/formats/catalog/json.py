"""What the verbs of ``catalog`` say to programs, in the forms of ``catalog_file``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from checker.catalog.ledger import Entry, Standing
from checker.catalog.sourced import Claim, Source
from checker.catalog.values import as_json
from checker.condition.truth import Members
from checker.diagnostic import Diagnostic, Location
from checker.fleet import World
from checker.fleet.catalogued import Listed, Listing
from checker.fleet.changes import ModelChange, Side
from checker.fleet.dependents import Usage
from checker.fleet.dossier import Dossier, EndpointSheet, FactSheet
from checker.formats.catalog.file import (
    ChangesFile,
    ClaimEntry,
    EndpointDetail,
    FactDetail,
    FactEntry,
    FaultEntry,
    LineageEntry,
    ListedEntry,
    ListFile,
    ModelFile,
    PlaceEntry,
    SourceEntry,
    UsageEntry,
)
from checker.formats.terminal import safe_json


def list_json(listing: Listing, faults: Sequence[Diagnostic]) -> str:
    data: ListFile = {
        "format": "modelbylaws/catalog-list/v1",
        "as_of": listing.world.as_of.isoformat(),
        "known_by": _day(listing.world.known_by),
        "models": [_listed(model) for model in listing.models],
        "uncatalogued": list(listing.uncatalogued),
        "diagnostics": fault_entries(faults),
    }
    return safe_json(data)


def _listed(model: Listed) -> ListedEntry:
    return {
        "id": model.id,
        "vendor": model.vendor,
        "family": model.family,
        "facts": {name: _fact(sheet) for name, sheet in model.facts.items()},
        "lineage": _lineage(model.vendors),
        "hosts": list(model.hosts),
        "disputes": list(model.disputes),
        "services": list(model.services),
    }


def model_json(found: Dossier, world: World, faults: Sequence[Diagnostic]) -> str:
    ancestors = found.ancestors
    data: ModelFile = {
        "format": "modelbylaws/catalog-model/v1",
        "as_of": world.as_of.isoformat(),
        "known_by": _day(world.known_by),
        "id": found.id,
        "written": found.written,
        "vendor": found.vendor,
        "family": found.family,
        "aliases": list(found.aliases),
        "places": [place(at) for at in found.places],
        "facts": {sheet.name: _detail(sheet) for sheet in found.facts},
        "endpoints": [_endpoint(sheet) for sheet in found.endpoints],
        "lineage": _lineage(found.vendors),
        "ancestors": {
            "models": sorted(map(str, ancestors.certain)),
            "complete": ancestors.open is None,
            "because": ancestors.open.reason if ancestors.open else "",
        },
        "descendants": list(found.descendants),
        "uses": [usage(entry) for entry in found.uses],
        "perhaps": [usage(entry) for entry in found.perhaps],
        "diagnostics": fault_entries(faults),
    }
    return safe_json(data)


def changes_json(changed: Sequence[ModelChange], before: Side, after: Side, faults: Sequence[Diagnostic]) -> str:
    data: ChangesFile = {
        "format": "modelbylaws/catalog-diff/v1",
        "before": before.name,
        "after": after.name,
        "models": [
            {
                "id": model.id,
                "change": model.change,
                "changes": [{"what": c.what, "before": c.before, "after": c.after} for c in model.changes],
                "uses": [usage(entry) for entry in model.uses],
            }
            for model in changed
        ],
        "diagnostics": fault_entries(faults),
    }
    return safe_json(data)


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _fact(sheet: FactSheet) -> FactEntry:
    value = None if sheet.value is None else as_json(sheet.value)
    return {"value": value, "state": sheet.state, "because": sheet.because}


def _detail(sheet: FactSheet) -> FactDetail:
    return {**_fact(sheet), "claims": [_claim(entry) for entry in sheet.entries]}


def _endpoint(sheet: EndpointSheet) -> EndpointDetail:
    return {
        "host": sheet.host,
        "snapshot": _day(sheet.snapshot),
        "retires": None if sheet.retires is None else str(sheet.retires),
        "days_left": sheet.days_left,
        "state": sheet.state,
        "because": sheet.because,
        "claims": [_claim(entry) for entry in sheet.entries],
    }


def _claim(entry: Entry) -> ClaimEntry:
    basis = entry.basis
    decided = basis.decided
    return {
        "value": as_json(entry.value),
        "from": basis.from_.isoformat() if isinstance(basis, Claim) else None,
        "until": _day(basis.until) if isinstance(basis, Claim) else None,
        "status": basis.status,
        "standing": entry.standing.name.lower().replace("_", "-"),
        "counts": entry.standing is Standing.COUNTS,
        "layer": entry.layer,
        "sources": [_source(source) for source in basis.sources],
        "note": basis.note or "",
        "recorded": _day(basis.recorded),
        "superseded": _day(basis.superseded),
        "decided": {"by": decided.by, "on": decided.on.isoformat(), "why": decided.why} if decided else None,
        "place": place(entry.at),
    }


def _source(source: Source) -> SourceEntry:
    return {
        "class": source.class_,
        "what": source.what,
        "where": source.where,
        "read": source.read.isoformat(),
        "published": _day(source.published),
        "digest": source.digest,
    }


def _lineage(vendors: Members) -> LineageEntry:
    reason = vendors.open.reason if vendors.open else ""
    return {"vendors": sorted(map(str, vendors.certain)), "complete": vendors.open is None, "because": reason}


def usage(entry: Usage) -> UsageEntry:
    return {
        "service": entry.service,
        "use": entry.use,
        "route": entry.route,
        "role": entry.role,
        "access": entry.access,
        "host": entry.host,
        "model": entry.model,
        "place": place(entry.at),
    }


def fault_entries(faults: Sequence[Diagnostic]) -> list[FaultEntry]:
    in_order = sorted(faults, key=lambda fault: fault.sort_key)
    return [
        {"code": fault.code, "message": fault.message, "help": fault.help, "place": place(fault.locations[0])}
        for fault in in_order
    ]


def place(at: Location) -> PlaceEntry:
    line, column = at.span[:2] if at.span else (None, None)
    return {"path": at.file, "line": line, "column": column}
