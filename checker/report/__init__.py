"""What a run found: verdicts for every rule and subject, findings, waivers, and what was read."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from checker.diagnostic import Diagnostic, Location
from checker.report.change import Bound
from checker.report.numbers import Share, amount, limit_text, number, percent
from checker.report.review import Review
from checker.report.standing import Standing, WaiverState
from checker.report.subject import Part, Subject, Unmet

__all__ = [
    "Bound", "Decision", "Exclusion", "Finding", "Input", "Level", "Measure", "Part", "Report", "Role", "Ruling",
    "Share", "Standing", "Subject", "Unmet", "Verdict", "WaiverState", "amount", "fingerprint", "limit_text", "number",
    "percent", "worst",
]  # fmt: skip

Level = Literal["advisory", "soft", "hard"]
Role = Literal["manifest", "policy", "config", "catalog", "inventory", "waivers", "tests", "baseline", "events"]


class Verdict(StrEnum):
    """Worst first."""

    ERROR = "error"
    FAIL = "fail"
    UNKNOWN = "unknown"
    WAIVED = "waived"
    PASS = "pass"
    NOT_APPLICABLE = "not-applicable"

    @property
    def rank(self) -> int:
        return list(Verdict).index(self)

    @property
    def broken(self) -> bool:
        return self in (Verdict.ERROR, Verdict.FAIL, Verdict.UNKNOWN)


def worst(verdicts: list[Verdict]) -> Verdict:
    return min(verdicts, key=lambda verdict: verdict.rank, default=Verdict.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Measure:
    """The share of one key, or of the fleet (key None), as an interval; None where it cannot be given."""

    key: str | None
    lowest: Share
    highest: Share
    limit: Fraction
    verdict: Verdict
    services: tuple[str, ...]
    """Services that count for the key."""
    undecided: tuple[str, ...] = ()
    """Services that may count for it."""
    counts_keys: bool = False
    """Whether the value is a number of keys instead of a share."""

    def show(self) -> str:
        """The value, or both ends of the interval."""
        if self.counts_keys:
            return number(self.lowest.value)
        if self.lowest == self.highest:
            return self.lowest.show(self.limit)
        return f"{self.lowest.show(self.limit)} to {self.highest.show(self.limit)}"

    def show_limit(self) -> str:
        return amount(self.limit) if self.counts_keys else limit_text(self.limit)


@dataclass(frozen=True, slots=True)
class Decision:
    """One rule's verdict for one subject."""

    subject: Subject
    verdict: Verdict
    reason: str = ""


def fingerprint(rule: str, subject: Subject) -> str:
    """What makes a finding the same one tomorrow."""
    identity = json.dumps([rule, subject.as_dict()], sort_keys=True)
    return hashlib.sha256(identity.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong. The first location is the primary one; there is always one."""

    rule: str
    title: str
    level: Level
    verdict: Verdict
    subject: Subject
    message: str
    locations: tuple[Location, ...]
    help: str = ""
    notes: tuple[str, ...] = ()
    fix: str = ""
    """What the policy's authors say is the usual next step."""
    waiver: str | None = None
    """Id of the waiver that removes it; the verdict is waived then."""
    breaks: frozenset[Unmet] = frozenset()
    """What is not met: a subject that breaks a rule may come to break it in a further way."""

    @property
    def fingerprint(self) -> str:
        """Identity over time: rule and subject, never line, value or message."""
        return fingerprint(self.rule, self.subject)

    @property
    def sort_key(self) -> tuple[bool, bool, int, int, str, str]:
        """Advice after the rest and what is waived last; failures first, the harder level first, then rule, subject."""
        levels = ("hard", "soft", "advisory")
        waived, advice = self.verdict is Verdict.WAIVED, self.level == "advisory"
        return (waived, advice, self.verdict.rank, levels.index(self.level), self.rule, str(self.subject))


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A service that a rule is not about, and why."""

    service: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """What one rule came to."""

    id: str
    policy: str
    kind: str
    level: Level
    title: str
    sentence: str
    location: Location
    verdict: Verdict
    why: str
    controls: tuple[str, ...]
    selected: tuple[str, ...]
    possible: tuple[str, ...]
    excluded: tuple[Exclusion, ...]
    decisions: tuple[Decision, ...]
    measures: tuple[Measure, ...]
    reason: str = ""
    bound: Bound | None = None
    """Of a rule with a limit over the fleet: whether that is the largest or the smallest value allowed."""


@dataclass(frozen=True, slots=True)
class Input:
    path: str
    role: Role
    sha256: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a format needs. ``sources`` holds the text of every file that a location names."""

    as_of: dt.date
    version: str
    inputs: tuple[Input, ...]
    services: int
    rulings: tuple[Ruling, ...]
    findings: tuple[Finding, ...]
    diagnostics: tuple[Diagnostic, ...]
    notes: tuple[str, ...] = ()
    hidden: tuple[Finding, ...] = ()
    """Findings outside of the paths that were asked for; they count for the exit code."""
    nothing: str = ""
    """Why there was nothing to judge, if so."""
    simulated: bool = False
    """Whether it is of a fleet that is only computed: no record of the one that is declared."""
    known_by: dt.date | None = None
    """Catalogs counted as they stood on this day; None: as they stand now."""
    waivers: tuple[Standing, ...] = ()
    """Every waiver that was read, soonest to expire first."""
    sources: Mapping[str, str] = field(default_factory=dict)
    prefix: str = ""
    """Where the paths start, inside of the repository that holds them: nothing, or ``folder/``."""
    changed: frozenset[str] = frozenset()
    """Paths, as locations name them, that changed since the base, if there is one."""
    review: Review | None = None
    """What the run was compared with, and what it forgave for that."""

    def show_time(self) -> str:
        """``as of 2026-11-22``, and what was known by when if that was asked."""
        known = f", known by {self.known_by}" if self.known_by else ""
        return f"as of {self.as_of}{known}"

    def counts(self) -> dict[Verdict, int]:
        """Verdicts over rules and subjects; a rule without a subject counts once, with its own."""
        counted = dict.fromkeys(Verdict, 0)
        for ruling in self.rulings:
            for verdict in [decision.verdict for decision in ruling.decisions] or [ruling.verdict]:
                counted[verdict] += 1
        return counted

    @property
    def exit_code(self) -> int:
        """0 compliant, 1 broken, 2 could not judge, 3 nothing to judge, 4 internal error; 4 > 2 > 3 > 1."""
        if any(ruling.verdict is Verdict.ERROR for ruling in self.rulings):
            return 4
        if self.diagnostics:
            return 2
        if self.nothing or all(ruling.verdict is Verdict.NOT_APPLICABLE for ruling in self.rulings):
            return 3
        every = (*self.findings, *self.hidden)
        if any(finding.verdict.broken and finding.level != "advisory" for finding in every):
            return 1
        return 0 if any(ruling.selected or ruling.possible for ruling in self.rulings) else 3
