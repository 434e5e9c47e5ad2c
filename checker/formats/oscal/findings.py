"""What observations say about controls of NIST SP 800-53: OSCAL findings, and the risks that waivers accept.

Only that catalog has ids that an OSCAL reader can look up; other controls stand as
properties of the rule's observation. Every control there has a statement with the id
CONTROL_smt (read 2026-11-22, github.com/usnistgov/oscal-content, revision 5). A
finding speaks of the rules that name the control, never of the control as a whole,
and says so. What is unknown, was not judged or fell out of use makes no finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from checker.controls import CONTROLS
from checker.formats.oscal.observed import Run, of_rule, of_subject
from checker.formats.oscal.parts import Json, identity, moment, props, prose
from checker.report import Ruling, Standing, Verdict

NIST = "nist-800-53r5/"
"""Start of the controls that OSCAL's own catalog has."""

_PART = "This is about the rules named here, not about the control as a whole."


class Status(NamedTuple):
    state: Literal["satisfied", "not-satisfied"]
    reason: Literal["pass", "fail", "other"]


def reviewed(rulings: Sequence[Ruling]) -> dict[str, list[Ruling]]:
    """The controls of SP 800-53 by their id there, each with the rules that name it, in the table's order."""
    return {
        name.removeprefix(NIST): serving
        for name in CONTROLS
        if name.startswith(NIST) and (serving := [ruling for ruling in rulings if name in ruling.controls])
    }


def findings(run: Run) -> Iterator[Json]:
    for control, rulings in reviewed(run.report.rulings).items():
        status = _status(run, rulings)
        if status is not None:
            yield _finding(run, control, rulings, status)


def _status(run: Run, rulings: Sequence[Ruling]) -> Status | None:
    """The worst that is shown. Nothing is satisfied while something is unknown or an input could not be read."""
    verdicts = {ruling.verdict for ruling in rulings}
    if Verdict.FAIL in verdicts:
        return Status("not-satisfied", "fail")
    if verdicts & {Verdict.ERROR, Verdict.UNKNOWN} or run.report.diagnostics:
        return None
    if Verdict.WAIVED in verdicts:
        return Status("not-satisfied", "other")
    return Status("satisfied", "pass") if Verdict.PASS in verdicts else None


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
        "related-observations": [{"observation-uuid": found} for found in _related(run, rulings)],
    }
    accepted = [standing for ruling in rulings for standing in _waivers(run, ruling)]
    if accepted:
        made["related-risks"] = [{"risk-uuid": _risk_id(run, standing)} for standing in accepted]
    return made


def _related(run: Run, rulings: Sequence[Ruling]) -> Iterator[str]:
    """The rule itself, and its subjects that are not in order."""
    for ruling in rulings:
        yield of_rule(run, ruling)
        for decision in run.listed[ruling.id]:
            if decision.verdict.broken or decision.verdict is Verdict.WAIVED:
                yield of_subject(run, ruling, decision)


def _waivers(run: Run, ruling: Ruling) -> list[Standing]:
    """The waivers that cover something of a rule now."""
    used = {found.waiver for found in run.report.findings if found.rule == ruling.id}
    return [standing for standing in run.report.waivers if standing.rule == ruling.id and standing.id in used]


def _risk_id(run: Run, standing: Standing) -> str:
    return identity(run.id, "risk", standing.id)


def risks(run: Run) -> Iterator[Json]:
    """One of each waiver that covers something: a deviation that somebody approved until a day."""
    for ruling in run.report.rulings:
        broken = {f.waiver: f for f in run.report.findings if f.rule == ruling.id}
        for standing in _waivers(run, ruling):
            ticket = [("ticket", standing.ticket)] if standing.ticket else []
            yield {
                "uuid": _risk_id(run, standing),
                "title": f"waiver {prose(standing.id)} of rule {prose(standing.rule)}",
                "description": f"Accepted: {prose(broken[standing.id].message)}",
                "statement": f"Reason: {prose(standing.reason)}",
                "props": props(
                    [
                        ("waiver", standing.id),
                        ("requested-by", standing.requested_by),
                        ("approved-by", standing.approved_by),
                        ("approved-on", standing.approved_on.isoformat()),
                        ("last-day", standing.expires.isoformat()),
                        *ticket,
                    ]
                ),
                "status": "deviation-approved",
                "deadline": moment(standing.expires),
                "related-observations": [{"observation-uuid": of_rule(run, ruling)}],
            }
