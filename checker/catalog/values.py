"""The value of a claim as text for people, and as data for programs."""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel

Part = str | int | bool | list[str]
Json = Part | dict[str, Part]
"""No deeper than this, so that a schema can say all of it."""


def shown(value: object) -> str:
    """One line; an empty list is ``none``, and several keys are joined as a sentence would."""
    if isinstance(value, tuple):
        return ", ".join(map(shown, value)) or "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, BaseModel):
        return "; ".join(f"{key.replace('_', '-')} {shown(part)}" for key, part in value if part is not None) or "none"
    return joined(str(value))


def joined(prose: str) -> str:
    """Text of several lines as one."""
    return " ".join(prose.split())


def as_json(value: object) -> Json:
    if isinstance(value, BaseModel):
        return {key.replace("_", "-"): _part(part) for key, part in value if part is not None}
    return _part(value)


def _part(value: object) -> Part:
    if isinstance(value, tuple | list):
        return [str(part) for part in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if isinstance(value, bool | int) else str(value)
