"""The three worst things, each with what was measured, its limit, who owns it, and the smallest step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import htpy as h

from checker.audit.html.glance import level
from checker.audit.html.parts import bar, tally
from checker.audit.html.shares import bar_of, scale_of
from checker.page import verdict
from checker.report import Finding, Measure, Ruling, Verdict
from checker.site.addresses import EXCEPTIONS, RULES
from checker.site.pieces import state_bar
from checker.site.scenarios import way_out
from checker.site.scene import Scene
from checker.site.trend import spark_of
from checker.vocabulary import hardness

MOST = 3
OWNERS = 3
"""Most owners that a card names."""
LONGEST = 230
"""Letters of a next step on a card; the rule's page has all of it."""


def worst_rules(scene: Scene) -> list[Ruling]:
    """Broken rules: advice last, failures before what is unknown, the harder level first, then by services."""
    broken = [ruling for ruling in scene.dossier.report.rulings if ruling.verdict.broken]
    return sorted(
        broken,
        key=lambda ruling: (
            ruling.level == "advisory",
            ruling.verdict.rank,
            -hardness(ruling.level),
            -number_broken(scene, ruling),
            ruling.id,
        ),
    )


def number_broken(scene: Scene, ruling: Ruling) -> int:
    return sum(state == "broken" for state in scene.states[ruling.id].values())


def cards(scene: Scene) -> h.Node:
    worst = worst_rules(scene)[:MOST]
    if worst:
        return [_card(scene, ruling, place) for place, ruling in enumerate(worst, 1)]
    return h.section(".card.none", aria_labelledby="worst-1")[
        h.h2("#worst-1")["No rule is broken"],
        h.p["What is nearest to its limit is among the ", h.a(href=RULES.file)["rules"], "."],
    ]


def _card(scene: Scene, ruling: Ruling, place: int) -> h.Node:
    found = [finding for finding in scene.by_rule.get(ruling.id, ()) if finding.verdict is not Verdict.WAIVED]
    owners = _owners(scene, ruling)
    others = len(owners) - OWNERS
    key = worst_measure(ruling).key if ruling.measures else None
    return h.section(class_=f"card {ruling.verdict.value}", aria_labelledby=f"worst-{place}")[
        h.h2(id=f"worst-{place}")[h.a(href=f"{RULES.file}#rule-{ruling.id}")[ruling.title]],
        h.p[spark_of(scene, ruling.id, key), verdict(ruling.verdict), " ", level(ruling)],
        _measured(scene, ruling),
        h.p[
            h.span(".label")["Owners"],
            [h.span(".chip")[scene.owner(name), f" {count:,}"] for name, count in owners[:OWNERS]],
            f"and {others:,} more" if others > 0 else None,
        ]
        if owners
        else None,
        h.p[
            h.span(".label")["Smallest step"],
            _step([finding for finding in found if finding.verdict is ruling.verdict]),
        ],
        h.p[_more(scene, ruling, found)],
    ]


def _measured(scene: Scene, ruling: Ruling) -> h.Node:
    if not ruling.measures:
        states = scene.states[ruling.id]
        return [h.p(".big")[f"{number_broken(scene, ruling):,} of {tally(len(states), 'service')}"], state_bar(states)]
    worst = worst_measure(ruling)
    drawn = bar_of(worst, scale_of(ruling.measures))
    bound = "at least" if ruling.bound == "min" else "at most"
    words = f"{worst.key or 'the fleet'}: {worst.show()}, {bound} {worst.show_limit()}"
    return [
        h.p(".big")[f"{f'{worst.key} ' if worst.key else ''}{worst.show()}"],
        bar(words, drawn.pieces, [drawn.limit]),
        h.p[f"limit: {bound} {worst.show_limit()}"],
    ]


def worst_measure(ruling: Ruling) -> Measure:
    """The one that is furthest from its limit, or nearest to it."""
    return min(
        ruling.measures,
        key=lambda m: (m.verdict.rank, m.lowest.value if ruling.bound == "min" else -m.highest.value, m.key or ""),
    )


def _owners(scene: Scene, ruling: Ruling) -> Sequence[tuple[str, int]]:
    """Who owns the services that break it, most first."""
    states = scene.states[ruling.id]
    counted = Counter(scene.owner_of(name) for name, state in states.items() if state == "broken")
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))


def _step(found: Sequence[Finding]) -> str:
    said = next((finding.help or finding.fix for finding in found if finding.help or finding.fix), "")
    if not said:
        alike = f"no single one: {tally(len(found), 'finding')} of this verdict, each with its own"
        return alike if found else "see what is wrong"
    return said if len(said) <= LONGEST else f"{said[:LONGEST].rsplit(' ', 1)[0]} \u2026"


def _more(scene: Scene, ruling: Ruling, found: Sequence[Finding]) -> h.Node:
    waived = sum(finding.verdict is Verdict.WAIVED for finding in scene.by_rule.get(ruling.id, ()))
    excused = [", ", h.a(href=EXCEPTIONS.file)[f"{waived:,} waived"]] if waived else None
    return [
        h.a(href=scene.rule_page(ruling.id))[tally(len(found), "finding")], excused, "; ", way_out(scene, ruling.id),
    ]  # fmt: skip
