"""Values of an export: names that a report may show, counts and amounts. What cannot be taken is ``Unusable``."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

from checker.diagnostic import MAX_VALUE
from checker.foreign.secret import HIDDEN, looks_secret, shown
from checker.observed.rows import NESTED
from checker.shape.scalars import MAX_DIGITS

_COUNT = re.compile(r"[0-9]+(?:\.0+)?\Z")
_AMOUNT = re.compile(r"(?P<sign>-?)[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?\Z")
_CURRENCY = re.compile(r"[A-Z]{3}\Z")
_MAX_EXPONENT = 30


class Unusable(Exception):  # noqa: N818 - becomes a diagnostic where the row is known
    """A value that cannot be taken."""

    def __init__(self, message: str, help_: str = "", code: str = "bad-row") -> None:
        super().__init__(message)
        self.message, self.help, self.code = message, help_, code


def model_in(written: str) -> str:
    """The name of a model, as a report may show it.

    Raises:
        Unusable: there is none, or it is none.
    """
    if not written:
        raise Unusable("the row names no model")
    if written == NESTED:
        raise Unusable("the model's name is no single value")
    if looks_secret(written):
        raise Unusable(f"{HIDDEN} is in the place of the model's name")
    if len(written) > MAX_VALUE or not written.isprintable():
        raise Unusable("the name of the model is too long, or holds a character that nobody sees")
    return written


def caller_in(written: str) -> str:
    """Who called or served, as a report may show it: never a key."""
    return shown(written) if len(written) <= MAX_VALUE and written.isprintable() else "a name that cannot be shown"


def currency_in(written: str) -> str:
    """The code of a currency.

    Raises:
        Unusable: it is none; ``usd`` and ``USD`` would be two.
    """
    if not _CURRENCY.match(written):
        raise Unusable("the currency is no code of three letters, such as EUR")
    return written


def count_of(written: str, what: str) -> int:
    """A number of requests.

    Raises:
        Unusable: it is none; a negative one is a lie.
    """
    if written.startswith("-"):
        raise Unusable(f"{what} is negative: {shown(written)!r}", "a count is never negative; export the file again")
    if not _COUNT.match(written) or len(written) > MAX_DIGITS:
        raise Unusable(f"{what} is no whole number: {shown(written)!r}")
    return int(written.partition(".")[0])


@lru_cache(maxsize=65_536)
def amount_of(written: str, what: str, *, signed: bool = False) -> Fraction:
    """An amount of money, exact; negative only where that is ``signed``.

    Raises:
        Unusable: it is none.
    """
    found = _AMOUNT.match(written)
    exponent = re.search(r"[eE]([+-]?[0-9]+)\Z", written)
    if not found or len(written) > 2 * MAX_DIGITS or (exponent and abs(int(exponent[1])) > _MAX_EXPONENT):
        raise Unusable(f"{what} is no amount: {shown(written)!r}")
    if found["sign"] and not signed and Fraction(written):
        raise Unusable(f"{what} is negative: {shown(written)!r}", "what is paid back belongs into lines of its own")
    return Fraction(written)
