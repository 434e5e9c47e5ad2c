"""What an organization demands: a policy file, its parameters, and what all rules share.

A rule's kind gives it meaning and adds parameters of its own; kinds stand in a
layer above and come in as an argument. ``$name`` in a rule stands for a parameter.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Annotated, ClassVar, Generic, Literal, Self, TypeVar

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from checker.condition import Condition, compiled
from checker.diagnostic import Diagnostic, Location, Path, Place, did_you_mean
from checker.shape import Fault, Shape, diagnose, faults_of, not_listed, read, reject_any
from checker.shape.scalars import Day, Distinct, Identifier, Text, Whole, days, number, percent
from checker.source import Document

Level = Literal["advisory", "soft", "hard"]
EVERYTHING = "all"
"""The selection that is built in."""

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
                yield Fault((key,), f"{bound!r} is no bound for {self.value!r}", "write both as 40%, 180d or 3")
            elif bound is not None and not self.allows(self.value, key):
                yield Fault(("value",), f"{self.value} is outside of its own bound {key} {bound}")

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
    return written[-1:] if written[-1:] in {"%", "d"} and measure(written) is not None else ""


class Approval(Shape):
    """Who may approve waivers of this policy's rules, and for how long."""

    approvers: Annotated[tuple[Text, ...], Distinct] = ()
    """No approvers: no waivers."""
    max_days: Whole | None = None
    """Longest time from approval to expiry."""


def _selection(raw: object) -> Condition:
    return raw if isinstance(raw, Condition) else compiled(raw, "service")


class Rule(Shape):
    """What every rule has, whatever its kind. ``kind`` is given by the subclass."""

    kind: str
    id: Identifier
    """Name of the rule, unique over all policies loaded."""
    title: Text
    """The rule in one line; `{name}` shows a parameter's value."""
    of: Identifier
    """The selection of services it is about; `all` is built in."""
    level: Level
    """advisory is shown and never fails; soft fails unless waived; hard accepts no waiver."""
    why: Text | None = None
    """The reason, for those who meet the rule."""
    fix: Text | None = None
    """The usual next step when it fails."""
    controls: Annotated[tuple[Text, ...], Distinct] = ()
    """Controls it serves, such as dora/29-1-b."""
    since: Day | None = None
    """Day it came into force."""
    advisory_until: Day | None = None
    """Last day on which it is only advisory."""
    no_match: Literal["ok"] | None = None
    """ok: it may select no service. Without it that is a finding."""

    limit_key: ClassVar[str | None] = None
    """The parameter that a fleet finding points at."""

    def level_on(self, as_of: dt.date) -> Level:
        announced = self.advisory_until is not None and as_of <= self.advisory_until
        return "advisory" if announced else self.level


class Header(Shape):
    """A policy: rules about the AI models that services depend on."""

    format: Literal["modelbylaws/policy/v1"]
    """Name and version of this file format."""
    policy: Identifier
    """Name of the policy."""
    version: Text | None = None
    """Version of the policy."""
    owner: Text | None = None
    """Who answers for it."""
    params: dict[Identifier, Param] = Field(default_factory=dict)
    """Values that rules refer to as `$name`."""
    waivers: Approval = Approval()
    """Who may approve exceptions."""
    selections: dict[Identifier, Annotated[Condition, BeforeValidator(_selection)]] = Field(default_factory=dict)
    """Named conditions over services."""
    rules: Annotated[tuple[dict[str, object], ...], Field(min_length=1)]
    """The rules; each has a kind."""


K = TypeVar("K", bound=Rule)


@dataclass(frozen=True, slots=True)
class Policy(Generic[K]):
    """A policy that was read: parameters are filled in, conditions are checked."""

    document: Document
    header: Header
    rules: tuple[K, ...]

    def selection(self, name: str) -> Condition | None:
        """The condition of a selection; None for ``all``."""
        return self.header.selections.get(name)


@dataclass(frozen=True, slots=True)
class Override:
    """A parameter's value from the configuration, and where it stands there."""

    value: str
    location: Location


def load(
    document: Document, kinds: Mapping[str, type[K]], overrides: Mapping[str, Override]
) -> Policy[K] | list[Diagnostic]:
    """Read a policy with the kinds of rules there are and the configuration's parameters."""
    header = read(document, Header)
    if isinstance(header, list):
        return header
    refused = list(_refused_overrides(document, header, overrides))
    if refused:
        return refused
    values = {name: param.value for name, param in header.params.items()}
    values |= {name: override.value for name, override in overrides.items()}
    rules: list[K] = []
    faults: list[Fault] = []
    for index, raw in enumerate(header.rules):
        rule = _rule(raw, kinds, values, header, ("rules", index))
        if isinstance(rule, list):
            faults += rule
        else:
            rules.append(rule)
    faults += _repeated_ids(header.rules)
    if faults:
        return sorted((diagnose(document, fault) for fault in faults), key=lambda found: found.sort_key)
    return Policy(document, header, tuple(rules))


def _rule(
    raw: Mapping[str, object],
    kinds: Mapping[str, type[K]],
    values: Mapping[str, str],
    header: Header,
    at: Path,
) -> K | list[Fault]:
    kind = raw.get("kind")
    if not isinstance(kind, str):
        return [Fault(at, "missing key 'kind'", f"one of: {', '.join(kinds)}", "missing-key", "key")]
    if kind not in kinds:
        return [not_listed(kind, (*at, "kind"), kinds)]
    faults: list[Fault] = []
    filled = _fill(raw, values, at, faults)
    try:
        rule = kinds[kind].model_validate(filled)
    except ValidationError as error:
        return [
            *faults,
            *(replace(fault, path=(*at, *fault.path)) for fault in faults_of(error, kinds[kind])),
        ]
    if rule.of != EVERYTHING and rule.of not in header.selections:
        help_ = did_you_mean(rule.of, [EVERYTHING, *header.selections])
        faults.append(Fault((*at, "of"), f"unknown selection {rule.of!r}", help_, "unknown-selection"))
    return faults or rule


def _fill(raw: object, values: Mapping[str, str], at: Path, faults: list[Fault]) -> object:
    """The same data with every ``$name`` replaced, and ``{name}`` in the title."""
    if isinstance(raw, dict):
        return {
            key: _title(value, values, (*at, key), faults)
            if key == "title" and isinstance(value, str)
            else _fill(value, values, (*at, key), faults)
            for key, value in raw.items()
        }
    if isinstance(raw, list):
        return [_fill(value, values, (*at, index), faults) for index, value in enumerate(raw)]
    found = _REFERENCE.match(raw) if isinstance(raw, str) else None
    return raw if found is None else _value(found[1], values, at, faults)


def _title(title: str, values: Mapping[str, str], at: Path, faults: list[Fault]) -> str:
    return _IN_TITLE.sub(lambda found: _value(found[1], values, at, faults), title)


def _value(name: str, values: Mapping[str, str], at: Path, faults: list[Fault]) -> str:
    if name not in values:
        faults.append(Fault(at, f"unknown parameter {name!r}", did_you_mean(name, values), "unknown-parameter"))
        return "0%"
    return values[name]


def _repeated_ids(rules: tuple[dict[str, object], ...]) -> Iterator[Fault]:
    first: dict[object, int] = {}
    for index, raw in enumerate(rules):
        name = raw.get("id")
        if isinstance(name, str) and name in first:
            other = ("rules", first[name], "id")
            yield Fault(("rules", index, "id"), f"rule id {name!r} appears twice", "", "duplicate-id", other=other)
        if isinstance(name, str):
            first.setdefault(name, index)


def _refused_overrides(document: Document, header: Header, overrides: Mapping[str, Override]) -> Iterator[Diagnostic]:
    for name, override in overrides.items():
        param = header.params.get(name)
        if param is None:
            help_ = did_you_mean(name, header.params)
            message = f"policy {header.policy!r} has no parameter {name!r}"
            yield Diagnostic("unknown-parameter", message, (override.location,), help_)
        elif param.at_most is None and param.at_least is None:
            yield _refused(document, name, override, "value", "has no bound, so it cannot be overridden")
        else:
            for key, bound in (("at-most", param.at_most), ("at-least", param.at_least)):
                if bound is not None and (unit(override.value) != unit(bound) or not param.allows(override.value, key)):
                    yield _refused(document, name, override, key, f"may be {key.replace('-', ' ')} {bound}")


def _refused(document: Document, name: str, override: Override, key: str, why: str) -> Diagnostic:
    there = document.locate(Place(document.file, ("params", name, key), "the policy's bound"))
    message = f"{override.value!r} is refused: parameter {name!r} {why}"
    return Diagnostic("refused-override", message, (override.location, there))
