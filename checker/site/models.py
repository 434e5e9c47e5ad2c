"""Facts about the models in use, by age and by how sure they are; each source beside the day on which it was read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import htpy as h

from checker.audit.dossier import FactEntry, ModelEntry, SourceEntry
from checker.audit.html.inputs import STATUS
from checker.audit.html.parts import Column, names, tally
from checker.page import badge
from checker.site.addresses import FACTS
from checker.site.pieces import Cell, Row, listing, page
from checker.site.scene import Scene

_COLUMNS = (
    Column("model"), Column("fact"), Column("value", "text"), Column("status"), Column("days since read", "n"),
    Column("sources, and the day each was read", "text"), Column("services", "n"),
)  # fmt: skip
_AGES = ((90, "at most 90 days"), (180, "91 to 180 days"), (365, "181 to 365 days"))
_OLDER, _NEVER = "over 365 days", "no source"
_LINK = re.compile(r"https://[!#-%(-;=?-~]+\Z")
"""Visible ASCII without quotes, ampersands and angle brackets."""


def model_facts(scene: Scene) -> bytes:
    pairs = [(model, fact) for model in scene.dossier.models for fact in model.facts]
    ages = Counter(_band(_age(scene, fact)) for _, fact in pairs)
    status = Counter(fact.status for _, fact in pairs)
    ordered = sorted(pairs, key=lambda pair: (-(_age(scene, pair[1]) or -1), pair[0].id, pair[1].name))
    rows = [_row(scene, model, fact) for model, fact in ordered]
    content = [
        h.ul(".lines")[[h.li[h.b[f"{status[name]:,}"], f" {name}"] for name in sorted(status)]],
        h.ul(".lines")[[h.li[h.b[f"{ages[name]:,}"], f" {name}"] for name in _bands() if ages[name]]],
        h.p(".dim")[
            "Of models that services name, and of those that these were made from. What is unknown is no pass."
        ],
        listing(scene, f"{tally(len(rows), 'fact')}, the longest unread first", _COLUMNS, rows)
        if rows
        else h.p["No service names a model."],
    ]
    return page(scene, FACTS, "Facts about models", content)


def _bands() -> Iterator[str]:
    yield from (words for _, words in _AGES)
    yield from (_OLDER, _NEVER)


def _age(scene: Scene, fact: FactEntry) -> int | None:
    """Days since the latest of its sources was read."""
    days = [(scene.dossier.report.as_of - source.read).days for source in fact.sources]
    return min(days, default=None)


def _band(age: int | None) -> str:
    if age is None:
        return _NEVER
    return next((words for most, words in _AGES if age <= most), _OLDER)


def _row(scene: Scene, model: ModelEntry, fact: FactEntry) -> Row:
    age = _age(scene, fact)
    value = [h.div[fact.value], h.div(".dim")[fact.reason]] if fact.value else fact.reason
    days = Cell("", "-1") if age is None else Cell(f"{age:,}", str(age))
    return Row(
        [
            model.id, fact.name, value, badge(*STATUS[fact.status], fact.status), days,
            [_source(source) for source in fact.sources],
            Cell(h.span(title=names(model.services))[f"{len(model.services):,}"], str(len(model.services))),
        ],
        {"status": fact.status, "age": _band(age), "fact": fact.name},
    )  # fmt: skip


def _source(source: SourceEntry) -> h.Node:
    where = h.a(href=source.where, rel="noreferrer")[source.where] if _LINK.match(source.where) else source.where
    return h.div[f"{source.what}, ", where, f" ({source.kind}), read {source.read.isoformat()}"]
