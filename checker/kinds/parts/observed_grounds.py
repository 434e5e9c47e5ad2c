"""What a verdict about declared and observed use rests on, where an output shows it: observations, declarations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from checker.condition.truth import Truth
from checker.kinds.parts.observed_uses import NOTED, distinct, tell
from checker.kinds.parts.sightings import Seen, Side, same
from checker.report import Decision, Ground, Subject, Verdict


def with_sightings(
    decisions: Iterable[Decision], sides: Sequence[Side], offered: Sequence[Seen]
) -> tuple[Decision, ...]:
    """The decisions, each pass with what was seen and declared; what is broken has places."""
    known = {side.service: side for side in sides}

    def grounds(subject: Subject) -> tuple[Ground, ...]:
        side = known.get(subject.service or "")
        if side is None:
            return tuple(_observed(one for one in offered if subject.key == f"offer {one.shown}"))
        return tuple(_of_side(side, subject))

    return tuple(
        replace(found, grounds=grounds(found.subject)) if found.verdict is Verdict.PASS else found
        for found in decisions
    )


def _of_side(side: Side, subject: Subject) -> Iterator[Ground]:
    counted = [one for one in side.seen if one.when != "out"]
    route = next((one for one in side.offers if one.subject == replace(subject, key=None)), None)
    if route is None:
        yield from _observed(counted)
        return
    yield from _observed(one for one in counted if same(one, route) is Truth.TRUE)
    yield Ground(f"{route.subject} is declared", route.at)


def _observed(seen: Iterable[Seen]) -> Iterator[Ground]:
    for one in distinct(list(seen))[:NOTED]:
        yield Ground(tell(one), one.observation.at)
