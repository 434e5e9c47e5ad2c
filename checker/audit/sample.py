"""``sample``: a reproducible sample of the population, with everything an auditor needs for each service.

It is drawn by digests of names, never by a generator of random numbers: the order is that of sha256(seed NUL
service). Nobody can steer it by the order of files, and nobody needs this program to repeat it: any tool that
computes sha256 can.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from checker.audit.dossier import ALONG, Along, Dossier, RouteEntry
from checker.audit.make import make_dossier
from checker.audit.sampled import ORDER, DrawnService, Results, RuleResult, Sample, Stratum, StratumSize, stratum_of
from checker.audit.tables import Table, as_csv, manifest_digests, population_digest
from checker.diagnostic import did_you_mean, many
from checker.fleet import Fleet
from checker.formats.summary import show_line, show_place
from checker.formats.terminal import escape
from checker.judging import AnyPolicy
from checker.judging.selection import select
from checker.policy.rule import EVERYTHING
from checker.record import dataclass
from checker.report import Report, show_ground, show_grounds
from checker.run.faults import Fault
from checker.run.read import read_request
from checker.run.request import Request
from checker.run.run import Run


def order_names(names: Iterable[str], seed: str) -> list[str]:
    """The names in the order in which they are drawn."""
    return sorted(names, key=lambda name: (hashlib.sha256(f"{seed}\0{name}".encode()).hexdigest(), name))


def draw(strata: Mapping[str, Iterable[str]], seed: str, n: int) -> dict[str, list[str]]:
    """The sample of each stratum, in the order of drawing; each stratum in proportion, and none without a name.

    Args:
        strata: names by stratum; a name is in one stratum.
        seed: what makes this sample another than the last one.
        n: how many in all. With fewer names than that, all are drawn.

    Raises:
        ValueError: there are more strata than names to draw.
    """
    members = {stratum: order_names(names, seed) for stratum, names in sorted(strata.items())}
    members = {stratum: names for stratum, names in members.items() if names}
    quotas = allot({stratum: len(names) for stratum, names in members.items()}, n)
    return {stratum: names[: quotas[stratum]] for stratum, names in members.items()}


def allot(sizes: Mapping[str, int], n: int) -> dict[str, int]:
    """How many each stratum gives: its share of n, at least one, at most all; the largest remainders are rounded up.

    Raises:
        ValueError: there are more strata than n.
    """
    total = sum(sizes.values())
    if n >= total:
        return dict(sizes)
    if n < len(sizes):
        raise ValueError(f"{len(sizes)} strata, and {n} to draw: every stratum gives at least one")
    quotas = {stratum: Fraction(n * size, total) for stratum, size in sizes.items()}
    given = {stratum: max(1, int(quota)) for stratum, quota in quotas.items()}
    while sum(given.values()) < n:
        given[min(_with_room(given, sizes), key=lambda s: (given[s] - quotas[s], s))] += 1
    while sum(given.values()) > n:  # those that had less than one were given one
        given[max((s for s in given if given[s] > 1), key=lambda s: (given[s] - quotas[s], s))] -= 1
    return given


def _with_room(given: Mapping[str, int], sizes: Mapping[str, int]) -> list[str]:
    return [stratum for stratum in given if given[stratum] < sizes[stratum]]


@dataclass(frozen=True, slots=True)
class SampleOptions:
    n: int
    seed: str
    by: Stratum | None
    selection: str


def sample(request: Request, asked: SampleOptions) -> Sample:
    """The sample; nobody is in it where the selection picks nobody.

    Raises:
        Fault: the population could not be read, the selection is unknown, or there are more strata than services asked.
    """
    run = read_request(request)
    report = run.judge()
    if run.fleet is None or report.diagnostics:
        raise Fault(f"no sample of a population that was not read: {len(report.diagnostics)} faults, see check")
    whole = make_dossier(report, run.fleet, run.policies, "", None)
    name, certain, unseen = _pick(run, run.fleet, asked.selection)
    whole = replace(whole, missing=None if whole.missing is None else unseen)
    return _describe(whole, report, name, certain, asked)


def _describe(whole: Dossier, report: Report, name: str, certain: dict[str, bool], asked: SampleOptions) -> Sample:
    services = {entry.name: entry for entry in whole.services if entry.name in certain}
    strata: dict[str, list[str]] = {}
    for entry in services.values():
        strata.setdefault(stratum_of(entry, asked.by), []).append(entry.name)
    try:
        found = draw(strata, asked.seed, asked.n)
    except ValueError as error:
        raise Fault(f"--n {asked.n} is too few: {error}") from None
    digests = manifest_digests(report.inputs)
    said = Results(report)
    order = [(stratum, service) for stratum, chosen in found.items() for service in chosen]
    return Sample(
        version=report.version,
        as_of=report.as_of,
        known_by=report.known_by,
        seed=asked.seed,
        asked=asked.n,
        by=asked.by,
        selection=name,
        population=len(services),
        digest=population_digest(list(services.values()), digests),
        unsure=tuple(sorted(service for service in services if not certain[service])),
        missing=whole.missing,
        strata=tuple(StratumSize(stratum, len(strata[stratum]), len(found[stratum])) for stratum in sorted(strata)),
        drawn=tuple(
            DrawnService(
                number, stratum, certain[name], digests.get(services[name].location.file, ""), services[name],
                tuple(said.of(name)), said.waivers(name),
            )
            for number, (stratum, name) in enumerate(order, 1)
        ),
    )  # fmt: skip


def _pick(run: Run, fleet: Fleet, selection: str) -> tuple[str, dict[str, bool], tuple[str, ...]]:
    """The full name of a selection, whom it picks, certainly or perhaps, and who of them has no manifest."""
    if selection == EVERYTHING:
        everyone = {service.name: True for service in fleet.services}
        return selection, everyone, tuple(service.name for service in fleet.unseen)
    policy, name = _holder(run.policies, selection)
    found = select(policy, name, fleet)
    unseen = tuple(member.service.name for member in found.unseen)
    picked = {**dict.fromkeys(found.certain, True), **dict.fromkeys(found.possible, False)}
    certain = {name: picked[name] for name in sorted(picked.keys() - {*unseen})}
    return f"{policy.header.policy}:{name}", certain, unseen


def _holder(policies: Sequence[AnyPolicy], selection: str) -> tuple[AnyPolicy, str]:
    """The one policy that has a selection.

    Raises:
        Fault: none has it, or several have one of that name.
    """
    named, _, rest = selection.rpartition(":")
    known = {f"{p.header.policy}:{name}": (p, name) for p in policies for name in p.header.selections}
    hits = [full for full, (policy, name) in known.items() if name == rest and named in {"", policy.header.policy}]
    if len(hits) > 1:
        raise Fault(f"several policies have a selection {selection!r}; one of: {', '.join(sorted(hits))}")
    if not hits:
        names = [EVERYTHING, *(name for _, name in known.values()), *known]
        raise Fault(f"no selection {selection!r}: {did_you_mean(selection, names) or 'see the policies'}")
    return known[hits[0]]


_COLUMNS = (
    "number", "stratum", "certain", "service", "manifest", "sha256", "owner", "lifecycle", "tier", "regulation",
    "routes", "policy", "rule", "level", "subject", "verdict", "reason", "grounds", "waiver", "as_of", "seed",
    "population", "population_sha256",
)  # fmt: skip


def sample_text(sample: Sample) -> str:
    return "".join(f"{escape(line)}\n" for line in _full(sample))


def sample_csv(sample: Sample) -> str:
    return as_csv(Table("sample", _COLUMNS, tuple(_rows(sample))))


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
    yield f"{drawn}{f', by {sample.by}' if sample.by else ''}; order: {ORDER}"
    for stratum in sample.strata if sample.by else ():
        yield f"  {stratum.name}: {stratum.drawn} of {stratum.population}"


def _service(drawn: DrawnService) -> Iterator[str]:
    service = drawn.service
    perhaps = "" if drawn.certain else " (perhaps selected)"
    yield f"{drawn.number}. {service.name}{perhaps}: tier {service.tier}, {service.lifecycle}, owner {service.owner}"
    yield f"  manifest {show_place(service.location)}, sha256 {drawn.sha256}"
    yield f"  regulation {' '.join(service.regulation)}; data {' '.join(service.data)}"
    yield from (f"  route {_route(route)}" for route in service.routes)
    for result in drawn.results:
        because = f": {result.reason}" if result.reason else ""
        about = "" if result.subject == service.name else f" {result.subject}"
        yield f"  {result.verdict} {result.rule}{about}{because}"
        yield from (f"    {show_ground(ground, show_line)}" for ground in result.grounds)
    yield from (f"  waiver {waiver.show()}" for waiver in drawn.waivers)


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
        sample.as_of.isoformat(), sample.seed, str(sample.population), sample.digest,
    )  # fmt: skip
