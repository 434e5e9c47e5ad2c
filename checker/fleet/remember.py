"""What follows from the world and a few names is found out once a run, whoever asks.

Ten thousand services have some dozens of models, hosts and contracts among them.
What was found is kept in the world that it holds in, and goes with it: a world on
another date, or with other catalogs, is another object and begins with nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar, cast

P = ParamSpec("P")
V = TypeVar("V")

Remembered = dict[str, dict[Hashable, object]]
"""By the name of a function, its answers by their arguments. A name and not the function, so that it can be pickled."""


class Remembers(Protocol):
    @property
    def remembered(self) -> Remembered: ...


W = TypeVar("W", bound=Remembers)


def once(function: Callable[Concatenate[W, P], V]) -> Callable[Concatenate[W, P], V]:
    """A function that depends on the world and on its hashable arguments alone, and whose answer nobody changes."""
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def answer(world: W, /, *arguments: Hashable) -> V:
        known = world.remembered.get(name)
        if known is None:
            known = world.remembered[name] = {}
        if arguments not in known:
            known[arguments] = find_out(world, *arguments)
        return cast("V", known[arguments])

    find_out = cast("Callable[..., V]", function)
    return cast("Callable[Concatenate[W, P], V]", answer)
