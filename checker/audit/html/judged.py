"""What a rule decided, subject by subject, with what each decision rests on; of many that hold, a sample.

A sample has the middle one of each third, by name: nobody chooses what is shown, and anybody finds the same again.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from functools import partial

import htpy as h

from checker.audit.html.parts import MAX_ROWS, Column, Context, table, tally
from checker.page import fold, verdict
from checker.record import dataclass
from checker.report import Decision, Ruling, Verdict
from checker.report.ground import SHOWN

FEW = 3
"""Findings, and judgements that hold, below one rule of a page without an annex."""

DECISIONS = (Column("subject"), Column("verdict"), Column("because", "text"))


@dataclass(frozen=True, slots=True)
class Listed:
    """What a page can show of the decisions of a rule that measures nothing."""

    first: tuple[Decision, ...]
    """Those that need attention first, up to what a table holds."""
    drawn: tuple[Decision, ...]
    """Of those that pass."""
    passed: int


def list_decisions(ruling: Ruling) -> Listed:
    decisions = () if ruling.measures else ruling.decisions
    passed = [decision for decision in decisions if decision.verdict is Verdict.PASS]
    first = heapq.nsmallest(MAX_ROWS, decisions, key=lambda decision: (decision.verdict.rank, str(decision.subject)))
    return Listed(tuple(first), draw(passed), len(passed))


def draw(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """A few of them, from all over the list."""
    ordered = sorted(decisions, key=lambda decision: str(decision.subject))
    if len(ordered) <= FEW:
        return tuple(ordered)
    return tuple(ordered[(2 * part + 1) * len(ordered) // (2 * FEW)] for part in range(FEW))


DRAWN = "one of each third by name"


def judgements(ctx: Context, ruling: Ruling) -> h.Node:
    """Every subject, those that need attention first; passes, too, however many are broken."""
    listed, count = list_decisions(ruling), len(ruling.decisions)
    if not listed.first:
        return None
    if not ctx.options.annex:
        return _few(ctx, ruling, listed, "; all are in the annex, which --annex adds")
    said = tally(count, "judgement")
    whole = table(ctx, f"{ruling.id}: {said}", DECISIONS, listed.first, partial(show_decision, ctx), count)
    seen = any(decision.verdict is Verdict.PASS for decision in listed.first)
    return [fold(f"{said}, passes too", whole), None if seen else _few(ctx, ruling, listed, f"; {ctx.elsewhere()}")]


def _few(ctx: Context, ruling: Ruling, listed: Listed, rest: str) -> h.Node:
    if not listed.drawn:
        return None
    few = len(listed.drawn)
    how = f"{few} of {listed.passed:,} that pass, {DRAWN}{rest}" if few < listed.passed else "that pass"
    caption = f"{ruling.id}: {how}"
    return fold(caption, table(ctx, caption, DECISIONS, listed.drawn, partial(show_decision, ctx)))


def find_shown(ruling: Ruling) -> list[Decision]:
    """The judgements whose grounds the page shows."""
    listed = list_decisions(ruling)
    every = {decision.subject: decision for decision in (*listed.first, *listed.drawn)}
    return [decision for decision in every.values() if _shows_grounds(decision)]


def _shows_grounds(decision: Decision) -> bool:
    """What is broken has them in its finding."""
    return not decision.verdict.broken


def show_decision(ctx: Context, decision: Decision) -> list[h.Node]:
    return [str(decision.subject), verdict(decision.verdict), _because(ctx, decision)]


def _because(ctx: Context, decision: Decision) -> h.Node:
    """The reason, and each value that was read with its place."""
    if not decision.grounds or not _shows_grounds(decision):
        return decision.reason
    told = {ground.said for ground in decision.grounds}
    listed = [h.div[f"{ground.said} ", ctx.place(ground.location)] for ground in decision.grounds[:SHOWN]]
    left = len(decision.grounds) - SHOWN
    reason = None if decision.reason in told else h.div[decision.reason]
    return [reason, listed, h.div(".dim")[f"and {left:,} more"] if left > 0 else None]
