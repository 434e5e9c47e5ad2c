"""What the configuration says of a file of observations, and what the file came to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field

from checker.diagnostic import Diagnostic, Location
from checker.observed.evidence import LeftOut, Observation
from checker.observed.once import Counted
from checker.observed.values import Unusable
from checker.record import dataclass
from checker.vocabulary import ObservedSource


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is to be read.

    Attributes:
        source: what kind of file it is.
        callers: which service a caller is, where it is not called alike.
        service: whose use all of the file is, if it is one service's.
        caller: the column that names the caller, if it is not the usual one.
        model: the column that names the model, if it is not the usual one.
        in_utc: whether times without a zone are in UTC.
        counted: what files that were read before tell, so that nothing is counted twice.
    """

    source: ObservedSource
    callers: Mapping[str, str] = field(default_factory=dict)
    service: str = ""
    caller: str = ""
    model: str = ""
    in_utc: bool = False
    counted: Counted = field(default_factory=Counted)

    def service_of(self, caller: str) -> str:
        return self.service or self.callers.get(caller, caller)


@dataclass
class Found:
    """What a file came to. With a fault nothing of it counts."""

    file: str
    observations: list[Observation] = field(default_factory=list)
    faults: list[Diagnostic] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)
    """Entries that are no observation, by the reason."""

    def leave_out(self, reason: str) -> None:
        self.left[reason] = self.left.get(reason, 0) + 1

    def add_up(self, seen: Iterable[Observation]) -> None:
        """Take observations, those of one series and one period as one."""
        sums: dict[tuple[object, ...], Observation] = {}
        for one in seen:
            key = (*one.series, one.since, one.until)
            sums[key] = sums[key].plus(one) if key in sums else one
        self.observations += sums.values()

    def refuse(self, error: Unusable, at: Location) -> None:
        self.faults.append(Diagnostic(error.code, error.message, (at,), error.help))

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        return tuple(LeftOut(self.file, reason, count) for reason, count in sorted(self.left.items()))


ReadSource = Callable[[str, bytes, Options], Found]
"""Reads the bytes of a file, of which the name is given."""
