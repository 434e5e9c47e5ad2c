"""A shape as the plain data of a file: keys as files call them, and nothing for what is not said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checker.shape.base import Shape
from checker.shape.fields import FieldInfo
from checker.shape.marks import PlainSerializer


def as_file(shape: Shape, *, without_defaults: bool = False) -> dict[str, Any]:
    """By key, in the order of the fields; ``without_defaults``: also without what would hold if it were missing."""
    return {
        field.alias: _written(field, value)
        for (name, value), field in zip(shape, type(shape).model_fields.values(), strict=True)
        if value is not None and not (without_defaults and value == field.get_default())
    }


def _written(field: FieldInfo, value: object) -> Any:  # noqa: ANN401 - plain data
    serializer = next((mark for mark in field.metadata if isinstance(mark, PlainSerializer)), None)
    return _plain(value) if serializer is None else serializer.func(value)


def _plain(value: object) -> Any:  # noqa: ANN401 - plain data
    if isinstance(value, Shape):
        return as_file(value)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return tuple(_plain(item) for item in value) if type(value) is tuple else value
