"""Single losses, ranked by the production services that would stop."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

import htpy as h

from checker.formats.html.drawing import HATCH, Piece, bar
from checker.formats.html.parts import Column, Context, many, table
from checker.report.simulated import SingleLoss

MOST = 25
"""Most losses that are drawn; the ranking goes on in ``simulate --rank``."""

_COLUMNS = (
    Column("lost"), Column("dimension", "short"), Column("of all in production", "bar"), Column("stop", "n"),
    Column("may stop", "n"), Column("fail over", "n"), Column("services that stop", "text"),
)  # fmt: skip


def section(ctx: Context) -> h.Node:
    losses, whole = ctx.dossier.losses, ctx.dossier.production
    if not losses:
        return h.p["No single loss stops or moves anything in production."]
    rest = len(losses) - MOST
    return [
        h.p(".dim")[
            f"What would stop if one vendor lineage, model, host, gateway or country were gone, out of "
            f"{many(whole, 'service')} in production. Filled: stops. Hatched: may stop. Light: fails over."
        ],
        table(ctx, "Single losses, the worst first", _COLUMNS, losses[:MOST], partial(_row, ctx, whole)),
        h.p(".more")[f"{rest:,} lesser ones are listed by modelbylaws simulate --rank"] if rest > 0 else None,
    ]


def pieces_of(loss: SingleLoss, whole: int) -> tuple[Piece, ...]:
    """What stops, what may, and what fails over, one after the other."""
    ends = [Fraction(0)]
    for part in (loss.stops, loss.may_stop, loss.fails_over):
        ends.append(ends[-1] + Fraction(len(part), max(whole, 1)))
    styles = ("b-fail", HATCH, "b-light")
    return tuple(Piece(ends[at], ends[at + 1], style) for at, style in enumerate(styles))


def _row(ctx: Context, whole: int, loss: SingleLoss) -> list[h.Node]:
    counts = [len(part) for part in (loss.stops, loss.may_stop, loss.fails_over)]
    words = f"{loss.key} lost: {counts[0]} stop, {counts[1]} may stop, {counts[2]} fail over, of {whole}"
    return [
        loss.key, loss.dimension, bar(words, pieces_of(loss, whole)), *(f"{count:,}" for count in counts),
        ctx.named(loss.stops),
    ]  # fmt: skip
