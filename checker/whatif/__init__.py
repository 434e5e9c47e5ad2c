"""What would happen: events change the fleet and the catalog, and the same rules judge what is left.

Here is what a simulation came to: step by step what each event did, and the fleet before and after. It is computed
from events and is no record of the fleet; whatever prints it says so. ``situation`` is the fleet at one point and what
a loss does to each use, ``effects`` what an event does to the fleet and the catalog, ``ranking`` the table of single
losses. ``simulate`` has the fleet judged before and after, as ``check`` does.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from typing import ClassVar, Literal

from checker.diagnostic import Location
from checker.form import Form
from checker.record import dataclass
from checker.report import Finding, Report
from checker.report.finding import Subject
from checker.report.numbers import INTERVAL
from checker.report.review import Changes, FindingState

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

    FORM: ClassVar = Form("RouteEntry", "route model host share")

    route: str
    model: str
    host: str
    share: Fraction


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an event does to one use. ``reason`` says what is unknown, where something is."""

    FORM: ClassVar = Form("OutcomeEntry", "effect service use required lost onto reason location")

    effect: Effect
    service: str
    use: str
    required: bool
    lost: tuple[Onto, ...]
    onto: tuple[Onto, ...]
    location: Location
    reason: str = ""

    @property
    def subject(self) -> Subject:
        return Subject(self.service, self.use)


@dataclass(frozen=True, slots=True)
class Cost:
    """Spend a month of one service before and after a price went up; None where it is not known."""

    FORM: ClassVar = Form("CostEntry", "service before after")

    service: str
    before: Fraction | None
    after: Fraction | None


@dataclass(frozen=True, slots=True)
class Step:
    """One event, and what follows from it."""

    FORM: ClassVar = Form("StepEntry", "title what source as_of outcomes costs notes")

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

    FORM: ClassVar = Form("LossEntry", "dimension key stops may_stop fails_over")

    dimension: str
    key: str
    stops: tuple[str, ...]
    may_stop: tuple[str, ...]
    fails_over: tuple[str, ...]

    @property
    def sort_key(self) -> tuple[int, int, int, str, str]:
        """The worst loss first."""
        return (-len(self.stops), -len(self.may_stop), -len(self.fails_over), self.dimension, self.key)


_MOVED = Form("MovedMeasure", "rule key before after", {"before": INTERVAL, "after": INTERVAL})


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """Fingerprints of findings by what became of them."""

    FORM: ClassVar = Form(
        "FindingsEntry",
        "appear disappear worse better stay",
        about="Fingerprints of findings of the real run, and of the simulated one for those that appear.",
    )

    appear: tuple[str, ...]
    disappear: tuple[str, ...]
    worse: tuple[str, ...]
    better: tuple[str, ...]
    stay: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Simulated:
    """A simulation. ``before`` is the real run; ``after`` is what is left, not stamped yet."""

    FORM: ClassVar = Form(
        "SimulationFile",
        "simulated title exit_code steps stopped measures findings ranked before after",
        {"measures": ("changes.moved", _MOVED), "findings": "fingerprints", "after": "stamped_after"},
        format="modelbylaws/simulation/v1",
        about="What would happen. Nothing of it has.",
    )

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
    def simulated(self) -> Literal[True]:
        return True

    @property
    def exit_code(self) -> int:
        """The worse of both runs, so that a simulation passes only where the real run passes too."""
        return replace(self.after, real_code=self.before.exit_code).exit_code

    @property
    def stamped_after(self) -> Report:
        return stamp(self.after, self.after.exit_code)

    @property
    def fingerprints(self) -> Fingerprints:
        return Fingerprints(
            appear=tuple(stamp_finding(change.either).fingerprint for change in self.changes.of("new")),
            disappear=self._of("gone"),
            worse=self._of("worse"),
            better=self._of("better"),
            stay=self._of("same"),
        )

    def _of(self, state: FindingState) -> tuple[str, ...]:
        return tuple(change.either.fingerprint for change in self.changes.of(state))


def stamp(report: Report, real_code: int) -> Report:
    """The report of a fleet that is not: every rule, finding and note says so, and no fingerprint is a real one's."""
    return replace(
        report,
        real_code=real_code,
        rulings=tuple(
            replace(ruling, id=_id(ruling.id), title=_stamp_text(ruling.title), sentence=_stamp_text(ruling.sentence))
            for ruling in report.rulings
        ),
        findings=tuple(stamp_finding(found) for found in report.findings),
        notes=(f"{STAMP}: {NOT_A_RECORD}", *report.notes),
    )


def stamp_finding(found: Finding) -> Finding:
    cause = replace(found.cause, message=_stamp_text(found.cause.message)) if found.cause else None
    return replace(
        found, rule=_id(found.rule), title=_stamp_text(found.title), message=_stamp_text(found.message), cause=cause
    )


def _id(rule: str) -> str:
    return f"simulated.{rule}"


def _stamp_text(text: str) -> str:
    return f"{STAMP}: {text}"
