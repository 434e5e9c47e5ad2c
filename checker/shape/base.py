"""Base of every file model: closed, immutable, keys written with hyphens.

A shape is a class with annotated fields, which ``fields`` reads. Names are pydantic's where it has the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import FrozenInstanceError
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Self

from checker.shape.fields import FieldInfo, OfClass, ShapeReader, checks_of, fields_of, make
from checker.shape.marks import Check, ValidationError, problems_of
from checker.shape.readers import NOTHING, Filled, Reader

_generic: dict[tuple[type, Any], type] = {}
"""Generic shapes with types for their variables."""


class Shape:
    """Base of every file model: closed, immutable, keys written with hyphens."""

    may_ask: ClassVar[bool] = False
    """Whether a file of this shape may be a draft, with questions in the place of values: then it is refused."""
    filled: ClassVar[Filled] = NOTHING
    """Of a generic shape: the types for its variables."""
    generic: ClassVar[type[Shape] | None] = None
    """The shape whose variables are filled."""

    if TYPE_CHECKING:
        model_fields: ClassVar[Mapping[str, FieldInfo]]
        shape_checks: ClassVar[Mapping[str, Check]]
        made_reader: ClassVar[ShapeReader]
    else:
        model_fields = OfClass(fields_of)
        shape_checks = OfClass(checks_of)
        made_reader = OfClass(ShapeReader)

        def __class_getitem__(cls, given: Any) -> type:  # noqa: ANN401 - any type
            """A generic shape of a type: a class of its own, the same for the same type."""
            made = _generic.get((cls, given))
            if made is None:
                name = f"{cls.__name__}[{getattr(given, '__name__', given)}]"
                filled = dict(zip(cls.__parameters__, given if isinstance(given, tuple) else (given,), strict=True))
                made = type(name, (cls,), {"__module__": cls.__module__, "filled": filled, "generic": cls})
                _generic[cls, given] = made
            return made

    def __init__(self, /, **given: Any) -> None:  # noqa: ANN401 - by what files call it
        vars(self).update(vars(type(self).model_validate(given)))

    @classmethod
    def shape_reader(cls) -> Reader:
        """The function that reads one."""
        return cls.made_reader.read

    @classmethod
    def model_validate(cls, written: object) -> Self:
        """Typed.

        Raises:
            ValidationError: everything that is wrong.
        """
        try:
            made: Self = cls.made_reader.read(written)
        except ValidationError:
            raise
        except ValueError as error:
            raise ValidationError(problems_of(error, written)) from error
        return made

    @classmethod
    def model_construct(cls, **given: Any) -> Self:  # noqa: ANN401 - by the names of fields
        """One of values that are typed already, which are not looked at."""
        return make(cls, {**cls.made_reader.defaults_made(), **given})

    def model_copy(self, *, update: Mapping[str, Any]) -> Self:
        """The same with other values, which are typed already."""
        return make(type(self), {**vars(self), **update})

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        values = vars(self)
        return ((name, values[name]) for name in type(self).model_fields)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Shape):
            return NotImplemented
        same = (self.generic or type(self)) is (other.generic or type(other))
        return same and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((self.generic or type(self), *(value for _, value in self)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self)})"

    def __reduce__(self) -> tuple[Any, ...]:
        """NOTE: the class of a filled shape has no name; what was read needs no more than the generic one."""
        return make, (self.generic or type(self), vars(self))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        raise FrozenInstanceError(f"cannot delete field {name!r}")
