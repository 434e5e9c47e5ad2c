"""``sample``: a reproducible sample of the population, with everything an auditor needs for each service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checker.cli.check import assess
from checker.cli.faults import Fault
from checker.cli.reading.load import load_all
from checker.cli.reading.loaded import Loaded
from checker.cli.request import Request
from checker.diagnostic import did_you_mean
from checker.engine import AnyPolicy, select
from checker.engine.dossier import dossier
from checker.fleet import Fleet
from checker.formats.tables import manifest_digests, population_digest
from checker.policy.rule import EVERYTHING
from checker.report import Report
from checker.report.dossier import Dossier
from checker.report.draw import drawn
from checker.report.sample import DrawnService, Sample, Stratum, StratumSize, results, stratum_of


@dataclass(frozen=True, slots=True)
class Asked:
    n: int
    seed: str
    by: Stratum | None
    selection: str


def sample(request: Request, asked: Asked) -> tuple[Sample, int]:
    """The sample, and 0; 3 where the selection picks nobody.

    Raises:
        Fault: the population could not be read, the selection is unknown, or there are more strata than services asked.
    """
    loaded = load_all(request)
    report = assess(loaded)
    if loaded.fleet is None or report.diagnostics:
        raise Fault(f"no sample of a population that was not read: {len(report.diagnostics)} faults, see check")
    whole = dossier(report, loaded.fleet, loaded.policies, "", None)
    name, certain = _picked(loaded, loaded.fleet, asked.selection)
    made = _drawn(whole, report, name, certain, asked)
    return made, 0 if made.population else 3


def _drawn(whole: Dossier, report: Report, name: str, certain: dict[str, bool], asked: Asked) -> Sample:
    services = {entry.name: entry for entry in whole.services if entry.name in certain}
    strata: dict[str, list[str]] = {}
    for entry in services.values():
        strata.setdefault(stratum_of(entry, asked.by), []).append(entry.name)
    try:
        found = drawn(strata, asked.seed, asked.n)
    except ValueError as error:
        raise Fault(f"--n {asked.n} is too few: {error}") from None
    digests = manifest_digests(report.inputs)
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
                tuple(results(report, name)), tuple(w for w in report.waivers if w.subject.service == name),
            )
            for number, (stratum, name) in enumerate(order, 1)
        ),
    )  # fmt: skip


def _picked(loaded: Loaded, fleet: Fleet, selection: str) -> tuple[str, dict[str, bool]]:
    """The full name of a selection, and whom it picks, certainly or perhaps."""
    if selection == EVERYTHING:
        return selection, {service.name: True for service in fleet.services}
    policy, name = _holder(loaded.policies, selection)
    members = select(policy, name, fleet).members
    return f"{policy.header.policy}:{name}", {member.service.name: member.certain for member in members}


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
