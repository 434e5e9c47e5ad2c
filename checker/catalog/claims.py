"""From competing claims to one fact on a day, or to a reason why there is none.

The best status counts, then the best source class; if the claims left differ,
the fact is disputed. What was only announced is shown and never judged.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from checker.catalog.files import Claim, Sourced
from checker.vocabulary import Accept

V = TypeVar("V")

_JUDGED = ("confirmed", "reported")


@dataclass(frozen=True, slots=True)
class Fact(Generic[V]):
    """What holds on the day, and the statement it rests on."""

    value: V
    basis: Sourced


@dataclass(frozen=True, slots=True)
class NoFact:
    """Why nothing can be said: a phrase that follows "is unknown because it"."""

    reason: str


def resolve(claims: Sequence[Claim[V]] | None, as_of: dt.date, accept: Accept) -> Fact[V] | NoFact:
    """The fact on a day, at the status a rule accepts."""
    if not claims:
        return NoFact("is in no catalog")
    covering = [claim for claim in claims if claim.from_ <= as_of and (claim.until is None or as_of < claim.until)]
    if not covering:
        return NoFact(f"has no claim that covers {as_of}")
    return settle([(claim.value, claim) for claim in covering], accept)


def settle(stated: Sequence[tuple[V, Sourced]], accept: Accept) -> Fact[V] | NoFact:
    """One value of several statements that hold on the same day."""
    for status in _JUDGED:
        best = [(value, basis) for value, basis in stated if basis.status == status]
        if best:
            return _agreed(best, accept)
    listed = " and ".join(sorted({basis.status for _, basis in stated}))
    return NoFact(f"is only {listed}")


def _unordered(value: object) -> object:
    return frozenset(value) if isinstance(value, tuple) else value


def _says(value: object, basis: Sourced) -> str:
    source = basis.sources[0]
    listed = ", ".join(map(str, value)) or "none" if isinstance(value, tuple) else value
    return f"{source.where} says {listed}"


def _agreed(stated: list[tuple[V, Sourced]], accept: Accept) -> Fact[V] | NoFact:
    rank = min(basis.source_rank for _, basis in stated)
    best = [(value, basis) for value, basis in stated if basis.source_rank == rank]
    value, basis = best[0]
    differing = [(other, source) for other, source in best if _unordered(other) != _unordered(value)]
    if differing:
        return NoFact(f"is disputed: {_says(value, basis)}, but {_says(*differing[0])}")
    if accept == "confirmed" and basis.status != "confirmed":
        return NoFact("is only reported, and the rule does not say accept: reported")
    return Fact(value, basis)
