"""How two reports differ: findings by fingerprint, measures by rule and key, and who is selected.

Worse is whatever asks for attention: a harder level, a worse verdict, or a value
of which either end of the interval moved away from what the limit asks for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from checker.report.subject import Subject

if TYPE_CHECKING:
    from checker.report import Finding, Measure

FindingState = Literal["new", "gone", "worse", "better", "same"]
Movement = Literal["worse", "better", "same", "hidden", "shown"]
"""Where a value went. ``hidden``: it cannot be given any more; ``shown``: it can be now, and could not before."""
Bound = Literal["max", "min"]

UNUSED = "waiver-unused"
"""The built-in rule about waivers that cover nothing."""


@dataclass(frozen=True, slots=True)
class FindingChange:
    """One finding before and after, of which one may be missing."""

    state: FindingState
    before: Finding | None
    after: Finding | None
    reason: str = ""
    """In what way it is worse, as a phrase: ``fail instead of unknown``; why it is gone without being fixed; or of
    one service's finding that is no worse, what it said before."""

    @property
    def either(self) -> Finding:
        found = self.after or self.before
        if found is None:
            raise ValueError("a change of no finding")
        return found

    @property
    def mends(self) -> bool:
        """Whether it is a waiver that became unused: what it covered is in order now, or gone."""
        return self.state == "new" and self.after is not None and self.after.rule == UNUSED

    @property
    def counts(self) -> bool:
        """Whether a gate fails for it: new or worse, broken now, and more than advice."""
        found = self.after
        if found is None or self.state not in {"new", "worse"}:
            return False
        return found.verdict.broken and found.level != "advisory"


@dataclass(frozen=True, slots=True)
class MeasureChange:
    """The value of one key of a rule before and after; None where no service carried the key, or none was given."""

    rule: str
    key: str | None
    before: Measure | None
    after: Measure | None
    movement: Movement
    gained: tuple[str, ...]
    """Services that count, or may count, for the key now and did not before."""
    lost: tuple[str, ...]
    joined: bool = False
    """Whether services joined the rule, so that ``without`` says what the value would be without them."""
    without: Measure | None = None

    @property
    def subject(self) -> Subject:
        return Subject(key=self.key)

    def show(self) -> str:
        """``openai 38.9% (7 of 18) -> 44.4% (8 of 18), limit 40%``."""
        was, now = (found.show() if found else "none" for found in (self.before, self.after))
        limits = dict.fromkeys(found.show_limit() for found in (self.before, self.after) if found)
        value = was if was == now else f"{was} -> {now}"
        return f"{self.key or 'fleet'} {value}, limit {' -> '.join(limits)}"

    def show_without(self) -> str:
        """What it would be without the services that joined, where that differs; nothing else."""
        if self.before is None or self.after is None:
            return ""
        said = self.without.show() if self.without else "none"
        differs = self.joined and said != self.after.show()
        return f"{said} without those that joined" if differs else ""


@dataclass(frozen=True, slots=True)
class Departure:
    """A service that a rule was about and is not any more, and why."""

    service: str
    reason: str


@dataclass(frozen=True, slots=True)
class PopulationChange:
    """Whom one rule is about, before and after."""

    rule: str
    before: int
    after: int
    left: tuple[Departure, ...]
    joined: tuple[str, ...]
    silent: str = ""
    """Why the rule judges nothing any more, if so."""


@dataclass(frozen=True, slots=True)
class Changes:
    """All findings and all measures of two reports, changed or not."""

    findings: tuple[FindingChange, ...]
    measures: tuple[MeasureChange, ...]
    populations: tuple[PopulationChange, ...]
    """Only of rules whose population changed, or that fell silent."""

    def of(self, *states: FindingState) -> tuple[FindingChange, ...]:
        return tuple(change for change in self.findings if change.state in states)

    @property
    def moved(self) -> tuple[MeasureChange, ...]:
        return tuple(change for change in self.measures if change.movement != "same")

    @property
    def got_worse(self) -> bool:
        return any(change.counts for change in self.findings)
