"""What became of each finding over the runs of a history, known by its fingerprint. Pure.

A finding is fixed when its rule still judges what it was about, and finds it in order. If it was
never shown to fail in that spell, only not shown to hold, nothing was broken: it is now known, and
not fixed. It is gone, and not fixed, when the rule or the service is not there any more, or the rule is about other
services by now: a rule or a service that was renamed ends one finding and begins another. A
finding that comes back after it was found in order is reopened. Days are those of runs: what was fixed
between two runs counts from the later one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import ClassVar, Literal

from checker.files.numbered import is_among
from checker.files.summary import FindingEntry, SummaryFile
from checker.form import Form
from checker.history.reading import KeptRun
from checker.judging.waive import BUILTIN
from checker.record import dataclass
from checker.report.finding import Subject
from checker.vocabulary import Level

End = Literal["fixed", "now-known", "gone"]
State = Literal["open", "waived", "fixed", "now-known", "gone"]


@dataclass(frozen=True, slots=True)
class Spell:
    """A time in which a finding was there, from the first run with it to the first run without it."""

    FORM: ClassVar = Form("SpellEntry", "since until end reason")

    since: dt.date
    until: dt.date | None = None
    """None: it is there in the last run."""
    end: End | None = None
    reason: str = ""
    """Why it is gone without being fixed."""
    first: int = 0
    """The place of the first run with it, by which two runs of a day are told apart."""
    last: int | None = None
    """The place of the first run without it."""
    unknown: bool = False
    """Whether every run of it says only that the rule is not shown to hold."""

    @property
    def in_order(self) -> bool:
        """Whether it ended by being found in order."""
        return self.end is not None and self.end != "gone"


@dataclass(frozen=True, slots=True)
class Tracked:
    """One finding over all runs."""

    FORM: ClassVar = Form(
        "TrackedEntry",
        "fingerprint rule level subject owner state first_seen age reopened days_to_fix spells",
        {"subject": "subject.as_dict"},
    )

    fingerprint: str
    rule: str
    level: Level
    """In the last run that has it."""
    subject: Subject
    owner: str
    """Who answers for its service in that run; empty for the fleet."""
    state: State
    spells: tuple[Spell, ...]
    last: dt.date
    """The day of the last run of the history."""

    @property
    def first_seen(self) -> dt.date:
        return self.spells[0].since

    @property
    def age(self) -> int | None:
        """Days that it has been there in its last spell; None if it is not there any more."""
        current = self.spells[-1]
        return (self.last - current.since).days if current.end is None else None

    @property
    def reopened(self) -> int:
        """How often it came back after it was found in order."""
        return sum(spell.in_order for spell in self.spells[:-1])

    @property
    def days_to_fix(self) -> tuple[int, ...]:
        """Days of each spell that ended by a fix."""
        return tuple((s.until - s.since).days for s in self.spells if s.end == "fixed" and s.until is not None)


def track(runs: Sequence[KeptRun]) -> tuple[Tracked, ...]:
    """Every finding of any run, by rule and subject. ``runs`` are in the order of ``read_history``."""
    open_: dict[str, FindingEntry] = {}
    about: dict[str, tuple[FindingEntry, SummaryFile]] = {}
    spells: dict[str, list[Spell]] = {}
    for index, run in enumerate(runs):
        now = {finding.fingerprint: finding for finding in run.summary.findings}
        for mark in [mark for mark in open_ if mark not in now]:
            ended = _ended(spells[mark][-1], open_.pop(mark), run.summary)
            spells[mark][-1] = replace(ended, last=index)
        for mark, finding in now.items():
            if mark not in open_:
                spells.setdefault(mark, []).append(Spell(run.summary.as_of, first=index, unknown=True))
            if finding.verdict != "unknown" and spells[mark][-1].unknown:
                spells[mark][-1] = replace(spells[mark][-1], unknown=False)
            open_[mark] = finding
            about[mark] = finding, run.summary
    return tuple(sorted(_tracked(runs, about, spells, open_), key=lambda t: (t.rule, str(t.subject), t.fingerprint)))


def _tracked(
    runs: Sequence[KeptRun],
    about: dict[str, tuple[FindingEntry, SummaryFile]],
    spells: dict[str, list[Spell]],
    open_: dict[str, FindingEntry],
) -> Iterator[Tracked]:
    for mark, (finding, summary) in about.items():
        end = spells[mark][-1].end
        there: State = "waived" if mark in open_ and open_[mark].verdict == "waived" else "open"
        yield Tracked(
            fingerprint=mark,
            rule=finding.rule,
            level=summary.level_of(finding.rule),
            subject=finding.subject,
            owner=summary.services.get(finding.subject.service or "", ""),
            state=end or there,
            spells=tuple(spells[mark]),
            last=runs[-1].summary.as_of,
        )


def _ended(spell: Spell, finding: FindingEntry, summary: SummaryFile) -> Spell:
    why = why_gone(finding, summary)
    in_order: End = "now-known" if spell.unknown else "fixed"
    return replace(spell, until=summary.as_of, end="gone" if why else in_order, reason=why)


def why_gone(finding: FindingEntry, summary: SummaryFile) -> str:
    """Why a run does not judge what a finding is about any more; empty if it does, and so found it in order.

    A rule that is built in is there only while it is broken.
    """
    rule = next((entry for entry in summary.rules if entry.id == finding.rule), None)
    if rule is None:
        return "" if finding.rule in BUILTIN else "the rule is gone"
    if rule.verdict == "not-applicable":
        return "the rule has nothing to judge any more"
    service = finding.subject.service
    if service is None:
        return ""
    if service not in summary.services:
        return "the service is gone"
    place = [*summary.services].index(service) + 1
    return "the rule is not about the service any more" if is_among(place, rule.excluded or "") else ""
