"""What if, for readers: what the events of a file stop, and which rules and shares are others afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

import htpy as h

from checker.audit.html.parts import Column, bar, table, tally
from checker.audit.html.shares import bar_of, scale_of
from checker.page import badge, facts, fold, verdict
from checker.report import Measure, Verdict
from checker.report.review import MeasureChange
from checker.site.addresses import VENDORS
from checker.site.played import Scenario
from checker.site.scene import Scene
from checker.whatif import NOT_A_RECORD, STAMP, Effect, Outcome
from checker.whatif.text import WORDS, show_outcome

_TOLD: tuple[tuple[str, tuple[Effect, ...]], ...] = (
    ("Stops", ("stops",)), ("May stop", ("may-stop",)), ("Fails over", ("fails-over", "may-fail-over")),
    ("Moves", ("moves", "may-move", "goes-live")),
)  # fmt: skip
_BADGES: dict[Effect, tuple[str, str]] = {
    "stops": ("fail", "\u2717"), "may-stop": ("unknown", "?"), "may-fail-over": ("unknown", "?"),
    "may-move": ("unknown", "?"),
}  # fmt: skip
_SHARES = (
    Column("rule"), Column("key"), Column("before, and below it after", "bar"), Column("before", "short"),
    Column("after", "short"), Column("limit", "n"), Column("verdict"),
)  # fmt: skip
_OUTCOMES = (Column("service and use"), Column("what happens", "short"), Column("by what", "text"), Column("place"))


def scenarios(scene: Scene) -> h.Node:
    """Every file of events that was given; how to give one, if none was."""
    played = scene.matter.scenarios
    if not played:
        return h.p[
            "No events were given: ", h.code["site --events FILE"], " shows what they come to, in the form that ",
            h.code["simulate"], " takes and ", h.code["plan --events"], " writes.",
        ]  # fmt: skip
    return [_scenario(scene, number, one) for number, one in enumerate(played, 1)]


def _scenario(scene: Scene, number: int, one: Scenario) -> h.Node:
    found, name = one.found, scenario_id(number)
    return h.section(".scenario", id=name, aria_labelledby=f"{name}-title")[
        h.h3(id=f"{name}-title")[found.title],
        h.p(".dim")[f"{STAMP}: {NOT_A_RECORD}. {one.file}, sha256 {one.sha256[:12]}\u2026, over {_days(one)}."],
        h.p[_in_short(one)],
        facts([*_touched(scene, one), ("Rules that turn", [*_turned(scene, one)])]),
        table(scene, f"{found.title}: shares that move", _SHARES, _moved(one), partial(_share, scene))
        if found.changes.moved
        else None,
        fold(f"Step by step: {tally(len(found.steps), 'event')}", [_steps(scene, one)]),
    ]


def scenario_id(number: int) -> str:
    return f"scenario-{number}"


def _days(one: Scenario) -> str:
    first, last = one.found.before.as_of, one.found.after.as_of
    return f"the day {first}" if first == last else f"{first} to {last}"


def _in_short(one: Scenario) -> h.Node:
    """``2 of 18 services stopped at the end; findings: 6 new, 30 gone, 12 stay``."""
    changes = one.found.changes
    new, gone, stay = (len(changes.of(*states)) for states in (("new",), ("gone",), ("same", "worse", "better")))
    stopped = f"{len(one.found.stopped):,} of {tally(one.found.after.services, 'service')}"
    return [h.b[stopped], f" stopped at the end; findings: {new:,} new, {gone:,} gone, {stay:,} stay."]


def _touched(scene: Scene, one: Scenario) -> Iterator[tuple[str, h.Node]]:
    """Services by the worst that happens to a use of theirs in any step."""
    for words, effects in _TOLD:
        names = sorted({o.service for step in one.found.steps for o in step.outcomes if o.effect in effects})
        yield words, scene.named(names) if names else None


def _turned(scene: Scene, one: Scenario) -> Iterator[h.Node]:
    for rule, was, now in one.turned():
        yield h.div[scene.rule(rule), " ", verdict(was), " \u2192 ", verdict(now)]


def _moved(one: Scenario) -> list[MeasureChange]:
    """What gets worse first, then what turns, then the largest."""
    return sorted(one.found.changes.moved, key=lambda change: (_order(change), -_highest(change), change.rule))


def _order(change: MeasureChange) -> tuple[int, bool]:
    now = change.after.verdict if change.after else Verdict.PASS
    return (now.rank, change.movement != "worse")


def _highest(change: MeasureChange) -> Fraction:
    return max(measure.highest.value for measure in (change.before, change.after) if measure)


def _share(scene: Scene, change: MeasureChange) -> list[h.Node]:
    both = [measure for measure in (change.before, change.after) if measure]
    key = change.key or "the fleet"
    limits = " to ".join(dict.fromkeys(measure.show_limit() for measure in both))
    return [
        scene.rule(change.rule), key, [_bar(key, words, measure, both)
        for words, measure in (("before", change.before), ("after", change.after))],
        _show(change.before), _show(change.after), limits, _verdicts(change),
    ]  # fmt: skip


def _bar(key: str, words: str, measure: Measure | None, both: list[Measure]) -> h.Node:
    if measure is None:
        return bar(f"{key}, {words}: none", [])
    drawn = bar_of(measure, scale_of(both))
    return bar(f"{key}, {words}: {measure.show()}", drawn.pieces, [drawn.limit])


def _show(measure: Measure | None) -> str:
    return measure.show() if measure else "none"


def _verdicts(change: MeasureChange) -> h.Node:
    was, now = (measure.verdict if measure else None for measure in (change.before, change.after))
    shown = [verdict(found) if found else "none" for found in (was, now)]
    return shown[1] if was is now else [shown[0], " \u2192 ", shown[1]]


def _steps(scene: Scene, one: Scenario) -> Iterator[h.Node]:
    for number, step in enumerate(one.found.steps, 1):
        title = f"{number}. {step.as_of}: {step.title}"
        about = " ".join(filter(None, (step.what, f"({step.source})" if step.source else "")))
        yield h.h4[title]
        yield h.p[about] if about else None
        yield table(scene, title, _OUTCOMES, step.outcomes, partial(_outcome, scene)) if step.outcomes else None
        yield [h.p[note] for note in step.notes]


def _outcome(scene: Scene, outcome: Outcome) -> list[h.Node]:
    style, symbol = _BADGES.get(outcome.effect, ("plain", "\u2192"))
    said = f"{WORDS[outcome.effect]}{'' if outcome.required else ' (not required)'}"
    rest = f"/{outcome.use}"
    return [
        [scene.service(outcome.service), rest],
        badge(style, symbol, said),
        show_outcome(outcome),
        scene.place(outcome.location),
    ]


def way_out(scene: Scene, rule: str) -> h.Node:
    """After which of the given events a rule is no longer broken; else the command that looks for a way."""
    for number, one in enumerate(scene.matter.scenarios, 1):
        if one.mends(rule):
            return ["holds after ", h.a(href=f"{VENDORS.file}#{scenario_id(number)}")[one.found.title]]
    return ["a way out: ", h.code[f"modelbylaws plan --rules {rule}"]]
