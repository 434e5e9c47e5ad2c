"""What became of the fleet over the runs of a history: each share against its limit, findings, waivers, age of facts.

Pure. ``before`` is always the run before, by day; the first run has nothing to be compared with.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from fractions import Fraction
from statistics import median_low
from typing import ClassVar

from checker import __version__
from checker.diagnostic import Diagnostic
from checker.files.summary import RuleEntry, SummaryFile
from checker.form import Form
from checker.history.reading import History, KeptRun
from checker.history.series import Series, counts_keys, list_series
from checker.history.tracking import Tracked, track
from checker.judging.waive import BUILTIN
from checker.record import dataclass
from checker.report import Tool, amount, limit_text


@dataclass(frozen=True, slots=True)
class Mark:
    """What changed in a rule since the run before."""

    FORM: ClassVar = Form("MarkEntry", "rule what")

    rule: str
    what: str
    """Such as ``limit 40% -> 55%``, ``added`` or ``soft -> hard``."""


@dataclass(frozen=True, slots=True)
class Point:
    """One run."""

    FORM: ClassVar = Form(
        "PointEntry",
        "file as_of commit tool catalog exit_code services passed failed unknown waived unknown_share open new fixed "
        "now_known gone reopened waivers_active waivers_idle oldest_fact median_age changed marks",
    )

    file: str
    as_of: dt.date
    commit: str | None
    tool: str
    catalog: str | None
    exit_code: int
    services: int
    passed: int
    failed: int
    unknown: int
    waived: int
    """Verdicts over rules and subjects."""
    unknown_share: Fraction
    """Of all verdicts but those where nothing was to be judged; 0 if there are none."""
    open: int
    """Findings that are broken and more than advice."""
    new: int
    fixed: int
    now_known: int
    gone: int
    reopened: int
    """Since the run before, advice too; what is reopened is no new one, and what was only unknown was not fixed."""
    waivers_active: int
    waivers_idle: int
    """Waivers that remove nothing: expired, unused and the like."""
    oldest_fact: int | None
    """Days since the oldest fact was read; None where no fact is known."""
    median_age: int | None
    changed: tuple[str, ...]
    """Of manifests, policies and facts, which differ from those of the run before."""
    marks: tuple[Mark, ...]
    """What changed in rules."""


@dataclass(frozen=True, slots=True)
class Trend:
    """A history as it is shown. With faults there is nothing else in it: a part would look like the whole."""

    FORM: ClassVar = Form(
        "HistoryFile",
        "exit_code tool runs series findings fixes median_days_to_fix diagnostics",
        format="modelbylaws/history/v1",
        about="What became of a fleet over the runs that were kept.",
    )

    runs: tuple[Point, ...] = ()
    series: tuple[Series, ...] = ()
    findings: tuple[Tracked, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def exit_code(self) -> int:
        """2 for what cannot be read, 3 where no run was kept."""
        return 2 if self.diagnostics else 0 if self.runs else 3

    @property
    def tool(self) -> Tool:
        return Tool(__version__)

    @property
    def fixes(self) -> int:
        """How often a finding was fixed."""
        return sum(len(found.days_to_fix) for found in self.findings)

    @property
    def median_days_to_fix(self) -> int | None:
        days = [day for found in self.findings for day in found.days_to_fix]
        return median_low(days) if days else None


def show_trend(history: History) -> Trend:
    """What the runs of a history come to."""
    if history.faults:
        return Trend(diagnostics=history.faults)
    findings = track(history.runs)
    points = tuple(_points(history.runs, findings))
    return Trend(points, tuple(list_series(history.runs)), findings)


def _points(runs: Sequence[KeptRun], findings: Sequence[Tracked]) -> Iterator[Point]:
    for index, run in enumerate(runs):
        before = runs[index - 1].summary if index else None
        yield _point(run, before, _moves(index, findings))


def _moves(index: int, findings: Sequence[Tracked]) -> dict[str, int]:
    """What began and ended with a run."""
    counted = dict.fromkeys(("new", "fixed", "now_known", "gone", "reopened"), 0)
    for found in findings:
        for number, spell in enumerate(found.spells):
            if spell.first == index and index:
                counted["reopened" if number and found.spells[number - 1].in_order else "new"] += 1
            if spell.last == index and spell.end is not None:
                counted[spell.end.replace("-", "_")] += 1
    return counted


def _point(run: KeptRun, before: SummaryFile | None, moves: dict[str, int]) -> Point:
    now = run.summary
    counts, active = now.counts, [waiver for waiver in now.waivers if waiver.states == ("active",)]
    judged = counts.pass_ + counts.fail + counts.unknown + counts.waived + counts.error
    levels = {rule.id: rule.level for rule in now.rules}
    broken = [found for found in now.findings if found.verdict != "waived" and levels[found.rule] != "advisory"]
    return Point(
        file=run.file, as_of=now.as_of, commit=now.commit.id if now.commit else None, tool=now.tool.version,
        catalog=now.tool.catalog, exit_code=now.exit_code, services=counts.services, passed=counts.pass_,
        failed=counts.fail, unknown=counts.unknown, waived=counts.waived,
        unknown_share=Fraction(counts.unknown, judged) if judged else Fraction(0), open=len(broken), **moves,
        waivers_active=len(active), waivers_idle=len(now.waivers) - len(active),
        oldest_fact=max((now.as_of - now.facts.oldest).days, 0) if now.facts.oldest else None,
        median_age=now.facts.median_age, changed=_changed(before, now) if before else (),
        marks=tuple(_marks(before, now)) if before else (),
    )  # fmt: skip


def _changed(before: SummaryFile, now: SummaryFile) -> tuple[str, ...]:
    pairs = {
        "manifests": (before.digests.manifests, now.digests.manifests),
        "policies": (before.digests.policies, now.digests.policies),
        "facts": (before.digests.facts, now.digests.facts),
    }
    return tuple(name for name, (was, is_) in pairs.items() if was != is_)


def _marks(before: SummaryFile, now: SummaryFile) -> Iterator[Mark]:
    was, is_ = ({rule.id: rule for rule in summary.rules} for summary in (before, now))
    for rule in sorted({*was, *is_}):
        if rule in BUILTIN:  # nobody's policy
            continue
        if rule not in is_ or rule not in was:
            yield Mark(rule, "removed" if rule in was else "added")
            continue
        old, new = was[rule], is_[rule]
        if old.level != new.level:
            yield Mark(rule, f"{old.level} -> {new.level}")
        first, last = _limits(old), _limits(new)
        if first and last and first != last:
            yield Mark(rule, f"limit {first} -> {last}")


def _limits(rule: RuleEntry) -> str:
    shown = sorted({measure.limit for measure in rule.measures})
    return ", ".join(map(amount if counts_keys(rule) else limit_text, shown))
