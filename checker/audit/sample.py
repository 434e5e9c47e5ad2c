"""``sample``: a reproducible sample of the population, with everything an auditor needs for each service.

It is drawn by digests of names, never by a generator of random numbers: the order is that of sha256(seed NUL
service). Nobody can steer it by the order of files, and nobody needs this program to repeat it: any tool that
computes sha256 can.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from checker.audit.dossier import Dossier
from checker.audit.make import make_dossier
from checker.audit.sampled import DrawnService, Results, Sample, StratumSize, stratum_of
from checker.audit.tables import manifest_digests, population_digest
from checker.diagnostic import did_you_mean
from checker.fleet import Fleet
from checker.judging import AnyPolicy
from checker.judging.selection import select
from checker.policy.rule import EVERYTHING
from checker.record import dataclass
from checker.report import Report
from checker.run.faults import Fault
from checker.run.read import read_request
from checker.run.request import Request
from checker.run.run import Run
from checker.vocabulary import Stratum


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
    return draw_of(run, make_dossier(run.judge(), run.fleet, run.policies, "", None), asked)


def draw_of(run: Run, whole: Dossier, asked: SampleOptions) -> Sample:
    """The sample of a run, from its dossier.

    Raises:
        Fault: as ``sample``.
    """
    report = whole.report
    if run.fleet is None or report.diagnostics:
        raise Fault(f"no sample of a population that was not read: {len(report.diagnostics)} faults, see check")
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
