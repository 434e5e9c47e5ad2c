"""What the rules ask of a choice of options, in whole numbers.

A rule that looks at one service after the other rules options out. A limit over the fleet becomes sums: each service
adds a number to each sum by the option that is chosen for it, and a sum must not be more than nothing. Numbers are
parts of a common denominator, so that a sum in whole numbers says exactly what the rule says in fractions.

    max-share    part of the key - max * weight, over all services
    survive      part that stops - (1 - min) * weight
    min-share    min * weight - part that satisfies
    min-effective  min * (sum of the squares of the keys' parts) - the square of all weight

A service that is only possibly a member counts where that makes things worse. So no way that the unknown can turn out
is better for the planner than for the rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from fractions import Fraction
from math import lcm
from typing import Literal

from checker.fleet import Fleet, Service
from checker.judging.docket import Docket, Group
from checker.judging.selection import Chosen, complete
from checker.kinds.kind import Member
from checker.kinds.min_effective import MinEffective
from checker.kinds.parts.limits import FleetLimit
from checker.kinds.parts.shares import ONE, Parts, Stake
from checker.kinds.parts.sums import add_up
from checker.kinds.parts.verdicts import PerSubject
from checker.planning.fit import member_of
from checker.planning.options import Option
from checker.record import dataclass
from checker.report import Decision, Subject, Verdict

EVERY = "*"
"""The sum that counts for each key: what services give to keys that they do not name."""
MEMBERS, COUNT, DOUBT, WEIGHT = "*members", "*count", "*doubt", "*weight"
"""Sums that are of no key, by names that no key has."""

Mode = Literal["hold", "keep"]
Choices = Sequence[Sequence[Option]]
Values = Mapping[str, Fraction]


@dataclass(frozen=True, eq=False)
class Linear:
    """Sums by name: what they come to if nothing is done, and what each option of each service adds to that."""

    base: Mapping[str, int]
    diffs: Mapping[tuple[int, int], Mapping[str, int]]
    unit: int

    def at(self, chosen: Mapping[int, int]) -> dict[str, int]:
        totals = defaultdict(int, self.base)
        for service, option in chosen.items():
            for name, value in self.diffs.get((service, option), {}).items():
                totals[name] += value
        return totals

    def terms(self) -> Mapping[str, list[tuple[tuple[int, int], int]]]:
        """By name, which options change a sum, and by how much."""
        found: dict[str, list[tuple[tuple[int, int], int]]] = defaultdict(list)
        for place, values in self.diffs.items():
            for name, value in values.items():
                if value:
                    found[name].append((place, value))
        return found


@dataclass(frozen=True, eq=False)
class Demand:
    """One rule.

    Attributes:
        number: of the rule in the docket.
        mode: whether it must hold, or must only not be broken anew.
        barred: options that it rules out by themselves.
        hopeless: why no choice can satisfy it, if so.
        limits: sums that must not be more than nothing, where there are as many members as ``least``, and one at all.
        always: sums that must not, however small the population is.
        keys: of ``limits``, those to which the sum ``EVERY`` is added.
        squares: of min-effective, the parts of the keys, and its minimum.
    """

    number: int
    rule: str
    mode: Mode
    barred: frozenset[tuple[int, int]] = frozenset()
    hopeless: str = ""
    limits: Linear | None = None
    always: Linear | None = None
    keys: tuple[str, ...] = ()
    least: int = 0
    squares: tuple[Linear, Fraction] | None = None

    def holds(self, chosen: Mapping[int, int]) -> bool:
        """Whether it does if these options are chosen; of services that are not named nothing is done."""
        if self.hopeless or any((service, chosen.get(service, 0)) in self.barred for service in self._concerned):
            return False
        always = self.always.at(chosen) if self.always else {}
        if always.get(MEMBERS, 0) > 0:
            return False
        if self.limits is None or -always.get(COUNT, 0) < self.least:
            return True
        totals = self.limits.at(chosen)
        if totals.get(DOUBT, 0) > 0 or totals.get(WEIGHT, 0) > 0:
            return False
        if any(totals.get(EVERY, 0) + totals.get(key, 0) > 0 for key in self.keys):
            return False
        return self.squares is None or self._is_spread(*self.squares, chosen)

    @property
    def _concerned(self) -> set[int]:
        return {service for service, _ in self.barred}

    @staticmethod
    def _is_spread(parts: Linear, least: Fraction, chosen: Mapping[int, int]) -> bool:
        found = parts.at(chosen)
        weight = found.pop(WEIGHT, 0)
        squares = sum(value * value for value in found.values())
        return squares > 0 and least.numerator * squares <= least.denominator * weight * weight


@dataclass(frozen=True, eq=False)
class Demands:
    """Makes demands of rules, for the options of all services of a fleet."""

    fleet: Fleet
    docket: Docket
    choices: Choices
    _ends: dict[int, tuple[Parts, Mapping[str, tuple[Fraction, Fraction]], tuple[Fraction, Fraction]]] = field(
        default_factory=dict, repr=False
    )

    def of(self, group: Group, modes: Mapping[int, Mode]) -> Iterator[Demand]:
        """The demands of the rules of a question that are in ``modes``."""
        numbers = [number for number in group.rules if number in modes]
        if not numbers:
            return
        pieces = self._collect(group)
        for number in numbers:
            rule = self.docket.rules[number][1]
            asked = replace(group, rule=rule)
            if isinstance(rule, FleetLimit):
                found = self._of_limit(asked, pieces, number)
            elif isinstance(rule, PerSubject):
                found = self._of_subjects(asked, pieces, number, modes[number])
            else:
                continue
            if modes[number] == "hold" or isinstance(rule, PerSubject) or found.holds({}):
                yield replace(found, mode=modes[number])

    def _collect(self, group: Group) -> list[list[tuple[Member | None, tuple[object, ...]]]]:
        """Of each option of each service its pieces, and whether it is a member."""
        found = []
        for options in self.choices:
            row: list[tuple[Member | None, tuple[object, ...]]] = []
            for option in options:
                member = member_of(self.docket, group, option.service)
                row.append((member, () if member is None else tuple(group.rule.collect(self.docket.world, member))))
            found.append(row)
        return found

    def _beside(self, group: Group) -> tuple[tuple[object, ...], bool]:
        """The pieces of those without a manifest and of what belongs to nobody; whether the former are there."""
        world, rule = self.docket.world, group.rule
        selection = complete(_NOBODY, self.docket.conditions[group.selection], world, self.fleet.unseen)
        unseen = [piece for member in selection.unseen for piece in rule.collect_unseen(world, member)]
        names = {*(service.name for service in self.fleet.services), *(one.name for one in self.fleet.unseen)}
        return (*unseen, *rule.collect_beyond(world, names)), bool(selection.unseen)

    def _members(self, group: Group, pieces: _Pieces, *, unseen: bool) -> list[list[dict[str, Fraction]]]:
        """Rows that say whether anybody with a manifest is selected, where a rule needs that."""
        needed = unseen or group.rule.no_match != "ok"
        return [
            [
                {
                    **({MEMBERS: Fraction(-1)} if needed and member else {}),
                    **({COUNT: Fraction(-len(collected))} if collected else {}),
                }
                for member, collected in row
            ]
            for row in pieces
        ]

    def _always(self, group: Group, pieces: _Pieces, beside: Sequence[object], *, unseen: bool) -> Linear:
        needed = unseen or group.rule.no_match != "ok"
        constant = {COUNT: Fraction(-len(beside)), **({MEMBERS: Fraction(1)} if needed else {})}
        return to_whole(self._members(group, pieces, unseen=unseen), [constant])

    def _of_subjects(self, group: Group, pieces: _Pieces, number: int, mode: Mode) -> Demand:
        barred = set()
        for index, row in enumerate(pieces):
            now = _broken(row[0][1])
            for option, (_, collected) in enumerate(row):
                broken = _broken(collected)
                allowed = {} if mode == "hold" else now
                if any(rank > allowed.get(subject, 0) for subject, rank in broken.items()):
                    barred.add((index, option))
        beside, unseen = self._beside(group)
        hopeless = "services without a manifest break it" if _broken(beside) and mode == "hold" else ""
        always = self._always(group, pieces, (), unseen=unseen)
        found = Demand(number, group.rule.id, mode, frozenset(barred), hopeless, always=always)
        return found if mode == "hold" or found.holds({}) else replace(found, always=None)

    def _of_limit(self, group: Group, pieces: _Pieces, number: int) -> Demand:
        rule = group.rule
        if not isinstance(rule, FleetLimit):
            raise TypeError(rule.kind)
        beside, unseen = self._beside(group)
        always = self._always(group, pieces, beside, unseen=unseen)
        hopeless = "" if self.fleet.complete else "not every manifest could be read"
        found = Demand(number, rule.id, "hold", hopeless=hopeless, always=always, least=max(1, rule.least_population))
        if isinstance(rule, MinEffective):
            return self._of_effective(rule, found, pieces, beside)
        rows = [[self._values(rule, collected) for _, collected in row] for row in pieces]
        extra = self._values(rule, beside)
        limits = to_whole(rows, [extra], strict=WEIGHT)
        # NOTE: a key that nobody names has what open routes may carry, which is the sum of EVERY alone.
        named = sorted(
            {name for row in (*(v for r in rows for v in r), extra) for name in row} - {EVERY, DOUBT, WEIGHT}
        )
        keys = tuple(key for key in rule.judged_keys(named))
        return replace(found, limits=limits, keys=(*keys, _NO_KEY) if rule.keyed else keys)

    def _values(self, rule: FleetLimit, collected: Iterable[object]) -> dict[str, Fraction]:
        """What pieces add to each sum of a limit."""
        values: dict[str, Fraction] = defaultdict(Fraction)
        for piece in collected:
            if not isinstance(piece, Stake):
                raise TypeError(piece)
            if piece.weight is None:
                values[DOUBT] += 1
                continue
            named, others = self._parts(piece)
            every = _weigh(rule, piece, others)
            values[EVERY] += every
            values[WEIGHT] -= piece.weight
            for key, ends in named.items():
                values[key] += _weigh(rule, piece, ends) - every
        return {name: value for name, value in values.items() if value}

    def _of_effective(self, rule: MinEffective, found: Demand, pieces: _Pieces, beside: Sequence[object]) -> Demand:
        rows = [[self._of_shares(collected) for _, collected in row] for row in pieces]
        extra = self._of_shares(beside)
        doubts = [[_only(values, DOUBT) for values in row] for row in rows]
        parts = [[_without(values, DOUBT) for values in row] for row in rows]
        limits = to_whole(doubts, [_only(extra, DOUBT)])
        return replace(found, limits=limits, squares=(to_whole(parts, [_without(extra, DOUBT)]), Fraction(rule.min)))

    def _of_shares(self, collected: Iterable[object]) -> dict[str, Fraction]:
        values: dict[str, Fraction] = defaultdict(Fraction)
        for piece in collected:
            if not isinstance(piece, Stake):
                raise TypeError(piece)
            if piece.weight is None or piece.unknown or not piece.certain:
                values[DOUBT] += 1
                continue
            values[WEIGHT] += piece.weight
            for key, ends in self._parts(piece)[0].items():
                values[f"key {key}"] += piece.weight * ends[0]
        return dict(values)

    def _parts(self, piece: Stake) -> tuple[Mapping[str, tuple[Fraction, Fraction]], tuple[Fraction, Fraction]]:
        """What a stake gives to the keys that it names, and to any other, as parts of its weight."""
        known = self._ends.get(id(piece.parts))
        if known is None:
            alone = add_up((replace(piece, weight=ONE),))
            named = {key: _fractions(ends[0], alone.unit) for key, ends in alone.named.items()}
            others = _fractions(alone.open[0], alone.unit) if alone.open else (Fraction(0), Fraction(0))
            known = self._ends[id(piece.parts)] = (piece.parts, named, others)
        return known[1], known[2]


_Pieces = Sequence[Sequence[tuple[Member | None, tuple[object, ...]]]]
_NO_KEY = "(no key)"
"""A key that nobody names: what open routes may have in common."""


_NOBODY = Chosen((), (), ())


def _fractions(ends: tuple[int, int], unit: int) -> tuple[Fraction, Fraction]:
    return Fraction(ends[0], unit), Fraction(ends[1], unit)


def _weigh(rule: FleetLimit, piece: Stake, ends: tuple[Fraction, Fraction]) -> Fraction:
    excess = rule.excess(ends)
    if excess is None or piece.weight is None:
        raise TypeError(f"{rule.kind} is no sum")
    return excess * piece.weight if piece.certain else max(Fraction(0), excess * piece.weight)


_RANK = {Verdict.UNKNOWN: 1, Verdict.FAIL: 2, Verdict.ERROR: 3}


def _broken(collected: Iterable[object]) -> dict[Subject, int]:
    """How badly each subject is broken."""
    found: dict[Subject, int] = {}
    for one in collected:
        if isinstance(one, Decision) and one.verdict.broken:
            found[one.subject] = max(found.get(one.subject, 0), _RANK[one.verdict])
    return found


def _only(values: Values, name: str) -> Values:
    return {name: values[name]} if name in values else {}


def _without(values: Values, name: str) -> Values:
    return {key: value for key, value in values.items() if key != name}


def to_whole(rows: Sequence[Sequence[Values]], constants: Iterable[Values], strict: str = "") -> Linear:
    """Sums in whole numbers; the first value of each row is what is if nothing is done.

    ``strict`` is a sum that must be less than nothing: one more than nothing is added to it.
    """
    every = [values for row in rows for values in row] + list(constants)
    unit = lcm(*{value.denominator for values in every for value in values.values()})
    base: dict[str, int] = defaultdict(int)
    for values in [*(row[0] for row in rows), *constants]:
        for name, value in values.items():
            base[name] += _count(value, unit)
    if strict:
        base[strict] += 1
    diffs: dict[tuple[int, int], dict[str, int]] = {}
    for index, row in enumerate(rows):
        for option, values in enumerate(row[1:], start=1):
            if values is row[0] or values == row[0]:
                continue
            names = {**row[0], **values}
            found = {n: _count(values.get(n, Fraction(0)) - row[0].get(n, Fraction(0)), unit) for n in names}
            diffs[index, option] = {name: value for name, value in found.items() if value}
    return Linear(base, diffs, unit)


def _count(value: Fraction, unit: int) -> int:
    return value.numerator * (unit // value.denominator)


def services_of(choices: Choices, chosen: Mapping[int, int]) -> tuple[Service, ...]:
    """The services as a choice makes them."""
    return tuple(options[chosen.get(index, 0)].service for index, options in enumerate(choices))
