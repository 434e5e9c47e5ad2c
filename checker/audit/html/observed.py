"""What is declared and what was observed, next to each other, with the evidence that says so."""

from __future__ import annotations

from functools import partial

import htpy as h

from checker.audit.dossier import EvidenceEntry
from checker.audit.html.parts import Column, Context, table, tally
from checker.kinds.parts.side_by_side import SideRow, State
from checker.page import badge
from checker.report import amount

_BADGES: dict[State, tuple[str, str]] = {
    "matched": ("pass", "\u2713"),
    "undeclared": ("fail", "\u2717"),
    "not observed": ("waived", "\u25c7"),
    "undecided": ("unknown", "?"),
    "out of the window": ("plain", "\u2013"),
}
_COLUMNS = (
    Column("service"), Column("route"), Column("declared", "text"), Column("share", "short"),
    Column("observed", "text"), Column("by", "short"), Column("requests", "n"), Column("cost", "n"),
    Column("period", "short"), Column("status"), Column("where", "text"),
)  # fmt: skip
_FILES = (
    Column("evidence"), Column("sha256", "text"), Column("observations", "n"), Column("left out", "text"),
)  # fmt: skip


_SAID = "Days in UTC. Kinds of evidence may count the same requests, so their numbers are not added to each other."


def section(ctx: Context) -> h.Node:
    observed = ctx.dossier.observed
    if observed is None:
        return h.p["No evidence of use is configured."]
    return [
        h.p(".dim")[_SAID],
        table(ctx, "Declared and observed, service by service", _COLUMNS, observed.rows, partial(_row, ctx)),
        table(ctx, tally(len(observed.files), "file of evidence") + ", with sha256", _FILES, observed.files, _file),
    ]


def _row(ctx: Context, row: SideRow) -> list[h.Node]:
    days = [day.isoformat() for day in dict.fromkeys((row.since, row.until)) if day is not None]
    cost = f"{amount(row.cost)} {row.currency}" if row.cost is not None else ""
    return [
        row.service, row.route, row.declared, row.share, row.observed, row.source,
        f"{row.requests:,}" if row.requests is not None else "", cost, " to ".join(days),
        badge(*_BADGES[row.status], row.status), ctx.place(row.location),
    ]  # fmt: skip


def _file(entry: EvidenceEntry) -> list[h.Node]:
    left = "; ".join(f"{count:,}: {reason}" for reason, count in entry.left_out)
    return [entry.file, h.span(".hash")[entry.sha256], f"{entry.observations:,}", left]
