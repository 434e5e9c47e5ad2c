"""The models of the catalogs as a list on a day, and which of them a filter means; also as a table for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import ClassVar

from checker import licenses
from checker.browse.dependents import Dependents
from checker.browse.ledger import FAULT
from checker.browse.model import LINEAGE, EndpointSheet, FactSheet, endpoint_sheets, fact_sheets
from checker.catalog.claims import show_fact
from checker.condition.truth import Members
from checker.diagnostic import Diagnostic, cap_faults, many
from checker.files.facts import FACTS
from checker.fleet import World
from checker.form import Form
from checker.formats.full import faults_text
from checker.formats.terminal import Paint, escape, table
from checker.record import dataclass
from checker.vocabulary import UNKNOWN


@dataclass(frozen=True, slots=True)
class Listed:
    """One model in a list."""

    FORM: ClassVar = Form(
        "ListedEntry", "id vendor family facts lineage hosts disputes services", {"lineage": ("vendors", LINEAGE)}
    )

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

    FORM: ClassVar = Form(
        "ListFile",
        "as_of known_by models uncatalogued diagnostics",
        {"as_of": "world.as_of", "known_by": "world.known_by", "diagnostics": FAULT},
        format="modelbylaws/catalog-list/v1",
        about="Models that catalogs know, on a day.",
    )

    models: tuple[Listed, ...]
    total: int
    world: World
    uncatalogued: tuple[str, ...]
    """Models of the fleet that no catalog lists; only where it was asked what the fleet uses."""
    diagnostics: tuple[Diagnostic, ...]
    """What could not be read."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """The text of every file that a fault points at."""

    @property
    def exit_code(self) -> int:
        """3 where nothing matches, 2 where something could not be read."""
        return 2 if self.diagnostics else 0 if self.models else 3


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
    if asked == UNKNOWN:
        return sheet.value is None
    return sheet.value == asked or (sheet.name == "license" and licenses.same(str(sheet.value), asked))


def describe_models(world: World, users: Dependents) -> Iterator[Listed]:
    """Every model that a catalog lists, by id."""
    for known in (world.catalog.models[name] for name in sorted(world.catalog.models)):
        sheets, endpoints = fact_sheets(world, known), endpoint_sheets(world, known.id)
        yield Listed(
            id=known.id,
            vendor=known.vendor,
            family=known.family,
            facts={sheet.name: sheet for sheet in sheets},
            vendors=world.lineage(known.id).vendors,
            hosts=tuple(dict.fromkeys(sheet.host for sheet in endpoints)),
            disputes=_disputes(sheets, endpoints),
            services=tuple(dict.fromkeys(usage.service for usage in users.of(known.id))),
        )


def _disputes(sheets: Sequence[FactSheet], endpoints: Sequence[EndpointSheet]) -> tuple[str, ...]:
    """Names of what sources of one rank contradict each other about."""
    named = [sheet.name for sheet in sheets if sheet.state == "disputed"]
    return (*named, *(f"retirement at {sheet.name}" for sheet in endpoints if sheet.state == "disputed"))


_COLUMNS = ("weights", "license", "stage")
_HEAD = ("model", *_COLUMNS, "lineage", "disputed")


def list_text(listing: Listing, paint: Paint) -> str:
    """What could not be read, the table, what needs a remark, and the counts, which stand last."""
    faults = faults_text(cap_faults(listing.diagnostics), listing.sources, paint)
    head, *rows = table([_HEAD, *(_row(model) for model in listing.models)], indent="") if listing.models else [""]
    lines = [paint("bold", head), *rows, ""] if rows else []
    return faults + "".join(f"{line}\n" for line in [*lines, *_remarks(listing), *_counts(listing)])


def _row(model: Listed) -> tuple[str, ...]:
    cells = [_cell(model.facts[name], sure=FACTS[name].accept == "confirmed") for name in _COLUMNS]
    return (model.id, *cells, vendors_text(model.vendors), ", ".join(model.disputes))


def _cell(sheet: FactSheet, *, sure: bool) -> str:
    """The value; for facts that rules want confirmed also whether they are not."""
    if sheet.value is None:
        return sheet.state
    return f"{show_fact(sheet.value)}{' (reported)' if sure and sheet.state == 'reported' else ''}"


def vendors_text(vendors: Members) -> str:
    return " + ".join([*vendors.names, UNKNOWN] if vendors.open or not vendors.names else vendors.names)


def _remarks(listing: Listing) -> Iterator[str]:
    if listing.uncatalogued:
        yield f"note: used, and in no catalog: {escape(', '.join(listing.uncatalogued))}"


def _counts(listing: Listing) -> Iterator[str]:
    models = listing.models
    if not models:
        yield f"no model matches, of {listing.total} that catalogs know, {when(listing.world)}"
        return
    vendors = len({model.vendor for model in models})
    weights = Counter(_cell(model.facts["weights"], sure=False) for model in models)
    yield f"weights: {', '.join(f'{weights[name]} {name}' for name in sorted(weights))}"
    disputes = sum(len(model.disputes) for model in models)
    shown_ = f"{many(len(models), 'model')}"
    of_all = f" of {listing.total}" if len(models) < listing.total else ""
    by = f"{many(vendors, 'vendor')}"
    count = f"{many(disputes, 'disputed fact')}"
    yield f"{shown_}{of_all} by {by}, {count}, {when(listing.world)}"


def when(world: World) -> str:
    """Which day, and as of which knowledge."""
    return f"as of {world.as_of}{f', known by {world.known_by}' if world.known_by else ''}"
