"""What a condition asks of one attribute: an operator, its operand, and how it is judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from fractions import Fraction
from typing import Literal

from checker.condition.attribute import Attribute, Level
from checker.condition.truth import Datum, Known, Members, Truth, Unknown, Value, show
from checker.diagnostic import Path, did_you_mean
from checker.shape import Fault, not_listed
from checker.shape.scalars import day, days, flag, number, text
from checker.source import Plain
from checker.vocabulary import own_word

Operator = Literal[
    "is",
    "not-in",
    "at-least",
    "at-most",
    "within",
    "ahead",
    "matches",
    "known",
    "any-of",
    "all-of",
    "none-of",
    "only",
]


@dataclass(frozen=True, slots=True)
class Expectation:
    """One operator with its operand: values, a number of days, a glob, or a flag."""

    operator: Operator
    values: tuple[Datum, ...]
    path: Path
    """Where it stands, below the condition."""

    def phrase(self, be: str, have: str) -> str:
        """What is asked, in words: ``be true``, ``has any of dora, gdpr``; the verbs say in which mood."""
        listed = ", ".join(show(value) for value in self.values)
        if self.operator == "is":
            return f"{be} {'one of ' if len(self.values) > 1 else ''}{listed}"
        if self.operator == "known":
            return f"{be} {'known' if self.values[0] else 'unknown'}"
        return _PHRASES[self.operator].format(be=be, have=have, listed=listed)

    def judge(self, value: Value, as_of: dt.date) -> Truth:
        if self.operator == "known":
            return Truth.of(_is_known(value) == self.values[0])
        if isinstance(value, Unknown):
            return Truth.UNKNOWN
        if isinstance(value, Members):
            return _SETS[self.operator](value, frozenset(self.values))
        return Truth.of((value.value is not None and _SINGLES[self.operator](value.value, self.values, as_of))
                        or (value.value is None and self.operator == "not-in"))  # fmt: skip


def _is_known(value: Value) -> bool:
    if isinstance(value, Known):
        return value.value is not None
    return isinstance(value, Members) and value.open is None


_PHRASES: Mapping[Operator, str] = {
    "not-in": "{be} other than {listed}",
    "at-least": "{be} at least {listed}",
    "at-most": "{be} at most {listed}",
    "within": "{be} within the last {listed} days",
    "ahead": "{be} at least {listed} days ahead",
    "matches": "{be} like {listed}",
    "any-of": "{have} any of {listed}",
    "all-of": "{have} all of {listed}",
    "none-of": "{have} none of {listed}",
    "only": "{have} only {listed}",
}

_SETS: Mapping[str, Callable[[Members, frozenset[Datum]], Truth]] = {
    "any-of": lambda have, asked: _open(have, decided=bool(have.certain & asked), then=Truth.TRUE),
    "all-of": lambda have, asked: _open(have, decided=asked <= have.certain, then=Truth.TRUE),
    "none-of": lambda have, asked: _open(have, decided=bool(have.certain & asked), then=Truth.FALSE),
    "only": lambda have, asked: _open(have, decided=not have.certain <= asked, then=Truth.FALSE),
}


def _open(have: Members, *, decided: bool, then: Truth) -> Truth:
    """``then`` where the certain members decide; else its opposite, or unknown if there may be more."""
    if decided:
        return then
    return ~then if have.open is None else Truth.UNKNOWN


_SINGLES: Mapping[str, Callable[[Datum, tuple[Datum, ...], dt.date], bool]] = {
    "is": lambda have, asked, _: have in asked,
    "not-in": lambda have, asked, _: have not in asked,
    "at-least": lambda have, asked, _: _order(have) >= _order(asked[0]),
    "at-most": lambda have, asked, _: _order(have) <= _order(asked[0]),
    "within": lambda have, asked, as_of: 0 <= _days_between(have, as_of) <= _order(asked[0]),
    "ahead": lambda have, asked, as_of: -_days_between(have, as_of) >= _order(asked[0]),
    "matches": lambda have, asked, _: fnmatchcase(str(have), str(asked[0])),
}


def _order(value: Datum) -> Fraction:
    return Fraction(value.toordinal()) if isinstance(value, dt.date) else Fraction(value)


def _days_between(value: Datum, as_of: dt.date) -> Fraction:
    return Fraction(as_of.toordinal()) - _order(value)


def parse(attribute: Attribute, raw: Plain, level: Level, at: Path) -> list[Expectation | Fault]:
    """The expectations of one attribute read from a level, or what is wrong with them."""
    is_set = attribute.is_set_at(level)
    if not isinstance(raw, dict):
        if is_set:
            return [_bare_on_a_set(attribute, level, at)]
        return [_operand(attribute, "is", raw if isinstance(raw, list) else [raw], at)]
    if not raw:
        return [Fault(at, "an expectation is missing here", "give a value or an operator")]
    return [_operator(attribute, word, operand, (*at, word), is_set=is_set) for word, operand in raw.items()]


def _bare_on_a_set(attribute: Attribute, level: Level, at: Path) -> Fault:
    why = "is a set" if attribute.is_set else f"is a set when it is read from a {level}"
    return Fault(
        at,
        f"{attribute.name} {why}",
        "use any-of, all-of, none-of or only, with a list",
        "set-needs-operator",
    )


def _operator(attribute: Attribute, word: str, operand: Plain, at: Path, *, is_set: bool) -> Expectation | Fault:
    fitting = list(_fitting(attribute, is_set=is_set))
    operator = next((known for known in fitting if known == word), None)
    if operator is None:
        kind = "a set" if is_set else f"a {attribute.type}"
        message = f"operator {word!r} does not fit {attribute.name}, which is {kind}"
        plain_value = "" if is_set else "write a value or a list of values, or use an operator: "
        return Fault(at, message, plain_value + did_you_mean(word, fitting), "unknown-operator", "key")
    return _operand(attribute, operator, operand, at)


def _fitting(attribute: Attribute, *, is_set: bool) -> Iterator[Operator]:
    yield "known"
    if is_set:
        yield from ("any-of", "all-of", "none-of", "only")
        return
    yield "not-in"
    if attribute.type in {"number", "day"}:
        yield from ("at-least", "at-most")
    if attribute.type == "day":
        yield from ("within", "ahead")
    if attribute.type == "text":
        yield "matches"


def _operand(attribute: Attribute, operator: Operator, raw: Plain, at: Path) -> Expectation | Fault:
    many = operator in {"is", "not-in", "any-of", "all-of", "none-of", "only"}
    if many and not isinstance(raw, list):
        return Fault(at, f"{operator} needs a list", f"write [{raw}]" if isinstance(raw, str) else "")
    entries = raw if isinstance(raw, list) and many else [raw]
    if not entries:
        return Fault(at, "the list is empty", "name at least one value")
    values: list[Datum] = []
    for index, entry in enumerate(entries):
        inner = (*at, index) if isinstance(raw, list) else at
        value = _datum(attribute, operator, entry, inner)
        if isinstance(value, Fault):
            return value
        values.append(value)
    return Expectation(operator, tuple(values), at)


def _datum(attribute: Attribute, operator: Operator, raw: Plain, at: Path) -> Datum | Fault:
    if attribute.choices and operator not in {"known", "at-least", "at-most"} and not _is_choice(attribute, raw):
        return not_listed(raw, at, [choice for choice in attribute.choices if not choice.endswith("-")])
    try:
        return _PARSERS.get(operator, _TYPES[attribute.type])(raw)
    except ValueError as error:
        return Fault(at, str(error))


def _is_choice(attribute: Attribute, raw: Plain) -> bool:
    return isinstance(raw, str) and (raw in attribute.choices or ("x-" in attribute.choices and own_word(raw)))


_TYPES: Mapping[str, Callable[[object], Datum]] = {
    "text": text, "choice": text, "number": number, "day": day, "flag": flag,
}  # fmt: skip
_PARSERS: Mapping[str, Callable[[object], Datum]] = {
    "within": lambda raw: Fraction(days(raw)),
    "ahead": lambda raw: Fraction(days(raw)),
    "known": flag,
    "matches": text,
}
