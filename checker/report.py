"""What a run found: verdicts for every rule and subject, findings, and what was read.

Shares are exact: a ``Share`` is a part of a whole, both in the rule's weight.
"""

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

Level = Literal["advisory", "soft", "hard"]
Part = Literal["service", "use", "route", "key"]
Role = Literal["manifest", "policy", "config", "catalog", "tests"]


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
class Subject:
    """What a verdict is about: a service, use or route, or a key, or the fleet (nothing set)."""

    service: str | None = None
    use: str | None = None
    route: str | None = None
    key: str | None = None

    def as_dict(self) -> dict[Part, str]:
        parts: dict[Part, str | None] = {
            "service": self.service, "use": self.use, "route": self.route, "key": self.key,
        }  # fmt: skip
        return {name: value for name, value in parts.items() if value is not None}

    def __str__(self) -> str:
        return "/".join(part for part in (self.service, self.use, self.route) if part) or self.key or "fleet"


@dataclass(frozen=True, slots=True)
class Share:
    part: Fraction
    whole: Fraction

    @property
    def value(self) -> Fraction:
        return self.part / self.whole

    def show(self, limit: Fraction | None = None) -> str:
        """``45.0% (18 of 40)``, with more digits where rounding would hide that it breaks the limit."""
        return f"{percent(self.value, limit)} ({amount(self.part)} of {amount(self.whole)})"


MAX_PLACES = 6
"""Most decimal places of a printed percentage; beyond that the fraction beside it tells."""


def percent(value: Fraction, limit: Fraction | None = None) -> str:
    """A percentage with one decimal, or as many as set it apart from the limit."""
    for places in range(1, MAX_PLACES + 1):
        shown = _rounded(value, places)
        if limit is None or value == limit or shown != _rounded(limit, places):
            return f"{shown}%"
    return f"{shown}%"


def limit_text(limit: Fraction) -> str:
    """A limit as a policy writes it: ``40%``."""
    return f"{amount(limit * 100)}%"


def number(value: Fraction) -> str:
    """A number with two decimals: 5.89."""
    return _rounded(value / 100, 2)


def amount(value: Fraction) -> str:
    """A weight: whole, or a decimal if that is exact and short, else a fraction."""
    if value.denominator == 1:
        return str(value.numerator)
    for places in range(1, MAX_PLACES + 1):
        if (value * 10**places).denominator == 1:
            return _rounded(value / 100, places)
    return f"{value.numerator}/{value.denominator}"


def _rounded(value: Fraction, places: int) -> str:
    """100 times the value, rounded half up, with integers only."""
    scaled = value * 100 * 10**places
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return f"{units // 10**places}.{units % 10**places:0{places}d}"


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

    @property
    def fingerprint(self) -> str:
        """Identity over time: rule and subject, never line, value or message."""
        identity = json.dumps([self.rule, self.subject.as_dict()], sort_keys=True)
        return hashlib.sha256(identity.encode()).hexdigest()[:32]

    @property
    def sort_key(self) -> tuple[bool, int, int, str, str]:
        """What is only advice last; failures first, the harder level first, then by rule and subject."""
        levels = ("hard", "soft", "advisory")
        at = levels.index(self.level)
        return (self.level == "advisory", self.verdict.rank, at, self.rule, str(self.subject))


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
    sources: Mapping[str, str] = field(default_factory=dict)

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
        return 1 if any(finding.verdict.broken and finding.level != "advisory" for finding in every) else 0
