"""What one rule came to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from checker.diagnostic import Location, shorten_values
from checker.form import Form
from checker.packed import packs
from checker.record import dataclass
from checker.report.finding import Decision
from checker.report.judged_waiver import ABOUT_WAIVERS
from checker.report.numbers import Measure
from checker.report.review import Bound
from checker.report.verdict import Verdict
from checker.vocabulary import Level


@packs
@dataclass(frozen=True, slots=True)
class Exclusion:
    """A service that a rule is not about, and why."""

    FORM: ClassVar = Form("ExclusionEntry", "service reason")

    service: str
    reason: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "reason", shorten_values(self.reason))


@dataclass(frozen=True, slots=True)
class Ruling:
    """What one rule came to."""

    FORM: ClassVar = Form(
        "RuleEntry",
        "id policy kind level title why controls verdict reason selected possible excluded measures subjects",
        {"selected": "number_selected"},
    )

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
    """Services of which it is unknown whether the rule is about them."""
    excluded: tuple[Exclusion, ...]
    decisions: Sequence[Decision]
    measures: tuple[Measure, ...]
    reason: str = ""
    bound: Bound | None = None
    """Of a rule with a limit over the fleet: whether that is the largest or the smallest value allowed."""
    unseen: tuple[str, ...] = ()
    """Services among those selected or possible that have no manifest to judge: the population is not complete."""
    fleet_wide: bool = False
    """Whether no service is judged by itself."""
    builtin: bool = False
    """Whether it is of the program, and of no policy; then it is there only while it is broken."""

    @property
    def about_waivers(self) -> bool:
        return self.kind == ABOUT_WAIVERS

    @property
    def number_selected(self) -> int:
        return len(self.selected)

    @property
    def judged(self) -> bool:
        """Whether a policy's rule got to look at anybody: what only a built-in rule finds shows no compliance."""
        looked = not self.builtin and self.verdict is not Verdict.NOT_APPLICABLE
        return looked and bool(self.selected or self.possible)

    @property
    def subjects(self) -> Sequence[Decision]:
        """Decisions about what is not measured."""
        return () if self.measures else self.decisions
