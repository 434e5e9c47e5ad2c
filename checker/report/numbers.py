"""Exact shares and how they are printed. A ``Share`` is a part of a whole, both in the rule's weight."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Share:
    part: Fraction
    whole: Fraction

    @property
    def value(self) -> Fraction:
        return self.part / self.whole

    def show(self, limit: Fraction | None = None) -> str:
        """``45.0% (18 of 40)``, with more digits where rounding would hide that it breaks the limit."""
        return f"{percent(self.value, limit)} ({amount(self.part)} of {amount(self.whole)})"


MAX_PLACES = 6
"""Most decimal places of a printed percentage; beyond that the fraction beside it tells."""


def percent(value: Fraction, limit: Fraction | None = None) -> str:
    """A percentage with one decimal, or as many as set it apart from the limit."""
    for places in range(1, MAX_PLACES + 1):
        shown = _rounded(value, places)
        if limit is None or value == limit or shown != _rounded(limit, places):
            return f"{shown}%"
    return f"{shown}%"


def limit_text(limit: Fraction) -> str:
    """A limit as a policy writes it: ``40%``."""
    return f"{amount(limit * 100)}%"


def number(value: Fraction) -> str:
    """A number with two decimals: 5.89."""
    return _rounded(value / 100, 2)


def amount(value: Fraction) -> str:
    """A weight: whole, or a decimal if that is exact and short, else a fraction."""
    if value.denominator == 1:
        return str(value.numerator)
    for places in range(1, MAX_PLACES + 1):
        if (value * 10**places).denominator == 1:
            return _rounded(value / 100, places)
    return f"{value.numerator}/{value.denominator}"


def _rounded(value: Fraction, places: int) -> str:
    """100 times the value, rounded half up, with integers only."""
    scaled = value * 100 * 10**places
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return f"{units // 10**places}.{units % 10**places:0{places}d}"
