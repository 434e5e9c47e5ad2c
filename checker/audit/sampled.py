"""A sample of the population, with what an auditor asks of each service that was drawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar, TypeVar

from checker.audit.dossier import ALONG, ServiceEntry
from checker.form import Form
from checker.record import dataclass
from checker.report import Decision, Ground, JudgedWaiver, Measure, Report, Ruling, Tool
from checker.vocabulary import Stratum

ORDER = "sha256(seed NUL service)"
"""How services are drawn."""


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What one rule says of one service, or of a part of it, or of a key that it carries."""

    FORM: ClassVar = Form("ResultEntry", "rule policy level subject verdict reason waiver grounds")

    rule: str
    policy: str
    level: str
    subject: str
    verdict: str
    """A verdict, or ``not-selected``."""
    reason: str
    waiver: str
    grounds: tuple[Ground, ...] = ()
    """What was read that decides it."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A manifest, and the digest of what was read of it."""

    path: str
    sha256: str


_ROUTE = Form("RouteEntry", " ".join(("use required route role model access share", *ALONG)))
_WAIVER = Form("WaiverEntry", "id rule states said", {"said": "show"})


@dataclass(frozen=True, slots=True)
class DrawnService:
    FORM: ClassVar = Form(
        "DrawnEntry",
        "number stratum certain service manifest owner lifecycle tier regulation data routes results waivers",
        {
            "service": "service.name",
            **{name: f"service.{name}" for name in ("owner", "lifecycle", "tier", "regulation", "data")},
            "routes": ("service.routes", _ROUTE),
            "waivers": _WAIVER,
        },
    )

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
    waivers: tuple[JudgedWaiver, ...]

    @property
    def manifest(self) -> Copy:
        return Copy(self.service.location.file, self.sha256)


@dataclass(frozen=True, slots=True)
class StratumSize:
    FORM: ClassVar = Form("StratumEntry", "name population drawn")

    name: str
    population: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Population:
    """What was drawn from: how many services, the digest of their list, and those of whom it is not certain."""

    services: int
    sha256: str
    unsure: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    FORM: ClassVar = Form(
        "SampleFile",
        "tool as_of known_by seed order asked by selection population missing strata drawn",
        {"population": "whole"},
        format="modelbylaws/sample/v1",
        about="A sample of services that anybody can draw again, with all that is known of each.",
    )

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

    @property
    def exit_code(self) -> int:
        """3 where the selection picks nobody; results of rules change nothing."""
        return 0 if self.population else 3

    @property
    def tool(self) -> Tool:
        return Tool(self.version)

    @property
    def order(self) -> str:
        return ORDER

    @property
    def whole(self) -> Population:
        return Population(self.population, self.digest, self.unsure)


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


class Results:
    """What every rule of a report says, by service. All services are gone through once: a sample may be all of them."""

    def __init__(self, report: Report) -> None:
        self._waived = {(f.rule, f.subject): f.waiver or "" for f in (*report.findings, *report.hidden)}
        self._said = [_said_by(ruling) for ruling in report.rulings]
        self._waivers = _by_service(report.waivers)

    def waivers(self, service: str) -> tuple[JudgedWaiver, ...]:
        return tuple(self._waivers.get(service, ()))

    def of(self, service: str) -> Iterator[RuleResult]:
        """At least one result of every rule, those that the service passed or is not asked by too."""
        for said in self._said:
            found = [self._decided(said.ruling, decision) for decision in said.decisions.get(service, ())]
            found += said.measured.get(service, ())
            yield from found or [_otherwise(said, service)]

    def _decided(self, ruling: Ruling, decision: Decision) -> RuleResult:
        subject = decision.subject
        waiver = self._waived.get((ruling.id, subject), "")
        result = _result(ruling, str(subject), decision.verdict.value, decision.reason, waiver)
        return replace(result, grounds=decision.grounds)


S = TypeVar("S", Decision, JudgedWaiver)


def _by_service(entries: Iterable[S]) -> dict[str | None, list[S]]:
    found: dict[str | None, list[S]] = {}
    for entry in entries:
        found.setdefault(entry.subject.service, []).append(entry)
    return found


@dataclass(frozen=True, slots=True)
class _Said:
    """What one rule says, by service."""

    ruling: Ruling
    decisions: Mapping[str | None, Sequence[Decision]]
    measured: Mapping[str, Sequence[RuleResult]]
    """The keys of a fleet rule that the service counts for, or may."""
    left_out: Mapping[str, str]
    """Why; by those whom the rule does not select."""


def _said_by(ruling: Ruling) -> _Said:
    measured: dict[str, list[RuleResult]] = {}
    for measure in ruling.measures:
        for service, result in _counting(ruling, measure).items():
            measured.setdefault(service, []).append(result)
    left_out: dict[str, str] = {}
    for entry in ruling.excluded:
        left_out.setdefault(entry.service, entry.reason)
    return _Said(ruling, _by_service(ruling.decisions), measured, left_out)


def _counting(ruling: Ruling, measure: Measure) -> dict[str, RuleResult]:
    """Those that count for a measure, and those that may."""
    said = f"{measure.show()}, limit {measure.show_limit()}"
    about = (ruling, measure.key or "fleet", measure.verdict.value)
    sure, perhaps = _result(*about, said), _result(*about, f"{said}; may count for it")
    found = dict.fromkeys(measure.services, sure) | dict.fromkeys(measure.undecided, perhaps)
    grounds: dict[str, list[Ground]] = {}
    for ground in measure.grounds:
        grounds.setdefault(ground.service, []).append(ground)
    return {name: replace(result, grounds=tuple(grounds.get(name, ()))) for name, result in found.items()}


def _otherwise(said: _Said, service: str) -> RuleResult:
    """Why a rule says nothing about the service by itself."""
    ruling, left_out = said.ruling, said.left_out.get(service)
    if left_out is not None:
        return _result(ruling, service, "not-selected", left_out)
    reason = ruling.reason or "nothing of this service was asked"
    if ruling.measures:
        reason = "in the population, and counts for none of its keys"
    return _result(ruling, "fleet", ruling.verdict.value, reason)


def _result(ruling: Ruling, subject: str, verdict: str, reason: str, waiver: str = "") -> RuleResult:
    return RuleResult(ruling.id, ruling.policy, ruling.level, subject, verdict, reason, waiver)
