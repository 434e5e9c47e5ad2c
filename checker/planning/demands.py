"""Makes demands of rules: what each rule asks of the options of all services, in whole numbers.

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

from checker.fleet import Fleet
from checker.judging.docket import Docket, Group
from checker.judging.selection import Chosen, Named, complete
from checker.kinds.kind import Member
from checker.kinds.min_effective import MinEffective
from checker.kinds.parts.limits import FleetLimit
from checker.kinds.parts.shares import ONE, Parts, Stake
from checker.kinds.parts.sums import add_up
from checker.kinds.parts.verdicts import PerSubject
from checker.planning.demand import COUNT, DOUBT, EVERY, MEMBERS, WEIGHT, Demand, Mode
from checker.planning.fit import member_of
from checker.planning.looking import Looked, Rows, broken_in, look
from checker.planning.options import Choices
from checker.planning.whole import Linear, Values, to_whole
from checker.record import dataclass

Ends = Mapping[str, tuple[Fraction, Fraction]]
_NO_VALUES: Values = {}


@dataclass(frozen=True, eq=False)
class Demands:
    """Makes demands of rules, for the options of all services of a fleet."""

    fleet: Fleet
    docket: Docket
    choices: Choices
    _parts_of: dict[int, tuple[Parts, Ends, tuple[Fraction, Fraction]]] = field(default_factory=dict, repr=False)
    _selected: dict[Named, Sequence[Sequence[Member | None]]] = field(default_factory=dict, repr=False)
    _judged: dict[int, Rows] = field(default_factory=dict, repr=False)

    def of(self, group: Group, modes: Mapping[int, Mode]) -> Iterator[Demand]:
        """The demands of the rules of a question that are in ``modes``."""
        numbers = [number for number in group.rules if number in modes]
        if not numbers:
            return
        rows = self._rows(group)
        for number in numbers:
            rule = self.docket.rules[number][1]
            asked = replace(group, rule=rule)
            if isinstance(rule, FleetLimit):
                found = self._of_limit(asked, rule, rows, number)
            elif isinstance(rule, PerSubject):
                found = self._of_subjects(asked, rows, number, modes[number])
            else:
                continue
            if modes[number] == "hold" or isinstance(rule, PerSubject) or found.holds({}):
                yield replace(found, mode=modes[number])

    def _rows(self, group: Group) -> Rows:
        """What a question finds of each option; of what is asked of one service after the other it is kept."""
        first = group.rules[0]
        if first in self._judged:
            return self._judged[first]
        rows = [[look(self.docket, group, member) for member in row] for row in self._members(group)]
        if isinstance(group.rule, PerSubject):
            self._judged[first] = rows
        return rows

    def _members(self, group: Group) -> Sequence[Sequence[Member | None]]:
        """Of each option of each service the member that it makes of the selection."""
        if group.selection not in self._selected:
            found = [[member_of(self.docket, group, option.service) for option in row] for row in self.choices]
            self._selected[group.selection] = found
        return self._selected[group.selection]

    def _beside(self, group: Group) -> tuple[tuple[object, ...], bool]:
        """The pieces of those without a manifest and of what belongs to nobody; whether the former are there."""
        world, rule = self.docket.world, group.rule
        selection = complete(_NOBODY, self.docket.conditions[group.selection], world, self.fleet.unseen)
        unseen = [piece for member in selection.unseen for piece in rule.collect_unseen(world, member)]
        names = {*(service.name for service in self.fleet.services), *(one.name for one in self.fleet.unseen)}
        return (*unseen, *rule.collect_beyond(world, names)), bool(selection.unseen)

    def _always(self, group: Group, rows: Rows, beside: int, *, unseen: bool) -> Linear:
        """Sums that say whether anybody with a manifest is selected, where a rule needs that, and how many pieces."""
        needed = unseen or group.rule.no_match != "ok"
        kinds: dict[tuple[bool, int], Values] = {}

        def told(one: Looked) -> Values:
            key = (needed and one.member, one.count)
            if key not in kinds:
                kinds[key] = _given({MEMBERS: Fraction(-key[0]), COUNT: Fraction(-key[1])})
            return kinds[key]

        constant = _given({COUNT: Fraction(-beside), MEMBERS: Fraction(needed)})
        return to_whole([[told(one) for one in row] for row in rows], [constant])

    def _of_subjects(self, group: Group, rows: Rows, number: int, mode: Mode) -> Demand:
        barred = set()
        for index, row in enumerate(rows):
            allowed = {} if mode == "hold" else row[0].broken
            for option, one in enumerate(row):
                if any(rank > allowed.get(subject, 0) for subject, rank in one.broken.items()):
                    barred.add((index, option))
        beside, unseen = self._beside(group)
        hopeless = "services without a manifest break it" if broken_in(beside) and mode == "hold" else ""
        always = self._always(group, rows, 0, unseen=unseen)
        found = Demand(number, group.rule.id, mode, frozenset(barred), hopeless, always=always)
        return found if mode == "hold" or found.holds({}) else replace(found, always=None)

    def _of_limit(self, group: Group, rule: FleetLimit, rows: Rows, number: int) -> Demand:
        beside, unseen = self._beside(group)
        always = self._always(group, rows, len(beside), unseen=unseen)
        hopeless = "" if self.fleet.complete else "not every manifest could be read"
        found = Demand(number, rule.id, "hold", hopeless=hopeless, always=always, least=max(1, rule.least_population))
        if isinstance(rule, MinEffective):
            return self._of_effective(rule, found, rows, beside)
        known: dict[tuple[int, Fraction | None, bool], Values] = {}

        def told(stakes: tuple[object, ...]) -> Values:
            if len(stakes) != 1 or not isinstance(stakes[0], Stake):
                return self._values(rule, stakes) if stakes else _NO_VALUES
            key = (id(stakes[0].parts), stakes[0].weight, stakes[0].certain)
            if key not in known:
                known[key] = self._values(rule, stakes)
            return known[key]

        extra = self._values(rule, beside)
        limits = to_whole([[told(one.stakes) for one in row] for row in rows], [extra], strict=WEIGHT)
        # NOTE: a key that nobody names has what open routes may carry, which is the sum of EVERY alone.
        keys = rule.judged_keys(sorted(limits.names - {EVERY, DOUBT, WEIGHT}))
        return replace(found, limits=limits, keys=(*keys, _NO_KEY) if rule.keyed else keys)

    def _values(self, rule: FleetLimit, collected: Iterable[object]) -> Values:
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
        return _given(values)

    def _of_effective(self, rule: MinEffective, found: Demand, rows: Rows, beside: Sequence[object]) -> Demand:
        values = [[self._of_shares(one.stakes) for one in row] for row in rows]
        extra = self._of_shares(beside)
        doubts = [[_only(one, DOUBT) for one in row] for row in values]
        parts = [[_without(one, DOUBT) for one in row] for row in values]
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
        known = self._parts_of.get(id(piece.parts))
        if known is None:
            alone = add_up((replace(piece, weight=ONE),))
            named = {key: _fractions(ends[0], alone.unit) for key, ends in alone.named.items()}
            others = _fractions(alone.open[0], alone.unit) if alone.open else (Fraction(0), Fraction(0))
            known = self._parts_of[id(piece.parts)] = (piece.parts, named, others)
        return known[1], known[2]


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


def _given(values: Values) -> Values:
    return {name: value for name, value in values.items() if value}


def _only(values: Values, name: str) -> Values:
    return {name: values[name]} if name in values else {}


def _without(values: Values, name: str) -> Values:
    return {key: value for key, value in values.items() if key != name}
