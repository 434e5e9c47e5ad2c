"""The report for programs. Its schema is generated from the types below.

Fractions are strings in lowest terms, so that no reader rounds them.
"""

from __future__ import annotations

import json
from typing import Literal

from typing_extensions import TypedDict  # pydantic makes the schema from it, and asks for this one before 3.12

from checker.diagnostic import Location
from checker.report import Decision, Finding, Measure, Part, Report, Ruling, Verdict

FORMAT: Literal["modelbylaws/report/v1"] = "modelbylaws/report/v1"


class Tool(TypedDict):
    name: str
    version: str


class InputFile(TypedDict):
    path: str
    role: str
    sha256: str


Counts = TypedDict(
    "Counts",
    {"services": int, "rules": int, "pass": int, "fail": int, "unknown": int, "waived": int, "not_applicable": int,
     "error": int},
)  # fmt: skip


class Interval(TypedDict):
    lowest: str
    highest: str


class MeasureEntry(TypedDict):
    key: str | None
    value: Interval
    limit: str
    verdict: str
    services: list[str]
    undecided: list[str]


class DecisionEntry(TypedDict):
    subject: dict[Part, str]
    verdict: str
    reason: str


class ExclusionEntry(TypedDict):
    service: str
    reason: str


class RuleEntry(TypedDict):
    id: str
    policy: str
    kind: str
    level: str
    title: str
    why: str
    controls: list[str]
    verdict: str
    reason: str
    selected: int
    possible: list[str]
    excluded: list[ExclusionEntry]
    measures: list[MeasureEntry]
    subjects: list[DecisionEntry]


class LocationEntry(TypedDict):
    path: str
    line: int | None
    column: int | None
    end_line: int | None
    end_column: int | None
    label: str


class FindingEntry(TypedDict):
    rule: str
    level: str
    verdict: str
    message: str
    help: str
    fix: str
    notes: list[str]
    subject: dict[Part, str]
    fingerprint: str
    waiver: str | None
    locations: list[LocationEntry]


class DiagnosticEntry(TypedDict):
    code: str
    message: str
    help: str
    locations: list[LocationEntry]


class ReportFile(TypedDict):
    """What a run of modelbylaws found."""

    format: Literal["modelbylaws/report/v1"]
    as_of: str
    exit_code: int
    tool: Tool
    inputs: list[InputFile]
    counts: Counts
    rules: list[RuleEntry]
    findings: list[FindingEntry]
    diagnostics: list[DiagnosticEntry]
    notes: list[str]
    nothing: str
    """Why there was nothing to judge, if so."""
    hidden: int
    """Findings outside of the paths that were asked for."""


def json_report(report: Report) -> str:
    counts = report.counts()
    data: ReportFile = {
        "format": FORMAT,
        "as_of": report.as_of.isoformat(),
        "exit_code": report.exit_code,
        "tool": {"name": "modelbylaws", "version": report.version},
        "inputs": [{"path": i.path, "role": i.role, "sha256": i.sha256} for i in report.inputs],
        "counts": {
            "services": report.services,
            "rules": len(report.rulings),
            "pass": counts[Verdict.PASS],
            "fail": counts[Verdict.FAIL],
            "unknown": counts[Verdict.UNKNOWN],
            "waived": counts[Verdict.WAIVED],
            "not_applicable": counts[Verdict.NOT_APPLICABLE],
            "error": counts[Verdict.ERROR],
        },
        "rules": [_rule(ruling) for ruling in report.rulings],
        "findings": [_finding(finding) for finding in report.findings],
        "diagnostics": [
            {
                "code": d.code,
                "message": d.message,
                "help": d.help,
                "locations": [_location(at) for at in d.locations],
            }
            for d in report.diagnostics
        ],
        "notes": list(report.notes),
        "nothing": report.nothing,
        "hidden": len(report.hidden),
    }
    # NOTE: ASCII only, so that no control or bidi character reaches a terminal or log unescaped; and CI runners
    # take ##[ and ##vso[ for commands anywhere in a line.
    return json.dumps(data, indent=2, ensure_ascii=True).replace("##", "#\\u0023") + "\n"


def _rule(ruling: Ruling) -> RuleEntry:
    return {
        "id": ruling.id,
        "policy": ruling.policy,
        "kind": ruling.kind,
        "level": ruling.level,
        "title": ruling.title,
        "why": ruling.why,
        "controls": list(ruling.controls),
        "verdict": ruling.verdict.value,
        "reason": ruling.reason,
        "selected": len(ruling.selected),
        "possible": list(ruling.possible),
        "excluded": [{"service": entry.service, "reason": entry.reason} for entry in ruling.excluded],
        "measures": [_measure(measure) for measure in ruling.measures],
        "subjects": [] if ruling.measures else [_decision(decision) for decision in ruling.decisions],
    }


def _measure(measure: Measure) -> MeasureEntry:
    return {
        "key": measure.key,
        "value": {"lowest": str(measure.lowest.value), "highest": str(measure.highest.value)},
        "limit": str(measure.limit),
        "verdict": measure.verdict.value,
        "services": list(measure.services),
        "undecided": list(measure.undecided),
    }


def _decision(decision: Decision) -> DecisionEntry:
    return {
        "subject": decision.subject.as_dict(),
        "verdict": decision.verdict.value,
        "reason": decision.reason,
    }


def _finding(finding: Finding) -> FindingEntry:
    return {
        "rule": finding.rule,
        "level": finding.level,
        "verdict": finding.verdict.value,
        "message": finding.message,
        "help": finding.help,
        "fix": finding.fix,
        "notes": list(finding.notes),
        "subject": finding.subject.as_dict(),
        "fingerprint": finding.fingerprint,
        "waiver": None,
        "locations": [_location(at) for at in finding.locations],
    }


def _location(location: Location) -> LocationEntry:
    line, column, end_line, end_column = location.span or (None, None, None, None)
    return {
        "path": location.file,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "label": location.label,
    }
