"""The shares of all keys from one walk over the stakes, exact in whole numbers.

Weights are counted in parts of their common denominator, and so are the parts of
services. A key is then summed over the stakes that concern it alone: those that
name it, and those with an unknown key. The walk costs O(services), a key O(those).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from fractions import Fraction
from functools import cached_property
from math import lcm

from checker.kinds.parts.opened import Opened, open_stakes
from checker.kinds.parts.shares import UNKNOWN_KEY, Parts, Stake
from checker.record import dataclass
from checker.report import Share
from checker.report.numbers import Burdens

Ends = tuple[int, int]
"""The least and the most that a service gives to a key."""


@dataclass(frozen=True, slots=True)
class KeySum:
    """What all stakes together are to one key."""

    lowest: Share
    highest: Share
    certain: tuple[str, ...]
    """Services that count for it."""
    perhaps: tuple[str, ...]
    """Services that may count for it."""
    burdens: Burdens
    """What each service gives to it."""


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Stakes of which each has a weight, and not all are zero.

    Attributes:
        stakes: in the order in which services are named.
        weights: of each stake, in parts of which ``weight_unit`` are one.
        named: per key, the stakes that name it, by their index.
        open: the stakes with an unknown key; what they give to any key that they do not name.
        unit: so many parts are a whole service.
        certain: the weight of those that are in the population for certain.
        possible: the weight of those that may be in it.
    """

    stakes: Opened
    weights: Sequence[int]
    named: Mapping[str, Mapping[int, Ends]]
    open: Mapping[int, Ends]
    unit: int
    weight_unit: int
    certain: int
    possible: int
    _found: dict[str, KeySum] = field(default_factory=dict, repr=False)

    @property
    def keys(self) -> list[str]:
        """Every key that is certainly somewhere, and ``(unknown)`` if a route is open."""
        unknown = any(most for _, most in self.open.values())
        return [*sorted(self.named), *([UNKNOWN_KEY] if unknown else [])]

    def of(self, key: str) -> KeySum:
        """What is to be said of a key, the same to every rule with these stakes."""
        if key not in self._found:
            given = self.concerned(key)
            self._found[key] = KeySum(*self.interval(key), *self._carriers(given), self._burdens(given.items()))
        return self._found[key]

    def concerned(self, key: str) -> Mapping[int, Ends]:
        """The stakes that give, or may give, something to a key, in order; no other does."""
        named = self.named.get(key, {})
        return dict(sorted({**self.open, **named}.items())) if self.open else named

    def interval(self, key: str) -> tuple[Share, Share]:
        """Lowest and highest share of a key, over all ways the unknowns can turn out."""
        concerned = self.concerned(key)
        return self._extreme(concerned, 0), self._extreme(concerned, 1)

    def _extreme(self, concerned: Mapping[int, Ends], end: int) -> Share:
        """The extreme share over every choice of the services that may be members.

        A member whose own part lies beyond the share moves the share towards itself, so
        taking them in order of their part, as long as that helps, gives the extreme.
        """
        sure, weights, whole = self.stakes.certain, self.weights, self.certain
        part = sum(weights[index] * ends[end] for index, ends in concerned.items() if sure[index])
        for fraction, weight in sorted(self._choices(concerned, end), reverse=end == 1):
            beyond = fraction * whole > part if end else fraction * whole < part
            if weight and (not whole or beyond):
                part, whole = part + weight * fraction, whole + weight
        return Share(Fraction(part, self.unit * self.weight_unit), Fraction(whole, self.weight_unit))

    def _choices(self, concerned: Mapping[int, Ends], end: int) -> list[tuple[int, int]]:
        """Part and weight of who may be a member; those that give nothing count as one, unless one alone decides."""
        if not self.possible:
            return []
        among = concerned if self.certain else range(len(self.stakes))
        listed = [
            (concerned[index][end] if index in concerned else 0, self.weights[index])
            for index in among
            if not self.stakes.certain[index]
        ]
        return [*listed, (0, self.possible - sum(weight for _, weight in listed))]

    def amount(self, index: int, part: int) -> Fraction:
        """A part of a stake's weight, as a policy counts weights."""
        return Fraction(self.weights[index] * part, self.unit * self.weight_unit)

    def _carriers(self, given: Mapping[int, Ends]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        certain: list[str] = []
        perhaps: list[str] = []
        names, sure = self.stakes.names, self.stakes.certain
        for index, (least, most) in given.items():
            if sure[index] and least:
                certain.append(names[index])
            if least != most or (not sure[index] and most):
                perhaps.append(names[index])
        return tuple(certain), tuple(perhaps)

    def burdens_of_the_rest(self, key: str) -> Burdens:
        """What each service keeps from a key."""
        given = self.concerned(key)
        ends = ((index, given.get(index, (0, 0))) for index in range(len(self.stakes)))
        return self._burdens((index, (self.unit - most, self.unit - least)) for index, (least, most) in ends)

    def _burdens(self, given: Iterable[tuple[int, Ends]]) -> Burdens:
        """NOTE: equal burdens are one object; else making fractions of them takes most of a rule's time."""
        made: dict[Ends, tuple[Fraction, Fraction]] = {}
        found: dict[str, tuple[Fraction, Fraction]] = {}
        whole = self.unit * self.weight_unit
        names, sure = self.stakes.names, self.stakes.certain
        for index, (least, most) in given:
            weight = self.weights[index]
            if most * weight:
                ends = (weight * least if sure[index] else 0, weight * most)
                if ends not in made:
                    made[ends] = (Fraction(ends[0], whole), Fraction(ends[1], whole))
                found[names[index]] = made[ends]
        return found


class Pool(Opened):
    """Stakes that are added up once, for all rules that ask the same of the same services."""

    @staticmethod
    def of(stakes: Sequence[Stake]) -> Pool:
        """These stakes, in the order of their services."""
        if isinstance(stakes, Pool):
            return stakes
        opened = open_stakes(stakes)
        return Pool(opened.names, opened.certain, opened.parts, opened.weights, opened.make)

    @cached_property
    def sums(self) -> Sums:
        return add_up(self.bare())  # of itself would be a circle, which nothing frees while no garbage is collected


def add_up(stakes: Sequence[Stake]) -> Sums:
    """The sums of stakes of which each has a weight, and not all are zero."""
    opened = open_stakes(stakes)
    ratios = [ratio or (0, 1) for ratio in opened.weights]
    weight_unit = lcm(*{below for _, below in ratios})
    weights = [above * (weight_unit // below) for above, below in ratios]
    different = {id(parts): parts for parts in opened.parts}
    unit = lcm(*{part.denominator for parts in different.values() for part in (parts.unknown, *parts.known.values())})
    counted = {number: _Counted.of(parts, unit) for number, parts in different.items()}
    certain = sum(weight for sure, weight in zip(opened.certain, weights, strict=True) if sure)
    named: dict[str, dict[int, Ends]] = {}
    open_: dict[int, Ends] = {}
    for index, parts in enumerate(opened.parts):
        given = counted[id(parts)]
        if given.open is not None:
            open_[index] = given.open
        for key, ends in given.named.items():
            if key in named:
                named[key][index] = ends
            else:
                named[key] = {index: ends}
    return Sums(opened, weights, named, open_, unit, weight_unit, certain, sum(weights) - certain)


@dataclass(frozen=True, slots=True)
class _Counted:
    """The parts of a service in whole numbers: what it gives to keys that it names, and to any other."""

    named: Mapping[str, Ends]
    open: Ends | None

    @classmethod
    def of(cls, parts: Parts, unit: int) -> _Counted:
        unknown = _count(parts.unknown, unit)
        least = unit if parts.stranded else 0
        named: dict[str, Ends] = {}
        for key, part in parts.known.items():
            low = least or _count(part, unit)
            named[key] = (low, unit if key in parts.perhaps else min(unit, low + unknown))
        for key in parts.perhaps:
            named.setdefault(key, (least, unit))
        return cls(named, (least, unknown) if unknown or least else None)


def _count(part: Fraction, unit: int) -> int:
    above, below = part.as_integer_ratio()
    return above * (unit // below)
