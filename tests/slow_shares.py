"""Shares as they are defined: in fractions, every stake for every key. Slow, to judge what ``sums`` says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from checker.kinds.parts.shares import NONE, ONE, UNKNOWN_KEY, Stake, some_of
from checker.report import Measure, Share
from checker.report.numbers import Burdens


def low(stake: Stake, key: str) -> Fraction:
    return ONE if stake.stranded else stake.known.get(key, NONE)


def high(stake: Stake, key: str) -> Fraction:
    if key == UNKNOWN_KEY:
        return stake.unknown
    return ONE if key in stake.perhaps else min(ONE, low(stake, key) + stake.unknown)


def all_keys(stakes: Sequence[Stake]) -> list[str]:
    found = sorted({key for stake in stakes for key in (*stake.known, *stake.perhaps)})
    return [*found, *([UNKNOWN_KEY] if any(stake.unknown for stake in stakes) else [])]


def interval(stakes: Sequence[Stake], key: str) -> tuple[Share, Share] | None:
    """Lowest and highest share of a key; None if a weight is missing or all weights are zero."""
    lows = [(stake, low(stake, key)) for stake in stakes]
    highs = [(stake, high(stake, key)) for stake in stakes]
    lowest = _extreme(lows, lambda part, share: part < share)
    highest = _extreme(highs, lambda part, share: part > share, descending=True)
    return None if lowest is None or highest is None else (lowest, highest)


def _extreme(
    parts: Sequence[tuple[Stake, Fraction]],
    helps: Callable[[Fraction, Fraction], bool],
    *,
    descending: bool = False,
) -> Share | None:
    part = whole = NONE
    possible: list[tuple[Fraction, Fraction]] = []
    for stake, fraction in parts:
        if stake.weight is None:
            return None
        if stake.certain:
            part, whole = part + stake.weight * fraction, whole + stake.weight
        else:
            possible.append((fraction, stake.weight))
    for fraction, weight in sorted(possible, reverse=descending):
        if weight and (not whole or helps(fraction, part / whole)):
            part, whole = part + weight * fraction, whole + weight
    return Share(part, whole) if whole else None


def burdens(stakes: Iterable[Stake], key: str, *, of_the_rest: bool = False) -> Burdens:
    found: dict[str, tuple[Fraction, Fraction]] = {}
    for stake in stakes:
        least, most = low(stake, key), high(stake, key)
        least, most = (ONE - most, ONE - least) if of_the_rest else (least, most)
        weight = stake.weight or NONE
        if most * weight:
            found[stake.service] = (weight * least if stake.certain else NONE, weight * most)
    return found


def counted(stakes: Sequence[Stake], key: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The services that count for a key, and those that may."""
    certain = tuple(stake.service for stake in stakes if stake.certain and low(stake, key))
    perhaps = tuple(
        stake.service
        for stake in stakes
        if low(stake, key) != high(stake, key) or (not stake.certain and high(stake, key))
    )
    return certain, perhaps


def move_off(stakes: Iterable[Stake], measure: Measure) -> str:
    """The smallest change that brings a key down to the limit."""
    key, share = str(measure.key), measure.lowest

    def adds(stake: Stake) -> Fraction:
        return (stake.weight or NONE) * low(stake, key) if stake.certain else NONE

    wanted, movers = share.part - measure.limit * share.whole, []
    order = sorted(filter(adds, stakes), key=lambda p: (-adds(p), p.person_days is None, p.person_days or 0, p.service))
    for stake in order:
        if wanted > 0:
            movers.append(stake)
            wanted -= adds(stake)
    left = Share(share.part - sum(map(adds, movers)), share.whole)
    at_least = "at least " if measure.lowest != measure.highest else ""
    carriers = len(measure.services)
    count = f"{at_least}{len(movers)} of these {carriers} services" if carriers > 1 else "this one service"
    listed = some_of([f"{stake.service} ({_work(stake)})" for stake in movers])
    return f"move {count} off {key}: {left.show(measure.limit)}; least declared work: {listed}"


def _work(stake: Stake) -> str:
    return "undeclared" if stake.person_days is None else f"{stake.person_days} person-days"
