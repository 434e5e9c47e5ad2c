"""Drawing a sample that anybody can draw again: by digests of names, never by a generator of random numbers.

The order is that of sha256(seed NUL service). Nobody can steer it by the order of
files, and nobody needs this program to repeat it: any tool that computes sha256 can.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from fractions import Fraction


def ordered(names: Iterable[str], seed: str) -> list[str]:
    """The names in the order in which they are drawn."""
    return sorted(names, key=lambda name: (hashlib.sha256(f"{seed}\0{name}".encode()).hexdigest(), name))


def drawn(strata: Mapping[str, Iterable[str]], seed: str, n: int) -> dict[str, list[str]]:
    """The sample of each stratum, in the order of drawing; each stratum in proportion, and none without a name.

    Args:
        strata: names by stratum; a name is in one stratum.
        seed: what makes this sample another than the last one.
        n: how many in all. With fewer names than that, all are drawn.

    Raises:
        ValueError: there are more strata than names to draw.
    """
    members = {stratum: ordered(names, seed) for stratum, names in sorted(strata.items())}
    members = {stratum: names for stratum, names in members.items() if names}
    quotas = allotted({stratum: len(names) for stratum, names in members.items()}, n)
    return {stratum: names[: quotas[stratum]] for stratum, names in members.items()}


def allotted(sizes: Mapping[str, int], n: int) -> dict[str, int]:
    """How many each stratum gives: its share of n, at least one, at most all; the largest remainders are rounded up.

    Raises:
        ValueError: there are more strata than n.
    """
    total = sum(sizes.values())
    if n >= total:
        return dict(sizes)
    if n < len(sizes):
        raise ValueError(f"{len(sizes)} strata, and {n} to draw: every stratum gives at least one")
    quotas = {stratum: Fraction(n * size, total) for stratum, size in sizes.items()}
    given = {stratum: max(1, int(quota)) for stratum, quota in quotas.items()}
    while sum(given.values()) < n:
        given[min(_with_room(given, sizes), key=lambda s: (given[s] - quotas[s], s))] += 1
    while sum(given.values()) > n:  # those that had less than one were given one
        given[max((s for s in given if given[s] > 1), key=lambda s: (given[s] - quotas[s], s))] -= 1
    return given


def _with_room(given: Mapping[str, int], sizes: Mapping[str, int]) -> list[str]:
    return [stratum for stratum in given if given[stratum] < sizes[stratum]]
