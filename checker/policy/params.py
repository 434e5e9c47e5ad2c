"""Parameters of a policy: values that rules refer to, and that a configuration may set within bounds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Self

from checker.diagnostic import Diagnostic, Location, Path, Place, did_you_mean
from checker.record import dataclass
from checker.shape import Fault, Shape, reject_any
from checker.shape.marks import model_validator
from checker.shape.scalars import Text, days, number
from checker.shape.shares import percent
from checker.source import Document

AS_WRITTEN = frozenset({"id", "kind", "why", "fix", "controls"})
"""Keys of a rule in which a parameter means nothing."""

_REFERENCE = re.compile(r"\$([A-Za-z0-9][A-Za-z0-9._-]*)\Z")
_IN_TITLE = re.compile(r"\{([^{}]*)\}")


class Param(Shape):
    """A value that a configuration may override within bounds. Without a bound it may not."""

    value: Text
    """A share 40%, a number, a number of days 180d, or a word."""
    at_most: Text | None = None
    """Largest value a configuration may set."""
    at_least: Text | None = None
    """Smallest value a configuration may set."""

    @model_validator(mode="after")
    def _bounds_are_of_one_kind(self) -> Self:
        reject_any(self._faults())
        return self

    def _faults(self) -> Iterator[Fault]:
        for key, bound in (("at-most", self.at_most), ("at-least", self.at_least)):
            if bound is not None and (measure(bound) is None or unit(bound) != unit(self.value)):
                message = f"{self.value!r} and its bound {key} {bound} are not of one unit"
                yield Fault(("value",), message, "write both as 40%, 180d or 3")
            elif bound is not None and not self.allows(self.value, key):
                yield Fault(("value",), f"{self.value} is outside its own bound {key} {bound}")

    def allows(self, written: str, key: str) -> bool:
        bound = measure(self.at_most if key == "at-most" else self.at_least)
        value = measure(written)
        if bound is None:
            return True
        return value is not None and (value <= bound if key == "at-most" else value >= bound)


def measure(written: str | None) -> Fraction | None:
    """The size of a parameter's value, for comparing two of one unit; None for a word."""
    for parse in (percent, days, number):
        try:
            return Fraction(parse(written))
        except ValueError:
            continue
    return None


def unit(written: str) -> str:
    last = "%" if "/" in written else written[-1:]
    return last if last in {"%", "d"} and measure(written) is not None else ""


@dataclass(frozen=True, slots=True)
class Override:
    """A parameter's value from the configuration, and where it stands there."""

    value: str
    location: Location


def declared_values(data: Mapping[str, object]) -> dict[str, str]:
    """The values of a policy's parameters, as far as they are well-formed."""
    params = data.get("params")
    listed = params if isinstance(params, dict) else {}
    values = {name: param.get("value") for name, param in listed.items() if isinstance(param, dict)}
    return {name: value for name, value in values.items() if isinstance(value, str)}


def fill(raw: object, values: Mapping[str, str], at: Path, faults: list[Fault]) -> object:
    """The same data with every ``$name`` replaced, and ``{name}`` in a title."""
    if isinstance(raw, dict):
        return {key: _entry(key, value, values, (*at, key), faults) for key, value in raw.items()}
    if isinstance(raw, list):
        return [fill(value, values, (*at, index), faults) for index, value in enumerate(raw)]
    if not isinstance(raw, str) or not raw.startswith("$"):
        return raw
    found = _REFERENCE.match(raw)
    if found is None:
        faults.append(Fault(at, f"{raw!r} is no reference to a parameter", "write $name", "unknown-parameter"))
        return raw
    return _value(found[1], values, at, faults)


def _entry(key: str, value: object, values: Mapping[str, str], at: Path, faults: list[Fault]) -> object:
    if key in AS_WRITTEN:
        return value
    if key == "title" and isinstance(value, str):
        return _title(value, values, at, faults)
    return fill(value, values, at, faults)


def _title(title: str, values: Mapping[str, str], at: Path, faults: list[Fault]) -> str:
    return _IN_TITLE.sub(lambda found: _value(found[1], values, at, faults), title)


def _value(name: str, values: Mapping[str, str], at: Path, faults: list[Fault]) -> str:
    if name not in values:
        faults.append(Fault(at, f"unknown parameter {name!r}", did_you_mean(name, values), "unknown-parameter"))
        return f"${name}"
    return values[name]


def refuse_overrides(
    documents: Sequence[Document], policy: str, params: Mapping[str, Param], overrides: Mapping[str, Override]
) -> Iterator[Diagnostic]:
    for name, override in overrides.items():
        param = params.get(name)
        if param is None:
            help_ = did_you_mean(name, params)
            message = f"policy {policy!r} has no parameter {name!r}"
            yield Diagnostic("unknown-parameter", message, (override.location,), help_)
        elif param.at_most is None and param.at_least is None:
            yield _refuse(documents, name, override, "value", "has no bound, so it cannot be overridden")
        else:
            for key, bound in (("at-most", param.at_most), ("at-least", param.at_least)):
                if bound is not None and (unit(override.value) != unit(bound) or not param.allows(override.value, key)):
                    yield _refuse(documents, name, override, key, f"may be {key.replace('-', ' ')} {bound}")


def _refuse(documents: Sequence[Document], name: str, override: Override, key: str, why: str) -> Diagnostic:
    """Refused, with the nearest line that says so."""
    path = ("params", name, key)
    document = next((document for document in documents if document.has(path)), documents[0])
    there = document.locate(Place(document.file, path, "the policy's bound"))
    message = f"{override.value!r} is refused: parameter {name!r} {why}"
    return Diagnostic("refused-override", message, (override.location, there))
