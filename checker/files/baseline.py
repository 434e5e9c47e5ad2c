"""What a fleet already broke when a policy came: findings that are forgiven as long as they get no worse.

A finding is known by its fingerprint, never by line or message. A share keeps
its exact value, and may only fall (or rise, where the limit is a smallest one).
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated, Literal, Self

from checker.shape import Fault, File, Shape, reject_any
from checker.shape.marks import Field, PlainValidator, WithJsonSchema, model_validator
from checker.shape.scalars import Day, Identifier, Text

FORMAT: Literal["modelbylaws/baseline/v1"] = "modelbylaws/baseline/v1"

_DIGITS = 4000
"""Longest side of a fraction: squares of sums over shares in up to 999 parts; Python reads no 4301 digits."""
_FRACTION = re.compile(rf"[0-9]{{1,{_DIGITS}}}(?:/[1-9][0-9]{{0,{_DIGITS - 1}}})?")


def _fraction(value: object) -> Fraction:
    if isinstance(value, str) and _FRACTION.fullmatch(value):
        return Fraction(value)
    raise ValueError(f"{value!r} is not an exact fraction such as 8/17")


def _fingerprint(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(r"[0-9a-f]{32}", value):
        return value
    raise ValueError(f"{value!r} is not a fingerprint; the JSON report shows those of findings")


Exact = Annotated[
    Fraction,
    PlainValidator(_fraction),
    WithJsonSchema({"type": ["string", "integer"], "pattern": "^[0-9]+(/[1-9][0-9]*)?$", "examples": ["8/17"]}),
]
Fingerprint = Annotated[
    str, PlainValidator(_fingerprint), WithJsonSchema({"type": ["string", "number"], "pattern": "^[0-9a-f]{32}$"})
]


class About(Shape):
    """What a finding is about; left out altogether, it is the fleet."""

    service: Identifier | None = None
    """The service that the finding names."""
    use: Identifier | None = None
    """The use, if the finding names one."""
    route: Identifier | None = None
    """The route, if the finding names one."""
    key: Text | None = None
    """The key of a share, such as a vendor."""


class Value(Shape):
    """A share, or a number of keys, as the interval that is known of it."""

    lowest: Exact
    """Its lower end, such as 8/17."""
    highest: Exact
    """Its upper end; the same where everything is known."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.lowest > self.highest:
            reject_any([Fault(("highest",), "highest is below lowest", other=("lowest",))])
        return self


class Held(Shape):
    """A finding that is forgiven."""

    fingerprint: Fingerprint
    """Its identity, made of the rule and what it is about."""
    rule: Identifier
    """Id of the rule."""
    for_: About = About()
    """What the finding is about, for those who read the file."""
    verdict: Literal["fail", "unknown"]
    """A worse one than this is not forgiven."""
    breaks: tuple[Text, ...] = ()
    """Where a rule demands several things of one subject: those that are not met. A further one is not forgiven."""
    value: Value | None = None
    """Of a share: its value. A worse one is not forgiven, unless only others left."""
    carriers: dict[Text, Exact] | None = None
    """Of a share: what each service adds to the breach for certain. Without it no rise is forgiven."""
    perhaps: dict[Text, Exact] = Field(default_factory=dict)
    """Of a share: what services may add at most, where that is more."""


class BaselineFile(File):
    """Findings of the day a policy came, which are forgiven as long as they get no worse."""

    format: Literal["modelbylaws/baseline/v1"]
    """Name and version of this file format."""
    as_of: Day
    """The date it was judged at."""
    written_by: Text
    """Who answers for it."""
    reason: Text
    """Why what is broken may stay for now."""
    findings: tuple[Held, ...]
    """The findings."""
