"""Three values (Kleene), and values that may be unknown with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from checker.shape.scalars import MAX_DIGITS

Datum = str | bool | Fraction | dt.date
"""One value of an attribute. Whole numbers are fractions too."""


class Truth(Enum):
    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    @staticmethod
    def of(value: bool) -> Truth:  # noqa: FBT001 - a conversion
        return Truth.TRUE if value else Truth.FALSE

    def __invert__(self) -> Truth:
        return _INVERSE[self]


_INVERSE = {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE, Truth.UNKNOWN: Truth.UNKNOWN}


def every(values: Iterable[Truth]) -> Truth:
    """False if one is false, else unknown if one is unknown."""
    seen = set(values)
    return next((value for value in (Truth.FALSE, Truth.UNKNOWN) if value in seen), Truth.TRUE)


def some(values: Iterable[Truth]) -> Truth:
    return ~every(~value for value in values)


@dataclass(frozen=True, slots=True)
class Known:
    """A value; ``because`` says what it rests on, where that is not plain from the manifest.

    ``value`` is None only for a label that is not there, which is known to equal nothing.
    """

    value: Datum | None
    because: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """No value: why (a phrase), and what to do about it."""

    reason: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Members:
    """A set that has at least ``certain``; with ``open`` it may have more."""

    certain: frozenset[Datum]
    open: Unknown | None = None
    because: str = ""


Value = Known | Unknown | Members


def union(values: Iterable[Value]) -> Members:
    """The set of single values and the members of sets; unknown ones leave it open."""
    certain: set[Datum] = set()
    gap: Unknown | None = None
    reasons: list[str] = []
    for value in values:
        if isinstance(value, Unknown):
            gap = gap or value
        elif isinstance(value, Members):
            certain |= value.certain
            gap = gap or value.open
            reasons.append(value.because)
        else:
            certain |= set() if value.value is None else {value.value}
            reasons.append(value.because)
    return Members(frozenset(certain), gap, "; ".join(dict.fromkeys(filter(None, reasons))))


def show(datum: Datum | int | None) -> str:
    """A value as a policy writes it."""
    if datum is None:
        return "absent"
    if isinstance(datum, bool):
        return "true" if datum else "false"
    if isinstance(datum, Fraction):
        return _decimal(datum)
    return str(datum)


def _decimal(value: Fraction) -> str:
    """Exact, as it was written: manifests and policies hold decimals only."""
    places = 0
    while (value * 10**places).denominator != 1 and places < MAX_DIGITS:
        places += 1
    if (value * 10**places).denominator != 1:
        return str(value)
    digits = str(int(value * 10**places)).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def show_value(value: Value) -> str:
    if isinstance(value, Unknown):
        return "unknown"
    if isinstance(value, Known):
        return show(value.value)
    listed = ", ".join(sorted(show(datum) for datum in value.certain))
    return f"[{listed}{', ' if listed and value.open else ''}{'...' if value.open else ''}]"
