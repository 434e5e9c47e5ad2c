"""A statement that was read somewhere: its status, its sources, and when the catalog held it.

Two times run through a catalog. ``from`` and ``until`` are of the world: when a
value held. ``recorded`` and ``superseded`` are of the catalog: when it said so.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Generic, Self, TypeVar, get_args

from pydantic import Field, model_validator

from checker.shape import Fault, Shape, reject
from checker.shape.scalars import Day, Prose, Text
from checker.vocabulary import Digest, SourceClass, Status

SOURCE_CLASSES: tuple[SourceClass, ...] = get_args(SourceClass)
CONFIRMING: frozenset[SourceClass] = frozenset({"legal-text", "vendor", "host"})
"""Only a source of these classes can confirm a claim."""


class Source(Shape):
    """Where a claim was read."""

    what: Text
    """What was read, in a few words."""
    where: Text
    """Address, or repository and path."""
    class_: SourceClass
    """How near the source is to the fact; legal-text is nearest."""
    read: Day
    """Day it was read."""
    published: Day | None = None
    """Day it was published, where it says so."""
    digest: Digest | None = None
    """Digest of the file that was read."""


class Decided(Shape):
    """Somebody settled what sources leave open. The claim must be one that a source makes."""

    by: Text
    """Who decided."""
    on: Day
    """Day of the decision."""
    why: Prose
    """The reason, for those who read it in two years."""


V = TypeVar("V")
JUDGED: tuple[Status, ...] = ("confirmed", "reported")
"""Best first. What is announced or rejected is shown and never judged."""

Sources = Annotated[tuple[Source, ...], Field(min_length=1)]


class Sourced(Shape):
    """Something that was read somewhere."""

    status: Status
    """confirmed, reported, announced (an intention) or rejected."""
    sources: Sources
    """Where it was read; at least one."""
    note: Prose | None = None
    """What a reader should know about this claim."""
    recorded: Day | None = None
    """Day on which the catalog took it up. Default: that of the file."""
    superseded: Day | None = None
    """First day on which the catalog no longer says so. It stays, so that an old run can be repeated."""
    decided: Decided | None = None
    """Somebody decided that this one counts, whatever else is claimed."""

    @model_validator(mode="after")
    def _confirmed_by_a_primary_source(self) -> Self:
        if self.status == "confirmed" and not CONFIRMING.intersection(s.class_ for s in self.sources):
            help_ = "use reported, or add a source of class legal-text, vendor or host"
            reject([Fault(("status",), "confirmed needs a primary source", help_)])
        if self.decided and self.status not in JUDGED:
            reject([Fault(("decided",), f"what is {self.status} cannot be decided to count")])
        return self

    def held(self, known_by: dt.date | None) -> bool:
        """Whether the catalog said so on a day; None: whether it says so now."""
        if known_by is None:
            return self.superseded is None
        began = self.recorded is not None and self.recorded <= known_by
        return began and (self.superseded is None or known_by < self.superseded)

    @property
    def source_rank(self) -> int:
        """Rank of the best source's class; 0 is best."""
        return min(SOURCE_CLASSES.index(source.class_) for source in self.sources)


class Claim(Sourced, Generic[V]):
    """One version of a fact, and when it holds."""

    value: V
    """What is claimed."""
    from_: Day
    """First day it holds."""
    until: Day | None = None
    """First day it no longer holds."""

    def covers(self, day: dt.date) -> bool:
        """Whether it holds on a day."""
        return self.from_ <= day and (self.until is None or day < self.until)

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until is not None and self.until <= self.from_:
            reject([Fault(("until",), "until must be later than from")])
        return self
