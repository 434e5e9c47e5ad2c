"""Shapes as models of pydantic, which makes their JSON Schemas. Nothing is read by them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_
from types import UnionType, new_class
from typing import Annotated, Any, Generic, Literal, Union, cast, get_args, get_origin

import pydantic
from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from checker.condition import CONDITION_SCHEMA, Condition
from checker.record import dataclass
from checker.shape import Shape, describe_own_fields
from checker.shape.fields import FieldInfo
from checker.shape.marks import (
    MISSING,
    AfterValidator,
    BeforeValidator,
    FieldMark,
    OrJsonSchema,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
    WrapValidator,
)

Json = dict[str, Any]


def json_schema(shape: type[Shape]) -> Json:
    """The JSON Schema of what a shape reads, with definitions of the shapes in it."""
    return twin(shape).model_json_schema(ref_template="#/definitions/{model}")


class _Twin(BaseModel):
    model_config = ConfigDict(
        extra="forbid", alias_generator=lambda name: name.rstrip("_").replace("_", "-"), arbitrary_types_allowed=True
    )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Json:
        """The schema, with the text below each field as its description."""
        made = handler(schema)
        properties = handler.resolve_ref_schema(made)["properties"]
        for name, about in getattr(cls, "about", {}).items():
            alias = cls.model_fields[name].alias if name in cls.model_fields else None
            if alias in properties:
                properties[alias]["description"] = about
        return made


def twin(shape: type[Shape]) -> type[BaseModel]:
    """The model of pydantic with the same fields; the same one each time."""
    if shape not in _twins:
        _twins[shape] = _made(shape) if shape.generic is None else _filled(shape, shape.generic)
    return _twins[shape]


_twins: dict[type[Shape], type[BaseModel]] = {}


def _filled(shape: type[Shape], generic: type[Shape]) -> type[BaseModel]:
    filled = tuple(_typed(kind) for kind in shape.filled.values())
    open_: Any = twin(generic)
    made: type[BaseModel] = open_[filled[0] if len(filled) == 1 else filled]
    return made


def _made(shape: type[Shape]) -> type[BaseModel]:
    fields = shape.model_fields
    space: Json = {
        "__module__": shape.__module__,
        "__qualname__": shape.__qualname__,
        "__doc__": shape.__doc__,
        "__annotations__": {name: _typed(field.typed) for name, field in fields.items()},
        **{name: _default(field) for name, field in fields.items() if _says(field)},
    }
    variables, generic = getattr(shape, "__parameters__", ()), cast("Any", Generic)
    bases = (_Twin, generic[variables]) if variables else (_Twin,)
    made: Any = new_class(shape.__name__, bases, exec_body=lambda body: body.update(space))
    made.about = describe_own_fields(shape)
    found: type[BaseModel] = made
    return found


def _says(field: FieldInfo) -> bool:
    mark = field.mark
    said = (mark.default_factory, mark.alias, mark.examples, mark.json_schema_extra)
    return field.default is not MISSING or any(part is not None for part in said)


def _default(field: FieldInfo) -> Any:  # noqa: ANN401 - what stands behind a field
    return _field(field.mark, _plain(field.default))


def _plain(default: object) -> Any:  # noqa: ANN401 - any default
    if isinstance(default, Shape):
        return twin(type(default))()
    return ... if default is MISSING else default


def _field(mark: FieldMark, default: Any = ...) -> Any:  # noqa: ANN401 - pydantic's
    asked: Json = {
        name: value
        for name in ("default_factory", "alias", "min_length", "ge", "examples", "json_schema_extra")
        if (value := getattr(mark, name)) is not None
    }
    return pydantic.Field(**asked) if "default_factory" in asked else pydantic.Field(default, **asked)


@dataclass(frozen=True, slots=True, eq=False)
class _OrSchema:
    before: tuple[Json, ...]

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Json:
        return {"anyOf": [*self.before, handler(schema)]}


def _typed(kind: Any) -> Any:  # noqa: ANN401 - any annotation
    """The same annotation in pydantic's words."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return reduce(lambda made, mark: Annotated[made, mark], map(_mark, arguments[1:]), _typed(arguments[0]))
    if origin in (Union, UnionType):
        return reduce(or_, map(_typed, arguments))
    if origin is None or origin is Literal:
        return _class(kind)
    return origin[tuple(map(_typed, arguments))]


def _class(kind: Any) -> Any:  # noqa: ANN401 - any annotation
    if kind is Condition:
        return Annotated[Any, pydantic.WithJsonSchema({"$comment": CONDITION_SCHEMA})]
    return twin(kind) if isinstance(kind, type) and issubclass(kind, Shape) else kind


_SAME: Mapping[type, Any] = {
    AfterValidator: pydantic.AfterValidator,
    BeforeValidator: pydantic.BeforeValidator,
    WrapValidator: pydantic.WrapValidator,
    PlainSerializer: pydantic.PlainSerializer,
}
"""Marks with a function, and those of pydantic."""


def _mark(mark: Any) -> Any:  # noqa: ANN401 - ours, and pydantic's
    same = _SAME.get(type(mark))
    if same is not None:
        return same(mark.func)
    if isinstance(mark, PlainValidator):
        written = mark.json_schema_input_type
        more = {} if written is None else {"json_schema_input_type": _typed(written)}
        return pydantic.PlainValidator(mark.func, **more)
    if isinstance(mark, WithJsonSchema):
        return pydantic.WithJsonSchema(dict(mark.json_schema))
    if isinstance(mark, OrJsonSchema):
        return _OrSchema(tuple(map(dict, mark.before)))
    return _field(mark) if isinstance(mark, FieldMark) else mark
