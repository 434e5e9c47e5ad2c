"""In which order a plan's changes may be made: no step breaks a rule that held before it, if there is such an order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from checker.planning.demand import Demand, Standing
from checker.record import dataclass

MAX_STATES = 5_000
"""Half-made plans that are looked at before the search for an order without a breach is given up."""
MAX_TRIED = 40
"""Changes that are tried as the next one, of a plan with many."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A service that is changed next, and the rules that this breaks although they held before."""

    index: int
    breaks: tuple[str, ...]


def order(chosen: Mapping[int, int], demands: Sequence[Demand], rank: Callable[[int], object]) -> tuple[Placed, ...]:
    """Every changed service once, by ``rank`` where several may be next."""
    services = sorted(chosen, key=rank)  # type: ignore[arg-type]
    search = _Search(chosen, demands)
    found = search.without_breach(tuple(services)) if len(services) <= _MOST_SEARCHED else None
    return tuple(Placed(index, ()) for index in found) if found is not None else search.greedy(services)


_MOST_SEARCHED = 20
"""Services of a plan for which every order is tried; of more the first that is next is taken."""


class _Search:
    def __init__(self, chosen: Mapping[int, int], demands: Sequence[Demand]) -> None:
        self.chosen, self.demands = chosen, demands
        self.known: dict[frozenset[int], frozenset[str]] = {}
        self.dead: set[frozenset[int]] = set()

    def held(self, done: frozenset[int]) -> frozenset[str]:
        """The rules that hold when these services are changed and no others."""
        if done not in self.known:
            partly = {index: self.chosen[index] for index in done}
            self.known[done] = frozenset(demand.rule for demand in self.demands if demand.holds(partly))
        return self.known[done]

    def without_breach(self, left: tuple[int, ...], done: frozenset[int] = frozenset()) -> tuple[int, ...] | None:
        if not left:
            return ()
        if done in self.dead or len(self.known) > MAX_STATES:
            return None
        for index in left:
            after = done | {index}
            if self.held(done) <= self.held(after):
                rest = self.without_breach(tuple(other for other in left if other != index), after)
                if rest is not None:
                    return (index, *rest)
        self.dead.add(done)
        return None

    def greedy(self, services: Sequence[int]) -> tuple[Placed, ...]:
        """Next is always the first that breaks nothing, else the first of some that breaks least."""
        left, now = list(services), [demand.standing({}) for demand in self.demands]
        holding = [demand.holds_at(standing) for demand, standing in zip(self.demands, now, strict=True)]
        found: list[Placed] = []
        while left:
            best: tuple[int, frozenset[str], list[Standing]] | None = None
            for index in left[:MAX_TRIED]:
                then = [
                    d.moved(standing, (index, self.chosen[index]))
                    for d, standing in zip(self.demands, now, strict=True)
                ]
                lost = frozenset(self._lost(holding, now, then))
                if best is None or len(lost) < len(best[1]):
                    best = index, lost, then
                if not lost:
                    break
            if best is None:
                break
            index, lost, now = best
            found.append(Placed(index, tuple(sorted(lost))))
            holding = [demand.holds_at(standing) for demand, standing in zip(self.demands, now, strict=True)]
            left.remove(index)
        return tuple(found)

    def _lost(self, holding: Sequence[bool], now: Sequence[Standing], then: Sequence[Standing]) -> Iterator[str]:
        """Rules that held, and do not hold then."""
        for demand, held, one, two in zip(self.demands, holding, now, then, strict=True):
            if held and one is not two and not demand.holds_at(two):
                yield demand.rule
