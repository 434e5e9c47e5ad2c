"""Which keys a shape knows at a place, for the hint about one that it does not know."""

from __future__ import annotations

from typing import Any, get_args

from checker.diagnostic import Path
from checker.shape.base import Shape


def keys_of(model: type[Shape], loc: Path) -> list[str]:
    """The keys that the shape at ``loc`` knows; empty when these are unknown."""
    return sorted({alias for shape in shapes_at(model, loc) for alias in _aliases(shape)})


def shapes_at(model: type[Shape], loc: Path) -> list[Any]:
    """What a value at ``loc`` may be a shape of; empty when that is unknown."""
    shapes: list[Any] = [model]
    for step in loc:
        shapes = [inner for shape in shapes for inner in _step(shape, step)]
    return shapes


def _step(shape: Any, step: str | int) -> list[Any]:  # noqa: ANN401 - walks arbitrary annotations
    fields = getattr(shape, "model_fields", None)
    if fields is None:
        return []
    if isinstance(step, int):
        return [shape]
    named = [field for field in fields.values() if field.alias == step]
    return [inner for field in named for inner in _models_in(field.annotation)] or [shape]


def _models_in(annotation: Any) -> list[Any]:  # noqa: ANN401 - walks arbitrary annotations
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        return [annotation]
    return [inner for argument in get_args(annotation) for inner in _models_in(argument)]


def _aliases(shape: type[Shape]) -> list[str]:
    return [field.alias for field in shape.model_fields.values()]
