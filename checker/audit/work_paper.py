"""A sample as a work paper: what was drawn, the evidence, and room for ticks, exceptions and a conclusion.

In CSV it is a row a result, with empty columns for the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from checker.audit.dossier import ALONG, Along, RouteEntry
from checker.audit.sampled import ORDER, DrawnService, RuleResult, Sample
from checker.audit.tables import Table, as_csv
from checker.diagnostic import Location, many
from checker.formats.summary import show_line
from checker.formats.terminal import escape
from checker.report import show_ground, show_grounds

_COLUMNS = (
    "number", "stratum", "certain", "service", "manifest", "sha256", "owner", "lifecycle", "tier", "regulation",
    "routes", "policy", "rule", "level", "subject", "verdict", "reason", "grounds", "waiver", "as_of", "seed",
    "population", "population_sha256", "tick", "exception", "conclusion",
)  # fmt: skip
_BLANK = "_" * 24
Where = Callable[[Location], str]


def sample_text(sample: Sample, where: Where = show_line) -> str:
    """The work paper; ``where`` says how a place is shown, from the folder one is in unless told otherwise."""
    return "".join(f"{escape(line)}\n" for line in _full(sample, where))


def sample_csv(sample: Sample) -> str:
    return as_csv(Table("sample", _COLUMNS, tuple(_rows(sample))))


def _full(sample: Sample, where: Where) -> Iterator[str]:
    yield from _head(sample)
    for drawn in sample.drawn:
        yield ""
        yield from _service(drawn, where)
    yield from _signed_off() if sample.drawn else ()


def _signed_off() -> Iterator[str]:
    """What people fill in when they are through."""
    yield ""
    yield f"exceptions in all: {_BLANK}"
    yield f"conclusion: {_BLANK * 2}"
    yield from (f"{what} by: {_BLANK}  on: {_BLANK}" for what in ("performed", "reviewed"))


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
    yield f"{drawn}{f', by {sample.by}' if sample.by else ''}; order: {ORDER}"
    for stratum in sample.strata if sample.by else ():
        yield f"  {stratum.name}: {stratum.drawn} of {stratum.population}"


def _service(drawn: DrawnService, where: Where) -> Iterator[str]:
    service = drawn.service
    perhaps = "" if drawn.certain else " (perhaps selected)"
    yield f"{drawn.number}. {service.name}{perhaps}: tier {service.tier}, {service.lifecycle}, owner {service.owner}"
    yield f"  manifest {where(service.location)}, sha256 {drawn.sha256}"
    yield f"  regulation {' '.join(service.regulation)}; data {' '.join(service.data)}"
    yield from (f"  route {_route(route)}" for route in service.routes)
    yield "  [ ] the manifest says what runs"
    for result in drawn.results:
        because = f": {result.reason}" if result.reason else ""
        about = "" if result.subject == service.name else f" {result.subject}"
        yield f"  [ ] {result.verdict} {result.rule}{about}{because}"
        yield from (f"        {show_ground(ground, where)}" for ground in result.grounds)
    yield from (f"  [ ] waiver {waiver.show()}" for waiver in drawn.waivers)
    yield f"  exception: {_BLANK}  conclusion: {_BLANK}"


def _route(route: RouteEntry) -> str:
    share = f" {route.share}" if route.share else ""
    keys = [f"{dimension} {_show_keys(route, dimension)}" for dimension in ALONG]
    return f"{route.use}/{route.route} ({route.role}{share}): {route.model}, {route.access}; {', '.join(keys)}"


def _show_keys(route: RouteEntry, dimension: Along) -> str:
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
        result.rule, result.level, result.subject, result.verdict, result.reason,
        show_grounds(result.grounds), result.waiver,
        sample.as_of.isoformat(), sample.seed, str(sample.population), sample.digest, "", "", "",
    )  # fmt: skip
