"""The observed share of each live route of a use, as an interval over all that is not known of the observations."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from checker.condition.truth import Truth
from checker.kinds.parts.sightings import Offer, Seen, same
from checker.record import dataclass

_NONE, _ALL = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class ObservedShare:
    """What one source counts of a route."""

    route: Offer
    source: str
    lowest: Fraction
    highest: Fraction
    known: int
    """Requests that certainly were this route's."""
    total: int
    """Requests that certainly were the use's live routes'."""

    @property
    def declared(self) -> Fraction:
        return Fraction(*self.route.share)

    @property
    def off(self) -> Fraction:
        """How far the observed share is from the declared one, at least."""
        return max(self.lowest - self.declared, self.declared - self.highest, _NONE)

    def is_within(self, points: Fraction) -> Truth:
        """Whether declared and observed are no further apart than so many points."""
        low, high = self.declared - points, self.declared + points
        if not self.total:
            return Truth.UNKNOWN
        if low <= self.lowest and self.highest <= high:
            return Truth.TRUE
        return Truth.FALSE if self.highest < low or self.lowest > high else Truth.UNKNOWN


@dataclass(frozen=True, slots=True)
class _Counted:
    """Requests, of whose routes they certainly or perhaps were."""

    requests: int
    may_be: frozenset[int]
    surely: int | None


def share_of_each(
    use: Sequence[Offer], others: Sequence[Offer], seen: Sequence[Seen], loose: Sequence[Seen]
) -> list[ObservedShare]:
    """The shares by each source that counts requests.

    Each source is taken by itself: two of them count the same requests.

    Args:
        use: the live routes of one use.
        others: the other routes of the service.
        seen: observations of the service.
        loose: observations of nobody knows whom.
    """
    sources = sorted({one.observation.source for one in seen if one.when != "out" and one.observation.requests})
    found: list[ObservedShare] = []
    for source in sources:
        counted = [
            *(_count(one, use, others, is_ours=True) for one in seen if one.observation.source == source),
            *(_count(one, use, others, is_ours=False) for one in loose if one.observation.source == source),
        ]
        found += [_share(index, route, source, counted) for index, route in enumerate(use)]
    return found


def _count(one: Seen, use: Sequence[Offer], others: Sequence[Offer], *, is_ours: bool) -> _Counted:
    requests = one.observation.requests or 0
    if one.when == "out":
        return _Counted(0, frozenset(), None)
    truths = [same(one, route) for route in use]
    may_be = frozenset(index for index, truth in enumerate(truths) if truth is not Truth.FALSE)
    elsewhere = any(same(one, route) is not Truth.FALSE for route in others)
    sure = is_ours and one.when == "in" and len(may_be) == 1 and not elsewhere
    only = next(iter(may_be)) if sure else None
    return _Counted(requests, may_be, only if only is not None and truths[only] is Truth.TRUE else None)


def _share(index: int, route: Offer, source: str, counted: Sequence[_Counted]) -> ObservedShare:
    known = sum(one.requests for one in counted if one.surely == index)
    total = sum(one.requests for one in counted if one.surely is not None)
    open_ = [one for one in counted if one.surely is None]
    others = sum(one.requests for one in open_ if one.may_be - {index})
    mine = sum(one.requests for one in open_ if index in one.may_be)
    lowest = Fraction(known, total + others) if total + others else _NONE
    highest = Fraction(known + mine, total + mine) if total + mine else _ALL
    return ObservedShare(route, source, lowest, highest, known, total)
