"""Events that a simulation lets happen: ``format: modelbylaws/events/v1``, or flags of ``simulate``.

An event says what happens to the world, never what follows from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Any, Literal, Self, get_args

from checker.files.conditions import Conditions
from checker.shape import Fault, File, Shape, reject, reject_any
from checker.shape.marks import Field, PlainValidator, WithJsonSchema, model_validator
from checker.shape.scalars import Day, Days, Distinct, ForeignName, Identifier, ModelName, Prose, Text, number
from checker.vocabulary import SELF_OPERATED, Access, Country, Dimension, is_self


def _growth(value: object) -> Fraction:
    """A growth as a fraction of 1; it may be more than 100%."""
    if not isinstance(value, str) or not value.endswith("%") or value[-2:-1].isspace():
        raise ValueError(f"{value!r} is not a growth; write it with a percent sign, such as 50%")
    return number(value[:-1]) / 100


_GROWTH: dict[str, Any] = {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?%$", "examples": ["50%"]}
Growth = Annotated[Fraction, PlainValidator(_growth), WithJsonSchema(_GROWTH)]


class Lost(Shape):
    """One key, by what it is a key of."""

    vendor: Identifier | None = None
    """A vendor; fine-tunes of its models count for whoever made them."""
    lineage: Identifier | None = None
    """A vendor, with everything that was made from its models."""
    group: Identifier | None = None
    """A corporate group of vendors."""
    model: ModelName | None = None
    """A model."""
    host: ForeignName | None = None
    """A host."""
    gateway: ForeignName | None = None
    """A gateway instance."""
    vendor_jurisdiction: Country | None = None
    """Country where vendors have their seat."""
    host_jurisdiction: Country | None = None
    """Country where inference runs."""

    @model_validator(mode="after")
    def _one_key(self) -> Self:
        given = [dimension for dimension in get_args(Dimension) if getattr(self, dimension.replace("-", "_"))]
        if len(given) != 1:
            reject([Fault((), "name exactly one key", f"one of: {', '.join(get_args(Dimension))}")])
        return self

    @property
    def dimension(self) -> Dimension:
        return next(d for d in get_args(Dimension) if getattr(self, d.replace("-", "_")))

    @property
    def key(self) -> str:
        return str(getattr(self, self.dimension.replace("-", "_")))


class Target(Shape):
    """Where routes move to."""

    model: ModelName
    """The new model."""
    access: Access | None = None
    """Its channel. Default: as before for routes that we run ourselves, else self-hosted.
    Needed with a host that is no site of our own."""
    host: ForeignName | None = None
    """Its host. Default: as before for routes that we run ourselves, else `self`."""

    jurisdictions: Annotated[tuple[Country, ...], Field(min_length=1), Distinct] | None = None
    """Countries where inference runs there. Default: as before where the host stays, else unknown."""
    version: Text | None = None
    """Its version. Default: unknown."""
    contract: ForeignName | None = None
    """Id of the contract for it. Default: none."""

    @model_validator(mode="after")
    def _access_goes_with_the_host(self) -> Self:
        if self.host is not None and self.access is None and not is_self(self.host):
            help_ = "say the channel too, such as cloud-api"
            reject([Fault((), f"host {self.host!r} is no site of our own, and access is not given", help_, "access")])
        if self.host is not None and is_self(self.host) and self.access not in {None, *SELF_OPERATED}:
            help_ = "a site of our own goes with self-hosted or on-device"
            reject([Fault(("host",), f"host {self.host!r} does not go with access {self.access}", help_, "host")])
        return self


class Moved(Lost):
    """Every live route that carries a key moves to another model."""

    service: Identifier | None = None
    """Only routes of this service."""
    use: Identifier | None = None
    """Only routes of this use."""
    route: Identifier | None = None
    """Only this route."""
    to: Target
    """The new model, its channel and its host."""

    def is_about(self, service: str, use: str, route: str) -> bool:
        """Whether a route is among those that are meant."""
        asked = ((self.service, service), (self.use, use), (self.route, route))
        return all(meant is None or meant == name for meant, name in asked)

    @model_validator(mode="after")
    def _from_the_top(self) -> Self:
        for inner, outer in (("route", "use"), ("use", "service")):
            if getattr(self, inner) is not None and getattr(self, outer) is None:
                reject([Fault((inner,), f"{inner} is given without {outer}", f"name the {outer}, too")])
        return self


class Retired(Shape):
    """A model that hosts stop serving."""

    model: ModelName
    """The model."""
    host: ForeignName | None = None
    """At this host only. Default: at every host but our own."""


class Whose(Shape):
    """One model, or all models of a vendor."""

    vendor: Identifier | None = None
    """Every model of this vendor."""
    model: ModelName | None = None
    """This model."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.vendor is None) is (self.model is None):
            reject([Fault((), "name a vendor or a model, and not both")])
        return self


class Relicensed(Whose):
    """A license that is replaced by another one."""

    license: Text
    """SPDX id of the new license, or LicenseRef-..."""
    conditions: Conditions = Conditions()
    """What it asks. Default: nothing."""


class Raised(Shape):
    """A price that goes up."""

    vendor: Identifier | None = None
    """For the models of this vendor, where others run them."""
    host: ForeignName | None = None
    """For everything at this host."""
    by: Growth
    """By how much, such as 50%; 100% doubles it."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.vendor is None) is (self.host is None):
            reject([Fault((), "name a vendor or a host, and not both")])
        return self


class Event(Shape):
    """One thing that happens."""

    on: Day | None = None
    """Day on which it happens. Default: the day that the simulation has come to."""
    what: Prose | None = None
    """What happened, for readers."""
    source: Text | None = None
    """Where that was read."""
    lose: Lost | None = None
    """A vendor, a host, a gateway or a country is gone."""
    retire: Retired | None = None
    """Hosts stop serving a model."""
    close_weights: Whose | None = None
    """Weights are no longer available."""
    relicense: Relicensed | None = None
    """A license is replaced."""
    raise_price: Raised | None = None
    """A price goes up."""
    move: Moved | None = None
    """We move routes to another model."""
    advance: Days | None = None
    """Time passes, such as 90d."""

    @property
    def action(self) -> Lost | Retired | Whose | Raised | None:
        """The one thing that happens; None where only time passes."""
        found = (self.lose, self.retire, self.close_weights, self.relicense, self.raise_price, self.move)
        return next((action for action in found if action is not None), None)

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        given = [name for name in ACTIONS if getattr(self, name.replace("-", "_")) is not None]
        if len(given) > 1 or not (given or self.on):
            reject([Fault((), "an event is exactly one thing", f"one of: {', '.join(ACTIONS)}; or only a day")])
        return self


ACTIONS = ("lose", "retire", "close-weights", "relicense", "raise-price", "move", "advance")
"""What an event may do; an event with a day alone lets time pass until then."""


class EventsFile(File):
    """Events for `simulate`, in the order in which they happen."""

    format: Literal["modelbylaws/events/v1"]
    """Name and version of this file format."""
    title: Text | None = None
    """What the events tell."""
    events: Annotated[tuple[Event, ...], Field(min_length=1)]
    """What happens, in this order."""

    @model_validator(mode="after")
    def _time_does_not_run_back(self) -> Self:
        reject_any(self._backwards())
        return self

    def _backwards(self) -> Iterator[Fault]:
        last = None
        for index, event in enumerate(self.events):
            if event.on is not None and last is not None and event.on < last:
                yield Fault(("events", index, "on"), f"{event.on} is before the event above, {last}")
            last = event.on or last
