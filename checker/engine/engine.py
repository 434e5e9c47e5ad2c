"""What goes through the chunks of a fleet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from checker.engine.chunks import Chunk
from checker.progress import follow

R = TypeVar("R")

PASSING = "going through chunks of manifests"
"""What whoever waits is told; a fleet is gone through twice."""


class Engine(Protocol):
    """Runs a function on every chunk, wherever."""

    def each(self, work: Callable[[Chunk], R], chunks: Sequence[Chunk], /) -> Sequence[R]:
        """The results in the order of the chunks; all of them.

        Raises:
            Fault: as ``work`` raises it.
            Lost: one of them did not come.
        """


class InThisProcess:
    """One chunk after the other."""

    def each(self, work: Callable[[Chunk], R], chunks: Sequence[Chunk]) -> Sequence[R]:
        return [work(chunk) for chunk in follow(chunks, PASSING, len(chunks))]


ALONE = InThisProcess()
