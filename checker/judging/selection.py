"""Whom a selection of a policy picks, and why it leaves the others out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from checker.condition import Condition, Outcome
from checker.condition.truth import Truth
from checker.fleet import Fleet, Service, Stated, Unseen, World
from checker.fleet.view import View
from checker.kinds import AnyKind
from checker.kinds.kind import Member, UnseenMember
from checker.policy import Policy
from checker.record import dataclass
from checker.report import Exclusion

Named = tuple[str, str]
"""A selection: the file of its policy, and its name there."""

EVERYONE = Outcome(Truth.TRUE, ())
"""The outcome of the selection ``all``."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The names of those whom a selection picks among services with a manifest, and why the others are left out."""

    certain: tuple[str, ...]
    possible: tuple[str, ...]
    excluded: tuple[Exclusion, ...]

    @staticmethod
    def merge(parts: Sequence[Chosen]) -> Chosen:
        """Those of several parts of a fleet, in the order of names."""
        return Chosen(
            tuple(sorted(name for part in parts for name in part.certain)),
            tuple(sorted(name for part in parts for name in part.possible)),
            tuple(sorted((entry for part in parts for entry in part.excluded), key=lambda entry: entry.service)),
        )


@dataclass(frozen=True)
class Selection:
    """Who a selection picks, certainly or possibly, and why the others are left out."""

    certain: tuple[str, ...]
    """Everyone of whom it is certain that they are selected."""
    possible: tuple[str, ...]
    """Everyone of whom it is not."""
    excluded: tuple[Exclusion, ...]
    unseen: tuple[UnseenMember, ...]
    """Those among them without a manifest that can be judged."""

    @property
    def looked_at(self) -> bool:
        """Whether anybody with a manifest is among them."""
        return len(self.certain) + len(self.possible) > len(self.unseen)


def pick(condition: Condition | None, world: World, services: Iterable[Service]) -> tuple[Chosen, tuple[Member, ...]]:
    """Apply the condition of a selection, None for ``all``, to services in the order of their names."""
    members: list[Member] = []
    excluded: list[Exclusion] = []
    for service in services:
        outcome = View(world, service).judge(condition) if condition else EVERYONE
        if outcome.truth is Truth.FALSE:
            excluded.append(Exclusion(service.name, outcome.seen))
        else:
            members.append(Member(service, outcome, certain=outcome.truth is Truth.TRUE))
    certain = tuple(member.service.name for member in members if member.certain)
    possible = tuple(member.service.name for member in members if not member.certain)
    return Chosen(certain, possible, tuple(excluded)), tuple(members)


def complete(chosen: Chosen, condition: Condition | None, world: World, unseen: Iterable[Unseen]) -> Selection:
    """The selection with those that have no manifest: what is stated about them decides."""
    members: list[UnseenMember] = []
    excluded = list(chosen.excluded)
    for known in unseen:
        outcome = condition.judge(Stated(known, world.as_of)) if condition else EVERYONE
        if outcome.truth is Truth.FALSE:
            excluded.append(Exclusion(known.name, f"{outcome.seen}, says the inventory"))
        else:
            members.append(UnseenMember(known, outcome.truth is Truth.TRUE and known.listed is not None))
    certain = (*chosen.certain, *(member.service.name for member in members if member.certain))
    possible = (*chosen.possible, *(member.service.name for member in members if not member.certain))
    in_order = tuple(sorted(excluded, key=lambda entry: entry.service))
    return Selection(tuple(sorted(certain)), tuple(sorted(possible)), in_order, tuple(members))


def select(policy: Policy[AnyKind], name: str, fleet: Fleet) -> Selection:
    """Apply a selection of a policy to every service, those without a manifest too."""
    condition = policy.selection(name)
    chosen, _ = pick(condition, fleet.world, fleet.services)
    return complete(chosen, condition, fleet.world, fleet.unseen)
