"""The shape of a catalog file.

A fact is a list of claims. A claim holds on [from, until), has a status, and
names where it was read and when. Money is in US dollars a month.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Generic, Literal, Self, TypeVar, get_args

from pydantic import Field, PlainValidator, WithJsonSchema, model_validator

from checker.shape import Fault, File, Shape, reject, reject_any
from checker.shape.scalars import Day, Distinct, Flag, Identifier, ModelName, Prose, Text, Whole, day
from checker.vocabulary import Access, Country, Region, SourceClass, Stage, Status, TrainingOnData, Weights

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


class Conditions(Shape):
    """Conditions of a license. Only the last is shown and never judged."""

    max_monthly_active_users: Whole | None = None
    """The license ends above this many monthly active users."""
    max_monthly_revenue_usd: Whole | None = None
    """The license ends above this revenue a month, in US dollars."""
    excluded_territory: Annotated[tuple[Region, ...], Distinct] | None = None
    """Organizations with their seat here have no license."""
    non_commercial: Flag | None = None
    """true: no commercial use."""
    notice: Prose | None = None
    """What must be displayed."""


V = TypeVar("V")
Sources = Annotated[tuple[Source, ...], Field(min_length=1)]


class Sourced(Shape):
    """Something that was read somewhere."""

    status: Status
    """confirmed, reported, announced (an intention) or rejected."""
    sources: Sources
    """Where it was read; at least one."""
    note: Prose | None = None
    """What a reader should know about this claim."""

    @model_validator(mode="after")
    def _confirmed_by_a_primary_source(self) -> Self:
        if self.status == "confirmed" and not CONFIRMING.intersection(s.class_ for s in self.sources):
            help_ = "use reported, or add a source of class legal-text, vendor or host"
            reject([Fault(("status",), "confirmed needs a primary source", help_)])
        return self

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

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until is not None and self.until <= self.from_:
            reject([Fault(("until",), "until must be later than from")])
        return self


Bases = Annotated[tuple[ModelName, ...], Distinct]
Channels = Annotated[tuple[Access, ...], Field(min_length=1), Distinct]


class Facts(Shape):
    """Facts about a model. A fact that is not here is unknown."""

    weights: tuple[Claim[Weights], ...] | None = None
    """public, gated, commercial-license or none."""
    derived_from: tuple[Claim[Bases], ...] | None = None
    """The models it was made from; an empty list claims that there is none."""
    license: tuple[Claim[Text], ...] | None = None
    """SPDX id, or LicenseRef-..."""
    conditions: tuple[Claim[Conditions], ...] | None = None
    """What the license asks of the user."""
    access: tuple[Claim[Channels], ...] | None = None
    """Channels it is offered through."""
    stage: tuple[Claim[Stage], ...] | None = None
    """preview, active, maintenance, frozen or retired."""


class Vendor(Shape):
    """Who trains models."""

    id: Identifier
    """The first part of its models' ids."""
    name: Text
    """Name of the company."""
    group: Identifier
    """Corporate group; the vendor's own id if it stands alone."""
    jurisdiction: Country | None = None
    """Country of its seat."""
    sources: Sources
    """Where this was read."""


class Host(Shape):
    """Who serves models."""

    id: Identifier
    """What manifests call it, such as `aws.bedrock`."""
    name: Text
    """Name of the service."""
    group: Identifier
    """Corporate group."""
    sources: Sources
    """Where this was read."""


class Model(Shape):
    """A model and what is claimed about it."""

    id: ModelName
    """`vendor/name`."""
    vendor: Identifier
    """Who trained it."""
    family: Identifier | None = None
    """Family within the vendor."""
    aliases: Annotated[tuple[ModelName, ...], Distinct] = ()
    """Other names: hf:org/name, host:id ..."""
    facts: Facts = Facts()
    """Claims about it."""


def _retires(value: object) -> dt.date | Literal["none"]:
    return "none" if value == "none" else day(value)


class Endpoint(Sourced):
    """A model at a host. Retirement belongs to the pair."""

    model: ModelName
    """The model's id."""
    host: Identifier
    """The host's id."""
    retires: Annotated[
        dt.date | Literal["none"],
        PlainValidator(_retires),
        WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, {"const": "none"}]}),
    ]
    """First day it is unavailable; `none`: no date was announced when it was read."""


class Contract(Shape):
    """Terms of a contract; only in an organization's own catalog. An absent term is unknown."""

    id: Identifier
    """What manifests call it."""
    supplier: Text
    """The other party."""
    end: Day | None = None
    """Last day."""
    notice_days: Whole | None = None
    """Period of notice, in days."""
    dpa: Flag | None = None
    """Data processing agreement."""
    baa: Flag | None = None
    """HIPAA business associate agreement."""
    audit_right: Flag | None = None
    """We may audit the supplier."""
    training_on_data: TrainingOnData | None = None
    """Whether the supplier may train on our data: prohibited, opt-out or allowed."""


class CatalogFile(File):
    """Facts about models, vendors and hosts, with dates and sources."""

    format: Literal["modelbylaws/catalog/v1"]
    """Name and version of this file format."""
    vendors: tuple[Vendor, ...] = ()
    """Who trains models."""
    hosts: tuple[Host, ...] = ()
    """Who serves models."""
    models: tuple[Model, ...] = ()
    """Models and what is claimed about them."""
    endpoints: tuple[Endpoint, ...] = ()
    """When hosts stop serving models."""
    contracts: tuple[Contract, ...] = ()
    """Terms of the organization's contracts."""

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        reject_any([*self._repeated("vendors"), *self._repeated("hosts"), *self._repeated("models"),
                *self._repeated("contracts")])  # fmt: skip
        return self

    def _repeated(self, key: str) -> Iterator[Fault]:
        first: dict[str, int] = {}
        for index, entry in enumerate(getattr(self, key)):
            if entry.id in first:
                other = (key, first[entry.id], "id")
                yield Fault((key, index, "id"), f"id {entry.id!r} appears twice", "", "duplicate-id", other=other)
            first.setdefault(entry.id, index)
