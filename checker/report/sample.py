"""A sample of the population, with what an auditor asks of each service that was drawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from checker.report import Report, Ruling, Standing
from checker.report.dossier import ServiceEntry

Stratum = Literal["tier", "regulation", "lifecycle", "owner"]


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What one rule says of one service, or of a part of it, or of a key that it carries."""

    rule: str
    policy: str
    level: str
    subject: str
    verdict: str
    """A verdict, or ``not-selected``."""
    reason: str
    waiver: str


@dataclass(frozen=True, slots=True)
class DrawnService:
    number: int
    """In the order of drawing, from 1."""
    stratum: str
    """Empty without strata."""
    certain: bool
    """Whether it is known that the selection picks it."""
    sha256: str
    """Of its manifest."""
    service: ServiceEntry
    results: tuple[RuleResult, ...]
    waivers: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class StratumSize:
    name: str
    population: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Sample:
    version: str
    as_of: dt.date
    known_by: dt.date | None
    seed: str
    asked: int
    by: Stratum | None
    selection: str
    """``all``, or ``POLICY:NAME``."""
    population: int
    digest: str
    """Over every service of the population with the digest of its manifest."""
    unsure: tuple[str, ...]
    """Services of which it is unknown whether the selection picks them; they are in the population."""
    missing: tuple[str, ...] | None
    """Services of the inventory without a manifest, which cannot be drawn; None without an inventory."""
    strata: tuple[StratumSize, ...]
    drawn: tuple[DrawnService, ...]


def stratum_of(service: ServiceEntry, by: Stratum | None) -> str:
    """Regulations make one stratum together, so that a service is in exactly one."""
    match by:
        case None:
            return ""
        case "tier":
            return service.tier
        case "regulation":
            return " ".join(sorted(service.regulation))
        case "lifecycle":
            return service.lifecycle
        case "owner":
            return service.owner


def results(report: Report, service: str) -> Iterator[RuleResult]:
    """At least one result of every rule, those that the service passed or is not asked by too."""
    waived = {(f.rule, f.subject): f.waiver or "" for f in (*report.findings, *report.hidden)}
    for ruling in report.rulings:
        found = [
            _result(ruling, str(d.subject), d.verdict.value, d.reason, waived.get((ruling.id, d.subject), ""))
            for d in ruling.decisions
            if d.subject.service == service
        ]
        found += _carried(ruling, service)
        yield from found or [_otherwise(ruling, service)]


def _carried(ruling: Ruling, service: str) -> Iterator[RuleResult]:
    """The keys of a fleet rule that the service counts for, or may."""
    for measure in ruling.measures:
        if service in {*measure.services, *measure.undecided}:
            perhaps = "; may count for it" if service in measure.undecided else ""
            said = f"{measure.show()}, limit {measure.show_limit()}{perhaps}"
            yield _result(ruling, measure.key or "fleet", measure.verdict.value, said)


def _otherwise(ruling: Ruling, service: str) -> RuleResult:
    """Why a rule says nothing about the service by itself."""
    left_out = next((entry.reason for entry in ruling.excluded if entry.service == service), None)
    if left_out is not None:
        return _result(ruling, service, "not-selected", left_out)
    said = ruling.reason or "nothing of this service was asked"
    if ruling.measures:
        said = "in the population, and counts for none of its keys"
    return _result(ruling, "fleet", ruling.verdict.value, said)


def _result(ruling: Ruling, subject: str, verdict: str, reason: str, waiver: str = "") -> RuleResult:
    return RuleResult(ruling.id, ruling.policy, ruling.level, subject, verdict, reason, waiver)
