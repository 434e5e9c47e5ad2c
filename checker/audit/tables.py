"""Tables of a dossier: services, the population with its routes, measures and facts, for CSV files and workbooks.

A cell is text, as it is in the dossier; who writes it makes it safe for the format.
Of the population, a row is a route of a service: what it depends on and where it stands. Lists are joined
by spaces; what is open says why in ``not_known``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from checker.audit.dossier import ALONG, Dossier, RouteEntry, ServiceEntry
from checker.diagnostic import yes_or_no
from checker.formats.csv_report import COLUMNS, csv_text, rows
from checker.kinds.parts.side_by_side import SideRow
from checker.record import dataclass
from checker.report import Input, Report, amount


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def as_csv(table: Table) -> str:
    return csv_text(table.columns, table.rows)


def findings(report: Report) -> Table:
    """What ``--output csv`` holds."""
    day = {"as_of": report.as_of.isoformat()}
    found = tuple(tuple((row | day).get(name, "") for name in COLUMNS) for row in rows(report))
    return Table("findings", COLUMNS, found)


def services(dossier: Dossier) -> Table:
    """Every service that was judged with its manifest, every one that should have been, and manifests not read."""
    columns = ("service", "state", "manifest", "sha256", "owner", "lifecycle", "tier", "regulation", "data", "routes")
    digests = manifest_digests(dossier.report.inputs)
    there = [_service(service, digests) for service in dossier.services]
    missing = [(name, "no manifest", *[""] * (len(columns) - 2)) for name in dossier.missing or ()]
    unread = [("", "not read", entry.path, entry.sha256, *[""] * (len(columns) - 4)) for entry in dossier.unread]
    return Table("services", columns, tuple(sorted([*there, *missing, *unread])))


def _service(service: ServiceEntry, digests: dict[str, str]) -> tuple[str, ...]:
    file = service.location.file
    about = (service.owner, service.lifecycle, service.tier, " ".join(service.regulation), " ".join(service.data))
    return (service.name, "judged", file, digests.get(file, ""), *about, str(len(service.routes)))


def manifest_digests(inputs: tuple[Input, ...]) -> dict[str, str]:
    return {entry.path: entry.sha256 for entry in inputs if entry.role == "manifest"}


def population_digest(services: Sequence[ServiceEntry], digests: dict[str, str]) -> str:
    """sha256 over a line ``service NUL sha256-of-its-manifest`` for every service, by name."""
    lines = [f"{s.name}\0{digests.get(s.location.file, '')}\n" for s in sorted(services, key=lambda s: s.name)]
    return hashlib.sha256("".join(lines).encode(errors="backslashreplace")).hexdigest()


def population(dossier: Dossier) -> Table:
    """What ``--output population`` holds: every route of every service, with the keys it carries."""
    found = tuple(tuple(row[name] for name in _POPULATION) for row in _population(dossier))
    return Table("population", _POPULATION, found)


def measures(report: Report) -> Table:
    """Every measure of every fleet rule, also those within the limit, as exact fractions in words."""
    columns = ("rule", "policy", "level", "key", "verdict", "lowest", "highest", "limit", "services", "undecided")
    found = tuple(
        (
            ruling.id, ruling.policy, ruling.level, measure.key or "", measure.verdict.value,
            *_ends(str(measure.lowest.value), str(measure.highest.value), str(measure.limit)),
            " ".join(measure.services), " ".join(measure.undecided),
        )
        for ruling in report.rulings
        for measure in ruling.measures
    )  # fmt: skip
    return Table("measures", columns, found)


def _ends(*values: str) -> Iterator[str]:
    """Fractions that no spreadsheet takes for a date."""
    for value in values:
        yield value.replace("/", " of ")


def facts(dossier: Dossier) -> Table:
    """Every fact about a model of the fleet, a row a source."""
    columns = ("model", "fact", "value", "status", "reason", "source", "where", "class", "read")
    found = []
    for model in dossier.models:
        for fact in model.facts:
            about = (model.id, fact.name, fact.value, fact.status, fact.reason)
            sources = [(s.what, s.where, s.kind, s.read.isoformat()) for s in fact.sources] or [("", "", "", "")]
            found += [(*about, *source) for source in sources]
    return Table("facts", columns, tuple(found))


_POPULATION = (
    "service", "owner", "lifecycle", "tier", "regulation", "data", "use", "required", "route", "role", "share", "model",
    "access", *ALONG, "not_known", "file", "line", "as_of",
)  # fmt: skip


def population_csv(dossier: Dossier) -> str:
    return as_csv(population(dossier))


def _population(dossier: Dossier) -> Iterator[dict[str, str]]:
    day = {"as_of": dossier.report.as_of.isoformat()}
    for service in dossier.services:
        yield from (row | day for row in _rows(service))
    for name in dossier.missing or ():
        yield dict.fromkeys(_POPULATION, "") | {"service": name, "not_known": "manifest: there is none"} | day
    for entry in dossier.unread:
        yield dict.fromkeys(_POPULATION, "") | {"not_known": "manifest: could not be read", "file": entry.path} | day


def _rows(service: ServiceEntry) -> Iterator[dict[str, str]]:
    head = {
        "service": service.name,
        "owner": service.owner,
        "lifecycle": service.lifecycle,
        "tier": service.tier,
        "regulation": " ".join(service.regulation),
        "data": " ".join(service.data),
    }
    yield from (head | _route(route) for route in service.routes)


def _route(route: RouteEntry) -> dict[str, str]:
    gaps = [f"{dimension}: {route.along(dimension).gap}" for dimension in ALONG if route.along(dimension).gap]
    place = route.location
    return {
        "use": route.use,
        "required": yes_or_no(route.required),
        "route": route.route,
        "role": route.role,
        "share": route.share,
        "model": route.model,
        "access": route.access,
        **{dimension: " ".join(route.along(dimension).certain) for dimension in ALONG},
        "not_known": "; ".join(gaps),
        "file": place.file,
        "line": str(place.span.line) if place.span else "",
    }


def observed(dossier: Dossier) -> Table:
    """Declared and observed routes next to each other."""
    digests = {entry.file: entry.sha256 for entry in dossier.observed.files} if dossier.observed is not None else {}
    rows = [_side(row, digests) for row in dossier.observed.rows] if dossier.observed is not None else []
    return Table("observed", _OBSERVED, tuple(rows))


_OBSERVED = (
    "service", "route", "declared", "role", "share", "observed", "source", "since", "until", "requests", "cost",
    "currency", "status", "file", "line", "sha256",
)  # fmt: skip


def _side(row: SideRow, digests: Mapping[str, str]) -> tuple[str, ...]:
    """One row; the digest is that of the evidence, and empty where nothing was observed."""
    at = row.location
    return (
        row.service, row.route, row.declared, row.role, row.share, row.observed, row.source,
        row.since.isoformat() if row.since else "", row.until.isoformat() if row.until else "",
        "" if row.requests is None else str(row.requests), "" if row.cost is None else amount(row.cost), row.currency,
        row.status, at.file, str(at.span.line) if at.span else "", digests.get(at.file, ""),
    )  # fmt: skip
