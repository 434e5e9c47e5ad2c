"""What a verdict is about."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

Part = Literal["service", "use", "route", "key"]

_BUT = ", but is "


@dataclass(frozen=True, slots=True)
class Subject:
    """What a verdict is about: a service, use or route, or a key, or the fleet (nothing set)."""

    service: str | None = None
    use: str | None = None
    route: str | None = None
    key: str | None = None

    def as_dict(self) -> dict[Part, str]:
        parts: dict[Part, str | None] = {
            "service": self.service, "use": self.use, "route": self.route, "key": self.key,
        }  # fmt: skip
        return {name: value for name, value in parts.items() if value is not None}

    def __str__(self) -> str:
        return "/".join(part for part in (self.service, self.use, self.route) if part) or self.key or "fleet"


@dataclass(frozen=True, slots=True, order=True)
class Unmet:
    """One demand of a rule that a subject does not meet, and the value that breaks it.

    The value is empty where it is unknown, and where it has an order, so that
    nobody could tell from another value alone that things got worse.
    """

    demand: str
    value: str = ""

    def __str__(self) -> str:
        return f"{self.demand}{_BUT}{self.value}" if self.value else self.demand

    def among(self, known: Collection[str]) -> bool:
        """Whether it is one of these, as ``str`` writes them; without a value, whether its demand is one of theirs."""
        return str(self) in known or (not self.value and any(said.startswith(f"{self}{_BUT}") for said in known))


def further(breaks: Iterable[Unmet], known: Collection[str]) -> str:
    """In which further ways a rule is broken, as a phrase; nothing if in none."""
    found = sorted(str(unmet) for unmet in breaks if not unmet.among(known))
    return f"broken in a further way: {'; '.join(found)}" if found else ""
