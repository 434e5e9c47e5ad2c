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

Remembered = dict[Hashable, dict[Hashable, object]]
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
        found = known.get(arguments, _NOTHING)
        if found is _NOTHING:
            found = known[arguments] = find_out(world, *arguments)
        return cast("V", found)

    @wraps(function)
    def answer_one(world: W, argument: Hashable, /) -> V:
        known = world.remembered.get(name)
        if known is None:
            known = world.remembered[name] = {}
        found = known.get(argument, _NOTHING)
        if found is _NOTHING:
            found = known[argument] = find_out(world, argument)
        return cast("V", found)

    find_out = cast("Callable[..., V]", function)
    takes_one = function.__code__.co_argcount == 2  # noqa: PLR2004 - the world, and that one
    return cast("Callable[Concatenate[W, P], V]", answer_one if takes_one else answer)


_NOTHING = object()

MOST = 4096
"""Of one function, so that what differs from service to service is not kept of all of them."""


def recall(world: Remembers, name: Hashable, key: Hashable, find: Callable[[], V]) -> V:
    """What was found under a name and a key; of the first so many keys it is kept."""
    known = world.remembered.get(name)
    if known is None:
        known = world.remembered[name] = {}
    found = known.get(key, _NOTHING)
    if found is _NOTHING:
        found = find()
        if len(known) < MOST:
            known[key] = found
    return cast("V", found)


def once_of_most(function: Callable[Concatenate[W, P], V]) -> Callable[Concatenate[W, P], V]:
    """The same of the first so many arguments: for a short way to an answer that is known in a longer one, too."""
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def answer(world: W, /, *arguments: Hashable) -> V:
        found: V = recall(world, name, arguments, lambda: find_out(world, *arguments))
        return found

    find_out = cast("Callable[..., V]", function)
    return cast("Callable[Concatenate[W, P], V]", answer)


def once_of_these(function: Callable[Concatenate[W, P], V]) -> Callable[Concatenate[W, P], V]:
    """The same of arguments of which other objects are others, however alike: to hash them would take longer.

    They are kept, so that no other gets their ids, and only so many.
    """
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def answer(world: W, /, *arguments: Hashable) -> V:
        known = world.remembered.get(name)
        if known is None:
            known = world.remembered[name] = {}
        these = tuple(map(id, arguments))
        found = known.get(these)
        if found is None:
            found = find_out(world, *arguments), arguments
            if len(known) < MOST:
                known[these] = found
        return cast("tuple[V, object]", found)[0]

    find_out = cast("Callable[..., V]", function)
    return cast("Callable[Concatenate[W, P], V]", answer)
