"""A run of policy tests in each format: differences for people, one line a miss, JUnit XML, or JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from checker.diagnostic import Location
from checker.formats import Format
from checker.formats.full import block, faults_text
from checker.formats.summary import shown_at
from checker.formats.terminal import Paint, escape, escape_first, safe_json
from checker.report.proof import TestReport, TriedCase, Unproven

SAID = 3
"""Most findings of a case that are shown beside what was expected."""

_MARKS = {"same": " ", "expected": "-", "actual": "+"}
_STYLES = {"same": "dim", "expected": "error", "actual": "good"}


def proof(name: Format, report: TestReport, paint: Paint) -> str:
    """The report in one of ``PROOF_FORMATS``."""
    return _WRITERS[name](report, paint)


def _full(report: TestReport, paint: Paint) -> str:
    text = [faults_text(report.diagnostics, report.sources, paint)]
    text += [_miss(case, report, paint) for case in report.missed]
    text += [
        f"{paint('unknown', 'unproven')}: {escape(rule.rule)} has {rule.missing} that holds "
        f"({shown_at(rule.location)})\n"
        for rule in _worth_saying(report)
    ]
    return "".join([*text, _closing(report)])


def _miss(case: TriedCase, report: TestReport, paint: Paint) -> str:
    head = f"{paint('error', 'missed')}: {escape(case.rule)}: {escape(case.name)}"
    tail = [paint(_STYLES[change], f"{_MARKS[change]} {escape_first(line)}") for change, line in case.lines]
    tail += [f"= said: {escape(message)}" for message in case.messages[:SAID]]
    more = len(case.messages) - SAID
    tail += [f"= and {_many(more, 'more finding')}"] if more > 0 else []
    return f"{block(head, [case.location], tail, report.sources, paint)}\n\n"


def _concise(report: TestReport, paint: Paint) -> str:
    lines = [
        f"{shown_at(fault.locations[0])}: {paint('error', f'error[{escape(fault.code)}]')} {escape(fault.message)}"
        for fault in report.diagnostics
    ]
    for case in report.missed:
        said = ", ".join(f"{_MARKS[change]}{line}" for change, line in case.lines if change != "same")
        head = paint("error", f"missed[{escape(case.rule)}]")
        lines.append(f"{shown_at(case.location)}: {head} {escape(case.name)}: {escape(said)}")
    lines += [
        f"{shown_at(rule.location)}: {paint('unknown', f'unproven[{escape(rule.rule)}]')} {rule.missing} that holds"
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
        f"{nothing}{_many(cases, 'case')} in {_many(report.files, 'file')}: {cases - missed} hold, {missed} missed, "
        f"{_many(len(report.diagnostics), 'fault')}; {rules - len(report.unproven)} of {_many(rules, 'rule')} proven "
        f"(exit {report.exit_code})\n"
    )


def _junit(report: TestReport, _: Paint) -> str:
    """A file of tests is a suite, and so are the rules, each of which needs a case that fails and one that passes."""
    from checker.formats.junit import INPUTS, Case, fault_case, xml  # noqa: PLC0415 - only for this format

    suites: dict[str, list[Case]] = {}
    faults = [fault_case(fault) for fault in report.diagnostics]
    faults += [Case(INPUTS, "nothing tested", "error", "nothing-tested", report.nothing)] if report.nothing else []
    if faults:
        suites[INPUTS] = faults
    for case in report.cases:
        lines = tuple(f"{_MARKS[change]} {escape(line)}" for change, line in case.lines)
        said = tuple(f"said: {escape(message)}" for message in case.messages)
        named = f"{case.rule}: {case.name}"
        missed = Case(case.rule, named, "failure", "missed", f"missed at {shown_at(case.location)}", lines + said)
        suites.setdefault(case.location.file, []).append(Case(case.rule, named) if case.held else missed)
    for rule in report.unproven:
        said = (shown_at(rule.location),)
        unproven = Case(rule.rule, f"{rule.rule} is proven", "failure", "unproven", f"{rule.missing} that holds", said)
        suites.setdefault("(rules without a proof)", []).append(unproven)
    return xml(suites, {"exit-code": str(report.exit_code)})


def _json(report: TestReport, _: Paint) -> str:
    return safe_json(
        {
            "format": "modelbylaws/test-report/v1",
            "exit_code": report.exit_code,
            "rules": report.rules,
            "cases": [_case(case) for case in report.cases],
            "unproven": [
                {"rule": rule.rule, "missing": rule.missing, "location": _location(rule.location)}
                for rule in report.unproven
            ],
            "diagnostics": [
                {
                    "code": d.code,
                    "message": d.message,
                    "help": d.help,
                    "locations": [_location(at) for at in d.locations],
                }
                for d in report.diagnostics
            ],
            "nothing": report.nothing,
        }
    )


def _case(case: TriedCase) -> dict[str, object]:
    return {
        "rule": case.rule,
        "name": case.name,
        "held": case.held,
        "expected": [line for change, line in case.lines if change != "actual"],
        "actual": [line for change, line in case.lines if change != "expected"],
        "messages": list(case.messages),
        "location": _location(case.location),
    }


def _location(location: Location) -> dict[str, object]:
    line, column, *_ = location.span or (None, None)
    return {"path": location.file, "line": line, "column": column}


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


_WRITERS: Mapping[Format, Callable[[TestReport, Paint], str]] = {
    "full": _full, "concise": _concise, "junit": _junit, "json": _json,
}  # fmt: skip
