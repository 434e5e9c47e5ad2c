"""That somebody should look again at a vendor: from when, until when, and why."""

from __future__ import annotations

import datetime as dt
from typing import Self

from checker.files.facts import Sources
from checker.shape import Fault, Shape, reject
from checker.shape.marks import model_validator
from checker.shape.scalars import Day, Identifier, Prose


class Watch(Shape):
    """Why somebody should look again at a vendor, or at one of its families, and until when."""

    since: Day
    """First day of the watch."""
    until: Day | None = None
    """First day on which it is over; absent: until somebody ends it."""
    family: Identifier | None = None
    """The family that it is about; absent: all that the vendor makes."""
    why: Prose
    """What happened, and what it may lead to."""
    sources: Sources
    """Where that was read."""

    def holds(self, day: dt.date, known_by: dt.date | None) -> bool:
        """Whether it covers a day, and a source of it had been published or read by another one."""
        told = min(source.published or source.read for source in self.sources)
        return self.since <= day and (self.until is None or day < self.until) and told <= (known_by or told)

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until is not None and self.until <= self.since:
            reject([Fault(("until",), "until must be later than since")])
        return self
