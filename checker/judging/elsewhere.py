"""What policies collected from services of other repositories, summed up: enough to judge a change in one of them.

A limit over the fleet needs of the others only what they add to each share (``kinds.parts.alike``). A rule about single
services needs nothing of them; how many findings they had is kept, so that a rule that they break is not told as one
that holds. Whoever needs more, as a limit that a change breaks does, looks at their manifests.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field

from checker.diagnostic import ELSEWHERE, Location, many
from checker.judging.docket import Docket, Group, Looked, Pieces, PiecesOf
from checker.judging.names import foreign_elsewhere
from checker.judging.selection import Chosen, Named
from checker.kinds.parts.alike import Alike, heap, together, without
from checker.kinds.parts.shares import Stake
from checker.record import dataclass
from checker.report import Decision, Subject, Verdict

SHOWN = 6
"""Most repositories that are named: one more than whoever tells of them shows."""

Broken = Mapping[tuple[str, str], int]
"""By repository and verdict, how many subjects of it break a rule."""


@dataclass(frozen=True, eq=False)
class Elsewhere:
    """Services of other repositories, as far as a docket asks about them. Its groups are meant by their numbers."""

    repositories: Mapping[str, str] = field(default_factory=dict)
    """By the name of each service, the repository that holds it."""
    chosen: Mapping[Named, tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)
    """Whom each selection picks, certainly and possibly."""
    heaps: Mapping[int, tuple[Alike, ...]] = field(default_factory=dict)
    """Of questions of limits."""
    broken: Mapping[int, Broken] = field(default_factory=dict)
    """Of all other questions."""
    foreign: Mapping[str, int] = field(default_factory=dict)
    """By repository, how many hosts and gateways nobody knows."""

    def without(self, own: Elsewhere) -> Elsewhere:
        """What is left without the services of one repository, all of which are here.

        Raises:
            ValueError: they are not here, or are something else here.
        """
        names = own.repositories.keys()
        here = {*own.repositories.values()}
        if not own.repositories.items() <= self.repositories.items() or here & {
            place for name, place in self.repositories.items() if name not in names
        }:
            raise ValueError("other services")
        chosen = {}
        for name, (certain, possible) in self.chosen.items():
            mine = own.chosen[name]
            if (certain & names, possible & names) != mine:
                raise ValueError("another selection")
            chosen[name] = certain - names, possible - names
        heaps = {number: without(every, own.heaps[number]) for number, every in self.heaps.items()}
        broken = {number: _without(every, here) for number, every in self.broken.items()}
        if any(broken[number] != _less(self.broken[number], own.broken[number]) for number in broken):
            raise ValueError("other findings")
        left = {name: place for name, place in self.repositories.items() if name not in names}
        foreign = {place: count for place, count in self.foreign.items() if place not in here}
        return Elsewhere(left, chosen, heaps, broken, foreign)

    def looked(self) -> Looked:
        """As if they had been looked at, without what nobody needs of them."""
        chosen = {
            name: Chosen(tuple(sorted(certain)), tuple(sorted(possible)), ())
            for name, (certain, possible) in self.chosen.items()
        }
        foreign = tuple(foreign_elsewhere(place, count) for place, count in sorted(self.foreign.items()))
        return Looked(names=tuple(sorted(self.repositories)), chosen=chosen, foreign=foreign)

    def beside(self, pieces_of: PiecesOf) -> PiecesOf:
        """What questions collected from some services, and what they would have collected from these, summed up."""

        def both(group: Group) -> Pieces:
            own = pieces_of(group)
            return own if own.crash is not None else Pieces((*own.found, *self._pieces(group)))

        return both

    def _pieces(self, group: Group) -> tuple[Stake, ...] | tuple[Decision, ...]:
        if group.rule.by_measure:
            return tuple(one.stake(number) for number, one in enumerate(self.heaps[group.number], 1))
        broken = self.broken[group.number]
        return tuple(_decide(verdict, broken) for verdict in Verdict if any(of == verdict.value for _, of in broken))


def sum_up(docket: Docket, parts: Sequence[tuple[Looked, PiecesOf]], files: Mapping[str, str]) -> Elsewhere | None:
    """What a docket collected from services, part by part; None where a kind failed.

    Args:
        docket: what was asked.
        parts: what services are, and what was collected from them.
        files: by the name of each service, its manifest.
    """
    repositories = {name: file.partition(ELSEWHERE)[0] for name, file in files.items()}
    chosen: dict[Named, tuple[frozenset[str], frozenset[str]]] = {}
    for name in docket.conditions:
        found = [looked.chosen[name] for looked, _ in parts]
        chosen[name] = (
            frozenset(service for one in found for service in one.certain),
            frozenset(service for one in found for service in one.possible),
        )
    heaps: dict[int, tuple[Alike, ...]] = {}
    broken: dict[int, Broken] = {}
    for group in docket.groups:
        collected = [pieces_of(group) for _, pieces_of in parts]
        if any(pieces.crash is not None for pieces in collected):
            return None
        if group.rule.by_measure:
            heaps[group.number] = together(one for pieces in collected for one in heap(pieces.found))
        else:
            counted = (_count(piece, repositories) for pieces in collected for piece in pieces.found)
            broken[group.number] = Counter(key for key in counted if key is not None)
    foreign = Counter(repositories[finding.subject.service or ""] for looked, _ in parts for finding in looked.foreign)
    return Elsewhere(repositories, chosen, heaps, broken, foreign)


def _count(piece: Decision, repositories: Mapping[str, str]) -> tuple[str, str] | None:
    return (repositories[piece.service], piece.verdict.value) if piece.verdict.broken else None


def _without(every: Broken, here: set[str]) -> Broken:
    return {key: count for key, count in every.items() if key[0] not in here}


def _less(every: Broken, some: Broken) -> Broken:
    left = Counter(every)
    left.subtract(some)
    return {key: count for key, count in left.items() if count}


def _decide(verdict: Verdict, broken: Broken) -> Decision:
    """All that breaks a rule in one way, at the first repositories where something does."""
    found = {place: count for (place, of), count in broken.items() if of == verdict.value}
    count = sum(found.values())
    where = "another repository" if len(found) == 1 else f"{len(found)} other repositories"
    said = f"{many(count, 'finding')} in {where}, as manifests were collected"
    places = tuple(Location(f"{place}{ELSEWHERE}") for place in sorted(found)[:SHOWN])
    return Decision(Subject("(elsewhere)", key=verdict.value), verdict, said, places, said, count=count)
