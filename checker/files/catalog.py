"""The shape of a catalog file.

A fact is a list of claims. A claim holds on [from, until), has a status, and
names where it was read and when. Money is in US dollars a month.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal, Self, TypeVar

from checker.diagnostic import Path
from checker.files.facts import Facts, Sourced, Sources
from checker.files.watch import Watch
from checker.resources import RELEASE
from checker.shape import Fault, File, Shape, faults_of, reject, reject_any
from checker.shape.marks import PlainSerializer, PlainValidator, ValidationError, WithJsonSchema, model_validator
from checker.shape.scalars import (
    Day,
    Days,
    Distinct,
    Flag,
    ForeignName,
    Identifier,
    ModelName,
    Text,
    Whole,
    day,
    text,
)
from checker.vocabulary import Country, Imported, TrainingOnData

S = TypeVar("S", bound=Sourced)


def dated(entry: S, recorded: dt.date) -> S:
    """The same with a day of recording, if it has none of its own."""
    return entry if entry.recorded is not None else entry.model_copy(update={"recorded": recorded})


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
    watch: tuple[Watch, ...] = ()
    """Why one should look again at it, or at one of its families."""
    sources: Sources
    """Where this was read."""


class Host(Shape):
    """Who serves models."""

    id: ForeignName
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

    def dated(self, recorded: dt.date) -> Self:
        """The same with a day of recording in every claim that has none of its own."""
        facts = {fact.field: tuple(dated(claim, recorded) for claim in claims) for fact, claims in self.facts.given()}
        return self.model_copy(update={"facts": self.facts.model_copy(update=facts)})


class Floor(Shape):
    """A day before which a model is not retired. It announces no end."""

    not_before: Day
    """First day on which it may be unavailable."""
    notice: Days | None = None
    """Days between an announcement and the end that the host promises."""

    def __str__(self) -> str:
        return f"not before {self.not_before}{f', with notice of {self.notice} days' if self.notice else ''}"


Retires = dt.date | Literal["none"] | Floor
"""First day on which it is not available, that none was announced, or until when it surely is."""
_WrittenRetires = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})] | Literal["none"] | Floor


def _retires(value: object) -> Retires:
    if isinstance(value, Floor):
        return value
    if isinstance(value, dict):
        try:
            return Floor.model_validate(value)
        except ValidationError as error:
            reject(faults_of(error, Floor))
    return "none" if value == "none" else day(value)


def _written(value: Retires) -> dt.date | str | dict[str, dt.date | str]:
    """As a file has it."""
    if not isinstance(value, Floor):
        return value
    return {"not-before": value.not_before, **({"notice": f"{value.notice}d"} if value.notice else {})}


class Endpoint(Sourced):
    """A model at a host. Retirement belongs to the pair."""

    model: ModelName
    """The model's id."""
    host: ForeignName
    """The host's id."""
    snapshot: Day | None = None
    """Date of the model's version that this is about; absent: of every version without an entry of its own."""
    retires: Annotated[
        Retires, PlainValidator(_retires, json_schema_input_type=_WrittenRetires), PlainSerializer(_written)
    ]
    """First day it is unavailable; `none`: no date was announced when it was read; or a day before which it stays."""


def _release(value: object) -> str:
    written = text(value)
    if not RELEASE.match(written):
        raise ValueError(f"{written!r} is no release of a catalog; write a day with dots, such as 2026.11.27")
    return written


Release = Annotated[str, PlainValidator(_release), WithJsonSchema({"type": "string", "pattern": RELEASE.pattern})]


class Contract(Shape):
    """Terms of a contract; only in an organization's own catalog. An absent term is unknown."""

    id: ForeignName
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

    may_ask: ClassVar[bool] = True

    format: Literal["modelbylaws/catalog/v1"]
    """Name and version of this file format."""
    recorded: Day | None = None
    """Day on which the catalog took up what this file says, for every claim that does not say itself."""
    release: Release | None = None
    """The version of the whole catalog, which one of its files says: a day, such as 2026.11.27, or more of that day."""
    imported: Imported | None = None
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
        models = tuple(model.dated(self.recorded) for model in self.models)
        endpoints = tuple(dated(endpoint, self.recorded) for endpoint in self.endpoints)
        return self.model_copy(update={"models": models, "endpoints": endpoints})

    def sourced(self) -> Iterator[tuple[Path, Sourced]]:
        """Every claim and endpoint, and where it stands."""
        for index, model in enumerate(self.models):
            for fact, claims in model.facts.given():
                for number, claim in enumerate(claims):
                    yield ("models", index, "facts", fact.name, number), claim
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
