"""The list of models as a table: for people, as CSV, and in Markdown; and the order of its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from checker.browse.catalogued import Listed, Listing
from checker.browse.sheets import FactSheet
from checker.catalog.claims import show_fact
from checker.condition.truth import Members
from checker.diagnostic import cap_faults, many
from checker.files.facts import FACTS
from checker.fleet import World
from checker.formats import Format
from checker.formats.columns import table
from checker.formats.csv_report import csv_text
from checker.formats.full import faults_text
from checker.formats.markdown_text import markdown_text
from checker.formats.terminal import Paint, escape
from checker.vocabulary import UNKNOWN

Cell = Callable[[Listed], str]

_USUAL = ("weights", "license", "stage", "lineage", "disputed")
EVERY = (
    "vendor", "jurisdiction", "family", "weights", "license", "stage", "released", "retires", "modalities", "lineage",
    "hosts", "disputed", "services",
)  # fmt: skip
"""The columns of tables for programs, and of Markdown."""


_NAMED = 5
"""Most models that may fit and are named; the JSON has all."""


def _fact(name: str) -> Cell:
    return lambda model: _cell(model.facts[name], sure=FACTS[name].accept == "confirmed")


def _first_end(model: Listed) -> str:
    """The first day that is known, and where; or that none is."""
    first = model.retires
    hosts = [sheet.name for sheet in model.endpoints if first is not None and sheet.end == first]
    if first is not None:
        return f"{first} at {', '.join(hosts)}"
    return "none announced" if model.endpoints and all(sheet.end == "none" for sheet in model.endpoints) else UNKNOWN


CELLS: Mapping[str, Cell] = {
    "vendor": lambda model: model.vendor,
    "jurisdiction": lambda model: model.jurisdiction or UNKNOWN,
    "family": lambda model: model.family or "",
    **{name: _fact(name) for name in ("weights", "license", "stage", "released", "modalities")},
    "retires": _first_end,
    "lineage": lambda model: vendors_text(model.vendors),
    "hosts": lambda model: ", ".join(model.hosts),
    "disputed": lambda model: ", ".join(model.disputes),
    "services": lambda model: ", ".join(model.services),
}
"""What each column says of a model."""


def rows(listing: Listing, columns: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The heads, and a row for each model."""
    yield ("model", *columns)
    for model in listing.models:
        yield (model.id, *(CELLS[name](model) for name in columns))


def sort_key(name: str) -> Callable[[Listed], tuple[bool, str, str]]:
    """How a list is put in order by a column: what is unknown is last, and models that are alike there by id."""

    def key(model: Listed) -> tuple[bool, str, str]:
        said = "" if name == "id" else CELLS[name](model)
        return (said in {"", UNKNOWN, "disputed"}, said, model.id)

    return key


SORTS = ("id", *EVERY)


def list_text(listing: Listing, paint: Paint) -> str:
    """What could not be read, the table, what needs a remark, and the counts, which stand last."""
    columns = tuple(dict.fromkeys((*_USUAL[:-1], *listing.columns, _USUAL[-1])))
    head, *body = table(list(rows(listing, columns)), indent="") if listing.models else [""]
    lines = [paint("bold", head), *body, ""] if body else []
    return "".join(f"{line}\n" for line in [*open_list(listing, paint), *lines, *close(listing)])


def open_list(listing: Listing, paint: Paint) -> list[str]:
    """What could not be read."""
    return faults_text(cap_faults(listing.diagnostics), listing.sources, paint).splitlines()


def close(listing: Listing) -> Iterator[str]:
    """What needs a remark, and the counts."""
    yield from _remarks(listing)
    yield from _counts(listing)


def list_other(form: Format, listing: Listing, _: Paint) -> str:
    """The list as CSV or as a table of Markdown, with all columns."""
    head, *body = rows(listing, EVERY)
    if form == "csv":
        return csv_text((*head, "as_of"), [(*row, listing.world.as_of.isoformat()) for row in body])
    lines = [head, ("---",) * len(head), *(tuple(map(markdown_text, row)) for row in body)]
    said = [markdown_text(line) for line in close(listing)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines) + f"\n{'; '.join(said)}\n"


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
    if listing.perhaps:
        more = f" and {len(listing.perhaps) - _NAMED} more" if listing.perhaps[_NAMED:] else ""
        named = escape(", ".join(listing.perhaps[:_NAMED]))
        yield f"note: {many(len(listing.perhaps), 'model')} may fit, too, which is not known: {named}{more}"


def _counts(listing: Listing) -> Iterator[str]:
    models = listing.models
    if not models:
        hint = f": {listing.hint}" if listing.hint else ""
        yield f"no model matches, of {listing.total} that catalogs know, {when(listing.world)}{escape(hint)}"
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
