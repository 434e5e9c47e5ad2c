"""``explain``: a rule as a sentence, whom it is about, who was left out and why, and the arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import ClassVar, Literal

from checker.diagnostic import did_you_mean
from checker.form import Form, Source
from checker.formats.summary import show_place
from checker.formats.terminal import Paint, escape, table
from checker.report import Decision, Measure, Report, Ruling, Verdict
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
    subjects: tuple[Decision, ...]


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


def explain(request: Request, rule: str, service: str | None) -> Explained:
    """The rule as it was judged.

    Raises:
        Fault: there is no such rule or service.
    """
    run = read_request(request)
    report = run.judge()
    ruling = next((ruling for ruling in report.rulings if ruling.id == rule), None)
    if ruling is None:
        help_ = did_you_mean(rule, [found.id for found in report.rulings])
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


_STYLES = {
    Verdict.ERROR: "error", Verdict.FAIL: "error", Verdict.UNKNOWN: "unknown", Verdict.WAIVED: "waived",
    Verdict.PASS: "good", Verdict.NOT_APPLICABLE: "dim",
}  # fmt: skip


def explain_text(found: Explained, paint: Paint) -> str:
    about = _one(found.part, paint) if found.part is not None else _all(found.ruling, paint)
    return "".join(f"{line}\n" for line in (*_head(found.ruling, found.report, paint), *about))


def _painted(paint: Paint, cell: str) -> str:
    """A cell that is a verdict in its color."""
    return paint(_STYLES[Verdict(cell)], cell) if cell in {*Verdict} else cell


def _head(ruling: Ruling, report: Report, paint: Paint) -> Iterator[str]:
    yield paint("bold", escape(f"{ruling.id}: {ruling.title}"))
    yield f"  {escape(ruling.sentence)}"
    if ruling.why:
        yield f"  why: {escape(ruling.why)}"
    if ruling.controls:
        yield f"  controls: {escape(', '.join(ruling.controls))}"
    about = f"kind {ruling.kind}, level {ruling.level}, policy {ruling.policy}"
    yield f"  {escape(about)}, {show_place(ruling.location)}"
    said = _painted(paint, ruling.verdict.value)
    yield f"  verdict {said}{escape(_because(ruling.reason))}, {report.show_time()}"


def _because(reason: str) -> str:
    return f" ({reason})" if reason else ""


def _all(ruling: Ruling, paint: Paint) -> Iterator[str]:
    total = len(ruling.selected) + len(ruling.possible) + len(ruling.excluded)
    selected = escape(", ".join(ruling.selected)) or "none"
    yield f"{paint('bold', 'population')}: {len(ruling.selected)} of {total} services: {selected}"
    for name in ruling.unseen:
        yield f"  {escape(name)}: there is no manifest to judge it by"
    for name in ruling.possible:
        yield f"  {paint('unknown', 'perhaps')} {escape(name)}: whether it is selected is unknown"
    for entry in ruling.excluded:
        yield f"  {paint('dim', 'not')} {escape(f'{entry.service}: {entry.reason}')}"
    if ruling.measures:
        yield f"{paint('bold', 'measures')}, limit {ruling.measures[0].show_limit()}:"
        rows = [_row(measure) for measure in sorted(ruling.measures, key=_largest_first)]
        yield from table(rows, style=partial(_painted, paint))
    elif ruling.decisions:
        yield f"{paint('bold', 'verdicts')}:"
        yield from table(_verdicts(ruling.decisions), style=partial(_painted, paint))


def _one(part: Part, paint: Paint) -> Iterator[str]:
    if part.selected == "no":
        yield f"{escape(part.service)} is not selected: {escape(part.reason)}"
        return
    perhaps = " perhaps" if part.selected == "perhaps" else ""
    yield f"{escape(part.service)} is{perhaps} selected"
    yield from table([_row(measure) for measure in part.measures], style=partial(_painted, paint))
    yield from table(_verdicts(part.subjects), style=partial(_painted, paint))


def _verdicts(decisions: Sequence[Decision]) -> list[tuple[str, ...]]:
    return [(str(d.subject), d.verdict.value, d.reason) for d in decisions]


def _largest_first(measure: Measure) -> tuple[Fraction, str]:
    return (-measure.highest.value, str(measure.key))


def _row(measure: Measure) -> tuple[str, ...]:
    perhaps = [f"perhaps {', '.join(measure.undecided)}"] if measure.undecided else []
    certain = [", ".join(measure.services)] if measure.services else []
    return (measure.key or "fleet", measure.show(), measure.verdict.value, "; ".join([*certain, *perhaps]))
