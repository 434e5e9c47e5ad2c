"""What an attribute is that a condition may ask about, and a table of them. Who reads attributes has the table.

``place`` is where a finding about the attribute points, from the own place of
its depth in the manifest (a service, a use, a route). ``names`` says which list of
names a value must come from; the names themselves are checked with the catalog.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Literal, get_args

from checker.condition.truth import Datum
from checker.diagnostic import Path
from checker.record import dataclass
from checker.shape.scalars import day, flag, is_foreign_name, number, text

Depth = Literal["service", "use", "route"]
Type = Literal["text", "choice", "number", "day", "flag"]
Names = Literal["vendor", "group", "host", "gateway", "model", "contract", "host group", "family", "country", "license"]
DEPTHS: tuple[Depth, ...] = get_args(Depth)

PARSERS: Mapping[Type, Callable[[object], Datum]] = {
    "text": text, "choice": text, "number": number, "day": day, "flag": flag,
}  # fmt: skip
"""What reads a value of each type."""


@dataclass(frozen=True, slots=True)
class Attribute:
    name: str
    depth: Depth
    type: Type
    about: str
    place: Path
    choices: tuple[str, ...] = ()
    is_set: bool = False
    names: Names | None = None
    made_of: tuple[str, ...] = field(default=(), kw_only=True, compare=False)
    """Attributes that it follows from, so that who shows what a verdict rests on shows them too."""

    def is_set_at(self, depth: Depth) -> bool:
        """Read from a higher one, an attribute is the set of its values over the routes in question."""
        return self.is_set or DEPTHS.index(self.depth) > DEPTHS.index(depth)


LABEL = "labels."


@dataclass(frozen=True, slots=True)
class Table:
    """The attributes that conditions may ask about; besides, any ``labels.<key>`` is one, which ``label`` makes."""

    rows: Mapping[str, Attribute]
    label: Callable[[str], Attribute]

    def find(self, name: str) -> Attribute | None:
        """The attribute of a name."""
        key = name.removeprefix(LABEL)
        if name.startswith(LABEL) and is_foreign_name(key):
            return self.label(key)
        return self.rows.get(name)
