"""Conditions over attributes, three-valued and typed.

A mapping ``attribute: expectation``, all of which must hold; ``any``, ``all`` and
``not`` combine. There is no expression language: what a condition can ask is the
attribute table times the operators.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import field, replace
from functools import cached_property
from typing import Protocol

from checker.condition.attribute import Attribute
from checker.condition.expectation import Expectation
from checker.condition.truth import Truth, Value, because, every, gap, show_value, some
from checker.record import dataclass

CONDITION_SCHEMA = "a condition"
"""Stands in a JSON Schema where a condition goes; the schema itself is made from the attribute table."""


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

    @property
    def seen(self) -> str:
        """What was found, in words; where it was asked whether it is known, also why it is not."""
        unknown = gap(self.value) if self.asked.operator.of_knowledge else None
        return f"{self.attribute.name} is {show_value(self.value)}{f': {unknown.reason}' if unknown else ''}"


@dataclass(frozen=True)
class Outcome:
    """A condition's truth, and the readings that decide it."""

    truth: Truth
    deciding: tuple[Reading, ...]
    choice: bool = False
    """Whether one of the readings would have been enough."""

    @cached_property
    def seen(self) -> str:
        """What was found, in words."""
        return "; ".join(dict.fromkeys(reading.seen for reading in self.deciding))

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What the values rest on that decide it."""
        return tuple(dict.fromkeys(note for reading in self.deciding for note in because(reading.value)))


@dataclass(frozen=True, slots=True)
class Mood:
    """How a leaf is asked, which matters for licenses: one may be this and that, or neither.

    Of ``MIT AND X`` it is unknown whether it is MIT for who selects, and false for
    who demands it. Below a ``not`` the opposite operator is asked, for of ``MIT OR X``
    both ``MIT`` and ``not: MIT`` hold: the user chooses.
    """

    demands: bool
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """A leaf: one expectation of one attribute."""

    attribute: Attribute
    asked: Expectation

    def judge(self, reader: Reader, mood: Mood) -> Outcome:
        value = reader.read(self.attribute)
        opposite = self.asked.opposite if mood.negated else None
        truth = self.asked.judge(value, reader.as_of) if opposite is None else ~opposite.judge(value, reader.as_of)
        if truth is Truth.UNKNOWN and mood.demands and self.asked.is_mixed(value):
            truth = Truth.of(mood.negated)
        return Outcome(truth, (Reading(self.attribute, self.asked, value, truth),))

    def asks(self) -> Iterator[Ask]:
        yield self

    def __str__(self) -> str:
        return f"{self.attribute.name} {self.asked.phrase('is', 'has')}"


@dataclass(frozen=True, slots=True)
class Not:
    inner: Node

    def judge(self, reader: Reader, mood: Mood) -> Outcome:
        outcome = self.inner.judge(reader, replace(mood, negated=not mood.negated))
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

    def judge(self, reader: Reader, mood: Mood) -> Outcome:
        outcomes = [part.judge(reader, mood) for part in self.parts]
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
    attributes: tuple[Attribute, ...] = field(init=False, compare=False, repr=False)
    """All that it reads."""
    knowledge: tuple[bool, ...] = field(init=False, compare=False, repr=False)
    """Of each of them, whether it is only asked if there is a value."""
    _hash: int = field(init=False, compare=False, repr=False)
    """NOTE: found out once, because every subject of every rule asks for it to look up an outcome."""

    def __post_init__(self) -> None:
        asks = list(self.root.asks())
        compared = {ask.attribute for ask in asks if not ask.asked.operator.of_knowledge}
        object.__setattr__(self, "attributes", tuple(dict.fromkeys(ask.attribute for ask in asks)))
        object.__setattr__(self, "knowledge", tuple(attribute not in compared for attribute in self.attributes))
        object.__setattr__(self, "_hash", hash(self.root))

    def __hash__(self) -> int:
        return self._hash

    def judge(self, reader: Reader, *, demands: bool = False) -> Outcome:
        """Its outcome; ``demands`` where a rule says that it must hold, instead of picking out whom it is about."""
        return self.root.judge(reader, Mood(demands))

    def asks(self) -> Iterator[Ask]:
        """Every leaf, in the order it is written."""
        return self.root.asks()

    def __str__(self) -> str:
        return str(self.root)
