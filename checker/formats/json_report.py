"""The report for programs, in the form that ``report_file`` gives it."""

from __future__ import annotations

from checker.diagnostic import Diagnostic, Location
from checker.formats.json_review import review_entry
from checker.formats.report_file import (
    FORMAT,
    DecisionEntry,
    DiagnosticEntry,
    FindingEntry,
    LocationEntry,
    MeasureEntry,
    ReportFile,
    RuleEntry,
    WaiverEntry,
)
from checker.formats.terminal import safe_json
from checker.report import Decision, Finding, Measure, Report, Ruling, Standing, Verdict


def json_report(report: Report) -> str:
    return safe_json(as_data(report))


def as_data(report: Report) -> ReportFile:
    counts = report.counts()
    return {
        "format": FORMAT,
        "as_of": report.as_of.isoformat(),
        "known_by": report.known_by.isoformat() if report.known_by else None,
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
        "waivers": [_waiver(standing) for standing in report.waivers],
        "diagnostics": [diagnostic_entry(fault) for fault in report.diagnostics],
        "notes": list(report.notes),
        "nothing": report.nothing,
        "hidden": len(report.hidden),
        "review": review_entry(report),
    }


def diagnostic_entry(fault: Diagnostic) -> DiagnosticEntry:
    return {
        "code": fault.code,
        "message": fault.message,
        "help": fault.help,
        "locations": [location_entry(at) for at in fault.locations],
    }


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
        "waiver": finding.waiver,
        "locations": [location_entry(at) for at in finding.locations],
    }


def _waiver(standing: Standing) -> WaiverEntry:
    return {
        "id": standing.id,
        "rule": standing.rule,
        "subject": standing.subject.as_dict(),
        "states": list(standing.states),
        "days_left": standing.days_left,
        "limit": standing.limit,
        "reason": standing.reason,
        "requested_by": standing.requested_by,
        "approved_by": standing.approved_by,
        "approved_on": standing.approved_on.isoformat(),
        "expires": standing.expires.isoformat(),
        "ticket": standing.ticket,
        "location": location_entry(standing.location),
    }


def location_entry(location: Location) -> LocationEntry:
    line, column, end_line, end_column = location.span or (None, None, None, None)
    return {
        "path": location.file,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "label": location.label,
    }
