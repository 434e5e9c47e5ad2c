"""What became of findings and shares since the run before, from a history of runs and the run that is shown."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import cast

from checker.audit.dossier import Dossier
from checker.files.summary import FindingEntry, MeasureEntry, RuleEntry, SummaryFile
from checker.fleet import Fleet
from checker.form import write as written
from checker.history.adding import read_days
from checker.history.causes import Causes
from checker.history.comparing import compare_with_bundle
from checker.history.reading import KeptRun, read_history, read_summary, same_run
from checker.history.summarize import Json, Judged, summarize
from checker.history.tracking import Tracked, track
from checker.record import dataclass
from checker.run.faults import Fault
from checker.run.run import Run

NOW = "this run"
"""What stands for a file of the history."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A share or number of a rule in two runs; None where a run does not have it."""

    rule: str
    key: str
    before: MeasureEntry | None
    now: MeasureEntry | None


@dataclass(frozen=True, slots=True)
class Changed:
    """What is different from the run before."""

    before: SummaryFile
    now: SummaryFile
    new: tuple[FindingEntry, ...]
    fixed: tuple[FindingEntry, ...]
    known: tuple[FindingEntry, ...]
    """Not fixed: they were never shown to fail, and are in order now."""
    gone: tuple[tuple[FindingEntry, str], ...]
    """Not fixed: what they are about is not there any more, and why."""
    turned: tuple[tuple[FindingEntry, FindingEntry], ...]
    """Those whose verdict is another one: before and now."""
    same: int
    moved: tuple[Moved, ...]
    causes: Causes | None
    """What each difference is put down to; None where a summary alone is left of the run before."""


@dataclass(frozen=True, slots=True)
class Past:
    """Runs by day, the one that is shown last, and every finding of any of them."""

    runs: tuple[SummaryFile, ...]
    tracked: tuple[Tracked, ...]
    changed: Changed | None
    """None where it is the first."""


def look_back(folder: str, dossier: Dossier, run: Run) -> Past | None:
    """The history up to the run that is shown; None where that could not judge, and so is compared with nothing.

    Raises:
        Fault: the folder holds what cannot be read, so that nothing that is made of it would be whole; or the
            bundle of the run before does not come to the report in it.
    """
    found = read_history(folder)
    if found.faults:
        first = found.faults[0]
        raise Fault(f"{folder}/{first.primary.file}: {first.message}; a history with faults shows nothing")
    if dossier.report.exit_code not in {0, 1} or run.fleet is None:
        return None
    now = _summary(dossier, run.fleet)
    day = now.summary.as_of
    runs = (*(kept for kept in found.runs if kept.summary.as_of <= day and not same_run(kept, now)), now)
    tracked, changed = track(runs), None
    if len(runs) > 1:
        before, commit = runs[-2], now.summary.commit.id if now.summary.commit else ""
        causes = compare_with_bundle(os.path.join(folder, before.file), run, commit) if before.bundle else None
        changed = _compare(before.summary, now.summary, causes, tracked)
    return Past(tuple(kept.summary for kept in runs), tracked, changed)


def _summary(dossier: Dossier, fleet: Fleet) -> KeptRun:
    """NOTE: as ``history add`` makes it, so that a run which was kept is known again.

    Raises:
        Fault: it is none that a history could hold.
    """
    report, commit = dossier.report, dossier.commit
    stands = (commit.id, not commit.changed) if commit is not None else None
    text = summarize(Judged(cast("Json", written(report)), report.owners, stands, read_days(fleet)))
    made = read_summary(NOW, text.encode())
    if isinstance(made, list):
        raise Fault(f"this run cannot be compared: {made[0].message}")
    return made


def _compare(before: SummaryFile, now: SummaryFile, causes: Causes | None, tracked: Sequence[Tracked]) -> Changed:
    was = {finding.fingerprint: finding for finding in before.findings}
    is_ = {finding.fingerprint: finding for finding in now.findings}
    last = {found.fingerprint: found.spells[-1] for found in tracked}
    ended = [(finding, last[mark]) for mark, finding in was.items() if mark not in is_]
    both = [(was[mark], finding) for mark, finding in is_.items() if mark in was]
    turned = tuple((old, new) for old, new in both if old.verdict != new.verdict)
    return Changed(
        before=before,
        now=now,
        new=tuple(finding for mark, finding in is_.items() if mark not in was),
        fixed=tuple(finding for finding, spell in ended if spell.end == "fixed"),
        known=tuple(finding for finding, spell in ended if spell.end == "now-known"),
        gone=tuple((finding, spell.reason) for finding, spell in ended if spell.end == "gone"),
        turned=turned,
        same=len(both) - len(turned),
        moved=tuple(_moved(before.rules, now.rules)),
        causes=causes,
    )


def _moved(before: Sequence[RuleEntry], now: Sequence[RuleEntry]) -> Iterator[Moved]:
    was, is_ = _measures(before), _measures(now)
    for rule, key in dict.fromkeys((*is_, *was)):
        pair = was.get((rule, key)), is_.get((rule, key))
        if pair[0] != pair[1]:
            yield Moved(rule, key, *pair)


def _measures(rules: Sequence[RuleEntry]) -> dict[tuple[str, str], MeasureEntry]:
    return {(rule.id, measure.key or ""): measure for rule in rules for measure in rule.measures}
