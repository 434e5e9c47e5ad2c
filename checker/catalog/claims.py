"""From competing claims to one fact on a day, or to a reason why there is none.

What somebody decided counts first; then the best status, then the best source
class. If the claims left differ, the fact is disputed. What was only announced
is shown and never judged.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from checker.catalog.sourced import JUDGED, Claim, Sourced
from checker.catalog.values import shown
from checker.shape import Shape
from checker.vocabulary import Accept

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Fact(Generic[V]):
    """What holds on the day, and the statement it rests on."""

    value: V
    basis: Sourced


@dataclass(frozen=True, slots=True)
class NoFact:
    """Why nothing can be said: a phrase that follows "is unknown because it"."""

    reason: str


def resolve(
    claims: Sequence[Claim[V]] | None, as_of: dt.date, accept: Accept, known_by: dt.date | None = None
) -> Fact[V] | NoFact:
    """The fact on a day, at the status a rule accepts, from what the catalog said by another day (None: says now)."""
    if not claims:
        return NoFact("is in no catalog")
    held = [claim for claim in claims if claim.held(known_by)]
    if not held:
        return _not_held(known_by)
    covering = [claim for claim in held if claim.covers(as_of)]
    if not covering:
        return NoFact(f"has no claim that covers {as_of}")
    return settle([(claim.value, claim) for claim in covering], accept, known_by)


def settle(stated: Sequence[tuple[V, Sourced]], accept: Accept, known_by: dt.date | None = None) -> Fact[V] | NoFact:
    """One value of several statements that hold on the same day."""
    best = contenders(stated, known_by)
    if best:
        return _agreed(best, accept)
    held = [basis for _, basis in stated if basis.held(known_by)]
    if not held:
        return _not_held(known_by)
    return NoFact(f"is only {' and '.join(sorted({basis.status for basis in held}))}")


def contenders(stated: Sequence[tuple[V, Sourced]], known_by: dt.date | None) -> list[tuple[V, Sourced]]:
    """The statements that no other outranks: decided ones, else all that are judged; of these the best sourced."""
    held = [(value, basis) for value, basis in stated if basis.held(known_by) and basis.status in JUDGED]
    left = [(value, basis) for value, basis in held if is_decided(basis, known_by)] or held
    best = min((_rank(basis) for _, basis in left), default=None)
    return [(value, basis) for value, basis in left if _rank(basis) == best]


def _rank(basis: Sourced) -> tuple[int, int]:
    return JUDGED.index(basis.status), basis.source_rank


def differ(stated: Sequence[tuple[object, Sourced]]) -> bool:
    """Whether statements of one rank say different things; the order of a list says nothing."""
    return any(unordered(value) != unordered(stated[0][0]) for value, _ in stated)


def _not_held(known_by: dt.date | None) -> NoFact:
    return NoFact("has no claim that still stands" if known_by is None else f"has no claim recorded by {known_by}")


def is_decided(basis: Sourced, known_by: dt.date | None) -> bool:
    """Whether somebody had decided for it by a day; None: whether anybody has."""
    return basis.decided is not None and (known_by is None or basis.decided.on <= known_by)


def unordered(value: object) -> object:
    """The value to compare: the order of a list means nothing in a claim."""
    if isinstance(value, Shape):
        return {name: unordered(part) for name, part in value}
    return frozenset(value) if isinstance(value, tuple) else value


def _says(value: object, basis: Sourced) -> str:
    return f"{basis.sources[0].where} says {shown(value)}"


def _agreed(best: list[tuple[V, Sourced]], accept: Accept) -> Fact[V] | NoFact:
    value, basis = best[0]
    if differ(best):
        other = next((other, source) for other, source in best if unordered(other) != unordered(value))
        return NoFact(f"is disputed: {_says(value, basis)}, but {_says(*other)}")
    if accept == "confirmed" and basis.status != "confirmed":
        return NoFact("is only reported, and the rule does not say accept: reported")
    return Fact(value, basis)
