"""What a condition asks of one attribute: an operator, its operand, and how it is judged."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from checker.condition import licensing
from checker.condition.attribute import PARSERS, Attribute, Depth, Names
from checker.condition.operators import BARE, OPERATORS, Operator
from checker.condition.truth import Datum, Truth, Unknown, Value
from checker.diagnostic import Path, did_you_mean
from checker.record import dataclass
from checker.shape import Fault, not_listed
from checker.source import Plain
from checker.vocabulary import COUNTRIES, ISO_HINT, hint_at_own, own_word


@dataclass(frozen=True, slots=True)
class Expectation:
    """One operator with its operand: values, a number of days, a glob, or a flag."""

    operator: Operator
    values: tuple[Datum, ...]
    path: Path
    """Where it stands, below the condition."""
    listed: bool = True
    """Whether the values are written as a list."""
    names: Names | None = None
    """Which names the values are, where it matters for comparing them."""

    def place(self, index: int) -> Path:
        """Where a value stands, below the condition."""
        return (*self.path, index) if self.listed else self.path

    def phrase(self, be: str, have: str) -> str:
        """What is asked, in words: ``be true``, ``has any of dora, gdpr``; the verbs say in which mood."""
        return self.operator.phrase.format(be=be, have=have, asked=self.operator.operand.show(self.values))

    def judge(self, value: Value, as_of: dt.date) -> Truth:
        return self.operator.judging.judge(value, self.values, as_of, is_license=self.names == "license")

    @property
    def opposite(self) -> Expectation | None:
        """What a ``not`` asks of a license."""
        if self.names != "license" or not self.operator.opposite:
            return None
        return replace(self, operator=OPERATORS[self.operator.opposite])

    @property
    def compares_licenses(self) -> bool:
        return self.names == "license" and not self.operator.of_knowledge

    def is_mixed(self, value: Value) -> bool:
        """Whether the value is neither what is asked nor the opposite: a license of which a part is listed."""
        return self.compares_licenses and licensing.is_clear(value)

    def doubt(self, value: Value) -> Unknown | None:
        """Why a value that is there cannot be compared with what is asked."""
        if not self.compares_licenses or isinstance(value, Unknown):
            return None
        return licensing.doubt(value)


def parse(attribute: Attribute, raw: Plain, depth: Depth, at: Path) -> list[Expectation | Fault]:
    """The expectations of one attribute read from a depth, or what is wrong with them."""
    is_set = attribute.is_set_at(depth)
    if not isinstance(raw, dict):
        if is_set:
            return [_bare_on_a_set(attribute, depth, at)]
        return [_operand(attribute, BARE, raw, at)]
    if not raw:
        return [Fault(at, "an expectation is missing here", "give a value or an operator")]
    return [_operator(attribute, word, operand, (*at, word), is_set=is_set) for word, operand in raw.items()]


def _bare_on_a_set(attribute: Attribute, depth: Depth, at: Path) -> Fault:
    why = "is a set" if attribute.is_set else f"is a set when it is read from a {depth}"
    fitting = [name for name, operator in OPERATORS.items() if operator.of_sets]
    return Fault(
        at,
        f"{attribute.name} {why}",
        f"use {', '.join(fitting[:-1])} or {fitting[-1]}, with a list",
        "set-needs-operator",
    )


def _operator(attribute: Attribute, word: str, operand: Plain, at: Path, *, is_set: bool) -> Expectation | Fault:
    fitting = {name: operator for name, operator in OPERATORS.items() if operator.fits(attribute, is_set=is_set)}
    if word not in fitting:
        kind = "a set" if is_set else f"a {attribute.type}"
        message = f"operator {word!r} does not fit {attribute.name}, which is {kind}"
        plain_value = "" if is_set else "write a value or a list of values, or use an operator: "
        return Fault(at, message, plain_value + did_you_mean(word, fitting), "unknown-operator", "key")
    return _operand(attribute, fitting[word], operand, at)


def _operand(attribute: Attribute, operator: Operator, raw: Plain, at: Path) -> Expectation | Fault:
    operand = operator.operand
    if operand.many and not operand.bare and not isinstance(raw, list):
        return Fault(at, f"{operator.name} needs a list", f"write [{raw}]" if isinstance(raw, str) else "")
    entries = raw if isinstance(raw, list) and operand.many else [raw]
    if not entries:
        return Fault(at, "the list is empty", "name at least one value")
    values: list[Datum] = []
    for index, entry in enumerate(entries):
        inner = (*at, index) if isinstance(raw, list) else at
        value = _datum(attribute, operator, entry, inner)
        if isinstance(value, Fault):
            return value
        values.append(value)
    names: Names | None = "license" if attribute.names == "license" else None
    return Expectation(operator, tuple(values), at, isinstance(raw, list), names)


def _datum(attribute: Attribute, operator: Operator, raw: Plain, at: Path) -> Datum | Fault:
    if attribute.choices and operator.operand.many and not _is_choice(attribute, raw):
        fault = not_listed(raw, at, [choice for choice in attribute.choices if not choice.endswith("-")])
        if "x-" in attribute.choices:
            return hint_at_own(fault, raw)
        return replace(fault, help=fault.help or (ISO_HINT if set(COUNTRIES) <= set(attribute.choices) else ""))
    try:
        return (operator.operand.parse or PARSERS[attribute.type])(raw)
    except ValueError as error:
        return Fault(at, str(error))


def _is_choice(attribute: Attribute, raw: Plain) -> bool:
    return isinstance(raw, str) and (raw in attribute.choices or ("x-" in attribute.choices and own_word(raw)))
