"""Verdicts of rules, the worst first, and what a run's exit code says.

Where nobody could look at what a rule is about, there is a cause, which findings of several rules may share.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Literal

from checker.diagnostic import Location
from checker.packed import packs
from checker.record import dataclass

OUTCOMES = ("compliant", "not compliant", "could not judge", "nothing to judge", "internal error")
"""What an exit code says, by its number."""

OUTRANKS = (4, 2, 3, 1, 0)
"""Exit codes, the one that counts most first."""

NOTHING = 3


class Verdict(StrEnum):
    """Worst first."""

    ERROR = "error"
    FAIL = "fail"
    UNKNOWN = "unknown"
    WAIVED = "waived"
    PASS = "pass"
    NOT_APPLICABLE = "not-applicable"

    @property
    def rank(self) -> int:
        return _RANKS[self]

    @property
    def broken(self) -> bool:
        return self is Verdict.FAIL or self is Verdict.UNKNOWN or self is Verdict.ERROR


_RANKS = {verdict: rank for rank, verdict in enumerate(Verdict)}


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    seen = set(verdicts)
    return next((verdict for verdict in Verdict if verdict in seen), Verdict.NOT_APPLICABLE)


@packs
@dataclass(frozen=True, slots=True)
class Cause:
    """A service without a manifest, or something that could not be read."""

    code: Literal["no-manifest", "not-read"]
    message: str
    places: tuple[Location, ...]

    @property
    def key(self) -> str:
        """What is shown as one: each service without a manifest; all together that could not be read."""
        return self.code if self.code == "not-read" else f"{self.code} {self.message}"
