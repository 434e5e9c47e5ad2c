"""A row of a template: its official cells, what is ours beside it, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

from checker.record import dataclass

YES, NO = "eba_BT:x28", "eba_BT:x29"
"""Of the closed lists of yes and no."""
COUNTRY = "eba_GA:"


@dataclass(frozen=True, slots=True)
class Row:
    official: Mapping[str, str]
    """By the code of the column."""
    ours: Mapping[str, str]
    findings: tuple[tuple[str, str], ...] = ()
    """Columns, each with what services do not agree on, or do not say."""
