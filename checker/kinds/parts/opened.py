"""Stakes in the order of their services, and what sums need of each at hand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from operator import attrgetter
from typing import overload

from checker.kinds.parts.shares import Parts, Stake
from checker.kinds.parts.staked import Ratio, Stakes, pick


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
    make, order = found.maker(), found.order()
    return Opened(
        pick(order, found.listed()),
        pick(order, found.certain),
        [
            found.parts[number] if number >= 0 else found.whole[-1 - number].parts
            for number in pick(order, found.numbers)
        ],
        pick(order, found.weights),
        lambda at: make(order[at]),
    )
