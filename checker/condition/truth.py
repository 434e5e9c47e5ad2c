"""Three values (Kleene), and values that may be unknown with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import Enum
from fractions import Fraction

from checker.record import dataclass
from checker.shape.scalars import MAX_DIGITS
from checker.vocabulary import UNKNOWN

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
    return _unless_one_is(Truth.FALSE, values, Truth.TRUE)


def some(values: Iterable[Truth]) -> Truth:
    """True if one is true, else unknown if one is unknown."""
    return _unless_one_is(Truth.TRUE, values, Truth.FALSE)


def _unless_one_is(decisive: Truth, values: Iterable[Truth], found: Truth) -> Truth:
    for value in values:
        if value is decisive:
            return value
        if value is Truth.UNKNOWN:
            found = value
    return found


@dataclass(frozen=True, slots=True)
class Known:
    """A value; ``because`` says what it rests on, where that is not plain from the manifest.

    With a ``remedy`` it says what is wrong with the value, and the remedy what to do about it.
    ``value`` is None only for a label that is not there, which is known to equal nothing.
    """

    value: Datum | None
    because: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """No value: why (a phrase), and what to do about it."""

    reason: str
    remedy: str = ""
    unseen: bool = False
    """Whether nobody could look, so that it is unknown, too, whether there is a value."""


@dataclass(frozen=True, slots=True)
class Members:
    """A set that has at least ``certain``; with ``open`` it may have more."""

    certain: frozenset[Datum]
    open: Unknown | None = None
    because: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Those that are certain, in order."""
        return tuple(sorted(map(str, self.certain)))

    @property
    def complete(self) -> bool:
        return self.open is None

    @property
    def gap(self) -> str:
        """Why there may be more; empty if there is none."""
        return self.open.reason if self.open else ""


Value = Known | Unknown | Members


def bare(value: Value) -> object:
    """All of a value that can be compared with what is asked, without what it rests on; to be compared itself."""
    if isinstance(value, Known):
        return (value.value,)
    if isinstance(value, Unknown):
        return value.unseen
    return value.certain, value.open and value.open.unseen


def because(value: Value) -> tuple[str, ...]:
    """What a value rests on, where a message does not say it."""
    if isinstance(value, Unknown) or (isinstance(value, Known) and value.remedy):
        return ()
    return (value.because,) if value.because else ()


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
    """A value in a sentence; of a set that is not wholly known, what is certain."""
    if isinstance(value, Unknown):
        return UNKNOWN
    if isinstance(value, Known):
        return show(value.value)
    if value.open is not None and not value.certain:
        return UNKNOWN
    listed = f"[{', '.join(sorted(show(datum) for datum in value.certain))}]"
    return f"{listed} and perhaps more" if value.open is not None else listed


def gap(value: Value) -> Unknown | None:
    """What is not known of a value."""
    if isinstance(value, Members):
        return value.open
    return value if isinstance(value, Unknown) else None
