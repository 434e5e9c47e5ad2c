"""What one rule asks of a choice of options, in whole numbers: options that it bars, and sums with a limit."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import Literal

from checker.planning.whole import Linear, Place
from checker.record import dataclass

EVERY = "*"
"""The sum that counts for each key: what services give to keys that they do not name."""
MEMBERS, COUNT, DOUBT, WEIGHT = "*members", "*count", "*doubt", "*weight"
"""Sums that are of no key, by names that no key has."""

Mode = Literal["hold", "keep"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What the sums of a demand come to, and how many barred options are chosen."""

    barred: int
    always: Mapping[str, int]
    limits: Mapping[str, int]
    parts: Mapping[str, int]


@dataclass(frozen=True, eq=False)
class Demand:
    """One rule.

    Attributes:
        number: of the rule in the docket.
        mode: whether it must hold, or must only not be broken anew.
        barred: options that it rules out by themselves.
        hopeless: why no choice can satisfy it, if so.
        limits: sums that must not be more than nothing, where there are as many members as ``least``, and one at all.
        always: sums that must not, however small the population is.
        keys: of ``limits``, those to which the sum ``EVERY`` is added.
        squares: of min-effective, the parts of the keys, and its minimum.
    """

    number: int
    rule: str
    mode: Mode
    barred: frozenset[Place] = frozenset()
    hopeless: str = ""
    limits: Linear | None = None
    always: Linear | None = None
    keys: tuple[str, ...] = ()
    least: int = 0
    squares: tuple[Linear, Fraction] | None = None

    def holds(self, chosen: Mapping[int, int]) -> bool:
        """Whether it does if these options are chosen; of services that are not named nothing is done."""
        return self.holds_at(self.standing(chosen))

    def standing(self, chosen: Mapping[int, int]) -> Standing:
        barred = sum(index not in chosen for index in self._barred_now)
        barred += sum(place in self.barred for place in chosen.items())
        squares = self.squares[0] if self.squares else None
        always, limits, parts = (one.at(chosen) if one else {} for one in (self.always, self.limits, squares))
        return Standing(barred, always, limits, parts)

    @cached_property
    def _barred_now(self) -> frozenset[int]:
        """Services of which it bars that nothing is done."""
        return frozenset(index for index, option in self.barred if not option)

    def moved(self, standing: Standing, place: Place) -> Standing:
        """The same with one option more, of a service of which nothing was done."""
        index, _ = place
        barred = standing.barred + (place in self.barred) - ((index, 0) in self.barred)
        squares = self.squares[0] if self.squares else None
        moved = [
            _add(sums, one.of(place) if one else {})
            for sums, one in ((standing.always, self.always), (standing.limits, self.limits), (standing.parts, squares))
        ]
        same = barred == standing.barred and not any(
            one.of(place) for one in (self.always, self.limits, squares) if one
        )
        return standing if same else Standing(barred, *moved)

    def holds_at(self, standing: Standing) -> bool:
        always, totals = standing.always, standing.limits
        if self.hopeless or standing.barred or always.get(MEMBERS, 0) > 0:
            return False
        if self.limits is None or -always.get(COUNT, 0) < self.least:
            return True
        if totals.get(DOUBT, 0) > 0 or totals.get(WEIGHT, 0) > 0:
            return False
        every = totals.get(EVERY, 0)
        if any(every + totals.get(key, 0) > 0 for key in self.keys):
            return False
        return self.squares is None or _is_spread(standing.parts, self.squares[1])


def _add(sums: Mapping[str, int], more: Mapping[str, int]) -> Mapping[str, int]:
    return {**sums, **{name: sums.get(name, 0) + value for name, value in more.items()}} if more else sums


def _is_spread(parts: Mapping[str, int], least: Fraction) -> bool:
    weight = parts.get(WEIGHT, 0)
    squares = sum(value * value for name, value in parts.items() if name != WEIGHT)
    return squares > 0 and least.numerator * squares <= least.denominator * weight * weight
