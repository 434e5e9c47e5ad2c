"""A plan as one self-contained page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import htpy as h

from checker.page import Paper, Section, scroll, whole_page
from checker.planning.plan_told import cells, headline, remarks, rows
from checker.planning.planned import MeasureMoved, Planned


def plan_page(found: Planned) -> str:
    title = f"The way out, as of {found.as_of}"
    sections = [Section("rests-on", "What it rests on", h.ul[(h.li[line] for line in remarks(found))])]
    if found.conflicts:
        told = [(one.demand, one.why) for one in found.conflicts]
        sections.insert(0, Section("conflict", "What cannot hold together", _table(("demand", "what it asks"), told)))
    if found.moves:
        heads = ("step", "service", "person-days", "change", "breaks for a time")
        sections.insert(0, Section("shares", "Before and after", _shares(found.shares)))
        sections.insert(0, Section("moves", "Moves in their order", _table(heads, rows(found))))
        for number, move in enumerate(found.moves, start=1):
            if move.shares:
                sections.append(Section(f"step-{number}", f"Step {number}: {move.service}", _shares(move.shares)))
    return whole_page(
        title=title,
        paper=Paper("modelbylaws, plan"),
        skip="Skip to the plan",
        header=[h.header[h.h1[title], h.p[headline(found)]]],
        sections=sections,
        footer="Made by modelbylaws plan. A plan is no record of the fleet.",
    )


def _shares(shares: Sequence[MeasureMoved]) -> h.Node:
    return _table(("rule", "key", "before", "after"), map(cells, shares))


def _table(heads: Sequence[str], told: Iterable[Sequence[str]]) -> h.Node:
    return scroll(
        ", ".join(heads),
        h.table[
            h.thead[h.tr[(h.th(scope="col")[head] for head in heads)]],
            h.tbody[(h.tr[(h.td[cell] for cell in row)] for row in told)],
        ],
    )
