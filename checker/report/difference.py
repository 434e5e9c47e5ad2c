"""What lies between two states of a repository: what manifests did, and what policies and the rest did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from checker.report.change import Changes
from checker.report.review import Review, Revision

if TYPE_CHECKING:
    from checker.diagnostic import Diagnostic

Direction = Literal["looser", "stricter", ""]


@dataclass(frozen=True, slots=True)
class Edit:
    """One thing about a rule that was changed: its limit, by its parameter's name if it has one, its level ..."""

    name: str
    before: str
    after: str
    direction: Direction

    def show(self) -> str:
        direction = f" ({self.direction})" if self.direction else ""
        return f"{self.name} {self.before} -> {self.after}{direction}"


@dataclass(frozen=True, slots=True)
class RuleChange:
    rule: str
    state: Literal["added", "removed", "changed"]
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What one cause did: the files that changed, and what came of it."""

    files: tuple[str, ...]
    review: Review
    changes: Changes
    unused: tuple[str, ...]
    """Waivers that were needed before and are not any more."""


@dataclass(frozen=True, slots=True)
class Difference:
    """``manifests`` are judged by the base's rules, before and after; ``rules`` on the head's manifests."""

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

    @property
    def head_name(self) -> str:
        return "the work tree" if self.head is None else str(self.head)
