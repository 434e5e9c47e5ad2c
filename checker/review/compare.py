"""What changed between two reports. Pure: reads nothing, and judges nothing anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from checker.report import Finding, Measure, Report, Ruling, Verdict
from checker.report.finding import further
from checker.report.numbers import Burdens, heavier
from checker.report.review import (
    Bound,
    Changes,
    Departure,
    FindingChange,
    MeasureChange,
    Movement,
    PopulationChange,
)
from checker.vocabulary import hardness

__all__ = ["by_departures", "compare", "movement", "worsening"]

GONE = "no readable manifest describes it any more"

NO_VALUE = "no value then or now, so nobody can tell what a change of its services does"
NOT_IN_QUESTION = "the rule does not ask about it any more"

_Rulings = Mapping[str, Ruling]


def compare(before: Report, after: Report) -> Changes:
    """Everything that differs; findings outside of the paths that were asked for count too."""
    was, now = ({ruling.id: ruling for ruling in report.rulings} for report in (before, after))
    findings = sorted(_findings(before, after, was, now), key=lambda change: change.either.sort_key)
    rules = sorted({*was, *now})
    return Changes(
        tuple(findings),
        tuple(change for rule in rules for change in _measures(rule, was.get(rule), now.get(rule))),
        tuple(change for rule in rules for change in _population(rule, was.get(rule), now.get(rule))),
    )


def _findings(before: Report, after: Report, was: _Rulings, now: _Rulings) -> Iterator[FindingChange]:
    old, new = _by_fingerprint(before), _by_fingerprint(after)
    for fingerprint in sorted({*old, *new}):
        for first, second in zip_longest(*_pair(old.get(fingerprint, []), new.get(fingerprint, []))):
            yield _finding(first, second, was, now)


def _by_fingerprint(report: Report) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in (*report.findings, *report.hidden):
        found.setdefault(finding.fingerprint, []).append(finding)
    return found


def _pair(old: Sequence[Finding], new: Sequence[Finding]) -> tuple[list[Finding], list[Finding]]:
    """Several findings of one subject in an order that pairs those which say the same."""
    shared = {finding.message for finding in old} & {finding.message for finding in new}
    first, second = (sorted(found, key=lambda f: (f.message not in shared, f.message)) for found in (old, new))
    return first, second


def _finding(before: Finding | None, after: Finding | None, was: _Rulings, now: _Rulings) -> FindingChange:
    if before is None:
        return FindingChange("new", before, after)
    if after is None:
        return FindingChange("gone", before, after, _why_unjudged(before, was.get(before.rule), now.get(before.rule)))
    first, second = _find_measure(before, was), _find_measure(after, now)
    bound = now[after.rule].bound if after.rule in now else None
    reason = worsening(before, after, first, second, bound)
    if reason:
        return FindingChange("worse", before, after, reason)
    lower = movement(first, second, bound) == "better" if first and second else after.breaks < before.breaks
    better = lower or after.verdict.rank > before.verdict.rank or hardness(after.level) < hardness(before.level)
    return FindingChange(
        "better" if better else "same", before, after, _tell(before, after, first, second, now.get(after.rule))
    )


def _tell(before: Finding, after: Finding, was: Measure | None, measured: Measure | None, ruling: Ruling | None) -> str:
    """What a reader must know of a finding that is no worse, as far as can be told."""
    if after.subject.service is not None:
        return f"was {before.message}" if before.message != after.message else ""
    if measured is None and ruling is not None and ruling.bound is not None and after.verdict is not Verdict.WAIVED:
        return NO_VALUE
    if (
        was is not None
        and measured is not None
        and ruling is not None
        and movement(was, measured, ruling.bound) == "worse"
    ):
        return f"{measured.show()} instead of {was.show()}, because others left; nobody joined in it"
    return ""


def _why_unjudged(finding: Finding, before: Ruling | None, ruling: Ruling | None) -> str:
    """Why the rule does not judge a finding's subject any more; nothing if it does, and finds it in order."""
    if ruling is None:  # a built-in rule is there only while it is broken
        return "" if before is not None and before.builtin else "the rule is gone"
    service = finding.subject.service
    if service is not None and service not in _members(ruling):
        return next((entry.reason for entry in ruling.excluded if entry.service == service), GONE)
    if ruling.verdict is Verdict.NOT_APPLICABLE:
        return ruling.reason or "nothing to judge"
    if service is not None:
        decision = next((found for found in ruling.decisions if found.subject == finding.subject), None)
        if decision is None or decision.verdict is Verdict.NOT_APPLICABLE:
            return decision.reason if decision and decision.reason else NOT_IN_QUESTION
    return "no value can be given any more" if ruling.bound and not ruling.measures else ""


def _find_measure(finding: Finding, rulings: _Rulings) -> Measure | None:
    """The value that a finding is about."""
    ruling = rulings.get(finding.rule)
    if ruling is None or ruling.bound is None or finding.subject.service is not None:
        return None
    return next((measure for measure in ruling.measures if measure.key == finding.subject.key), None)


def worsening(before: Finding, after: Finding, was: Measure | None, now: Measure | None, bound: Bound | None) -> str:
    """In what way a finding is worse than it was, as a phrase; nothing if it is not.

    A finding about the fleet without a value says only in words what is wrong;
    other words mean that it may be worse.
    """
    if hardness(after.level) > hardness(before.level):
        return f"{after.level} instead of {before.level}"
    old, new = _verdicts(before, after)
    if new.rank < old.rank:
        return f"{new} instead of {old}"
    if was is not None or now is not None:
        return _show_move(was, now, bound)
    if phrase := further(after.breaks, {str(unmet) for unmet in before.breaks}):
        return phrase
    about_fleet = after.subject.service is None and (after.subject.key is None or bound is not None)
    if about_fleet and before.message != after.message:
        return "it has no value to compare, and says something else than before"
    return ""


def _verdicts(before: Finding, after: Finding) -> tuple[Verdict, Verdict]:
    """Both verdicts; where waivers cover both findings, what they excuse."""
    if before.excused is not None and after.excused is not None:
        return before.excused, after.excused
    return before.verdict, after.verdict


def _show_move(was: Measure | None, now: Measure | None, bound: Bound | None) -> str:
    """In what way a value is worse, or may be."""
    if now is None:
        return f"no value any more, was {was.show()}" if was else ""
    if was is None:
        return f"{now.show()}, and no value to compare it with"
    if movement(was, now, bound) != "worse" or by_departures(was.burdens, now.burdens):
        return ""
    return f"{now.show()} instead of {was.show()}"


def by_departures(was: Burdens | None, now: Burdens | None) -> bool:
    """Whether nobody joined in a breach or weighs more in it, so that a worse share is due to those who left."""
    return was is not None and now is not None and not heavier(was, now)


def movement(before: Measure, after: Measure, bound: Bound | None) -> Movement:
    """Where a value went. Worse: either end of it did, so that no known part rises behind an unknown one."""
    ends = ((before.lowest.value, after.lowest.value), (before.highest.value, after.highest.value))
    steps = [(new > old) - (new < old) for old, new in ends]
    wrong = -1 if bound == "min" else 1
    if wrong in steps:
        return "worse"
    return "better" if any(steps) else "same"


def _measures(rule: str, was: Ruling | None, now: Ruling | None) -> Iterator[MeasureChange]:
    """Every key of one rule. A key that nobody carries has no measure."""
    old = {measure.key: measure for measure in was.measures} if was else {}
    new = {measure.key: measure for measure in now.measures} if now else {}
    bound = next((ruling.bound for ruling in (now, was) if ruling), None)
    for key in sorted({*old, *new}, key=lambda key: key or ""):
        first, second = old.get(key), new.get(key)
        before, after = (_counting(measure) for measure in (first, second))
        where = _where(first, second, bound, hidden=not new, shown=not old)
        gained, lost = (tuple(sorted(names)) for names in (after - before, before - after))
        yield MeasureChange(rule, key, first, second, where, gained, lost)


def _counting(measure: Measure | None) -> set[str]:
    return {*measure.services, *measure.undecided} if measure else set()


def _where(
    before: Measure | None, after: Measure | None, bound: Bound | None, *, hidden: bool, shown: bool
) -> Movement:
    if before is not None and after is not None:
        return movement(before, after, bound)
    if after is None:
        return "hidden" if hidden else "better"
    return "shown" if shown else "worse"


def _population(rule: str, was: Ruling | None, now: Ruling | None) -> Iterator[PopulationChange]:
    if was is None:
        return
    if now is None:
        if not was.builtin:
            yield PopulationChange(rule, len(_members(was)), 0, (), (), "the rule is gone")
        return
    old, new = _members(was), _members(now)
    why = {entry.service: entry.reason for entry in now.excluded}
    left = tuple(Departure(name, why.get(name, GONE)) for name in sorted(old - new))
    joined = tuple(sorted(new - old))
    silent = ""
    if now.verdict is Verdict.NOT_APPLICABLE is not was.verdict:
        silent = now.reason or "nothing to judge"
    if left or joined or silent:
        yield PopulationChange(rule, len(old), len(new), left, joined, silent)


def _members(ruling: Ruling) -> set[str]:
    """Whom the rule judges by a manifest, or may."""
    return {*ruling.selected, *ruling.possible} - {*ruling.unseen}
