"""The run as an evaluation log of OpenSSF Gemara, for tools that gather evaluations of controls.

A rule stands where Gemara has a control: ours is the catalog (the policy) that holds
it. The file is JSON, which Gemara's readers take as the YAML that it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from checker.audit.dossier import Dossier, run_id
from checker.formats.json_text import safe_json
from checker.formats.summary import show_position
from checker.formats.terminal import escape
from checker.report import Decision, Finding, Report, Ruling, Verdict

Json = dict[str, object]
Result = Literal["Not Run", "Passed", "Failed", "Needs Review", "Not Applicable", "Unknown"]

VERSION = "1.5.0"
"""Of Gemara, whose models for Python (gemara-python 0.1.0) test this."""

MAX_SUBJECTS = 100
"""Most subjects of one rule that are logged one by one, the worst first; the rule's message counts all."""

_RESULTS: Mapping[Verdict, Result] = {
    Verdict.ERROR: "Unknown",
    Verdict.FAIL: "Failed",
    Verdict.UNKNOWN: "Needs Review",
    Verdict.WAIVED: "Failed",
    Verdict.PASS: "Passed",
    Verdict.NOT_APPLICABLE: "Not Applicable",
}
"""Gemara has no word for a waiver: what is waived failed, and the message says who accepted it."""

_WORST: tuple[Result, ...] = ("Failed", "Unknown", "Needs Review", "Passed", "Not Applicable", "Not Run")


def gemara(dossier: Dossier) -> str:
    """The whole file; a log without a single evaluation is none, so there must be a rule."""
    report = dossier.report
    policies = {policy.id: policy for policy in dossier.policies}
    named = sorted({ruling.policy for ruling in report.rulings})
    references = [
        {
            "id": name,
            "title": f"policy {name}",
            "version": (policies[name].version if name in policies else "") or "none",
        }
        for name in named
    ]
    organization = escape(dossier.organization) or "the organization"
    return safe_json(
        {
            "metadata": {
                "id": f"modelbylaws-{run_id(report)[:32]}",
                "type": "EvaluationLog",
                "gemara-version": VERSION,
                "version": report.as_of.isoformat(),
                "description": f"AI model policies of {organization}, {report.show_time()}",
                "author": {
                    "id": "modelbylaws", "name": "modelbylaws", "type": "Software", "version": report.version,
                },
                "mapping-references": [{key: escape(value) for key, value in entry.items()} for entry in references],
            },
            "target": {
                "id": "fleet",
                "name": f"services of {organization}",
                "type": "Software",
                "description": f"{report.services} services that declare which AI models they use",
            },
            "result": _whole(report),
            "evaluations": [_evaluation(report, ruling) for ruling in report.rulings],
        }
    )  # fmt: skip


def _whole(report: Report) -> Result:
    """The worst of the rules; of a run that could not judge never better than unknown, nor passed if it judged none."""
    found = {_result(ruling) for ruling in report.rulings}
    if report.exit_code not in {0, 1, 3}:
        found.add("Unknown")
    if report.exit_code != 0:
        found -= {"Passed"}
    return min(found or {"Not Run"}, key=_WORST.index)


def _result(ruling: Ruling) -> Result:
    """What holds beside a service that nobody could look at is not shown for all that the rule is about."""
    incomplete = ruling.verdict is Verdict.PASS and ruling.unseen
    return "Needs Review" if incomplete else _RESULTS[ruling.verdict]


def _evaluation(report: Report, ruling: Ruling) -> Json:
    findings = {found.subject: found for found in report.findings if found.rule == ruling.id}
    ordered = sorted(ruling.decisions, key=lambda decision: (decision.verdict.rank, str(decision.subject)))
    entry = {"reference-id": escape(ruling.policy), "entry-id": escape(ruling.id)}
    served = f"serves {', '.join(ruling.controls)}" if ruling.controls else ""
    logs = [_log(report, ruling, decision, findings.get(decision.subject)) for decision in ordered[:MAX_SUBJECTS]]
    return {
        "name": escape(ruling.title),
        "result": _result(ruling),
        "message": escape(_show_counts(ruling)),
        "control": entry | ({"remarks": escape(served)} if served else {}),
        "assessment-logs": logs or [_one(report, ruling, ruling.verdict, "the rule", ruling.reason)],
    }


def _show_counts(ruling: Ruling) -> str:
    because = f", {ruling.reason}" if ruling.reason else ""
    verdicts = [decision.verdict for decision in ruling.decisions]
    counts = ", ".join(f"{verdicts.count(v)} {v.value}" for v in Verdict if v in verdicts)
    without = f"; without a manifest: {len(ruling.unseen)}" if ruling.unseen else ""
    bounded = f"; logged one by one: {MAX_SUBJECTS}, the worst first" if len(verdicts) > MAX_SUBJECTS else ""
    return f"{ruling.verdict}{because}; level {ruling.level}; subjects: {counts or 'none'}{without}{bounded}"


def _log(report: Report, ruling: Ruling, decision: Decision, finding: Finding | None) -> Json:
    subject = str(decision.subject)
    if finding is None:
        return _one(report, ruling, decision.verdict, subject, decision.reason)
    waivers = [waiver for waiver in report.waivers if waiver.id == finding.waiver]
    waived = "".join(f"; waived by {waiver.show()}" for waiver in waivers)
    first = finding.locations[0]
    at = f" ({show_position(first.file, first)})"
    made = _one(report, ruling, decision.verdict, subject, f"{finding.message}{at}{waived}")
    advice = finding.help or finding.fix
    return made | ({"recommendation": escape(advice)} if advice else {})


def _one(report: Report, ruling: Ruling, verdict: Verdict, subject: str, because: str) -> Json:
    """The log of one subject; a run has a date and no time of day."""
    return {
        "requirement": {"reference-id": escape(ruling.policy), "entry-id": escape(ruling.id)},
        "description": escape(ruling.sentence),
        "result": _RESULTS[verdict],
        "message": escape(f"{subject}: {verdict}{f', {because}' if because else ''}"),
        "applicability": ["services that the rule selects"],
        "steps": [f"judge by kind {escape(ruling.kind)}"],
        "steps-executed": 1,
        "start": f"{report.as_of.isoformat()}T00:00:00Z",
    }
