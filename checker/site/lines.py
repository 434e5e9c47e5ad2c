"""A line of values over days, small: with its limit as a broken line, and marks where policies changed.

Lengths are whole units of the drawing, made from integers and fractions: the same on every machine.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

import htpy as h

from checker.audit.html.parts import DESC, LINE, TEXT, element
from checker.record import dataclass

WIDTH, HEIGHT = 300, 96
LEFT, RIGHT, TOP, BOTTOM = 6, 294, 8, 76
"""Where the drawing ends; days stand below it."""

CIRCLE, POLYLINE = element("circle"), element("polyline")


@dataclass(frozen=True, slots=True)
class Point:
    """A value of one run."""

    day: dt.date
    value: Fraction
    shown: str
    broken: bool = False
    limit: Fraction | None = None


def draw(title: str, points: Sequence[Point], marks: Sequence[dt.date]) -> h.Node:
    """The picture; ``title`` and every value stand in it for those who do not see it."""
    most = max([point.limit or Fraction(0) for point in points] + [point.value for point in points] + [Fraction(0)])
    days = [point.day for point in points]
    placed = [(_x(point.day, days), _y(point.value, most), point) for point in points]
    limits = [(_x(p.day, days), _y(p.limit, most)) for p in points if p.limit is not None]
    said = "; ".join(f"{point.day}: {point.shown}" for point in points)
    return h.svg(viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img")[
        h.title[title],
        DESC[said],
        LINE({"x1": str(LEFT), "x2": str(RIGHT), "y1": str(BOTTOM), "y2": str(BOTTOM), "class": "axis"}),
        [_mark(_x(day, days)) for day in marks],
        _limit(limits),
        POLYLINE({"points": " ".join(f"{x},{y}" for x, y, _ in placed), "class": "line"}) if len(placed) > 1 else None,
        [_dot(x, y, point) for x, y, point in placed],
        TEXT({"x": str(LEFT), "y": str(HEIGHT - 6), "class": "small"})[days[0].isoformat()] if days else None,
        TEXT({"x": str(RIGHT), "y": str(HEIGHT - 6), "class": "small", "text-anchor": "end"})[days[-1].isoformat()]
        if len(set(days)) > 1
        else None,
    ]


SPARK = (96, 22)
"""Width and height of a line without words around it."""
INSIDE = 4
"""What stays free on every side of it, for the dots."""


def spark(title: str, points: Sequence[Point]) -> h.Node:
    """The same line beside a number: it begins at nothing, the last run has a dot, and its limit is a broken line."""
    width, height = SPARK
    values = [point.value for point in points]
    most = max([point.limit or Fraction(0) for point in points] + values + [Fraction(0)])
    days = [point.day for point in points]
    span = max((days[-1] - days[0]).days, 1)
    xs = [INSIDE + (width - 2 * INSIDE) * (day - days[0]).days // span for day in days]
    down = height - 2 * INSIDE
    line = [
        (x, height - INSIDE - (round(down * value / most) if most else 0)) for x, value in zip(xs, values, strict=True)
    ]
    said = "; ".join(f"{point.day}: {point.shown}" for point in points)
    x, y = line[-1]
    limit = points[-1].limit
    at = str(height - INSIDE - round(down * limit / most)) if limit else ""
    look = "dot-fail" if points[-1].broken else "dot"
    return h.svg(".spark", viewBox=f"0 0 {width} {height}", width=str(width), height=str(height), role="img")[
        h.title[f"{title}: {said}"],
        LINE({"x1": "0", "x2": str(width), "y1": at, "y2": at, "class": "line limit-line"}) if at else None,
        POLYLINE({"points": " ".join(f"{x},{y}" for x, y in line), "class": "line"}),
        CIRCLE({"cx": str(x), "cy": str(y), "r": "3", "class": look}),
    ]


def _x(day: dt.date, days: Sequence[dt.date]) -> int:
    span = (days[-1] - days[0]).days
    if span == 0:
        return (LEFT + RIGHT) // 2
    return LEFT + 4 + (RIGHT - LEFT - 8) * (day - days[0]).days // span


def _y(value: Fraction, most: Fraction) -> int:
    """Zero at the bottom, the largest value or limit at the top."""
    return BOTTOM - round((BOTTOM - TOP) * value / most) if most else BOTTOM


def _mark(x: int) -> h.Node:
    """Policies were others from this run on."""
    return LINE({"x1": str(x), "x2": str(x), "y1": str(TOP), "y2": str(BOTTOM), "class": "mark"})


def _limit(points: Sequence[tuple[int, int]]) -> h.Node:
    """A limit holds until the run that has another one."""
    if not points:
        return None
    steps: list[tuple[int, int]] = []
    for at, (x, y) in enumerate(points):
        steps += [(x, points[at - 1][1])] if at else [(LEFT, y)]
        steps.append((x, y))
    steps.append((RIGHT, points[-1][1]))
    return POLYLINE({"points": " ".join(f"{x},{y}" for x, y in steps), "class": "line limit-line"})


def _dot(x: int, y: int, point: Point) -> h.Node:
    """Broken ones are filled in red and larger: they are told apart without color, too."""
    size, look = ("5", "dot-fail") if point.broken else ("3", "dot")
    return CIRCLE({"cx": str(x), "cy": str(y), "r": size, "class": look})[h.title[f"{point.day}: {point.shown}"]]
