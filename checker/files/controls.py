"""An organization's own controls, and its answers to any control: owner, day, rules, or why not.

Texts of controls and answers are apart, so that a list of controls can come from somebody else. An answer of one
control counts alone; one of a whole list, ``dora/*``, counts for those of it that have none of their own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Annotated, Literal, NamedTuple, Self

from checker.controls import CONTROLS, OWN, Certainty, Control, Covers, framework
from checker.diagnostic import Diagnostic, Location, Path, Place, did_you_mean
from checker.record import dataclass
from checker.shape import Fault, File, Shape, reject_any
from checker.shape.marks import Field, PlainValidator, WithJsonSchema, model_validator
from checker.shape.scalars import Day, Distinct, Identifier, Prose, Text, text
from checker.source import Document

FORMAT = "modelbylaws/controls/v1"
_ID = r"[a-z0-9][a-z0-9.-]*/[A-Za-z0-9][A-Za-z0-9._-]*"
_ADDRESS = r"^https://[!#-&(-;=?-~]+$"
"""Visible ASCII without quotes and angle brackets."""
_ALL = "/*"
"""End of an answer for every control of a list."""


def _matching(pattern: str, how: str) -> tuple[PlainValidator, WithJsonSchema]:
    def check(value: object) -> str:
        written = text(value)
        if not re.match(pattern, written):
            raise ValueError(f"{written!r} is {how}")
        return written

    return PlainValidator(check), WithJsonSchema({"type": "string", "pattern": pattern})


ControlId = Annotated[str, *_matching(f"^{_ID}$", "no id of a control: write LIST/NAME, such as bank-tprm/4.2")]
Answered = Annotated[
    str,
    *_matching(
        rf"^(?:{_ID}|{OWN}[A-Za-z0-9._-]+|[a-z0-9][a-z0-9.-]*/\*)$",
        "neither the id of a control nor that of a list with /*",
    ),
]
Address = Annotated[str, *_matching(_ADDRESS, "no address that starts with https://")]


def is_address(written: str) -> bool:
    """Whether it is a link to somewhere: visible ASCII, safe in every format."""
    return bool(re.match(_ADDRESS, written))


class OwnControl(Shape):
    """A control of the organization's own, in its words."""

    id: ControlId = Field(examples=["bank-tprm/4.2"])
    """Its id, for good: the list, a slash, and its name there."""
    source: Text
    """The text that it stands in."""
    place: Text
    """Where in that text."""
    asks: Prose
    """What it asks, in short."""
    certainty: Certainty
    """`confirmed`: the text was seen; `reported`: a copy by others was; `from memory`: it was not opened."""
    read: Day | None = None
    """The day on which the text, or the copy, was last opened. Needed unless it is from memory."""
    covers: Covers = "part"
    """Whether the rules that serve it show all that it asks, or a part."""
    part: Prose | None = None
    """Which part they show."""

    @model_validator(mode="after")
    def _read_or_not(self) -> Self:
        remembered = self.certainty == "from memory"
        if self.read is None and not remembered:
            reject_any([Fault((), "missing key 'read'", "say when the text was opened", "missing-key", "key")])
        if self.read is not None and remembered:
            reject_any([Fault(("read",), "what is from memory was not read", "take it out, or say what was seen")])
        if self.covers == "whole" and self.part is not None:
            reject_any([Fault(("part",), "what is covered in whole has no part", "take it out, or write covers: part")])
        return self

    @property
    def control(self) -> Control:
        read = self.read.isoformat() if self.read else ""
        return Control(self.source, self.place, self.asks, self.certainty, self.part or "", read, self.covers)


class ControlAnswer(Shape):
    """What the organization says to a control of any list."""

    control: Answered = Field(examples=["dora/28-3", "hipaa/*"])
    """Its id; or the name of a list and `/*`, for all of that list that have no answer of their own."""
    owner: Text | None = None
    """Who answers for it. Default: the owners of the policies whose rules serve it."""
    due: Day | None = None
    """By when it is to be met."""
    evidence: Address | None = None
    """Where further evidence lies."""
    rules: Annotated[tuple[Identifier, ...], Field(min_length=1), Distinct] | None = None
    """Rules that serve it, besides those that name it."""
    out_of_scope: Prose | None = None
    """Why it does not concern the organization."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        reject_any(self._faults())
        return self

    def _faults(self) -> Iterator[Fault]:
        if not (self.owner or self.due or self.evidence or self.rules or self.out_of_scope):
            yield Fault((), "says nothing", "give owner, due, evidence, rules or out-of-scope")
        if self.rules and self.out_of_scope:
            yield Fault(("out-of-scope",), "what rules serve is not out of scope", "take out one of both")
        if self.rules and self.control.endswith(_ALL):
            yield Fault(("rules",), "rules serve one control, and no whole list", "name the control")


class ControlsFile(File):
    """Controls that rules may name besides the built-in ones, and answers."""

    format: Literal["modelbylaws/controls/v1"]
    """Name and version of this file format."""
    controls: Annotated[tuple[OwnControl, ...], Field(min_length=1)] | None = None
    """The organization's own controls."""
    answers: Annotated[tuple[ControlAnswer, ...], Field(min_length=1)] | None = None
    """What the organization says to controls."""

    @model_validator(mode="after")
    def _holds_something(self) -> Self:
        if self.controls is None and self.answers is None:
            reject_any([Fault((), "neither controls nor answers", "", "missing-key", "key")])
        return self


class PlacedAnswer(NamedTuple):
    answer: ControlAnswer
    document: Document
    path: Path

    def locate(self, *below: str | int) -> Location:
        return self.document.locate(Place(self.document.file, (*self.path, *below)))


@dataclass(frozen=True, slots=True)
class ControlLists:
    """All controls of the organization's own, and all answers."""

    own: Mapping[str, Control]
    answers: Mapping[str, ControlAnswer]

    def known(self) -> dict[str, Control]:
        """Every control by its id, the built-in ones first."""
        return {**CONTROLS, **self.own}

    def answer(self, control: str) -> ControlAnswer | None:
        """The answer of this very control; else that of its list."""
        return self.answers.get(control) or self.answers.get(f"{framework(control)}{_ALL}")


NO_LISTS = ControlLists({}, {})
"""What holds where the configuration names no file of controls."""


def stack(
    files: Sequence[tuple[Document, ControlsFile]], rules: Mapping[str, Sequence[str]] | None
) -> tuple[ControlLists, list[Diagnostic]]:
    """All files as one, and what is wrong between them.

    Args:
        files: in the order of reading.
        rules: the controls that each rule names, by its id; None where not all rules are loaded, so that no name of one
            can be a fault.
    """
    own: dict[str, Control] = {}
    places: dict[str, Location] = {}
    answers: dict[str, PlacedAnswer] = {}
    faults: list[Diagnostic] = []
    for document, file in files:
        for index, control in enumerate(file.controls or ()):
            at = document.locate(Place(document.file, ("controls", index, "id")))
            faults += _listed_twice(control.id, at, places)
            own.setdefault(control.id, control.control)
            places.setdefault(control.id, at)
        for index, answer in enumerate(file.answers or ()):
            placed = PlacedAnswer(answer, document, ("answers", index))
            faults += _answered_twice(placed, answers)
            answers.setdefault(answer.control, placed)
    lists = ControlLists(own, {name: placed.answer for name, placed in answers.items()})
    named = {control for controls in (rules or {}).values() for control in controls if control.startswith(OWN)}
    known = {*lists.known(), *named}
    for placed in answers.values():
        if rules is not None or not placed.answer.control.startswith(OWN):
            faults += _unknown_control(placed, known)
        faults += _unknown_rules(placed, rules) if rules is not None else ()
    return lists, faults


def _listed_twice(name: str, at: Location, places: Mapping[str, Location]) -> Iterator[Diagnostic]:
    if name in CONTROLS:
        yield Diagnostic("duplicate-id", f"control {name!r} is built in", (at,), "answer it instead: answers:")
    elif name in places:
        yield Diagnostic("duplicate-id", f"control {name!r} is listed twice", (at, places[name]))


def _answered_twice(placed: PlacedAnswer, before: Mapping[str, PlacedAnswer]) -> Iterator[Diagnostic]:
    name = placed.answer.control
    if name in before:
        places = (placed.locate("control"), before[name].locate("control"))
        yield Diagnostic("duplicate-id", f"control {name!r} is answered twice", places)


def _unknown_control(placed: PlacedAnswer, known: set[str]) -> Iterator[Diagnostic]:
    name = placed.answer.control
    choices = {f"{framework(control)}{_ALL}" for control in known} if name.endswith(_ALL) else known
    if name not in choices:
        message = f"no list of controls knows {name!r}"
        yield Diagnostic("unknown-control", message, (placed.locate("control"),), did_you_mean(name, choices))


def _unknown_rules(placed: PlacedAnswer, rules: Collection[str]) -> Iterator[Diagnostic]:
    for index, rule in enumerate(placed.answer.rules or ()):
        if rule not in rules:
            message = f"rule {rule!r} is to serve {placed.answer.control}, and no policy holds it"
            yield Diagnostic("unknown-rule", message, (placed.locate("rules", index),), did_you_mean(rule, rules))
