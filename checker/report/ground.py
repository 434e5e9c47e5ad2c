"""What a verdict rests on: something that was read, with its value, and where it stands.

Passes have grounds too, or nobody could tell on what they rest. They are made only for outputs that show them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import ClassVar

from checker.diagnostic import Locate, Location, Spot, shorten_values
from checker.form import Form
from checker.packed import packs
from checker.record import dataclass

SHOWN = 5
"""Most grounds that one cell shows; the JSON report has them all."""


@packs
@dataclass(frozen=True, slots=True)
class Ground:
    FORM: ClassVar = Form("GroundEntry", "said path line", {"path": "location.file", "line": "location.span.line"})

    said: str
    """What was read, and its value: ``reviewed 2026-09-22 (61 days ago)``."""
    at: Spot
    service: str = ""
    """Of a measure over many services, the one that it is about."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "said", shorten_values(self.said))

    @property
    def location(self) -> Location:
        """Where it stands.

        Raises:
            TypeError: nobody looked that up.
        """
        if not isinstance(self.at, Location):
            raise TypeError(f"{self.said!r} has no place yet")
        return self.at

    def located(self, locate: Locate) -> Ground:
        place = locate(self.at)
        if place is self.at and not place.label:
            return self
        bare = Location(place.file, place.span) if isinstance(place, Location) else replace(place, label="")
        return Ground(self.said, bare, self.service)


def show_ground(ground: Ground, show: Callable[[Location], str]) -> str:
    return f"{ground.said} ({show(ground.location)})"


def from_root(at: Location) -> str:
    """A place as files for programs name it: from the root."""
    return f"{at.file}:{at.span.line}" if at.span else at.file


def show_grounds(grounds: Sequence[Ground], show: Callable[[Location], str] = from_root, most: int = SHOWN) -> str:
    """The first of them in one line, and how many there are besides. A file that was just named is not named again."""
    left = len(grounds) - most
    said: list[str] = []
    file = ""
    for ground in grounds[:most]:
        at = ground.location
        said.append(
            f"{ground.said} (line {at.span.line})" if at.file == file and at.span else show_ground(ground, show)
        )
        file = at.file
    return "; ".join([*said, *([f"and {left} more"] if left > 0 else [])])


def located_all(grounds: Iterable[Ground], locate: Locate) -> tuple[Ground, ...]:
    return tuple(ground.located(locate) for ground in grounds)
