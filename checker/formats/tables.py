"""Tables of a dossier: services, the population with its routes, measures and facts, for CSV files and workbooks.

A cell is text, as it stands in the dossier; who writes it makes it safe for the format.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checker.formats import population_csv
from checker.formats.csv_report import COLUMNS, cell, rows
from checker.report import Input, Report
from checker.report.dossier import Dossier, ServiceEntry


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def as_csv(table: Table) -> str:
    """As ``csv_report`` writes it: UTF-8, line feeds, and no cell that starts a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([cell(text) for text in row] for row in table.rows)
    return out.getvalue()


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
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def population(dossier: Dossier) -> Table:
    """What ``--output population`` holds: every route of every service, with the keys it carries."""
    found = tuple(tuple(row[name] for name in population_csv.COLUMNS) for row in population_csv.rows(dossier))
    return Table("population", population_csv.COLUMNS, found)


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
