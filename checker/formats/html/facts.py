"""Facts about every model that services use, or that one of those was made from, with status and sources."""

from __future__ import annotations

import htpy as h

from checker.formats.html.parts import MAX_ROWS, Column, Context, badge, fold, many, more, names, table
from checker.report.dossier import FactEntry, ModelEntry

_COLUMNS = (
    Column("fact"), Column("value"), Column("status"), Column("source", "text"), Column("read", "short"),
)  # fmt: skip


def section(ctx: Context) -> h.Node:
    every = sorted(ctx.dossier.models, key=lambda model: (-len(model.services), model.id))
    if not every:
        return h.p["No service names a model."]
    return [
        h.p(".dim")["As of the date above; what is not listed with a status is unknown, and is never a pass."],
        [_model(ctx, model) for model in every[:MAX_ROWS]],
        more(ctx, len(every) - MAX_ROWS, "model"),
    ]


def _model(ctx: Context, model: ModelEntry) -> h.Node:
    unknown = sum(fact.status == "unknown" for fact in model.facts)
    doubt = f", {unknown} unknown" if unknown else ""
    head = f"{model.id}: {many(len(model.services), 'service')}, {many(len(model.facts) - unknown, 'fact')}{doubt}"
    return fold(
        head,
        h.p[f"Used by, or an ancestor of what is used by: {names(model.services)}"],
        table(ctx, f"Facts about {model.id}", _COLUMNS, model.facts, _row),
    )


_STATUS = {
    "confirmed": ("pass", "\u2713"),
    "reported": ("waived", "\u25c7"),
    "unknown": ("unknown", "?"),
    "own": ("plain", "\u2013"),
}


def _row(fact: FactEntry) -> list[h.Node]:
    sources = [h.div[f"{source.what}, {source.where} ({source.kind})"] for source in fact.sources]
    read = [h.div[source.read.isoformat()] for source in fact.sources]
    value = [h.div[fact.value], h.div(".dim")[fact.reason]] if fact.value else fact.reason
    return [fact.name, value, badge(*_STATUS[fact.status], fact.status), sources, read]
