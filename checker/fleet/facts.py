"""The facts about a route's model, its endpoint and its contract, as attribute values.

The organization's own models have no facts of their own: theirs are those of
what they were made from, the most restrictive first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from checker.catalog.claims import NoFact, settle
from checker.catalog.files import Contract, Endpoint
from checker.condition.truth import Datum, Known, Members, Unknown, Value
from checker.fleet import keys
from checker.fleet.service import Route
from checker.fleet.world import World, missing, rests_on
from checker.names import snapshot_of
from checker.vocabulary import Accept, Stage, Weights

DEFAULT_ACCEPT: Mapping[str, Accept] = {
    "weights": "confirmed",
    "license": "confirmed",
    "conditions": "confirmed",
}
"""What a fact must be for a rule that does not say; ``reported`` for the rest."""

INHERITED = ("weights", "license", "conditions", "stage")
"""What an own model takes from what it was made from."""

_RESTRICTIVE_FIRST: Mapping[str, tuple[str, ...]] = {"weights": get_args(Weights), "stage": get_args(Stage)}


def fact(world: World, model: str, name: str, accept: Accept | None) -> Value:
    """A single-valued fact about a model, or about what an own model was made from."""
    if world.is_own(model) and name not in INHERITED:
        return Unknown(f"{name} of the own model {model} is in no catalog", "add the model to a catalog of yours")
    status = accept or DEFAULT_ACCEPT.get(name, "reported")
    if world.is_own(model):
        return _inherited(world, model, name, accept)
    found = world.facts(model, name, status)
    if isinstance(found, Unknown):
        return found
    because = rests_on(name, world.canonical(model) or model, _shown(found.value), found.basis)
    if isinstance(found.value, tuple):
        return Members(frozenset(found.value), None, because)
    return Known(found.value, because)


def _inherited(world: World, model: str, name: str, accept: Accept | None) -> Value:
    sources, gap = origins(world, model)
    values = [fact(world, base, name, accept) for base in sources]
    known = [value for value in values if isinstance(value, Known)]
    unknown = [value for value in values if isinstance(value, Unknown)]
    order = _RESTRICTIVE_FIRST.get(name, ())
    if known and order:
        worst = min(known, key=lambda value: order.index(str(value.value)))
        if worst.value == order[0]:
            return worst
    if gap or unknown or not known:
        return gap or (unknown[0] if unknown else missing(name, model, "is not inherited"))
    if order:
        return worst
    if any(value.value != known[0].value for value in known):
        return Unknown(f"what {model} was made from differs in {name}", "judge it with a rule of kind license-terms")
    return known[0]


def origins(world: World, model: str) -> tuple[list[str], Unknown | None]:
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
    return sorted(found), gap


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) or "none" if isinstance(value, tuple) else str(value)


def self_hostable(world: World, route: Route, accept: Accept | None) -> Value:
    """Weights are public or gated, or commercially licensed and the route names a contract."""
    weights = fact(world, route.declared.model, "weights", accept)
    if not isinstance(weights, Known):
        return weights
    if weights.value != "commercial-license":
        return Known(weights.value in {"public", "gated"}, weights.because)
    named = route.declared.contract
    if named is None:
        return Known(value=False, because=f"{weights.because}; the route names no contract")
    contract = world.catalog.contracts.get(named)
    if contract is None:
        return _no_contract(named)
    if contract.end is not None and contract.end < world.as_of:
        return Known(value=False, because=f"{weights.because}; contract {named} ended on {contract.end}")
    return Known(value=True, because=f"{weights.because}; contract {named}")


def access_offered(world: World, route: Route, accept: Accept | None) -> Value:
    model = route.declared.model
    if world.is_own(model) and route.self_operated:
        return Known(value=True, because=f"{model} is the organization's own")
    offered = fact(world, model, "access", accept)
    if not isinstance(offered, Members):
        return offered
    return Known(route.declared.access in offered.certain, offered.because)


def family(world: World, route: Route) -> Value:
    known = world.catalog.model(route.declared.model)
    if known is None:
        return world.unlisted(route.declared.model)
    return Known(known.family) if known.family else missing("family", known.id, "is in no catalog")


@dataclass(frozen=True, slots=True)
class Retirement:
    """When a host stops serving a model; ``day`` is None where nothing was announced."""

    host: str
    day: dt.date | None
    because: str


def retirement(world: World, route: Route) -> Retirement | Unknown:
    where = keys.host(world, route)
    model = world.canonical(route.declared.model)
    if isinstance(where, Unknown) or model is None:
        return where if isinstance(where, Unknown) else Unknown(f"the manifest says {route.declared.model!r}")
    host = str(where.value)
    endpoints = of_version(world, route, world.catalog.endpoints.get((model, host), ()))
    snapshot = endpoints[0].snapshot if endpoints else None
    pair = f"{model} at {host}{f' (snapshot {snapshot})' if snapshot else ''}"
    if not endpoints:
        return Unknown(f"the endpoint {pair} is in no catalog", "add it to the endpoints of a catalog of yours")
    found = settle([(endpoint.retires, endpoint) for endpoint in endpoints], "reported", world.known_by)
    if isinstance(found, NoFact):
        return Unknown(f"the retirement of {pair} {found.reason}", "add a better source to a catalog of yours")
    because = rests_on("retirement", pair, str(found.value), found.basis)
    return Retirement(host, found.value if isinstance(found.value, dt.date) else None, because)


def of_version(world: World, route: Route, endpoints: tuple[Endpoint, ...]) -> tuple[Endpoint, ...]:
    """What is said of the snapshot that the route names; else what is said of the model."""
    named = snapshot_of(route.declared.version or "") or snapshot_of(route.declared.model)
    own = tuple(found for found in endpoints if found.snapshot == named and found.held(world.known_by))
    return own if named and own else tuple(found for found in endpoints if found.snapshot is None)


def retires(world: World, route: Route) -> Value:
    """First day on which the host no longer serves the model; unknown where none is announced."""
    remedy = "if that is fine, use the kind retirement, which asks for no day where none was announced"
    if route.self_operated:
        return Unknown("we operate it ourselves, so no host announces a day", remedy)
    found = retirement(world, route)
    if isinstance(found, Unknown):
        return found
    if found.day is None:
        return Unknown(f"no retirement was announced at {found.host}", remedy)
    return Known(found.day, found.because)


def contract_term(read: Callable[[Contract], Datum | None], term: str) -> Callable[[World, Route], Value]:
    """A reader of one term of the contract that a route names."""

    def value(world: World, route: Route) -> Value:
        named = route.declared.contract
        if named is None:
            return Unknown("no contract is named", "declare contract on the route")
        contract = world.catalog.contracts.get(named)
        if contract is None:
            return _no_contract(named)
        found = read(contract)
        return Known(found) if found is not None else Unknown(f"contract {named} does not say {term!r}", "add it")

    return value


def _no_contract(named: str) -> Unknown:
    return Unknown(
        f"no catalog knows contract {named!r}", "add it to a catalog of yours, such as catalog/in-house.yaml"
    )


def host_group(world: World, route: Route) -> Value:
    where: Any = keys.host(world, route)
    if isinstance(where, Unknown):
        return where
    record = world.catalog.hosts.get(str(where.value)) or world.catalog.vendors.get(str(where.value))
    return Known(record.group if record else "self")
