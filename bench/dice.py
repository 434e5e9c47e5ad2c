"""Chances that fall the same way for the same seed, on every machine and with every Python."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Draws of one subject, such as a service: they depend on its name alone, and on no other subject.

    NOTE: built on ``Random.random`` only. Its sequence for a seed is promised by Python; that of ``choice`` is not.
    """

    def __init__(self, *name: object) -> None:
        self._random = random.Random("/".join(map(str, name)))

    def happens(self, chance: float) -> bool:
        return self._random.random() < chance

    def pick(self, values: Sequence[T]) -> T:
        return values[self.number(0, len(values))]

    def number(self, low: int, high: int) -> int:
        """A whole number from low up to and without high."""
        return low + int(self._random.random() * (high - low))

    def some(self, values: Sequence[T], count: int) -> list[T]:
        """So many different ones, in the order of the list."""
        left = list(range(len(values)))
        taken = sorted(left.pop(self.number(0, len(left))) for _ in range(count))
        return [values[index] for index in taken]

    def day(self) -> str:
        """A day in ISO form, within half a year before the day that a fleet is judged at."""
        return f"2026-{self.number(6, 11):02}-{self.number(1, 29):02}"
