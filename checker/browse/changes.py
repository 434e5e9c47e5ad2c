"""What differs between two worlds of models: other catalogs, or the same ones on another day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import ClassVar, Literal

from checker.browse.dependents import Dependents, Usage
from checker.browse.ledger import FAULT
from checker.browse.sheets import EndpointSheet, FactSheet, endpoint_sheets, fact_sheets
from checker.catalog.claims import show_fact
from checker.condition.truth import Members, Unknown
from checker.diagnostic import Diagnostic, cap_faults, many
from checker.files.catalog import Floor
from checker.fleet.world import World
from checker.form import Form
from checker.formats.columns import table
from checker.formats.full import faults_text
from checker.formats.summary import show_place
from checker.formats.terminal import Paint, escape
from checker.record import dataclass
from checker.vocabulary import UNKNOWN


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, and who depends on what in it. ``name`` is how the user called it."""

    name: str
    world: World
    users: Dependents


@dataclass(frozen=True, slots=True)
class Change:
    """Something about a model, before and after."""

    FORM: ClassVar = Form("ChangeEntry", "what before after")

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ModelChange:
    """A model about which something changed, and the routes that this touches."""

    FORM: ClassVar = Form("ModelChangeEntry", "id change changes uses")

    id: str
    change: Literal["appeared", "vanished", "changed"]
    changes: tuple[Change, ...]
    uses: tuple[Usage, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """All that differs between two sides, by their names."""

    FORM: ClassVar = Form(
        "ChangesFile",
        "before after models diagnostics",
        {"diagnostics": FAULT},
        format="modelbylaws/catalog-diff/v1",
        about="What differs between two catalogs, or between two days of one.",
    )

    before: str
    after: str
    models: tuple[ModelChange, ...]
    diagnostics: tuple[Diagnostic, ...]
    """What could not be read."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """The text of every file that a fault points at."""

    @property
    def exit_code(self) -> int:
        """2 where something could not be read."""
        return 2 if self.diagnostics else 0


def changes(before: Side, after: Side, *, used: bool = False) -> Iterator[ModelChange]:
    """Every model that is not the same on both sides, by id; or only those that routes depend on."""
    for model in sorted({*before.world.catalog.models, *after.world.catalog.models}):
        uses = _find_routes(before, after, model)
        if used and not uses:
            continue
        old, new = _describe(before.world, model), _describe(after.world, model)
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
            yield ModelChange(model, change, found, uses)


def _find_routes(before: Side, after: Side, model: str) -> tuple[Usage, ...]:
    """Routes that depend on the model on either side."""
    either = {str(usage): usage for side in (before, after) for usage in side.users.of(model)}
    return tuple(either[name] for name in sorted(either))


def _describe(world: World, model: str) -> Mapping[str, str]:
    """What is known about a model, in words."""
    known = world.catalog.models.get(model)
    if known is None:
        return {}
    said = {"vendor": _vendor(world, known.vendor)}
    said |= {sheet.name: _fact(sheet) for sheet in fact_sheets(world, known)}
    said["lineage"] = _vendors(world.lineage(model).vendors)
    if known.aliases:
        said["aliases"] = show_fact(tuple(sorted(known.aliases)))
    for endpoint in endpoint_sheets(world, model):
        said[f"retirement at {endpoint.name}"] = _retires(endpoint, world.as_of)
    return said


def _fact(sheet: FactSheet) -> str:
    return sheet.state if sheet.value is None else f"{show_fact(sheet.value)} ({sheet.state})"


def _vendor(world: World, vendor: str) -> str:
    seat = world.jurisdiction(vendor)
    return f"{vendor}, group {world.group(vendor)}, {UNKNOWN if isinstance(seat, Unknown) else seat.value}"


def _vendors(vendors: Members) -> str:
    return show_fact((*vendors.names, *([UNKNOWN] if vendors.open else [])))


def _retires(sheet: EndpointSheet, as_of: dt.date) -> str:
    if isinstance(sheet.retires, Floor):
        return f"{sheet.retires} ({sheet.state})"
    if not isinstance(sheet.retires, dt.date):
        return "no day announced" if sheet.retires else sheet.state
    return f"{'retires' if sheet.retires > as_of else 'retired'} {sheet.retires} ({sheet.state})"


def changes_text(compared: Compared, paint: Paint) -> str:
    changed = compared.models
    faults = faults_text(cap_faults(compared.diagnostics), compared.sources, paint)
    lines = [line for model in changed for line in (*_model(model, paint), "")]
    counts = Counter(model.change for model in changed)
    services = {usage.service for model in changed for usage in model.uses}
    models = ", ".join(f"{counts[word]} {word}" for word in ("changed", "appeared", "vanished"))
    touched = f"{many(len(services), 'service')} touched"
    lines.append(f"models: {models}; {touched}; from {escape(compared.before)} to {escape(compared.after)}")
    return faults + "".join(f"{line}\n" for line in lines)


def _model(model: ModelChange, paint: Paint) -> Iterator[str]:
    how = "" if model.change == "changed" else f" {model.change}"
    yield f"{paint('bold', escape(model.id))}{how}"
    for change in model.changes:
        if model.change == "appeared":
            said = change.after
        elif model.change == "vanished":
            said = f"was {change.before}"
        else:
            said = f"{change.before} -> {change.after}"
        yield escape(f"  {change.what}: {said}")
    yield from table([_show_touched(usage, model.id) for usage in model.uses], indent="  touches ")


def _show_touched(usage: Usage, model: str) -> tuple[str, ...]:
    through = f"through {usage.model}" if usage.model != model else ""
    return (str(usage), usage.role, through, show_place(usage.at))
