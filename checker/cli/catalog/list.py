"""``catalog list``: the models that catalogs know, on a day, and how surely."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from checker.cli.catalog.read import Read, read
from checker.cli.faults import Fault
from checker.cli.request import Request
from checker.diagnostic import did_you_mean
from checker.fleet import World
from checker.fleet.catalogued import Filter, Listing, catalogued
from checker.formats.catalog.json import list_json
from checker.formats.catalog.list import list_text
from checker.formats.terminal import Paint
from checker.vocabulary import Stage, Weights

UNKNOWN = "unknown"


def list_models(request: Request, asked: Filter, form: str, paint: Paint) -> tuple[str, int]:
    """The list, and 0; 3 where nothing matches, 2 where something could not be read.

    Raises:
        Fault: a filter names what there is not, or there is no sound catalog.
    """
    found = read(request, paint)
    _known(asked, found.world)
    everything = list(catalogued(found.world, found.users))
    models = [model for model in everything if asked.takes(model)]
    shown = Listing(tuple(models), len(everything), found.world, _uncatalogued(found) if asked.used else ())
    code = found.code(0 if models else 3)
    if form == "json":
        return list_json(shown, found.loaded.diagnostics), code
    return found.faults() + list_text(shown, paint), code


def _uncatalogued(found: Read) -> tuple[str, ...]:
    """Models of the fleet that no catalog lists."""
    named = {usage.model for usages in found.users.by_model.values() for usage in usages}
    named |= {usage.model for usage in found.users.open}
    return tuple(sorted(name for name in named - set(found.world.catalog.models) if found.world.canonical(name)))


def _known(asked: Filter, world: World) -> None:
    """Refuse a filter that could never match: it is a slip.

    Raises:
        Fault: a value that nothing has.
    """
    catalog = world.catalog
    for what, value, known in (
        ("vendor", asked.vendor, catalog.vendors),
        ("family", asked.family, {model.family for model in catalog.models.values() if model.family}),
        ("weights", asked.weights, (*get_args(Weights), UNKNOWN)),
        ("license", asked.license, {*_licenses(world), UNKNOWN}),
        ("stage", asked.stage, (*get_args(Stage), UNKNOWN)),
        ("host", asked.host, {host for _, host in catalog.endpoints} | set(catalog.hosts)),
    ):
        _one_of(what, value, known)


def _licenses(world: World) -> set[str]:
    return {claim.value for model in world.catalog.models.values() for claim in model.facts.license or ()}


def _one_of(what: str, value: str | None, known: Iterable[str]) -> None:
    if value is not None and value not in known:
        hint = did_you_mean(value, known)
        raise Fault(f"no catalog knows {what} {value!r}{f': {hint}' if hint else ''}")
