"""Reports built by hand, for tests of what formats make of them."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from checker.diagnostic import Location, Span
from checker.formats import Format, render
from checker.formats.terminal import plain
from checker.report import (
    Decision,
    Finding,
    Input,
    Measure,
    Report,
    Ruling,
    Subject,
    Verdict,
)  # fmt: skip
from checker.vocabulary import Level

POLICY = "policies/org.yaml"
CAP = Location(POLICY, Span(3, 10, 3, 13), "at most 40%")


def route(name: str, line: int = 2) -> Location:
    return Location(f"services/{name}/model-manifest.yaml", Span(line, 3, line, 8), name)


def finding(rule: str, subject: Subject, *places: Location, level: Level = "soft", message: str = "") -> Finding:
    return Finding(rule, f"title of {rule}", level, Verdict.FAIL, subject, message or f"{subject} broke it", places)


def ruling(rule: str, level: Level, *decisions: Decision, measures: tuple[Measure, ...] = ()) -> Ruling:
    return Ruling(
        id=rule, policy="org", kind="require", level=level, title=f"title of {rule}", sentence="All do.", location=CAP,
        verdict=decisions[0].verdict if decisions else Verdict.PASS, why="because", controls=(), selected=("a",),
        possible=(), excluded=(), decisions=decisions, measures=measures,
    )  # fmt: skip


def a_report(*findings: Finding, **more: Any) -> Report:  # noqa: ANN401 - fields of a report
    """One that read a policy and a manifest for each service, with rulings that fit the findings."""
    rules = {found.rule: found.level for found in findings}
    rulings = [
        ruling(rule, level, *(Decision(f.subject, f.verdict) for f in findings if f.rule == rule))
        for rule, level in rules.items()
    ]
    files = sorted({at.file for found in findings for at in found.locations})
    defaults: dict[str, Any] = {
        "as_of": dt.date(2026, 11, 22),
        "version": "0.1.0",
        "inputs": tuple(Input(f, "policy" if f == POLICY else "manifest", "0") for f in files or [POLICY]),
        "services": len(files),
        "rulings": tuple(rulings) or (ruling("quiet", "soft", Decision(Subject("a"), Verdict.PASS)),),
        "findings": tuple(findings),
        "diagnostics": (),
        "sources": dict.fromkeys(files, "first line\n  second: line\n  third: 40%\n"),
    }
    return Report(**defaults | more)


def out(name: Format, report: Report, *, waived: bool = False) -> str:
    return render(name, report, plain, quiet=False, waived=waived)


def sarif(report: Report, *, waived: bool = False) -> Any:  # noqa: ANN401 - JSON
    return json.loads(out("sarif", report, waived=waived))["runs"][0]


def vendor(name: str, *services: str) -> Finding:
    return finding("vendor-cap", Subject(key=name), CAP, *(route(service) for service in services))
