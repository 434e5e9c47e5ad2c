"""A comparison for programs, in the form that ``review_file`` gives it."""

from __future__ import annotations

from collections.abc import Iterable

from checker.diagnostic import Location
from checker.formats.review_file import (
    ChangesEntry,
    FindingChangeEntry,
    ForgivenEntry,
    MeasureChangeEntry,
    PopulationChangeEntry,
    ReviewEntry,
    RevisionEntry,
    SpanEntry,
    ValueEntry,
)
from checker.report import Measure, Report
from checker.report.change import Changes, FindingChange, MeasureChange, PopulationChange
from checker.report.review import Forgiven, Review, Revision


def review_entry(report: Report) -> ReviewEntry | None:
    review = report.review
    if review is None:
        return None
    return {
        "base": revision_entry(review.base),
        "trusted": revision_entry(review.trusted),
        "not_used": list(review.not_used),
        "changed": sorted(report.changed),
        "baseline": review.baseline,
        "changes": changes_entry(review, review.changes) if review.changes else None,
        "forgiven": [_forgiven(entry) for entry in review.forgiven],
        "notes": list(review.notes),
    }


def revision_entry(revision: Revision | None) -> RevisionEntry | None:
    return None if revision is None else {"name": revision.name, "commit": revision.commit}


def changes_entry(review: Review, changes: Changes) -> ChangesEntry:
    return {
        "findings": [_finding(change) for change in changes.findings],
        "measures": [_measure(change, review.places.get((change.rule, change.key), ())) for change in changes.moved],
        "populations": [_population(change) for change in changes.populations],
    }


def _finding(change: FindingChange) -> FindingChangeEntry:
    return {
        "state": change.state,
        "fingerprint": change.either.fingerprint,
        "rule": change.either.rule,
        "level": change.either.level,
        "subject": change.either.subject.as_dict(),
        "before": change.before.verdict.value if change.before else None,
        "after": change.after.verdict.value if change.after else None,
        "reason": change.reason,
    }


def _measure(change: MeasureChange, places: Iterable[Location]) -> MeasureChangeEntry:
    return {
        "rule": change.rule,
        "key": change.key,
        "movement": change.movement,
        "before": _value(change.before),
        "after": _value(change.after),
        "gained": list(change.gained),
        "lost": list(change.lost),
        "without": _value(change.without),
        "locations": [_place(at) for at in places],
    }


def _value(measure: Measure | None) -> ValueEntry | None:
    if measure is None:
        return None
    return {
        "lowest": str(measure.lowest.value),
        "highest": str(measure.highest.value),
        "limit": str(measure.limit),
        "verdict": measure.verdict.value,
    }


def _place(at: Location) -> SpanEntry:
    line, column = at.span[:2] if at.span else (None, None)
    return {"path": at.file, "line": line, "column": column}


def _population(change: PopulationChange) -> PopulationChangeEntry:
    return {
        "rule": change.rule,
        "before": change.before,
        "after": change.after,
        "left": [{"service": entry.service, "reason": entry.reason} for entry in change.left],
        "joined": list(change.joined),
        "silent": change.silent,
    }


def _forgiven(entry: Forgiven) -> ForgivenEntry:
    finding = entry.finding
    return {
        "by": entry.by,
        "fingerprint": finding.fingerprint,
        "rule": finding.rule,
        "level": finding.level,
        "verdict": finding.verdict.value,
        "subject": finding.subject.as_dict(),
        "message": finding.message,
    }
