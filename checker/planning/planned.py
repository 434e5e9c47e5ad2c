"""What a plan is: its moves in their order, what they cost, how sure it is, and what the rules say of it."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import ClassVar, Literal

from checker.diagnostic import Location
from checker.form import Form
from checker.planning.changes import Change
from checker.planning.solving import Status
from checker.record import dataclass
from checker.report import Measure, Report, Verdict
from checker.report.numbers import INTERVAL

_MEASURE = Form("PlanShare", "rule key before after", {"before": INTERVAL, "after": INTERVAL})
_CHANGE = Form("PlanChange", "doing use route was becomes like?")


@dataclass(frozen=True, slots=True)
class MeasureMoved:
    """A share before and after a step."""

    FORM: ClassVar = _MEASURE

    rule: str
    key: str | None
    before: Measure | None
    after: Measure | None


@dataclass(frozen=True, slots=True)
class Move:
    """What is done with one service in one step. ``days`` is None where nobody estimated it."""

    FORM: ClassVar = Form(
        "PlanMove",
        "service person_days changes breaks shares location",
        {"person_days": "days", "changes": ("changes", _CHANGE)},
    )

    service: str
    days: int | None
    changes: tuple[Change, ...]
    breaks: tuple[str, ...]
    """Rules that held before this step and do not after it."""
    shares: tuple[MeasureMoved, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class RuleAsked:
    """A rule, whether it must hold or only must not be broken anew, and what became of it."""

    FORM: ClassVar = Form("PlanRule", "id asked before after location")

    id: str
    asked: Literal["hold", "keep", "aside"]
    before: Verdict
    after: Verdict | None
    location: Location


@dataclass(frozen=True, slots=True)
class Concentration:
    """The key that is nearest to a limit when the plan is carried out."""

    FORM: ClassVar = Form("PlanConcentration", "rule key share limit", {"share": "text", "limit": "limit_text"})

    rule: str
    key: str
    text: str
    limit_text: str
    used: Fraction


@dataclass(frozen=True, slots=True)
class Conflict:
    """A demand that cannot hold together with the others: a rule at its line, or a flag."""

    FORM: ClassVar = Form("PlanConflict", "demand why location")

    demand: str
    why: str
    location: Location | None


@dataclass(frozen=True, slots=True)
class Planned:
    """The cheapest way after which the rules hold, or why there is none."""

    FORM: ClassVar = Form(
        "PlanFile",
        "as_of known_by exit_code status person_days at_least unestimated rules moves shares next conflicts smallest"
        " notes",
        {"person_days": "cost", "at_least": "bound", "next": "nearest"},
        format="modelbylaws/plan/v1",
        about="The cheapest moves after which the rules in question hold, or the rules that cannot hold together.",
    )

    as_of: dt.date
    known_by: dt.date | None
    status: Status
    cost: int
    bound: int
    """No plan takes less work, of those with no more services that nobody estimated."""
    unestimated: int
    fewest_unestimated: int
    rules: tuple[RuleAsked, ...]
    moves: tuple[Move, ...]
    shares: tuple[MeasureMoved, ...]
    """Before the first step and after the last."""
    nearest: tuple[Concentration, ...]
    conflicts: tuple[Conflict, ...]
    smallest: bool
    """Whether no smaller set of demands is in conflict."""
    notes: tuple[str, ...]
    before: Report
    after: Report | None

    @property
    def exit_code(self) -> int:
        """1 where rules stay broken: there is no plan, or some were left aside."""
        is_left = any(rule.asked == "aside" for rule in self.rules)
        return 0 if self.status in {"optimal", "feasible"} and not is_left else 1
