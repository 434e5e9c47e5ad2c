"""Text to typed values, one function a type, each with the JSON Schema an editor needs.

Nothing is guessed from how a scalar looks: ``NO`` is Norway and ``3.10`` a
version, because the field says so. Numbers are exact (``int``, ``Fraction``).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Annotated, Any

from pydantic import AfterValidator, PlainValidator, WithJsonSchema

MAX_DIGITS = 18
"""Most digits in a number: beyond that it is a mistake, and arithmetic on it costs time."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_WHOLE = re.compile(r"[0-9]+\Z")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?\Z")
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")
_MODEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@+%#-]*\Z")
_TEXT_JSON: dict[str, Any] = {"type": ["string", "number", "boolean"]}


def prose(value: object) -> str:
    """Text of one line or more, without white space around it."""
    if not isinstance(value, str):
        raise ValueError("expected a single value")
    if not value.strip():
        raise ValueError("expected some text")
    return value.strip()


def text(value: object) -> str:
    """One line of text."""
    written = prose(value)
    if "\n" in str(value):
        raise ValueError("expected one line; it holds a line break")
    return written


def day(value: object) -> dt.date:
    """A calendar day, ``YYYY-MM-DD`` and nothing else."""
    written = text(value)
    try:
        return dt.date.fromisoformat(written) if _DAY.match(written) else _wrong_day(written)
    except ValueError:
        return _wrong_day(written)


def _wrong_day(written: str) -> dt.date:
    raise ValueError(f"{written!r} is not a date; write it as 2026-11-22")


def whole(value: object) -> int:
    written = text(value)
    if not _WHOLE.match(written):
        raise ValueError(f"{written!r} is not a whole number")
    return int(_few_digits(written))


def number(value: object) -> Fraction:
    """A decimal number that is not negative."""
    written = text(value)
    if not _NUMBER.match(written):
        raise ValueError(f"{written!r} is not a number such as 1200 or 0.5")
    return Fraction(_few_digits(written))


def percent(value: object) -> Fraction:
    """A share as a fraction of 1; it must be written with a percent sign."""
    written = text(value)
    if not written.endswith("%") or not _NUMBER.match(written[:-1]):
        raise ValueError(f"{written!r} is not a share; write it with a percent sign, such as 40%")
    share = Fraction(_few_digits(written[:-1])) / 100
    if share > 1:
        raise ValueError(f"{written!r} is more than 100%")
    return share


def days(value: object) -> int:
    """A number of days, written ``180d``."""
    written = text(value)
    if not written.endswith("d") or not _WHOLE.match(written[:-1]):
        raise ValueError(f"{written!r} is not a number of days; write it as 180d")
    return int(_few_digits(written[:-1]))


def flag(value: object) -> bool:
    written = text(value)
    if written not in {"true", "false"}:
        raise ValueError(f"{written!r} is neither true nor false")
    return written == "true"


def identifier(value: object) -> str:
    written = text(value)
    if not _IDENTIFIER.match(written):
        raise ValueError(f"{written!r} is not a name: use letters, digits, '.', '_' and '-' (ASCII)")
    return written


def is_identifier(written: str) -> bool:
    return _IDENTIFIER.match(written) is not None


def model_name(value: object) -> str:
    """A model id ``vendor/name``, an alias, or ``unknown``."""
    written = text(value)
    if not _MODEL.match(written):
        raise ValueError(f"{written!r} is not a model id such as google/gemma-4-31b-it")
    return written


def _few_digits(written: str) -> str:
    if len(written) > MAX_DIGITS:
        raise ValueError(f"a number may have at most {MAX_DIGITS} digits")
    return written


def _no_repeats(values: tuple[Any, ...]) -> tuple[Any, ...]:
    seen: set[Any] = set()
    for value in values:
        if value in seen:
            raise ValueError(f"{value!r} is listed twice")
        seen.add(value)
    return values


def _scalar(parse: Callable[[object], object], **schema: Any) -> tuple[PlainValidator, WithJsonSchema]:  # noqa: ANN401 - JSON
    return PlainValidator(parse), WithJsonSchema(schema)


Text = Annotated[str, *_scalar(text, **_TEXT_JSON)]
Prose = Annotated[str, *_scalar(prose, **_TEXT_JSON)]
Day = Annotated[dt.date, *_scalar(day, type="string", format="date", pattern=r"^\d{4}-\d{2}-\d{2}$")]
Whole = Annotated[int, *_scalar(whole, type="integer", minimum=0)]
Number = Annotated[Fraction, *_scalar(number, type="number", minimum=0)]
Percent = Annotated[Fraction, *_scalar(percent, type="string", pattern=r"^\d+(\.\d+)?%$", examples=["40%"])]
Days = Annotated[int, *_scalar(days, type="string", pattern=r"^\d+d$", examples=["180d"])]
Flag = Annotated[bool, *_scalar(flag, type="boolean")]
Identifier = Annotated[str, *_scalar(identifier, type=["string", "number"], pattern="^[A-Za-z0-9][A-Za-z0-9._-]*$")]
ModelName = Annotated[
    str,
    *_scalar(model_name, type="string", pattern="^[A-Za-z0-9][A-Za-z0-9._:/@+%#-]*$", examples=["openai/gpt-5.4"]),
]
Distinct = AfterValidator(_no_repeats)
"""Annotates a tuple field whose values may not repeat."""
