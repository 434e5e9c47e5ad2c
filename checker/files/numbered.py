"""Some of a list's entries, by their places in it, the first of which is 1: written as ranges, ``1-3,7``."""

from __future__ import annotations

import re
from typing import Annotated

from checker.shape.marks import PlainValidator, WithJsonSchema

_PLACES = re.compile(r"(?:[1-9][0-9]{0,6}(?:-[1-9][0-9]{0,6})?(?:,(?!$)|$))*")


def _places(value: object) -> str:
    if isinstance(value, str) and value and _PLACES.fullmatch(value):
        return value
    raise ValueError(f"{value!r} is not a list of places such as 1-3,7")


Places = Annotated[
    str,
    PlainValidator(_places),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*$"}),
]


def ranges(places: list[int]) -> str:
    """Places as a list of ranges: ``1-3,7``."""
    parts: list[list[int]] = []
    for place in sorted(places):
        if parts and parts[-1][1] == place - 1:
            parts[-1][1] = place
        else:
            parts.append([place, place])
    return ",".join(f"{first}-{last}" if last > first else str(first) for first, last in parts)


def is_among(place: int, written: str) -> bool:
    """Whether a place is in a list of ranges."""
    for part in written.split(",") if written else ():
        first, _, last = part.partition("-")
        if int(first) <= place <= int(last or first):
            return True
    return False
