"""Stakes that are alike, as one: what services of other repositories add to shares, without their names.

Shares are sums, and a service that may be in a population is counted by its parts alone. So as many services as there
are, whose parts are the same, count as one that weighs as much as all of them: every limit has the same value and the
same interval. Whose they are, and where they are declared, is not in it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from checker.kinds.parts.shares import NONE, Parts, Stake
from checker.record import dataclass

_STRANDED = "a use"


@dataclass(frozen=True, slots=True)
class Alike:
    """Services with the same parts.

    Attributes:
        parts: what each key has of them, without places, gaps and names of uses.
        certain: whether they are in the population for certain.
        weight: what they weigh together; None where they do not declare it.
        services: how many they are.
    """

    parts: Parts
    certain: bool
    weight: Fraction | None
    services: int

    @property
    def same(self) -> Hashable:
        """What is equal of those that are alike."""
        parts = self.parts
        known = tuple(sorted(parts.known.items()))
        stranded = parts.stranded is not None
        return known, parts.unknown, tuple(sorted(parts.perhaps)), stranded, self.certain, self.weight is None

    def stake(self, number: int) -> Stake:
        """It stands for one service, whose name no service can have."""
        count = "1 service" if self.services == 1 else f"{self.services} services"
        return Stake(f"(elsewhere {number}: {count})", self.certain, self.weight, self.parts)

    def plus(self, other: Alike, sign: int = 1) -> Alike:
        """Both together, or what is left of one without the other."""
        weight = None if self.weight is None else self.weight + sign * (other.weight or NONE)
        return replace(self, weight=weight, services=self.services + sign * other.services)


def heap(stakes: Iterable[Stake]) -> tuple[Alike, ...]:
    """Stakes of services, each that is like another one with it."""
    bare: dict[int, tuple[Parts, Parts]] = {}
    found: dict[tuple[int, bool, bool], Alike] = {}
    for piece in stakes:
        # NOTE: services that declare the same have the same object, which is kept beside so that no other gets its id.
        parts = bare.setdefault(id(piece.parts), (piece.parts, _bare(piece.parts)))[1]
        one = Alike(parts, piece.certain, piece.weight, 1)
        key = (id(parts), piece.certain, piece.weight is None)
        found[key] = found[key].plus(one) if key in found else one
    return together(found.values())


def together(heaps: Iterable[Alike]) -> tuple[Alike, ...]:
    """All of them, those that are alike as one, in an order that depends on nothing else."""
    found: dict[Hashable, Alike] = {}
    for one in heaps:
        found[one.same] = found[one.same].plus(one) if one.same in found else one
    return tuple(found[key] for key in sorted(found, key=repr))


def without(every: Sequence[Alike], some: Iterable[Alike]) -> tuple[Alike, ...]:
    """All but some of them.

    Raises:
        ValueError: some are not among them.
    """
    left: dict[Hashable, Alike] = {one.same: one for one in every}
    for one in some:
        there = left.get(one.same)
        if there is None:
            raise ValueError("not among them")
        rest = there.plus(one, -1)
        if rest.services < 0 or (rest.weight or 0) < 0 or (rest.services == 0 and rest.weight):
            raise ValueError("more than there are")
        left[one.same] = rest
    return tuple(one for one in left.values() if one.services)


def _bare(parts: Parts) -> Parts:
    return Parts(parts.known, parts.unknown, parts.perhaps, stranded=None if parts.stranded is None else _STRANDED)


def alike_as_data(one: Alike) -> list[object]:
    """Plain data, which ``alike_from_data`` reads."""
    parts = one.parts
    known = {key: str(part) for key, part in sorted(parts.known.items())}
    weight = None if one.weight is None else str(one.weight)
    more: list[object] = [str(parts.unknown), sorted(parts.perhaps), parts.stranded is not None]
    return [one.services, weight, one.certain, known, *(more if more != ["0", [], False] else [])]


def alike_from_data(data: object) -> Alike:
    """What ``alike_as_data`` wrote.

    Raises:
        ValueError: it is something else, or cannot be.
    """
    if not isinstance(data, list) or len(data) not in {4, 7}:
        raise ValueError("no stakes")
    services, weight, certain, known, unknown, perhaps, stranded = [*data, "0", [], False][:7]
    if type(services) is not int or services < 1 or type(certain) is not bool or type(stranded) is not bool:
        raise ValueError("no stakes")
    if not isinstance(known, Mapping) or not isinstance(perhaps, list) or not all(type(key) is str for key in perhaps):
        raise ValueError("no stakes")
    parts = Parts(
        {key: _part(part) for key, part in known.items()},
        _part(unknown),
        frozenset(perhaps),
        stranded=_STRANDED if stranded else None,
    )
    return Alike(parts, certain, None if weight is None else _number(weight), services)


def _part(written: object) -> Fraction:
    found = _number(written)
    if found > 1:
        raise ValueError("more than all of it")
    return found


def _number(written: object) -> Fraction:
    if type(written) is not str or len(written) > 100:  # noqa: PLR2004 - no weight has so many digits
        raise ValueError("no number")
    try:
        found = Fraction(written)
    except ZeroDivisionError:
        raise ValueError("no number") from None
    if found < 0:
        raise ValueError("less than nothing")
    return found
