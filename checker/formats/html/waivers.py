"""Approved exceptions, with who approved what until when, and the days that are left."""

from __future__ import annotations

from functools import partial

import htpy as h

from checker.formats.html.parts import Column, Context, badge, rule_link, table
from checker.report import Standing

_COLUMNS = (
    Column("waiver"), Column("state"), Column("days", "short"), Column("rule and subject", "text"),
    Column("reason", "text"), Column("approved", "text"), Column("place", "text"),
)  # fmt: skip


def section(ctx: Context) -> h.Node:
    known = ctx.dossier.report.waivers
    if not known:
        return h.p["There is none."]
    return table(ctx, "Waivers, the soonest to expire first", _COLUMNS, known, partial(_row, ctx))


def _row(ctx: Context, waiver: Standing) -> list[h.Node]:
    active = waiver.states == ("active",)
    states = [
        badge("active" if active else "expired", "\u2713" if active else "!", state.replace("-", " "))
        for state in waiver.states
    ]
    loaded = any(ruling.id == waiver.rule for ruling in ctx.dossier.report.rulings)
    limit = f", limit {waiver.limit}" if waiver.limit else ""
    ticket = f", {waiver.ticket}" if waiver.ticket else ""
    approved = f"by {waiver.approved_by} on {waiver.approved_on}, until {waiver.expires}{ticket}"
    return [
        h.span(id=f"waiver-{waiver.id}")[waiver.id],
        states,
        waiver.show_days(),
        [rule_link(waiver.rule) if loaded else waiver.rule, f" for {waiver.subject}{limit}"],
        waiver.reason,
        f"{approved}; asked by {waiver.requested_by}",
        ctx.place(waiver.location),
    ]
