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
    held = [(value, basis) for value, basis in stated if basis.held(known_by)]
    decided = [(value, basis) for value, basis in held if _is_decided(basis, known_by)]
    for status in JUDGED:
        best = [(value, basis) for value, basis in decided or held if basis.status == status]
        if best:
            return _agreed(best, accept)
    if not held:
        return _not_held(known_by)
    listed = " and ".join(sorted({basis.status for _, basis in held}))
    return NoFact(f"is only {listed}")


def _not_held(known_by: dt.date | None) -> NoFact:
    return NoFact("has no claim that still stands" if known_by is None else f"has no claim recorded by {known_by}")


def _is_decided(basis: Sourced, known_by: dt.date | None) -> bool:
    return basis.decided is not None and (known_by is None or basis.decided.on <= known_by)


def unordered(value: object) -> object:
    """The value to compare: the order of a list means nothing in a claim."""
    if isinstance(value, Shape):
        return {name: unordered(part) for name, part in value}
    return frozenset(value) if isinstance(value, tuple) else value


def _says(value: object, basis: Sourced) -> str:
    source = basis.sources[0]
    listed = ", ".join(map(str, value)) or "none" if isinstance(value, tuple) else value
    return f"{source.where} says {listed}"


def _agreed(stated: list[tuple[V, Sourced]], accept: Accept) -> Fact[V] | NoFact:
    rank = min(basis.source_rank for _, basis in stated)
    best = [(value, basis) for value, basis in stated if basis.source_rank == rank]
    value, basis = best[0]
    differing = [(other, source) for other, source in best if unordered(other) != unordered(value)]
    if differing:
        return NoFact(f"is disputed: {_says(value, basis)}, but {_says(*differing[0])}")
    if accept == "confirmed" and basis.status != "confirmed":
        return NoFact("is only reported, and the rule does not say accept: reported")
    return Fact(value, basis)
