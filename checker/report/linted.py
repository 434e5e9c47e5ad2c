"""What ``lint`` and ``catalog lint`` found: faults, which fail them, and hints, which fail nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field
from typing import ClassVar, Literal

from checker.diagnostic import Diagnostic
from checker.form import Form
from checker.record import dataclass
from checker.report import Input, Tool


@dataclass(frozen=True, slots=True)
class Linted:
    """Faults and hints, each in the order of places. ``sources`` holds the text of every file that they point at."""

    FORM: ClassVar = Form(
        "LintFile",
        "verb as_of known_by exit_code tool inputs faults hints nothing",
        format="modelbylaws/lint/v1",
        about="Faults of policies, waivers and catalogs, and hints. No service was judged.",
    )

    verb: Literal["lint", "catalog lint"]
    as_of: dt.date
    known_by: dt.date | None
    version: str
    inputs: tuple[Input, ...]
    faults: tuple[Diagnostic, ...]
    hints: tuple[Diagnostic, ...]
    nothing: str = ""
    """Why there was nothing to look at, if so."""
    builtin_too: bool = False
    """Whether hints are about the built-in catalog, too."""
    sources: Mapping[str, str] = field(default_factory=dict)
    catalog: str | None = None
    """The release of the built-in catalog that was read."""
    prefix: str = ""
    """Where the paths start, inside of the repository that holds them."""

    @property
    def exit_code(self) -> int:
        """2 for a fault, 3 where there was nothing to look at, else 0."""
        return 2 if self.faults else 3 if self.nothing else 0

    @property
    def tool(self) -> Tool:
        return Tool(self.version, catalog=self.catalog)
