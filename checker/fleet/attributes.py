"""How each attribute of the table is read from a service, a use or a route."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from fractions import Fraction

from checker.condition.attribute import LABEL, Attribute
from checker.condition.truth import Datum, Known, Members, Unknown, Value, union
from checker.fleet import facts, freshness, keys
from checker.fleet.service import Route, Service, Use
from checker.fleet.world import World
from checker.manifest import Manifest
from checker.names import version_of
from checker.regions import expand
from checker.vocabulary import Accept


def of_service(world: World, service: Service, attribute: Attribute) -> Value:
    if attribute.name.startswith(LABEL):
        return Known((service.manifest.labels or {}).get(attribute.name.removeprefix(LABEL)))
    if attribute.name in service.undeclared:
        return _value(None, attribute.name, world.as_of)
    if attribute.name == "exit.independent-alternatives":
        return _independent_alternatives(world, service)
    found = _value(_SERVICE[attribute.name](service.manifest), attribute.name, world.as_of)
    return _canonical(world, found) if attribute.names == "model" else found


def of_use(use: Use, attribute: Attribute) -> Value:
    return Known(_USE[attribute.name](use))


def of_route(world: World, route: Route, attribute: Attribute, accept: Accept | None) -> Value:
    name = attribute.name
    if name in _DECLARED:
        found = _value(_DECLARED[name](route), name, world.as_of)
        return _canonical(world, found) if attribute.names == "model" else found
    if name in _JOINED:
        return _JOINED[name](world, route)
    return _FACTS[name](world, route, accept)


def _value(found: Datum | tuple[str, ...] | None, name: str, as_of: dt.date) -> Value:
    """A declared value; one that is absent, or recorded for a day after the as-of date, is unknown."""
    if found is None:
        return Unknown(f"{name} is not declared", f"declare {name} in the manifest")
    if isinstance(found, tuple):
        return Members(frozenset(found))
    if isinstance(found, dt.date) and found > as_of:
        return Unknown(f"{name} is {found}, after the as-of date", "a date to come does not count")
    return Known(found)


def _canonical(world: World, value: Value) -> Value:
    """Models by their ids, whatever alias was written; an unnamed one leaves the set open."""
    if not isinstance(value, Members):
        return value
    names = {str(written): world.canonical(str(written)) for written in value.certain}
    gaps = [Unknown(f"the manifest says {written!r}", "name the model") for written, name in names.items() if not name]
    return Members(frozenset(name for name in names.values() if name), gaps[0] if gaps else value.open)


def _number(value: int | Fraction | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def _alternatives(manifest: Manifest) -> tuple[str, ...] | None:
    listed = manifest.exit.alternatives if manifest.exit else None
    return None if listed is None else tuple(alternative.model for alternative in listed)


_SERVICE: Mapping[str, Callable[[Manifest], Datum | tuple[str, ...] | None]] = {
    "service": lambda m: m.service,
    "owner": lambda m: m.owner,
    "lifecycle": lambda m: m.lifecycle,
    "tier": lambda m: Fraction(m.tier),
    "regulation": lambda m: m.regulation,
    "data": lambda m: m.data,
    "reviewed": lambda m: m.reviewed,
    "connectivity": lambda m: m.connectivity,
    "residency": lambda m: m.residency,
    "traffic": lambda m: m.traffic,
    "spend": lambda m: m.spend,
    "exit.plan": lambda m: m.exit.plan if m.exit else None,
    "exit.substitutability": lambda m: m.exit.substitutability if m.exit else None,
    "exit.alternatives": _alternatives,
    "exit.person-days": lambda m: _number(m.person_days),
    "exit.calendar-days": lambda m: _number(m.calendar_days),
    "exit.estimated": lambda m: m.exit.migration.estimated if m.exit and m.exit.migration else None,
}

_USE: Mapping[str, Callable[[Use], Datum]] = {
    "use": lambda use: use.name,
    "required": lambda use: use.declared.required,
}

_DECLARED: Mapping[str, Callable[[Route], Datum | tuple[str, ...] | None]] = {
    "route": lambda route: route.name,
    "derived-from": lambda route: route.declared.derived_from,
    "role": lambda route: route.role,
    "share": lambda route: route.share,
    "access": lambda route: route.declared.access,
    "jurisdictions": lambda route: route.declared.jurisdictions,
    "version": lambda route: route.version,
    "digest": lambda route: route.declared.digest,
    "contract": lambda route: route.declared.contract,
    "tested": lambda route: route.declared.tested,
}


def _model(world: World, route: Route) -> Value:
    found = keys.keys(world, route, "model")
    return found.open or Known(next(iter(found.certain)))


FLOATING = frozenset({"floating", "latest"})
"""Versions that name whatever is newest."""


def _pinned(_world: World, route: Route) -> Value:
    if route.declared.digest is not None:
        return Known(value=True, because="a digest is given")
    version, named = route.version, version_of(route.declared.model)
    if named is not None and version != named:
        return Unknown(f"version is {version}, and the package URL says {named}", "let both say the same")
    if version is None:
        return Unknown("version is not declared", "declare version or digest on the route")
    return Known(version.lower() not in FLOATING)


def _within_residency(world: World, route: Route) -> Value:
    residency, runs_in = route.service.manifest.residency, route.declared.jurisdictions
    if residency is None or runs_in is None:
        name = "residency" if residency is None else "jurisdictions"
        return Unknown(f"{name} is not declared", f"declare {name} in the manifest")
    allowed = [expand(region, world.as_of) for region in residency]
    countries = frozenset(country for members in allowed if members for country in members)
    if None in allowed and not countries.issuperset(runs_in):
        return Unknown(f"members of EU and EEA on {world.as_of} are not in the tables")
    outside = sorted(set(runs_in) - countries)
    return Known(not outside, f"{', '.join(outside)} is outside of {', '.join(residency)}" if outside else "")


def _independent_alternatives(world: World, service: Service) -> Value:
    """How many assessed alternatives share no vendor with the lineage of the live routes."""
    listed = service.manifest.exit.alternatives if service.manifest.exit else None
    if listed is None:
        return Unknown("exit.alternatives is not declared", "declare exit.alternatives in the manifest")
    live = union([world.lineage(route.declared.model).vendors for route in service.live_routes()])
    assessed = [entry for entry in listed if entry.assessed is not None and entry.assessed <= world.as_of]
    count = 0
    for model in sorted({world.canonical(entry.model) or entry.model for entry in assessed}):
        vendors = world.lineage(model).vendors
        if vendors.certain & live.certain:
            continue
        gap = vendors.open or live.open
        if gap:
            return Unknown(f"whether {model} is independent of the live routes: {gap.reason}", gap.remedy)
        count += 1
    return Known(Fraction(count))


def _jurisdictions(world: World, route: Route) -> Value:
    vendors = world.lineage(route.declared.model).vendors
    return union([Members(frozenset(), vendors.open), *(world.jurisdiction(str(v)) for v in vendors.certain)])


_JOINED: Mapping[str, Callable[[World, Route], Value]] = {
    "model": _model,
    "host": keys.host,
    "gateway": keys.gateway,
    "pinned": _pinned,
    "within-residency": _within_residency,
    "model.family": facts.family,
    "vendor.id": lambda world, route: world.vendor(route.declared.model),
    "vendor.group": lambda world, route: _single(keys.keys(world, route, "group")),
    "vendor.jurisdiction": lambda world, route: _single(keys.keys(world, route, "vendor-jurisdiction")),
    "lineage.vendors": lambda world, route: world.lineage(route.declared.model).vendors,
    "lineage.models": lambda world, route: world.lineage(route.declared.model).models,
    "lineage.jurisdictions": _jurisdictions,
    "endpoint.retires": facts.retires,
    "host.group": facts.host_group,
    "contract.supplier": facts.contract_term(lambda c: c.supplier, "supplier"),
    "contract.end": facts.contract_term(lambda c: c.end, "end"),
    "contract.notice-days": facts.contract_term(lambda c: _number(c.notice_days), "notice-days"),
    "contract.dpa": facts.contract_term(lambda c: c.dpa, "dpa"),
    "contract.baa": facts.contract_term(lambda c: c.baa, "baa"),
    "contract.audit-right": facts.contract_term(lambda c: c.audit_right, "audit-right"),
    "contract.training-on-data": facts.contract_term(lambda c: c.training_on_data, "training-on-data"),
}

_FACTS: Mapping[str, Callable[[World, Route, Accept | None], Value]] = {
    "model.weights": lambda world, route, accept: facts.fact(world, route.declared.model, "weights", accept),
    "model.license": lambda world, route, accept: facts.fact(world, route.declared.model, "license", accept),
    "model.access": lambda world, route, accept: facts.fact(world, route.declared.model, "access", accept),
    "model.stage": lambda world, route, accept: facts.fact(world, route.declared.model, "stage", accept),
    "model.self-hostable": facts.self_hostable,
    "model.read": freshness.oldest_reading,
    "access-offered": facts.access_offered,
}

READABLE = frozenset({*_SERVICE, "exit.independent-alternatives", *_USE, *_DECLARED, *_JOINED, *_FACTS})
"""Every name that can be read here; a test holds it equal to the attribute table."""


def _single(members: Members) -> Value:
    if members.open:
        return members.open
    return Known(next(iter(members.certain)))
