"""Requests that two logs of one source tell: counted once where an id says that they are the same, else a fault."""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from checker.diagnostic import Diagnostic, Location
from checker.observed.evidence import Observation
from checker.record import dataclass

Told = Literal["request", "sum", ""]
"""What the id of a row is one of; nothing, if it has none."""
_HELP = "export ids (request_id, or id of daily sums), or leave one of the files out"


Said = tuple[object, ...]


@dataclass
class Counted:
    """What the logs of a run told so far, by their ids and by day."""

    rows: dict[tuple[Told, str], tuple[Location, Said]] = field(default_factory=dict)
    days: dict[tuple[object, ...], dict[str, tuple[Told, Location]]] = field(default_factory=dict)

    def meet(self, told: Told, name: str, said: Said, at: Location) -> Diagnostic | bool:
        """Whether a row of this id was there before; a fault, if that one said something else."""
        if not told:
            return False
        first, before = self.rows.setdefault((told, name), (at, said))
        if first is at:
            return False
        if before == said:
            return True
        message = "the row has the id of another one, and says something else"
        return Diagnostic("bad-row", message, (at, first), "export the files again, at one time")

    def overlap(self, told: Told, one: Observation) -> Diagnostic | None:
        """A fault, if another file tells of the same day, and no ids say which requests are the same.

        ``told`` is what all rows of the file have an id of.
        """
        files = self.days.setdefault((one.caller, one.model, one.host, one.since), {})
        others = [(how, at) for file, (how, at) in files.items() if file != one.at.file]
        files.setdefault(one.at.file, (told, one.at))
        for how, at in others:
            if not told or how != told:
                message = f"two files count requests for {one.model} of {one.caller or 'nobody'} on {one.since}"
                return Diagnostic("overlapping-periods", f"{message}, and may count the same ones", (one.at, at), _HELP)
        return None
