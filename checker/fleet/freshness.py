"""When the facts behind a route were last read: a reading ages, whatever the fact says.

What counts: the model's facts, its bases, and the retirement at the route's own
host. An own model is as fresh as what it was made from, because its facts are theirs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from checker.catalog.claims import Fact, resolve, settle
from checker.catalog.sourced import Sourced
from checker.catalog.stack import KnownModel
from checker.condition.truth import Known, Unknown, Value
from checker.fleet import keys
from checker.fleet.facts import of_version, origins
from checker.fleet.service import Route
from checker.fleet.world import World, missing
from checker.vocabulary import Accept

_FACTS = ("weights", "license", "conditions", "access", "stage")


def oldest_reading(world: World, route: Route, accept: Accept | None) -> Value:
    """The oldest day on which one of the facts was last read, as far as readings had been made by then."""
    model = route.declared.model
    sources, gap = origins(world, model) if world.is_own(model) else ([model], None)
    if gap or not sources:
        return gap or missing("derived-from", model, "is not declared")
    days: list[dt.date] = []
    for name in sources:
        known = world.catalog.model(name)
        if known is None:
            return world.unlisted(name)
        bases = [*_facts(world, known, accept or "reported"), *_lineage(world, known)]
        if not bases:
            return missing("weights", known.id, "is not known, nor is any other fact about it")
        days += [_last_reading(world, basis) for basis in bases]
    days += [_last_reading(world, basis) for basis in _endpoint(world, route)]
    late = [day for day in days if day > _by(world)]
    if late:
        return Unknown(f"a fact about {model} was read on {min(late)}, after {_by(world)}", "that does not count")
    return Known(min(days))


def _facts(world: World, known: KnownModel, accept: Accept) -> Iterator[Sourced]:
    """What the known facts rest on."""
    for name in _FACTS:
        found = resolve(getattr(known.facts, name), world.as_of, accept, world.known_by)
        if isinstance(found, Fact):
            yield found.basis


def _lineage(world: World, known: KnownModel) -> Iterator[Sourced]:
    """What is known of its bases, in every layer of catalogs."""
    for claims in known.bases:
        found = resolve(claims, world.as_of, "reported", world.known_by)
        if isinstance(found, Fact):
            yield found.basis


def _endpoint(world: World, route: Route) -> Iterator[Sourced]:
    """What the retirement at the route's host rests on, where a catalog knows of one."""
    where, model = keys.host(world, route), world.canonical(route.declared.model)
    if route.self_operated or model is None or isinstance(where, Unknown):
        return
    listed = of_version(world, route, world.catalog.endpoints.get((model, str(where.value)), ()))
    found = settle([(entry.retires, entry) for entry in listed], "reported", world.known_by)
    if isinstance(found, Fact):
        yield found.basis


def _last_reading(world: World, basis: Sourced) -> dt.date:
    """The newest reading that had been made; else the first one to come."""
    days = [source.read for source in basis.sources]
    return max((day for day in days if day <= _by(world)), default=min(days))


def _by(world: World) -> dt.date:
    """The last day whose readings count."""
    return min(world.as_of, world.known_by or world.as_of)
