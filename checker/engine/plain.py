"""What manifests came to, as plain data and back again: JSON of columns, in which equal objects are there once.

A column is some values. One of text, numbers or nothing is written as it is; one of objects is a column for each of
their fields; one of tuples is their lengths, and a column of all that is in them. No code can come of it: which classes
there may be is listed here.

NOTE: the time to read it counts, for each manifest of a fleet at each commit. Columns are gone through in C, where a
pickle calls a function for each object.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from enum import Enum
from fractions import Fraction
from functools import cache
from importlib import import_module
from itertools import chain, islice, repeat
from typing import Any, cast

from checker.packed import Columns

CLASSES = {
    "checker.diagnostic": ("Diagnostic", "Location", "Place", "Span"),
    "checker.report": ("Whose",),
    "checker.report.decided": ("Decisions",),
    "checker.report.finding": ("Decision", "Finding", "Subject", "Unmet"),
    "checker.report.ground": ("Ground",),
    "checker.report.ruling": ("Exclusion",),
    "checker.report.verdict": ("Cause", "Verdict"),
    "checker.fleet": ("Unread",),
    "checker.fleet.lineage": ("Declaration",),
    "checker.judging.docket": ("Looked",),
    "checker.judging.selection": ("Chosen",),
    "checker.judging.unlisted": ("Usage",),
    "checker.kinds.parts.shares": ("Parts", "Stake"),
    "checker.kinds.parts.staked": ("Stakes",),
    "checker.kinds.parts.sightings": ("Offer", "Seen", "Side", "Told"),
    "checker.observed.evidence": ("Observation",),
}
"""By their modules, the classes that may be written: all that a chunk can come to."""
_MODULES = {name: module for module, names in CLASSES.items() for name in names}
_EQUAL = frozenset({"Location", "Subject", "Fraction", "date", "Verdict"})
"""Of these, equal ones are one; of others the same object is: to compare them takes longer than it spares."""
_SCALARS = frozenset({str, int, bool, type(None)})

Column = list[Any]


class Strange(ValueError):  # noqa: N818 - as Fault
    """A class that is not listed, or something else than what was written."""


def write_plain(value: object) -> bytes:
    """What ``read_plain`` reads.

    Raises:
        Strange: it holds a class that is not listed.
    """
    return _json(_column([value])).encode()


def read_plain(written: bytes) -> Any:  # noqa: ANN401 - whatever was written
    """What was written; bytes that were not raise whatever they lead to."""
    return _values(json.loads(written), 1)[0]


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def _column(values: Sequence[Any]) -> Column:
    """Values as a column; its form says how they are read."""
    types = {*map(type, values)}
    if types <= _SCALARS:
        return (
            ["plain", values] if len(types - {type(None)}) > 1 else _once(values, values, lambda some: ["plain", some])
        )
    if len(types) > 1:
        return _mixed(values, sorted(types, key=lambda cls: cls.__name__))
    (cls,) = types
    name = cls.__name__
    return _once(values, values if name in _EQUAL else [*map(id, values)], lambda some: _objects(cls, name, some))


def _once(values: Sequence[Any], keys: Sequence[Any], write: Callable[[list[Any]], Column]) -> Column:
    """Values with the same key are written once, if that makes it shorter."""
    different = dict(zip(keys, values, strict=True))
    if len(different) == 1:
        (value,) = different.values()
        return ["all", value] if type(value) in _SCALARS else ["same", write([value])]
    if 2 * len(different) > len(values):
        return write([*values])
    places = {key: place for place, key in enumerate(different)}
    return ["listed", len(different), write([*different.values()]), [places[key] for key in keys]]


def _mixed(values: Sequence[Any], types: Sequence[type]) -> Column:
    by_type: dict[type, list[Any]] = {cls: [] for cls in types}
    for value in values:
        by_type[type(value)].append(value)
    places = {cls: place for place, cls in enumerate(types)}
    return ["mixed", [places[type(value)] for value in values], [[len(of), _column(of)] for of in by_type.values()]]


def _objects(cls: type[Any], name: str, values: list[Any]) -> Column:
    if cls in _WRITE:
        return [name, *_WRITE[cls](values)]
    if _MODULES.get(name) != cls.__module__:
        raise Strange(f"{cls.__module__}.{name}")
    if issubclass(cls, Enum):
        return ["enum", name, [value.value for value in values]]
    columns = [[getattr(value, field) for value in values] for field in _fields(name)]
    return ["objects", name, [_column(column) for column in columns]]


def _write_row(values: list[Any]) -> Column:
    return [[*map(len, values)], _column([*chain.from_iterable(values)])]


def _write_dict(values: list[Any]) -> Column:
    return [*_write_row(values), _column([*chain.from_iterable(value.values() for value in values)])]


_WRITE: Mapping[type, Callable[[list[Any]], Column]] = {
    tuple: _write_row,
    frozenset: _write_row,
    dict: _write_dict,
    Fraction: lambda values: [[value.numerator for value in values], [value.denominator for value in values]],
    dt.date: lambda values: [[value.isoformat() for value in values]],
}


@cache
def _fields(name: str) -> tuple[str, ...]:
    """The names of what an object of a class is made of, in their order."""
    cls = _class(name)
    return tuple(getattr(cls, "_fields", None) or (field.name for field in fields(cls)))


def _values(column: Column, count: int) -> list[Any]:
    """The values of a column, of which there are so many."""
    form, *rest = column
    found = _FORMS[form](rest, count)
    if len(found) != count:
        raise Strange(form)
    return found


def _read_same(rest: Column, count: int) -> list[Any]:
    return _values(rest[0], 1) * count


def _read_listed(rest: Column, _: int) -> list[Any]:
    different, column, places = rest
    return list(map(_values(column, different).__getitem__, places))


def _read_mixed(rest: Column, _: int) -> list[Any]:
    places, columns = rest
    following = [iter(_values(column, count)).__next__ for count, column in columns]
    return [following[place]() for place in places]


def _read_row(make: Callable[[Iterable[Any]], Any]) -> Callable[[Column, int], list[Any]]:
    def read(rest: Column, _: int) -> list[Any]:
        lengths, column = rest
        following = iter(_values(column, sum(lengths)))
        return [make(islice(following, length)) for length in lengths]

    return read


def _read_dict(rest: Column, _: int) -> list[Any]:
    lengths, *columns = rest
    following = zip(*(_values(column, sum(lengths)) for column in columns), strict=True)
    return [dict(islice(following, length)) for length in lengths]


def _read_enum(rest: Column, _: int) -> list[Any]:
    name, values = rest
    return list(map(_class(name), values))


def _read_objects(rest: Column, count: int) -> list[Any]:
    name, columns = rest
    made = _made(name, [_values(column, count) for column in columns], count)
    if issubclass(_class(name), Columns) and not all(one.sound for one in made):
        raise Strange(name)
    return made


_FORMS: dict[str, Callable[[Column, int], list[Any]]] = {
    "plain": lambda rest, _: cast("list[Any]", rest[0]),
    "all": lambda rest, count: rest * count,
    "same": _read_same,
    "listed": _read_listed,
    "mixed": _read_mixed,
    "tuple": _read_row(tuple),
    "frozenset": _read_row(frozenset),
    "dict": _read_dict,
    "Fraction": lambda rest, _: list(map(Fraction, *rest)),
    "date": lambda rest, _: list(map(dt.date.fromisoformat, rest[0])),
    "enum": _read_enum,
    "objects": _read_objects,
}
"""How each form is read, by its name."""


def _made(name: str, columns: Sequence[list[Any]], count: int) -> list[Any]:
    """Objects from columns of their fields. They are as they were written, so nothing is worked out again."""
    cls = _class(name)
    if issubclass(cls, tuple):
        return list(map(tuple.__new__, repeat(cls), zip(*columns, strict=True)))
    made: list[Any] = list(map(object.__new__, repeat(cls, count)))
    for put, column in zip(_setters(name), columns, strict=True):
        deque(map(put, made, column), maxlen=0)
    return made


@cache
def _setters(name: str) -> tuple[Callable[[Any, Any], None], ...]:
    return tuple(getattr(_class(name), field).__set__ for field in _fields(name))


def _class(name: str) -> type[Any]:
    module = _MODULES[name]
    return cast("type[Any]", getattr(sys.modules.get(module) or import_module(module), name))
