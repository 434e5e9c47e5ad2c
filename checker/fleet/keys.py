"""The keys of a route in each dimension that shares, losses and fallbacks look at.

A route may carry several keys, and may be open: it carries a key that is not
known. ``gateway: direct`` is no key.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from operator import attrgetter
from typing import Any

from checker.condition.attribute import Names
from checker.condition.truth import Known, Members, Unknown, Value, union
from checker.diagnostic import did_you_mean
from checker.fleet.remember import once
from checker.fleet.service import Route
from checker.fleet.world import World
from checker.record import dataclass
from checker.vocabulary import CLOUDS, COUNTRIES, GROUPS, SELF_HOST, SELF_OPERATED, Access, Dimension, expand, is_self

DIRECT = "direct"


def keys(world: World, route: Route, dimension: Dimension) -> Members:
    return keys_of(world, dimension, DIMENSIONS[dimension].declared(route))


@once
def keys_of(world: World, dimension: Dimension, declared: Hashable) -> Members:
    found = DIMENSIONS[dimension].read(world, declared)
    return found if isinstance(found, Members) else union([found])


Hosted = tuple[str | None, Access, str]
"""What a route declares of host, access and model."""
hosted: Callable[[Route], Hosted] = attrgetter("declared.host", "declared.access", "model")


def host(world: World, route: Route) -> Known | Unknown:
    """Who serves the route: as declared, as the model's written name says it, or the default of its access channel."""
    return host_of(world, hosted(route))


@once
def host_of(world: World, declared: Hosted) -> Known | Unknown:
    named, access, model = declared
    said = world.said(model)
    stated = said.host.value if said else None
    if stated is not None and named not in {None, stated}:
        return Unknown(f"host says {named}, and the model's name says {stated}", "let both say the same")
    named = named or stated
    if named is not None:
        return host_named(world, named, access, model)
    default = default_host(access)
    if default is not None:
        return Known(default)
    if access == "vendor-api":
        return world.vendor(model)
    return Unknown("host is not declared", "declare host on the route")


def default_host(access: Access) -> str | None:
    """Who serves a route that names no host, where the channel alone says it."""
    return SELF_HOST if access in SELF_OPERATED else None


def host_named(world: World, named: str, access: Access, model: str) -> Known | Unknown:
    """The host of a name, for a model through a channel.

    Vendors are hosts of their own API and of their own products, and nowhere else: ``amazon``
    beside ``aws.bedrock`` would be a second key of one host.
    """
    catalog = world.catalog
    if named in catalog.hosts or is_self(named):
        return Known(named)
    add = f"add {named} to the hosts of a catalog of yours, such as catalog/in-house.yaml"
    if named in catalog.vendors:
        return Known(named) if _serves(world, named, access, model) else _no_host(world, named, access)
    if named in (world.gateways or ()):
        return Unknown(f"{named!r} is a gateway, and no host", "write it as gateway, and as host who is behind it")
    from checker.naming.hints import host_hint  # noqa: PLC0415 - needed only for a name that is not known

    near = host_hint(named, {*catalog.hosts, *catalog.vendors})
    return Unknown(f"no catalog knows host {named!r}", f"{near} Else {add}" if near else add)


def _serves(world: World, vendor: str, access: Access, model: str) -> bool:
    """Whether a vendor is the host of a model: through its own API, or as the maker of a product."""
    if access in CLOUDS or access in SELF_OPERATED:
        return False
    if access != "vendor-api":
        return True
    made = world.lineage(model).vendors if world.is_own(model) else union([world.vendor(model)])
    return made.open is not None or world.group(vendor) in {world.group(str(one)) for one in made.certain}


def _no_host(world: World, vendor: str, access: Access) -> Unknown:
    group = world.group(vendor)
    hosts = sorted(name for name, record in world.catalog.hosts.items() if record.group == group)
    reason = f"{vendor!r} is a vendor, and no host of {access}"
    if access in SELF_OPERATED:
        return Unknown(reason, "write self, or self. and the name of your site")
    if access == "vendor-api":
        return Unknown(f"{vendor!r} is a vendor, and the API is not its own", "leave host out, or name who serves it")
    if hosts:
        return Unknown(reason, f"did you mean {' or '.join(map(repr, hosts))}?")
    return Unknown(
        reason, f"add {vendor} to the hosts of a catalog of yours, or write vendor-api if its own API is meant"
    )


def gateway(world: World, route: Route) -> Known | Unknown:
    return gateway_named(world, route.declared.gateway)


@once
def gateway_named(world: World, named: str | None) -> Known | Unknown:
    if named is None:
        return Unknown("gateway is not declared", "declare gateway on the route, or gateway: direct")
    if named == DIRECT or world.gateways is None or named in world.gateways:
        return Known(named)
    near = did_you_mean(named, [*world.gateways, DIRECT])
    return Unknown(f"the configuration lists no gateway {named!r}", near or "add it to gateways in the configuration")


def _model(world: World, written: str) -> Value:
    name = world.canonical(written)
    vendor = world.vendor(written)
    if name is None:
        return Unknown(f"the manifest says {written!r}", "name the model")
    # NOTE: an id nobody knows may be another name of a known model, so it is a key and leaves the route open.
    return union([Known(name), *([vendor] if isinstance(vendor, Unknown) else [])])


def _group(world: World, written: str) -> Value:
    vendor = world.vendor(written)
    return vendor if isinstance(vendor, Unknown) else Known(world.group(str(vendor.value)))


def _vendor_jurisdiction(world: World, written: str) -> Value:
    vendor = world.vendor(written)
    return vendor if isinstance(vendor, Unknown) else world.jurisdiction(str(vendor.value))


def _gateway(world: World, declared: str | None) -> Value:
    named = gateway_named(world, declared)
    return Members(frozenset()) if named == Known(DIRECT) else named


_Placed = tuple[str, tuple[str, ...] | None]
"""What a route declares of model and jurisdictions."""
_placed: Callable[[Route], _Placed] = attrgetter("model", "declared.jurisdictions")


def places(world: World, route: Route) -> tuple[str, ...] | Unknown | None:
    """Where inference runs, by codes of countries or of a group: as declared, else as the model's name says it."""
    return _places(world, _placed(route))


@once
def _places(world: World, placed: _Placed) -> tuple[str, ...] | Unknown | None:
    model, declared = placed
    said = world.said(model)
    stated = said.region.value if said else None
    if stated is None:
        return declared
    if stated not in COUNTRIES and stated not in GROUPS:
        return Unknown(f"the model's name says {stated}, which is no country", "name one that says where it runs")
    if declared is None:
        return (stated,)
    members = expand(stated, world.as_of)
    # NOTE: what is called after a group of countries is answered in several of them; one alone would not be shown by
    # what stands there (DESIGN 3.1: the region in a name counts in every rule). Who knows which ones, may name them.
    is_one_of_many = stated in GROUPS and len(declared) == 1
    if members is not None and members.issuperset(declared) and not is_one_of_many:
        return declared
    return Unknown(
        f"jurisdictions say {', '.join(declared)}, and the model's name says {stated}", "let both say the same"
    )


def countries(world: World, route: Route) -> tuple[str, ...] | Unknown | None:
    """The countries where inference runs; unknown where only a group of them is known."""
    return _countries(world, _placed(route))


@once
def _countries(world: World, placed: _Placed) -> tuple[str, ...] | Unknown | None:
    found = _places(world, placed)
    if isinstance(found, tuple) and not set(GROUPS).isdisjoint(found):
        reason = f"the model's name says {', '.join(found)}, and not which country"
        return Unknown(reason, "declare jurisdictions on the route")
    return found


def _host_jurisdiction(world: World, placed: _Placed) -> Value:
    found = _countries(world, placed)
    if found is None:
        return Unknown("jurisdictions are not declared", "declare jurisdictions on the route")
    return found if isinstance(found, Unknown) else Members(frozenset(found))


@dataclass(frozen=True, slots=True)
class DimensionRow:
    """How keys are read of what a route declares, what kind of name a key is, and the key of the manifest shown.

    ``declared`` picks all that ``read`` sees of a route: routes that agree in it have the same keys.
    """

    read: Callable[[World, Any], Value]  # what ``declared`` gives, row by row of another type
    names: Names
    shown_at: str = "model"
    declared: Callable[[Route], Hashable] = attrgetter("model")


DIMENSIONS: Mapping[Dimension, DimensionRow] = {
    "vendor": DimensionRow(World.vendor, "vendor"),
    "lineage": DimensionRow(lambda world, model: world.lineage(model).vendors, "vendor"),
    "group": DimensionRow(_group, "group"),
    "model": DimensionRow(_model, "model"),
    "host": DimensionRow(host_of, "host", "host", hosted),
    "gateway": DimensionRow(_gateway, "gateway", "gateway", attrgetter("declared.gateway")),
    "vendor-jurisdiction": DimensionRow(_vendor_jurisdiction, "country"),
    "host-jurisdiction": DimensionRow(_host_jurisdiction, "country", "jurisdictions", _placed),
}
