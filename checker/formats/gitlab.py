"""GitLab's Code Quality report: a list without a word about the run, so what went wrong with it is an entry, too."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from checker.diagnostic import Diagnostic, Location, is_elsewhere, many
from checker.formats.json_text import safe_json
from checker.formats.places import Placed, anchor, path
from checker.formats.summary import details, show_place
from checker.formats.terminal import How, escape
from checker.report import Finding, Report, Verdict
from checker.vocabulary import Level

Entry = dict[str, object]

SEVERITIES: Mapping[Level, str] = {"hard": "critical", "soft": "major", "advisory": "minor"}

_NOWHERE = "modelbylaws.yaml"
"""Where an entry stands if no file was read: GitLab drops entries without a path."""


def gitlab(report: Report, _how: How) -> str:
    """What is waived is left out: GitLab would count it."""
    return write_entries(_entries(report))


def write_entries(entries: Iterable[Entry]) -> str:
    """The list, in which no two entries are taken for one."""
    taken: set[str] = set()
    return safe_json([{**entry, "fingerprint": _unique(entry, taken)} for entry in entries])


def _entries(report: Report) -> Iterator[Entry]:
    for fault in report.diagnostics:
        yield of_fault("blocker", fault, report)
    for code, why in report.unsaid.items():
        yield of_run(code, why, report)
    for finding in report.findings:
        if finding.waiver is None:
            yield _of(finding, report)
    if report.hidden:
        left = f"{many(len(report.hidden), 'finding')} outside the given paths not shown"
        fails = any(finding.fails for finding in report.hidden)
        yield _entry("hidden", left, "major" if fails else "info", anchor((), report), report)


def of_fault(severity: str, fault: Diagnostic, report: Placed) -> Entry:
    """A fault of an input, or a hint."""
    help_ = f"; {fault.help}" if fault.help else ""
    return _entry(fault.code, f"{fault.message}{help_}", severity, anchor(fault.locations, report), report)


def of_run(code: str, why: str, report: Placed) -> Entry:
    """Why a run does not end well, where no fault says so."""
    return _entry(code, why, "blocker", anchor((), report), report)


def _of(finding: Finding, report: Report) -> Entry:
    said = "; ".join([finding.message, *(text for name, text in details(finding) if name != "fact")])
    place, first = anchor(finding.locations, report), finding.locations[0]
    said = f"{show_place(first)}: {said}" if is_elsewhere(first.file) else said
    severity = "blocker" if finding.verdict is Verdict.ERROR else SEVERITIES[finding.level]
    entry = _entry(finding.rule, said, severity, place, report)
    return {**entry, "fingerprint": finding.fingerprint}


def _entry(check: str, said: str, severity: str, place: Location | None, report: Placed) -> Entry:
    """GitLab does not show the name of the check, so the description starts with it."""
    file = path(place, report) if place else _NOWHERE
    line = place.span.line if place and place.span else 1
    return {
        "description": f"{escape(check)}: {escape(said)}",
        "check_name": escape(check),
        "severity": severity,
        "location": {"path": escape(file), "lines": {"begin": line}},
    }


def _unique(entry: Entry, taken: set[str]) -> str:
    """GitLab shows entries of one fingerprint as one; a line and a number may change without a new identity."""
    identity = str(entry.get("fingerprint") or [entry["description"], entry["location"]])
    known, salt = hashlib.sha256(identity.encode()).hexdigest()[:32], 0
    while known in taken:
        salt += 1
        known = hashlib.sha256(f"{identity}:{salt}".encode()).hexdigest()[:32]
    taken.add(known)
    return known
