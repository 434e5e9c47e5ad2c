"""Options that no plan needs: another one of the same service costs no more, and is no worse for any rule.

Sums that no choice can bring above their limit do not count. What is left has plans of the same cost, and is a smaller
question: most moves change only shares that are far from any limit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from checker.planning.demand import COUNT, DOUBT, EVERY, MEMBERS, WEIGHT, Demand
from checker.planning.options import Choices
from checker.planning.whole import Linear, Place
from checker.record import dataclass

Days = Callable[[int, int], int | None]


@dataclass(frozen=True, slots=True)
class _Worth:
    """What an option does: ``exact`` has to be the same, of ``sums`` and ``cost`` less is better."""

    option: int
    exact: tuple[object, ...]
    sums: tuple[int, ...]
    cost: tuple[bool, int, int]

    def replaces(self, other: _Worth) -> bool:
        return all(mine <= its for mine, its in zip((*self.cost, *self.sums), (*other.cost, *other.sums), strict=True))


def needed(choices: Choices, demands: Sequence[Demand], days: Days) -> tuple[tuple[int, ...], ...]:
    """Of each service the options that a cheapest plan may need; to do nothing is the first of them."""
    asked = [(demand, tuple(_live(demand)) if demand.limits else ()) for demand in demands if not demand.hopeless]
    found = []
    for index, options in enumerate(choices):
        kept: list[_Worth] = []
        worths = [_worth(asked, (index, o), days(index, o), len(options[o].changes)) for o in range(len(options))]
        for one in sorted(worths, key=lambda worth: (worth.cost, worth.option)):
            if not any(other.exact == one.exact and other.replaces(one) for other in kept):
                kept.append(one)
        found.append(tuple(sorted(one.option for one in kept)))
    return tuple(found)


_Asked = Sequence[tuple[Demand, tuple[tuple[str, ...], ...]]]


def _worth(asked: _Asked, place: Place, days: int | None, changes: int) -> _Worth:
    exact: list[object] = []
    sums: list[int] = []
    for demand, live in asked:
        sums.append(place in demand.barred)
        if demand.always:
            more = demand.always.of(place)
            sums.append(more.get(MEMBERS, 0))
            exact.append(more.get(COUNT, 0) if demand.least else 0)
        if demand.limits:
            more = demand.limits.of(place)
            sums += [sum(more.get(name, 0) for name in names) for names in live]
        if demand.squares:
            exact.append(frozenset(demand.squares[0].of(place).items()))
    return _Worth(place[1], tuple(exact), tuple(sums), (days is None, days or 0, changes))


def _live(demand: Demand) -> Iterator[tuple[str, ...]]:
    """The sums of a demand that some choice may bring above nothing, each by its names."""
    if demand.limits is None:
        return
    most = _most(demand.limits)
    for names in ((DOUBT,), (WEIGHT,), *((EVERY, key) for key in demand.keys)):
        if sum(most.get(name, 0) for name in names) > 0:
            yield names


def _most(linear: Linear) -> Mapping[str, int]:
    """The most that each sum can come to."""
    best: dict[tuple[int, str], int] = defaultdict(int)
    for (index, _), values in linear.diffs.items():
        for name, value in values.items():
            best[index, name] = max(best[index, name], value)
    most = defaultdict(int, linear.base)
    for (_, name), value in best.items():
        most[name] += value
    return most
