"""The fields of a shape, and how a value of it is read: field by field, as far as a file writes them.

The annotation of a key that no file writes is never evaluated.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

from checker.shape.marks import (
    MISSING,
    Check,
    FieldMark,
    Problem,
    ValidationError,
    ValidationInfo,
    check_of,
    problems_of,
)
from checker.shape.readers import reader_of
from checker.shape.remembered import NONE_KNOWN, Remembered

T = TypeVar("T")
_UNTOLD = FieldMark(MISSING, None, None, None, None, None, None)


class FieldInfo:
    """A field of a shape. Its annotation is evaluated when somebody asks for it."""

    __slots__ = ("_typed", "alias", "default", "default_factory", "mark", "name", "owner")

    def __init__(self, name: str, owner: type) -> None:
        given = vars(owner).get(name, MISSING)
        self.name, self.owner = name, owner
        self.mark = given if isinstance(given, FieldMark) else _UNTOLD
        self.default = self.mark.default if isinstance(given, FieldMark) else given
        self.default_factory = self.mark.default_factory
        self.alias = self.mark.alias or name.rstrip("_").replace("_", "-")
        self._typed: Any = MISSING

    @property
    def typed(self) -> Any:  # noqa: ANN401 - any annotation
        """The annotation as a type."""
        if self._typed is MISSING:
            written = self.owner.__annotations__[self.name]
            known = vars(sys.modules[self.owner.__module__])
            self._typed = eval(written, known) if isinstance(written, str) else written  # noqa: S307 - of our own source
        return self._typed

    @property
    def annotation(self) -> Any:  # noqa: ANN401 - any annotation
        """The type without what is annotated to the field itself."""
        return self.typed.__origin__ if self.metadata else self.typed

    @property
    def metadata(self) -> tuple[Any, ...]:
        return getattr(self.typed, "__metadata__", ())

    @property
    def is_required(self) -> bool:
        return self.default is MISSING and self.default_factory is None

    def get_default(self) -> Any:  # noqa: ANN401 - of any type
        return self.default_factory() if self.default_factory is not None else self.default


class OfClass:
    """What is found out of a class when it is asked for the first time."""

    def __init__(self, find: Callable[[type], Any]) -> None:
        self.find = find

    def __set_name__(self, _: type, name: str) -> None:
        self.kept = f"_{name}"

    def __get__(self, _: object, owner: type) -> Any:  # noqa: ANN401 - what it is told to find
        found = vars(owner).get(self.kept)
        if found is None:
            found = self.find(owner)
            setattr(owner, self.kept, found)
        return found


def fields_of(cls: type) -> Mapping[str, FieldInfo]:
    """By name; one that is annotated anew keeps its place."""
    found: dict[str, FieldInfo] = {}
    for owner in reversed(cls.__mro__):
        for name, written in owner.__annotations__.items() if hasattr(owner, "shape_reader") else ():
            if name[0] != "_" and not str(written).startswith("ClassVar"):
                found[name] = FieldInfo(name, owner)
    return found


def checks_of(cls: type) -> Mapping[str, Check]:
    """By name of the method, those of bases first."""
    found: dict[str, Check] = {}
    for owner in reversed(cls.__mro__):
        found |= {name: check for name, member in vars(owner).items() if (check := check_of(member)) is not None}
    return found


def make(cls: type[T], values: dict[str, Any]) -> T:
    """One of values that are typed already."""
    made = object.__new__(cls)
    object.__setattr__(made, "__dict__", values)
    return made


class Row(NamedTuple):
    """How the value of a key is read."""

    name: str
    read: Callable[..., Any]
    is_told: bool
    """Whether the reader is told about the fields above, too."""
    known: Mapping[str, Any]
    """Texts that were read before, and what they came to."""


class ShapeReader:
    """What reads a shape."""

    def __init__(self, cls: Any) -> None:  # noqa: ANN401 - a shape
        self.cls = cls
        self.fields: Mapping[str, FieldInfo] = {field.alias: field for field in cls.model_fields.values()}
        self.defaults = {field.name: field.default for field in self.fields.values() if field.default is not MISSING}
        self.factories = [field for field in self.fields.values() if field.default_factory is not None]
        checks: Mapping[str, Check] = cls.shape_checks
        self.before = [getattr(cls, name) for name, check in checks.items() if check.is_first]
        self.after = [getattr(cls, name) for name, check in checks.items() if not check.fields and not check.is_first]
        self.of_fields = [(getattr(cls, name), check) for name, check in checks.items() if check.fields]
        self.rows: dict[str, Row] = {}

    def read(self, written: Any) -> Any:  # noqa: ANN401 - plain data to a shape
        if type(written) is not dict and isinstance(written, self.cls):
            return written
        for check in self.before:
            written = check(written)
        if not isinstance(written, dict):
            raise ValidationError([Problem("model_type", (), written)])
        made = make(self.cls, self._values(written))
        for check in self.after:
            made = check(made)
        return made

    def defaults_made(self) -> dict[str, Any]:
        """What holds for fields that may be missing."""
        made = self.defaults.copy()
        for field in self.factories:
            made[field.name] = field.get_default()
        return made

    def _values(self, written: dict[str, Any]) -> dict[str, Any]:
        """By the names of fields. NOTE: most of the time that a file takes to be read is spent in this loop."""
        values, rows = self.defaults_made(), self.rows
        wrong: dict[str, list[Problem]] = {}
        for key, raw in (self._in_order(written) if self.of_fields else written).items():
            row = rows.get(key) or self._row(key)
            if row is None:
                wrong[key] = [Problem("extra_forbidden", (key,), raw)]
                continue
            name, read, is_told, known = row
            if type(raw) is str and (made := known.get(raw)) is not None:
                values[name] = made
                continue
            try:
                values[name] = read(raw, ValidationInfo(values)) if is_told else read(raw)
            except ValueError as error:
                wrong[key] = problems_of(error, raw, key)
                values.pop(name, None)
        if wrong or len(values) < len(self.fields):
            raise ValidationError(self._problems(written, wrong))
        return values

    def _in_order(self, written: dict[str, Any]) -> dict[str, Any]:
        """What is written, in the order of the fields, for checks that look at fields above."""
        return {key: written[key] for key in self.fields if key in written} | written

    def _problems(self, written: dict[str, Any], wrong: Mapping[str, list[Problem]]) -> list[Problem]:
        """In the order of the fields; then keys that there are not, as they are written."""
        found: list[Problem] = []
        for key, field in self.fields.items():
            found += wrong.get(key, ())
            if field.is_required and key not in written:
                found.append(Problem("missing", (key,), written))
        return found + [problem for key in written if key not in self.fields for problem in wrong[key]]

    def _row(self, key: str) -> Row | None:
        """The row of a key that is read for the first time; None if there is no such key."""
        field = self.fields.get(key)
        if field is None:
            return None
        read: Callable[..., Any] = reader_of(field.typed, self.cls.filled)
        checks = [(method, check) for method, check in self.of_fields if field.name in check.fields]
        for method, check in checks:
            read = _checked(read, method, check.mode)
        known = read.known if isinstance(read, Remembered) else NONE_KNOWN
        row = self.rows[key] = Row(field.name, read, bool(checks), known)
        return row


def _checked(read: Callable[..., Any], method: Callable[..., Any], mode: str) -> Callable[..., Any]:
    """A reader with a check of the field, which asks about the fields above if it takes two arguments."""
    asks = method.__code__.co_argcount > 2  # noqa: PLR2004 - the class, the value

    def typed(written: object, info: ValidationInfo) -> Any:  # noqa: ANN401 - of any type
        more = (info,) if asks else ()
        return read(method(written, *more)) if mode == "before" else method(read(written), *more)

    return typed
