"""What a code means, in the words in which a reader asks."""

from __future__ import annotations

from checker.record import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """The stable word of a fault or a hint, as ``error[...]`` and ``advice[...]`` show it."""

    name: str
    meaning: str
    example: str
    """What brings it up: a few lines of a file, or a few words."""
    remedy: str
