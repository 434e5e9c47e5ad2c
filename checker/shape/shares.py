"""Shares as they are written: a decimal with a percent sign, or an exact fraction such as ``1/3``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated, Any, NamedTuple

from checker.shape.scalars import few_digits, scalar, text

PATTERN = r"^([0-9]+(\.[0-9]+)?%|[0-9]{1,3}/0{0,2}[1-9][0-9]{0,2})$"
"""For JSON Schemas."""
MAX_PARTS = 999
"""Most parts of a whole: a sum over any fleet then has a denominator that prints (lcm of 1 to 999: 433 digits)."""
_DECIMAL = re.compile(r"[0-9]+(?:\.([0-9]+))?%\Z")
_FRACTION = re.compile(r"[0-9]{1,3}/0{0,2}[1-9][0-9]{0,2}\Z")
_IN_PERCENT = "write it with a percent sign, such as 40%"
_REMEDY = f"write it as 40%, or in at most {MAX_PARTS} parts, such as 1/3"


class WrittenShare(NamedTuple):
    """A share of 1, and half a unit of the last digit that was written: none for a fraction, which is exact."""

    part: Fraction
    rounding: Fraction = Fraction(0)


def percent(value: object) -> Fraction:
    """A share as a fraction of 1; it must be written with a percent sign, or as a fraction."""
    return read_share(value).part


def read_share(value: object) -> WrittenShare:
    written = text(value)
    decimal = _DECIMAL.match(written)
    if decimal is None and not _FRACTION.match(written):
        raise ValueError(f"{written!r} is not a share; {_REMEDY if '/' in written else _IN_PERCENT}")
    part = Fraction(few_digits(written.removesuffix("%"))) / (100 if decimal else 1)
    if part > 1:
        raise ValueError(f"{written!r} is more than 100%")
    return WrittenShare(part, Fraction(1, 200 * 10 ** len(decimal[1] or "")) if decimal else Fraction(0))


def even_out(shares: Sequence[WrittenShare]) -> Sequence[WrittenShare]:
    """Shares that add up to 1 exactly, where rounding explains why the written ones do not; else as they are.

    Each decimal may be off by less than half a unit of the last digit, that of the one with
    most digits: beside 49.9%, 50% is no rounded share. Fractions are exact and stay; what is
    left goes to the decimals alike, so that each stays one that its own text may mean, and
    66.67%, 16.67% and 16.67% are 2/3, 1/6 and 1/6. A share of nothing is no rounded one.
    """
    rounded = [share for share in shares if share.rounding]
    if not rounded:
        return shares
    each = (1 - sum((share.part for share in shares), Fraction(0))) / len(rounded)
    explained = min(share.rounding for share in rounded)
    if not each or len(rounded) > MAX_PARTS or abs(each) >= explained or not all(share.part for share in rounded):
        return shares
    return [WrittenShare(share.part + each) if share.rounding else share for share in shares]


_JSON: dict[str, Any] = {"type": "string", "pattern": PATTERN, "examples": ["40%"]}
Percent = Annotated[Fraction, *scalar(percent, **_JSON)]
Share = Annotated[WrittenShare, *scalar(read_share, **_JSON)]
