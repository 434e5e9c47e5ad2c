"""The cheapest choice of options, by OR-Tools' CP-SAT: proven, or with how far it may be from the best.

The least work is looked for first, and of the plans that take it the one with the fewest changes, if time allows.
The number of workers, the seed and a limit in the solver's own time make the same question give the same answer; the
limit on the clock is there for machines that are slow, and then an answer may differ.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from functools import cached_property, partial
from typing import Any, Literal

from checker.planning.core import Holds, find_core, hold_in
from checker.planning.demand import Demand
from checker.planning.options import Choices
from checker.planning.pruning import needed
from checker.planning.variables import BUDGET, MAX_MOVES, Limits, Question, Variables
from checker.record import dataclass
from checker.run.faults import Fault

MISSING = "plan needs OR-Tools: pip install 'modelbylaws[plan]'"
AT_LEAST = 0.5
"""Seconds that a question gets, however late it is: so much that what is easy is answered."""
TIDY = 5.0
"""Most seconds that are spent on the fewest changes, when the least work is known."""

Status = Literal["optimal", "feasible", "impossible", "unknown"]


@dataclass(frozen=True, slots=True)
class Solved:
    """``cost`` is in person-days, ``bound`` no plan is cheaper than; ``core`` are demands that cannot hold together."""

    status: Status
    chosen: Mapping[int, int] = field(default_factory=dict)
    cost: int = 0
    bound: int = 0
    unestimated: int = 0
    """Services that are changed, and nobody estimated that."""
    fewest_unestimated: int = 0
    """No plan changes fewer of those."""
    core: tuple[str, ...] = ()
    smallest: bool = True
    """Whether no smaller set is impossible, too; else only none of its parts is known to be."""


def load() -> Any:  # noqa: ANN401 - the module of an extra
    """OR-Tools' CP-SAT.

    Raises:
        Fault: it is not installed.
    """
    try:
        from ortools.sat.python import cp_model
    except ImportError:
        raise Fault(MISSING) from None
    return cp_model


@dataclass(frozen=True, eq=False)
class Problem:
    """A question to the solver, which has so many seconds from now on."""

    choices: Choices
    demands: Sequence[Demand]
    limits: Limits
    cp: Any = field(default_factory=load)
    began: float = field(default_factory=time.monotonic)

    @cached_property
    def variables(self) -> Variables:
        kept = needed(self.choices, self.demands, self.days)
        return Variables(self.cp, Question(self.choices, kept, self.demands, self.limits, self.days))

    def solve(self) -> Solved:
        made = self.variables
        model = made.of(made.names)
        model.minimize(made.sum_in(model, made.work))
        solver, status = self._run(model, self._left())
        if status in {"OPTIMAL", "FEASIBLE"}:
            return self._found(solver, "optimal" if status == "OPTIMAL" else "feasible")
        if status == "INFEASIBLE":
            core, smallest = find_core(tuple(made.names), self._held, lambda: self._left() <= AT_LEAST)
            return Solved("impossible", core=core, smallest=smallest)
        if status == "MODEL_INVALID":
            raise Fault("the weights of services are too finely divided to be added up exactly in 64 bits")
        return Solved("unknown")

    def _left(self) -> float:
        return max(AT_LEAST, self.limits.seconds - (time.monotonic() - self.began))

    def _run(self, model: Any, seconds: float) -> tuple[Any, str]:  # noqa: ANN401
        solver = self.cp.CpSolver()
        solver.parameters.random_seed = 1
        solver.parameters.num_workers = 2
        solver.parameters.interleave_search = True
        solver.parameters.max_deterministic_time = seconds
        solver.parameters.max_time_in_seconds = seconds
        names = {getattr(self.cp, name): name for name in ("OPTIMAL", "FEASIBLE", "INFEASIBLE", "MODEL_INVALID")}
        return solver, names.get(solver.solve(model), "UNKNOWN")

    def _found(self, solver: Any, status: Status) -> Solved:  # noqa: ANN401
        made = self.variables
        chosen = self._tidy(self._chosen(solver))
        days = sum(self.days(*place) or 0 for place in chosen.items())
        unestimated = sum(self.days(*place) is None for place in chosen.items())
        fewest, least = divmod(max(0, round(solver.best_objective_bound)), made.unestimated)
        return Solved(status, chosen, days, least if fewest == unestimated else 0, unestimated, fewest)

    def _chosen(self, solver: Any) -> Mapping[int, int]:  # noqa: ANN401
        return {index: option for (index, option), one in self.variables.picks.items() if option and solver.value(one)}

    def _tidy(self, chosen: Mapping[int, int]) -> Mapping[int, int]:
        """A choice that takes as much work with fewer changes, if one is found soon."""
        made = self.variables
        if not chosen:
            return chosen
        model = made.of(made.names)
        model.add(made.sum_in(model, made.work) <= sum(made.work(place) for place in chosen.items()))
        model.minimize(made.sum_in(model, made.size))
        for place, one in made.picks.items():
            is_chosen = chosen.get(place[0], 0) == place[1]
            model.add_hint(model.get_bool_var_from_proto_index(one.index), is_chosen)
        solver, found = self._run(model, min(TIDY, self._left()))
        return self._chosen(solver) if found in {"OPTIMAL", "FEASIBLE"} else chosen

    def days(self, index: int, option: int) -> int | None:
        """The work of an option in person-days; None where nobody says, and nothing is to be assumed."""
        days = self.choices[index][option].days
        return self.limits.unknown_cost if days is None else days

    def _held(self, names: Iterable[str]) -> frozenset[str] | None:
        """What holds besides in a choice in which these demands do, as ``find_core`` asks."""
        asked = frozenset(names)
        solver, status = self._run(self.variables.of(asked), self._left())
        if status == "INFEASIBLE":
            return None
        if status not in {"OPTIMAL", "FEASIBLE"}:
            return asked
        return asked | hold_in(self._chosen(solver), self._holds)

    @cached_property
    def _holds(self) -> Mapping[str, Holds]:
        by_name: dict[str, list[Demand]] = {}
        for demand in self.demands:
            by_name.setdefault(demand.rule, []).append(demand)
        found: dict[str, Holds] = {name: partial(_all_hold, listed) for name, listed in by_name.items()}
        flags: dict[str, Holds] = {MAX_MOVES: self._is_short, BUDGET: self._is_cheap}
        return {**found, **{name: holds for name, holds in flags.items() if name in self.variables.names}}

    def _is_short(self, chosen: Mapping[int, int]) -> bool:
        moves = sum(len(self.choices[index][option].changes) for index, option in chosen.items())
        return self.limits.max_changed is None or moves <= self.limits.max_changed

    def _is_cheap(self, chosen: Mapping[int, int]) -> bool:
        days = [self.days(*place) for place in chosen.items()]
        within = None not in days and sum(day or 0 for day in days) <= (self.limits.budget or 0)
        return self.limits.budget is None or within


def _all_hold(demands: Sequence[Demand], chosen: Mapping[int, int]) -> bool:
    return all(demand.holds(chosen) for demand in demands)
