"""Facts and endpoints of one model on a day, each with its claims and what is wrong with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal

from checker.browse.ledger import Entry, Known_, endpoint_entries, fact_entries, gap_of, settled_by, status_of
from checker.catalog import KnownModel
from checker.catalog.claims import Fact, Json, NoFact, as_json, ending
from checker.condition.truth import Known, Members, Unknown
from checker.files.catalog import Floor, Retires
from checker.files.facts import DERIVED_FROM, FACTS, FactRow
from checker.fleet import facts
from checker.fleet.remember import once
from checker.fleet.world import World
from checker.form import Form
from checker.record import dataclass


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


def own_sheets(world: World, model: str) -> tuple[FactSheet, ...]:
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
