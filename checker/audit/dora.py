"""What manifests know for DORA's register of information, by the column codes of its templates.

Templates and codes are those of Implementing Regulation (EU) 2024/2956, Annex I; values of
closed lists are those of the EBA's data model for it (docs/evidence.md names the sources).
Only columns that a manifest or a contract in the catalog can answer are written. What is
not known stays empty, and the summary counts it: an empty cell is an open question.

Beside the official columns stand ours, which start with ``x_``: they say which service and
route a row comes from, for whoever joins it to the register.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from checker.audit.tables import Table
from checker.files.catalog import Contract
from checker.fleet import Fleet, Route
from checker.fleet.keys import keys
from checker.vocabulary import Substitutability

FUNCTION_LABEL = "dora-function"
"""The label of a manifest that holds the register's function identifier, such as F12."""

SUBSTITUTABILITY: Mapping[Substitutability, str] = {
    "not": "eba_ZZ:x959",
    "highly-complex": "eba_ZZ:x960",
    "medium": "eba_ZZ:x961",
    "easy": "eba_ZZ:x962",
}
YES = "eba_BT:x28"
"""Of the list for B_07.01 c0080. We never write No: an absent answer is unknown."""
COUNTRY = "eba_GA:"

_ROUTE = ("x_service", "x_use", "x_route", "x_model", "x_vendor", "x_host")
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "B_02.02": {
        "c0010": "Contractual arrangement reference number",
        "c0050": "Function identifier",
        "c0080": "End date of the contractual arrangement",
        "c0100": "Notice period for the financial entity",
        "c0160": "Location of management of the data (processing)",
    },
    "B_05.01": {
        "c0050": "Legal name of the ICT third-party service provider",
    },
    "B_07.01": {
        "c0010": "Contractual arrangement reference number",
        "c0050": "Substitutability of the ICT third-party service provider",
        "c0080": "Existence of an exit plan",
    },
}
"""Template, code, and what the code means, for those that are written."""


def register(fleet: Fleet) -> tuple[Table, ...]:
    """A table for each template, and ``summary``: how many cells of each column are known and unknown."""
    served, unseen = [*_find_served_routes(fleet)], [*_unseen(fleet)]
    arrangements = _columns("B_02.02", _ROUTE)
    assessments = _columns("B_07.01", (*_ROUTE, "x_alternatives"))
    tables = (
        Table(
            "B_02.02",
            arrangements,
            (*_distinct(_arrangement(fleet, route) for route in served), *_open(arrangements, unseen)),
        ),
        Table("B_05.01", _columns("B_05.01", ("x_contracts", "x_services")), _providers(fleet, served, unseen)),
        Table(
            "B_07.01",
            assessments,
            (*_distinct(_assessment(fleet, route) for route in served), *_open(assessments, unseen)),
        ),
    )
    return (*tables, _summary(tables))


def _find_served_routes(fleet: Fleet) -> Iterator[Route]:
    """Routes of services under DORA that a third party serves; what we run ourselves is no ICT service of another."""
    for service in fleet.services:
        if "dora" in service.manifest.regulation:
            yield from (route for route in service.routes() if not route.self_operated)


def _unseen(fleet: Fleet) -> Iterator[str]:
    """Services without a manifest that are under DORA, or may be: the register has an open question for each."""
    for service in fleet.unseen:
        stated = service.listed.regulation if service.listed else None
        if stated is None or "dora" in stated:
            yield service.name


def _open(columns: tuple[str, ...], services: list[str]) -> Iterator[tuple[str, ...]]:
    for name in services:
        yield tuple(name if column == "x_service" else "" for column in columns)


def _columns(template: str, ours: tuple[str, ...]) -> tuple[str, ...]:
    return (*COLUMNS[template], *ours)


def _distinct(rows: Iterator[list[tuple[str, ...]]]) -> tuple[tuple[str, ...], ...]:
    return tuple(dict.fromkeys(row for some in rows for row in some))


def _contract(fleet: Fleet, route: Route) -> Contract | None:
    """The contract, if a catalog has its terms."""
    return fleet.world.catalog.contracts.get(route.declared.contract or "")


def _arrangement(fleet: Fleet, route: Route) -> list[tuple[str, ...]]:
    """B_02.02, a row for each country where inference runs; one with an empty cell if none is known."""
    contract = _contract(fleet, route)
    function = (route.service.manifest.labels or {}).get(FUNCTION_LABEL, "")
    end = contract.end.isoformat() if contract and contract.end else ""
    notice = str(contract.notice_days) if contract and contract.notice_days is not None else ""
    about = (route.declared.contract or "", function, end, notice)
    countries = [f"{COUNTRY}{country}" for country in _certain(fleet, route, "host-jurisdiction")]
    return [(*about, country, *_origin(fleet, route)) for country in countries or [""]]


def _assessment(fleet: Fleet, route: Route) -> list[tuple[str, ...]]:
    """B_07.01. The service's exit section answers for each of its routes.

    NOTE: assessed alternatives are models, and the register asks for providers (c0110, c0120), so they are ours.
    """
    exit_ = route.service.manifest.exit
    written = exit_.substitutability if exit_ else None
    others = sorted({other.model for other in exit_.alternatives or ()}) if exit_ else []
    return [
        (
            route.declared.contract or "",
            SUBSTITUTABILITY[written] if written else "",
            YES if exit_ and exit_.plan else "",
            *_origin(fleet, route),
            " ".join(others),
        )
    ]


def _providers(fleet: Fleet, served: list[Route], unseen: list[str]) -> tuple[tuple[str, ...], ...]:
    """B_05.01: suppliers of the contracts that these routes name.

    One that is not known has an empty cell for each contract that no catalog has, and each service that names none.
    """
    contracts: dict[tuple[str, str], set[str]] = {}
    services: dict[tuple[str, str], set[str]] = {}
    for route in served:
        contract, named = _contract(fleet, route), route.declared.contract or ""
        provider = (contract.supplier, "") if contract else ("", named or route.service.name)
        contracts.setdefault(provider, set()).add(named)
        services.setdefault(provider, set()).add(route.service.name)
    for name in unseen:
        contracts[("", name)], services[("", name)] = set(), {name}
    return tuple(
        (provider[0], *(" ".join(sorted(found[provider])) for found in (contracts, services)))
        for provider in sorted(contracts)
    )


def _origin(fleet: Fleet, route: Route) -> tuple[str, ...]:
    model = fleet.world.canonical(route.model) or route.model
    vendors, hosts = (" ".join(_certain(fleet, route, dimension)) for dimension in ("vendor", "host"))
    return (route.service.name, route.use.name, route.name, model, vendors, hosts)


def _certain(fleet: Fleet, route: Route, dimension: Literal["vendor", "host", "host-jurisdiction"]) -> list[str]:
    return sorted(map(str, keys(fleet.world, route, dimension).certain))


def _summary(tables: tuple[Table, ...]) -> Table:
    """Of each official column, how many cells are known and how many are open."""
    columns = ("template", "column", "meaning", "rows", "known", "unknown")
    found = [
        (table.name, code, COLUMNS[table.name][code], str(len(cells)), str(len(cells) - empty), str(empty))
        for table in tables
        for code, cells, empty in _counted(table)
    ]
    return Table("summary", columns, tuple(found))


def _counted(table: Table) -> Iterator[tuple[str, list[str], int]]:
    for index, code in enumerate(table.columns):
        if code.startswith("c"):
            cells = [row[index] for row in table.rows]
            yield code, cells, cells.count("")
