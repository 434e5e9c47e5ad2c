"""Some rules again, of some services each: for what a page shows of each rule, where it shows few of many subjects."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from checker.fleet import Fleet, Population
from checker.judging import conclude, locate_in
from checker.judging.docket import AnyPolicy, Docket, Group, Looked, Members, Pieces, gather, open_docket
from checker.judging.selection import Named, pick
from checker.report import Ruling

Wanted = Mapping[int, Collection[str]]
"""By the numbers of rules, the services that are looked at. A rule over the fleet looks at everybody."""


def judge_part(policies: Sequence[AnyPolicy], fleet: Fleet, wanted: Wanted) -> dict[int, Ruling]:
    """Rulings, of which only the decisions about wanted services count: the rest was not looked at."""
    docket, numbers = _narrow(open_docket(policies, fleet.world), wanted)
    names = {group.number: _names(group, numbers, wanted) for group in docket.groups}
    looked, members = _look(docket, fleet, names)
    population = Population(looked.names, fleet.world, fleet.unread, fleet.complete)

    def pieces_of(group: Group) -> Pieces:
        return gather(fleet.world, group, _only(members, group.selection, names[group.number]))

    found = conclude(docket, population, looked, pieces_of, locate_in(fleet))
    return dict(zip(numbers, found.rulings, strict=False))  # what is built in comes after them


def _narrow(whole: Docket, wanted: Wanted) -> tuple[Docket, tuple[int, ...]]:
    """What is asked by the questions of wanted rules, and the numbers that their rules have in the whole docket."""
    groups = [group for group in whole.groups if not wanted.keys().isdisjoint(group.rules)]
    numbers = tuple(sorted(number for group in groups for number in group.rules))
    now = {number: at for at, number in enumerate(numbers)}
    narrowed = replace(
        whole,
        rules=tuple(whole.rules[number] for number in numbers),
        conditions={group.selection: whole.conditions[group.selection] for group in groups},
        groups=tuple(replace(group, rules=tuple(now[number] for number in group.rules)) for group in groups),
    )
    return narrowed, numbers


Names = frozenset[str] | None
"""The services that a question looks at; None for all."""


def _names(group: Group, numbers: Sequence[int], wanted: Wanted) -> Names:
    if group.rule.fleet_wide:
        return None
    return frozenset(name for at in group.rules for name in wanted.get(numbers[at], ()))


def _look(docket: Docket, fleet: Fleet, names: Mapping[int, Names]) -> tuple[Looked, Members]:
    """Whom each selection picks among the services that are looked at."""
    asked: dict[Named, Names] = {}
    for group in docket.groups:
        before, more = asked.get(group.selection, frozenset()), names[group.number]
        asked[group.selection] = None if before is None or more is None else before | more
    chosen, members = {}, {}
    for selection, among in asked.items():
        services = [one for one in fleet.services if among is None or one.name in among]
        chosen[selection], members[selection] = pick(docket.conditions[selection], fleet.world, services)
    return Looked(names=tuple(service.name for service in fleet.services), chosen=chosen), members


def _only(members: Members, selection: Named, names: Names) -> Members:
    found = members[selection]
    return {selection: found if names is None else [member for member in found if member.service.name in names]}
