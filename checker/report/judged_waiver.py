"""What a waiver is worth on the as-of date."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Literal

from checker.diagnostic import Location, many
from checker.form import Form
from checker.record import dataclass
from checker.report.finding import Subject

ABOUT_WAIVERS = "waivers"
"""The kind of the built-in rules about waivers."""

WaiverState = Literal[
    "active", "not-enough", "upcoming", "expired", "unused", "self-approved", "approver", "too-long", "hard-rule",
    "limit", "other-model", "rule-not-loaded",
]  # fmt: skip
"""Only ``active`` removes anything; ``not-enough`` would, but the rule does not hold at the waiver's limit."""


@dataclass(frozen=True, slots=True)
class JudgedWaiver:
    """A waiver, and what it is worth on the as-of date."""

    FORM: ClassVar = Form(
        "WaiverEntry",
        "id rule subject model? states days_left limit reason requested_by approved_by approved_on expires ticket"
        " location",
        {"subject": "subject.as_dict"},
    )

    id: str
    rule: str
    subject: Subject
    states: tuple[WaiverState, ...]
    """``active`` alone, or everything that keeps it from being so."""
    days_left: int
    """Days from as-of to the last day on which it counts; negative once that is over."""
    requested_by: str
    approved_by: str
    approved_on: dt.date
    expires: dt.date
    reason: str
    ticket: str
    limit: str
    """The weaker limit, for a rule with a limit over the fleet."""
    location: Location
    model: str = ""
    """The model that is excused, where the waiver says so: that of a route."""

    @property
    def about(self) -> str:
        """What is waived: the finding's subject, and the model on it where the waiver names one."""
        return f"{self.subject} ({self.model})" if self.model else str(self.subject)

    def show(self) -> str:
        """``W-2026-014: approved by ciso@example.org, RISK-2240, until 2026-11-30 (8 days left)``."""
        ticket = f", {self.ticket}" if self.ticket else ""
        return f"{self.id}: approved by {self.approved_by}{ticket}, until {self.expires} ({self.show_days()})"

    def show_days(self) -> str:
        if self.days_left == 0:
            return "last day"
        count = abs(self.days_left)
        return f"{many(count, 'day')} {'left' if self.days_left > 0 else 'over'}"
