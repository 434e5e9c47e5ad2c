"""How a value is written for programs: its dataclass says in ``FORM`` what the published object looks like.

``write`` makes the data, ``checker.formats.json`` the text, and ``Written`` the types
that a schema is generated from; all three read the same form. A dataclass
without a form is written field by field. A published object never gets a key by
accident: what is not in its form is not written.

Fractions are strings in lowest terms, so that no reader rounds them; days are
``2026-11-22``; what has no value is null.
"""

from __future__ import annotations

import datetime as dt
import keyword
import operator
from collections.abc import Mapping, Sequence
from dataclasses import field, fields, is_dataclass
from enum import Enum
from fractions import Fraction
from functools import cache, cached_property, reduce
from types import FunctionType, GenericAlias, MethodType, NoneType, UnionType, new_class
from typing import Any, Literal, NamedTuple, NotRequired, Union, get_args, get_origin, get_type_hints

from checker.record import dataclass

Data = Union[None, bool, int, str, list["Data"], dict[str, "Data"]]  # noqa: UP007 - it names itself
Source = Union[str, "Form", tuple[str, "Form"]]
"""Where the value of a key comes from: an attribute, another form for the attribute of the same name, or both."""


class Key(NamedTuple):
    """A key, the attributes that lead to its value, and the form of that, where it is not the form of its class."""

    name: str
    path: tuple[str, ...]
    form: Form | None
    optional: bool = False


@dataclass(frozen=True, eq=False)
class Form:
    """A published object.

    Args:
        name: what the schema calls it.
        keys: its keys, in the order in which they are written. One with a ``?`` is left out where its value is empty.
        sources: for keys that are not the attribute of the same name, where their value comes from. An attribute is a
            field, a property or a method without arguments. ``after.verdict`` is the one of the other, and null where
            the first is None; an empty text is the value itself. Of a list or a mapping the form is that of its items.
        format: of a whole file, its identifier, which is its first key.
        about: what the schema says of it.
    """

    name: str
    keys: str
    sources: Mapping[str, Source] = field(default_factory=dict)
    format: str = ""
    about: str = ""

    @cached_property
    def all_keys(self) -> tuple[Key, ...]:
        """The keys but ``format``. A key that is a word of Python is the attribute with a ``_`` after it."""
        return tuple(self._key(name) for name in self.keys.split())

    def _key(self, written: str) -> Key:
        name = written.removesuffix("?")
        own = f"{name}_" if keyword.iskeyword(name) else name
        source = self.sources.get(name, own)
        if isinstance(source, Form):
            source = (own, source)
        path, form = source if isinstance(source, tuple) else (source, None)
        return Key(name, tuple(path.split(".")) if path else (), form, name != written)


def form_of(made: type) -> Form:
    """The form that a class states; without one every field of the dataclass, in its order."""
    stated: object = getattr(made, "FORM", None)
    return stated if isinstance(stated, Form) else _every_field(made)


@cache
def _every_field(made: type) -> Form:
    keys = " ".join(entry.name.removesuffix("_") for entry in fields(made))
    return Form(made.__name__, keys, about=made.__doc__ or "")


def write(value: object, form: Form | None = None) -> Data:
    """The value as JSON can hold it.

    Raises:
        TypeError: it holds something that is neither a plain value nor a dataclass.
    """
    kind = type(value)
    if kind is str or kind is bool or kind is int or value is None:  # nearly all, so these are asked for first
        return value  # type: ignore[return-value]
    if kind is tuple or kind is list:
        return [write(item, form) for item in value]  # type: ignore[attr-defined]
    return _write_other(value, form)


def _write_other(value: object, form: Form | None) -> Data:
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, frozenset):
        value = sorted(value, key=str)  # the same order in every run
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Fraction | dt.date):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): write(item, form) for name, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [write(item, form) for item in value]
    return _object(value, form or form_of(type(value)))


def _object(value: object, form: Form) -> Data:
    written: dict[str, Data] = {"format": form.format} if form.format else {}
    for key in form.all_keys:
        name, *further = key.path or ("",)
        found = getattr(value, name) if name else value
        if further or type(found) is MethodType:  # of most keys it is an attribute of the object itself
            found = _follow(value, key.path)
        data = write(found, key.form)
        if data or not key.optional:
            written[key.name] = data
    return written


def _follow(value: object, path: tuple[str, ...]) -> object:
    for name in path:
        if value is None:
            return None
        value = getattr(value, name)
        if isinstance(value, MethodType):
            value = value()
    return value


Type = Any
"""A type as an annotation holds it: a class, an alias, a union. There is no type of all of these."""


class Written:
    """Types of written objects. What is of an ``open`` type, or of an enumeration, may be any text to a schema."""

    def __init__(self, open_: frozenset[object]) -> None:
        self._open = open_
        self._made: dict[Form, type] = {}

    def object_of(self, made: type, form: Form | None = None) -> type:
        """The type of the object that is written from a dataclass, in another form than its own if one is given.

        Raises:
            KeyError: the form names an attribute that is not there, or has no type.
        """
        from typing_extensions import TypedDict  # noqa: PLC0415 - of schemas alone; pydantic asks for it before 3.12

        form = form or form_of(made)
        if form not in self._made:
            keys: dict[str, Type] = {"format": Literal[form.format]} if form.format else {}
            for key in form.all_keys:
                written = self._written(_at(made, key.path), key.form)
                keys[key.name] = NotRequired[written] if key.optional else written
            body = {"__annotations__": keys, "__doc__": form.about or None, "__module__": __name__}
            self._made[form] = new_class(form.name, (TypedDict,), exec_body=lambda space: space.update(body))
        return self._made[form]

    def _written(self, given: Type, form: Form | None) -> Type:
        """What a value of a type becomes."""
        origin: Type = get_origin(given)
        parts = get_args(given)
        if origin in (Union, UnionType):
            return reduce(operator.or_, [self._written(part, form) for part in parts])
        if origin in (tuple, list, frozenset, Sequence):
            return GenericAlias(list, (self._written(parts[0], form),))
        if origin in (dict, Mapping):
            return GenericAlias(dict, (parts[0], self._written(parts[1], form)))
        if given in self._open or (isinstance(given, type) and issubclass(given, Enum | Fraction | dt.date)):
            return str
        if is_dataclass(given) or (form and given is not NoneType):
            return self.object_of(given, form)
        return given


def _at(made: Type, path: tuple[str, ...]) -> Type:
    """The type of what a path leads to; it may be None where a part of the way may be."""
    missing = False
    for name in path:
        origin: Type = get_origin(made)
        if origin in (Union, UnionType):
            missing = True
            (made,) = (part for part in get_args(made) if part is not NoneType)
        made = _attribute(made, name)
    return made | None if missing else made


def _attribute(made: type, name: str) -> Type:
    """The type of a field, or of what a property or method returns."""
    from inspect import getattr_static  # noqa: PLC0415 - slow to import, and only schemas ask

    found = getattr_static(made, name, None)
    if isinstance(found, property):
        found = found.fget
    if isinstance(found, FunctionType):
        return get_type_hints(found)["return"]
    return get_type_hints(made)[name]
