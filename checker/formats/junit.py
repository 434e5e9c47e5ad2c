"""JUnit XML in the strict form of Jenkins: a policy is a suite, a rule for a subject is a case, passes too.

What fails the run is a failure. What is waived, and what is only advice, is
skipped with the reason: a test report has no other word between red and green.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from checker.diagnostic import Diagnostic
from checker.formats.outcomes import Outcome, outcomes
from checker.formats.summary import details, list_places, show_place
from checker.formats.terminal import MAX_LINE, How, escape, fit, from_here
from checker.record import dataclass
from checker.report import Report, Verdict

Result = Literal["failure", "error", "skipped"]

_REFERENCES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"})

INPUTS = "(inputs)"
"""The suite of faults. No policy has such a name."""


@dataclass(frozen=True, slots=True)
class Case:
    """A case; one without a result passed."""

    group: str
    name: str
    result: Result | None = None
    type: str = ""
    message: str = ""
    lines: tuple[str, ...] = ()


def junit(report: Report, _how: How) -> str:
    suites: dict[str, list[Case]] = {}
    inputs = [*(fault_case(fault) for fault in report.diagnostics), *_unsaid(report)]
    if inputs:
        suites[INPUTS] = inputs
    for outcome in outcomes(report):
        suites.setdefault(outcome.ruling.policy, []).append(_case(outcome, report))
    about = {"time": report.show_time(), "version": report.version, "exit-code": str(report.exit_code)}
    return xml(suites, about)


def fault_case(fault: Diagnostic) -> Case:
    places = tuple(show_place(at) for at in fault.locations)
    help_ = (f"next: {escape(fault.help)}",) if fault.help else ()
    name = f"{fault.code}: {from_here(fault.locations[0].file)}"
    return Case(INPUTS, name, "error", fault.code, fault.message, places + help_)


def _unsaid(report: Report) -> Iterator[Case]:
    """An error for a run that does not end well and has no other to show."""
    for code, why in report.unsaid.items():
        yield Case(INPUTS, code.replace("-", " "), "error", code, why)


def _case(outcome: Outcome, report: Report) -> Case:
    ruling, finding = outcome.ruling, outcome.finding
    said = outcome.said()
    name, group = f"{ruling.id}: {outcome.subject}", f"{ruling.policy}.{ruling.id}"
    if outcome.verdict is Verdict.PASS:
        return Case(group, name, lines=(escape(said),) if said else ())
    if outcome.verdict is Verdict.WAIVED:
        waiver = next((w.show() for w in report.waivers if finding and w.id == finding.waiver), "")
        return Case(group, name, "skipped", "waived", f"waived: {waiver or said}", (escape(said),))
    if outcome.verdict is Verdict.NOT_APPLICABLE:
        return Case(group, name, "skipped", "not-applicable", f"not applicable: {said}")
    below = [f"{word}: {escape(text)}" for word, text in details(finding)] if finding else []
    places = list_places(finding.locations) if finding else []
    lines = (f"rule: {escape(ruling.title)} ({ruling.level})", *below, *places)
    if outcome.verdict is Verdict.ERROR:
        return Case(group, name, "error", ruling.id, said, lines)
    kind, why = _why_spared(outcome, report)
    if kind:
        return Case(group, name, "skipped", kind, f"{why}: {said}", lines)
    return Case(group, name, "failure", ruling.id, said, lines)


def _why_spared(outcome: Outcome, report: Report) -> tuple[str, str]:
    """Why what is broken does not fail the run, if so: a word for it, and words."""
    if outcome.forgiven:
        return "forgiven", "no worse than before"
    if outcome.ruling.level == "advisory":
        return "advisory", "advisory, does not fail"
    return ("elsewhere", "left to another run") if report.exit_code == 0 else ("", "")


def xml(suites: dict[str, list[Case]], about: dict[str, str]) -> str:
    """The document; text is escaped here, but ``lines`` already for a log."""
    every = [case for cases in suites.values() for case in cases]
    lines = ["<?xml version='1.0' encoding='UTF-8'?>", f"<testsuites name='modelbylaws' {_totals(every)}>"]
    for name, listed in suites.items():
        cases = _number_cases(listed)
        skipped = sum(case.result == "skipped" for case in cases)
        lines.append(f"<testsuite name='{_text(name)}' {_totals(cases)} skipped='{skipped}'>")
        lines += ["<properties>", *(f"<property name='{k}' value='{_text(v)}'/>" for k, v in about.items())]
        lines += ["</properties>", *(_element(case) for case in cases), "</testsuite>"]
    return "\n".join([*lines, "</testsuites>", ""])


def _number_cases(cases: Sequence[Case]) -> list[Case]:
    """A number behind every further case of a name, of which GitLab would keep one only."""
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for case in cases:
        seen[case.group, case.name] += 1
        number = seen[case.group, case.name]
        found.append(replace(case, name=f"{case.name} ({number})") if number > 1 else case)
    return found


def _totals(cases: Sequence[Case]) -> str:
    counted = [sum(case.result == result for case in cases) for result in ("failure", "error")]
    return f"tests='{len(cases)}' failures='{counted[0]}' errors='{counted[1]}'"


def _element(case: Case) -> str:
    """The element; where a line of it would be too long, the texts are cut."""
    whole = _element_of(case, MAX_LINE)
    return whole if max(map(len, whole.split("\n"))) <= MAX_LINE else _element_of(case, MAX_LINE // 10)


def _element_of(case: Case, room: int) -> str:
    group, name, kind, message = (_text(text, room) for text in (case.group, case.name, case.type, case.message))
    start = f"<testcase classname='{group}' name='{name}'"
    body = "\n".join(fit(line, room) for line in case.lines).translate(_REFERENCES)
    if case.result is None:
        return f"{start}><system-out>{body}</system-out></testcase>" if body else f"{start}/>"
    return f"{start}><{case.result} type='{kind}' message='{message}'>{body}</{case.result}></testcase>"


def _text(text: str, room: int = MAX_LINE) -> str:
    """Text without a character that XML forbids, which would make the whole file unreadable."""
    return fit(escape(text), room).translate(_REFERENCES)
