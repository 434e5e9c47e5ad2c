"""The facts about a model that catalogs hold, one row each, and the claims that state them: status, sources, dates.

A new fact is a new field of ``Facts``. It is judged, asked for as ``reported`` and counts as read, unless its row says
otherwise. Two times run through a catalog. ``from`` and ``until`` are of the world: when a value held. ``recorded``
and ``superseded`` are of the catalog: when it said so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, Generic, Self, TypeVar, get_args

from checker.files.conditions import Conditions
from checker.record import dataclass
from checker.shape import Fault, Shape, reject
from checker.shape.marks import Field, model_validator
from checker.shape.scalars import Day, Distinct, ModelName, Prose, Text
from checker.vocabulary import Accept, Access, Digest, Modality, Purpose, SourceClass, Stage, Status, Weights

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
    stood: Day | None = None
    """Day of the content that was read, where it is known: of the commit, the release, or "last updated"."""
    published: Day | None = None
    """Day it was published, where it says so; of a commit, its day."""
    digest: Digest | None = None
    """Digest of the file that was read."""

    @model_validator(mode="after")
    def _stood_when_it_was_read(self) -> Self:
        if self.stood is not None and self.stood > self.read:
            reject([Fault(("stood",), "stood must not be later than read", "give the day of what was read")])
        return self

    @property
    def as_of(self) -> dt.date:
        """The day on which it is known to have said so: an old copy that is opened today is as old as before."""
        return self.read if self.stood is None else min(self.read, self.stood)


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
    """Day on which the catalog took it up, or on which a source of that day proves it. Default: that of the file."""
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
    def as_of(self) -> dt.date:
        """The last day on which a source is known to have said so, or on which somebody decided for it."""
        days = [source.as_of for source in self.sources]
        return max(days if self.decided is None else [*days, self.decided.on])

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


class Modalities(Shape):
    """Kinds of content that a model takes and gives."""

    input: Annotated[tuple[Modality, ...], Field(min_length=1), Distinct]
    """text, image, audio, speech, video, pdf."""
    output: Annotated[tuple[Modality, ...], Field(min_length=1), Distinct]
    """The same, embedding, and rerank (the order of what went in)."""


Purposes = Annotated[tuple[Purpose, ...], Field(min_length=1), Distinct]
Bases = Annotated[tuple[ModelName, ...], Distinct]
Channels = Annotated[tuple[Access, ...], Field(min_length=1), Distinct]
Claims = tuple[Claim[Any], ...]  # Any: the type of a value depends on the fact


@dataclass(frozen=True, slots=True)
class FactRow:
    """What the readers of a fact need to know about it."""

    field: str = ""
    """Where ``Facts`` holds its claims."""
    judged: bool = True
    """Whether its readings count for ``model.read``: what a model is made for, and its first day, do not change."""
    accept: Accept = "reported"
    """What it must be for a rule that does not say."""
    inherited: bool = False
    """Whether an own model, which is in no catalog, has it from what it was made from."""
    order: tuple[str, ...] = ()
    """Its values, the most restrictive first, where of several inherited ones the first of them holds."""
    widens: bool = False
    """Whether every layer of catalogs counts: an upper one adds to it and takes nothing away."""
    ages: bool = False
    """Whether the world changes it without telling us, so that a claim is good for ``LIFE`` only."""
    expected: bool = False
    """Whether most policies cannot be shown to hold without it, so that ``catalog lint`` misses it."""

    @property
    def name(self) -> str:
        """As catalogs write it."""
        return self.field.replace("_", "-")


class Facts(Shape):
    """Facts about a model. A fact that is not here is unknown."""

    weights: Annotated[
        tuple[Claim[Weights], ...] | None,
        FactRow(accept="confirmed", inherited=True, order=get_args(Weights), expected=True),
    ] = None
    """public, gated, commercial-license or none."""
    derived_from: Annotated[tuple[Claim[Bases], ...] | None, FactRow(widens=True, expected=True)] = None
    """The models it was made from; an empty list claims that there is none."""
    license: Annotated[tuple[Claim[Text], ...] | None, FactRow(accept="confirmed", inherited=True, expected=True)] = (
        None
    )
    """SPDX id, or LicenseRef-..."""
    conditions: Annotated[tuple[Claim[Conditions], ...] | None, FactRow(accept="confirmed")] = None
    """What the license asks of the user."""
    access: Annotated[tuple[Claim[Channels], ...] | None, FactRow(ages=True)] = None
    """Channels it is offered through."""
    stage: Annotated[tuple[Claim[Stage], ...] | None, FactRow(inherited=True, order=get_args(Stage), ages=True)] = None
    """preview, active, maintenance, frozen or retired."""
    released: Annotated[tuple[Claim[Day], ...] | None, FactRow(judged=False)] = None
    """Day of the first release. Shown, never judged."""
    modalities: Annotated[tuple[Claim[Modalities], ...] | None, FactRow(judged=False)] = None
    """What goes in and what comes out."""
    purposes: Annotated[tuple[Claim[Purposes], ...] | None, FactRow(judged=False)] = None
    """What it is made for. Where nobody says, what comes out tells a part of it."""

    def given(self) -> Iterator[tuple[FactRow, Claims]]:
        """The claims of every fact of which something is said, also that nothing is claimed any more."""
        for fact in FACTS.values():
            claims = self.of(fact)
            if claims is not None:
                yield fact, claims

    def of(self, fact: FactRow) -> Claims | None:
        """The claims of one fact."""
        claims: Claims | None = getattr(self, fact.field)
        return claims


def _rows() -> Iterator[FactRow]:
    for field, info in Facts.model_fields.items():
        row = next((about for about in info.metadata if isinstance(about, FactRow)), FactRow())
        yield replace(row, field=field)


FACTS: Mapping[str, FactRow] = {fact.name: fact for fact in _rows()}
"""By name, in the order of the fields."""
DERIVED_FROM = FACTS["derived-from"]
"""What lineages are made of: every reader of bases asks for it."""
