"""All that is known about one model: the facts with their claims, endpoints, relatives, and who uses it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import ClassVar, Literal

from checker.browse.dependents import Dependents, Usage
from checker.browse.ledger import (
    FAULT,
    PLACE,
    Entry,
    Known_,
    endpoint_entries,
    fact_entries,
    gap_of,
    settled_by,
    status_of,
)
from checker.catalog import KnownModel
from checker.catalog.claims import Fact, Json, NoFact, as_json, ending
from checker.condition.truth import Known, Members, Unknown
from checker.diagnostic import Diagnostic, Location, Place
from checker.files.catalog import Floor, Retires
from checker.files.facts import DERIVED_FROM, FACTS, FactRow
from checker.fleet import facts
from checker.fleet.remember import once
from checker.fleet.world import World
from checker.form import Form
from checker.record import dataclass

LINEAGE = Form("LineageEntry", "vendors complete because", {"vendors": "names", "because": "gap"})
_MODELS = Form("ModelsEntry", "models complete because", {"models": "names", "because": "gap"})
_DETAIL = Form("FactDetail", "value state because claims", {"value": "data", "claims": "entries"})


@dataclass(frozen=True, slots=True)
class FactSheet:
    """A fact on a day. ``value`` is None unless it is known; then ``because`` says what is wrong with it."""

    FORM: ClassVar = Form("FactEntry", "value state because", {"value": "data"})

    name: str
    value: object | None
    state: Known_
    because: str
    entries: tuple[Entry, ...] = ()

    @property
    def data(self) -> Json | None:
        return None if self.value is None else as_json(self.value)


@dataclass(frozen=True, slots=True)
class EndpointSheet:
    """When a host stops serving the model: a day, ``none`` announced, a floor, or None where that is not known."""

    FORM: ClassVar = Form(
        "EndpointDetail",
        "host snapshot retires not_before days_left state because claims",
        {"retires": "end", "claims": "entries"},
    )

    host: str
    snapshot: dt.date | None
    """The dated version that this is about; None: every other one."""
    retires: Retires | None
    days_left: int | None
    state: Known_
    because: str
    entries: tuple[Entry, ...]

    @property
    def end(self) -> dt.date | Literal["none"] | None:
        return None if isinstance(self.retires, Floor) else self.retires

    @property
    def not_before(self) -> dt.date | None:
        return self.retires.not_before if isinstance(self.retires, Floor) else None

    @property
    def name(self) -> str:
        """``host``, or ``host (snapshot 2024-08-06)``."""
        return f"{self.host} (snapshot {self.snapshot})" if self.snapshot else self.host


@dataclass(frozen=True, slots=True)
class ModelCard:
    """A model as the catalogs and this fleet know it."""

    FORM: ClassVar = Form(
        "ModelFile",
        "as_of known_by id written vendor family aliases places facts endpoints lineage ancestors descendants uses"
        " perhaps diagnostics",
        {
            "as_of": "world.as_of",
            "known_by": "world.known_by",
            "places": PLACE,
            "facts": ("facts_by_name", _DETAIL),
            "lineage": ("vendors", LINEAGE),
            "ancestors": _MODELS,
            "diagnostics": FAULT,
        },
        format="modelbylaws/catalog-model/v1",
        about="One model: facts with all their claims, endpoints, relatives, and who uses it.",
    )

    world: World
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
    diagnostics: tuple[Diagnostic, ...]
    """What could not be read."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """The text of every file that a fault points at."""

    @property
    def exit_code(self) -> int:
        """2 where something could not be read."""
        return 2 if self.diagnostics else 0

    @property
    def facts_by_name(self) -> Mapping[str, FactSheet]:
        return {sheet.name: sheet for sheet in self.facts}


def make_card(world: World, written: str, users: Dependents, faults: Sequence[Diagnostic]) -> ModelCard:
    """A model by any of its names; one that no catalog knows must be the organization's own."""
    known = world.catalog.model(written)
    model = known.id if known else written
    lineage = world.lineage(model)
    vendor = world.vendor(model)
    uses = users.of(model)
    return ModelCard(
        world=world,
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
        diagnostics=tuple(sorted(faults, key=lambda fault: fault.sort_key)),
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
    """Every fact, at whatever status is judged."""
    answers = dict(world.answers(known, "reported"))
    return tuple(_fact_sheet(world, known, fact, found) for fact, found in answers.items())


def _fact_sheet(world: World, known: KnownModel, fact: FactRow, found: Fact[object] | NoFact) -> FactSheet:
    entries = fact_entries(world.catalog, known.id, fact, world.as_of, world.known_by)
    if fact.widens:
        return _bases(world, known, entries)
    if isinstance(found, Fact):
        return FactSheet(fact.name, found.value, status_of(entries), settled_by(entries), entries)
    return FactSheet(fact.name, None, gap_of(entries), found.reason, entries)


def _bases(world: World, known: KnownModel, entries: tuple[Entry, ...]) -> FactSheet:
    """What the catalogs say, and what manifests of the fleet add to it."""
    bases = world.bases(known.id)
    added = world.declared_bases.get(known.id, ())
    because = f"manifests add {', '.join(map(world.shown, added))}" if added else settled_by(entries)
    certain = _ids(world, bases)
    if bases.open is None:
        return FactSheet(DERIVED_FROM.name, certain, status_of(entries), because, entries)
    at_least = f"; at least {', '.join(certain)}" if certain else ""
    return FactSheet(
        DERIVED_FROM.name, None, gap_of(entries), f"is not fully known: {bases.open.reason}{at_least}", entries
    )


def _ids(world: World, bases: Members) -> tuple[str, ...]:
    return tuple(sorted({world.canonical(str(base)) or str(base) for base in bases.certain}))


def _own_sheets(world: World, model: str) -> tuple[FactSheet, ...]:
    """The facts of an own model that no catalog lists: those of what it was made from."""
    declared = world.bases(model)
    bases = _ids(world, declared)
    made_from = (
        FactSheet(DERIVED_FROM.name, None, "unknown", f"is not fully known: {declared.open.reason}")
        if declared.open
        else FactSheet(DERIVED_FROM.name, bases, "inherited", "as manifests declare")
    )
    return (made_from, *(_inherited_sheet(world, model, fact.name) for fact in FACTS.values() if fact.inherited))


def _inherited_sheet(world: World, model: str, name: str) -> FactSheet:
    value = facts.fact(world, model, name, "reported")
    if isinstance(value, Known):
        return FactSheet(name, value.value, "inherited", value.because)
    return FactSheet(name, None, "unknown", f"is not inherited: {value.reason}" if isinstance(value, Unknown) else "")


def endpoint_sheets(world: World, model: str) -> tuple[EndpointSheet, ...]:
    """Every host that a catalog lists for the model, and below it every snapshot that has an end of its own."""
    found = []
    for host in _hosts(world).get(model, ()):
        listed = world.catalog.endpoints[model, host]
        snapshots = {endpoint.snapshot for endpoint in listed}
        found += [_endpoint(world, model, host, day) for day in sorted(snapshots, key=lambda day: day or dt.date.min)]
    return tuple(found)


@once
def _hosts(world: World) -> Mapping[str, Sequence[str]]:
    """By model, the hosts that a catalog lists for it."""
    found: dict[str, list[str]] = {}
    for model, host in sorted(world.catalog.endpoints):
        found.setdefault(model, []).append(host)
    return found


def _endpoint(world: World, model: str, host: str, snapshot: dt.date | None) -> EndpointSheet:
    listed = world.catalog.endpoints[model, host]
    stated = [endpoint for endpoint in listed if endpoint.snapshot == snapshot]
    entries = endpoint_entries(world.catalog, (model, host, snapshot), world.as_of, world.known_by)
    found = ending(stated, world.aging, world.known_by)
    if isinstance(found, NoFact):
        return EndpointSheet(host, snapshot, None, None, gap_of(entries), found.reason, entries)
    left = (found.value - world.as_of).days if isinstance(found.value, dt.date) else None
    return EndpointSheet(host, snapshot, found.value, left, status_of(entries), settled_by(entries), entries)
