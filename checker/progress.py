"""How far a long piece of work is. Whoever does it tells it here, whoever listens may show it.

Without a listener nothing happens. No result depends on it. A worker process has no listener of its own: its parent
tells what came back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

Listener = Callable[[str, int, int], None]
"""Gets what is done, such as ``reading manifests``, how much of it is done, and how much there is."""

T = TypeVar("T")

_LISTENER: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """What is told inside reaches the listener."""
    before = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(before)


def tell(what: str, done: int, total: int) -> None:
    """So much is done; the last one has ``done == total``."""
    listener = _LISTENER.get()
    if listener is not None:
        listener(what, done, total)


def follow(items: Iterable[T], what: str, total: int) -> Iterator[T]:
    """The items, each told when its turn comes, and the end."""
    for done, item in enumerate(items):
        tell(what, done, total)
        yield item
    tell(what, total, total)
