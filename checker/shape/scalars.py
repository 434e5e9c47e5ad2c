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

from checker.diagnostic import MAX_VALUE
from checker.shape import Fault, reject
from checker.shape.marks import AfterValidator, PlainValidator, WithJsonSchema
from checker.shape.remembered import remember

MAX_DIGITS = 18
"""Most digits in a number: beyond that it is a mistake, and arithmetic on it costs time."""

_WHITE = " \t\r\n"
"""What counts as white space around a value. A no-break space is part of it: ``m0`` and ``m0\\u00a0`` are two names."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_WHOLE = re.compile(r"[0-9]+\Z")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?\Z")
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")
FOREIGN = r"(?:pkg:[A-Za-z0-9@~/._:+%#?&=()\[\],;!'-]+|[A-Za-z0-9@~/._][A-Za-z0-9@~/._:+%#?&=()\[\]-]*)"
"""A name that others gave: letters, digits and the signs of a URL, without those of a pattern or a list of names.

Tools write ``@cf/meta/llama``, ``~vendor/latest``, ``/models/x.gguf``, ``opus[1m]`` and ``x(high)``; only
a package URL has a comma in one name.
"""
_FOREIGN_NAME = re.compile(FOREIGN + r"\Z")
_TEXT_JSON: dict[str, Any] = {"type": ["string", "number", "boolean"]}

DAYS = "^[0-9]+d$"
"""The pattern for JSON Schemas."""


def prose(value: object) -> str:
    """Text of one line or more, without white space around it."""
    if not isinstance(value, str):
        raise ValueError("expected a single value")
    if not value.strip():
        raise ValueError("expected some text")
    return value.strip(_WHITE)


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
    return int(few_digits(written))


def number(value: object) -> Fraction:
    """A decimal number that is not negative."""
    written = text(value)
    if not _NUMBER.match(written):
        raise ValueError(f"{written!r} is not a number such as 1200 or 0.5")
    return Fraction(few_digits(written))


def days(value: object) -> int:
    """A number of days, written ``180d``."""
    written = text(value)
    if not written.endswith("d") or not _WHOLE.match(written[:-1]):
        raise ValueError(f"{written!r} is not a number of days; write it as 180d")
    return int(few_digits(written[:-1]))


def flag(value: object) -> bool:
    written = text(value)
    if written not in {"true", "false"}:
        raise ValueError(f"{written!r} is neither true nor false")
    return written == "true"


def identifier(value: object) -> str:
    written = text(value)
    if not _IDENTIFIER.match(written):
        raise ValueError(f"{written!r} is not a name: use letters, digits, '.', '_' and '-' (ASCII)")
    if len(written) > MAX_VALUE:
        raise ValueError(f"a name may have at most {MAX_VALUE} characters; this one has {len(written)}")
    return written


def is_identifier(written: str) -> bool:
    return len(written) <= MAX_VALUE and _IDENTIFIER.match(written) is not None


def is_repository_name(written: str) -> bool:
    """Whether it is one name, or several with slashes between them."""
    return len(written) <= MAX_VALUE and all(map(is_identifier, written.split("/")))


def repository_name(value: object) -> str:
    written = text(value)
    if not is_repository_name(written):
        raise ValueError(f"{written!r} is no name of a repository: words of letters, digits, '.', '_' and '-', with /")
    return written


def foreign_name(value: object) -> str:
    """A name that another system gave, as that writes it: of a gateway, a contract, a label."""
    written = _short(text(value))
    if not _FOREIGN_NAME.match(written):
        raise ValueError(f"{written!r} is not a name: use letters, digits and the signs of a URL (ASCII, no spaces)")
    return written


def is_foreign_name(written: str) -> bool:
    return len(written) <= MAX_VALUE and _FOREIGN_NAME.match(written) is not None


def model_name(value: object) -> str:
    """A model id ``vendor/name``, any other name that is in use for one, or ``unknown``."""
    written = _short(text(value))
    if not _FOREIGN_NAME.match(written):
        help_ = "write openai/unknown if only the vendor is known, or unknown"
        reject([Fault((), f"{written!r} is not a model id such as google/gemma-4-31b-it", help_)])
    return written


def _short(written: str) -> str:
    if len(written) > MAX_VALUE:
        raise ValueError(f"a name has at most {MAX_VALUE} characters; this one has {len(written)}")
    return written


def few_digits(written: str) -> str:
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


def scalar(parse: Callable[[object], object], **schema: Any) -> tuple[PlainValidator, WithJsonSchema]:  # noqa: ANN401 - JSON
    return PlainValidator(remember(parse)), WithJsonSchema(schema)


Text = Annotated[str, *scalar(text, **_TEXT_JSON)]
Prose = Annotated[str, *scalar(prose, **_TEXT_JSON)]
Day = Annotated[dt.date, *scalar(day, type="string", format="date", pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Whole = Annotated[int, *scalar(whole, type="integer", minimum=0)]
Number = Annotated[Fraction, *scalar(number, type="number", minimum=0)]
Days = Annotated[int, *scalar(days, type="string", pattern=DAYS, examples=["180d"])]
Flag = Annotated[bool, *scalar(flag, type="boolean")]
Identifier = Annotated[
    str,
    *scalar(identifier, type=["string", "number"], pattern="^[A-Za-z0-9][A-Za-z0-9._-]*$", maxLength=MAX_VALUE),
]
_WORD = "[A-Za-z0-9][A-Za-z0-9._-]*"
RepositoryName = Annotated[
    str,
    *scalar(
        repository_name, type="string", pattern=f"^{_WORD}(/{_WORD})*$", maxLength=MAX_VALUE, examples=["acme/payments"]
    ),
]
ForeignName = Annotated[
    str, *scalar(foreign_name, type=["string", "number"], pattern=f"^{FOREIGN}$", maxLength=MAX_VALUE)
]
ModelName = Annotated[
    str,
    *scalar(model_name, type="string", pattern=f"^{FOREIGN}$", maxLength=MAX_VALUE, examples=["openai/gpt-5.4"]),
]
Distinct = AfterValidator(_no_repeats)
"""Annotates a tuple field whose values may not repeat."""
