"""Services against vendors, hosts and gateways: who depends on whom, directly or through a fine-tune."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import htpy as h

from checker.audit.counting import OPEN, Counting, count_keys, in_production
from checker.audit.dossier import Along, RouteEntry, ServiceEntry
from checker.audit.html.parts import Context, more, tally
from checker.page import scroll, settle
from checker.record import dataclass
from checker.vocabulary import LIVE_ROLES

MAX_SERVICES, MAX_KEYS = 60, 24
"""Most rows and columns of a matrix."""

MARKS: Mapping[str, tuple[str, str]] = {
    "live": ("\u25cf", "serves it now"),
    "live-lineage": ("\u25b2", "serves it now, and is the vendor of the model's ancestor"),
    "standby": ("\u25cb", "fallback or shadow"),
    "standby-lineage": ("\u25b3", "fallback or shadow, as an ancestor's vendor"),
    "planned": ("\u25cc", "planned"),
    "open": ("?", "not known"),
}
"""Symbol and meaning of a cell, the strongest first."""

_ORDER = list(MARKS)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Marks by service and key; keys that carry most services come first."""

    keys: tuple[str, ...]
    cells: Mapping[tuple[str, str], str]
    totals: Mapping[Counting, Mapping[str, int]]
    """Services in production behind each key."""


def matrix_of(services: Sequence[ServiceEntry], dimensions: Sequence[Along]) -> Matrix:
    """The first dimension ties directly; those after it say what is tied by descent."""
    cells: dict[tuple[str, str], str] = {}
    for service in services:
        for route in service.routes:
            for key, mark in _ties(route, dimensions):
                at = (service.name, key)
                cells[at] = min(mark, cells.get(at, mark), key=_ORDER.index)
    totals: dict[Counting, dict[str, int]] = {way: _totals(services, dimensions, way) for way, _ in _FOOT}
    live = totals["live"]
    keys = sorted({key for _, key in cells}, key=lambda key: (key == OPEN, -live.get(key, 0), key))
    return Matrix(tuple(keys), cells, totals)


_FOOT: tuple[tuple[Counting, str], ...] = (("live", "in production, live"), ("with-fallbacks", "with fallbacks"))
"""What the last rows count."""


def _totals(services: Sequence[ServiceEntry], dimensions: Sequence[Along], counting: Counting) -> dict[str, int]:
    found: dict[str, set[str]] = {}
    for dimension in dimensions:
        for key, behind in count_keys(services, dimension, counting).items():
            found.setdefault(key, set()).update(behind)
    return {key: len(behind) for key, behind in found.items()}


def _ties(route: RouteEntry, dimensions: Sequence[Along]) -> list[tuple[str, str]]:
    base = "planned" if route.role == "planned" else "live" if route.role in LIVE_ROLES else "standby"
    found: dict[str, str] = {}
    for number, dimension in enumerate(dimensions):
        carried = route.along(dimension)
        mark = base if number == 0 or base == "planned" else f"{base}-lineage"
        for key in carried.certain:
            found.setdefault(key, mark)
        if carried.gap:
            found.setdefault(OPEN, "open")
    return list(found.items())


_TABLES: tuple[tuple[str, tuple[Along, ...]], ...] = (
    ("Services and vendors, by record and by lineage", ("vendor", "lineage")),
    ("Services and hosts", ("host",)),
    ("Services and gateways", ("gateway",)),
)


def section(ctx: Context) -> h.Node:
    if not ctx.dossier.services:
        return h.p["No service was read."]
    legend: list[h.Node] = [
        [h.span(".key", aria_hidden="true")[symbol], f"{words}. "] for symbol, words in MARKS.values()
    ]
    missing = len(ctx.dossier.missing or ())
    beside = h.p[f"Not in these tables: {tally(missing, 'service')} without a manifest."] if missing else None
    return [
        h.p(".dim")[legend],
        beside,
        h.div(".side")[[_table(ctx, title, dimensions) for title, dimensions in _TABLES]],
    ]


def _table(ctx: Context, title: str, dimensions: Sequence[Along]) -> h.Node:
    every = ctx.dossier.services
    matrix = matrix_of(every, dimensions)
    if not matrix.keys:
        return None
    rows = sorted(ctx.worst_first()[:MAX_SERVICES], key=lambda service: service.name)
    keys = pick_keys(matrix.keys)
    head = h.thead[h.tr[h.th(scope="col")["service"], (h.th(scope="col")[key] for key in keys)]]
    body = h.tbody[(_row(ctx, service, keys, matrix) for service in rows)]
    whole = len(in_production(every))
    foot = h.tfoot[
        (
            h.tr[
                h.th(scope="row")[f"{words}, of {whole:,}"],
                (h.td[f"{matrix.totals[way].get(key, 0):,}"] for key in keys),
            ]
            for way, words in _FOOT
        )
    ]
    return h.div[
        scroll(title, h.table(".matrix")[h.caption[title], head, body, foot]),
        more(ctx, len(every) - len(rows), "service"),
        h.p(".more")[f"and {tally(len(matrix.keys) - len(keys), 'more column')}"]
        if len(matrix.keys) > MAX_KEYS
        else None,
    ]


def pick_keys(keys: Sequence[str]) -> Sequence[str]:
    """The first of many; what is not known stays in sight."""
    if len(keys) > MAX_KEYS and OPEN in keys:
        return [*keys[: MAX_KEYS - 1], OPEN]
    return keys[:MAX_KEYS]


def _row(ctx: Context, service: ServiceEntry, keys: Sequence[str], matrix: Matrix) -> h.Node:
    return h.tr[
        h.th(scope="row")[ctx.service(service.name)],
        settle([_cell(matrix.cells.get((service.name, key))) for key in keys]),
    ]


@cache
def _cell(mark: str | None) -> h.Node:
    if mark is None:
        return settle(h.td)
    symbol, words = MARKS[mark]
    return settle(h.td[h.span(role="img", aria_label=words, title=words)[symbol]])
