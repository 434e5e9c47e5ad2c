"""Plain data to a typed model, or diagnostics, each at its own place.

Every fault of a file is reported at once. Pydantic says what is wrong; this
module says it in the words of someone who writes YAML, and finds the span.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import pairwise
from typing import Any, ClassVar, Literal, NoReturn, TypeVar

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, ValidationError
from pydantic_core import CoreSchema, ErrorDetails, PydanticCustomError

from checker.diagnostic import KNOWN_KEYS, Diagnostic, Location, Path, Place, cap_faults, did_you_mean
from checker.record import dataclass
from checker.shape.keys import keys_of, shapes_at
from checker.shape.unanswered import OPEN, find_open, unanswered
from checker.source import Document

M = TypeVar("M", bound="Shape")


class Shape(BaseModel):
    """Base of every file model: closed, immutable, keys written with hyphens."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        alias_generator=lambda name: name.rstrip("_").replace("_", "-"),
        arbitrary_types_allowed=True,
        defer_build=True,  # a run validates by a third of these classes, and builds no others
    )

    may_ask: ClassVar[bool] = False
    """Whether a file of this shape may be a draft, with questions in the place of values: then it is refused."""

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The schema, with the text below each field as its description.

        NOTE: pydantic could do this with ``use_attribute_docstrings``, but parses every
        class at every start then, which took 0.15 s of each run.
        """
        made = handler(schema)
        properties = handler.resolve_ref_schema(made)["properties"]
        for owner in reversed(cls.__mro__):
            for name, about in _texts_below_fields(owner).items() if issubclass(owner, Shape) else ():
                alias = cls.model_fields[name].alias if name in cls.model_fields else None
                if alias in properties:
                    properties[alias]["description"] = about
        return made


class File(Shape):
    """Base of the models that are whole files.

    A JSON file may name its schema for editors, as is usual; in YAML a comment does that.
    """

    schema_: str | None = Field(None, alias="$schema")
    """The JSON Schema for editors. Not read."""


@cache
def _texts_below_fields(owner: type) -> Mapping[str, str]:
    """Field name to the string literal that follows it in the source; a filled-in generic has none of its own."""
    if owner.__name__.endswith("]"):
        return {}
    texts: dict[str, str] = {}
    for node, below in pairwise(_classes(owner.__module__)[owner.__qualname__].body):
        if isinstance(node, ast.AnnAssign) and isinstance(below, ast.Expr) and isinstance(node.target, ast.Name):
            value = below.value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                texts[node.target.id] = inspect.cleandoc(value.value)
    return texts


@cache
def _classes(module: str) -> Mapping[str, ast.ClassDef]:
    """Every class of a module by its qualified name. ``inspect.getsource`` parses the whole module for each class."""
    found: dict[str, ast.ClassDef] = {}
    left: list[tuple[str, ast.AST]] = [("", ast.parse(inspect.getsource(sys.modules[module])))]
    while left:
        above, node = left.pop()
        for inner in ast.iter_child_nodes(node):
            below = above
            if isinstance(inner, ast.ClassDef):
                found[f"{above}{inner.name}"] = inner
                below = f"{above}{inner.name}."
            elif isinstance(inner, ast.FunctionDef):
                below = f"{above}{inner.name}.<locals>."
            left.append((below, inner))
    return found


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
    raise PydanticCustomError("faults", "several faults", {"faults": tuple(faults)})


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
    listed = error.errors()
    above = {details["loc"][:end] for details in listed for end in range(len(details["loc"]))}
    found = [fault for details in listed if not _follows(details, above) for fault in _faults(details, model)]
    misspelt = {(fault.path[:-1], fault.help) for fault in found if fault.code == "unknown-key"}
    return [fault for fault in found if (fault.path, f"did you mean {fault.missing!r}?") not in misspelt]


def _follows(details: ErrorDetails, above: Container[Path]) -> bool:
    """A list is also called too short when its entries are wrong; that says nothing new."""
    return details["type"] == "too_short" and details["loc"] in above


def _faults(details: ErrorDetails, model: type[Shape]) -> Iterator[Fault]:
    at = details["loc"]
    context: Mapping[str, Any] = details.get("ctx", {})
    if details["type"] == "faults":
        for fault in context["faults"]:
            other = None if fault.other is None else (*at, *fault.other)
            yield replace(fault, path=(*at, *fault.path), other=other)
        return
    yield _translate(details, at, model)


def _translate(details: ErrorDetails, at: Path, model: type[Shape]) -> Fault:
    kind, last = details["type"], at[-1] if at else ""
    context: Mapping[str, Any] = details.get("ctx", {})
    if kind == "extra_forbidden":
        known = keys_of(model, details["loc"][:-1])
        help_ = did_you_mean(str(last), known) or _list_keys(known)
        return Fault(at, f"unknown key {last!r}", help_, "unknown-key", "key")
    if kind == "missing":
        about = _about(model, details["loc"])
        return Fault(at[:-1], f"missing key {last!r}", about, "missing-key", "key", missing=str(last))
    if kind == "literal_error":
        return not_listed(details["input"], at, _choices(str(context["expected"])))
    if kind == "value_error":
        return Fault(at, str(context["error"]))
    help_ = f"write [{details['input']}]" if kind == "tuple_type" and isinstance(details["input"], str) else ""
    return Fault(at, _EXPECTED.get(kind, details["msg"].lower()), help_, "wrong-type")


def _list_keys(known: Sequence[str]) -> str:
    """All keys that there are, where none is near; what only editors read is no help."""
    listed = [key for key in known if not key.startswith("$")]
    return f"{KNOWN_KEYS}{', '.join(listed)}" if listed else ""


def _about(model: type[Shape], loc: Path) -> str:
    """What the documentation says of a key."""
    for owner in (base for shape in shapes_at(model, loc[:-1]) for base in shape.__mro__ if issubclass(base, Shape)):
        for name, about in _texts_below_fields(owner).items():
            if name.rstrip("_").replace("_", "-") == loc[-1]:
                return about.split("\n")[0].rstrip(".").lower()
    return ""


def not_listed(value: object, at: Path, choices: Iterable[str]) -> Fault:
    """The fault of a value outside an enumeration."""
    if not isinstance(value, str):
        return Fault(at, "expected a single value", f"one of: {', '.join(choices)}", "wrong-type")
    return Fault(at, f"{value!r} is not allowed here", did_you_mean(value, choices), "unknown-value")


def _choices(expected: str) -> list[str]:
    """The values in pydantic's sentence ``'a', 'b' or 'c'``."""
    return [part.strip("' ") for part in expected.replace(" or ", ", ").split(", ")]


_EXPECTED = {
    "list_type": "expected a list",
    "tuple_type": "expected a list",
    "dict_type": "expected a mapping of keys to values",
    "model_type": "expected a mapping of keys to values",
    "model_attributes_type": "expected a mapping of keys to values",
    "string_type": "expected a single value",
    "too_short": "expected at least one entry",
}


def describe_fields(model: type[Shape]) -> Mapping[str, str]:
    """By name, what the documentation says of each field, in one line."""
    return {name: " ".join(about.split()) for name, about in _texts_below_fields(model).items()}
