"""How the rules of two states of the policies differ in what they ask, and which way is looser. Words aside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from checker.condition import Condition
from checker.engine import AnyPolicy
from checker.kinds import AnyKind
from checker.policy.inherit import LEVELS
from checker.report import amount, limit_text
from checker.report.difference import Direction, Edit, RuleChange

_WORDS = frozenset({"id", "title", "why", "fix", "controls", "since"})
"""What a rule says about itself; it changes no verdict."""

_Held = tuple[AnyPolicy, int]


def policy_changes(before: Sequence[AnyPolicy], after: Sequence[AnyPolicy]) -> tuple[RuleChange, ...]:
    """Rules that were added, removed or changed, by id."""
    was, now = _held(before), _held(after)
    return tuple(found for rule in sorted({*was, *now}) if (found := _change(rule, was.get(rule), now.get(rule))))


def _held(policies: Sequence[AnyPolicy]) -> dict[str, _Held]:
    return {rule.id: (policy, index) for policy in policies for index, rule in enumerate(policy.rules)}


def _change(rule: str, was: _Held | None, now: _Held | None) -> RuleChange | None:
    if was is None:
        return RuleChange(rule, "added")
    if now is None:
        return RuleChange(rule, "removed")
    edits = tuple(_edits(was, now))
    return RuleChange(rule, "changed", edits) if edits else None


def _edits(was: _Held, now: _Held) -> Iterator[Edit]:
    old, new = was[0].rules[was[1]], now[0].rules[now[1]]
    for name in sorted({*type(old).model_fields, *type(new).model_fields} - _WORDS):
        before, after = _shown(old, name), _shown(new, name)
        if before != after:
            yield Edit(_named(now, name), before, after, _direction(old, new, name))
    conditions = [str(policy.selection(rule.of) or "all services") for (policy, _), rule in ((was, old), (now, new))]
    if old.of == new.of and conditions[0] != conditions[1]:
        yield Edit(f"selection {new.of}", conditions[0], conditions[1], "")


def _named(held: _Held, name: str) -> str:
    """The parameter that stands for a key, or the key."""
    policy, index = held
    key = name.rstrip("_").replace("_", "-")
    raw = policy.header.rules[index].get(key) if index < len(policy.header.rules) else None
    return raw.removeprefix("$") if isinstance(raw, str) and raw.startswith("$") else key


def _shown(rule: AnyKind, name: str) -> str:
    value: object = getattr(rule, name, None)
    if isinstance(value, Fraction):
        return amount(value) if rule.counts_keys else limit_text(value)
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    if value is None:
        return "none"
    return str(value) if isinstance(value, str | int | Condition) else f"{value}"


def _direction(old: AnyKind, new: AnyKind, name: str) -> Direction:
    if name == "level":
        return "stricter" if LEVELS.index(new.level) > LEVELS.index(old.level) else "looser"
    stricter = new.limits.get(name.replace("_", "-"))
    if stricter is None or old.kind != new.kind:
        return ""
    smaller = getattr(new, name) < getattr(old, name)
    return "stricter" if smaller == (stricter == "smaller") else "looser"
