"""``explain``: a rule as a sentence, whom it is about, who was left out and why, and the arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from checker.codes import CODES
from checker.diagnostic import did_you_mean
from checker.explain.service import ServiceSides, explain_service
from checker.form import Form, Source
from checker.record import dataclass
from checker.report import Decision, Measure, Report, Ruling
from checker.run.faults import Fault
from checker.run.read import read_request
from checker.run.request import Request

_WHOLE = Form(
    "ExplainedRule",
    "id policy kind level title sentence why controls location verdict reason selected unseen possible excluded"
    " measures subjects",
)
"""A rule with its sentence, its place, and every service by name."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a rule says about one service."""

    FORM: ClassVar = Form("ExplainedService", "service selected reason measures subjects")

    service: str
    selected: Literal["yes", "perhaps", "no"]
    reason: str
    """Why it is not selected; empty if it is."""
    measures: tuple[Measure, ...]
    """Those that it counts for, or may."""
    subjects: Sequence[Decision]


_SOURCES: dict[str, Source] = {
    **{name: f"report.{name}" for name in ("as_of", "known_by", "tool", "diagnostics")},
    "rule": ("ruling", _WHOLE),
    "service": "part",
}


@dataclass(frozen=True, slots=True)
class Explained:
    """A rule in a run, and what it says about one service if that was asked."""

    FORM: ClassVar = Form(
        "ExplanationFile",
        "as_of known_by exit_code tool rule service diagnostics",
        _SOURCES,
        format="modelbylaws/explanation/v1",
        about="One rule: whom it is about, who was left out and why, and the arithmetic.",
    )

    report: Report
    ruling: Ruling
    part: Part | None

    @property
    def exit_code(self) -> int:
        """2 where something could not be read; what the rule decided is told by ``check``."""
        return 2 if self.report.diagnostics else 0


def explain(request: Request, rule: str, service: str | None) -> Explained | ServiceSides:
    """The rule as it was judged; or what a service declares and what was observed of it, if no rule is called so.

    Raises:
        Fault: there is no such rule or service.
    """
    run = read_request(request)
    report = run.judge()
    ruling = next((ruling for ruling in report.rulings if ruling.id == rule), None)
    if ruling is None and service is None and run.fleet is not None and run.fleet.outline(rule) is not None:
        return explain_service(run, run.fleet, report, rule)
    if ruling is None:
        told = f"it is a code: modelbylaws --explain {rule}" if rule in CODES else ""
        help_ = told or did_you_mean(rule, [found.id for found in report.rulings])
        faults = f"; {len(report.diagnostics)} faults, see modelbylaws check" if report.diagnostics else ""
        raise Fault(f"no rule {rule!r}: {help_ or 'no rule is loaded'}{faults}")
    fleet = run.fleet
    names = [*(known.name for known in fleet.services), *(known.name for known in fleet.unseen)] if fleet else []
    if service is not None and service not in names:
        raise Fault(f"no service {service!r}: {did_you_mean(service, names) or 'see the population of the rule'}")
    return Explained(report, ruling, _part(ruling, service) if service is not None else None)


def _part(ruling: Ruling, service: str) -> Part:
    if service not in {*ruling.selected, *ruling.possible}:
        left_out = (entry.reason for entry in ruling.excluded if entry.service == service)
        return Part(service, "no", next(left_out, "the rule is about no service by itself"), (), ())
    return Part(
        service,
        "perhaps" if service in ruling.possible else "yes",
        "",
        tuple(measure for measure in ruling.measures if service in {*measure.services, *measure.undecided}),
        tuple(decision for decision in ruling.decisions if decision.subject.service == service),
    )
