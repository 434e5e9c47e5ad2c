"""B_05.01 and B_05.02: who provides, and who stands behind them: the host, the model's vendor, those of its ancestors.

Who signs the contract has rank 1. A host of another group has the rank after it, then the vendor who trained the model,
then the vendors of what that was made from. Whether one of them is a subcontractor in the sense of the regulation is
for a person to say: weights that were downloaded once need nobody any more. A group is met once in a chain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from checker.audit.dora.arrangement import Arrangement
from checker.audit.dora.row import COUNTRY, Row
from checker.condition.truth import Known
from checker.fleet import Fleet, Route
from checker.fleet.keys import keys
from checker.report import amount
from checker.source.characters import fold
from checker.vocabulary import is_self


def chain(fleet: Fleet, arrangement: Arrangement) -> Iterator[Row]:
    """B_05.02: a row for each provider and rank."""
    links: dict[tuple[int, str, str], list[Route]] = {}
    for route in arrangement.routes:
        for link in _links(fleet, arrangement, route):
            links.setdefault(link, []).append(route)
    if not arrangement.routes:
        links[1, arrangement.contract.supplier if arrangement.contract else "", "signs"] = []
    for (rank, provider, relation), routes in sorted(links.items()):
        ours = {"provider": provider, "relation": relation, **arrangement.told(routes)}
        yield Row({"c0010": arrangement.id, "c0050": str(rank)}, ours)


def _links(fleet: Fleet, arrangement: Arrangement, route: Route) -> Iterator[tuple[int, str, str]]:
    world, contract = fleet.world, arrangement.contract
    host = next((str(key) for key in keys(world, route, "host").certain), "")
    vendor = world.vendor(route.model)
    own = world.group(world.organization.vendor or "")
    other = "" if is_self(host) else host  # with ourselves nobody has a contract
    steps = [
        ("signs", "" if contract else _group(fleet, other), contract.supplier if contract else _name(fleet, other))
    ]
    if other:
        steps.append(("host", _group(fleet, other), _name(fleet, other)))
    first = str(vendor.value) if isinstance(vendor, Known) else ""
    later = sorted(str(key) for key in keys(world, route, "lineage").certain if str(key) != first)
    steps += [("vendor", _group(fleet, first), _name(fleet, first))] if first else []
    steps += [("ancestor", _group(fleet, name), _name(fleet, name)) for name in later]
    met: set[str] = {own} - {""}
    rank, before = 0, ""
    for relation, group, name in steps:
        if relation != "signs" and (group in met or (contract and _is_of(fleet, contract.supplier, group))):
            continue
        rank += relation != before
        before = relation
        met |= {group} - {""}
        yield rank, name, relation


def _group(fleet: Fleet, name: str) -> str:
    host = fleet.world.catalog.hosts.get(name)
    return host.group if host is not None else fleet.world.group(name)


def _name(fleet: Fleet, name: str) -> str:
    catalog = fleet.world.catalog
    known = catalog.vendors.get(name) or catalog.hosts.get(name)
    return known.name if known is not None and known.name else name


def _is_of(fleet: Fleet, supplier: str, group: str) -> bool:
    """Whether a supplier's name is that of a group, of one of its vendors, or has the group's id as a word."""
    vendors = fleet.world.catalog.vendors.values()
    names = {fold(vendor.name) for vendor in vendors if vendor.group == group and vendor.name}
    return fold(supplier) in names or group in re.split(r"[^a-z0-9]+", fold(supplier))


def providers(fleet: Fleet, arrangements: Sequence[Arrangement]) -> list[Row]:
    """B_05.01: who signs, once each; one row for each arrangement of which nobody knows who that is."""
    found: dict[tuple[str, str], list[Arrangement]] = {}
    for entry in arrangements:
        key = (entry.contract.supplier, "") if entry.contract else ("", entry.id or entry.service)
        found.setdefault(key, []).append(entry)
    return [_provider(fleet, name, entries) for (name, _), entries in sorted(found.items(), key=lambda one: one[0])]


def _provider(fleet: Fleet, name: str, entries: Sequence[Arrangement]) -> Row:
    costs = [entry.year for entry in entries if entry.year is not None]
    currency = fleet.world.organization.currency
    whole = currency and name and len(costs) == len(entries)
    priced = {"c0090": f"eba_CU:{currency}", "c0100": amount(sum(costs, Fraction(0)))} if whole else {}
    services = dict.fromkeys(word for entry in entries for word in entry.told()["services"].split())
    ours = {"contracts": " ".join(entry.id for entry in entries if entry.id), "services": " ".join(services)}
    return Row({"c0050": name, "c0080": _seat(fleet, name), **priced}, ours)


def _seat(fleet: Fleet, supplier: str) -> str:
    """The country of a vendor of exactly that name."""
    for vendor in fleet.world.catalog.vendors.values():
        if supplier and vendor.name and fold(vendor.name) == fold(supplier) and vendor.jurisdiction:
            return f"{COUNTRY}{vendor.jurisdiction}"
    return ""
