"""What the annotations of a shape say: how a value is read, what stands for a missing one, what a JSON Schema tells.

The words are pydantic's, and mean what they mean there; ``checker.schema`` hands them on to it to make schemas.

NOTE: nothing else imports pydantic. Its import and its classes and validators, built anew at every start, were two
thirds of what a check of one manifest executed (docs/performance.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, TypeVar

from checker.diagnostic import Path
from checker.record import dataclass

F = TypeVar("F", bound=Callable[..., Any])
Mode = Literal["before", "after"]


class _Missing:
    """In the place of a default: there is none."""

    def __repr__(self) -> str:
        return "missing"


MISSING = _Missing()


@dataclass(frozen=True, slots=True, eq=False)
class FieldMark:
    """What ``Field`` was told."""

    default: Any
    default_factory: Callable[[], Any] | None
    alias: str | None
    min_length: int | None
    ge: int | None
    examples: Sequence[Any] | None
    json_schema_extra: Mapping[str, Any] | None


def Field(  # noqa: N802, PLR0913 - as pydantic's
    default: Any = MISSING,  # noqa: ANN401 - of any field
    *,
    default_factory: Callable[[], Any] | None = None,
    alias: str | None = None,
    min_length: int | None = None,
    ge: int | None = None,
    examples: Sequence[Any] | None = None,
    json_schema_extra: Mapping[str, Any] | None = None,
) -> Any:  # noqa: ANN401 - stands where a default does
    """More about a field: as its default, or in an annotation."""
    return FieldMark(default, default_factory, alias, min_length, ge, examples, json_schema_extra)


@dataclass(frozen=True, slots=True, eq=False)
class PlainValidator:
    """Reads the value by a function alone."""

    func: Callable[[Any], Any]
    json_schema_input_type: Any = None


@dataclass(frozen=True, slots=True, eq=False)
class AfterValidator:
    """Looks at what was read, and may give another value."""

    func: Callable[[Any], Any]


@dataclass(frozen=True, slots=True, eq=False)
class BeforeValidator:
    """Looks at what is written, before it is read."""

    func: Callable[[Any], Any]


@dataclass(frozen=True, slots=True, eq=False)
class WrapValidator:
    """Reads the value, given it and the function that would have read it."""

    func: Callable[[Any, Callable[[Any], Any]], Any]


@dataclass(frozen=True, slots=True, eq=False)
class PlainSerializer:
    """Writes the value."""

    func: Callable[[Any], Any]


@dataclass(frozen=True, slots=True, eq=False)
class WithJsonSchema:
    """The JSON Schema of the value."""

    json_schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class OrJsonSchema:
    """That the value may have other JSON Schemas, too."""

    before: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class ValidationInfo:
    """What a check of a field may know besides its value: by name, the fields above it that are in order."""

    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """What a decorated method of a shape checks: the whole, or the fields that are named."""

    mode: Mode
    fields: tuple[str, ...] = ()

    @property
    def is_first(self) -> bool:
        """Whether it sees the whole before anything is read."""
        return self.mode == "before" and not self.fields


def model_validator(*, mode: Mode) -> Callable[[F], F]:
    """Decorates a check of the whole: a class method that sees what is written, or a method of what was read."""
    return lambda method: _mark(method, Check(mode))


def field_validator(*fields: str, mode: Mode = "after") -> Callable[[F], F]:
    """Decorates a class method that checks fields."""
    return lambda method: _mark(method, Check(mode, fields))


def _mark(method: F, check: Check) -> F:
    function: Any = getattr(method, "__func__", method)
    function.__shape_check__ = check
    return method


def check_of(member: object) -> Check | None:
    """What a member of a class checks, if it is such a method."""
    return getattr(getattr(member, "__func__", member), "__shape_check__", None)


class RejectedError(ValueError):
    """Several faults that a check found at once."""

    def __init__(self, faults: Iterable[Any]) -> None:
        super().__init__("several faults")
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one value: by the word that pydantic has for it."""

    kind: str
    loc: Path
    value: object
    about: Any = None
    """The choices of a literal, the error of a check, the faults that it raised."""


class ValidationError(ValueError):
    """A value does not have its shape."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{problem.loc}: {problem.kind} {problem.about or ''}" for problem in problems[:9]))
        self.problems = problems


def problems_of(error: ValueError, value: object, *steps: str | int) -> list[Problem]:
    """What an error says of a value, which stands these steps below the place that is told about."""
    if isinstance(error, ValidationError):
        return [Problem(found.kind, (*steps, *found.loc), found.value, found.about) for found in error.problems]
    if isinstance(error, RejectedError):
        return [Problem("faults", steps, value, error.faults)]
    return [Problem("value_error", steps, value, error)]
