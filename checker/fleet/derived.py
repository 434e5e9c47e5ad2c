"""What the declarations of a route, its service and the catalogs together say of a version, a place, or a way out.

And when the facts behind it were last read: a reading ages, whatever the fact says. What counts: the model's facts, its
bases, and the retirement at the route's own host. An own model is as fresh as what it was made from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction

from checker.catalog import KnownModel
from checker.catalog.claims import Fact, NoFact, ending, resolve, settle
from checker.catalog.readings import seen_on
from checker.condition.truth import Known, Members, Unknown, Value, union
from checker.files.facts import DERIVED_FROM, FACTS, Sourced
from checker.fleet import keys
from checker.fleet.evidence import missing
from checker.fleet.facts import of_version, origins
from checker.fleet.reading import value_of
from checker.fleet.service import Route, Service
from checker.fleet.world import World
from checker.placed import written_in
from checker.vocabulary import Accept, expand


def model(world: World, route: Route) -> Value:
    return _single(keys.keys(world, route, "model"))


_AGREE = "let both say the same"
_PIN = "write the dated snapshot, the commit, or a full version such as 1.4.2"


def version(world: World, route: Route) -> Value:
    found = world.version(route.model, route.declared.version)
    return Unknown(found.conflict, _AGREE) if found.conflict else value_of(found.text, "version", world.as_of)


def pinned(world: World, route: Route) -> Value:
    """Whether the version cannot move; what is neither known to stay nor said to move is unknown."""
    if route.declared.digest is not None:
        return Known(value=True, because="a digest is given")
    found = world.version(route.model, route.declared.version)
    if found.conflict:
        return Unknown(found.conflict, _AGREE)
    if found.text is None:
        return Unknown("version is not declared", "declare version or digest on the route")
    if found.is_fixed:
        return Known(value=True, because="" if route.declared.version else f"the model's name says {found.text}")
    if found.is_floating:
        return Known(value=False, because=f"version is {found.text!r}, which moves", remedy=_PIN)
    return Unknown(f"version {found.text!r} may move", _PIN)


def runs_in(world: World, route: Route) -> Value:
    found = keys.countries(world, route)
    return found if isinstance(found, Unknown) else value_of(found, "jurisdictions", world.as_of)


def within_residency(world: World, route: Route) -> Value:
    residency, runs_in = route.service.manifest.residency, keys.places(world, route)
    if isinstance(runs_in, Unknown):
        return runs_in
    if residency is None or runs_in is None:
        name = "residency" if residency is None else "jurisdictions"
        return Unknown(f"{name} is not declared", f"declare {name} in the manifest")
    allowed = [expand(region, world.as_of) for region in residency]
    countries = frozenset(country for members in allowed if members for country in members)
    spread = {code: expand(code, world.as_of) for code in sorted(runs_in)}
    outside = [code for code, members in spread.items() if members is None or not countries.issuperset(members)]
    if None in (*allowed, *spread.values()) and outside:
        return Unknown(f"members of EU and EEA on {world.as_of} are not in the tables")
    if any(countries & (spread[code] or frozenset()) for code in outside):
        return Unknown(f"the model's name says {', '.join(outside)}, and not which country", "declare jurisdictions")
    if outside:
        return Known(value=False, because=f"{', '.join(outside)} is outside {', '.join(residency)}")
    return Known(value=True, because=f"jurisdictions [{', '.join(spread)}] within residency [{', '.join(residency)}]")


def independent_alternatives(world: World, service: Service) -> Value:
    """How many assessed alternatives share no vendor with the lineage of the live routes."""
    listed = service.manifest.exit.alternatives if service.manifest.exit else None
    if listed is None:
        return Unknown("exit.alternatives is not declared", "declare exit.alternatives in the manifest")
    live = union([world.lineage(route.model).vendors for route in service.live_routes])
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


def jurisdictions(world: World, route: Route) -> Value:
    vendors = world.lineage(route.model).vendors
    return union([Members(frozenset(), vendors.open), *(world.jurisdiction(str(v)) for v in vendors.certain)])


def vendor(world: World, route: Route) -> Value:
    return world.vendor(route.model)


def vendor_group(world: World, route: Route) -> Value:
    return _single(keys.keys(world, route, "group"))


def vendor_jurisdiction(world: World, route: Route) -> Value:
    return _single(keys.keys(world, route, "vendor-jurisdiction"))


def vendors(world: World, route: Route) -> Value:
    return world.lineage(route.model).vendors


def models(world: World, route: Route) -> Value:
    return world.lineage(route.model).models


def _single(members: Members) -> Value:
    if members.open:
        return members.open
    return Known(next(iter(members.certain)))


def oldest_reading(world: World, route: Route, accept: Accept | None) -> Value:
    """The oldest day on which one of the facts was last read, as far as readings had been made by then."""
    model = route.model
    sources, gap = origins(world, model) if world.is_own(model) else ((model,), None)
    if gap or not sources:
        return gap or missing(DERIVED_FROM.name, model, "is not declared")
    days: list[dt.date] = []
    for name in sources:
        known = world.catalog.model(name)
        if known is None:
            return world.unlisted(name)
        bases = list(_facts(world, known, accept or "reported"))
        if not bases:
            return missing("weights", known.id, "is not known, nor is any other fact about it")
        days += [_last_reading(world, basis, ages=ages) for basis, ages in bases]
    days += [_last_reading(world, basis, ages=True) for basis in _endpoint(world, route)]
    late = [day for day in days if day > _by(world)]
    if late:
        about = world.canonical(model) or written_in(model)
        return Unknown(f"a fact about {about} was read on {min(late)}, after {_by(world)}", "that does not count")
    return Known(min(days))


def _facts(world: World, known: KnownModel, accept: Accept) -> Iterator[tuple[Sourced, bool]]:
    """What the known facts rest on, its bases among them, in every layer of catalogs; and whether it ages.

    NOTE: also what is too old to be known any more, or a model would look fresh because all else about it is.
    """
    for fact in FACTS.values():
        for claims in known.claims(fact) if fact.judged else ():
            asked = (claims, world.as_of, "reported" if fact.widens else accept, world.known_by)
            found = resolve(*asked, world.aging if fact.ages else None)
            found = resolve(*asked) if isinstance(found, NoFact) and fact.ages else found
            if isinstance(found, Fact):
                yield found.basis, fact.ages


def _endpoint(world: World, route: Route) -> Iterator[Sourced]:
    """What the retirement at the route's host rests on, where a catalog knows of one."""
    where, model = keys.host(world, route), world.canonical(route.model)
    if route.self_operated or model is None or isinstance(where, Unknown):
        return
    listed = of_version(
        world, route.model, route.declared.version, world.catalog.endpoints.get((model, str(where.value)), ())
    )
    if isinstance(listed, Unknown):
        return
    found = ending(listed, world.aging, world.known_by)
    if isinstance(found, NoFact):
        found = settle([(entry.retires, entry) for entry in listed], "reported", world.known_by)
    if isinstance(found, Fact):
        yield found.basis


def _last_reading(world: World, basis: Sourced, *, ages: bool) -> dt.date:
    """The newest content that had been read; else the first reading to come."""
    made = [seen_on(source, ages=ages) for source in basis.sources if source.read <= _by(world)]
    return max(made, default=min(source.read for source in basis.sources))


def _by(world: World) -> dt.date:
    """The last day whose readings count."""
    return min(world.as_of, world.known_by or world.as_of)
