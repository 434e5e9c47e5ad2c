"""Conditions over attributes, three-valued and typed.

A mapping ``attribute: expectation``, all of which must hold; ``any``, ``all`` and
``not`` combine. There is no expression language: what a condition can ask is the
attribute table times the operators.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from checker.condition import expectation
from checker.condition.attribute import ATTRIBUTES, Attribute, Level, find
from checker.condition.expectation import Expectation
from checker.condition.truth import Truth, Value, every, some
from checker.diagnostic import Path, did_you_mean
from checker.shape import Fault, reject
from checker.source import Plain

CONDITION_SCHEMA = "a condition"
"""Stands in a JSON Schema where a condition goes; the schema itself is made from the attribute table."""

COMBINATIONS = ("any", "all", "not")


class Reader(Protocol):
    """Whatever attributes can be read from: a service, a use or a route of a fleet."""

    @property
    def as_of(self) -> dt.date: ...

    def read(self, attribute: Attribute) -> Value: ...


@dataclass(frozen=True, slots=True)
class Reading:
    """One attribute as it was read, what was asked of it, and the outcome there."""

    attribute: Attribute
    asked: Expectation
    value: Value
    truth: Truth
    negated: bool = False
    """Whether the condition asks for the opposite."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A condition's truth, and the readings that decide it."""

    truth: Truth
    deciding: tuple[Reading, ...]
    choice: bool = False
    """Whether one of the readings would have been enough."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A leaf: one expectation of one attribute."""

    attribute: Attribute
    asked: Expectation

    def judge(self, reader: Reader) -> Outcome:
        value = reader.read(self.attribute)
        truth = self.asked.judge(value, reader.as_of)
        return Outcome(truth, (Reading(self.attribute, self.asked, value, truth),))

    def asks(self) -> Iterator[Ask]:
        yield self

    def __str__(self) -> str:
        return f"{self.attribute.name} {self.asked.phrase('is', 'has')}"


@dataclass(frozen=True, slots=True)
class Not:
    inner: Node

    def judge(self, reader: Reader) -> Outcome:
        outcome = self.inner.judge(reader)
        opposite = tuple(replace(reading, negated=not reading.negated) for reading in outcome.deciding)
        return Outcome(~outcome.truth, opposite, outcome.choice)

    def asks(self) -> Iterator[Ask]:
        yield from self.inner.asks()

    def __str__(self) -> str:
        return f"not ({self.inner})"


@dataclass(frozen=True, slots=True)
class Several:
    """Parts that must all hold, or of which one must."""

    parts: tuple[Node, ...]
    any: bool = False

    def judge(self, reader: Reader) -> Outcome:
        outcomes = [part.judge(reader) for part in self.parts]
        truth = (some if self.any else every)(outcome.truth for outcome in outcomes)
        deciding = tuple(r for outcome in outcomes if outcome.truth is truth for r in outcome.deciding)
        return Outcome(truth, deciding, self.any and truth is not Truth.TRUE)

    def asks(self) -> Iterator[Ask]:
        for part in self.parts:
            yield from part.asks()

    def __str__(self) -> str:
        if len(self.parts) == 1:
            return str(self.parts[0])
        listed = [f"({p})" if isinstance(p, Several) and len(p.parts) > 1 else str(p) for p in self.parts]
        return (" or " if self.any else " and ").join(listed)


Node = Ask | Not | Several


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that was checked against the attribute table."""

    root: Node

    def judge(self, reader: Reader) -> Outcome:
        return self.root.judge(reader)

    def asks(self) -> Iterator[Ask]:
        """Every leaf, in the order it is written."""
        return self.root.asks()

    def __str__(self) -> str:
        return str(self.root)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.is_instance_schema(cls)

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"$comment": CONDITION_SCHEMA}


def compiled(raw: object, level: Level) -> Condition:
    """A condition whose attributes are read from a level; for use in validators.

    Raises:
        PydanticCustomError: everything that is wrong with it, each at its own place.
    """
    node = _condition(raw, level, ())
    return Condition(reject(node) if isinstance(node, list) else node)


def _condition(raw: object, level: Level, at: Path) -> Node | list[Fault]:
    if not isinstance(raw, dict) or not raw:
        return [Fault(at, "expected a mapping of attributes to expectations")]
    return _together([_part(key, value, level, (*at, key)) for key, value in raw.items()])


def _together(parts: Sequence[Node | list[Fault]], *, any_: bool = False) -> Node | list[Fault]:
    faults = [fault for part in parts if isinstance(part, list) for fault in part]
    if faults:
        return faults
    nodes = tuple(part for part in parts if not isinstance(part, list))
    return nodes[0] if len(nodes) == 1 else Several(nodes, any_)


def _part(key: str, value: Plain, level: Level, at: Path) -> Node | list[Fault]:
    if key == "not":
        inner = _condition(value, level, at)
        return inner if isinstance(inner, list) else Not(inner)
    if key in COMBINATIONS:
        if not isinstance(value, list) or not value:
            return [Fault(at, f"{key} needs a list of conditions")]
        parts = [_condition(part, level, (*at, index)) for index, part in enumerate(value)]
        return _together(parts, any_=key == "any")
    attribute = find(key)
    if attribute is None:
        help_ = did_you_mean(key, [*ATTRIBUTES, *COMBINATIONS])
        return [Fault(at, f"unknown attribute {key!r}", help_, "unknown-attribute", "key")]
    return _asks(attribute, value, level, at)


def _asks(attribute: Attribute, raw: Plain, level: Level, at: Path) -> Node | list[Fault]:
    found = expectation.parse(attribute, raw, level, at)
    faults = [fault for fault in found if isinstance(fault, Fault)]
    if faults:
        return faults
    return _together([Ask(attribute, asked) for asked in found if isinstance(asked, Expectation)])
