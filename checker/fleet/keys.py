"""The keys of a route in each dimension that shares, losses and fallbacks look at.

A route may carry several keys, and may be open: it carries a key that is not
known. ``gateway: direct`` is no key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from checker.condition.attribute import Names
from checker.condition.truth import Known, Members, Unknown, Value, union
from checker.diagnostic import did_you_mean
from checker.fleet.service import Route
from checker.fleet.world import World
from checker.vocabulary import Dimension

DIRECT = "direct"


def keys(world: World, route: Route, dimension: Dimension) -> Members:
    return _DIMENSIONS[dimension](world, route)


def host(world: World, route: Route) -> Known | Unknown:
    """Who serves the route: as declared, or the default of its access channel."""
    named = route.declared.host
    if named is not None:
        if world.catalog.knows_host(named):
            return Known(named)
        add = f"add {named} to the hosts of a catalog of yours, such as catalog/in-house.yaml"
        near = did_you_mean(named, [*world.catalog.hosts, *world.catalog.vendors])
        return Unknown(f"no catalog knows host {named!r}", f"{near} Else {add}" if near else add)
    if route.default_host is not None:
        return Known(route.default_host)
    if route.declared.access == "vendor-api":
        return world.vendor(route.declared.model)
    return Unknown("host is not declared", "declare host on the route")


def gateway(world: World, route: Route) -> Known | Unknown:
    named = route.declared.gateway
    if named is None:
        return Unknown("gateway is not declared", "declare gateway on the route, or gateway: direct")
    if named == DIRECT or world.gateways is None or named in world.gateways:
        return Known(named)
    return Unknown(f"the configuration lists no gateway {named!r}", did_you_mean(named, [*world.gateways, DIRECT]))


def _model(world: World, route: Route) -> Value:
    written = route.declared.model
    name = world.canonical(written)
    vendor = world.vendor(written)
    if name is None:
        return Unknown(f"the manifest says {written!r}", "name the model")
    # NOTE: an id nobody knows may be another name of a known model, so it is a key and leaves the route open.
    return union([Known(name), *([vendor] if isinstance(vendor, Unknown) else [])])


def _group(world: World, route: Route) -> Value:
    vendor = world.vendor(route.declared.model)
    return vendor if isinstance(vendor, Unknown) else Known(world.group(str(vendor.value)))


def _vendor_jurisdiction(world: World, route: Route) -> Value:
    vendor = world.vendor(route.declared.model)
    return vendor if isinstance(vendor, Unknown) else world.jurisdiction(str(vendor.value))


def _gateway(world: World, route: Route) -> Value:
    named = gateway(world, route)
    return Members(frozenset()) if named == Known(DIRECT) else named


def _host_jurisdiction(_world: World, route: Route) -> Value:
    declared = route.declared.jurisdictions
    if declared is None:
        return Unknown("jurisdictions are not declared", "declare jurisdictions on the route")
    return Members(frozenset(declared))


_DIMENSIONS: Mapping[Dimension, Callable[[World, Route], Members]] = {
    "vendor": lambda world, route: union([world.vendor(route.declared.model)]),
    "lineage": lambda world, route: world.lineage(route.declared.model).vendors,
    "group": lambda world, route: union([_group(world, route)]),
    "model": lambda world, route: union([_model(world, route)]),
    "host": lambda world, route: union([host(world, route)]),
    "gateway": lambda world, route: union([_gateway(world, route)]),
    "vendor-jurisdiction": lambda world, route: union([_vendor_jurisdiction(world, route)]),
    "host-jurisdiction": lambda world, route: union([_host_jurisdiction(world, route)]),
}

DIMENSION_KEYS: Mapping[Dimension, str] = {
    "host": "host", "gateway": "gateway", "host-jurisdiction": "jurisdictions",
}  # fmt: skip
"""The manifest key that shows a route's keys, where it is not ``model``."""

DIMENSION_NAMES: Mapping[Dimension, Names] = {
    "vendor": "vendor", "lineage": "vendor", "group": "group", "model": "model", "host": "host",
    "gateway": "gateway",
    "vendor-jurisdiction": "country",
    "host-jurisdiction": "country",
}  # fmt: skip
"""What kind of name a key of each dimension is."""
