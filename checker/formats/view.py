"""What a reader of ``summary`` asks for, and of ``markdown-comment``."""

from __future__ import annotations

from typing import Literal

from checker.record import dataclass

PLACES = 3
"""Places of a group, names in no catalog, and waived findings that are shown without ``--all``."""

By = Literal["rule", "service", "owner"]
"""What ``summary`` puts findings together by."""


@dataclass(frozen=True, slots=True)
class View:
    everything: bool = False
    """All places and all that is waived, instead of the first ones and their number."""
    statistics: bool = False
    """The numbers alone, without findings."""
    by: By = "rule"
    rule: str | None = None
    """Only this rule."""
    link: str = ""
    """The address of a line of a file, with {path} and {line}, in comments; empty: places are no links."""


USUAL = View()
"""Nothing but the format itself."""
