"""Sums in whole numbers: parts of a common denominator, so that they say exactly what a rule says in fractions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import lcm

from checker.record import dataclass

Place = tuple[int, int]
"""A service, and an option of it."""
Values = Mapping[str, Fraction]
"""What an option adds to each sum."""
_NOTHING: Mapping[str, int] = {}


@dataclass(frozen=True, eq=False)
class Linear:
    """Sums by name: what they come to if nothing is done, and what each option of each service adds to that."""

    base: Mapping[str, int]
    diffs: Mapping[Place, Mapping[str, int]]
    unit: int

    def at(self, chosen: Mapping[int, int]) -> dict[str, int]:
        totals = defaultdict(int, self.base)
        for service, option in chosen.items():
            for name, value in self.diffs.get((service, option), {}).items():
                totals[name] += value
        return totals

    def terms(self) -> Mapping[str, list[tuple[Place, int]]]:
        """By name, which options change a sum, and by how much."""
        found: dict[str, list[tuple[Place, int]]] = defaultdict(list)
        for place, values in self.diffs.items():
            for name, value in values.items():
                if value:
                    found[name].append((place, value))
        return found

    @property
    def names(self) -> frozenset[str]:
        """Every sum that anything is added to."""
        made = {id(values): values for values in self.diffs.values()}
        return frozenset(self.base).union(*made.values())

    def of(self, place: Place) -> Mapping[str, int]:
        """What an option adds."""
        return self.diffs.get(place, _NOTHING)


def to_whole(rows: Sequence[Sequence[Values]], constants: Iterable[Values], strict: str = "") -> Linear:
    """Sums in whole numbers; the first value of each row is what is if nothing is done.

    ``strict`` is a sum that must be less than nothing: one more than nothing is added to it.
    """
    listed = list(constants)
    every = {id(values): values for values in (*(values for row in rows for values in row), *listed)}
    unit = lcm(*{value.denominator for values in every.values() for value in values.values()})
    counted = {key: _count_all(values, unit) for key, values in every.items()}
    base: dict[str, int] = defaultdict(int)
    for values in [*(row[0] for row in rows), *listed]:
        for name, value in counted[id(values)].items():
            base[name] += value
    if strict:
        base[strict] += 1
    return Linear(base, _differences(rows, counted), unit)


def _differences(
    rows: Sequence[Sequence[Values]], counted: Mapping[int, Mapping[str, int]]
) -> dict[Place, Mapping[str, int]]:
    """What each option adds; of two that are made of the same values the difference is made once."""
    made: dict[tuple[int, int], Mapping[str, int]] = {}
    diffs: dict[Place, Mapping[str, int]] = {}
    for index, row in enumerate(rows):
        for option, values in enumerate(row[1:], start=1):
            pair = id(row[0]), id(values)
            if pair not in made:
                now, then = counted[pair[0]], counted[pair[1]]
                found = {name: then.get(name, 0) - now.get(name, 0) for name in {**now, **then}}
                made[pair] = {name: value for name, value in found.items() if value}
            if made[pair]:
                diffs[index, option] = made[pair]
    return diffs


def _count_all(values: Values, unit: int) -> Mapping[str, int]:
    return {name: value.numerator * (unit // value.denominator) for name, value in values.items()}
