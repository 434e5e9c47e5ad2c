"""Plain data to a typed model, or diagnostics, each at its own place.

Every fault of a file is reported at once. Readers say what is wrong; this
module says it in the words of someone who writes YAML, and finds the span.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Literal, NoReturn, TypeVar

from checker.diagnostic import KNOWN_KEYS, Diagnostic, Location, Path, Place, cap_faults, did_you_mean
from checker.record import dataclass
from checker.shape.base import Shape as Shape
from checker.shape.keys import keys_of, shapes_at
from checker.shape.marks import Field, Problem, RejectedError, ValidationError
from checker.shape.texts import texts_below_fields
from checker.shape.unanswered import OPEN, find_open, unanswered
from checker.source import Document

M = TypeVar("M", bound=Shape)


class File(Shape):
    """Base of the models that are whole files.

    A JSON file may name its schema for editors, as is usual; in YAML a comment does that.
    """

    schema_: str | None = Field(None, alias="$schema")
    """The JSON Schema for editors. Not read."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a path below the model that finds it."""

    path: Path
    message: str
    help: str = ""
    code: str = "invalid"
    part: Literal["value", "key"] = "value"
    other: Path | None = None
    """Another path that belongs to the fault: the first of two equal ids, say."""
    missing: str = ""
    """The key that is missing, where that is the fault."""


def reject(faults: Iterable[Fault]) -> NoReturn:
    """Raise all faults at once; for use in validators."""
    raise RejectedError(faults)


def reject_any(faults: Iterable[Fault]) -> None:
    """Raise all faults at once, if there are any."""
    found = tuple(faults)
    if found:
        reject(found)


def read(document: Document, model: type[M], data: object = None) -> M | list[Diagnostic]:
    """Type a document.

    Args:
        document: where the spans come from.
        model: the shape it must have.
        data: what to type instead of the document's own data, with the same paths
            (a policy after its parameters were filled in).
    """
    written = document.data if data is None else data
    asked = find_open(document.data) if model.may_ask and OPEN in document.text else ()
    found = {path: unanswered(document, path, partial(_about, model, path)) for path in asked}
    try:
        typed = model.model_validate(written)
    except ValidationError as error:
        others = (fault for fault in faults_of(error, model) if fault.path not in found)
        return cap_faults([*found.values(), *(diagnose(document, fault) for fault in others)])
    return cap_faults(found.values()) if found else typed


def diagnose(document: Document, fault: Fault) -> Diagnostic:
    first = document.locate(Place(document.file, fault.path, part=fault.part))
    others: tuple[Location, ...] = ()
    if fault.other is not None:
        others = (document.locate(Place(document.file, fault.other, "first here")),)
    return Diagnostic(fault.code, fault.message, (first, *others), fault.help)


def faults_of(error: ValidationError, model: type[Shape]) -> list[Fault]:
    """The faults of a validation that ran outside of ``read``."""
    above = {problem.loc[:end] for problem in error.problems for end in range(len(problem.loc))}
    found = [fault for problem in error.problems if not _follows(problem, above) for fault in _faults(problem, model)]
    misspelt = {(fault.path[:-1], fault.help) for fault in found if fault.code == "unknown-key"}
    return [fault for fault in found if (fault.path, f"did you mean {fault.missing!r}?") not in misspelt]


def _follows(problem: Problem, above: Container[Path]) -> bool:
    """A list is also called too short when its entries are wrong; that says nothing new."""
    return problem.kind == "too_short" and problem.loc in above


def _faults(problem: Problem, model: type[Shape]) -> Iterator[Fault]:
    at = problem.loc
    if problem.kind == "faults":
        for fault in problem.about:
            other = None if fault.other is None else (*at, *fault.other)
            yield replace(fault, path=(*at, *fault.path), other=other)
        return
    yield _translate(problem, at, model)


def _translate(problem: Problem, at: Path, model: type[Shape]) -> Fault:
    kind, last = problem.kind, at[-1] if at else ""
    if kind == "extra_forbidden":
        known = keys_of(model, at[:-1])
        help_ = did_you_mean(str(last), known) or _list_keys(known)
        return Fault(at, f"unknown key {last!r}", help_, "unknown-key", "key")
    if kind == "missing":
        about = _about(model, at)
        return Fault(at[:-1], f"missing key {last!r}", about, "missing-key", "key", missing=str(last))
    if kind == "literal_error":
        return not_listed(problem.value, at, problem.about)
    if kind == "value_error":
        return Fault(at, str(problem.about))
    if kind == "greater_than_equal":
        return Fault(at, f"input should be greater than or equal to {problem.about}", "", "wrong-type")
    help_ = f"write [{problem.value}]" if kind == "tuple_type" and isinstance(problem.value, str) else ""
    return Fault(at, _EXPECTED[kind], help_, "wrong-type")


def _list_keys(known: Sequence[str]) -> str:
    """All keys that there are, where none is near; what only editors read is no help."""
    listed = [key for key in known if not key.startswith("$")]
    return f"{KNOWN_KEYS}{', '.join(listed)}" if listed else ""


def _about(model: type[Shape], loc: Path) -> str:
    """What the documentation says of a key."""
    for owner in (base for shape in shapes_at(model, loc[:-1]) for base in shape.__mro__ if issubclass(base, Shape)):
        for name, about in texts_below_fields(owner).items():
            if name.rstrip("_").replace("_", "-") == loc[-1]:
                return about.split("\n")[0].rstrip(".").lower()
    return ""


def not_listed(value: object, at: Path, choices: Iterable[str]) -> Fault:
    """The fault of a value outside an enumeration."""
    if not isinstance(value, str):
        return Fault(at, "expected a single value", f"one of: {', '.join(choices)}", "wrong-type")
    return Fault(at, f"{value!r} is not allowed here", did_you_mean(value, choices), "unknown-value")


_EXPECTED = {
    "tuple_type": "expected a list",
    "dict_type": "expected a mapping of keys to values",
    "model_type": "expected a mapping of keys to values",
    "string_type": "expected a single value",
    "too_short": "expected at least one entry",
}


def describe_own_fields(model: type[Shape]) -> Mapping[str, str]:
    """By name, what the documentation says of each field, those of bases first."""
    return {
        name: about
        for owner in reversed(model.__mro__)
        if issubclass(owner, Shape)
        for name, about in texts_below_fields(owner).items()
    }


def describe_fields(model: type[Shape]) -> Mapping[str, str]:
    """By name, what the documentation says of each field, in one line."""
    return {name: " ".join(about.split()) for name, about in texts_below_fields(model).items()}
