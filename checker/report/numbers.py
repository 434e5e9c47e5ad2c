"""Exact shares, what was measured of them, and how they are printed.

A ``Share`` is a part of a whole, both in the rule's weight.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import ClassVar

from checker.form import Form
from checker.record import dataclass
from checker.report.ground import Ground
from checker.report.verdict import Verdict

Burdens = Mapping[str, tuple[Fraction, Fraction]]
"""By service, the least and the most that it may add to a breach; those that add nothing are left out.

Of a largest share it is the part that the service gives to the key; of a smallest
one, the part of its weight that does not count.
"""

_NOTHING = (Fraction(0), Fraction(0))


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


_ENDS = {"lowest": "lowest.value", "highest": "highest.value"}
INTERVAL = Form("Interval", "lowest highest", _ENDS)
VALUE = Form("ValueEntry", "lowest highest limit verdict", _ENDS)
"""A measure without the services that it counts."""


@dataclass(frozen=True, slots=True)
class Measure:
    """The share of one key, or of the fleet (key None), as an interval; None where it cannot be given."""

    FORM: ClassVar = Form(
        "MeasureEntry", "key value limit verdict services undecided grounds?", {"value": ("", INTERVAL)}
    )

    key: str | None
    lowest: Share
    highest: Share
    limit: Fraction
    verdict: Verdict
    services: tuple[str, ...]
    """Services that count for the key."""
    undecided: tuple[str, ...] = ()
    """Services that may count for it."""
    counts_keys: bool = False
    """Whether the value is a number of keys instead of a share."""
    burdens: Burdens | None = None
    """What each service adds to the breach, in the rule's weight; None where that has no parts."""
    grounds: tuple[Ground, ...] = ()
    """What was read of each service that counts; none where no output shows them."""

    def show(self) -> str:
        """The value, or both ends of the interval."""
        if self.counts_keys:
            return number(self.lowest.value)
        if self.lowest == self.highest:
            return self.lowest.show(self.limit)
        return f"{self.lowest.show(self.limit)} to {self.highest.show(self.limit)}"

    def show_limit(self) -> str:
        return amount(self.limit) if self.counts_keys else limit_text(self.limit)


def heavier(before: Burdens, after: Burdens) -> tuple[str, ...]:
    """Services that add more than they did, at least or at most; those that joined among them."""
    return tuple(
        name
        for name, (least, most) in sorted(after.items())
        if least > before.get(name, _NOTHING)[0] or most > before.get(name, _NOTHING)[1]
    )


MAX_PLACES = 6
"""Most decimal places of a printed percentage; beyond that the fraction beside it tells."""


def percent(value: Fraction, limit: Fraction | None = None) -> str:
    """A percentage with one decimal, or as many as set it apart from the limit."""
    for places in range(1, MAX_PLACES + 1):
        shown = _round(value, places)
        if limit is None or value == limit or shown != _round(limit, places):
            return f"{shown}%"
    return f"{shown}%"


def limit_text(limit: Fraction) -> str:
    """A limit as a policy writes it: ``40%``, or ``1/3`` where no decimal is exact."""
    shown = amount(limit * 100)
    return str(limit) if "/" in shown else f"{shown}%"


def number(value: Fraction) -> str:
    """A number with two decimals: 5.89."""
    return _round(value / 100, 2)


def amount(value: Fraction) -> str:
    """A weight: whole, or a decimal if that is exact and short, else a fraction."""
    if value.denominator == 1:
        return str(value.numerator)
    for places in range(1, MAX_PLACES + 1):
        if (value * 10**places).denominator == 1:
            return _round(value / 100, places)
    return f"{value.numerator}/{value.denominator}"


def _round(value: Fraction, places: int) -> str:
    """100 times the value, rounded half up, with integers only."""
    scaled = value * 100 * 10**places
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return f"{units // 10**places}.{units % 10**places:0{places}d}"
