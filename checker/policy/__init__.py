"""What an organization demands: a policy file, its parameters, and what all rules share.

A rule's kind gives it meaning and adds parameters of its own; kinds stand in a
layer above and come in as an argument. ``$name`` in a rule stands for a parameter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BeforeValidator, Field, ValidationError

from checker.condition import Condition, compiled
from checker.diagnostic import Diagnostic, Path, did_you_mean
from checker.policy.params import Override, Param, declared_values, fill, refused_overrides
from checker.shape import Fault, File, Shape, diagnose, faults_of, not_listed, read
from checker.shape.scalars import Day, Distinct, Identifier, Prose, Text, Whole
from checker.source import Document

__all__ = ["EVERYTHING", "Override", "Policy", "Rule", "load"]

Level = Literal["advisory", "soft", "hard"]
EVERYTHING = "all"
"""The selection that is built in."""


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
    why: Prose | None = None
    """The reason, for those who meet the rule."""
    fix: Prose | None = None
    """The usual next step when it fails."""
    controls: Annotated[tuple[Text, ...], Distinct] = ()
    """Controls it serves, such as dora/29-1-b."""
    since: Day | None = None
    """Day it came into force."""
    advisory_until: Day | None = None
    """Last day on which it is only advisory."""
    no_match: Literal["ok"] | None = None
    """ok: it may select no service. Without it that is a finding."""

    def level_on(self, as_of: dt.date) -> Level:
        announced = self.advisory_until is not None and as_of <= self.advisory_until
        return "advisory" if announced else self.level


class Header(File):
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


def load(
    document: Document, kinds: Mapping[str, type[K]], overrides: Mapping[str, Override]
) -> Policy[K] | list[Diagnostic]:
    """Read a policy with the kinds of rules there are and the configuration's parameters."""
    faults: list[Fault] = []
    values = declared_values(document.data) | {name: override.value for name, override in overrides.items()}
    selections = fill(document.data.get("selections", {}), values, ("selections",), faults)
    filled = {key: selections if key == "selections" else value for key, value in document.data.items()}
    header = read(document, Header, filled)
    if isinstance(header, list):
        return header
    refused = list(refused_overrides(document, header.policy, header.params, overrides))
    if refused:
        return refused
    rules: list[K] = []
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
    filled = fill(raw, values, at, faults)
    try:
        rule = kinds[kind].model_validate(filled)
    except ValidationError as error:
        told = {fault.path for fault in faults}
        others = [replace(fault, path=(*at, *fault.path)) for fault in faults_of(error, kinds[kind])]
        return [*faults, *(fault for fault in others if fault.path not in told)]
    if rule.of != EVERYTHING and rule.of not in header.selections:
        help_ = did_you_mean(rule.of, [EVERYTHING, *header.selections])
        faults.append(Fault((*at, "of"), f"unknown selection {rule.of!r}", help_, "unknown-selection"))
    return faults or rule


def _repeated_ids(rules: tuple[dict[str, object], ...]) -> Iterator[Fault]:
    first: dict[object, int] = {}
    for index, raw in enumerate(rules):
        name = raw.get("id")
        if isinstance(name, str) and name in first:
            other = ("rules", first[name], "id")
            yield Fault(("rules", index, "id"), f"rule id {name!r} appears twice", "", "duplicate-id", other=other)
        if isinstance(name, str):
            first.setdefault(name, index)
