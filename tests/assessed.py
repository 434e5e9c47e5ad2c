"""Dossiers built by hand, for tests of the exports to tools that gather evidence."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

from checker.audit.dossier import Dossier, PolicyEntry, ServiceEntry
from checker.audit.gemara import gemara
from checker.audit.oscal import oscal
from checker.diagnostic import Diagnostic, Location, Span
from checker.report import Decision, Finding, JudgedWaiver, Measure, Report, Share, Subject, Verdict
from checker.run.stands import Commit
from tests.hostile import around, hostile
from tests.reports import a_report, finding, route, ruling

A, B = Subject("a", "main", "primary"), Subject("b", "main", "primary")
SR, SA, DORA = "nist-800-53r5/sr-3.1", "nist-800-53r5/sa-22", "dora/29-1-b"


def rule(name: str, verdict: Verdict, *controls: str, **more: Any) -> Any:  # noqa: ANN401 - fields of a ruling
    """A rule about two services, of which the second passes."""
    made = ruling(name, "soft", Decision(A, verdict, "because"), Decision(B, Verdict.PASS))
    return replace(made, controls=controls, verdict=verdict, **more)


def a_judged_waiver(name: str, rule_: str) -> JudgedWaiver:
    return JudgedWaiver(
        id=name, rule=rule_, subject=A, states=("active",), days_left=8, requested_by="team@example.org",
        approved_by="board@example.org", approved_on=dt.date(2026, 9, 12), expires=dt.date(2026, 11, 30),
        reason="until the move", ticket="", limit="", location=route("a"),
    )  # fmt: skip


def waived(rule_: str, name: str) -> Finding:
    return replace(finding(rule_, A, route("a")), verdict=Verdict.WAIVED, waiver=name)


def a_dossier(report: Report, *services: str) -> Dossier:
    entries = tuple(
        ServiceEntry(name, f"team-{name}", "production", "1", ("none",), ("none",), (), route(name))
        for name in services
    )
    policies = (PolicyEntry("org", "7", "risk@example.org", "policies/org.yaml"),)
    return Dossier(report, "Example", Commit("c0ffee", ()), policies, entries, None, (), (), (), 0)


def small() -> Dossier:
    """A share that fails, a rule that is waived, one unknown, one that does not apply."""
    share = Share(Fraction(3), Fraction(5))
    measure = Measure("openai", share, share, Fraction(2, 5), Verdict.FAIL, ("a",), ("b",))
    cap = ruling("cap", "hard", Decision(Subject(key="openai"), Verdict.FAIL), measures=(measure,))
    report = a_report(
        finding("cap", Subject(key="openai"), route("a")),
        finding("unclear", A, Location("services/a/model-manifest.yaml")),
        waived("pinned", "W-1"),
        rulings=(
            replace(cap, controls=(SR, DORA)),
            rule("pinned", Verdict.WAIVED, SA),
            rule("unclear", Verdict.UNKNOWN, "nist-800-53r5/cp-2"),
            rule("quiet", Verdict.PASS, "nist-800-53r5/cm-8"),
        ),
        waivers=(a_judged_waiver("W-1", "pinned"),),
    )
    return a_dossier(report, "a", "b")


def hostile_dossier(payload: str) -> Dossier:
    """The payload around every text, with rules that name controls that OSCAL knows, and nothing unread."""
    report = hostile(around(payload))
    controls = (SR, SA, "nist-800-53r5/cp-2", "nist-800-53r5/cm-8", "nist-800-53r5/cm-2", "nist-800-53r5/sa-9")
    rulings = [
        replace(found, controls=(*found.controls, control))
        for found, control in zip(report.rulings, controls, strict=True)
    ]
    return a_dossier(replace(report, rulings=tuple(rulings), diagnostics=()), payload)


def faulty(dossier: Dossier) -> Dossier:
    """The same with an input that could not be read."""
    fault = Diagnostic("bad", "it is bad", (Location("services/c/model-manifest.yaml", Span(1, 1, 1, 2)),))
    return replace(dossier, report=replace(dossier.report, diagnostics=(fault,)))


def results(dossier: Dossier) -> Any:  # noqa: ANN401 - JSON
    return json.loads(oscal(dossier))["assessment-results"]["results"][0]


def log(dossier: Dossier) -> Any:  # noqa: ANN401 - JSON
    return json.loads(gemara(dossier))
