"""Every rule and every subject once, passes too: what formats for evidence list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from checker.record import dataclass
from checker.report import Decision, Finding, Ground, Measure, Report, Ruling, Subject, Verdict


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule says of one subject, and what was found, if anything."""

    ruling: Ruling
    subject: Subject
    verdict: Verdict
    reason: str
    finding: Finding | None = None
    measure: Measure | None = None
    grounds: tuple[Ground, ...] = ()
    """What was read that decides it, where that was asked for."""
    forgiven: bool = False
    """Whether it fails no run, because it was so before."""

    def said(self) -> str:
        """The message, the reason, or what was measured."""
        if self.finding is not None:
            return self.finding.message
        if self.reason or self.measure is None:
            return self.reason
        return f"{self.measure.show()}; the limit is {self.measure.show_limit()}"


def outcomes(report: Report) -> Iterator[Outcome]:
    """In the order of rules and their subjects; a rule that judged no subject comes once, for the fleet."""
    found: dict[str, dict[Subject, Finding]] = defaultdict(dict)
    for finding in (*report.findings, *report.hidden):
        found[finding.rule][finding.subject] = finding
    forgiven = [entry.finding for entry in report.review.forgiven] if report.review else []
    for finding in forgiven:
        found[finding.rule].setdefault(finding.subject, finding)
    known = {id(finding) for finding in forgiven}
    for ruling in report.rulings:
        listed = [*_outcomes(ruling, found[ruling.id])]
        for outcome in listed or [Outcome(ruling, Subject(), ruling.verdict, ruling.reason)]:
            yield replace(outcome, forgiven=True) if id(outcome.finding) in known else outcome


def _outcomes(ruling: Ruling, found: dict[Subject, Finding]) -> Iterator[Outcome]:
    """First what was decided, then findings and measures that no decision is about."""
    measures = {Subject(key=measure.key): measure for measure in ruling.measures}
    for decision in ruling.decisions:
        subject = decision.subject
        finding, measure = found.pop(subject, None), measures.pop(subject, None)
        yield Outcome(ruling, subject, decision.verdict, decision.reason, finding, measure, _grounds(decision, measure))
    for subject, finding in found.items():
        yield Outcome(ruling, subject, finding.verdict, ruling.reason, finding, measures.pop(subject, None))
    for subject, measure in measures.items():
        yield Outcome(ruling, subject, measure.verdict, "", None, measure, measure.grounds)


def _grounds(decision: Decision, measure: Measure | None) -> tuple[Ground, ...]:
    """Of a measure, those of the services that count for it."""
    return (measure.grounds if measure is not None else ()) or decision.grounds
