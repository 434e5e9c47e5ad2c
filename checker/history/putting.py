"""What one value of two states differs by, found by its value in mixtures of the two.

1. If one part of the second state alone, in the first, makes it what it is in the second, that part is the cause;
   any other that would do so alone is named beside it.
2. Else the parts are replaced one after the other, in the order of ``ORDER``. If several steps move the value,
   each has its own part of the difference: ``several``.
3. Else nothing moves it before the last of some parts is there: ``together``, with the fewest parts that do.

A mixture that cannot be judged says nothing; what would be put down to it is put down to it and the next together.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from itertools import combinations
from typing import Literal

from checker.history.outcome import Outcome
from checker.history.sides import ORDER, Cause, Mixer
from checker.record import dataclass

PutDown = Literal["manifests", "policies", "facts", "time", "together", "several"]
Step = tuple[tuple[Cause, ...], Outcome | None, Outcome | None]
"""By which parts a value moved, and what was judged before and after that."""


@dataclass(frozen=True, slots=True)
class Put:
    """What a difference is put down to."""

    cause: PutDown
    causes: tuple[Cause, ...]
    """The part; or all that it takes together, or that have a part of it."""
    also: tuple[Cause, ...] = ()
    """Parts that would have done the same alone."""
    steps: tuple[Step, ...] = ()
    """Of several: by which parts it moved, and what was judged before and after that."""


_UNJUDGED = object()


def put_down(mixer: Mixer, value: Callable[[Outcome], Hashable]) -> Put:
    """What a value of the two states' reports differs by."""

    def at(*parts: Cause) -> object:
        outcome = mixer.judge(*parts)
        return _UNJUDGED if outcome is None else value(outcome)

    end, changed = at(*ORDER), mixer.changed
    alone = tuple(cause for cause in changed if at(cause) == end)
    if alone:
        return Put(alone[0], alone[:1], alone[1:])
    steps = tuple(_steps(mixer, at))
    if len(steps) > 1:
        return Put("several", tuple(cause for causes, *_ in steps for cause in causes), steps=steps)
    for size in range(2, len(changed)):
        for parts in combinations(changed, size):
            if at(*parts) == end:
                return Put("together", parts)
    return Put("together", changed)


def _steps(
    mixer: Mixer, at: Callable[..., object]
) -> Iterator[tuple[tuple[Cause, ...], Outcome | None, Outcome | None]]:
    """Along the order, by which parts the value moved, with what was judged before and after."""
    replaced: tuple[Cause, ...] = ()
    since: tuple[Cause, ...] = ()
    last, last_parts = at(), replaced
    for cause in mixer.changed:
        replaced, since = (*replaced, cause), (*since, cause)
        now = at(*replaced)
        if now is _UNJUDGED:
            continue
        if now != last:
            yield since, mixer.judge(*last_parts), mixer.judge(*replaced)
        last, last_parts, since = now, replaced, ()
