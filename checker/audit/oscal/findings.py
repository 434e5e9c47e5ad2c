"""What observations say about controls of NIST SP 800-53: OSCAL findings, and the risks that waivers accept.

Only that catalog has ids that an OSCAL reader can look up; other controls stand as
properties of the rule's observation. Every control there has a statement with the id
CONTROL_smt (read 2026-11-22, github.com/usnistgov/oscal-content, revision 5). A
finding speaks of the rules that name the control, never of the control as a whole,
and says so. What is advice, is unknown, was not judged or fell out of use makes no finding,
nor does a pass that shows a part of a control: those are observations.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from checker.audit.oscal.observed import Json, Run, identity, moment, of_rule, of_subject, props, prose
from checker.controls import CONTROLS
from checker.report import JudgedWaiver, Ruling, Verdict

NIST = "nist-800-53r5/"
"""Start of the controls that OSCAL's own catalog has."""

_PART = "This is about the rules named here, not about the control as a whole."


class Status(NamedTuple):
    state: Literal["satisfied", "not-satisfied"]
    reason: Literal["pass", "fail", "other"]


def group_by_control(rulings: Sequence[Ruling]) -> dict[str, list[Ruling]]:
    """The controls of SP 800-53 by their id there, each with the rules that name it, in the table's order."""
    return {
        name.removeprefix(NIST): serving
        for name in CONTROLS
        if name.startswith(NIST) and (serving := [ruling for ruling in rulings if name in ruling.controls])
    }


def findings(run: Run) -> Iterator[Json]:
    for control, rulings in group_by_control(run.report.rulings).items():
        status = _status(run, control, rulings)
        if status is not None:
            yield _finding(run, control, rulings, status)


def _status(run: Run, control: str, rulings: Sequence[Ruling]) -> Status | None:
    """The worst that is shown. Nothing is satisfied while something could not be looked at or judged.

    Advice binds nobody, so it never makes a control fail; and what shows a part of a control leaves the rest open:
    that is an observation, and no finding.
    """
    rulings = [ruling for ruling in rulings if ruling.level != "advisory"]
    verdicts = {ruling.verdict for ruling in rulings}
    if Verdict.FAIL in verdicts:
        return Status("not-satisfied", "fail")
    unseen = any(ruling.unseen for ruling in rulings)
    if verdicts & {Verdict.ERROR, Verdict.UNKNOWN} or run.report.diagnostics or unseen:
        return None
    if Verdict.WAIVED in verdicts:
        return Status("not-satisfied", "other")
    judged = run.report.exit_code in {0, 1} and CONTROLS[f"{NIST}{control}"].covers == "whole"
    return Status("satisfied", "pass") if judged and Verdict.PASS in verdicts else None


def _finding(run: Run, control: str, rulings: Sequence[Ruling], status: Status) -> Json:
    known = CONTROLS[f"{NIST}{control}"]
    named = "; ".join(f"{prose(ruling.id)} ({ruling.level}): {ruling.verdict}" for ruling in rulings)
    waived = "A waiver accepts what is broken. " if status.reason == "other" else ""
    made: Json = {
        "uuid": identity(run.id, "finding", control),
        "title": f"{prose(known.place)}: {status.state}",
        "description": f"Rules that name {prose(known.place)}: {named}. {waived}{_PART}",
        "target": {
            "type": "statement-id",
            "target-id": f"{control}_smt",
            "status": {"state": status.state, "reason": status.reason, "remarks": _PART},
        },
        "related-observations": [{"observation-uuid": found} for found in _list_related(run, rulings)],
    }
    accepted = [waiver for ruling in rulings for waiver in _waivers(run, ruling)]
    if accepted:
        made["related-risks"] = [{"risk-uuid": _risk_id(run, waiver)} for waiver in accepted]
    return made


def _list_related(run: Run, rulings: Sequence[Ruling]) -> Iterator[str]:
    """The rule itself, and its subjects that are not in order."""
    for ruling in rulings:
        yield of_rule(run, ruling)
        for decision in run.listed[ruling.id]:
            if decision.verdict.broken or decision.verdict is Verdict.WAIVED:
                yield of_subject(run, ruling, decision)


def _waivers(run: Run, ruling: Ruling) -> list[JudgedWaiver]:
    """The waivers that cover something of a rule now."""
    used = {found.waiver for found in run.report.findings if found.rule == ruling.id}
    return [waiver for waiver in run.report.waivers if waiver.rule == ruling.id and waiver.id in used]


def _risk_id(run: Run, waiver: JudgedWaiver) -> str:
    return identity(run.id, "risk", waiver.id)


def risks(run: Run) -> Iterator[Json]:
    """One of each waiver that covers something: a deviation that somebody approved until a day."""
    for ruling in run.report.rulings:
        broken = {f.waiver: f for f in run.report.findings if f.rule == ruling.id}
        for waiver in _waivers(run, ruling):
            ticket = [("ticket", waiver.ticket)] if waiver.ticket else []
            yield {
                "uuid": _risk_id(run, waiver),
                "title": f"waiver {prose(waiver.id)} of rule {prose(waiver.rule)}",
                "description": f"Accepted: {prose(broken[waiver.id].message)}",
                "statement": f"Reason: {prose(waiver.reason)}",
                "props": props(
                    [
                        ("waiver", waiver.id),
                        ("requested-by", waiver.requested_by),
                        ("approved-by", waiver.approved_by),
                        ("approved-on", waiver.approved_on.isoformat()),
                        ("last-day", waiver.expires.isoformat()),
                        *ticket,
                    ]
                ),
                "status": "deviation-approved",
                "deadline": moment(waiver.expires),
                "related-observations": [{"observation-uuid": of_rule(run, ruling)}],
            }
