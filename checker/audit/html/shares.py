"""Bars of every key against its limit: the certain part filled, the unknown interval hatched.

What the shares mean is told by single losses, ranked by the production services that would stop.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import partial

import htpy as h

from checker.audit.html.parts import HATCH, Column, Context, Piece, bar, table, tally
from checker.page import verdict
from checker.record import dataclass
from checker.report import Measure, Ruling, Verdict
from checker.whatif import SingleLoss

_COLUMNS = (
    Column("key"), Column("verdict"), Column("0% to 100%", "bar"), Column("value", "short"), Column("limit", "n"),
    Column("services that count", "text"),
)  # fmt: skip


def section(ctx: Context) -> h.Node:
    measured = [ruling for ruling in ctx.dossier.report.rulings if ruling.measures]
    if not measured:
        return h.p["No rule measures a share of the fleet."]
    key = h.p(".dim")[
        "Filled: certain. Hatched: may be more, because something is unknown. Line: the limit. Red: breaks it."
    ]
    return [key, [_rule(ctx, ruling) for ruling in measured]]


def _rule(ctx: Context, ruling: Ruling) -> h.Node:
    scale = scale_of(ruling.measures)
    end = "0% to 100%" if scale == 1 else f"0 to {scale.numerator}"
    columns = [*_COLUMNS[:2], Column(end, "bar"), *_COLUMNS[3:]]
    measures = sorted(ruling.measures, key=largest_first)
    caption = f"{ruling.id}: {'at least' if ruling.bound == 'min' else 'at most'} the limit"
    return [
        h.h3(id=f"shares-{ruling.id}")[ruling.title],
        table(ctx, caption, columns, measures, partial(_row, ctx, ruling, scale)),
    ]


def largest_first(measure: Measure) -> tuple[Fraction, Fraction, str]:
    return (-measure.highest.value, -measure.lowest.value, measure.key or "")


def scale_of(measures: Sequence[Measure]) -> Fraction:
    """What a whole track stands for: 1 for shares, for numbers of keys the next whole number above all of them."""
    if not any(measure.counts_keys for measure in measures):
        return Fraction(1)
    most = max(max(measure.highest.value, measure.limit) for measure in measures)
    return Fraction(most.numerator // most.denominator + 1)


@dataclass(frozen=True, slots=True)
class Bar:
    """The parts of one bar and where its limit stands, each in 0..1 of the track."""

    pieces: tuple[Piece, ...]
    limit: Fraction


def bar_of(measure: Measure, scale: Fraction) -> Bar:
    lowest, highest, limit = (value / scale for value in (measure.lowest.value, measure.highest.value, measure.limit))
    filled = Piece(Fraction(0), lowest, "b-fail" if measure.verdict.value in {"fail", "error"} else "b")
    return Bar((filled, Piece(lowest, highest, HATCH)), limit)


def _row(ctx: Context, ruling: Ruling, scale: Fraction, measure: Measure) -> list[h.Node]:
    drawn = bar_of(measure, scale)
    name = measure.key or "the fleet"
    words = f"{name}: {measure.show()}, limit {measure.show_limit()}, {measure.verdict.value}"
    undecided = ["; in question: ", ctx.named(measure.undecided)] if measure.undecided else None
    judged = measure.verdict is not Verdict.NOT_APPLICABLE
    return [
        h.a(href=f"#rule-{ruling.id}")[name],
        verdict(measure.verdict),
        bar(words, drawn.pieces, [drawn.limit] if judged else []),
        measure.show(),
        measure.show_limit(),
        [ctx.named(measure.services), undecided],
    ]


MOST = 25
"""Most losses that are drawn; the ranking goes on in ``simulate --rank``."""

FEW = 5
"""Services that a row of losses names; their number stands beside them."""

_LOSS_COLUMNS = (
    Column("lost"), Column("dimension", "short"), Column("of all in production", "bar"), Column("stop", "n"),
    Column("may stop", "n"), Column("fail over", "n"), Column("services that stop", "text"),
)  # fmt: skip


def losses(ctx: Context) -> h.Node:
    losses, whole = ctx.dossier.losses, ctx.dossier.production
    missing = len(ctx.dossier.missing or ())
    beside = h.p[f"Not counted: {tally(missing, 'service')} without a manifest."] if missing else None
    if not losses:
        return [h.p["No single loss stops or moves anything in production."], beside]
    rest = len(losses) - MOST
    return [
        h.p(".dim")[
            f"What would stop if one vendor lineage, model, host, gateway or country were gone, out of "
            f"{tally(whole, 'service')} in production. Filled: stops. Hatched: may stop. Light: fails over."
        ],
        beside,
        table(ctx, "Single losses, the worst first", _LOSS_COLUMNS, losses[:MOST], partial(_loss_row, ctx, whole)),
        h.p(".more")[f"{rest:,} lesser ones are listed by modelbylaws simulate --rank"] if rest > 0 else None,
    ]


def pieces_of(loss: SingleLoss, whole: int) -> tuple[Piece, ...]:
    """What stops, what may, and what fails over, one after the other."""
    ends = [Fraction(0)]
    for part in (loss.stops, loss.may_stop, loss.fails_over):
        ends.append(ends[-1] + Fraction(len(part), max(whole, 1)))
    styles = ("b-fail", HATCH, "b-light")
    return tuple(Piece(ends[at], ends[at + 1], style) for at, style in enumerate(styles))


def _loss_row(ctx: Context, whole: int, loss: SingleLoss) -> list[h.Node]:
    counts = [len(part) for part in (loss.stops, loss.may_stop, loss.fails_over)]
    words = f"{loss.key} lost: {counts[0]} stop, {counts[1]} may stop, {counts[2]} fail over, of {whole}"
    return [
        loss.key, loss.dimension, bar(words, pieces_of(loss, whole)), *(f"{count:,}" for count in counts),
        ctx.named(loss.stops, FEW),
    ]  # fmt: skip
