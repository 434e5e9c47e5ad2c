"""The cheapest choice of options, by OR-Tools' CP-SAT: proven, or with how far it may be from the best.

Each option of each service is a variable that is 0 or 1, and each demand is switched on by one. Everything is in whole
numbers. The number of workers, the seed and a limit in the solver's own time make the same question give the same
answer; the limit on the clock is there for machines that are slow, and then an answer may differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

from checker.planning.demands import COUNT, DOUBT, EVERY, MEMBERS, WEIGHT, Choices, Demand, Linear
from checker.record import dataclass
from checker.run.faults import Fault

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

MISSING = "plan needs OR-Tools: pip install 'modelbylaws[plan]'"
LARGEST = 1 << 61
"""Sums beyond that would not be counted in 64 bits, with room for the solver's own."""

Status = Literal["optimal", "feasible", "impossible", "unknown"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What the user asks of a plan beyond the rules, and of the solver."""

    max_changed: int | None
    budget: int | None
    unknown_cost: int | None
    seconds: float


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
    """The variables and constraints of a plan."""

    choices: Choices
    demands: Sequence[Demand]
    limits: Limits
    cp: Any = field(default_factory=load)

    def solve(self) -> Solved:
        model = _Model(self)
        solver, status = self._run(model, model.names)
        if status in {"OPTIMAL", "FEASIBLE"}:
            return self._found(model, solver, "optimal" if status == "OPTIMAL" else "feasible")
        if status == "INFEASIBLE":
            core, smallest = self._core()
            return Solved("impossible", core=core, smallest=smallest)
        if status == "MODEL_INVALID":
            raise Fault("the weights of services are too finely divided to be added up exactly in 64 bits")
        return Solved("unknown")

    def _run(self, model: _Model, enforced: Iterable[str], *, feasible: bool = False) -> tuple[Any, str]:
        solver = self.cp.CpSolver()
        solver.parameters.random_seed = 1
        solver.parameters.num_workers = 2
        solver.parameters.interleave_search = True
        solver.parameters.max_time_in_seconds = self.limits.seconds
        active = model.of(enforced, feasible=feasible)
        names = {getattr(self.cp, name): name for name in ("OPTIMAL", "FEASIBLE", "INFEASIBLE", "MODEL_INVALID")}
        return solver, names.get(solver.solve(active), "UNKNOWN")

    def _found(self, model: _Model, solver: Any, status: Status) -> Solved:  # noqa: ANN401
        chosen = {index: option for (index, option), one in model.picks.items() if option and solver.value(one)}
        scale = model.scale
        days = sum(self.days(index, option) or 0 for index, option in chosen.items())
        unestimated = sum(self.days(index, option) is None for index, option in chosen.items())
        bound = max(0, round(solver.best_objective_bound))
        fewest, rest = divmod(bound, scale.unestimated)
        # Changed routes and numbers of options are less than a day in the objective: whole days of it are days.
        least = rest // scale.day if fewest == unestimated else 0
        return Solved(status, chosen, days, least, unestimated, fewest)

    def days(self, index: int, option: int) -> int | None:
        """The work of an option in person-days; None where nobody says, and nothing is to be assumed."""
        days = self.choices[index][option].days
        return self.limits.unknown_cost if days is None else days

    def _core(self) -> tuple[tuple[str, ...], bool]:
        """The smallest set of demands that cannot hold together, as far as it can be found.

        What can hold together shows what a core must have something of: the rest. The smallest set that has
        something of every such rest is a core, or it shows another rest.
        """
        model = _Model(self)
        names = tuple(model.names)
        rests: list[frozenset[str]] = []
        for _ in range(MAX_TRIES):
            candidate = _hit(names, rests)
            if not self._possible(model, candidate):
                return candidate, True
            held = set(candidate)
            for name in names:
                if name not in held and self._possible(model, (*held, name)):
                    held.add(name)
            rests.append(frozenset(names) - held)
        core = list(names)
        for name in names:
            rest = [one for one in core if one != name]
            if not self._possible(model, rest):
                core = rest
        return tuple(core), False

    def _possible(self, model: _Model, enforced: Iterable[str]) -> bool:
        """Whether these demands can hold together, or that is not known in time."""
        return self._run(model, enforced, feasible=True)[1] != "INFEASIBLE"


MAX_TRIES = 24
"""Most sets that are tried for the smallest core."""


def _hit(names: Sequence[str], rests: Sequence[frozenset[str]]) -> tuple[str, ...]:
    """The smallest set that has something of each, the first by the order of names."""
    among = [name for name in names if any(name in rest for rest in rests)]
    for count in range(len(among) + 1):
        for found in combinations(among, count):
            if all(rest.intersection(found) for rest in rests):
                return found
    return tuple(among)


@dataclass(frozen=True, slots=True)
class _Scale:
    """What a changed route, a person-day, and a service that nobody estimated are in the objective.

    The number of an option is the least of it: of plans that are equal otherwise, the one with the first is taken.
    """

    route: int
    day: int
    unestimated: int


class _Model:
    """CP-SAT's model; every demand has a switch."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.made = problem.cp.CpModel()
        self.picks: dict[tuple[int, int], cp_model.IntVar] = {}
        self.names: dict[str, cp_model.IntVar] = {}
        self.terms: dict[int, Mapping[str, list[tuple[tuple[int, int], int]]]] = {}
        self.scale = self._scale()
        for index, options in enumerate(problem.choices):
            if len(options) > 1:
                picks = [self.made.new_bool_var(f"{index}/{option}") for option in range(len(options))]
                self.picks.update({(index, option): one for option, one in enumerate(picks)})
                self.made.add_exactly_one(picks)
        for demand in problem.demands:
            self._demand(demand, self._switch(demand.rule))
        self._limit()

    def _switch(self, name: str) -> cp_model.IntVar:
        if name not in self.names:
            self.names[name] = self.made.new_bool_var(name)
        return self.names[name]

    def of(self, enforced: Iterable[str], *, feasible: bool) -> Any:  # noqa: ANN401
        """A copy with these demands switched on; if only ``feasible`` is asked, nothing is minimized."""
        copy = self.made.clone()
        wanted = set(enforced)
        for name, switch in self.names.items():
            copy.add(copy.get_bool_var_from_proto_index(switch.index) == int(name in wanted))
        if not feasible:
            terms = [
                (copy.get_bool_var_from_proto_index(one.index), self._price(index, option))
                for (index, option), one in self.picks.items()
                if option
            ]
            copy.minimize(sum(one * price for one, price in terms))
        return copy

    def _scale(self) -> _Scale:
        problem = self.problem
        route = sum(len(options) for options in problem.choices) + 1
        day = route * (sum(max(len(option.changes) for option in options) for options in problem.choices) + 1)
        most = [
            max([problem.days(i, o) or 0 for o in range(len(options))]) for i, options in enumerate(problem.choices)
        ]
        scale = _Scale(route, day, (sum(most) + 1) * day)
        if scale.unestimated * (len(problem.choices) + 1) > LARGEST:
            raise Fault("the estimates of moves are too large to be added up in 64 bits")
        return scale

    def _price(self, index: int, option: int) -> int:
        days = self.problem.days(index, option)
        work = self.scale.unestimated if days is None else days * self.scale.day
        return work + self.scale.route * len(self.problem.choices[index][option].changes) + option

    def _limit(self) -> None:
        problem = self.problem
        changed = {place: 1 for place in self.picks if place[1]}
        if problem.limits.max_changed is not None:
            moves = {place: len(problem.choices[place[0]][place[1]].changes) for place in changed}
            self._at_most(moves, problem.limits.max_changed, self._switch("--max-moves"))
        if problem.limits.budget is not None:
            switch = self._switch("--budget")
            days = {place: problem.days(*place) for place in changed}
            self._at_most({p: d for p, d in days.items() if d is not None}, problem.limits.budget, switch)
            for place, found in days.items():
                if found is None:  # of unknown work nobody can say that it is within a budget
                    self.made.add(self.picks[place] == 0).only_enforce_if(switch)

    def _at_most(self, values: Mapping[tuple[int, int], int], most: int, switch: Any) -> None:  # noqa: ANN401
        total = sum(self.picks[place] * value for place, value in values.items())
        self.made.add(total <= most).only_enforce_if(switch)

    def _demand(self, demand: Demand, switch: Any) -> None:  # noqa: ANN401
        if demand.hopeless:
            self.made.add(switch == 0)
            return
        self._bar(demand, switch)
        switches = [switch]
        if demand.always is not None:
            self._not_above(demand.always, [MEMBERS], switches)
            if demand.least:
                switches.append(self._enough(demand))
        if demand.limits is not None:
            for names in ([DOUBT], [WEIGHT], *([EVERY, key] for key in demand.keys)):
                self._not_above(demand.limits, names, switches)
        if demand.squares is not None:
            self._spread(demand, switches)

    def _bar(self, demand: Demand, switch: Any) -> None:  # noqa: ANN401
        for place in sorted(demand.barred):
            if place in self.picks:
                self.made.add(self.picks[place] == 0).only_enforce_if(switch)
            else:  # of a service with one option
                self.made.add(switch == 0)

    def _sum(self, linear: Linear, names: Sequence[str]) -> tuple[Any, int]:
        """A sum of several names, and the largest that it can come to, whatever its sign."""
        if id(linear) not in self.terms:
            self.terms[id(linear)] = linear.terms()
        terms = self.terms[id(linear)]
        base = sum(linear.base.get(name, 0) for name in names)
        found = [(self.picks[place], value) for name in names for place, value in terms.get(name, ())]
        most = abs(base) + sum(abs(value) for _, value in found)
        if most > LARGEST:
            raise Fault("the weights of services are too finely divided to be added up exactly in 64 bits")
        return base + sum(one * value for one, value in found), most

    def _not_above(self, linear: Linear, names: Sequence[str], switches: Sequence[Any]) -> None:
        total, _ = self._sum(linear, names)
        if isinstance(total, int):
            if total > 0:
                self.made.add_bool_or([~one for one in switches])
            return
        self.made.add(total <= 0).only_enforce_if(switches)

    def _enough(self, demand: Demand) -> Any:  # noqa: ANN401
        """Whether the population is as large as the rule asks."""
        enough = self.made.new_bool_var("")
        if demand.always is None:
            raise TypeError(demand.rule)
        total, _ = self._sum(demand.always, [COUNT])
        if isinstance(total, int):
            self.made.add(enough == int(-total >= demand.least))
            return enough
        self.made.add(-total >= demand.least).only_enforce_if(enough)
        self.made.add(-total < demand.least).only_enforce_if(~enough)
        return enough

    def _spread(self, demand: Demand, switches: Sequence[Any]) -> None:
        """min-effective: its minimum times the squares of the parts is at most the square of all weight."""
        if demand.squares is None:
            return
        parts, least = demand.squares
        names = sorted({*parts.base, *(name for values in parts.diffs.values() for name in values)})
        squares = [self._square(parts, name) for name in names if name != WEIGHT]
        weight = self._square(parts, WEIGHT)
        top = sum(most for _, most in squares) * least.numerator + weight[1] * least.denominator
        if top > LARGEST:
            raise Fault("the weights of services are too finely divided for the squares of min-effective in 64 bits")
        total = sum(square for square, _ in squares)
        if isinstance(total, int) and isinstance(weight[0], int):
            if not 0 < least.numerator * total <= least.denominator * weight[0]:
                self.made.add_bool_or([~one for one in switches])
            return
        self.made.add(total >= 1).only_enforce_if(switches)
        self.made.add(least.numerator * total <= least.denominator * weight[0]).only_enforce_if(switches)

    def _square(self, parts: Linear, name: str) -> tuple[Any, int]:
        total, most = self._sum(parts, [name])
        if isinstance(total, int):
            return total * total, most * most
        if most * most > LARGEST:
            raise Fault("the weights of services are too finely divided for the squares of min-effective in 64 bits")
        value = self.made.new_int_var(0, most, "")
        square = self.made.new_int_var(0, most * most, "")
        self.made.add(value == total)
        self.made.add_multiplication_equality(square, [value, value])
        return square, most * most
