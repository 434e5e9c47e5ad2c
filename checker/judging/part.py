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
    whole = open_docket(policies, fleet.world)
    groups = tuple(group for group in whole.groups if not wanted.keys().isdisjoint(group.rules))
    selected = {group.selection for group in groups}
    docket = replace(whole, groups=groups, conditions={name: whole.conditions[name] for name in selected})
    looked, members = _look(docket, fleet, wanted)
    population = Population(tuple(looked.names), fleet.world, fleet.unread, fleet.complete)

    def pieces_of(group: Group) -> Pieces:
        names = _names(group, wanted)
        return gather(fleet.world, group, members if names is None else _only(members, group.selection, names))

    numbers = sorted(number for group in groups for number in group.rules)
    found = conclude(docket, population, looked, pieces_of, locate_in(fleet))
    return dict(zip(numbers, found.rulings, strict=False))  # what is built in comes after them


def _names(group: Group, wanted: Wanted) -> frozenset[str] | None:
    """The services that a question looks at; None for all."""
    if group.rule.fleet_wide:
        return None
    return frozenset(name for number in group.rules for name in wanted.get(number, ()))


def _look(docket: Docket, fleet: Fleet, wanted: Wanted) -> tuple[Looked, Members]:
    """Whom each selection picks among the services that are looked at."""
    asked: dict[Named, frozenset[str] | None] = {}
    for group in docket.groups:
        before, names = asked.get(group.selection, frozenset()), _names(group, wanted)
        asked[group.selection] = None if before is None or names is None else before | names
    found = {
        name: pick(
            docket.conditions[name], fleet.world, [one for one in fleet.services if names is None or one.name in names]
        )
        for name, names in asked.items()
    }
    everybody = tuple(service.name for service in fleet.services)
    looked = Looked(names=everybody, chosen={name: chosen for name, (chosen, _) in found.items()})
    return looked, {name: members for name, (_, members) in found.items()}


def _only(members: Members, selection: Named, names: frozenset[str]) -> Members:
    return {selection: [member for member in members[selection] if member.service.name in names]}
