"""What became of policy tests, in words and for programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from checker.diagnostic import many
from checker.formats import Format
from checker.formats.full import block, fault_line, faults_text
from checker.formats.json import write_json
from checker.formats.summary import show_place
from checker.formats.terminal import Paint, escape, escape_first, flow, from_here
from checker.proof.trial import TestReport, TriedCase, Unproven

SAID = 3
"""Most findings of a case that are shown next to what was expected."""

_MARKS = {"same": " ", "expected": "-", "actual": "+"}
_STYLES = {"same": "dim", "expected": "error", "actual": "good"}


def proof(name: Format, report: TestReport, paint: Paint) -> str:
    """The report in one of ``PROOF_FORMATS``."""
    return _WRITERS[name](report, paint)


def proof_text(report: TestReport, paint: Paint) -> str:
    text = [faults_text(report.diagnostics, report.sources, paint)]
    text += [_miss(case, report, paint) for case in report.missed]
    for rule in _worth_saying(report):
        said = f"{escape(rule.rule)} has {rule.missing} that holds ({show_place(rule.location)})"
        text += [f"{line}\n" for line in flow(f"{paint('unknown', 'unproven')}: {said}", "  ")]
    return "".join([*text, *(f"{part}\n" for line in _closing(report).splitlines() for part in flow(line, "  "))])


def _miss(case: TriedCase, report: TestReport, paint: Paint) -> str:
    head = f"{paint('error', 'missed')}: {escape(case.rule)}: {escape(case.name)}"
    tail = [paint(_STYLES[change], f"{_MARKS[change]} {escape_first(line)}") for change, line in case.lines]
    tail += [f"= said: {escape(message)}" for message in case.messages[:SAID]]
    more = len(case.messages) - SAID
    if more > 0:
        tail.append(f"= and {many(more, 'more finding')}")
    return f"{block(head, [case.location], tail, report.sources, paint)}\n\n"


def _concise(report: TestReport, paint: Paint) -> str:
    lines = [fault_line("error", fault, paint) for fault in report.diagnostics]
    for case in report.missed:
        said = ", ".join(f"{_MARKS[change]}{line}" for change, line in case.lines if change != "same")
        head = paint("error", f"missed[{escape(case.rule)}]")
        lines.append(f"{show_place(case.location)}: {head} {escape(case.name)}: {escape(said)}")
    lines += [
        f"{show_place(rule.location)}: {paint('unknown', f'unproven[{escape(rule.rule)}]')} {rule.missing} that holds"
        for rule in _worth_saying(report)
    ]
    return "".join([*(f"{line}\n" for line in lines), _closing(report)])


def _worth_saying(report: TestReport) -> tuple[Unproven, ...]:
    """Rules that are unproven, unless it is plain why: a tests file could not be read."""
    return () if report.diagnostics else report.unproven


def _closing(report: TestReport) -> str:
    cases, missed, rules = len(report.cases), len(report.missed), report.rules
    nothing = f"{escape_first(report.nothing)}\n" if report.nothing else ""
    return (
        f"{nothing}{many(cases, 'case')} in {many(report.files, 'file')}: {cases - missed} hold, {missed} missed, "
        f"{many(len(report.diagnostics), 'fault')}; {rules - len(report.unproven)} of {many(rules, 'rule')} proven "
        f"(exit {report.exit_code})\n"
    )


def _junit(report: TestReport, _: Paint) -> str:
    """A file of tests is a suite, and so are the rules, each of which needs a case that fails and one that passes."""
    from checker.formats.junit import INPUTS, Case, fault_case, xml

    suites: dict[str, list[Case]] = {}
    faults = [fault_case(fault) for fault in report.diagnostics]
    if report.nothing:
        faults.append(Case(INPUTS, "nothing tested", "error", "nothing-tested", report.nothing))
    if faults:
        suites[INPUTS] = faults
    for case in report.cases:
        lines = tuple(f"{_MARKS[change]} {escape(line)}" for change, line in case.lines)
        said = tuple(f"said: {escape(message)}" for message in case.messages)
        named = f"{case.rule}: {case.name}"
        missed = Case(case.rule, named, "failure", "missed", f"missed at {show_place(case.location)}", lines + said)
        suites.setdefault(from_here(case.location.file), []).append(Case(case.rule, named) if case.held else missed)
    for rule in report.unproven:
        said = (show_place(rule.location),)
        unproven = Case(rule.rule, f"{rule.rule} is proven", "failure", "unproven", f"{rule.missing} that holds", said)
        suites.setdefault("(rules without a proof)", []).append(unproven)
    return xml(suites, {"exit-code": str(report.exit_code)})


_WRITERS: Mapping[Format, Callable[[TestReport, Paint], str]] = {
    "full": proof_text, "concise": _concise, "junit": _junit, "json": lambda report, _: write_json(report),
}  # fmt: skip
