"""What the register is about: contracts with the routes that name them, routes that name none, and what is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from checker.audit.tables import Table
from checker.diagnostic import yes_or_no
from checker.files.catalog import Contract
from checker.fleet import Fleet, Route, Service
from checker.fleet.service import every_route
from checker.record import dataclass

CRITICAL_LABEL = "dora-critical"
"""The label of a manifest that says whether the function it supports is critical or important: yes or no."""
_MONTHS = 12
_COLUMNS = (
    "kind",
    "contract",
    "service",
    "use",
    "route",
    "regulation",
    "critical_or_important",
    "in_register",
    "reason",
)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A contract, or what a service uses without naming one; then ``id`` is empty."""

    id: str
    contract: Contract | None
    """Its terms, if a catalog has them."""
    routes: tuple[Route, ...]
    service: str = ""
    """Without a contract: whose routes these are."""
    year: Fraction | None = None
    """What it costs a year, by what manifests say of a month; None: not known."""

    @property
    def services(self) -> tuple[Service, ...]:
        return tuple({route.service.name: route.service for route in self.routes}.values())

    def told(self, routes: Sequence[Route] | None = None) -> dict[str, str]:
        """Our columns: where a row comes from."""
        some = self.routes if routes is None else routes
        names = dict.fromkeys(route.service.name for route in some)
        where = [f"{route.service.name}/{route.use.name}/{route.name}" for route in some]
        return {"services": " ".join(names) or self.service, "routes": " ".join(where)}


@dataclass(frozen=True, slots=True)
class Scope:
    arrangements: tuple[Arrangement, ...]
    table: Table
    counts: Mapping[tuple[str, str], int]
    """Of what is in the register and what is left out, by the reason."""


def find_scope(fleet: Fleet) -> Scope:
    """Every arrangement, those with a contract first, and a row for each contract and route, in the register or not."""
    contracts = fleet.world.catalog.contracts
    every = [*every_route(fleet.services)]
    used = [route for route in every if not _left_out(route)]
    by_contract: dict[str, list[Route]] = {}
    without: dict[str, list[Route]] = {}
    for route in used:
        named = route.declared.contract
        (by_contract if named else without).setdefault(named or route.service.name, []).append(route)
    kept = sorted({name for name, terms in contracts.items() if name in by_contract or not _over(fleet, terms)})
    names = sorted({*kept, *by_contract})
    found = [
        Arrangement(
            name, contracts.get(name), tuple(by_contract.get(name, ())), year=_year(by_contract.get(name, ()), used)
        )
        for name in names
    ]
    found += [Arrangement("", None, tuple(routes), service) for service, routes in sorted(without.items())]
    unseen = [service.name for service in fleet.unseen]  # each is an open question
    found += [Arrangement("", None, (), name) for name in unseen]
    rows = [*_contracts(fleet, contracts, {*names}, by_contract), *map(_route, every)]
    rows += [
        ("service", "", name, "", "", "", "", "yes", "without a manifest, so that all of it is open") for name in unseen
    ]
    counted = Counter((f"{row[0]}s {'in the register' if row[-2] == 'yes' else 'left out'}", row[-1]) for row in rows)
    return Scope(tuple(found), Table("scope", _COLUMNS, tuple(rows)), counted)


def _left_out(route: Route) -> str:
    """Why a route is no use of what a third party serves; empty if it is one."""
    if route.role == "planned":
        return "planned, and not in use"
    if route.self_operated and not route.declared.contract:
        return "runs on own machines, and names no contract"
    return ""


def _over(fleet: Fleet, contract: Contract) -> bool:
    return contract.end is not None and contract.end < fleet.world.as_of


def _contracts(
    fleet: Fleet, contracts: Mapping[str, Contract], names: set[str], used: Mapping[str, Sequence[Route]]
) -> Iterator[tuple[str, ...]]:
    for name in sorted({*contracts, *names}):
        terms = contracts.get(name)
        if name not in names:
            reason = f"over since {terms.end}, and no route in use names it" if terms else ""
        elif terms is None:
            reason = "no catalog has its terms"
        elif name not in used:
            reason = "no route in use names it"
        else:
            reason = "over, and still named" if _over(fleet, terms) else ""
        yield ("contract", name, "", "", "", "", "", yes_or_no(name in names), reason)


def _route(route: Route) -> tuple[str, ...]:
    service, reason = route.service, _left_out(route)
    critical = (service.manifest.labels or {}).get(CRITICAL_LABEL, "")
    told = (route.declared.contract or "", service.name, route.use.name, route.name)
    return ("route", *told, " ".join(service.manifest.regulation), critical, yes_or_no(not reason), reason)


def _year(routes: Sequence[Route], used: Sequence[Route]) -> Fraction | None:
    """Twelve times what the services spend a month, if each of them uses nothing else of a third party."""
    services = {route.service.name: route.service for route in routes}
    contracts = {route.declared.contract for route in used if route.service.name in services}
    spent = [service.manifest.spend for service in services.values()]
    if not spent or len(contracts) > 1:
        return None
    known = [value for value in spent if value is not None]
    return _MONTHS * sum(known, Fraction(0)) if len(known) == len(spent) else None
