"""Approved exceptions: a file of waivers, each of them for exactly one finding.

A waiver is dated, from the day of its approval to the day it expires, both
included. What it is worth on a date is judged elsewhere, with the policy that
holds its rule; here stands only what the file may say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Annotated, Any, Literal, NamedTuple, Self

from checker.diagnostic import Diagnostic, Location, Place
from checker.record import dataclass
from checker.shape import Fault, File, Shape, reject_any
from checker.shape.marks import PlainValidator, WithJsonSchema, model_validator
from checker.shape.scalars import Day, Identifier, ModelName, Text, number, text
from checker.shape.shares import PATTERN as SHARE
from checker.shape.shares import percent
from checker.source import Document

FORMAT = "modelbylaws/waivers/v1"
FLEET = "fleet"
"""What ``for`` says where the finding has neither a service nor a key."""

_HOW = "write {key: ..}, or {service: .., use: .., route: .., key: ..} as far as the finding goes, or fleet"


class Limit(NamedTuple):
    """A weaker limit: a share of 1, or a number of keys."""

    value: Fraction
    unit: Literal["%", ""]


def written_limit(value: object) -> Limit:
    written = text(value)
    is_share = written.endswith("%") or "/" in written
    return Limit(percent(written), "%") if is_share else Limit(number(written), "")


class Target(Shape):
    """The finding that is waived, exactly as it names its subject; nothing set is the fleet."""

    key: Text | None = None
    """The key that the finding names: of a fleet rule, such as a vendor; or of a service, such as a use observed."""
    service: Identifier | None = None
    """The service that the finding names."""
    use: Identifier | None = None
    """The use, if the finding names one."""
    route: Identifier | None = None
    """The route, if the finding names one."""
    model: ModelName | None = None
    """Of a route: the model whose finding was excused; another one there is not covered."""

    @model_validator(mode="before")
    @classmethod
    def _one_finding(cls, raw: object) -> object:
        if raw == FLEET:
            return {}
        if raw == {} or isinstance(raw, str):
            reject_any([Fault((), f"{raw!r} names no finding" if raw else "names no finding", _HOW)])
        return raw

    @model_validator(mode="after")
    def _from_the_top(self) -> Self:
        reject_any(self._faults())
        return self

    def _faults(self) -> Iterator[Fault]:
        if self.service is None and (self.use or self.route):
            yield Fault((), "missing key 'service'", _HOW, "missing-key", "key")
        if self.use is None and self.service and self.route:
            yield Fault((), "missing key 'use'", _HOW, "missing-key", "key")
        if self.model is not None and not self.route:
            yield Fault(("model",), "a model is that of a route, and no route is named", _HOW)


_NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"


def _part(about: str, **more: str) -> dict[str, Any]:
    return {"type": ["string", "number", "boolean"], **more, "description": about}


_TARGET_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"const": FLEET},
        {
            "type": "object",
            "additionalProperties": False,
            "required": ["key"],
            "properties": {"key": _part("The key of a fleet rule's finding, such as a vendor.")},
        },
        {
            "type": "object",
            "additionalProperties": False,
            "required": ["service"],
            "properties": {
                "service": _part("The service that the finding names.", pattern=_NAME),
                "use": _part("The use, if the finding names one.", pattern=_NAME),
                "route": _part("The route, if the finding names one.", pattern=_NAME),
                "key": _part("What the finding names besides, such as a model that was observed at a host."),
                "model": _part("Of a route: the model that was excused; another one there is not covered."),
            },
            "dependencies": {"route": ["use"], "model": ["route"]},
        },
    ]
}
_LIMIT_SCHEMA: dict[str, Any] = {
    "anyOf": [{"type": "string", "pattern": SHARE, "examples": ["48%"]}, {"type": "number", "minimum": 0}]
}


class Waiver(Shape):
    """An approved exception from one finding."""

    id: Identifier
    """Name of the waiver, unique over all waiver files."""
    rule: Identifier
    """Id of the rule whose finding is waived."""
    for_: Annotated[Target, WithJsonSchema(_TARGET_SCHEMA)]
    """The finding: its key, or its service, use and route as far as it names them, or fleet."""
    limit: Annotated[Limit, PlainValidator(written_limit), WithJsonSchema(_LIMIT_SCHEMA)] | None = None
    """For a rule with a limit over the fleet, and only there: the weaker limit that must still hold."""
    reason: Text
    """Why the exception is made."""
    requested_by: Text
    """Who asked for it."""
    approved_by: Text
    """Who approved it: an approver whom the rule's policy lists, and not who asked."""
    approved_on: Day
    """First day on which it counts."""
    expires: Day
    """Last day on which it counts."""
    ticket: Text | None = None
    """Where it is followed up."""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.expires < self.approved_on:
            reject_any([Fault(("expires",), "expires must not be before approved-on", other=("approved-on",))])
        return self

    @property
    def finding(self) -> tuple[str, Target]:
        """What it is for, so that two waivers of one finding can be told. Which model was excused is aside."""
        return self.rule, self.for_.model_copy(update={"model": None})

    def overlaps(self, other: Waiver) -> bool:
        """Whether both count on some day."""
        return self.approved_on <= other.expires and other.approved_on <= self.expires


class WaiversFile(File):
    """Approved, dated exceptions from findings, in a file with its own reviewers."""

    format: Literal["modelbylaws/waivers/v1"]
    """Name and version of this file format."""
    waivers: tuple[Waiver, ...]
    """The waivers, each for exactly one finding."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A waiver and where it stands."""

    document: Document
    index: int
    waiver: Waiver

    def locate(self, key: str, label: str = "") -> Location:
        """The value of one of its keys."""
        return self.document.locate(Place(self.document.file, ("waivers", self.index, key), label))

    @property
    def sort_key(self) -> tuple[str, int]:
        return (self.document.file, self.index)


def repeated(waivers: Sequence[Placed]) -> Iterator[Diagnostic]:
    """Ids given twice, and findings that two waivers name for one day, over all files."""
    ids: dict[str, Placed] = {}
    targets: dict[tuple[str, Target], list[Placed]] = {}
    for placed in sorted(waivers, key=lambda placed: placed.sort_key):
        name = placed.waiver.id
        if name in ids:
            places = (placed.locate("id"), ids[name].locate("id", "first here"))
            yield Diagnostic("duplicate-id", f"waiver id {name!r} appears twice", places)
        ids.setdefault(name, placed)
        earlier = targets.setdefault(placed.waiver.finding, [])
        yield from _at_once(placed, earlier)
        earlier.append(placed)


def _at_once(placed: Placed, earlier: Sequence[Placed]) -> Iterator[Diagnostic]:
    """Another waiver of the same finding for some of the same days; one after the other they are a renewal."""
    other = next((other for other in earlier if other.waiver.overlaps(placed.waiver)), None)
    if other is None:
        return
    first = min(other.waiver, placed.waiver, key=lambda waiver: waiver.expires)
    places = (placed.locate("for"), other.locate("for", f"{other.waiver.id} names it too"))
    message = f"two waivers for one finding: {other.waiver.id} and {placed.waiver.id}"
    help_ = f"remove one, or let the renewal begin after {first.id} ends, which is on {first.expires}"
    yield Diagnostic("two-waivers", message, places, help_)
