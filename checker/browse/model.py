"""All that is known about one model: the facts with their claims, endpoints, relatives, and who uses it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import ClassVar

from checker.browse.dependents import Dependents, Usage
from checker.browse.ledger import FAULT, PLACE
from checker.browse.sheets import EndpointSheet, FactSheet, endpoint_sheets, fact_sheets, own_sheets
from checker.condition.truth import Known, Members
from checker.diagnostic import Diagnostic, Location, Place
from checker.fleet.world import World
from checker.form import Form
from checker.record import dataclass

LINEAGE = Form("LineageEntry", "vendors complete because", {"vendors": "names", "because": "gap"})
_MODELS = Form("ModelsEntry", "models complete because", {"models": "names", "because": "gap"})
_DETAIL = Form("FactDetail", "value state because claims", {"value": "data", "claims": "entries"})


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
        facts=fact_sheets(world, known) if known else own_sheets(world, model),
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
