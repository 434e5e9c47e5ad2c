"""The flow from services to models to the vendors behind them, fine-tunes followed to their origin.

Few services stand one by one; many are drawn together by tier and lifecycle. The same numbers stand
in the table below the picture.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import htpy as h

from checker.audit.counting import OPEN, SAID, Counting, counted_routes, in_production, keys_of
from checker.audit.dossier import ServiceEntry
from checker.audit.html.flow_layout import Band, Box, Edge, Layout, lay_out
from checker.audit.html.parts import DESC, HATCH, PATH, RECT, TEXT, Column, Context, names, table, tally
from checker.page import fold, scroll
from checker.record import dataclass

MAX_SERVICES, MAX_MODELS, MAX_VENDORS = 30, 24, 12
"""Most boxes of each column; the rest is one box."""

COLORS = 8

WIDTH, BOX, ROOM = 1000, 14, 460
LEFT = (190, 560, 850)
"""Where each column's boxes begin: names of services stand left of theirs, those of the others right."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Links from groups of services to models, and from models to vendors, in services."""

    to_models: Counter[Edge]
    to_vendors: Counter[Edge]
    members: dict[str, set[str]]
    """Services behind every box, by column and name: ``2 meta``."""


def flow_of(every: Sequence[ServiceEntry], counting: Counting) -> Flow:
    """Of services in production; a model that differs only in how a manifest writes it is one."""
    services = in_production(every)
    ties = {
        (service, route.model.partition(" (written ")[0], vendor)
        for service in services
        for route in counted_routes(service, counting)
        for vendor in keys_of(route, "lineage")
    }
    group = _grouping(services)
    models = _keep_largest(Counter(model for _, model in {(s.name, m) for s, m, _ in ties}), MAX_MODELS, "model")
    vendors = _keep_largest(Counter(vendor for _, vendor in {(s.name, v) for s, _, v in ties}), MAX_VENDORS, "vendor")
    named = {(s.name, group(s), models(model), vendors(vendor)) for s, model, vendor in ties}
    members: dict[str, set[str]] = {}
    for service, *boxes in named:
        for column, box in enumerate(boxes):
            members.setdefault(f"{column} {box}", set()).add(service)
    return Flow(
        Counter((first, model) for _, first, model in {(s, g, m) for s, g, m, _ in named}),
        Counter((model, vendor) for _, model, vendor in {(s, m, v) for s, _, m, v in named}),
        members,
    )


def _grouping(services: Sequence[ServiceEntry]) -> Callable[[ServiceEntry], str]:
    if len(services) <= MAX_SERVICES:
        return lambda service: service.name
    return lambda service: f"tier {service.tier}, {service.lifecycle}"


def _keep_largest(counted: Counter[str], most: int, noun: str) -> Callable[[str], str]:
    """The names that carry most; all others become one, which says how many they are."""
    order = sorted(counted, key=lambda name: (-counted[name], name))
    if len(order) <= most:
        return lambda name: name
    kept = frozenset(order[: most - 1])
    rest = f"{len(order) - most + 1:,} other {noun}s"
    return lambda name: name if name in kept else rest


def section(ctx: Context) -> h.Node:
    flow = flow_of(ctx.dossier.services, "live")
    return [draw(ctx, flow, "live"), _tables(ctx, flow)] if flow.to_models else draw(ctx, flow, "live")


def draw(ctx: Context, flow: Flow, counting: Counting) -> h.Node:
    """The picture, with what it counts."""
    if not flow.to_models:
        return h.p[f"No service in production names a model, by {SAID[counting]}."]
    whole = tally(len(in_production(ctx.dossier.services)), "service")
    said = f"{whole} in production, by {SAID[counting]}."
    layout = lay_out((flow.to_models, flow.to_vendors), ROOM)
    return h.figure[
        h.figcaption[said, " Bands are as thick as the number of services. A model with two origins leads to both."],
        scroll(f"Flow from services to models to vendors, by {SAID[counting]}", _picture(flow, layout, said)),
    ]


def _picture(flow: Flow, layout: Layout, said: str) -> h.Node:
    colors = {box.name: number % COLORS for number, box in enumerate(layout.columns[2])}
    most = Counter[str]()
    strongest: dict[str, str] = {}
    for (model, vendor), count in sorted(flow.to_vendors.items()):
        if count > most[model]:
            most[model], strongest[model] = count, vendor
    bands = [
        *(_band(band, 0, colors[strongest[band.target]], flow) for band in layout.bands[0]),
        *(_band(band, 1, colors[band.target], flow) for band in layout.bands[1]),
    ]
    view = f"0 -4 {WIDTH} {layout.height + 8}"
    return h.svg(".flow", viewBox=view, role="img")[
        h.title["From service to model to vendor"],
        DESC[f"{said} Their models, and the vendors behind these. The tables below say the same."],
        bands,
        [_box(box, 0, None, "") for box in layout.columns[0]],
        [_box(box, 1, colors[strongest[box.name]], "") for box in layout.columns[1]],
        [
            _box(box, 2, colors[box.name], f" \u00b7 {len(flow.members[f'2 {box.name}']):,}")
            for box in layout.columns[2]
        ],
    ]


def _band(band: Band, column: int, color: int, flow: Flow) -> h.Node:
    x1, x2 = LEFT[column] + BOX, LEFT[column + 1]
    bend = (x1 + x2) // 2
    count = (flow.to_models, flow.to_vendors)[column][band.source, band.target]
    line = f"M{x1} {band.start}C{bend} {band.start} {bend} {band.end} {x2} {band.end}"
    return PATH({"d": line, "stroke-width": str(band.thick), "class": f"s{color}"})[
        h.title[f"{band.source} to {band.target}: {tally(count, 'service')}"]
    ]


def _box(box: Box, column: int, color: int | None, count: str) -> h.Node:
    x = LEFT[column]
    fill = {"fill": f"url(#{HATCH})"} if box.name == OPEN else {"class": "b" if color is None else f"c{color}"}
    place = {"x": str(x), "y": str(box.top), "width": str(BOX), "height": str(box.height)}
    beside = {"x": str(x - 6), "text-anchor": "end"} if column == 0 else {"x": str(x + BOX + 6)}
    text = TEXT(beside | {"y": str(box.top + box.height // 2 + 5)})[f"{_cut(box.name, column)}{count}"]
    return [RECT(place | fill), text]


def _cut(name: str, column: int) -> str:
    """As much of a name as there is room for; the tables have all of it."""
    most = (26, 36, 17)[column]
    return name if len(name) <= most else f"{name[: most - 1]}\u2026"


_MODELS = (Column("model"), Column("services", "n"), Column("vendors behind it"), Column("which services", "text"))
_VENDORS = (Column("vendor"), Column("services", "n"), Column("which services", "text"))


def _tables(ctx: Context, flow: Flow) -> h.Node:
    vendors: dict[str, list[str]] = {}
    for model, vendor in sorted(flow.to_vendors):
        vendors.setdefault(model, []).append(vendor)
    behind = {name: sorted(flow.members[f"1 {name}"]) for name in vendors}
    using = {name: sorted(flow.members[f"2 {name}"]) for name in {vendor for _, vendor in flow.to_vendors}}
    models = sorted(behind, key=lambda name: (-len(behind[name]), name))
    ranked = sorted(using, key=lambda name: (-len(using[name]), name))
    return [
        table(ctx, "Vendors behind the models", _VENDORS, ranked, lambda v: [v, f"{len(using[v]):,}", names(using[v])]),
        fold(
            f"{tally(len(models), 'model')} as a table",
            table(
                ctx, "Models, and the vendors behind them", _MODELS, models,
                lambda m: [m, f"{len(behind[m]):,}", ", ".join(vendors[m]), names(behind[m])],
            ),
        ),
    ]  # fmt: skip
