"""A condition as a policy writes it becomes one that was checked against an attribute table, or faults."""

from __future__ import annotations

from collections.abc import Sequence

from checker.condition import Ask, Condition, Node, Not, Several, expectation
from checker.condition.attribute import Attribute, Depth, Table
from checker.condition.expectation import Expectation
from checker.diagnostic import Path, did_you_mean
from checker.record import dataclass
from checker.shape import Fault, reject
from checker.source import Plain

COMBINATIONS = ("any", "all", "not")


@dataclass(frozen=True, slots=True)
class _Frame:
    """From where attributes are read, and which there are."""

    depth: Depth
    table: Table


def compile_condition(raw: object, depth: Depth, table: Table) -> Condition:
    """A condition whose attributes, those of a table, are read from a depth; for use in validators.

    Raises:
        RejectedError: everything that is wrong with it, each at its own place.
    """
    node = _condition(raw, _Frame(depth, table), ())
    return Condition(reject(node) if isinstance(node, list) else node)


def _condition(raw: object, frame: _Frame, at: Path) -> Node | list[Fault]:
    if not isinstance(raw, dict) or not raw:
        return [Fault(at, "expected a mapping of attributes to expectations")]
    return _together([_part(key, value, frame, (*at, key)) for key, value in raw.items()])


def _together(parts: Sequence[Node | list[Fault]], *, any_: bool = False) -> Node | list[Fault]:
    faults = [fault for part in parts if isinstance(part, list) for fault in part]
    if faults:
        return faults
    nodes = tuple(part for part in parts if not isinstance(part, list))
    return nodes[0] if len(nodes) == 1 else Several(nodes, any_)


def _part(key: str, value: Plain, frame: _Frame, at: Path) -> Node | list[Fault]:
    if key == "not":
        inner = _condition(value, frame, at)
        return inner if isinstance(inner, list) else Not(inner)
    if key in COMBINATIONS:
        if not isinstance(value, list) or not value:
            return [Fault(at, f"{key} needs a list of conditions")]
        parts = [_condition(part, frame, (*at, index)) for index, part in enumerate(value)]
        return _together(parts, any_=key == "any")
    attribute = frame.table.find(key)
    if attribute is None:
        help_ = did_you_mean(key, [*frame.table.rows, *COMBINATIONS])
        return [Fault(at, f"unknown attribute {key!r}", help_, "unknown-attribute", "key")]
    return _asks(attribute, value, frame.depth, at)


def _asks(attribute: Attribute, raw: Plain, depth: Depth, at: Path) -> Node | list[Fault]:
    found = expectation.parse(attribute, raw, depth, at)
    faults = [fault for fault in found if isinstance(fault, Fault)]
    if faults:
        return faults
    return _together([Ask(attribute, asked) for asked in found if isinstance(asked, Expectation)])
