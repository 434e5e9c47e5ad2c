"""Findings as people read them: what is wrong, where, how to mend it, and who said that it may be so."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import htpy as h

from checker.diagnostic import Diagnostic, Location
from checker.formats.html.parts import (
    MAX_ROWS,
    Column,
    Context,
    badge,
    facts,
    fold,
    many,
    more,
    rule_link,
    table,
    verdict,
)  # fmt: skip
from checker.report import Finding

MAX_PLACES = 12
"""Most places of one finding."""

MAX_NOTES = 12
"""Most facts of one finding."""


_COLUMNS = (
    Column("rule"), Column("verdict"), Column("level", "short"), Column("what is wrong", "text"),
    Column("where", "text"),
)  # fmt: skip


def section(ctx: Context) -> h.Node:
    """Faults of inputs first, then findings that no waiver covers, the hard ones first."""
    report = ctx.dossier.report
    broken = [finding for finding in report.findings if finding.waiver is None]
    if not broken and not report.diagnostics:
        return h.p["Nothing."]
    return [
        [_fault(ctx, fault) for fault in report.diagnostics[:MAX_ROWS]],
        more(ctx, len(report.diagnostics) - MAX_ROWS, "fault"),
        table(ctx, "Findings; each stands in full under its rule", _COLUMNS, broken, partial(_row, ctx)),
    ]


def _row(ctx: Context, finding: Finding) -> list[h.Node]:
    place = ctx.place(finding.locations[0])
    return [rule_link(finding.rule), verdict(finding.verdict), finding.level, finding.message, place]


def _fault(ctx: Context, fault: Diagnostic) -> h.Node:
    return h.div(".finding.error")[
        h.p[badge("error", "\u203c", "could not judge"), f" {fault.code}: {fault.message}"],
        facts([("Next", fault.help), ("Where", _places(ctx, fault.locations))]),
    ]


def article(ctx: Context, finding: Finding) -> h.Node:
    """One finding under its rule."""
    return h.div(class_=f"finding {finding.verdict.value}")[
        h.p[verdict(finding.verdict), " ", finding.message],
        facts(
            [
                ("Next", finding.help),
                ("Usual fix", finding.fix),
                ("Waiver", _waiver(ctx, finding.waiver)),
                ("Where", _places(ctx, finding.locations)),
                ("Rests on", _notes(finding.notes)),
                ("Fingerprint", h.span(".hash")[finding.fingerprint]),
            ]
        ),
    ]  # fmt: skip


def _waiver(ctx: Context, name: str | None) -> h.Node:
    """A link to its row, if it has one: a long list of waivers is cut."""
    listed = any(waiver.id == name for waiver in ctx.dossier.report.waivers[:MAX_ROWS])
    return h.a(href=f"#waiver-{name}")[name] if listed else name


def _places(ctx: Context, locations: Sequence[Location]) -> h.Node:
    listed = [h.li[ctx.place(at), f" {at.label}" if at.label else None] for at in locations]
    rest = len(listed) - MAX_PLACES
    return [
        h.ul(".places")[listed[:MAX_PLACES]],
        fold(f"{many(rest, 'more place')}", h.ul(".places")[listed[MAX_PLACES:MAX_ROWS]]) if rest > 0 else None,
        more(ctx, len(listed) - MAX_ROWS, "place"),
    ]


def _notes(notes: Sequence[str]) -> h.Node:
    rest = f"and {len(notes) - MAX_NOTES:,} more" if len(notes) > MAX_NOTES else ""
    return [[h.div[note] for note in notes[:MAX_NOTES]], h.div(".dim")[rest] if rest else None] if notes else None
