"""What pages of a site share: their frame, tables that can be searched and sorted, bars of services.

A table is whole without the script. Rows say by attributes what they may be filtered by; a cell, what it is sorted by
where that is not its text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field
from fractions import Fraction

import htpy as h
from markupsafe import Markup

from checker.audit.html.parts import HATCH, Column, Piece, bar, patterns, tally
from checker.formats.scores import State
from checker.page import frame, scroll, settle, tag
from checker.record import dataclass
from checker.report import Verdict
from checker.site import addresses
from checker.site.addresses import Place
from checker.site.scene import Scene
from checker.site.script import SCRIPT
from checker.site.style import style

NAVIGATION: tuple[Place, ...] = (
    addresses.OVERVIEW, addresses.RULES, addresses.SERVICES, addresses.OWNERS, addresses.VENDORS, addresses.CHANGE,
    addresses.TREND, addresses.CONTROLS, addresses.EXCEPTIONS, addresses.FACTS, addresses.EVIDENCE,
)  # fmt: skip
"""Every page that all others lead to, in order."""

MOST = 2_000
"""Most rows of a table: more make a page that no reader waits for. All are in the CSV."""


def page(scene: Scene, place: Place | None, title: str, content: h.Node, extra: str = "") -> bytes:
    """A whole page; ``place`` is where it stands in the navigation, None for one of many."""
    report = scene.dossier.report
    organization = scene.dossier.organization or "modelbylaws"
    body = h.body(".site")[
        h.a(".skip", href="#main")["Skip to the page"],
        patterns(),
        h.header(".top")[
            h.a(".brand", href=f"{scene.up}{addresses.OVERVIEW.file}")[organization],
            h.nav(aria_label="Pages")[h.ul[[h.li[_link(scene, entry, place)] for entry in NAVIGATION]]],
            h.p(".when")[report.show_time()],
        ],
        h.main("#main")[h.h1[title], content],
        h.footer[
            h.p[
                f"Written by modelbylaws {report.version}, {report.show_time()}. The same inputs give the same bytes. ",
                h.a(href=f"{scene.up}{addresses.EVIDENCE.file}")["What this rests on"],
            ]
        ],
        h.script[Markup(SCRIPT)],  # ours alone: it holds no text of a user  # noqa: S704
    ]
    return frame(f"{title}, {organization}", style(extra), body, SCRIPT).encode()


def _link(scene: Scene, entry: Place, place: Place | None) -> h.Node:
    current = "page" if entry is place else None
    return h.a(href=f"{scene.up}{entry.file}", aria_current=current)[entry.title]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with a value to sort by that is not its text."""

    shown: h.Node
    value: str


Cells = Sequence[h.Node | Cell]


@dataclass(frozen=True, slots=True)
class Row:
    cells: Cells
    facets: Mapping[str, str] = field(default_factory=dict)
    """What it may be filtered by."""
    drawer: h.Node = None
    """What stands below it."""


def listing(scene: Scene, caption: str, columns: Sequence[Column], rows: Sequence[Row]) -> h.Node:
    """A table with a search, and a choice for every facet; the first cell of a row heads it."""
    shown = rows[:MOST]
    drawers = any(row.drawer is not None for row in shown)
    heads = [h.th(scope="col", class_=column.style or None)[column.head] for column in columns]
    made = [_row(columns, row, drawers=drawers) for row in shown]
    table = h.table(class_="drawers" if drawers else None)[
        h.caption[caption], h.thead[h.tr[heads]], settle(made) if drawers else h.tbody[settle(made)]
    ]
    left = len(rows) - len(shown)
    more = h.p(".more")[f"and {tally(left, 'more row')}; {scene.elsewhere()}"] if left > 0 else None
    return h.div(".listing")[_tools(shown), scroll(caption, table), more]


def _row(columns: Sequence[Column], row: Row, *, drawers: bool) -> Markup:
    first, *rest = row.cells
    cells = [_cell("td", {}, column, cell) for column, cell in zip(columns[1:], rest, strict=True)]
    facets = {f"data-{name}": value for name, value in row.facets.items()}
    shown = settle([_cell("th", {"scope": "row"}, columns[0], first), *cells])
    if not drawers:
        return tag("tr", facets, shown)
    below = tag("td", {"colspan": str(len(columns))}, settle(row.drawer))
    return tag("tbody", {}, tag("tr", {"class": "row"} | facets, shown) + tag("tr", {"class": "drawer"}, below))


def _cell(name: str, given: Mapping[str, str], column: Column, cell: h.Node | Cell) -> Markup:
    attributes = {**given, "class": column.style}
    if isinstance(cell, Cell):
        return tag(name, {**attributes, "data-v": cell.value}, settle(cell.shown))
    return tag(name, attributes, settle(cell))


FEW = 15
"""Rows that nobody has to search."""


def _tools(rows: Sequence[Row]) -> h.Node:
    """Hidden until the script, which they need, shows them."""
    if len(rows) < FEW:
        return None
    names = list(dict.fromkeys(name for row in rows for name in row.facets))
    return h.div(".tools", hidden=True)[
        h.label["Search (key /) ", h.input(type="search", autocomplete="off")],
        [_choice(name, sorted({row.facets[name] for row in rows if name in row.facets})) for name in names],
        h.output,
    ]


def _choice(name: str, values: Sequence[str]) -> h.Node:
    if len(values) < 2:  # noqa: PLR2004 - one is no choice
        return None
    options: h.Node = [h.option(value="")["all"], [h.option(value=value)[value] for value in values]]
    return h.label[f"{name.capitalize()} ", h.select(name=name)[options]]


_STYLES: Mapping[State, str] = {
    "broken": "b-fail", "forgiven": HATCH, "waived": "b-light", "passed": "b", "not in question": "track",
}  # fmt: skip


def state_bar(states: Mapping[str, State]) -> h.Node:
    """What became of the services of a rule: broken first, then waived, then passed."""
    counted = Counter(states.values())
    whole = max(len(states), 1)
    pieces, at = [], Fraction(0)
    for state, look in _STYLES.items():
        end = at + Fraction(counted[state], whole)
        pieces.append(Piece(at, end, look))
        at = end
    said = ", ".join(f"{counted[state]:,} {state}" for state in _STYLES if counted[state])
    return bar(said or "no service in scope", pieces)


def rank(verdict: Verdict) -> str:
    """To sort by: the worst first."""
    return str(verdict.rank)


def no_past(scene: Scene) -> h.Node:
    """Why there is nothing to compare with."""
    if scene.matter.history:
        return h.p["This run could not judge, so that it is compared with nothing. See the faults."]
    return h.p[
        "No history was given: ", h.code["site --history FOLDER"], " takes one that ", h.code["history add"], " keeps."
    ]
