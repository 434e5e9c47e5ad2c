"""What pictures share: bars that grow with the page, with their words for those who do not see them.

Lengths are percentages of the track with two decimals, made from integers: the same on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import htpy as h

HATCH = "hatch"
"""The pattern for what is not known."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar, from and to in 0..1."""

    start: Fraction
    end: Fraction
    style: str
    """``b``, ``b-fail``, ``b-light``, or ``HATCH``."""


def length(value: Fraction) -> str:
    """A part of the whole as a percentage for an attribute: ``47.06%``; what is beyond the ends stays at them."""
    hundredths = round(min(max(value, Fraction(0)), Fraction(1)) * 10_000)
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def bar(words: str, pieces: Sequence[Piece], marks: Sequence[Fraction] = ()) -> h.Node:
    """A track with pieces, and a line across it at every mark. ``words`` say the same as the picture."""
    return h.svg(width="100%", height="18", role="img")[
        h.title[words],
        _rect(Piece(Fraction(0), Fraction(1), "track")),
        (_rect(piece) for piece in pieces if piece.end > piece.start),
        (_mark(at) for at in marks),
    ]


def _rect(piece: Piece) -> h.Node:
    fill = {"fill": f"url(#{HATCH})"} if piece.style == HATCH else {"class": piece.style}
    size = {"x": length(piece.start), "width": length(piece.end - piece.start), "y": "3", "height": "12"}
    return RECT(size | fill)


def _mark(at: Fraction) -> h.Node:
    return LINE({"x1": length(at), "x2": length(at), "y1": "0", "y2": "18", "class": "limit"})


def element(name: str) -> h.Element:
    return h.Element(name)


RECT, LINE, TEXT, PATH, GROUP, DESC = map(element, ("rect", "line", "text", "path", "g", "desc"))


def patterns() -> h.Node:
    """The hatch, once for the whole page."""
    return h.svg(width="0", height="0", aria_hidden="true")[
        element("defs")[
            element("pattern")(
                {"id": HATCH, "width": "6", "height": "6", "patternUnits": "userSpaceOnUse",
                 "patternTransform": "rotate(45)"}
            )[
                RECT({"width": "6", "height": "6", "class": "b-light"}),
                RECT({"width": "2.5", "height": "6", "class": "b"}),
            ]
        ]
    ]  # fmt: skip
