"""Where shares and findings went over the runs of a history: one small picture a limit, and its values as a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import partial
from itertools import pairwise
from statistics import median_low

import htpy as h

from checker.audit.html.parts import Column, tally
from checker.files.summary import MeasureEntry, Outcome, RuleEntry, SummaryFile
from checker.page import fold
from checker.record import dataclass
from checker.report import limit_text, number, percent
from checker.site.addresses import TREND
from checker.site.changed import Past
from checker.site.lines import Point, draw, spark
from checker.site.pieces import Row, listing, no_past, page
from checker.site.scene import Scene

MOST = 60
"""Most pictures of limits; the table has all values."""


@dataclass(frozen=True, slots=True)
class Series:
    title: str
    about: h.Node
    points: tuple[Point, ...]


def trend(scene: Scene) -> bytes:
    past = scene.matter.past
    if past is None:
        return page(scene, TREND, TREND.title, no_past(scene))
    marks = policy_changes(past.runs)
    shares = list(_shares(scene, past.runs))
    others = list(_others(past))
    changes = f"{tally(len(marks), 'change')} of policies, as a dotted line: " + ", ".join(map(str, marks))
    left = len(shares) - MOST
    content = [
        h.p(".dim")[
            f"{tally(len(past.runs), 'run')} from {past.runs[0].as_of} to {past.runs[-1].as_of}. The broken line is the"
            f" limit of that day; a larger red dot breaks it. {changes if marks else 'No change of policies.'}"
        ],
        h.h2["Findings, exceptions and facts"],
        h.ul(".multiples")[[_multiple(series, marks) for series in others]],
        h.h2["Every limit, and the key that is nearest to it"],
        h.ul(".multiples")[[_multiple(series, marks) for series in shares[:MOST]]] if shares else h.p["No limit."],
        h.p(".more")[f"and {tally(left, 'more limit')}, in the table"] if left > 0 else None,
        fold("Every value as a table", _table(scene, [*others, *shares])),
    ]
    return page(scene, TREND, TREND.title, content)


FEWEST = 3
"""Runs that make a line: two are a difference, which Change tells."""


def spark_of(scene: Scene, rule: str, key: str | None) -> h.Node:
    """Where a rule went over the runs of the history: a measure of it, or how many of its judgements were broken."""
    past = scene.matter.past
    found = [(run, entry) for run in past.runs for entry in run.rules if entry.id == rule] if past is not None else []
    points = [point for run, entry in found if (point := _point(run, rule, key)) is not None]
    if not any(entry.measures for _, entry in found):
        points = [_broken(run, entry) for run, entry in found]
    title = f"{rule}{f', {key}' if key else ''}"
    return spark(title, points) if len(points) >= FEWEST and any(point.value for point in points) else None


def _broken(run: SummaryFile, entry: RuleEntry) -> Point:
    count = sum(entry.counts.get(verdict, 0) for verdict in _BROKEN)
    return Point(run.as_of, Fraction(count), f"{count:,} broken", count > 0)


_BROKEN: tuple[Outcome, ...] = ("error", "fail", "unknown")


def policy_changes(runs: Sequence[SummaryFile]) -> list[dt.date]:
    """Days of runs before which policies, waivers or the configuration changed."""
    return [after.as_of for before, after in pairwise(runs) if before.digests.policies != after.digests.policies]


def _multiple(series: Series, marks: Sequence[dt.date]) -> h.Node:
    return h.li[h.h3[series.title], draw(series.title, series.points, marks), h.p[series.about]]


def _others(past: Past) -> Iterator[Series]:
    yield _count("Findings that fail or are unknown", past.runs, _open)
    yield _count("Findings under a waiver", past.runs, lambda run: sum(f.verdict == "waived" for f in run.findings))
    yield _count("Findings now known to be in order", past.runs, partial(_known, past))
    yield _count("Waivers in force", past.runs, lambda run: sum(w.states == ("active",) for w in run.waivers))
    yield _count("Judgements unknown, in a thousand", past.runs, _unknown)
    aged = [run for run in past.runs if run.facts.median_age is not None]
    yield _count("Median age of facts, in days", aged, lambda run: run.facts.median_age or 0)
    days = [days for tracked in past.tracked for days in tracked.days_to_fix]
    fixes = [_fix(run, past) for run in past.runs]
    said = f"{tally(len(days), 'fix')[:-1] if len(days) == 1 else f'{len(days):,} fixes'}"
    half = f"; half of them took at most {tally(median_low(days), 'day')}" if days else ""
    yield Series("Findings fixed since the run before", f"{said}{half}", tuple(fixes))


def _fix(run: SummaryFile, past: Past) -> Point:
    ended = sum(s.until == run.as_of and s.end == "fixed" for tracked in past.tracked for s in tracked.spells)
    return Point(run.as_of, Fraction(ended), f"{ended:,}")


def _known(past: Past, run: SummaryFile) -> int:
    return sum(s.until == run.as_of and s.end == "now-known" for tracked in past.tracked for s in tracked.spells)


def _open(run: SummaryFile) -> int:
    return sum(finding.verdict != "waived" for finding in run.findings)


def _unknown(run: SummaryFile) -> int:
    counts = run.counts
    whole = counts.pass_ + counts.fail + counts.unknown + counts.waived + counts.not_applicable + counts.error
    return counts.unknown * 1000 // max(whole, 1)


def _count(title: str, runs: Sequence[SummaryFile], count: Callable[[SummaryFile], int]) -> Series:
    points = tuple(Point(run.as_of, Fraction(count(run)), f"{count(run):,}") for run in runs)
    last = f"{points[-1].shown} now, {points[0].shown} at first" if points else "not known"
    return Series(title, last, points)


def _shares(scene: Scene, runs: Sequence[SummaryFile]) -> Iterator[Series]:
    """Of every rule with a limit now, the key that is furthest from it, or nearest to it."""
    for rule in runs[-1].rules:
        if rule.measures:
            worst = min(rule.measures, key=lambda measure: _distance(rule, measure))
            points = tuple(point for run in runs if (point := _point(run, rule.id, worst.key)) is not None)
            title = f"{rule.id}{f': {worst.key}' if worst.key else ''}"
            bound = "at least" if rule.bound == "min" else "at most"
            said = f"{points[-1].shown}, {bound} {_show(worst.limit, worst.limit)}"
            yield Series(title, [said, " (", scene.rule(rule.id), ")"], points)


def _distance(rule: RuleEntry, measure: MeasureEntry) -> tuple[Fraction, str]:
    value = measure.lowest if rule.bound == "min" else -measure.highest
    return (value, measure.key or "")


def _point(run: SummaryFile, rule: str, key: str | None) -> Point | None:
    """None of a run that did not measure it."""
    known = next((entry for entry in run.rules if entry.id == rule), None)
    measure = next((m for m in known.measures if m.key == key), None) if known is not None else None
    if known is None or measure is None:
        return None
    value = measure.lowest if known.bound == "min" else measure.highest
    return Point(run.as_of, value, show_ends(measure), measure.verdict in {"fail", "unknown"}, measure.limit)


def show_ends(measure: MeasureEntry) -> str:
    low, high = _show(measure.lowest, measure.limit), _show(measure.highest, measure.limit)
    return low if measure.lowest == measure.highest else f"{low} to {high}"


def show_limit(measure: MeasureEntry) -> str:
    return _show(measure.limit, measure.limit)


def _show(value: Fraction, limit: Fraction) -> str:
    """A share as a percentage; where the limit is a number of keys, the number."""
    if limit > 1:
        return number(value)
    return limit_text(value) if value == limit else percent(value, limit)


_COLUMNS = (Column("what"), Column("day"), Column("value"), Column("limit", "n"))


def _table(scene: Scene, series: Sequence[Series]) -> h.Node:
    rows = [
        Row([one.title, p.day.isoformat(), p.shown, "" if p.limit is None else _show(p.limit, p.limit)])
        for one in series
        for p in one.points
    ]
    return listing(scene, "Every value of every run", _COLUMNS, rows)
