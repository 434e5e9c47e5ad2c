"""Where the boxes and bands of the flow diagram stand. All lengths are whole units of the drawing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from checker.record import dataclass

ROW, GAP = 18, 8
"""Least height of a box, so that its name fits; and the room between two."""

UNIT = 14
"""Thickness of one service, where there are few."""

Edge = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Box:
    name: str
    top: int
    height: int


@dataclass(frozen=True, slots=True)
class Band:
    """From a box to one of the next column: the middle of its start and end, and how thick it is."""

    source: str
    target: str
    start: int
    end: int
    thick: int


@dataclass(frozen=True, slots=True)
class Layout:
    columns: tuple[tuple[Box, ...], ...]
    bands: tuple[tuple[Band, ...], ...]
    """Bands between each column and the next."""
    height: int


def lay_out(links: Sequence[Mapping[Edge, int]], room: int) -> Layout:
    """Columns of boxes, and bands between them, for links from column to column.

    A box is as high as the larger of what comes in and what goes out; ``room`` is
    about how high the fullest column is, its gaps not counted.
    """
    order = _order(links)
    whole = max(sum(_weights(links, number).values()) for number in range(len(links) + 1))
    unit = max(1, min(UNIT, room // max(whole, 1)))
    shrink = max(1, -(-whole // max(room, 1)))
    # NOTE: a band is never thinner than can be seen; so a box is as high as its bands, and not as its weight.
    thick = [{edge: max(1, weight * unit // shrink) for edge, weight in link.items()} for link in links]
    columns = tuple(_column(names, _weights(thick, number)) for number, names in enumerate(order))
    height = max((boxes[-1].top + boxes[-1].height for boxes in columns if boxes), default=0)
    columns = tuple(_center(boxes, height) for boxes in columns)
    bands = tuple(_bands(link, columns[n], columns[n + 1]) for n, link in enumerate(thick))
    return Layout(columns, bands, height)


def _weights(links: Sequence[Mapping[Edge, int]], number: int) -> Counter[str]:
    outgoing, incoming = Counter[str](), Counter[str]()
    if number < len(links):
        for (source, _), weight in links[number].items():
            outgoing[source] += weight
    if number > 0:
        for (_, target), weight in links[number - 1].items():
            incoming[target] += weight
    return outgoing | incoming


def _order(links: Sequence[Mapping[Edge, int]]) -> list[list[str]]:
    """The last column by weight; every one before it near what it leads to, so that few bands cross."""
    last = _weights(links, len(links))
    order = [sorted(last, key=lambda name: (-last[name], name))]
    for number in range(len(links) - 1, -1, -1):
        rank = {name: at for at, name in enumerate(order[0])}
        own = _weights(links, number)
        towards: dict[str, list[int]] = {name: [] for name in own}
        for source, target in links[number]:
            towards[source].append(rank[target])
        order.insert(0, sorted(own, key=lambda name: (_middle(towards[name]), -own[name], name)))
    return order


def _middle(ranks: Sequence[int]) -> int:
    """The mean in thousandths: whole, and so the same everywhere."""
    return sum(ranks) * 1000 // len(ranks) if ranks else 0


def _column(names: Sequence[str], heights: Mapping[str, int]) -> tuple[Box, ...]:
    boxes, top = [], 0
    for name in names:
        height = max(ROW, heights[name])
        boxes.append(Box(name, top, height))
        top += height + GAP
    return tuple(boxes)


def _center(boxes: Sequence[Box], height: int) -> tuple[Box, ...]:
    """A short column stands in the middle."""
    if not boxes:
        return ()
    down = (height - boxes[-1].top - boxes[-1].height) // 2
    return tuple(Box(box.name, box.top + down, box.height) for box in boxes)


def _bands(thick: Mapping[Edge, int], left: Sequence[Box], right: Sequence[Box]) -> tuple[Band, ...]:
    """Bands leave and reach each box one below the other, in the order of the boxes they join."""
    sources = {box.name: box for box in left}
    targets = {box.name: box for box in right}
    starts = _stack(thick, sources, targets, side=0)
    ends = _stack(thick, targets, sources, side=1)
    ordered = sorted(thick, key=lambda edge: (sources[edge[0]].top, targets[edge[1]].top))
    return tuple(Band(*edge, starts[edge], ends[edge], thick[edge]) for edge in ordered)


def _stack(
    thick: Mapping[Edge, int], here: Mapping[str, Box], there: Mapping[str, Box], *, side: int
) -> dict[Edge, int]:
    """The middle of each band where it meets its box; together they stand in the middle of the box."""
    total = Counter[str]()
    for edge, width in thick.items():
        total[edge[side]] += width
    used = Counter[str]()
    middles = {}
    for edge in sorted(thick, key=lambda edge: (here[edge[side]].top, there[edge[1 - side]].top)):
        box = here[edge[side]]
        top = box.top + (box.height - total[box.name]) // 2 + used[box.name]
        middles[edge] = top + thick[edge] // 2
        used[box.name] += thick[edge]
    return middles
