"""The facts about a route's model, its endpoint and its contract, as attribute values.

The organization's own models have no facts of their own: theirs are those of
what they were made from, the most restrictive first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from operator import attrgetter
from typing import Any

from checker import licenses
from checker.catalog.claims import NoFact, ending, show_fact
from checker.condition.truth import Datum, Known, Members, Unknown, Value
from checker.diagnostic import did_you_mean
from checker.files.catalog import Contract, Endpoint, Floor
from checker.files.facts import FACTS
from checker.fleet import keys
from checker.fleet.evidence import missing, rests_on
from checker.fleet.remember import once
from checker.fleet.service import Route
from checker.fleet.world import World
from checker.record import dataclass
from checker.vocabulary import Accept


@once
def fact(world: World, model: str, name: str, accept: Accept | None) -> Value:
    """A single-valued fact about a model, or about what an own model was made from."""
    if world.is_own(model) and not FACTS[name].inherited:
        return Unknown(f"{name} of the own model {model} is in no catalog", "add the model to a catalog of yours")
    if world.is_own(model):
        return _inherit(world, model, name, accept)
    found = world.fact(model, name, accept)
    if isinstance(found, Unknown):
        return found
    if name == "license" and licenses.names_none(str(found.value)):
        reason = f"the license of {model} is {str(found.value)!r}, which names none"
        return Unknown(reason, "name it in a catalog of yours, as an SPDX expression or LicenseRef-...")
    because = rests_on(name, world.canonical(model) or model, show_fact(found.value), found.basis)
    if isinstance(found.value, tuple):
        return Members(frozenset(found.value), None, because)
    return Known(found.value, because)


def _inherit(world: World, model: str, name: str, accept: Accept | None) -> Value:
    sources, gap = origins(world, model)
    values = [fact(world, base, name, accept) for base in sources]
    known = [value for value in values if isinstance(value, Known)]
    unknown = [value for value in values if isinstance(value, Unknown)]
    order = FACTS[name].order
    if known and order:
        worst = min(known, key=lambda value: order.index(str(value.value)))
        if worst.value == order[0]:
            return worst
    if gap or unknown or not known:
        return gap or (unknown[0] if unknown else missing(name, model, "is not inherited"))
    if order:
        return worst
    if any(not licenses.same(str(value.value), str(known[0].value)) for value in known):
        return Unknown(f"what {model} was made from differs in {name}", "judge it with a rule of kind license-terms")
    return known[0]


@once
def origins(world: World, model: str) -> tuple[tuple[str, ...], Unknown | None]:
    """The nearest ancestors of an own model that are not our own, and why there may be more."""
    found: dict[str, None] = {}
    gap: Unknown | None = None
    waiting, seen = [model], {model}
    while waiting:
        bases = world.bases(waiting.pop())
        gap = gap or bases.open
        for base in sorted(map(str, bases.certain)):
            if not world.is_own(base):
                found[base] = None
            elif base not in seen:
                seen.add(base)
                waiting.append(base)
    return tuple(sorted(found)), gap


DeclaredWeights = tuple[str, str | None]
"""What a route declares of its model, and of the contract under which it has the weights."""
weights_of: Callable[[Route], DeclaredWeights] = attrgetter("model", "declared.contract")


def self_hostable(world: World, route: Route, accept: Accept | None) -> Value:
    """Weights are public or gated, or commercially licensed and the route names a contract."""
    return hostable_weights(world, weights_of(route), accept)


@once
def hostable_weights(world: World, declared: DeclaredWeights, accept: Accept | None) -> Value:
    """The same of whatever a route declares."""
    model, named = declared
    weights = fact(world, model, "weights", accept)
    if not isinstance(weights, Known):
        return weights
    if weights.value != "commercial-license":
        return Known(weights.value in {"public", "gated"}, weights.because)
    if named is None:
        return Known(value=False, because=f"{weights.because}; the route names no contract")
    terms = world.catalog.contracts.get(named)
    if terms is None:
        return _no_contract(world, named)
    if terms.end is not None and terms.end < world.as_of:
        return Known(value=False, because=f"{weights.because}; contract {named} ended on {terms.end}")
    return Known(value=True, because=f"{weights.because}; contract {named}")


def access_offered(world: World, route: Route, accept: Accept | None) -> Value:
    model = route.model
    if world.is_own(model) and route.self_operated:
        return Known(value=True, because=f"{model} is the organization's own")
    offered = fact(world, model, "access", accept)
    if not isinstance(offered, Members):
        return offered
    stage = fact(world, model, "stage", None)
    if route.declared.access == "vendor-api" and isinstance(stage, Known) and stage.value == "retired":
        return Known(value=False, because=stage.because)
    return Known(route.declared.access in offered.certain, offered.because)


def family(world: World, route: Route) -> Value:
    known = world.catalog.model(route.model)
    if known is None:
        return world.unlisted(route.model)
    remedy = "give the model its family in a catalog of yours"
    return Known(known.family) if known.family else Unknown(f"family of {known.id} is in no catalog", remedy)


@dataclass(frozen=True, slots=True)
class Retirement:
    """When a host stops serving a model; ``day`` is None where nothing was announced.

    ``floor`` is a day before which it surely does not, where that is all that is known.
    """

    host: str
    day: dt.date | None
    because: str
    floor: Floor | None = None


DeclaredEndpoint = tuple[keys.Hosted, str | None]
"""What a route declares of who serves which model, and in which version."""


def endpoint_of(route: Route) -> DeclaredEndpoint:
    return keys.hosted(route), route.declared.version


def retirement(world: World, route: Route) -> Retirement | Unknown:
    return endpoint_retirement(world, endpoint_of(route))


def endpoint_retirement(world: World, declared: DeclaredEndpoint) -> Retirement | Unknown:
    """The retirement of whatever endpoint a route declares."""
    hosted, version = declared
    *_, model = hosted
    where = keys.host_of(world, hosted)
    if isinstance(where, Unknown):
        return where
    return _retirement(world, model, str(where.value), version)


@once
def _retirement(world: World, written: str, host: str, version: str | None) -> Retirement | Unknown:
    model = world.canonical(written)
    if model is None:
        return Unknown(f"the manifest says {written!r}")
    endpoints = of_version(world, written, version, world.catalog.endpoints.get((model, host), ()))
    if isinstance(endpoints, Unknown):
        return endpoints
    snapshot = endpoints[0].snapshot if endpoints else None
    pair = f"{model} at {host}{f' (snapshot {snapshot})' if snapshot else ''}"
    if not endpoints:
        return Unknown(f"the endpoint {pair} is in no catalog", "add it to the endpoints of a catalog of yours")
    found = ending(endpoints, world.aging, world.known_by)
    if isinstance(found, NoFact):
        return Unknown(f"the retirement of {pair} {found.reason}", "add a better source to a catalog of yours")
    because = rests_on("retirement", pair, str(found.value), found.basis)
    if isinstance(found.value, Floor):
        return Retirement(host, None, because, found.value)
    return Retirement(host, found.value if isinstance(found.value, dt.date) else None, because)


def of_version(
    world: World, written: str, declared: str | None, endpoints: tuple[Endpoint, ...]
) -> tuple[Endpoint, ...] | Unknown:
    """What is said of the snapshot that a route names; else what is said of the model."""
    version = world.version(written, declared)
    if version.conflict:
        return Unknown(version.conflict, "let both say the same")
    if version.is_dated_somehow:
        return Unknown(f"version {version.text!r} is no snapshot that is known", "write its date, such as 2024-05-13")
    own = tuple(found for found in endpoints if found.snapshot == version.day and found.held(world.known_by))
    return own if version.day and own else tuple(found for found in endpoints if found.snapshot is None)


def retires(world: World, route: Route) -> Value:
    """First day on which the host no longer serves the model; unknown where none is announced."""
    remedy = "if that is fine, use the kind retirement, which asks for no day where none was announced"
    if route.self_operated:
        return Unknown("we operate it ourselves, so no host announces a day", remedy)
    found = retirement(world, route)
    if isinstance(found, Unknown):
        return found
    if found.day is None:
        floor = f", only that it is {found.floor}" if found.floor else ""
        return Unknown(f"no retirement was announced at {found.host}{floor}", remedy)
    return Known(found.day, found.because)


def contract_term(world: World, route: Route, read: Callable[[Contract], Datum | None], term: str) -> Value:
    """One term of the contract that a route names."""
    named = route.declared.contract
    if named is None:
        return Unknown("no contract is named", "declare contract on the route")
    terms = world.catalog.contracts.get(named)
    if terms is None:
        return _no_contract(world, named)
    found = read(terms)
    remedy = f"add {term} to the contract in a catalog of yours"
    return Known(found) if found is not None else Unknown(f"contract {named} does not say {term!r}", remedy)


def contract(world: World, route: Route) -> Value:
    """The contract that a route names; an id that no catalog knows may be another one, misspelt."""
    named = route.declared.contract
    if named is None:
        return Unknown("contract is not declared", "declare contract on the route")
    return Known(named) if named in world.catalog.contracts else _no_contract(world, named)


def _no_contract(world: World, named: str) -> Unknown:
    remedy = "add it to a catalog of yours, such as catalog/in-house.yaml"
    near = did_you_mean(named, world.catalog.contracts)
    help_ = f"{near} Else {remedy}" if near.startswith("did") else remedy
    return Unknown(f"no catalog knows contract {named!r}", help_)


def host_group(world: World, route: Route) -> Value:
    where: Any = keys.host(world, route)
    if isinstance(where, Unknown):
        return where
    record = world.catalog.hosts.get(str(where.value)) or world.catalog.vendors.get(str(where.value))
    return Known(record.group if record else "self")
