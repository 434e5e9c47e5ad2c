"""Kinds with a limit over the fleet: what they measure, and what they think of a measure."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from checker.diagnostic import Place
from checker.fleet import World
from checker.kinds.kind import Conclusion, Kind, Locator, UnseenMember
from checker.kinds.parts.opened import Opened
from checker.kinds.parts.shares import UNKNOWN_KEY, Stake, some_of, unmapped_stake, unseen_stake
from checker.kinds.parts.staked import Stakes
from checker.kinds.parts.sums import KeySum, Pool, Sums
from checker.kinds.parts.verdicts import Opinion
from checker.kinds.parts.weights import OBSERVED, Weight, unmapped
from checker.report import Decision, Ground, Measure, Share, Subject, Unmet, Verdict, amount, limit_text

DECLARE = "declare what is unknown, or add it to a catalog"
"""The next step where something is unknown."""
_SEE = "name evidence that counts it under observed, in one currency, and map its callers to services"


class FleetLimit(Kind[Stake], ABC):
    """A kind of which the parameter named by ``bound`` is the limit; its stakes weigh what ``weight`` says."""

    fleet_wide: ClassVar[bool] = True
    by_measure: ClassVar[bool] = True

    if TYPE_CHECKING:  # a field stands in the kind itself, among its other parameters
        weight: Weight

    @abstractmethod
    def measures(self, sums: Sums) -> Iterable[Measure]:
        """What the limit is compared with, and the verdicts."""

    @abstractmethod
    def of_measure(self, sums: Sums, measure: Measure, among: Sequence[Measure]) -> Opinion:
        """What to say of a measure that breaks the limit; ``among`` has it and the others."""

    def excess(self, ends: tuple[Fraction, Fraction]) -> Fraction | None:  # noqa: ARG002 - not of every limit
        """What a service adds to what is too much of a key, of which it surely has the one part and at most the other.

        The limit holds for the key if this, weighed, adds up to no more than nothing: over certain members, and over
        those possible ones to which it is more than nothing. None: the limit is no such sum.
        """
        return None

    def judged_keys(self, named: Collection[str]) -> tuple[str, ...]:
        """Of the keys that services name those that the limit is held against, whether anybody has them or not."""
        return tuple(named)

    @property
    def least_population(self) -> int:
        """A population smaller than this is not judged."""
        return 0

    def nothing(self) -> str:
        """Why the rule holds where there is nothing to measure."""
        return "nothing was measured"

    @property
    def asks_evidence(self) -> bool:
        return self.weight in OBSERVED

    def collect_unseen(self, world: World, member: UnseenMember) -> tuple[Stake, ...]:
        return (unseen_stake(world, member, self.weight),)

    def collect_beyond(self, world: World, names: Collection[str]) -> tuple[Stake, ...]:
        loose = unmapped(world, names, self.weight)
        return tuple(unmapped_stake(one.caller or "nobody", one.at) for one in loose)

    def doubt(self, stakes: Opened) -> Opinion | None:
        """Why nothing can be measured, not even an interval."""
        without = [stakes[at] for at, weight in enumerate(stakes.weights) if weight is None]
        shown = tuple(place for piece in without for place in piece.first_place)
        if without:
            named = some_of([piece.service for piece in without])
            is_seen = self.weight in OBSERVED
            reason = (
                f"{self.weight} is not {'known of' if is_seen else 'declared by'} {named}, so no share can be given"
            )
            help_ = _SEE if is_seen else f"declare {self.weight} there"
            breaks = each_known(self.weight, without)
            return Opinion(Verdict.UNKNOWN, reason, help_, shown=shown, breaks=breaks)
        if not any(weight and weight[0] for weight in stakes.weights):
            reason = f"{self.weight} adds up to zero, so no share can be given"
            return Opinion(Verdict.UNKNOWN, reason, "use another weight")
        return None

    @staticmethod
    def pack(pieces: Sequence[Stake], locate: Locator) -> Sequence[Stake]:
        return Stakes.of(pieces, locate)

    @staticmethod
    def merge(left: Sequence[Stake], right: Sequence[Stake]) -> Sequence[Stake]:
        if isinstance(left, Stakes):
            return Pool.of(left.joined([Stakes.of(right)]))
        return Pool.of((*left, *right))

    def conclude(self, pieces: Sequence[Stake], at: Place) -> Conclusion:
        than = "at most" if self.bound == "max" else "at least"
        limit = Place(at.file, (*at.path, str(self.bound)), f"{than} {self.limit}")
        pool = Pool.of(pieces)
        doubt = self.doubt(pool)
        if doubt is not None and not doubt.verdict.broken:
            return Conclusion(verdict=doubt.verdict, reason=doubt.reason)
        if doubt is not None:
            return Conclusion((_decide_broken(Subject(), doubt, limit),))
        sums = pool.sums
        measures = tuple(self.measures(sums))
        decisions = tuple(self._decide(sums, measure, measures, limit) for measure in measures)
        if not measures:
            return Conclusion(verdict=Verdict.PASS, reason=self.nothing())
        return Conclusion(decisions, measures)

    def conclude_with_grounds(self, pieces: Sequence[Stake], at: Place) -> Conclusion:
        found = self.conclude(pieces, at)
        stakes = {piece.service: piece for piece in pieces}
        measures = tuple(replace(one, grounds=tuple(self._grounds(one, stakes))) for one in found.measures)
        return replace(found, measures=measures)

    def _grounds(self, measure: Measure, stakes: Mapping[str, Stake]) -> Iterator[Ground]:
        """What makes each service count for a measure, or perhaps count."""
        for name in (*measure.services, *measure.undecided):
            piece = stakes[name]
            weighs = f", weight {amount(piece.weight)}" if self.weight != "service" and piece.weight is not None else ""
            yield from (replace(ground, service=name) for ground in piece.grounds)
            for key in (measure.key,) if measure.key is not None else () if piece.grounds else piece.parts.shown:
                at = piece.place(key) or piece.place(UNKNOWN_KEY)
                if at is not None:
                    yield Ground(f"{self.tell_stake(piece, key)}{weighs}", at, name)

    def tell_stake(self, piece: Stake, key: str) -> str:
        """Why a service counts, or may count, for a key."""
        if key == UNKNOWN_KEY or (key not in piece.known and piece.gaps):
            return f"{piece.service}: {'; '.join(piece.gaps)}"
        return f"{piece.service} carries {key}"

    def _decide(self, sums: Sums, measure: Measure, among: Sequence[Measure], limit: Place) -> Decision:
        subject = Subject(key=measure.key)
        if measure.verdict.broken:
            return _decide_broken(subject, self.of_measure(sums, measure, among), limit)
        left = measure.verdict is Verdict.NOT_APPLICABLE
        return Decision(subject, measure.verdict, "left unjudged by except" if left else "")

    @property
    def limit(self) -> str:
        """The limit, as a policy writes it."""
        value = Fraction(getattr(self, str(self.bound)))
        return amount(value) if self.counts_keys else limit_text(value)

    @property
    def weighed(self) -> str:
        """How services are weighed, for sentences; nothing if each is one."""
        return "" if self.weight == "service" else f", weighed by {self.weight}"

    @property
    def everyone(self) -> str:
        """The population, for messages."""
        return "all services" if self.of == "all" else f"{self.of} services"


def _decide_broken(subject: Subject, opinion: Opinion, limit: Place) -> Decision:
    places = (limit, *opinion.shown)
    return Decision(
        subject, opinion.verdict, opinion.reason, places,
        help=opinion.help, notes=opinion.notes, breaks=opinion.breaks, movers=opinion.movers,
    )  # fmt: skip


def each_known(what: str, stakes: Iterable[Stake]) -> frozenset[Unmet]:
    """Whose part is unknown, where no value can be given: a message names only a few of them."""
    return frozenset(Unmet(f"{what} must be known", f"unknown of {piece.service}") for piece in stakes)


def measure_key(key: str, found: KeySum, ends: tuple[Share, Share], limit: Fraction, verdict: Verdict) -> Measure:
    """The measure of a key between two shares, with the services that count, or may count, for it."""
    return Measure(key, *ends, limit, verdict, found.certain, found.perhaps, burdens=found.burdens)


def at_least(limit: Fraction, ends: tuple[Share, Share], *, sure: bool) -> Verdict:
    """The verdict on a share that must reach a limit; ``sure`` if there is somebody whom the rule is about."""
    lowest, highest = ends
    if lowest.value >= limit:
        return Verdict.PASS
    return Verdict.FAIL if highest.value < limit and sure else Verdict.UNKNOWN


def in_question(measure: Measure) -> str:
    """Whose part is unknown, where that decides, as the end of a message."""
    return f"; in question: {some_of(measure.undecided)}" if measure.verdict is Verdict.UNKNOWN else ""


def fewest(stakes: Iterable[tuple[Stake, Fraction]], wanted: Fraction) -> list[tuple[Stake, Fraction]]:
    """The fewest that add up to what is wanted: the heaviest first, then the least declared work, then by name.

    Each is given with what it adds.
    """
    order = sorted(stakes, key=_heaviest_first)
    chosen: list[tuple[Stake, Fraction]] = []
    for piece, adds in order:
        if wanted <= 0:
            break
        chosen.append((piece, adds))
        wanted -= adds
    return chosen


def _heaviest_first(entry: tuple[Stake, Fraction]) -> tuple[Fraction, bool, int, str]:
    piece, adds = entry
    return -adds, piece.person_days is None, piece.person_days or 0, piece.service


def movers_off(sums: Sums, measure: Measure) -> list[tuple[Stake, Fraction]]:
    """The fewest services that bring a key down to the limit when they leave it, with what each takes along."""
    given = (
        (sums.stakes[index], sums.amount(index, least))
        for index, (least, _) in sums.concerned(str(measure.key)).items()
        if least and sums.weights[index] and sums.stakes.certain[index]
    )
    share = measure.lowest
    return fewest(given, share.part - measure.limit * share.whole)


def move_off(measure: Measure, movers: Sequence[tuple[Stake, Fraction]]) -> str:
    """The smallest change that brings a key down to the limit, as a next step."""
    share = measure.lowest
    left = Share(share.part - sum(adds for _, adds in movers), share.whole)
    at_least = "at least " if measure.lowest != measure.highest else ""
    carriers = len(measure.services)
    count = f"{at_least}{len(movers)} of these {carriers} services" if carriers > 1 else "this one service"
    listed = some_of([f"{piece.service} ({_work(piece)})" for piece, _ in movers])
    return f"move {count} off {measure.key}: {left.show(measure.limit)}; least declared work: {listed}"


def _work(piece: Stake) -> str:
    return "undeclared" if piece.person_days is None else f"{piece.person_days} person-days"
