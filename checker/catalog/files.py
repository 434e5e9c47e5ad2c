"""The shape of a catalog file.

A fact is a list of claims. A claim holds on [from, until), has a status, and
names where it was read and when. Money is in US dollars a month.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Literal, Self, TypeVar

from pydantic import Field, PlainValidator, WithJsonSchema, model_validator

from checker.catalog.sourced import Claim, Sourced, Sources
from checker.diagnostic import Path
from checker.shape import Fault, File, Shape, reject_any
from checker.shape.scalars import Day, Distinct, Flag, Identifier, ModelName, Prose, Text, Whole, day
from checker.vocabulary import Access, Country, Modality, Region, Stage, TrainingOnData, Weights

S = TypeVar("S", bound=Sourced)


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


class Modalities(Shape):
    """Kinds of content that a model takes and gives."""

    input: Annotated[tuple[Modality, ...], Field(min_length=1), Distinct]
    """text, image, audio, video, pdf."""
    output: Annotated[tuple[Modality, ...], Field(min_length=1), Distinct]
    """The same, and embedding."""


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
    released: tuple[Claim[Day], ...] | None = None
    """Day of the first release. Shown, never judged."""
    modalities: tuple[Claim[Modalities], ...] | None = None
    """What goes in and what comes out. Shown, never judged."""


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
    snapshot: Day | None = None
    """Date of the model's version that this is about; absent: of every version without an entry of its own."""
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
    recorded: Day | None = None
    """Day on which the catalog took up what this file says, for every claim that does not say itself."""
    imported: Literal["litellm", "models-dev", "hf-card"] | None = None
    """Written by `catalog import` from this. The claims stand beside those of other catalogs and replace none."""
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
                *self._repeated("contracts"), *self._superseded_before_recorded(),
                *self._more_than_reported()])  # fmt: skip
        return self

    def dated(self) -> Self:
        """The same with the file's day of recording in every claim and endpoint that has none of its own."""
        if self.recorded is None:
            return self
        models = []
        for model in self.models:
            facts = {name: tuple(map(self._dated, claims)) for name, claims in model.facts if claims is not None}
            models.append(model.model_copy(update={"facts": model.facts.model_copy(update=facts)}))
        endpoints = tuple(map(self._dated, self.endpoints))
        return self.model_copy(update={"models": tuple(models), "endpoints": endpoints})

    def _dated(self, entry: S) -> S:
        return entry if entry.recorded is not None else entry.model_copy(update={"recorded": self.recorded})

    def sourced(self) -> Iterator[tuple[Path, Sourced]]:
        """Every claim and endpoint, and where it stands."""
        for index, model in enumerate(self.models):
            for fact, claims in model.facts:
                for number, claim in enumerate(claims or ()):
                    yield ("models", index, "facts", fact.replace("_", "-"), number), claim
        for index, endpoint in enumerate(self.endpoints):
            yield ("endpoints", index), endpoint

    def _superseded_before_recorded(self) -> Iterator[Fault]:
        for path, entry in self.sourced():
            began = entry.recorded or self.recorded
            if entry.superseded is not None and (began is None or entry.superseded <= began):
                yield Fault((*path, "superseded"), "superseded must be later than recorded", "give recorded too")

    def _more_than_reported(self) -> Iterator[Fault]:
        """What an import never writes, and what would outrank other claims by hand."""
        help_ = "write it into a catalog of your own, without imported"
        for path, entry in self.sourced() if self.imported else ():
            if entry.status == "confirmed":
                yield Fault((*path, "status"), "an imported statement is reported, never confirmed", help_)
            if entry.decided:
                yield Fault((*path, "decided"), "an imported statement decides nothing", help_)

    def _repeated(self, key: str) -> Iterator[Fault]:
        first: dict[str, int] = {}
        for index, entry in enumerate(getattr(self, key)):
            if entry.id in first:
                other = (key, first[entry.id], "id")
                yield Fault((key, index, "id"), f"id {entry.id!r} appears twice", "", "duplicate-id", other=other)
            first.setdefault(entry.id, index)
