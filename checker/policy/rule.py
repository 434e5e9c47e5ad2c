"""What all rules share, the head of a policy file, and a policy with those it is built on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field, replace
from typing import Annotated, ClassVar, Literal

from checker.condition import Condition
from checker.condition.compile import compile_condition
from checker.diagnostic import Diagnostic, Path, Place
from checker.fleet.attributes import TABLE
from checker.policy.params import Param
from checker.record import dataclass
from checker.shape import Fault, File, Shape, reject
from checker.shape.marks import BeforeValidator, Field, ValidationInfo, field_validator
from checker.shape.scalars import Day, Distinct, Identifier, Text, Whole
from checker.source import Document
from checker.vocabulary import Level

Limits = Mapping[str, Literal["smaller", "larger"]]
EVERYTHING = "all"
"""The selection that is built in."""


class Approval(Shape):
    """Who may approve waivers of this policy's rules, and for how long."""

    approvers: Annotated[tuple[Text, ...], Distinct] = ()
    """No approvers: no waivers."""
    max_days: Whole | None = None
    """Longest time from approval to expiry."""


def _selection(raw: object) -> Condition:
    return raw if isinstance(raw, Condition) else compile_condition(raw, "service", TABLE)


class Rule(Shape):
    """What every rule has, whatever its kind. ``kind`` is given by the subclass."""

    limits: ClassVar[Limits] = {}
    """Parameters that a policy built on this one may set anew, and which way is stricter."""

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

    def level_on(self, as_of: dt.date) -> Level:
        announced = self.advisory_until is not None and as_of <= self.advisory_until
        return "advisory" if announced else self.level


class Header(File):
    """A policy: rules about the AI models that services depend on."""

    format: Literal["modelbylaws/policy/v1"]
    """Name and version of this file format."""
    policy: Identifier
    """Name of the policy."""
    extends: Text | None = Field(None, examples=["builtin:vendor-resilience", "common.yaml"])
    """A policy this one is built on: a built-in one, or a file from this file's folder."""
    version: Text | None = None
    """Version of the policy."""
    owner: Text | None = None
    """Who answers for it."""
    params: dict[Identifier, Param] = Field(default_factory=dict)
    """Values that rules refer to as `$name`."""
    waivers: Approval = Approval()
    """Who may approve exceptions."""
    selections: dict[Identifier, Annotated[Condition, BeforeValidator(_selection)]] = Field(
        default_factory=dict, json_schema_extra={"propertyNames": {"not": {"const": EVERYTHING}}}
    )
    """Named conditions over services; `all` is built in."""
    rules: tuple[dict[str, object], ...]
    """The rules; each has a kind. One with the id of an inherited rule may raise its level or tighten its limit."""

    @field_validator("selections")
    @classmethod
    def _all_is_built_in(cls, selections: dict[str, Condition]) -> dict[str, Condition]:
        if EVERYTHING in selections:
            reject(
                [Fault((EVERYTHING,), f"{EVERYTHING!r} is built in, and selects every service", "give it another name")]
            )
        return selections

    @field_validator("rules")
    @classmethod
    def _some_rules(cls, rules: tuple[dict[str, object], ...], info: ValidationInfo) -> tuple[dict[str, object], ...]:
        if not rules and info.data.get("extends") is None:
            raise ValueError("expected at least one entry")
        return rules


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a rule stands, and where those of its keys stand that a policy built on it set anew."""

    at: Place
    anew: Mapping[str, Place] = field(default_factory=dict)

    def place(self, place: Place) -> Place:
        """Where a place below the rule really stands; other places are left as they are."""
        depth = len(self.at.path)
        below = place.path[depth:]
        if place.file != self.at.file or place.path[:depth] != self.at.path or not below or below[0] not in self.anew:
            return place
        moved = self.anew[str(below[0])]
        return replace(place, file=moved.file, path=(*moved.path, *below[1:]))

    def below(self, *path: str | int) -> Place:
        """Where a key of the rule stands."""
        return self.place(Place(self.at.file, (*self.at.path, *path)))


Documents = tuple[Document, ...]
"""A policy's own document, then those it is built on, the nearest first."""


def both(documents: Documents, here: Place, there: Place, message: str, help_: str) -> Diagnostic:
    """A fault at a place of a policy, and the line of the inherited one that it contradicts."""
    files = {document.file: document for document in documents}
    first = files[here.file].locate(here)
    other = files[there.file].locate(Place(there.file, there.path, "inherited"))
    return Diagnostic("loosened", message, (first, other), help_)


def holding(documents: Documents, path: Path) -> Document:
    """The nearest document that has a path; the first, if none has."""
    return next((document for document in documents if document.has(path)), documents[0])
