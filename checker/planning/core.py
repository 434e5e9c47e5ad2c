"""The smallest set of demands that cannot hold together, as far as it can be found in time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations

MAX_TRIES = 24
"""Most sets that are tried for the smallest core."""

Held = Callable[[Iterable[str]], frozenset[str] | None]
"""Of demands that are to hold together, all that hold in one such choice; None if there is none. It may not be known:
then it is those that were asked."""

Holds = Callable[[Mapping[int, int]], bool]
"""Whether a demand holds in a choice."""


def find_core(names: Sequence[str], held: Held, is_late: Callable[[], bool]) -> tuple[tuple[str, ...], bool]:
    """A set that cannot hold together, and whether no smaller one is known to be possible.

    What can hold together shows what a core must have something of: the rest. The smallest set that has something of
    every such rest is a core, or it shows another rest.
    """
    rests: list[frozenset[str]] = []
    for _ in range(MAX_TRIES):
        if is_late():
            return tuple(names), False
        candidate = _hit(names, rests)
        together = held(candidate)
        if together is None:
            return candidate, True
        rests.append(frozenset(names) - _grown(names, together, held, is_late))
    return _without_needless(names, held, is_late), False


def _grown(names: Sequence[str], together: frozenset[str], held: Held, is_late: Callable[[], bool]) -> frozenset[str]:
    """What holds together, and as many more as do."""
    for name in names:
        if name not in together and not is_late():
            together = held((*sorted(together), name)) or together
    return together


def _without_needless(names: Sequence[str], held: Held, is_late: Callable[[], bool]) -> tuple[str, ...]:
    core = list(names)
    for name in names:
        rest = [one for one in core if one != name]
        if not is_late() and held(rest) is None:
            core = rest
    return tuple(core)


def _hit(names: Sequence[str], rests: Sequence[frozenset[str]]) -> tuple[str, ...]:
    """The smallest set that has something of each, the first by the order of names."""
    among = [name for name in names if any(name in rest for rest in rests)]
    for count in range(len(among) + 1):
        for found in combinations(among, count):
            if all(rest.intersection(found) for rest in rests):
                return found
    return tuple(among)


def hold_in(chosen: Mapping[int, int], demands: Mapping[str, Holds]) -> frozenset[str]:
    """The demands that a choice satisfies, by name."""
    return frozenset(name for name, holds in demands.items() if holds(chosen))
