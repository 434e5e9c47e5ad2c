"""A figure of the table: two commands that run in turns, and what their costs say.

The turns are A B A B, so that whatever else the machine does meets both. A ratio is the median of the ratios of the
pairs, not the ratio of two medians: a pair was measured within the same moments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Literal

from bench.process import Command, Cost, Failed, run

By = Literal["cpu", "wall"]
MILLION = 1_000_000
_STARTS = 3


def leave_as_it_is(_turn: int) -> None:
    """Nothing is to be done before a turn."""


def nothing_against_it() -> str:
    """Nothing speaks against measuring."""
    return ""


@dataclass(frozen=True, slots=True)
class Growth:
    """Sizes of the two fleets of a figure that asks what a manifest costs, and a run with hardly any."""

    measured: int
    reference: int
    start: Command


@dataclass(frozen=True, slots=True)
class Figure:
    """What is measured against what. Before each turn ``prepare`` gets its number; it is not measured.

    ``why_not`` is asked once, when the fleets are there; what it answers is shown instead of a value.
    """

    name: str
    measured: Command
    reference: Command
    pairs: int = 3
    prepare: Callable[[int], None] = leave_as_it_is
    why_not: Callable[[], str] = nothing_against_it
    growth: Growth | None = None
    memory: str = ""
    """Name of the figure for the memory that 100,000 manifests would take, of a figure of growth; or none."""

    @property
    def folders(self) -> set[Path]:
        """Where its commands run."""
        commands = [self.measured, self.reference, *([self.growth.start] if self.growth else [])]
        return {command.folder for command in commands}


@dataclass(frozen=True, slots=True)
class Absent:
    """A figure that cannot be measured here, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a figure came to, and the costs behind it.

    Ratios are least, median and greatest. Where there is no value, the note says why.
    """

    name: str
    note: str = ""
    cpu: tuple[float, float, float] | None = None
    wall: tuple[float, float, float] | None = None
    megabytes: float | None = None
    costs: tuple[Cost, Cost] | None = None


def measure(figure: Figure, limit: float) -> Iterator[Result]:
    """All results of a figure; one that fails is a result too, with the reason as its note."""
    try:
        reason = figure.why_not()
        found = Result(figure.name, reason) if reason else _measure(figure, limit)
    except Failed as failure:
        found = Result(figure.name, str(failure))
    yield found
    if figure.growth and figure.memory and found.costs:
        sizes = (figure.growth.measured, figure.growth.reference)
        memory = (found.costs[0].memory, found.costs[1].memory)
        yield Result(figure.memory, megabytes=extrapolate(sizes, memory) / MILLION)


def _measure(figure: Figure, limit: float) -> Result:
    start, scale = Cost(0, 0, 0), 1.0
    if figure.growth:
        start = median_cost([run(figure.growth.start, limit) for _ in range(_STARTS)])
        scale = figure.growth.reference / figure.growth.measured
    pairs = [_turn(figure, turn, limit) for turn in range(figure.pairs)]
    return Result(
        figure.name,
        cpu=spread([ratio(one.cpu, other.cpu, start.cpu, scale) for one, other in pairs]),
        wall=spread([ratio(one.wall, other.wall, start.wall, scale) for one, other in pairs]),
        costs=(median_cost([one for one, _ in pairs]), median_cost([other for _, other in pairs])),
    )


def _turn(figure: Figure, turn: int, limit: float) -> tuple[Cost, Cost]:
    figure.prepare(turn)
    return run(figure.measured, limit), run(figure.reference, limit)


def ratio(measured: float, reference: float, start: float = 0.0, scale: float = 1.0) -> float:
    """How many times the reference; with a start, that of what comes after it, times the scale.

    Raises:
        Failed: the reference is no more than the start, so nothing was measured.
    """
    if reference <= start:
        raise Failed("the reference costs nothing that could be measured")
    return (measured - start) / (reference - start) * scale


def spread(ratios: Sequence[float]) -> tuple[float, float, float]:
    """The least, the median and the greatest."""
    return min(ratios), median(ratios), max(ratios)


def median_cost(costs: Sequence[Cost]) -> Cost:
    return Cost(
        median(cost.wall for cost in costs), median(cost.cpu for cost in costs), median(cost.memory for cost in costs)
    )


def extrapolate(sizes: tuple[int, int], memory: tuple[float, float], wanted: int = 100_000) -> float:
    """Memory for so many manifests, along the line through two fleets."""
    each = (memory[0] - memory[1]) / (sizes[0] - sizes[1])
    return memory[0] + each * (wanted - sizes[0])
