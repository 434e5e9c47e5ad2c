"""What manifests and contracts know for DORA's register of information, by the column codes of its templates.

Templates and codes are those of Implementing Regulation (EU) 2024/2956, Annex I; values of closed lists are those of
the EBA's data model for it (docs/evidence.md names the sources). Its scope is every contract that a catalog has or a
route in use names, and every route in use that a third party serves; ``scope`` says what is left out, and why.

A row stands for an arrangement, as the official keys have it, and not for a route. Only columns that a manifest or a
contract can answer are written. What is not known stays empty, and the summary counts it: an empty cell is an open
question. Services that disagree about an arrangement are ``findings``, and the worst answer is written. Columns of ours
are in files of their own, ``B_02.02.ours``, by the number of the row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from checker.audit.dora.arrangement import Arrangement, Scope, find_scope
from checker.audit.dora.assessed import assess, functions
from checker.audit.dora.chain import chain, providers
from checker.audit.dora.row import COUNTRY, Row
from checker.audit.tables import Table
from checker.fleet import Fleet, Route
from checker.fleet.keys import keys
from checker.report import amount

FUNCTION_LABEL = "dora-function"
"""The label of a manifest that holds the register's function identifier, such as F12."""

COLUMNS: Mapping[str, Mapping[str, str]] = {
    "B_02.01": {
        "c0010": "Contractual arrangement reference number",
        "c0040": "Currency of the amount",
        "c0050": "Annual expense or estimated cost",
    },
    "B_02.02": {
        "c0010": "Contractual arrangement reference number",
        "c0050": "Function identifier",
        "c0080": "End date of the contractual arrangement",
        "c0100": "Notice period for the financial entity",
        "c0160": "Location of management of the data (processing)",
    },
    "B_05.01": {
        "c0050": "Legal name of the ICT third-party service provider",
        "c0080": "Country of the ICT third-party service provider's headquarters",
        "c0090": "Currency",
        "c0100": "Total annual expense or estimated cost",
    },
    "B_05.02": {
        "c0010": "Contractual arrangement reference number",
        "c0050": "Rank",
    },
    "B_06.01": {
        "c0010": "Function identifier",
        "c0050": "Criticality or importance assessment",
    },
    "B_07.01": {
        "c0010": "Contractual arrangement reference number",
        "c0050": "Substitutability of the ICT third-party service provider",
        "c0080": "Existence of an exit plan",
        "c0110": "Are there alternative ICT third-party service providers identified?",
        "c0120": "Identification of alternative ICT TPP",
    },
}
"""Template, code, and what the code means, for those that are written."""


def register(fleet: Fleet) -> tuple[Table, ...]:
    """A table for each template and for what is ours of it, then the scope, findings, and ``summary``.

    The summary says how many cells of each column are known and unknown, and how much is out of scope, and why.
    """
    scope = find_scope(fleet)
    found = {
        "B_02.01": [_general(fleet, arrangement) for arrangement in scope.arrangements],
        "B_02.02": [row for arrangement in scope.arrangements for row in _specific(fleet, arrangement)],
        "B_05.01": providers(fleet, scope.arrangements),
        "B_05.02": [row for arrangement in scope.arrangements for row in chain(fleet, arrangement)],
        "B_06.01": functions(scope.arrangements),
        "B_07.01": [row for arrangement in scope.arrangements for row in assess(fleet, arrangement)],
    }
    official = [_official(template, rows) for template, rows in found.items()]
    ours = [_ours(template, rows) for template, rows in found.items()]
    told = Table(
        "findings",
        ("template", "row", "column", "finding"),
        tuple(
            (template, str(number), column, said)
            for template, rows in found.items()
            for number, row in enumerate(rows, 1)
            for column, said in row.findings
        ),
    )
    return (*official, *ours, told, scope.table, _summary(official, scope))


def _official(template: str, rows: Sequence[Row]) -> Table:
    columns = tuple(COLUMNS[template])
    return Table(template, columns, tuple(tuple(row.official.get(code, "") for code in columns) for row in rows))


def _ours(template: str, rows: Sequence[Row]) -> Table:
    names = tuple(dict.fromkeys(name for row in rows for name in row.ours))
    cells = tuple((str(number), *(row.ours.get(name, "") for name in names)) for number, row in enumerate(rows, 1))
    return Table(f"{template}.ours", ("row", *names), cells)


def _general(fleet: Fleet, arrangement: Arrangement) -> Row:
    """B_02.01: a year of what its services spend a month, where each of them spends on this arrangement alone."""
    cost, currency = arrangement.year, fleet.world.organization.currency
    priced = {"c0040": f"eba_CU:{currency}", "c0050": amount(cost)} if cost is not None and currency else {}
    return Row({"c0010": arrangement.id, **priced}, arrangement.told())


def _specific(fleet: Fleet, arrangement: Arrangement) -> Iterator[Row]:
    """B_02.02: a row for each function, and each country where inference runs; an empty cell where none is known."""
    contract = arrangement.contract
    terms = {
        "c0010": arrangement.id,
        "c0080": contract.end.isoformat() if contract and contract.end else "",
        "c0100": str(contract.notice_days) if contract and contract.notice_days is not None else "",
    }
    routes: dict[tuple[str, str], list[Route]] = {}
    for route in arrangement.routes:
        function = (route.service.manifest.labels or {}).get(FUNCTION_LABEL, "")
        countries = sorted(map(str, keys(fleet.world, route, "host-jurisdiction").certain))
        for country in countries or [""]:
            routes.setdefault((function, country), []).append(route)
    for (function, country), some in sorted(routes.items()):
        place = f"{COUNTRY}{country}" if country else ""
        yield Row({**terms, "c0050": function, "c0160": place}, arrangement.told(some))
    if not routes:
        yield Row(terms, arrangement.told())


def _summary(tables: Sequence[Table], scope: Scope) -> Table:
    """Of each official column, how many cells are known and how many are open; and what is in the scope or left out."""
    columns = ("template", "column", "meaning", "rows", "known", "unknown")
    found = [
        (table.name, code, COLUMNS[table.name][code], str(len(cells)), str(len(cells) - cells.count("")),
         str(cells.count("")))
        for table in tables
        for index, code in enumerate(table.columns)
        for cells in [[row[index] for row in table.rows]]
    ]  # fmt: skip
    counted = [("scope", what, why, str(count), "", "") for (what, why), count in sorted(scope.counts.items())]
    return Table("summary", columns, (*found, *counted))
