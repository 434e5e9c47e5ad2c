"""Stakes of many services in columns: an object is made of one when a message or a place asks for it.

Sums need of a stake its weight, its parts and whether it is certain, and of its service the name. The place of a key is
four numbers, since it is in the service's manifest and labelled with its name.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TypeVar

from checker.diagnostic import Location, Span
from checker.kinds.kind import Locator
from checker.kinds.parts.shares import Parts, Stake
from checker.packed import Columns, packs
from checker.record import dataclass

Ratio = tuple[int, int]
_ENDS = len(Span._fields)
"""Numbers of a place."""
T = TypeVar("T")


@packs
@dataclass(frozen=True, slots=True, eq=False)
class Stakes(Columns[Stake]):
    """Stakes, of which each has a number in every column.

    Attributes:
        names: of their services, a line each; an empty one where the stake is there as it is.
        files: their manifests, likewise.
        numbers: which of the parts they have, counted from 0; or which of the whole ones they are, from -1 downwards.
        certain, days: as of stakes.
        weights: numerator and denominator; none where it is not known.
        spans: a line each: where the keys are shown, in the order of the parts, four numbers each.
        parts: different ones.
        whole: stakes that say more than these columns hold.
    """

    names: str = ""
    files: str = ""
    numbers: tuple[int, ...] = ()
    certain: tuple[bool, ...] = ()
    days: tuple[int | None, ...] = ()
    weights: tuple[Ratio | None, ...] = ()
    spans: str = ""
    parts: tuple[Parts, ...] = ()
    whole: tuple[Stake, ...] = ()

    @staticmethod
    def of(found: Iterable[Stake], locate: Locator | None = None) -> Stakes:
        """The same stakes; ``locate`` looks up their places."""
        if isinstance(found, Stakes):
            return found
        rows = [(piece, _spans(piece, locate)) for piece in found]
        parts = {id(piece.parts): piece.parts for piece, spans in rows if spans is not None}
        places = {number: place for place, number in enumerate(parts)}
        whole = tuple(piece if locate is None else piece.located(locate) for piece, spans in rows if spans is None)
        left = iter(range(-1, -len(whole) - 1, -1))
        weights = [piece.weight for piece, _ in rows]
        ratios = {weight: None if weight is None else weight.as_integer_ratio() for weight in weights}
        return Stakes(
            # NOTE: the same text for every rule about the same services, so that it travels once.
            sys.intern("\n".join("" if spans is None else piece.service for piece, spans in rows)),
            sys.intern("\n".join("" if spans is None else str(piece.file) for piece, spans in rows)),
            tuple(places[id(piece.parts)] if spans is not None else next(left) for piece, spans in rows),
            tuple(piece.certain for piece, _ in rows),
            tuple(piece.person_days for piece, _ in rows),
            tuple(map(ratios.__getitem__, weights)),
            "\n".join(spans or "" for _, spans in rows),
            tuple(parts.values()),
            whole,
        )

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[Stake]:
        return map(self.maker(), self.order())

    def order(self) -> list[int]:
        """Their numbers in the order of their services."""
        return sorted(range(len(self)), key=self.listed().__getitem__)

    @property
    def sound(self) -> bool:
        count, numbers = len(self.numbers), self.numbers
        columns = (self.certain, self.days, self.weights)
        lines = (self.names, self.files, self.spans)
        return (
            all(-len(self.whole) <= number < len(self.parts) for number in {*numbers})
            and all(len(column) == count for column in columns)
            and all(len(column.split("\n")) == max(count, 1) for column in lines)
            and all(map(self._fits, self.spans.split("\n"), numbers))
        )

    def _fits(self, line: str, number: int) -> bool:
        """Whether a line of spans has numbers for each place of such parts."""
        return line.count(" ") == (max(_ENDS * len(self.parts[number].shown) - 1, 0) if number >= 0 else 0)

    @property
    def services(self) -> frozenset[str]:
        return frozenset(self.listed())

    def listed(self) -> list[str]:
        """The name of each service."""
        names = self.names.split("\n") if self.numbers else []
        if not self.whole:
            return names
        return [
            name if number >= 0 else self.whole[-1 - number].service
            for name, number in zip(names, self.numbers, strict=True)
        ]

    def maker(self) -> Callable[[int], Stake]:
        """What makes one of them, by its number."""
        names, files, spans = self.names.split("\n"), self.files.split("\n"), self.spans.split("\n")

        def make(at: int) -> Stake:
            number, weight = self.numbers[at], self.weights[at]
            if number < 0:
                return self.whole[-1 - number]
            name, file, parts, ends = names[at], files[at], self.parts[number], [*map(int, spans[at].split())]
            spots = {
                key: Location(file, Span(*ends[start : start + _ENDS]), parts.label(key, name))
                for key, start in zip(parts.shown, range(0, len(ends), _ENDS), strict=True)
            }
            weighs = None if weight is None else Fraction(*weight)
            return Stake(name, self.certain[at], weighs, parts, self.days[at], file, spots)

        return make

    def without(self, services: Collection[str]) -> Stakes:
        """Those of others."""
        kept = [at for at, name in enumerate(self.listed()) if name not in services]
        if len(kept) == len(self):
            return self
        return Stakes(
            "\n".join(pick(kept, self.names.split("\n"))),
            "\n".join(pick(kept, self.files.split("\n"))),
            tuple(pick(kept, self.numbers)),
            tuple(pick(kept, self.certain)),
            tuple(pick(kept, self.days)),
            tuple(pick(kept, self.weights)),
            "\n".join(pick(kept, self.spans.split("\n"))),
            self.parts,
            self.whole,
        )

    def joined(self, others: Sequence[Stakes]) -> Stakes:
        """All of these together."""
        every = [one for one in (self, *others) if one.numbers]
        if len(every) < 2:  # noqa: PLR2004 - there is nothing to join
            return every[0] if every else self
        numbers: list[int] = []
        parts: list[Parts] = []
        whole: list[Stake] = []
        for one in every:
            before, told = len(parts), len(whole)
            numbers += [number + before if number >= 0 else number - told for number in one.numbers]
            parts += one.parts
            whole += one.whole
        return Stakes(
            "\n".join(one.names for one in every),
            "\n".join(one.files for one in every),
            tuple(numbers),
            tuple(value for one in every for value in one.certain),
            tuple(value for one in every for value in one.days),
            tuple(value for one in every for value in one.weights),
            "\n".join(one.spans for one in every),
            tuple(parts),
            tuple(whole),
        )


def _spans(piece: Stake, locate: Locator | None) -> str | None:
    """Where the keys of a stake are shown; None if columns do not hold all that it says."""
    name, file, spots, shown = piece.service, piece.file, piece.spots, piece.parts.shown
    if type(file) is not str or piece.grounds or not name or "\n" in name or "\n" in file:
        return None
    if spots is None:
        return None if locate is None else locate.spans(file, shown.values())
    if len(spots) != len(shown):
        return None
    found: list[int] = []
    for key in shown:
        spot = spots.get(key)
        if type(spot) is not Location or spot.span is None or spot.file != file:
            return None
        if spot.label != piece.parts.label(key, name):
            return None
        found += spot.span
    return " ".join(map(str, found))


def pick(order: Sequence[int], column: Sequence[T]) -> list[T]:
    """Of a column what has these numbers."""
    return list(map(column.__getitem__, order))
