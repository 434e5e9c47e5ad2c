"""Conditions that nothing can satisfy, as far as that can be seen without any service.

Only what one attribute is asked in the same breath is compared: ``tier: 1`` and
``tier: {at-least: 2}`` can never both hold.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from checker.condition import Ask, Condition, Node, Several
from checker.condition.expectation import Expectation, Operator
from checker.condition.truth import Datum


def contradictions(condition: Condition) -> Iterator[tuple[Ask, Ask]]:
    """Pairs of expectations that must both hold and cannot."""
    yield from _below(condition.root)


def _below(node: Node) -> Iterator[tuple[Ask, Ask]]:
    """What must all hold at a node, pair by pair; then each choice of an ``any`` by itself. A ``not`` asks for less."""
    if isinstance(node, Several) and node.any:
        for part in node.parts:
            yield from _below(part)
    elif isinstance(node, Several):
        asks = list(_together(node))
        for index, one in enumerate(asks):
            yield from (
                (one, two) for two in asks[index + 1 :] if one.attribute == two.attribute and _exclude(one, two)
            )
        for part in node.parts:
            yield from _below(part) if isinstance(part, Several) and part.any else ()


def _together(node: Several) -> Iterator[Ask]:
    """The leaves that must all hold: not those below an ``any`` or a ``not``."""
    for part in node.parts:
        if isinstance(part, Ask):
            yield part
        elif isinstance(part, Several) and not part.any:
            yield from _together(part)


def _exclude(one: Ask, two: Ask) -> bool:
    return any(_rules_out(first.asked, second.asked) for first, second in ((one, two), (two, one)))


def _rules_out(one: Expectation, two: Expectation) -> bool:
    test = _CLASHES.get((one.operator, two.operator))
    return test is not None and test(one.values, two.values)


def _order(value: Datum) -> Fraction:
    return Fraction(value.toordinal()) if isinstance(value, dt.date) else Fraction(value)


Values = tuple[Datum, ...]

_CLASHES: Mapping[tuple[Operator, Operator], Callable[[Values, Values], bool]] = {
    ("is", "is"): lambda one, two: not set(one) & set(two),
    ("is", "not-in"): lambda one, two: set(one) <= set(two),
    ("is", "at-least"): lambda one, two: all(_order(value) < _order(two[0]) for value in one),
    ("is", "at-most"): lambda one, two: all(_order(value) > _order(two[0]) for value in one),
    ("at-least", "at-most"): lambda one, two: _order(one[0]) > _order(two[0]),
    ("all-of", "none-of"): lambda one, two: bool(set(one) & set(two)),
    ("all-of", "only"): lambda one, two: not set(one) <= set(two),
    ("any-of", "only"): lambda one, two: not set(one) & set(two),
    ("any-of", "none-of"): lambda one, two: set(one) <= set(two),
    ("known", "known"): lambda one, two: one != two,
}
"""Whether two expectations of one attribute exclude each other, by their operators."""
