"""Rules that pull against each other: the next step of one would break another, so that ``plan`` has to look for a way.

It is cheap, and looks at no service again: only at the services that a next step moves, and at the shares of the other
rules. A share that must stay large is broken if they leave it; a share that must stay small if its keys have no room
for them. What it says is that the step alone is not enough, never that there is no way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import floor

from checker.kinds import AnyKind
from checker.report import Decision, Ruling, Verdict
from checker.report.decided import say_more

Judged = tuple[AnyKind, Ruling]


def name_pulls(judged: Sequence[Judged]) -> dict[int, Ruling]:
    """The rulings whose next steps would break another rule, by their number, with ``plan`` in those steps."""
    found = {}
    for number, (rule, ruling) in enumerate(judged):
        if any(decision.movers for decision in say_more(ruling.decisions)):
            told = tuple(_with_plan(decision, rule, ruling, judged) for decision in ruling.decisions)
            if told != tuple(ruling.decisions):
                found[number] = replace(ruling, decisions=told)
    return found


def _with_plan(decision: Decision, rule: AnyKind, ruling: Ruling, judged: Sequence[Judged]) -> Decision:
    against = list(_against(decision, rule, ruling, judged)) if decision.movers else []
    if not against:
        return decision
    first, why = against[0]
    names = ",".join([rule.id, *dict.fromkeys(other for other, _ in against)])
    step = f"{decision.help}; but {first} pulls against it: {why}; a way out for all: modelbylaws plan --rules {names}"
    return replace(decision, help=step)


def _against(decision: Decision, rule: AnyKind, ruling: Ruling, judged: Sequence[Judged]) -> Iterator[tuple[str, str]]:
    movers = frozenset(decision.movers)
    for other, told in judged:
        if told is ruling or told.level == "advisory":
            continue
        why = _too_few(movers, other, told) or _no_room(movers, decision.subject.key, (rule, other), told)
        if why:
            yield other.id, why


def _too_few(movers: frozenset[str], other: AnyKind, told: Ruling) -> str:
    """Why a share of the whole fleet would be too small if those who leave did not count for it any more."""
    for measure in told.measures:
        if told.bound != "min" or measure.key is not None or measure.counts_keys or not _counts_services(other):
            continue
        leaving, share = movers & set(measure.services), measure.lowest
        if leaving and share.part - len(leaving) < measure.limit * share.whole:
            return f"its {measure.show_limit()} needs {len(leaving)} of them"
    return ""


_WHOSE = frozenset({"vendor", "lineage", "group"})
"""Dimensions of which no route leaves a key of the one without a new key of the others, as a rule."""


def _no_room(movers: frozenset[str], left: str | None, rules: tuple[AnyKind, AnyKind], told: Ruling) -> str:
    """Why a share would be too large wherever those who leave go, of the keys that are there."""
    one, other = rules
    if told.bound != "max" or one.of != other.of or _dimension(one) == _dimension(other):
        return ""
    if any(_dimension(rule) not in _WHOSE or not _counts_services(rule) for rule in rules):
        return ""  # who leaves may stay where it is in the other, or counts there as something else
    beside = [measure for measure in told.measures if measure.key != left]
    if any(measure.verdict is Verdict.NOT_APPLICABLE for measure in beside):
        return ""  # what is left unjudged has room for all
    room = sum(max(0, floor(m.limit * m.highest.whole - m.highest.part)) for m in beside)
    coming = movers.difference(*(measure.services for measure in beside))
    limit = next((measure.show_limit() for measure in beside), "")
    return f"below its {limit} there is room for {room} of {len(coming)}" if beside and room < len(coming) else ""


def _dimension(rule: AnyKind) -> object:
    return getattr(rule, "by", None)


def _counts_services(rule: AnyKind) -> bool:
    """Whether each service is one, and counts once for whatever it touches."""
    return getattr(rule, "weight", None) == "service" and getattr(rule, "count", "exposure") == "exposure"
