"""The operators of conditions, one row each. To add one is to add its row: all that is said of an operator is there.

What a row says: the name in policies, what it takes, its words in a sentence, how it judges, the types of attributes
that it fits, what it excludes, and which way its values get worse.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from fnmatch import fnmatchcase
from fractions import Fraction
from typing import Any, Literal, get_args

from checker.condition import licensing
from checker.condition.attribute import Attribute, Type
from checker.condition.judging import Judging, OfKnowledge, OfOne, OfSet, Values
from checker.condition.truth import Datum, Truth, show
from checker.record import dataclass
from checker.shape.scalars import DAYS, days, flag, text

Json = dict[str, Any]
REFERENCE: Json = {"type": "string", "pattern": r"^\$"}
"""A parameter of the policy, in the JSON Schema of a condition."""


def _list(values: Values) -> str:
    return ", ".join(show(value) for value in values)


@dataclass(frozen=True, slots=True)
class Operand:
    """What an operator takes; ``schema`` makes its JSON Schema from that of a value of the attribute."""

    schema: Callable[[Json], Json]
    parse: Callable[[object], Datum] | None = None
    """None: each value is what the attribute's type says, and one of its choices."""
    many: bool = False
    """Whether it may be a list."""
    bare: bool = False
    """Whether it is written without the operator's name, and then also as one value; else what is many is a list."""
    show: Callable[[Values], str] = _list


def _one_of(values: Values) -> str:
    return f"{'one of ' if len(values) > 1 else ''}{_list(values)}"


_BARE = Operand(lambda value: value, many=True, bare=True, show=_one_of)
_MANY = Operand(lambda value: {"type": "array", "items": value, "minItems": 1}, many=True)
_BOUND = Operand(lambda value: value)
_DAYS = Operand(lambda _: {"anyOf": [{"type": "string", "pattern": DAYS}, REFERENCE]}, lambda raw: Fraction(days(raw)))
_GLOB = Operand(lambda _: {"type": "string"}, text)
_KNOWN = Operand(lambda _: {"type": "boolean"}, flag, show=lambda asked: "known" if asked[0] else "unknown")


@dataclass(frozen=True, eq=False)
class Operator:
    """``phrase`` has ``be`` and ``have`` for the verbs, in whatever mood, and ``asked`` for the operand."""

    name: str
    operand: Operand
    phrase: str
    judging: Judging
    types: tuple[Type, ...] = get_args(Type)
    opposite: str = ""
    """The operator that a ``not`` asks of a license, which may be this and that, or neither."""
    worse: Literal["", "less", "more"] = ""
    """In which direction an amount or a day that breaks it gets worse."""
    spares: bool = False
    """Whether the entries of a set that it names are fine, and a finding points at the others."""
    lacking: bool = False
    """Whether what breaks it are the named values that are not there, one by one."""
    clashes: Mapping[str, Callable[[Values, Values], bool]] = field(default_factory=dict)
    """Whether it can never hold beside another operator of the same attribute, by that one's name."""

    @property
    def of_knowledge(self) -> bool:
        """Whether it asks if there is a value, and not for a value."""
        return isinstance(self.judging, OfKnowledge)

    @property
    def of_sets(self) -> bool:
        return isinstance(self.judging, OfSet)

    @property
    def is_glob(self) -> bool:
        return self.operand is _GLOB

    def fits(self, attribute: Attribute, *, is_set: bool) -> bool:
        """Whether it can be written for an attribute, which is read as a set or as one value."""
        if self.operand.bare or attribute.type not in self.types:
            return False
        return self.of_knowledge or self.of_sets is is_set


def order(value: Datum) -> Fraction:
    """What a number or a day is compared by."""
    return Fraction(value.toordinal()) if isinstance(value, dt.date) else Fraction(value)


def _days_between(value: Datum, as_of: dt.date) -> Fraction:
    return Fraction(as_of.toordinal()) - order(value)


def _rows() -> Iterator[Operator]:
    yield Operator(
        "is",
        _BARE,
        "{be} {asked}",
        OfOne(lambda have, asked, _: have in asked, licensing.is_one_of),
        opposite="not-in",
        clashes={
            "is": lambda one, two: not set(one) & set(two),
            "not-in": lambda one, two: set(one) <= set(two),
            "at-least": lambda one, two: all(order(value) < order(two[0]) for value in one),
            "at-most": lambda one, two: all(order(value) > order(two[0]) for value in one),
        },
    )
    yield Operator("known", _KNOWN, "{be} {asked}", OfKnowledge(), clashes={"known": lambda one, two: one != two})
    yield from _of_sets()
    yield Operator(
        "not-in",
        _MANY,
        "{be} other than {asked}",
        OfOne(lambda have, asked, _: have not in asked, licensing.is_none_of, absent=True),
        opposite="is",
    )
    yield from _of_amounts()
    yield Operator(
        "matches",
        _GLOB,
        "{be} like {asked}",
        OfOne(lambda have, asked, _: fnmatchcase(str(have), str(asked[0])), licensing.is_like),
        types=("text",),
    )


def _of_sets() -> Iterator[Operator]:
    yield Operator(
        "any-of",
        _MANY,
        "{have} any of {asked}",
        OfSet(lambda have, asked: bool(have & asked), Truth.TRUE, licensing.is_any_one_of),
        opposite="none-of",
        clashes={
            "only": lambda one, two: not set(one) & set(two),
            "none-of": lambda one, two: set(one) <= set(two),
        },
    )
    yield Operator(
        "all-of",
        _MANY,
        "{have} all of {asked}",
        OfSet(lambda have, asked: asked <= have, Truth.TRUE, licensing.are_all_there),
        lacking=True,
        clashes={
            "none-of": lambda one, two: bool(set(one) & set(two)),
            "only": lambda one, two: not set(one) <= set(two),
        },
    )
    yield Operator(
        "none-of",
        _MANY,
        "{have} none of {asked}",
        OfSet(lambda have, asked: bool(have & asked), Truth.FALSE, licensing.are_none_of),
        opposite="any-of",
    )
    yield Operator(
        "only",
        _MANY,
        "{have} only {asked}",
        OfSet(lambda have, asked: not have <= asked, Truth.FALSE, licensing.are_all_one_of),
        spares=True,
    )


def _of_amounts() -> Iterator[Operator]:
    yield Operator(
        "at-least",
        _BOUND,
        "{be} at least {asked}",
        OfOne(lambda have, asked, _: order(have) >= order(asked[0])),
        types=("number", "day"),
        worse="less",
        clashes={"at-most": lambda one, two: order(one[0]) > order(two[0])},
    )
    yield Operator(
        "at-most",
        _BOUND,
        "{be} at most {asked}",
        OfOne(lambda have, asked, _: order(have) <= order(asked[0])),
        types=("number", "day"),
        worse="more",
    )
    yield Operator(
        "within",
        _DAYS,
        "{be} within the last {asked} days",
        OfOne(lambda have, asked, as_of: 0 <= _days_between(have, as_of) <= order(asked[0])),
        types=("day",),
        worse="less",
    )
    yield Operator(
        "ahead",
        _DAYS,
        "{be} at least {asked} days ahead",
        OfOne(lambda have, asked, as_of: -_days_between(have, as_of) >= order(asked[0])),
        types=("day",),
        worse="less",
    )


OPERATORS: Mapping[str, Operator] = {operator.name: operator for operator in _rows()}
(BARE,) = (operator for operator in OPERATORS.values() if operator.operand.bare)
"""What is asked where a value or a list is written, and no operator."""
