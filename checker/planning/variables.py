"""The variables and constraints of a plan for OR-Tools' CP-SAT, all in whole numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from checker.planning.demand import COUNT, DOUBT, EVERY, MEMBERS, WEIGHT, Demand
from checker.planning.options import Choices
from checker.planning.pruning import Days
from checker.planning.whole import Linear, Place
from checker.record import dataclass
from checker.run.faults import Fault

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

LARGEST = 1 << 61
"""Sums beyond that would not be counted in 64 bits, with room for the solver's own."""
MAX_MOVES, BUDGET = "--max-moves", "--budget"
"""Demands that the user makes, by the names of their flags."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the user asks of a plan beyond the rules, and of the solver."""

    max_changed: int | None
    budget: int | None
    unknown_cost: int | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Question:
    """What is put to the solver; ``kept`` are the options of each service that may be needed."""

    choices: Choices
    kept: Sequence[Sequence[int]]
    demands: Sequence[Demand]
    limits: Limits
    days: Days


class Variables:
    """CP-SAT's model: each option that may be needed is 0 or 1, and every demand has a switch."""

    def __init__(self, cp: Any, question: Question) -> None:  # noqa: ANN401 - the module of an extra
        self.question = question
        self.made = cp.CpModel()
        self.picks: dict[Place, cp_model.IntVar] = {}
        self.names: dict[str, cp_model.IntVar] = {}
        self.terms: dict[int, Mapping[str, list[tuple[Place, int]]]] = {}
        self.unestimated = self._unestimated()
        for index, options in enumerate(question.kept):
            if len(options) > 1:
                picks = {(index, option): self.made.new_bool_var(f"{index}/{option}") for option in options}
                self.picks.update(picks)
                self.made.add_exactly_one(picks.values())
        for demand in question.demands:
            self._demand(demand, self._switch(demand.rule))
        self._limit()

    def _switch(self, name: str) -> cp_model.IntVar:
        if name not in self.names:
            self.names[name] = self.made.new_bool_var(name)
        return self.names[name]

    def of(self, enforced: Iterable[str]) -> Any:  # noqa: ANN401
        """A copy with these demands switched on, and the others off."""
        copy, wanted = self.made.clone(), set(enforced)
        for name, switch in self.names.items():
            copy.add(copy.get_bool_var_from_proto_index(switch.index) == int(name in wanted))
        return copy

    def sum_in(self, copy: Any, price: Callable[[Place], int]) -> Any:  # noqa: ANN401
        """What the chosen options cost by a price, in a copy."""
        terms = [(copy.get_bool_var_from_proto_index(one.index), price(place)) for place, one in self.picks.items()]
        return sum(one * cost for one, cost in terms if cost)

    def work(self, place: Place) -> int:
        """Person-days; of a service that nobody estimated more than all estimates together."""
        days = self.question.days(*place)
        return self.unestimated if days is None else days

    def size(self, place: Place) -> int:
        """Changed routes first, then how far behind an option is: what decides between plans of the same work."""
        index, option = place
        behind = self.question.kept[index].index(option)
        return len(self.question.choices[index][option].changes) * self._behind + behind

    @cached_property
    def _behind(self) -> int:
        return sum(len(options) for options in self.question.kept) + 1

    def _unestimated(self) -> int:
        days = self.question.days
        found = sum(max(days(index, o) or 0 for o in options) for index, options in enumerate(self.question.kept)) + 1
        if found * (len(self.question.kept) + 1) > LARGEST:
            raise Fault("the estimates of moves are too large to be added up in 64 bits")
        return found

    def _limit(self) -> None:
        asked, limits = self.question, self.question.limits
        changed = [place for place in self.picks if place[1]]
        if limits.max_changed is not None:
            moves = {place: len(asked.choices[place[0]][place[1]].changes) for place in changed}
            self._at_most(moves, limits.max_changed, self._switch(MAX_MOVES))
        if limits.budget is not None:
            switch = self._switch(BUDGET)
            days = {place: asked.days(*place) for place in changed}
            self._at_most({p: d for p, d in days.items() if d is not None}, limits.budget, switch)
            for place, found in days.items():
                if found is None:  # of unknown work nobody can say that it is within a budget
                    self.made.add(self.picks[place] == 0).only_enforce_if(switch)

    def _at_most(self, values: Mapping[Place, int], most: int, switch: Any) -> None:  # noqa: ANN401
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
            elif not place[1]:  # of a service with one option
                self.made.add(switch == 0)

    def _sum(self, linear: Linear, names: Sequence[str]) -> tuple[Any, int]:
        """A sum of several names, and the largest that it can come to, whatever its sign."""
        base, found = self._terms(linear, names)
        most = abs(base) + sum(abs(value) for _, value in found)
        if most > LARGEST:
            raise Fault("the weights of services are too finely divided to be added up exactly in 64 bits")
        return base + sum(self.picks[place] * value for place, value in found), most

    def _terms(self, linear: Linear, names: Sequence[str]) -> tuple[int, list[tuple[Place, int]]]:
        """The sum if nothing is done, and what each option that is kept adds."""
        if id(linear) not in self.terms:
            self.terms[id(linear)] = linear.terms()
        terms = self.terms[id(linear)]
        base = sum(linear.base.get(name, 0) for name in names)
        return base, [entry for name in names for entry in terms.get(name, ()) if entry[0] in self.picks]

    def _can_be_above(self, linear: Linear, names: Sequence[str]) -> bool:
        """Whether any choice brings the sum above nothing."""
        base, found = self._terms(linear, names)
        added: dict[Place, int] = defaultdict(int)
        for place, value in found:
            added[place] += value
        best: dict[int, int] = defaultdict(int)
        for (index, _), value in added.items():
            best[index] = max(best[index], value)
        return base + sum(best.values()) > 0

    def _not_above(self, linear: Linear, names: Sequence[str], switches: Sequence[Any]) -> None:
        total, _ = self._sum(linear, names)
        if not self._can_be_above(linear, names):
            return
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
