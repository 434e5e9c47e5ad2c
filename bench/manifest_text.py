"""A service as YAML, in one of the styles that people and their tools write.

Every style says the same: what the reader makes of the text is the data it was made from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bench.dice import Dice
from bench.services import SEED, Data, make_service

COMMENTS = (
    "asked for by the risk board",
    "see the runbook before you change this",
    "agreed with legal, RISK-{number}",
    "moved here in the spring review",
    "kept until the new contract is signed",
)
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9./_-]*\Z|\d{4}-\d\d-\d\d\Z")
_WORDS = {"no", "off", "on", "yes", "true", "false", "null", "y", "n"}
"""What YAML 1.1 takes for something else; a careful writer quotes it."""


@dataclass(frozen=True, slots=True)
class Style:
    """How somebody writes YAML."""

    name: str
    quote: str
    """The quotes of every text, or none where it needs none."""
    flow: int
    """From this depth on, lists and mappings stand in one line."""
    dash: str
    """What is before the dash of a list."""
    comments: float
    """The chance of a comment at the end of a line."""


STYLES = (
    Style("block", "", 9, "  ", 0.15),
    Style("compact", "", 4, "", 0.08),
    Style("quoted", '"', 9, "  ", 0.04),
    Style("dumped", "'", 9, "", 0.0),
)


def write_manifest(number: int, seed: str = SEED) -> str:
    """The manifest of one service, in a style of its own."""
    dice = Dice(seed, "style", number)
    style = dice.pick(STYLES)
    return render(make_service(number, seed), style, dice)


def render(service: Data, style: Style, dice: Dice) -> str:
    lines = [*_heading(service, style, dice), *_mapping(service, style, 0, "")]
    return "".join(f"{_with_comment(line, style, dice)}\n" for line in lines)


def _heading(service: Data, style: Style, dice: Dice) -> Iterator[str]:
    if style.comments:
        yield "# yaml-language-server: $schema=../../../schemas/manifest.schema.json"
        yield f"# {service['service']}: who answers for it is {service['owner']}; {_comment(dice)}."


def _with_comment(line: str, style: Style, dice: Dice) -> str:
    return f"{line}  # {_comment(dice)}" if dice.happens(style.comments) and "#" not in line else line


def _comment(dice: Dice) -> str:
    return dice.pick(COMMENTS).format(number=dice.number(1000, 9999))


def _mapping(value: Mapping[str, object], style: Style, depth: int, margin: str) -> Iterator[str]:
    for key, inner in value.items():
        if isinstance(inner, dict) and depth + 1 < style.flow:
            yield f"{margin}{key}:"
            yield from _mapping(inner, style, depth + 1, f"{margin}  ")
        elif isinstance(inner, list) and depth + 1 < style.flow and _is_long(inner):
            yield f"{margin}{key}:"
            yield from _items(inner, style, depth + 2, f"{margin}{style.dash}")
        else:
            yield f"{margin}{key}: {_flow(inner, style)}"


def _is_long(items: list[object]) -> bool:
    return any(isinstance(item, dict) for item in items)


def _items(items: list[object], style: Style, depth: int, margin: str) -> Iterator[str]:
    for item in items:
        if isinstance(item, dict) and depth < style.flow:
            first, *rest = _mapping(item, style, depth, f"{margin}  ")
            yield f"{margin}- {first.lstrip()}"
            yield from rest
        else:
            yield f"{margin}- {_flow(item, style)}"


def _flow(value: object, style: Style) -> str:
    """In one line."""
    match value:
        case dict():
            return "{" + ", ".join(f"{key}: {_flow(inner, style)}" for key, inner in value.items()) + "}"
        case list():
            return "[" + ", ".join(_flow(item, style) for item in value) + "]"
        case bool():
            return str(value).lower()
        case str():
            return _text(value, style)
        case _:
            return str(value)


def _text(value: str, style: Style) -> str:
    """No text of a fleet holds a quote or a backslash."""
    needed = "" if _PLAIN.match(value) and value.lower() not in _WORDS else '"'
    quote = style.quote or needed
    return f"{quote}{value}{quote}"
