"""Runs one case of a policy's tests: judges a small fleet by one rule, and compares. Reads nothing, writes nothing.
What all of them found: cases that held or missed, and rules that nothing proves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from fractions import Fraction
from typing import ClassVar, Literal

from checker.diagnostic import START, Diagnostic, Location
from checker.files.policy_tests import Expect, Interval
from checker.fleet import Fleet
from checker.form import Form
from checker.judging import AnyPolicy, judge_rules
from checker.kinds import AnyKind
from checker.kinds.parts.shares import some_of
from checker.record import dataclass
from checker.report import Measure, Ruling, Verdict
from checker.shape import Fault

_FAULT = Form("FaultEntry", "code message help locations", {"locations": START})
Change = Literal["same", "expected", "actual"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule said about a case, next to what it should have said."""

    verdict: Verdict
    lines: tuple[tuple[Change, str], ...]
    """The expectation as a difference: what both say, what only one of them says."""
    messages: tuple[str, ...]

    @property
    def held(self) -> bool:
        return all(change == "same" for change, _ in self.lines)


def misfits(expect: Expect, rule: AnyKind) -> Iterator[Fault]:
    """What an expectation says that the rule's kind has not, or leaves out that it has."""
    if not rule.by_measure and (expect.measured is not None or expect.key is not None):
        part = "measured" if expect.key is None else "key"
        yield Fault((part,), f"kind {rule.kind} measures nothing", "name the subjects")
    elif rule.by_measure and expect.subjects is not None:
        yield Fault(("subjects",), f"kind {rule.kind} has measures, not subjects", "say what was measured")
    elif not rule.keyed and expect.key is not None:
        yield Fault(("key",), f"kind {rule.kind} has one measure for all, without a key", "remove it")
    elif rule.keyed and expect.key is None and isinstance(expect.measured, tuple):
        yield Fault(("measured",), f"kind {rule.kind} has one measure per key", "add key")


def try_rule(policy: AnyPolicy, rule: str, fleet: Fleet, expect: Expect) -> Outcome:
    """Judge a fleet by one rule of a policy, and compare."""
    judged = judge_rules([policy.only(rule)], fleet)
    ruling = next(ruling for ruling in judged.rulings if ruling.id == rule)
    messages = tuple(finding.message for finding in judged.findings if finding.rule == rule)
    return Outcome(ruling.verdict, tuple(_compare(expect, ruling)), messages)


def _compare(expect: Expect, ruling: Ruling) -> Iterator[tuple[Change, str]]:
    yield from _both(f"verdict: {expect.verdict}", f"verdict: {ruling.verdict}")
    if expect.measured is not None:
        found = [measure for measure in ruling.measures if measure.key == expect.key]
        others = some_of([f"{measure.key or 'fleet'} {_show_measured(measure)}" for measure in ruling.measures])
        actual = _show_measured(found[0]) if found else f"nothing, but {others}" if others else "none"
        key = f"{expect.key}: " if expect.key else ""
        yield from _both(f"measured: {key}{_show_expected(expect.measured)}", f"measured: {key}{actual}")
        if found and found[0].verdict != expect.verdict:
            yield from _both(f"verdict on {key}{expect.verdict}", f"verdict on {key}{found[0].verdict}")
    elif expect.subjects is not None:
        subjects = {str(d.subject) for d in ruling.decisions if d.verdict == expect.verdict}
        for subject in sorted({*expect.subjects, *subjects}):
            here = subject in subjects
            change: Change = "same" if here and subject in expect.subjects else "actual" if here else "expected"
            yield change, f"subject: {subject}"


def _both(expected: str, actual: str) -> Iterator[tuple[Change, str]]:
    if expected == actual:
        yield "same", expected
    else:
        yield "expected", expected
        yield "actual", actual


def _show_expected(measured: Interval | Literal["none"]) -> str:
    return "none" if measured == "none" else _interval(*measured)


def _show_measured(measure: Measure) -> str:
    return _interval(measure.lowest.value, measure.highest.value)


def _interval(lowest: Fraction, highest: Fraction) -> str:
    return str(lowest) if lowest == highest else f"[{lowest}, {highest}]"


@dataclass(frozen=True, slots=True)
class TriedCase:
    """A case that was tried. ``lines`` pair a change (same, expected, actual) with what was said."""

    FORM: ClassVar = Form("CaseEntry", "rule name held expected actual messages location", {"location": START})

    rule: str
    name: str
    location: Location
    held: bool
    lines: tuple[tuple[str, str], ...]
    messages: tuple[str, ...]

    @property
    def expected(self) -> tuple[str, ...]:
        return tuple(line for change, line in self.lines if change != "actual")

    @property
    def actual(self) -> tuple[str, ...]:
        return tuple(line for change, line in self.lines if change != "expected")


@dataclass(frozen=True, slots=True)
class Unproven:
    """A rule without a failing or a passing case that holds."""

    FORM: ClassVar = Form("UnprovenEntry", "rule missing location", {"location": START})

    rule: str
    missing: str
    location: Location


@dataclass(frozen=True, slots=True)
class TestReport:
    """What all cases came to."""

    FORM: ClassVar = Form(
        "TestReportFile",
        "exit_code rules cases unproven diagnostics nothing",
        {"diagnostics": _FAULT},
        format="modelbylaws/test-report/v1",
        about="A run of policy tests: which cases hold, and which rules nothing proves.",
    )

    cases: tuple[TriedCase, ...]
    files: int
    rules: int
    unproven: tuple[Unproven, ...]
    diagnostics: tuple[Diagnostic, ...]
    exit_code: int
    nothing: str = ""
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def missed(self) -> tuple[TriedCase, ...]:
        return tuple(case for case in self.cases if not case.held)
