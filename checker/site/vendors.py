"""On whom the fleet depends: every key against its limit, from service to vendor, and what each loss would stop.

Two switches choose by whom and by which routes services are counted. They need no script: a style shows what was
chosen, and where a browser does not know how, everything is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import htpy as h

from checker.audit.counting import COUNTINGS, OPEN, SAID, Counting, count_keys, counted_routes, in_production, keys_of
from checker.audit.dossier import EVERY_ALONG, Along
from checker.audit.html import flow, matrix, shares
from checker.audit.html.parts import HATCH, Column, Piece, bar, tally
from checker.page import fold, verdict
from checker.report import Measure, Ruling, limit_text, percent
from checker.site.addresses import VENDORS
from checker.site.pieces import Cells, Row, listing, page
from checker.site.scenarios import scenarios
from checker.site.scene import Scene

MOST = 24
"""Most keys of a chart; the others are counted."""

_CHOICES: Mapping[str, tuple[str, ...]] = {"by": EVERY_ALONG, "count": COUNTINGS}
_FIRST: Mapping[str, str] = {"by": "lineage", "count": "live"}
_WORDS: Mapping[str, str] = {
    "vendor": "vendor of record", "lineage": "lineage", "group": "group", "host": "host", "gateway": "gateway",
    "primary": "first choices", "live": "what serves now", "with-fallbacks": "with fallbacks",
}  # fmt: skip


def vendors(scene: Scene) -> bytes:
    whole = tally(len(in_production(scene.dossier.services)), "service")
    content = [
        h.p(".dim")[
            f"Of {whole} in production. Filled: certain. Hatched: may be more, because something is unknown. Line: the"
            " limit of the strictest rule about it, which counts what serves now. Rules may count other services: see"
            " the rule."
        ],
        _switch("by", "By"),
        _switch("count", "Counting"),
        [_chart(scene, dimension, counting) for dimension in EVERY_ALONG for counting in COUNTINGS],
        h.h2["From service to model to vendor"],
        [
            h.div(class_=f"count count-{counting}")[
                flow.draw(scene, flow.flow_of(scene.dossier.services, counting), counting)
            ]
            for counting in COUNTINGS
        ],
        h.h2["What each loss would stop"],
        shares.losses(scene),
        h.h2["What if"],
        scenarios(scene),
        h.h2["Who stands behind which service"],
        _who(scene),
        fold("Services against vendors, hosts and gateways, as a matrix", matrix.section(scene)),
    ]
    return page(scene, VENDORS, VENDORS.title, content, _switching())


def _switch(name: str, words: str) -> h.Node:
    choices = [
        h.label[
            h.input(type="radio", name=name, id=f"{name}-{value}", checked=value == _FIRST[name]), f" {_WORDS[value]}"
        ]
        for value in _CHOICES[name]
    ]
    return h.fieldset(".choose")[h.legend[words], choices]


def _switching() -> str:
    """Hides what was not chosen."""
    return "".join(
        f".site:has(#{name}-{value}:checked) .{name}:not(.{name}-{value}){{display:none}}"
        for name, values in _CHOICES.items()
        for value in values
    )


def _chart(scene: Scene, dimension: Along, counting: Counting) -> h.Node:
    services = scene.dossier.services
    whole = len(in_production(services))
    counted = count_keys(services, dimension, counting)
    limit = strictest(scene, dimension)
    open_ = counted.get(OPEN, set())
    known = sorted((key for key in counted if key != OPEN), key=lambda key: (-len(counted[key]), key))
    shown = [*known[:MOST], *([OPEN] if open_ else [])]
    title = f"By {_WORDS[dimension]}, {SAID[counting]}"
    left = len(known) - MOST
    rows = [_key(key, counted[key], open_ if key != OPEN else set(), whole, limit) for key in shown]
    return h.section(class_=f"by by-{dimension} count count-{counting}", aria_label=title)[
        h.h2[title],
        h.p[_limit(scene, limit)],
        h.div(".keys")[rows] if rows else h.p["No service in production has such a key."],
        h.p(".more")[f"and {tally(left, 'key')} with fewer services"] if left > 0 else None,
    ]


Strictest = tuple[Ruling, Measure] | None


def strictest(scene: Scene, dimension: Along) -> Strictest:
    """The rule with the smallest limit on the share of every key, and one of its measures."""
    found = [
        (ruling, ruling.measures[0])
        for name, by in scene.matter.keyed.items()
        if by == dimension and (ruling := scene.rulings.get(name)) is not None and ruling.measures
    ]
    return min(found, key=lambda pair: (pair[1].limit, pair[0].id), default=None)


def _limit(scene: Scene, limit: Strictest) -> h.Node:
    if limit is None:
        return "No rule limits the share of a key here."
    ruling, measure = limit
    return [f"Limit {limit_text(measure.limit)} by ", scene.rule(ruling.id), ": ", verdict(ruling.verdict)]


def _key(key: str, sure: set[str], open_: set[str], whole: int, limit: Strictest) -> list[h.Node]:
    low, high = Fraction(len(sure), max(whole, 1)), Fraction(len(sure | open_), max(whole, 1))
    most = limit[1].limit if limit else None
    over = most is not None and low > most
    may = most is not None and high > most and not over
    ends = f"{percent(low, most)}" if low == high else f"{percent(low, most)} to {percent(high, most)}"
    counts = f"{len(sure):,}" if low == high else f"{len(sure):,} to {len(sure | open_):,}"
    said = " \u2717 over the limit" if over else " ? may be over the limit" if may else ""
    words = f"{counts} of {whole:,}, {ends}{said}"
    sure_look = HATCH if key == OPEN else "b-fail" if over else "b"
    pieces = [Piece(Fraction(0), low, sure_look), Piece(low, high, HATCH)]
    return [h.span[key], bar(f"{key}: {words}", pieces, [most] if most is not None else []), h.span(".value")[words]]


_WHO = (Column("vendor, by lineage"), Column("service"), Column("owner"), Column("tier", "n"), Column("models", "text"))


def _who(scene: Scene) -> h.Node:
    """Who hangs on a vendor, and who answers for it: a row for every vendor of every service, by what serves now."""
    rows = []
    for entry in in_production(scene.dossier.services):
        models: dict[str, list[str]] = {}
        for route in counted_routes(entry, "live"):
            for key in keys_of(route, "lineage"):
                models.setdefault(key, []).append(route.model)
        for key, through in models.items():
            named = ", ".join(dict.fromkeys(through))
            cells: Cells = [key, scene.service(entry.name), scene.owner(entry.owner), entry.tier, named]
            rows.append((key, entry.tier, Row(cells, {"vendor": key, "owner": entry.owner, "tier": entry.tier})))
    rows.sort(key=lambda row: row[:2])
    return listing(
        scene, tally(len(rows), "dependency").replace("dependencys", "dependencies"), _WHO, [r for *_, r in rows]
    )
