"""What a kind of rule is: parameters, a sentence, and a judgement in mergeable parts.

``collect`` looks at one service, ``merge`` puts collections together in any
order, ``conclude`` turns the whole into verdicts. So one process, a pool or a
distributed engine come to the same bytes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Hashable, Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar, Generic, Literal, Protocol, Self, TypeVar

from checker.condition import Condition, Outcome
from checker.condition.attribute import Names
from checker.diagnostic import Path, Place, Spot
from checker.fleet import Service, Unseen, World
from checker.policy import Rule
from checker.record import dataclass
from checker.report import Decision, Measure, Verdict


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a rule came to. Decisions with places are its findings."""

    decisions: Sequence[Decision] = ()
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
class UnseenMember:
    """A service that is, or may be, in the rule's selection, and has no manifest to judge."""

    service: Unseen
    certain: bool


class Piece(Protocol):
    """What a kind collects from one service: a decision, a stake."""

    @property
    def service(self) -> str: ...
    def located(self, locate: Locator, /) -> Self:
        """The same with its places looked up, as far as they can be now."""


class Locator(Protocol):
    """Looks up places in the files that are at hand."""

    def __call__(self, spot: Spot, /) -> Spot: ...
    def spans(self, file: str, paths: Collection[Path], /) -> str | None:
        """Where these paths of one file are, four numbers each; None if it is not at hand."""


@dataclass(frozen=True, slots=True)
class NameUse:
    """A name in a rule that must exist, and where it is below the rule."""

    names: Names
    value: str
    path: Path
    is_glob: bool = False
    """Whether it stands for every name that is like it."""


P = TypeVar("P", bound=Piece)


class Kind(Rule, ABC, Generic[P]):
    """Base of every kind; fields of a subclass are its parameters."""

    if not TYPE_CHECKING:

        def __class_getitem__(cls, _: object) -> type:
            """NOTE: pieces are no field, and there would be another class for each type of theirs."""
            return cls

    fleet_wide: ClassVar[bool]
    """Whether the verdict needs every service: then nothing may be missing."""
    by_measure: ClassVar[bool] = False
    """Whether measures are held against a limit, instead of subjects against a demand."""
    bound: ClassVar[Literal["max", "min"] | None] = None
    """The parameter that is a limit over the fleet, which a waiver may weaken but not lift."""
    counts_keys: ClassVar[bool] = False
    """Whether that limit is a number of keys instead of a share."""
    keyed: ClassVar[bool] = False
    """Whether a fleet-wide kind has one measure per key, instead of one in all."""

    concludes: ClassVar[frozenset[str]] = frozenset()
    """Fields that ``collect`` does not look at, but ``conclude`` alone."""

    @property
    def question(self) -> Hashable:
        """What ``collect`` asks of a service: rules with the same question get the same pieces."""
        left = {*Rule.model_fields, *self.concludes}
        return tuple(
            (name, getattr(self, name)) for name in type(self).model_fields if name not in left or name == "kind"
        )

    @property
    def asks_evidence(self) -> bool:
        """Whether the verdict depends on what was observed."""
        return False

    @abstractmethod
    def collect(self, world: World, member: Member) -> tuple[P, ...]:
        """What the verdict needs of one service."""

    @abstractmethod
    def collect_unseen(self, world: World, member: UnseenMember) -> tuple[P, ...]:
        """What stands for a service that cannot be judged; never nothing, or a rule would hold without it."""

    def collect_beyond(self, world: World, names: Collection[str]) -> tuple[P, ...]:  # noqa: ARG002 - most look at services
        """What the verdict needs of what belongs to none of the services, of which all names are given."""
        return ()

    @abstractmethod
    def conclude(self, pieces: Sequence[P], at: Place) -> Conclusion:
        """The verdicts, from the pieces of all services; ``at`` is the rule's own place."""

    def conclude_with_grounds(self, pieces: Sequence[P], at: Place) -> Conclusion:
        """The same, where an output shows what verdicts rest on; a kind whose pieces do not say it finds it here."""
        return self.conclude(pieces, at)

    def sentence(self) -> str:
        """The rule in one English sentence: whom it is about, then what it demands of them."""
        return f"In selection {self.of!r}, {self.demand()}."

    @abstractmethod
    def demand(self) -> str:
        """What the rule demands of the services in its selection, as the rest of its sentence."""

    def conditions(self) -> Iterator[tuple[str, Condition]]:
        """The rule's conditions by their key."""
        yield from ()

    def names(self) -> Iterator[NameUse]:
        """Names of vendors, hosts and the like that the rule mentions."""
        for key, condition in self.conditions():
            yield from names_in(condition, (key,))

    @staticmethod
    def pack(pieces: Sequence[P], locate: Locator) -> Sequence[P]:
        """The same, with their places, as they travel and are kept; always in ``Columns``, or never."""
        return tuple([piece.located(locate) for piece in pieces])

    @staticmethod
    def merge(left: Sequence[P], right: Sequence[P]) -> Sequence[P]:
        """Both together, in an order that does not depend on how they were split."""
        return tuple(sorted((*left, *right), key=lambda piece: piece.service))


def names_in(condition: Condition, at: Path) -> Iterator[NameUse]:
    """NOTE: of globs only those of licenses; models and hosts of our own need no list, so a glob may mean them."""
    for ask in condition.asks():
        names, operator = ask.attribute.names, ask.asked.operator
        if names is None or operator.of_knowledge or (operator.is_glob and names != "license"):
            continue
        for index, value in enumerate(ask.asked.values):
            yield NameUse(names, str(value), (*at, *ask.asked.place(index)), operator.is_glob)
