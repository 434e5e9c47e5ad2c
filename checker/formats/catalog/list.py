"""The models of the catalogs as a table for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from checker.catalog.values import shown
from checker.condition.truth import Members
from checker.fleet import World
from checker.fleet.catalogued import Listed, Listing
from checker.fleet.dossier import FactSheet
from checker.formats.table import table
from checker.formats.terminal import Paint, escape

_HEAD = ("model", "weights", "license", "stage", "lineage", "disputed")


def list_text(listing: Listing, paint: Paint) -> str:
    """The table, what needs a remark, and the counts, which stand last."""
    head, *rows = table([_HEAD, *(_row(model) for model in listing.models)], indent="") if listing.models else [""]
    lines = [paint("bold", head), *rows, ""] if rows else []
    return "".join(f"{line}\n" for line in [*lines, *_remarks(listing), *_counts(listing)])


def _row(model: Listed) -> tuple[str, ...]:
    cells = [_cell(model.facts[name], sure=name != "stage") for name in ("weights", "license", "stage")]
    return (model.id, *cells, vendors_text(model.vendors), ", ".join(model.disputes))


def _cell(sheet: FactSheet, *, sure: bool) -> str:
    """The value; for facts that rules want confirmed also whether they are not."""
    if sheet.value is None:
        return sheet.state
    return f"{shown(sheet.value)}{' (reported)' if sure and sheet.state == 'reported' else ''}"


def vendors_text(vendors: Members) -> str:
    named = sorted(map(str, vendors.certain))
    return " + ".join([*named, "unknown"] if vendors.open or not named else named)


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
    shown_ = f"{len(models)} model{'' if len(models) == 1 else 's'}"
    of_all = f" of {listing.total}" if len(models) < listing.total else ""
    by = f"{vendors} vendor{'' if vendors == 1 else 's'}"
    count = f"{disputes} disputed fact{'' if disputes == 1 else 's'}"
    yield f"{shown_}{of_all} by {by}, {count}, {when(listing.world)}"


def when(world: World) -> str:
    """Which day, and as of which knowledge."""
    return f"as of {world.as_of}{f', known by {world.known_by}' if world.known_by else ''}"
