"""GitLab's Code Quality report: a list without a word about the run, so what went wrong with it is an entry, too."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from checker.diagnostic import Location
from checker.formats.places import anchor, path
from checker.formats.summary import details, many
from checker.formats.terminal import escape, safe_json
from checker.report import Finding, Report, Verdict

_SEVERITIES = {"hard": "critical", "soft": "major", "advisory": "minor"}

_NOWHERE = "modelbylaws.yaml"
"""Where an entry stands if no file was read: GitLab drops entries without a path."""


def gitlab(report: Report) -> str:
    """What is waived is left out: GitLab would count it."""
    taken: set[str] = set()
    return safe_json([{**entry, "fingerprint": _unique(entry, taken)} for entry in _entries(report)])


def _entries(report: Report) -> Iterator[dict[str, object]]:
    for fault in report.diagnostics:
        help_ = f"; {fault.help}" if fault.help else ""
        yield _entry(fault.code, f"{fault.message}{help_}", "blocker", anchor(fault.locations, report), report)
    if report.nothing:
        yield _entry("nothing-judged", report.nothing, "blocker", anchor((), report), report)
    for finding in report.findings:
        if finding.waiver is None:
            yield _of(finding, report)
    if report.hidden:
        left = f"{many(len(report.hidden), 'finding')} outside of the given paths not shown"
        yield _entry("hidden", left, "info", anchor((), report), report)


def _of(finding: Finding, report: Report) -> dict[str, object]:
    said = "; ".join([finding.message, *(text for name, text in details(finding) if name != "fact")])
    place = anchor(finding.locations, report)
    severity = "blocker" if finding.verdict is Verdict.ERROR else _SEVERITIES[finding.level]
    entry = _entry(finding.rule, said, severity, place, report)
    return {**entry, "fingerprint": finding.fingerprint}


def _entry(check: str, said: str, severity: str, place: Location | None, report: Report) -> dict[str, object]:
    """GitLab does not show the name of the check, so the description starts with it."""
    file = path(place, report) if place else _NOWHERE
    line = place.span.line if place and place.span else 1
    return {
        "description": f"{escape(check)}: {escape(said)}",
        "check_name": escape(check),
        "severity": severity,
        "location": {"path": escape(file), "lines": {"begin": line}},
    }


def _unique(entry: dict[str, object], taken: set[str]) -> str:
    """GitLab shows entries of one fingerprint as one; a line and a number may change without a new identity."""
    identity = str(entry.get("fingerprint") or [entry["description"], entry["location"]])
    known, salt = hashlib.sha256(identity.encode()).hexdigest()[:32], 0
    while known in taken:
        salt += 1
        known = hashlib.sha256(f"{identity}:{salt}".encode()).hexdigest()[:32]
    taken.add(known)
    return known
