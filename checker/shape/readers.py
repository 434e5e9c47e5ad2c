"""From an annotation to the function that reads such a value.

A reader takes plain data and gives the typed value, or raises a ``ValueError`` about its own place; whoever reads
what is around it adds the step that leads there, and goes on, so that every fault is told at once. What is typed
already is taken as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NoReturn, TypeVar, Union, get_args, get_origin

from checker.shape.marks import (
    AfterValidator,
    BeforeValidator,
    FieldMark,
    PlainValidator,
    Problem,
    ValidationError,
    WrapValidator,
    problems_of,
)
from checker.shape.remembered import Remembered, remember_lists

Reader = Callable[[Any], Any]
Filled = Mapping[Any, Any]
"""What stands for the type variables of a generic shape."""
NOTHING: Filled = {}


def reader_of(kind: Any, filled: Filled = NOTHING) -> Reader:  # noqa: ANN401 - any annotation
    """How a value of this type is read.

    Raises:
        TypeError: no shape needed such a type so far.
    """
    if isinstance(kind, TypeVar):
        kind = filled.get(kind, Any)
    if kind is Any or kind is object:
        return _take
    origin = get_origin(kind)
    if origin is not None:
        inner, optional = split_optional(kind)
        return _or_none(reader_of(inner, filled)) if optional else _composed(kind, origin, filled)
    if isinstance(kind, type):
        shape_reader: Callable[[], Reader] | None = getattr(kind, "shape_reader", None)
        return shape_reader() if shape_reader is not None else _simple(kind)
    raise TypeError(f"no reader for {kind}")


def split_optional(kind: Any) -> tuple[Any, bool]:  # noqa: ANN401 - any annotation
    """A type without None, and whether it was one of the choices."""
    if get_origin(kind) not in (Union, UnionType):
        return kind, False
    left = [choice for choice in get_args(kind) if choice is not NoneType]
    return left[0] if len(left) == 1 else kind, len(left) == 1


def _composed(kind: Any, origin: Any, filled: Filled) -> Reader:  # noqa: ANN401 - any annotation
    arguments = get_args(kind)
    if origin is Annotated:
        return _annotated(arguments[0], arguments[1:], filled)
    if origin is Literal:
        return _one_of(arguments)
    if origin is tuple and arguments[1:] == (...,):
        return _list_of(reader_of(arguments[0], filled))
    if origin is dict:
        return _mapping_of(*(reader_of(argument, filled) for argument in arguments))
    raise TypeError(f"no reader for {kind}")


def _simple(kind: type) -> Reader:
    if kind is str:
        return _string
    if kind.__module__ == "builtins":
        raise TypeError(f"no reader for {kind}")
    return _instance_of(kind)


def _annotated(inner: Any, marks: Sequence[object], filled: Filled) -> Reader:  # noqa: ANN401 - any annotation
    plain = next((mark for mark in marks if isinstance(mark, PlainValidator)), None)
    read = plain.func if plain is not None else reader_of(inner, filled)
    for mark in marks:
        if isinstance(mark, AfterValidator):
            read = _then(read, mark.func)
        elif isinstance(mark, BeforeValidator):
            read = _then(mark.func, read)
        elif isinstance(mark, WrapValidator):
            read = _wrapped(read, mark.func)
        elif isinstance(mark, FieldMark):
            read = _bounded(read, mark)
    return remember_lists(read) if plain is None and _is_list_of_texts(inner, filled) else read


def _is_list_of_texts(kind: Any, filled: Filled) -> bool:  # noqa: ANN401 - any annotation
    arguments = get_args(kind)
    listed = get_origin(kind) is tuple and arguments[1:] == (...,)
    return listed and isinstance(reader_of(arguments[0], filled), Remembered)


def _then(first: Reader, second: Reader) -> Reader:
    return lambda value: second(first(value))


def _wrapped(read: Reader, around: Callable[[Any, Reader], Any]) -> Reader:
    return lambda value: around(value, read)


def _or_none(read: Reader) -> Reader:
    if isinstance(read, Remembered):
        return read.or_none()
    return lambda value: None if value is None else read(value)


def _bounded(read: Reader, mark: FieldMark) -> Reader:
    def typed(value: object) -> Any:  # noqa: ANN401 - of any type
        made = read(value)
        if mark.min_length is not None and len(made) < mark.min_length:
            raise ValidationError([Problem("too_short", (), value, mark.min_length)])
        if mark.ge is not None and made < mark.ge:
            raise ValidationError([Problem("greater_than_equal", (), value, mark.ge)])
        return made

    return typed


def _take(value: object) -> object:
    return value


def _string(value: object) -> str:
    if isinstance(value, str):
        return value
    raise ValidationError([Problem("string_type", (), value)])


def _instance_of(kind: type) -> Reader:
    def typed(value: object) -> object:
        if isinstance(value, kind):
            return value
        raise ValidationError([Problem("is_instance_of", (), value, kind.__name__)])

    return typed


def _one_of(choices: Sequence[Any]) -> Reader:
    def refuse(value: object) -> NoReturn:
        raise ValidationError([Problem("literal_error", (), value, choices)])

    return Remembered(refuse, {choice: choice for choice in choices if isinstance(choice, str)})


def _list_of(read: Reader) -> Reader:
    def typed(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise ValidationError([Problem("tuple_type", (), value)])
        made: list[Any] = []
        problems: list[Problem] = []
        for index, item in enumerate(value):
            try:
                made.append(read(item))
            except ValueError as error:
                problems += problems_of(error, item, index)
        if problems:
            raise ValidationError(problems)
        return tuple(made)

    return typed


def _mapping_of(read_key: Reader, read: Reader) -> Reader:
    def typed(value: object) -> dict[Any, Any]:
        if not isinstance(value, Mapping):
            raise ValidationError([Problem("dict_type", (), value)])
        made: dict[Any, Any] = {}
        problems: list[Problem] = []
        for written, item in value.items():
            before = len(problems)
            try:
                key = read_key(written)
            except ValueError as error:
                problems += problems_of(error, written, written, "[key]")
            try:
                typed_item = read(item)
            except ValueError as error:
                problems += problems_of(error, item, written)
            if len(problems) == before:
                made[key] = typed_item
        if problems:
            raise ValidationError(problems)
        return made

    return typed
