"""What a simulation came to: step by step what each event did, and the fleet before and after.

It is computed from events and is no record of the fleet. Whatever prints it says so.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from checker.diagnostic import Location
from checker.report import Finding, Report
from checker.report.change import Changes
from checker.report.subject import Subject

STAMP = "SIMULATED"
"""Stands in every output of a simulation."""

NOT_A_RECORD = "this is a simulation and no record of the fleet"

Effect = Literal[
    "stops", "may-stop", "fails-over", "may-fail-over", "loses-fallback", "moves", "may-move", "goes-live", "stays"
]
"""What an event does to one use, worst first."""

EFFECTS: tuple[Effect, ...] = (
    "stops", "may-stop", "fails-over", "may-fail-over", "loses-fallback", "moves", "may-move", "goes-live", "stays",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Onto:
    """A route as it is now: its name, model and share."""

    route: str
    model: str
    host: str
    share: Fraction


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an event does to one use. ``reason`` says what is unknown, where something is."""

    effect: Effect
    subject: Subject
    required: bool
    lost: tuple[Onto, ...]
    onto: tuple[Onto, ...]
    location: Location
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Cost:
    """Spend a month of one service before and after a price went up; None where it is not known."""

    service: str
    before: Fraction | None
    after: Fraction | None


@dataclass(frozen=True, slots=True)
class Step:
    """One event, and what follows from it."""

    title: str
    what: str
    source: str
    as_of: dt.date
    outcomes: tuple[Outcome, ...]
    costs: tuple[Cost, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SingleLoss:
    """What the loss of one key would do to production services."""

    dimension: str
    key: str
    stops: tuple[str, ...]
    may_stop: tuple[str, ...]
    fails_over: tuple[str, ...]

    @property
    def sort_key(self) -> tuple[int, int, int, str, str]:
        """The worst loss first."""
        return (-len(self.stops), -len(self.may_stop), -len(self.fails_over), self.dimension, self.key)


@dataclass(frozen=True, slots=True)
class Simulated:
    """A simulation. ``before`` is the real run; ``after`` is stamped in every finding."""

    title: str
    steps: tuple[Step, ...]
    before: Report
    after: Report
    changes: Changes
    stopped: tuple[str, ...]
    """Services that do not run at the end."""
    ranked: tuple[SingleLoss, ...] | None
    population: int
    """Production services that the ranking is over."""
    currency: str = ""
    """Of spend, where the configuration says it."""

    @property
    def exit_code(self) -> int:
        """The worse of both runs, so that a simulation passes only where the real run passes too."""
        return min((self.before.exit_code, self.after.exit_code), key=_OUTRANKS.index)


_OUTRANKS = (4, 2, 3, 1, 0)


def stamped(report: Report) -> Report:
    """The report of a fleet that is not: every rule, finding and note says so, and no fingerprint is a real one's."""
    return replace(
        report,
        simulated=True,
        rulings=tuple(
            replace(ruling, id=_id(ruling.id), title=_said(ruling.title), sentence=_said(ruling.sentence))
            for ruling in report.rulings
        ),
        findings=tuple(stamped_finding(found) for found in report.findings),
        notes=(f"{STAMP}: {NOT_A_RECORD}", *report.notes),
    )


def stamped_finding(found: Finding) -> Finding:
    return replace(found, rule=_id(found.rule), title=_said(found.title), message=_said(found.message))


def _id(rule: str) -> str:
    return f"simulated.{rule}"


def _said(text: str) -> str:
    return f"{STAMP}: {text}"
