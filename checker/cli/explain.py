"""``explain``: a rule as a sentence, whom it is about, who was left out and why, and the arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from checker.cli.check import assess
from checker.cli.faults import Fault
from checker.cli.reading.load import load_all
from checker.cli.request import Request
from checker.diagnostic import did_you_mean
from checker.formats.summary import shown_at
from checker.formats.table import table
from checker.formats.terminal import escape
from checker.report import Measure, Report, Ruling


def explain(request: Request, rule: str, service: str | None) -> tuple[str, int]:
    """The explanation, and 0; 2 where something could not be read.

    Raises:
        Fault: there is no such rule or service.
    """
    loaded = load_all(request)
    report = assess(loaded)
    ruling = next((ruling for ruling in report.rulings if ruling.id == rule), None)
    if ruling is None:
        help_ = did_you_mean(rule, [found.id for found in report.rulings])
        faults = f"; {len(report.diagnostics)} faults, see modelbylaws check" if report.diagnostics else ""
        raise Fault(f"no rule {rule!r}: {help_ or 'no rule is loaded'}{faults}")
    names = [found.name for found in loaded.fleet.services] if loaded.fleet else []
    if service is not None and service not in names:
        raise Fault(f"no service {service!r}: {did_you_mean(service, names) or 'see the population of the rule'}")
    lines = [*_head(ruling, report), *(_one(ruling, service) if service else _all(ruling))]
    return "".join(f"{escape(line)}\n" for line in lines), 2 if report.diagnostics else 0


def _head(ruling: Ruling, report: Report) -> Iterator[str]:
    yield f"{ruling.id}: {ruling.title}"
    yield f"  {ruling.sentence}"
    if ruling.why:
        yield f"  why: {ruling.why}"
    if ruling.controls:
        yield f"  controls: {', '.join(ruling.controls)}"
    yield f"  kind {ruling.kind}, level {ruling.level}, policy {ruling.policy}, {shown_at(ruling.location)}"
    yield f"  verdict {ruling.verdict}{_because(ruling.reason)}, {report.show_time()}"


def _because(reason: str) -> str:
    return f" ({reason})" if reason else ""


def _all(ruling: Ruling) -> Iterator[str]:
    total = len(ruling.selected) + len(ruling.possible) + len(ruling.excluded)
    yield f"population: {len(ruling.selected)} of {total} services: {', '.join(ruling.selected) or 'none'}"
    for name in ruling.possible:
        yield f"  perhaps {name}: whether it is selected is unknown"
    for entry in ruling.excluded:
        yield f"  not {entry.service}: {entry.reason}"
    if ruling.measures:
        yield f"measures, limit {ruling.measures[0].show_limit()}:"
        yield from table([_row(measure) for measure in sorted(ruling.measures, key=_largest_first)])
    elif ruling.decisions:
        yield "verdicts:"
        yield from table([(str(d.subject), d.verdict.value, d.reason) for d in ruling.decisions])


def _one(ruling: Ruling, service: str) -> Iterator[str]:
    left_out = next((entry.reason for entry in ruling.excluded if entry.service == service), None)
    if left_out is not None:
        yield f"{service} is not selected: {left_out}"
        return
    perhaps = " perhaps" if service in ruling.possible else ""
    yield f"{service} is{perhaps} selected"
    touching = [m for m in ruling.measures if service in {*m.services, *m.undecided}]
    yield from table([_row(measure) for measure in touching])
    own = [decision for decision in ruling.decisions if decision.subject.service == service]
    yield from table([(str(d.subject), d.verdict.value, d.reason) for d in own])


def _largest_first(measure: Measure) -> tuple[Fraction, str]:
    return (-measure.highest.value, str(measure.key))


def _row(measure: Measure) -> tuple[str, ...]:
    perhaps = [f"perhaps {', '.join(measure.undecided)}"] if measure.undecided else []
    certain = [", ".join(measure.services)] if measure.services else []
    return (measure.key or "fleet", measure.show(), measure.verdict.value, "; ".join([*certain, *perhaps]))
