"""What is different from the run before, from the history of runs."""

from __future__ import annotations

import datetime as dt

import htpy as h

from checker.record import dataclass


@dataclass(frozen=True, slots=True)
class Moved:
    """A share before and now, in words."""

    rule: str
    key: str
    before: str
    now: str
    limit: str


@dataclass(frozen=True, slots=True)
class Changed:
    """Findings that came and went since the run before, by their names, and shares that moved."""

    before: dt.date
    new: tuple[tuple[str, str], ...]
    """Rule and subject."""
    fixed: tuple[tuple[str, str], ...]
    same: int
    moved: tuple[Moved, ...]


def show_in_short(changed: Changed) -> h.Node:
    return [
        f"{changed.before}: ", h.b[f"+{len(changed.new):,}"], " new, ", h.b[f"\u2212{len(changed.fixed):,}"],
        f" fixed, {changed.same:,} stay",
    ]  # fmt: skip
