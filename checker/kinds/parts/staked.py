"""Stakes of many services in columns: an object is made of one when a message or a place asks for it.

Sums need of a stake its weight, its parts and whether it is certain, and of its service the name. The place of a key is
four numbers, since it is in the service's manifest and labelled with its name.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from fractions import Fraction
from operator import attrgetter
from typing import TypeVar, overload

from checker.diagnostic import Location, Span
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
        spans: where the keys are shown, in the order of the parts, four numbers each.
        parts: different ones.
        whole: stakes that say more than these columns hold.
    """

    names: str = ""
    files: str = ""
    numbers: tuple[int, ...] = ()
    certain: tuple[bool, ...] = ()
    days: tuple[int | None, ...] = ()
    weights: tuple[Ratio | None, ...] = ()
    spans: tuple[tuple[int, ...], ...] = ()
    parts: tuple[Parts, ...] = ()
    whole: tuple[Stake, ...] = ()

    @staticmethod
    def of(found: Iterable[Stake]) -> Stakes:
        """The same stakes."""
        if isinstance(found, Stakes):
            return found
        rows = [(piece, _spans(piece)) for piece in found]
        parts = {id(piece.parts): piece.parts for piece, spans in rows if spans is not None}
        places = {number: place for place, number in enumerate(parts)}
        whole = tuple(piece for piece, spans in rows if spans is None)
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
            tuple(spans or () for _, spans in rows),
            tuple(parts.values()),
            whole,
        )

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[Stake]:
        return iter(open_stakes(self))

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
        names, files = self.names.split("\n"), self.files.split("\n")

        def make(at: int) -> Stake:
            number, weight, ends = self.numbers[at], self.weights[at], self.spans[at]
            if number < 0:
                return self.whole[-1 - number]
            name, file, parts = names[at], files[at], self.parts[number]
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
            "\n".join(_in(kept, self.names.split("\n"))),
            "\n".join(_in(kept, self.files.split("\n"))),
            tuple(_in(kept, self.numbers)),
            tuple(_in(kept, self.certain)),
            tuple(_in(kept, self.days)),
            tuple(_in(kept, self.weights)),
            tuple(_in(kept, self.spans)),
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
            tuple(value for one in every for value in one.spans),
            tuple(parts),
            tuple(whole),
        )


def _spans(piece: Stake) -> tuple[int, ...] | None:
    """Where the keys of a stake are shown; None if columns do not hold all that it says."""
    name, file, spots, shown = piece.service, piece.file, piece.spots, piece.parts.shown
    if spots is None or type(file) is not str or piece.grounds or not name or "\n" in name or "\n" in file:
        return None
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
    return tuple(found)


class Opened(Sequence[Stake]):
    """Stakes in the order of their services, of which each is at hand by its number.

    Attributes:
        names, certain, parts: as of stakes, in this order.
        weights: numerator and denominator; none where it is not known.
    """

    def __init__(
        self,
        names: Sequence[str],
        certain: Sequence[bool],
        parts: Sequence[Parts],
        weights: Sequence[Ratio | None],
        make: Callable[[int], Stake],
    ) -> None:
        self.names, self.certain, self.parts, self.weights, self.make = names, certain, parts, weights, make

    def __len__(self) -> int:
        return len(self.names)

    def __iter__(self) -> Iterator[Stake]:
        return map(self.make, range(len(self.names)))

    @overload
    def __getitem__(self, at: int) -> Stake: ...
    @overload
    def __getitem__(self, at: slice) -> list[Stake]: ...
    def __getitem__(self, at: int | slice) -> Stake | list[Stake]:
        chosen = range(len(self.names))[at]
        return self.make(chosen) if isinstance(chosen, int) else list(map(self.make, chosen))

    def about(self, services: Collection[str]) -> list[Stake]:
        """Those of some services."""
        return [self.make(at) for at, name in enumerate(self.names) if name in services]

    def where(self, asked: Callable[[Parts, bool], object]) -> list[Stake]:
        """Those that something holds for, which their parts and whether they are certain decide."""
        pairs = zip(self.parts, self.certain, strict=True)
        return [self.make(at) for at, (parts, certain) in enumerate(pairs) if asked(parts, certain)]

    def bare(self) -> Opened:
        """The same, of this class alone."""
        return Opened(self.names, self.certain, self.parts, self.weights, self.make)


def open_stakes(found: Sequence[Stake]) -> Opened:
    """Stakes in the order of their services."""
    if isinstance(found, Opened):
        return found
    if not isinstance(found, Stakes):
        found = sorted(found, key=attrgetter("service"))
        ratios = [None if piece.weight is None else piece.weight.as_integer_ratio() for piece in found]
        names, certain = [piece.service for piece in found], [piece.certain for piece in found]
        return Opened(names, certain, [piece.parts for piece in found], ratios, found.__getitem__)
    names, make = found.listed(), found.maker()
    order = sorted(range(len(names)), key=names.__getitem__)
    return Opened(
        _in(order, names),
        _in(order, found.certain),
        [
            found.parts[number] if number >= 0 else found.whole[-1 - number].parts
            for number in _in(order, found.numbers)
        ],
        _in(order, found.weights),
        lambda at: make(order[at]),
    )


def _in(order: Sequence[int], column: Sequence[T]) -> list[T]:
    return list(map(column.__getitem__, order))
