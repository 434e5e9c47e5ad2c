"""A sample in text, as a table, and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Literal

from checker.formats.summary import many, shown_at
from checker.formats.tables import Table, as_csv
from checker.formats.terminal import escape, safe_json
from checker.report.dossier import ALONG, Along, RouteEntry
from checker.report.sample import DrawnService, RuleResult, Sample

SampleFormat = Literal["full", "csv", "json"]

_COLUMNS = (
    "number", "stratum", "certain", "service", "manifest", "sha256", "owner", "lifecycle", "tier", "regulation",
    "routes", "policy", "rule", "level", "subject", "verdict", "reason", "waiver", "as_of", "seed", "population",
    "population_sha256",
)  # fmt: skip


def render_sample(sample: Sample, name: SampleFormat) -> str:
    match name:
        case "full":
            return "".join(f"{escape(line)}\n" for line in _full(sample))
        case "csv":
            return as_csv(Table("sample", _COLUMNS, tuple(_rows(sample))))
        case "json":
            return safe_json(_data(sample))


def _full(sample: Sample) -> Iterator[str]:
    yield from _head(sample)
    for drawn in sample.drawn:
        yield ""
        yield from _service(drawn)


def _head(sample: Sample) -> Iterator[str]:
    known = f", known by {sample.known_by}" if sample.known_by else ""
    yield f"population: {many(sample.population, 'service')} of {sample.selection}, as of {sample.as_of}{known}"
    yield f"  sha256 {sample.digest}"
    if sample.unsure:
        yield f"  perhaps, and in it: {', '.join(sample.unsure)}"
    if sample.missing is None:
        yield "  completeness is not shown: no inventory says which services must have a manifest"
    else:
        yield f"  without a manifest, so not in it: {', '.join(sample.missing) or 'none'}"
    drawn = f"drawn: {len(sample.drawn)} of {sample.asked} asked for, seed {sample.seed!r}"
    yield f"{drawn}{f', by {sample.by}' if sample.by else ''}; order: sha256(seed NUL service)"
    for stratum in sample.strata if sample.by else ():
        yield f"  {stratum.name}: {stratum.drawn} of {stratum.population}"


def _service(drawn: DrawnService) -> Iterator[str]:
    service = drawn.service
    perhaps = "" if drawn.certain else " (perhaps selected)"
    yield f"{drawn.number}. {service.name}{perhaps}: tier {service.tier}, {service.lifecycle}, owner {service.owner}"
    yield f"  manifest {shown_at(service.location)}, sha256 {drawn.sha256}"
    yield f"  regulation {' '.join(service.regulation)}; data {' '.join(service.data)}"
    yield from (f"  route {_route(route)}" for route in service.routes)
    for result in drawn.results:
        because = f": {result.reason}" if result.reason else ""
        about = "" if result.subject == service.name else f" {result.subject}"
        yield f"  {result.verdict} {result.rule}{about}{because}"
    yield from (f"  waiver {standing.show()}" for standing in drawn.waivers)


def _route(route: RouteEntry) -> str:
    share = f" {route.share}" if route.share else ""
    keys = [f"{dimension} {_carried(route, dimension)}" for dimension in ALONG]
    return f"{route.use}/{route.route} ({route.role}{share}): {route.model}, {route.access}; {', '.join(keys)}"


def _carried(route: RouteEntry, dimension: Along) -> str:
    found = route.along(dimension)
    parts = [*found.certain, *([f"unknown ({found.gap})"] if found.gap else [])]
    return " ".join(parts) or "none"


def _rows(sample: Sample) -> Iterator[tuple[str, ...]]:
    for drawn in sample.drawn:
        for result in drawn.results:
            yield _row(sample, drawn, result)


def _row(sample: Sample, drawn: DrawnService, result: RuleResult) -> tuple[str, ...]:
    service = drawn.service
    certain = "yes" if drawn.certain else "unknown"
    routes = "; ".join(_route(route) for route in service.routes)
    return (
        str(drawn.number), drawn.stratum, certain, service.name, service.location.file, drawn.sha256,
        service.owner, service.lifecycle, service.tier, " ".join(service.regulation), routes, result.policy,
        result.rule, result.level, result.subject, result.verdict, result.reason, result.waiver,
        sample.as_of.isoformat(), sample.seed, str(sample.population), sample.digest,
    )  # fmt: skip


def _data(sample: Sample) -> dict[str, object]:
    return {
        "format": "modelbylaws/sample/v1",
        "tool": {"name": "modelbylaws", "version": sample.version},
        "as_of": sample.as_of.isoformat(),
        "known_by": sample.known_by.isoformat() if sample.known_by else None,
        "seed": sample.seed,
        "order": "sha256(seed NUL service)",
        "asked": sample.asked,
        "by": sample.by,
        "selection": sample.selection,
        "population": {"services": sample.population, "sha256": sample.digest, "unsure": list(sample.unsure)},
        "missing": None if sample.missing is None else list(sample.missing),
        "strata": [asdict(stratum) for stratum in sample.strata],
        "drawn": [_drawn(drawn) for drawn in sample.drawn],
    }


def _drawn(drawn: DrawnService) -> dict[str, object]:
    service = drawn.service
    return {
        "number": drawn.number,
        "stratum": drawn.stratum,
        "certain": drawn.certain,
        "service": service.name,
        "manifest": {"path": service.location.file, "sha256": drawn.sha256},
        "owner": service.owner,
        "lifecycle": service.lifecycle,
        "tier": service.tier,
        "regulation": list(service.regulation),
        "data": list(service.data),
        "routes": [_route_data(route) for route in service.routes],
        "results": [asdict(result) for result in drawn.results],
        "waivers": [{"id": w.id, "rule": w.rule, "states": list(w.states), "said": w.show()} for w in drawn.waivers],
    }


def _route_data(route: RouteEntry) -> dict[str, object]:
    about = {
        "use": route.use, "required": route.required, "route": route.route, "role": route.role, "model": route.model,
        "access": route.access, "share": route.share,
    }  # fmt: skip
    return about | {dimension: {"certain": list(keys.certain), "gap": keys.gap} for dimension, keys in route.keys}
