"""Waivers compared with those of a base: one that was there before is not taken for a breach that the change adds.

A waiver was approved for what a subject broke then. A change that breaks the rule
in a further way there, or puts another model on the route, needs an approval of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from checker.files.waivers import Placed, Target, Waiver
from checker.judging.waiver_case import is_same_model, model_of
from checker.report import Finding, Report, Ruling, Subject, Verdict, worst
from checker.review.compare import compare, worsening
from checker.run.run import Run

Stretched = Mapping[tuple[str, Subject, str], str]
"""Why a waiver does not cover a finding any more, by rule, subject and waiver."""


def find_stretched(before: Run, was: Report, after: Run, report: Report) -> Stretched:
    """Findings that a waiver covers only by name: what it excused before was less, or another model."""
    waivers = {placed.waiver.id: placed.waiver for placed in after.waivers}
    found: dict[tuple[str, Subject, str], str] = {}
    for change in compare(was, report).findings:
        now = change.after
        if now is None or now.waiver is None or now.subject.service is None:
            continue
        reason = _further(change.before, now) or _another_model(before, after, now.subject, waivers[now.waiver])
        if reason:
            found[now.rule, now.subject, now.waiver] = reason
    return found


def drop_approved(found: Stretched, before: Iterable[Placed], now: Iterable[Placed]) -> Stretched:
    """Less what was approved anew since. Another reason or a later end is no approval."""
    there, here = ({placed.waiver.id: _approval(placed.waiver) for placed in listed} for listed in (before, now))
    return {key: reason for key, reason in found.items() if there.get(key[2]) == here.get(key[2])}


def without(report: Report, refused: Stretched) -> Report:
    """The report, in which these findings are broken again."""
    if not refused:
        return report
    broken = [found for found in (*report.findings, *report.hidden) if _why(found, refused)]
    return replace(
        report,
        findings=tuple(_broken(found, _why(found, refused)) for found in report.findings),
        hidden=tuple(_broken(found, _why(found, refused)) for found in report.hidden),
        rulings=tuple(_judge_anew(ruling, [f for f in broken if f.rule == ruling.id]) for ruling in report.rulings),
    )


def _further(before: Finding | None, now: Finding) -> str:
    """In what way more is broken than the same waiver excused before."""
    if before is None or before.waiver != now.waiver:
        return ""
    return worsening(replace(before, level=now.level), now, None, None, None)


def _another_model(before: Run, after: Run, subject: Subject, waiver: Waiver) -> str:
    """Whether the route had another model, where the waiver does not say which one it excused."""
    if waiver.for_.model is not None or before.fleet is None or after.fleet is None:
        return ""
    was, now = (model_of(fleet, subject) for fleet in (before.fleet, after.fleet))
    if was is None or now is None or is_same_model(after.fleet.world, was, now):
        return ""
    return f"the route used {was!r} before, and uses {now!r} now"


def _approval(waiver: Waiver) -> tuple[str, Target, str, object]:
    return waiver.rule, waiver.for_, waiver.approved_by, waiver.approved_on


def _why(found: Finding, refused: Stretched) -> str:
    return refused.get((found.rule, found.subject, found.waiver or ""), "")


def _broken(found: Finding, reason: str) -> Finding:
    if not reason:
        return found
    message = f"{found.message}; waiver {found.waiver} does not cover that: {reason}"
    help_ = "correct it, or have a new waiver approved"
    return replace(found, verdict=found.excused or Verdict.FAIL, waiver=None, excused=None, message=message, help=help_)


def _judge_anew(ruling: Ruling, refused: list[Finding]) -> Ruling:
    """The ruling with the verdicts of these findings as they are without a waiver."""
    verdicts = {found.subject: found.excused or Verdict.FAIL for found in refused}
    if not verdicts:
        return ruling
    decisions = tuple(
        replace(decision, verdict=verdicts[decision.subject])
        if decision.subject in verdicts and decision.verdict is Verdict.WAIVED
        else decision
        for decision in ruling.decisions
    )
    return replace(ruling, decisions=decisions, verdict=worst([decision.verdict for decision in decisions]))
