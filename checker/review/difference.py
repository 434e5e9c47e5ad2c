"""What lies between two states of a repository: what manifests did, and what policies and the rest did.

Rules of two states of the policies differ in what they ask, words aside; which way is looser is said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from fractions import Fraction
from typing import ClassVar, Literal

from checker.condition import Condition
from checker.diagnostic import Diagnostic
from checker.form import Form
from checker.judging import AnyPolicy
from checker.kinds import AnyKind
from checker.record import dataclass
from checker.report import Tool, amount, limit_text
from checker.report.review import Changes, Revision
from checker.vocabulary import hardness

Direction = Literal["looser", "stricter", ""]


@dataclass(frozen=True, slots=True)
class Edit:
    """One thing about a rule that was changed: its limit, by its parameter's name if it has one, its level ..."""

    FORM: ClassVar = Form("EditEntry", "name before after direction")

    name: str
    before: str
    after: str
    direction: Direction

    def show(self) -> str:
        direction = f" ({self.direction})" if self.direction else ""
        return f"{self.name} {self.before} -> {self.after}{direction}"


@dataclass(frozen=True, slots=True)
class RuleChange:
    FORM: ClassVar = Form("RuleChangeEntry", "rule state edits")

    rule: str
    state: Literal["added", "removed", "changed"]
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What one cause did: the files that changed, and what came of it."""

    FORM: ClassVar = Form("StepEntry", "files changes unused_waivers", {"unused_waivers": "unused"})

    files: tuple[str, ...]
    changes: Changes
    unused: tuple[str, ...]
    """Waivers that were needed before and are not any more."""


@dataclass(frozen=True, slots=True)
class Difference:
    """``manifests`` are judged by the base's rules, before and after; ``rules`` on the head's manifests."""

    FORM: ClassVar = Form(
        "DiffFile",
        "as_of exit_code tool base head manifests policies edited diagnostics notes",
        {"policies": "rules"},
        format="modelbylaws/diff/v1",
        about="What lies between two states of a repository.",
    )

    as_of: dt.date
    version: str
    base: Revision
    head: Revision | None
    manifests: Step
    rules: Step
    edited: tuple[RuleChange, ...]
    exit_code: int
    diagnostics: tuple[Diagnostic, ...]
    notes: tuple[str, ...]
    sources: Mapping[str, str] = field(default_factory=dict)
    catalog: str | None = None
    """The release of the built-in catalog that both states were judged with."""

    @property
    def tool(self) -> Tool:
        return Tool(self.version, catalog=self.catalog)

    @property
    def head_name(self) -> str:
        return "the work tree" if self.head is None else str(self.head)


_WORDS = frozenset({"id", "title", "why", "fix", "controls", "since"})
"""What a rule says about itself; it changes no verdict."""

_Held = tuple[AnyPolicy, int]


def policy_changes(before: Sequence[AnyPolicy], after: Sequence[AnyPolicy]) -> tuple[RuleChange, ...]:
    """Rules that were added, removed or changed, by id."""
    was, now = _index_rules(before), _index_rules(after)
    return tuple(found for rule in sorted({*was, *now}) if (found := _change(rule, was.get(rule), now.get(rule))))


def _index_rules(policies: Sequence[AnyPolicy]) -> dict[str, _Held]:
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
        before, after = _show(old, name), _show(new, name)
        if before != after:
            yield Edit(_name(now, name), before, after, _direction(old, new, name))
    conditions = [str(policy.selection(rule.of) or "all services") for (policy, _), rule in ((was, old), (now, new))]
    if old.of == new.of and conditions[0] != conditions[1]:
        yield Edit(f"selection {new.of}", conditions[0], conditions[1], "")


def _name(held: _Held, name: str) -> str:
    """The parameter that stands for a key, or the key."""
    policy, index = held
    key = name.rstrip("_").replace("_", "-")
    raw = policy.header.rules[index].get(key) if index < len(policy.header.rules) else None
    return raw.removeprefix("$") if isinstance(raw, str) and raw.startswith("$") else key


def _show(rule: AnyKind, name: str) -> str:
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
        return "stricter" if hardness(new.level) > hardness(old.level) else "looser"
    stricter = new.limits.get(name.replace("_", "-"))
    if stricter is None or old.kind != new.kind:
        return ""
    smaller = getattr(new, name) < getattr(old, name)
    return "stricter" if smaller == (stricter == "smaller") else "looser"
