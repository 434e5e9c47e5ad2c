"""Where a model's stage and what else is claimed about it cannot both hold: retired, and yet active or offered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from checker.catalog import Catalog, KnownModel
from checker.catalog.claims import Fact, NoFact, ending, resolve
from checker.diagnostic import Diagnostic, Location

Placed = Iterable[tuple[KnownModel, Location]]
"""Models, and where catalogs describe them."""


def find_retired_yet_active(catalog: Catalog, models: Placed, as_of: dt.date) -> Iterator[Diagnostic]:
    for model, at in models:
        ended = _who_ended(catalog, model, as_of)
        if _stage(model, as_of) == "active" and ended:
            message = f"{model.id} is said to be active, and has retired at {ended}"
            yield Diagnostic("retired-yet-active", message, (at,), "add a claim for its stage since then")


def find_retired_yet_offered(models: Placed, as_of: dt.date) -> Iterator[Diagnostic]:
    for model, at in models:
        offered = resolve(model.facts.access, as_of, "reported", None, as_of)
        if isinstance(offered, Fact) and "vendor-api" in offered.value and _stage(model, as_of) == "retired":
            message = f"{model.id} is retired, and is said to be offered by its vendor's own API"
            yield Diagnostic("retired-yet-offered", message, (at,), "close the claim for its access on that day")


def _stage(model: KnownModel, as_of: dt.date) -> str | None:
    found = resolve(model.facts.stage, as_of, "reported", None, as_of)
    return found.value if isinstance(found, Fact) else None


def _who_ended(catalog: Catalog, model: KnownModel, as_of: dt.date) -> str:
    """The vendor, where it no longer serves its model; or all hosts, where none does any more."""
    days: dict[str, object] = {}
    for (name, host), endpoints in catalog.endpoints.items():
        stated = [endpoint for endpoint in endpoints if endpoint.snapshot is None]
        if name == model.id and stated:
            found = ending(stated, as_of)
            days[host] = None if isinstance(found, NoFact) else found.value
    gone = sorted(host for host, day in days.items() if isinstance(day, dt.date) and day <= as_of)
    if model.vendor in gone:
        return model.vendor
    return ", ".join(gone) if gone and len(gone) == len(days) else ""
