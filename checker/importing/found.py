"""What an importer found in a file of others, counted: every row is imported, or skipped for a reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import field

from checker.files.catalog import Endpoint, Model
from checker.files.facts import Source
from checker.record import dataclass


@dataclass(frozen=True, slots=True)
class Basis:
    """The file that is imported, as the source of every claim, and the day it is read."""

    source: Source
    today: dt.date

    def stated(self, note: str = "") -> dict[str, object]:
        """What every claim and endpoint says of where it was read."""
        return {"status": "reported", "sources": [self.source], **({"note": note} if note else {})}


@dataclass
class Found:
    """Claims and endpoints of models that the catalog knows, and what became of every row."""

    unit: str = "row"
    """What is counted."""
    only: str | None = None
    """The one model that the file is about; None: the file is about all models, and what it leaves out it withdraws."""
    models: list[Model] = field(default_factory=list)
    endpoints: list[Endpoint] = field(default_factory=list)
    taken: int = 0
    """Rows that stand behind a claim or an endpoint."""
    skipped: dict[str, list[str]] = field(default_factory=dict)
    """Reason to what was skipped for it, one entry a row."""

    @property
    def rows(self) -> int:
        return self.taken + sum(map(len, self.skipped.values()))

    def count(self, why_not: str, name: str) -> None:
        """Count a row: imported, or skipped for a reason."""
        if why_not:
            self.skip(why_not, name)
        else:
            self.taken += 1

    def skip(self, reason: str, name: str) -> None:
        self.skipped.setdefault(reason, []).append(name)
