"""What a verdict is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Part = Literal["service", "use", "route", "key"]


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

    def without_value(self) -> Unmet:
        return Unmet(self.demand)

    def __str__(self) -> str:
        return f"{self.demand}, but is {self.value}" if self.value else self.demand
