"""The way out: which models could take a model's place, and the cheapest moves after which the rules hold.

``needs`` says what a use asks of any model. ``destinations`` are the models, channels and hosts that a route could move
to. ``fit`` holds one of them against facts and rules. ``alternatives`` is the table of them.
"""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Literal

from checker.condition.truth import Truth
from checker.form import Form
from checker.record import dataclass
from checker.vocabulary import SELF_OPERATED

Fits = Literal["fits", "would-fit-if", "near-miss"]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was asked of a candidate."""

    FORM: ClassVar = Form("CheckEntry", "aspect holds reason remedy? source?", {"holds": "word"})

    aspect: str
    truth: Truth
    reason: str
    remedy: str = ""
    source: str = ""
    """The fact that decided, and where it was read."""

    @property
    def word(self) -> str:
        return {Truth.TRUE: "yes", Truth.FALSE: "no", Truth.UNKNOWN: "unknown"}[self.truth]


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a route could go: a model, its channel and host, and what else the fleet declares of that place."""

    FORM: ClassVar = Form(
        "DestinationEntry", "model access host jurisdictions version digest contract derived_from like"
    )

    model: str
    access: str
    host: str | None
    jurisdictions: tuple[str, ...] | None = None
    version: str | None = None
    digest: str | None = None
    contract: str | None = None
    derived_from: tuple[str, ...] | None = None
    like: str = ""
    """The route of the fleet that declares the same, if one does."""

    @property
    def sort_key(self) -> tuple[bool, bool]:
        """Places that the fleet uses for the model first, then those of our own."""
        return (not self.like, self.access not in SELF_OPERATED)

    def show(self) -> str:
        return f"{self.access} at {self.host or 'its vendor'}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model at the best place that was found for it, and everything that was asked of it there."""

    FORM: ClassVar = Form("CandidateEntry", "model fits to declared released checks")

    model: str
    to: Destination
    checks: tuple[Check, ...]
    declared: bool
    """Whether the service lists it under ``exit.alternatives``."""
    released: dt.date | None = None

    @property
    def truth(self) -> Truth:
        found = {check.truth for check in self.checks}
        return next((truth for truth in (Truth.FALSE, Truth.UNKNOWN) if truth in found), Truth.TRUE)

    @property
    def fits(self) -> Fits:
        words: dict[Truth, Fits] = {Truth.TRUE: "fits", Truth.UNKNOWN: "would-fit-if", Truth.FALSE: "near-miss"}
        return words[self.truth]

    def of(self, truth: Truth) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if check.truth is truth)

    @property
    def doubts(self) -> tuple[int, int]:
        """How many checks are against it, and how many are open."""
        return len(self.of(Truth.FALSE)), len(self.of(Truth.UNKNOWN))

    @property
    def sort_key(self) -> tuple[int, bool, bool, int, str]:
        """The fewest open questions first, then what the owners list, what the fleet runs, and the newest."""
        day = self.released.toordinal() if self.released else 0
        return (len(self.of(Truth.UNKNOWN)), not self.declared, not self.to.like, -day, self.model)
