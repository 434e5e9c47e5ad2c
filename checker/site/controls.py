"""Which controls the rules cover, list by list: in whole, in part, by no rule, or out of scope with the reason."""

from __future__ import annotations

from collections.abc import Sequence

import htpy as h

from checker.audit.html.parts import Column, tally
from checker.control_matrix import STATES, Serving, State, count
from checker.control_matrix import Row as Control
from checker.page import badge, verdict
from checker.site.addresses import CONTROLS
from checker.site.pieces import Cell, Row, listing, page
from checker.site.scene import Scene

_BADGES: dict[State, tuple[str, str]] = {
    "covered": ("pass", "\u2713"),
    "partly": ("waived", "\u25d0"),
    "no-rule": ("unknown", "\u25cb"),
    "out-of-scope": ("plain", "\u2013"),
}
_LISTS = (Column("list"), *(Column(state.replace("-", " "), "n") for state in STATES), Column("in all", "n"))
_COLUMNS = (
    Column("control"), Column("state"), Column("verdict"), Column("asks", "text"), Column("rules", "text"),
    Column("owner"), Column("due"), Column("how sure"),
)  # fmt: skip


def controls(scene: Scene) -> bytes:
    matrix = scene.matter.matrix
    if matrix is None:
        said = "No matrix of what was not read, or without a policy: see the faults."
        return page(scene, CONTROLS, CONTROLS.title, h.p[said])
    lists = list(dict.fromkeys(row.framework for row in matrix.controls))
    content = [
        h.p(".dim")[
            "Partly: rules show a part of what the control asks. The verdict is the worst of its rules that are no"
            " advice. Readings of controls are ours, and no legal advice."
        ],
        listing(scene, tally(len(lists), "list"), _LISTS, [_list(name, matrix.controls) for name in lists]),
        listing(scene, tally(len(matrix.controls), "control"), _COLUMNS, [_row(scene, row) for row in matrix.controls]),
    ]
    return page(scene, CONTROLS, CONTROLS.title, content)


def _list(name: str, every: Sequence[Control]) -> Row:
    rows = [row for row in every if row.framework == name]
    counts = count(rows)
    return Row([name, *(f"{counts[state]:,}" for state in STATES), f"{len(rows):,}"])


def _row(scene: Scene, row: Control) -> Row:
    place = f"{row.source}, {row.place}" if row.source else "in no list"
    asks = f"{row.asks}{f' (shown: {row.part})' if row.part else ''}"
    due = f"{row.due}{' (overdue)' if row.overdue else ''}" if row.due else ""
    found = verdict(row.verdict) if row.verdict is not None else ""
    sure = f"{row.certainty}{f', read {row.read}' if row.read else ', not opened' if row.certainty else ''}"
    return Row(
        [
            [row.id, h.span(".title")[place]],
            Cell(badge(*_BADGES[row.state], row.state.replace("-", " ")), str(STATES.index(row.state))),
            Cell(found, str(row.verdict.rank) if row.verdict is not None else ""),
            asks, row.reason or [h.div[_rule(scene, rule)] for rule in row.rules], row.owner, due, sure,
        ],
        {"list": row.framework, "state": row.state.replace("-", " ")},
    )  # fmt: skip


def _rule(scene: Scene, rule: Serving) -> h.Node:
    return [scene.rule(rule.rule), f" ({rule.level}: {rule.verdict.value.replace('-', ' ')})"]
