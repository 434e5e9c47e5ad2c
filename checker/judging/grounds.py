"""What verdicts rest on, with places looked up; of what a kind of rule says nothing about, the finding's own place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from checker.diagnostic import Location, Place, Spot
from checker.report import Decision, Finding, Ground, Measure, Ruling, Subject
from checker.report.ground import located_all

LocateAll = Callable[[Collection[Place]], Mapping[Place, Location]]
"""Looks up where places in manifests are, those that were not looked up before."""


def place_grounds(rulings: Sequence[Ruling], findings: Iterable[Finding], locate: LocateAll) -> list[Ruling]:
    """The rulings, in which every ground has its place."""
    found = {(finding.rule, finding.subject): finding for finding in findings}
    wanted = {ground.at: None for ruling in rulings for ground in _all(ruling) if isinstance(ground.at, Place)}
    located = locate(tuple(wanted))

    def look_up(spot: Spot) -> Spot:
        return located[spot] if isinstance(spot, Place) else spot

    placed_once: dict[int, Decision] = {}  # rules that ask the same of the same services have the same decisions

    def decision(ruling: Ruling, made: Decision) -> Decision:
        if not made.grounds:
            finding = found.get((ruling.id, made.subject))
            return made if finding is None else made.with_grounds((Ground(finding.message, finding.locations[0]),))
        known = placed_once.get(id(made))
        if known is None:
            known = placed_once[id(made)] = made.with_grounds(located_all(made.grounds, look_up))
        return known

    def measure(made: Measure, decided: Mapping[Subject, Decision]) -> Measure:
        mine = decided.get(Subject(key=made.key))
        grounds = made.grounds or (mine.grounds if mine is not None else ())
        return replace(made, grounds=tuple(ground.located(look_up) for ground in grounds))

    placed = []
    for ruling in rulings:
        decisions = tuple(decision(ruling, made) for made in ruling.decisions)
        decided = {made.subject: made for made in decisions}
        placed.append(
            replace(ruling, decisions=decisions, measures=tuple(measure(made, decided) for made in ruling.measures))
        )
    return placed


def _all(ruling: Ruling) -> Iterator[Ground]:
    for decision in ruling.decisions:
        yield from decision.grounds
    for measure in ruling.measures:
        yield from measure.grounds
