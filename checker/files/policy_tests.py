"""Tests of a policy: small fleets, and what a rule must say about each of them.

A tests file names everything that its cases see: the date, the catalogs and the
organization. Nothing comes from the configuration, so a case says the same in
every repository. Measures are exact fractions of 1, or numbers of keys.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Literal, Self

from checker.files.config import Organization
from checker.files.seen import Seen
from checker.resources import BUILTIN_CATALOG
from checker.shape import Fault, File, Shape, reject_any
from checker.shape.marks import Field, PlainValidator, WithJsonSchema, model_validator
from checker.shape.scalars import Day, Distinct, Identifier, Text
from checker.shape.shares import percent

FORMAT = "modelbylaws/tests/v1"
Interval = tuple[Fraction, Fraction]
_FRACTION = re.compile(r"[0-9]{1,9}(?:/[1-9][0-9]{0,8})?\Z")
_FRACTION_JSON = {"type": ["string", "integer"], "pattern": r"^[0-9]+(/[1-9][0-9]*|(\.[0-9]+)?%)?$"}


_NO_MEASURE = "not a measure; write 3/5 or 60%, an interval [1/2, 5/6], or none"


def _end(value: object) -> Fraction:
    """An exact fraction; a percentage is one too."""
    if isinstance(value, str) and value.endswith("%"):
        return percent(value)
    if not isinstance(value, str) or not _FRACTION.match(value):
        raise ValueError(_NO_MEASURE)
    return Fraction(value)


def _measured(value: object) -> Interval | Literal["none"]:
    """``3/5`` or ``60%``, an interval ``[1/2, 5/6]``, or ``none`` where no measure can be given."""
    if value == "none":
        return "none"
    ends = value if isinstance(value, list) else [value]
    parts = [_end(end) for end in ends]
    if len(parts) not in (1, 2):
        raise ValueError(_NO_MEASURE)
    if parts[0] > parts[-1]:
        raise ValueError("the first end of an interval is the lowest")
    return parts[0], parts[-1]


Measured = Annotated[
    Interval | Literal["none"],
    PlainValidator(_measured),
    WithJsonSchema(
        {
            "anyOf": [
                _FRACTION_JSON,
                {"type": "array", "items": _FRACTION_JSON, "minItems": 2, "maxItems": 2},
                {"const": "none"},
            ],
            "examples": ["3/5"],
        }
    ),
]


def _services(value: object) -> str | int:
    """A folder's path, or how many services stand inline; those are read from the document itself."""
    if isinstance(value, str) and value.strip():
        return value
    if isinstance(value, list) and value and all(isinstance(entry, dict) for entry in value):
        return len(value)
    raise ValueError("expected a folder of manifests, or a list of services")


Services = Annotated[
    str | int,
    PlainValidator(_services),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {"type": "array", "minItems": 1, "items": {"type": "object"}},
            ]
        }
    ),
]


class Expect(Shape):
    """What the rule must say. A failing or unknown case says what was measured, or who failed."""

    verdict: Literal["fail", "unknown", "pass", "not-applicable"]
    """The rule's verdict: the worst of its subjects'."""
    key: Text | None = None
    """The key that was measured: a vendor, a host ... For kinds with one measure per key."""
    measured: Measured | None = None
    """The exact measure: 3/5 or 60%, an interval [1/2, 5/6], or `none` where no measure can be given."""
    subjects: Annotated[tuple[Text, ...], Field(min_length=1), Distinct] | None = None
    """Every subject with this verdict: service, service/use or service/use/route, with `: key` behind it where it has
    one; `fleet` for the rule itself."""

    @model_validator(mode="after")
    def _says_enough(self) -> Self:
        reject_any(self._faults())
        return self

    def _faults(self) -> Iterator[Fault]:
        silent = self.measured is None and self.subjects is None
        if self.verdict in {"fail", "unknown"} and silent:
            help_ = "add measured (and key), or subjects"
            yield Fault((), f"a case that expects {self.verdict} must say what was measured or who failed", help_)
        if self.key is not None and (self.measured is None or self.measured == "none"):
            yield Fault(("key",), "a key needs its measure", "add measured")
        if self.measured is not None and self.subjects is not None:
            yield Fault(("subjects",), "a rule has measures or subjects, not both", "keep the one its kind has")


class World(Shape):
    """What a case sees beside its services."""

    as_of: Day | None = None
    """Day the case is judged at; here or for the whole file."""
    catalogs: Annotated[tuple[Text, ...], Field(min_length=1), Distinct] | None = None
    """Exactly these catalogs, from this file's folder; `builtin:models` is the built-in one and the default."""
    organization: Organization | None = None
    """The organization; the default knows nothing about it."""


class Case(World):
    """A small fleet, and what one rule says about it."""

    name: Text
    """What the case shows, in words."""
    rule: Identifier
    """Id of the rule."""
    services: Services
    """A folder of manifests from this file's folder, or manifests inline. What an inline one omits is unknown."""
    observed: tuple[Seen, ...] | None = None
    """What evidence of use says. Default: none is configured; an empty list is evidence that saw nothing."""
    expect: Expect
    """What the rule must say."""


class PolicyTests(World, File):
    """Cases that prove the rules of one policy."""

    format: Literal["modelbylaws/tests/v1"]
    """Name and version of this file format."""
    policy: Text = Field(examples=["org-baseline.yaml", "builtin:vendor-resilience"])
    """The policy under test: a file from this file's folder, or a built-in one."""
    cases: Annotated[tuple[Case, ...], Field(min_length=1)]
    """The cases."""

    @model_validator(mode="after")
    def _cases_are_told_apart_and_dated(self) -> Self:
        reject_any([*self._repeated(), *self._undated()])
        return self

    def _repeated(self) -> Iterator[Fault]:
        first: dict[str, int] = {}
        for index, case in enumerate(self.cases):
            if case.name in first:
                other = ("cases", first[case.name], "name")
                message = f"case {case.name!r} appears twice"
                yield Fault(("cases", index, "name"), message, "", "duplicate-name", other=other)
            first.setdefault(case.name, index)

    def _undated(self) -> Iterator[Fault]:
        for index, case in enumerate(self.cases):
            if case.as_of is None and self.as_of is None:
                help_ = "give it for the file or for the case; a test must not depend on the day it runs"
                yield Fault(("cases", index), "missing key 'as-of'", help_, "missing-key", "key")

    def day(self, case: Case) -> dt.date:
        """The day a case is judged at; the file was refused if there is none."""
        day = case.as_of or self.as_of
        if day is None:
            raise ValueError("an undated case passed validation")
        return day

    def catalogs_of(self, case: Case) -> tuple[str, ...]:
        return case.catalogs or self.catalogs or (BUILTIN_CATALOG,)

    def organization_of(self, case: Case) -> Organization:
        return case.organization or self.organization or Organization()
