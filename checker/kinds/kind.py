"""What a kind of rule is: parameters, a sentence, and a judgement in mergeable parts.

``collect`` looks at one service, ``merge`` puts collections together in any
order, ``conclude`` turns the whole into verdicts. So one process, a pool or a
distributed engine come to the same bytes.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Generic, Literal, TypeVar

from checker.condition import Condition, Outcome
from checker.condition.attribute import Names
from checker.diagnostic import Path, Place, Spot
from checker.fleet import Service, World
from checker.inventory import Entry
from checker.policy import Rule
from checker.report import Decision, Measure, Subject, Unmet, Verdict


@dataclass(frozen=True, slots=True)
class Breach:
    """A decision that is a finding: what is wrong, where, and the next step."""

    subject: Subject
    verdict: Verdict
    message: str
    places: tuple[Spot, ...]
    help: str = ""
    notes: tuple[str, ...] = ()
    breaks: frozenset[Unmet] = frozenset()
    """What is not met, where a rule demands several things of one subject."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a rule came to. Every breach has its decision too."""

    decisions: tuple[Decision, ...] = ()
    breaches: tuple[Breach, ...] = ()
    measures: tuple[Measure, ...] = ()
    verdict: Verdict | None = None
    """Where it is not the worst of the decisions."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A service that is, or may be, in the rule's selection, and what decided that."""

    service: Service
    outcome: Outcome
    certain: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """What a kind collects from one service."""

    service: str


@dataclass(frozen=True, slots=True)
class NameUse:
    """A name in a rule that must exist, and where it stands below the rule."""

    names: Names
    value: str
    path: Path


P = TypeVar("P", bound=Piece)


class Kind(Rule, Generic[P]):
    """Base of every kind; fields of a subclass are its parameters."""

    fleet_wide: ClassVar[bool]
    """Whether the verdict needs every service: then nothing may be missing."""
    bound: ClassVar[Literal["max", "min"] | None] = None
    """The parameter that is a limit over the fleet, which a waiver may weaken but not lift."""
    counts_keys: ClassVar[bool] = False
    """Whether that limit is a number of keys instead of a share."""
    keyed: ClassVar[bool] = False
    """Whether a fleet-wide kind has one measure per key, instead of one in all."""

    @abstractmethod
    def collect(self, world: World, member: Member) -> tuple[P, ...]:
        """What the verdict needs of one service."""

    def without_manifest(self, world: World, entry: Entry) -> tuple[P, ...]:  # noqa: ARG002 - most kinds cannot tell
        """What is to be counted for a service of the inventory that has no manifest."""
        return ()

    @abstractmethod
    def conclude(self, pieces: tuple[P, ...], at: Place) -> Conclusion:
        """The verdicts, from the pieces of all services; ``at`` is the rule's own place."""

    @abstractmethod
    def sentence(self) -> str:
        """The rule in one English sentence."""

    def conditions(self) -> Iterator[tuple[str, Condition]]:
        """The rule's conditions by their key."""
        yield from ()

    def names(self) -> Iterator[NameUse]:
        """Names of vendors, hosts and the like that the rule mentions."""
        for key, condition in self.conditions():
            yield from names_in(condition, (key,))

    @staticmethod
    def merge(left: tuple[P, ...], right: tuple[P, ...]) -> tuple[P, ...]:
        """Both together, in an order that does not depend on how they were split."""
        return tuple(sorted((*left, *right), key=lambda piece: piece.service))


def names_in(condition: Condition, at: Path) -> Iterator[NameUse]:
    for ask in condition.asks():
        if ask.attribute.names and ask.asked.operator not in {"matches", "known"}:
            for index, value in enumerate(ask.asked.values):
                yield NameUse(ask.attribute.names, str(value), (*at, *ask.asked.path, index))
