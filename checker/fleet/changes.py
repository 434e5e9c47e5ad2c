"""What differs between two worlds of models: other catalogs, or the same ones on another day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from checker.catalog.values import shown
from checker.condition.truth import Members, Unknown
from checker.fleet.dependents import Dependents, Usage
from checker.fleet.dossier import EndpointSheet, FactSheet, endpoint_sheets, fact_sheets
from checker.fleet.world import World

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, and who depends on what in it. ``name`` is how the user called it."""

    name: str
    world: World
    users: Dependents


@dataclass(frozen=True, slots=True)
class Change:
    """Something about a model, before and after."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ModelChange:
    """A model about which something changed, and the routes that this touches."""

    id: str
    change: Literal["appeared", "vanished", "changed"]
    changes: tuple[Change, ...]
    uses: tuple[Usage, ...]


def changes(before: Side, after: Side) -> Iterator[ModelChange]:
    """Every model that is not the same on both sides, by id."""
    for model in sorted({*before.world.catalog.models, *after.world.catalog.models}):
        old, new = _said(before.world, model), _said(after.world, model)
        names = [*new, *(name for name in old if name not in new)]
        found = tuple(
            Change(name, old.get(name, UNKNOWN), new.get(name, UNKNOWN))
            for name in names
            if old.get(name, UNKNOWN) != new.get(name, UNKNOWN)
        )
        there = (model in before.world.catalog.models, model in after.world.catalog.models)
        if found or not all(there):
            change: Literal["appeared", "vanished", "changed"]
            change = "changed" if all(there) else "appeared" if there[1] else "vanished"
            yield ModelChange(model, change, found, _touched(before, after, model))


def _touched(before: Side, after: Side, model: str) -> tuple[Usage, ...]:
    """Routes that depend on the model on either side."""
    either = {str(usage): usage for side in (before, after) for usage in side.users.of(model)}
    return tuple(either[name] for name in sorted(either))


def _said(world: World, model: str) -> Mapping[str, str]:
    """What is known about a model, in words."""
    known = world.catalog.models.get(model)
    if known is None:
        return {}
    said = {"vendor": _vendor(world, known.vendor)}
    said |= {sheet.name: _fact(sheet) for sheet in fact_sheets(world, known)}
    said["lineage"] = _vendors(world.lineage(model).vendors)
    if known.aliases:
        said["aliases"] = shown(tuple(sorted(known.aliases)))
    for endpoint in endpoint_sheets(world, model):
        said[f"retirement at {endpoint.name}"] = _retires(endpoint, world.as_of)
    return said


def _fact(sheet: FactSheet) -> str:
    return sheet.state if sheet.value is None else f"{shown(sheet.value)} ({sheet.state})"


def _vendor(world: World, vendor: str) -> str:
    seat = world.jurisdiction(vendor)
    return f"{vendor}, group {world.group(vendor)}, {UNKNOWN if isinstance(seat, Unknown) else seat.value}"


def _vendors(vendors: Members) -> str:
    return shown((*sorted(map(str, vendors.certain)), *([UNKNOWN] if vendors.open else [])))


def _retires(sheet: EndpointSheet, as_of: dt.date) -> str:
    if not isinstance(sheet.retires, dt.date):
        return "no day announced" if sheet.retires else sheet.state
    return f"{'retires' if sheet.retires > as_of else 'retired'} {sheet.retires} ({sheet.state})"
