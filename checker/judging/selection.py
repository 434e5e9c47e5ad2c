"""Whom a selection of a policy picks, and why it leaves the others out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from checker.condition import Outcome
from checker.condition.truth import Truth
from checker.fleet import Fleet, Stated
from checker.fleet.reading import View
from checker.kinds import AnyKind
from checker.kinds.kind import Member, UnseenMember
from checker.policy import Policy
from checker.report import Exclusion

EVERYONE = Outcome(Truth.TRUE, ())
"""The outcome of the selection ``all``."""


@dataclass(frozen=True)
class Selection:
    """Who a selection picks, certainly or possibly, and why the others are left out."""

    members: tuple[Member, ...]
    unseen: tuple[UnseenMember, ...]
    """Those without a manifest that can be judged."""
    excluded: tuple[Exclusion, ...]

    @cached_property
    def certain(self) -> tuple[str, ...]:
        """Everyone of whom it is certain that they are selected."""
        return tuple(sorted(member.service.name for member in self._everyone if member.certain))

    @cached_property
    def possible(self) -> tuple[str, ...]:
        """Everyone of whom it is not."""
        return tuple(sorted(member.service.name for member in self._everyone if not member.certain))

    @property
    def _everyone(self) -> Iterator[Member | UnseenMember]:
        yield from self.members
        yield from self.unseen


def select(policy: Policy[AnyKind], name: str, fleet: Fleet) -> Selection:
    """Apply a selection of a policy to every service, those without a manifest too."""
    condition = policy.selection(name)
    members: list[Member] = []
    unseen: list[UnseenMember] = []
    excluded: list[Exclusion] = []
    for service in fleet.services:
        outcome = View(fleet.world, service).judge(condition) if condition else EVERYONE
        if outcome.truth is Truth.FALSE:
            excluded.append(Exclusion(service.name, outcome.seen))
        else:
            members.append(Member(service, outcome, certain=outcome.truth is Truth.TRUE))
    for known in fleet.unseen:
        outcome = condition.judge(Stated(known, fleet.world.as_of)) if condition else EVERYONE
        if outcome.truth is Truth.FALSE:
            excluded.append(Exclusion(known.name, f"{outcome.seen}, says the inventory"))
        else:
            unseen.append(UnseenMember(known, outcome.truth is Truth.TRUE and known.listed is not None))
    return Selection(tuple(members), tuple(unseen), tuple(sorted(excluded, key=lambda entry: entry.service)))
