"""From competing claims to one fact on a day, or to a reason why there is none; its value as text and as data.

What somebody decided counts first; then the best status, then the best source
class. If the claims left differ, the fact is disputed. What was only announced
is shown and never judged. Which readings of sources count at all, ``readings`` says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from checker import licenses
from checker.catalog.readings import LIFE, is_alive, keep_latest_readings, keep_newest
from checker.condition.truth import show
from checker.files.catalog import Endpoint, Floor, Retires
from checker.files.facts import JUDGED, Claim, Source, Sourced
from checker.record import dataclass
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


ONLY_REPORTED = "is only reported, and the rule does not say accept: reported"


def resolve(
    claims: Sequence[Claim[V]] | None,
    as_of: dt.date,
    accept: Accept,
    known_by: dt.date | None = None,
    aging: dt.date | None = None,
) -> Fact[V] | NoFact:
    """The fact on a day, at the status a rule accepts, from what the catalog said by another day (None: says now).

    ``aging``: of a fact that changes without telling us, the day on which a claim must still be good.
    """
    if not claims:
        return NoFact("is in no catalog")
    held = [claim for claim in claims if claim.held(known_by)]
    if not held:
        return _not_held(known_by)
    covering = [claim for claim in held if claim.covers(as_of)]
    if not covering:
        return NoFact(f"has no claim that covers {as_of}")
    return settle([(claim.value, claim) for claim in covering], accept, known_by, aging)


def ending(endpoints: Iterable[Endpoint], aging: dt.date, known_by: dt.date | None = None) -> Fact[Retires] | NoFact:
    """When a host stops serving a model, from what endpoints of one snapshot say."""
    return settle([(endpoint.retires, endpoint) for endpoint in endpoints], "reported", known_by, aging)


def settle(
    stated: Sequence[tuple[V, Sourced]], accept: Accept, known_by: dt.date | None = None, aging: dt.date | None = None
) -> Fact[V] | NoFact:
    """One value of several statements that hold on the same day: ``aging``, where they are good for some time only."""
    best = contenders(stated, known_by, aging)
    if best:
        return _agree(best, accept)
    held = [basis for _, basis in stated if basis.held(known_by)]
    if not held:
        return _not_held(known_by)
    old = [basis.as_of for basis in held if basis.status in JUDGED]
    if old:
        return NoFact(f"rests on a source as it stood on {max(old)}, and such a claim is good for {LIFE.days} days")
    return NoFact(f"is only {' and '.join(sorted({basis.status for basis in held}))}")


def contenders(
    stated: Sequence[tuple[V, Sourced]], known_by: dt.date | None, aging: dt.date | None = None
) -> list[tuple[V, Sourced]]:
    """The statements that no other outranks: decided ones, else all that are judged; of these the best sourced.

    Of those that age, only what is still good on the day ``aging`` counts, and of one rank the newest.
    """
    held = [(value, basis) for value, basis in stated if basis.held(known_by) and basis.status in JUDGED]
    decided = [(value, basis) for value, basis in held if is_decided(basis, known_by)]
    left = decided or keep_latest_readings(held)
    if aging is not None:
        left = [(value, basis) for value, basis in left if is_alive(value, basis, aging)]
    best = min((_rank(basis) for _, basis in left), default=None)
    first = [(value, basis) for value, basis in left if _rank(basis) == best]
    return first if aging is None else keep_newest(first)


def _rank(basis: Sourced) -> tuple[int, int]:
    return JUDGED.index(basis.status), basis.source_rank


def differ(stated: Sequence[tuple[object, Sourced]]) -> bool:
    """Whether statements of one rank say different things."""
    return any(not _alike(value, stated[0][0]) for value, _ in stated)


def _alike(one: object, two: object) -> bool:
    """The order of a list says nothing, nor how a license is spelt. NOTE: other words are closed lists, or ids."""
    if isinstance(one, str) and isinstance(two, str):
        return licenses.same(one, two)
    return ignore_order(one) == ignore_order(two)


def _not_held(known_by: dt.date | None) -> NoFact:
    return NoFact("has no claim that still holds" if known_by is None else f"has no claim recorded by {known_by}")


def is_decided(basis: Sourced, known_by: dt.date | None) -> bool:
    """Whether somebody had decided for it by a day; None: whether anybody has."""
    return basis.decided is not None and (known_by is None or basis.decided.on <= known_by)


def ignore_order(value: object) -> object:
    """The value to compare: the order of a list means nothing in a claim."""
    if isinstance(value, Shape):
        return {name: ignore_order(part) for name, part in value}
    return frozenset(value) if isinstance(value, tuple) else value


def _says(value: object, basis: Sourced) -> str:
    return f"{basis.sources[0].where} says {show_fact(value)}"


def _agree(best: list[tuple[V, Sourced]], accept: Accept) -> Fact[V] | NoFact:
    value, basis = best[0]
    if differ(best):
        other = next((other, source) for other, source in best if not _alike(other, value))
        return NoFact(f"is disputed: {_says(value, basis)}, but {_says(*other)}")
    if accept == "confirmed" and basis.status != "confirmed":
        return NoFact(ONLY_REPORTED)
    return Fact(value, basis)


Part = str | int | bool | list[str]
Json = Part | dict[str, Part]
"""No deeper than this, so that a schema can say all of it."""


def show_fact(value: object) -> str:
    """One line; an empty list is ``none``, and several keys are joined as a sentence would."""
    if isinstance(value, tuple):
        return ", ".join(map(show_fact, value)) or "none"
    if isinstance(value, bool):
        return show(value)
    if isinstance(value, Floor):
        return str(value)
    if isinstance(value, Shape):
        return (
            "; ".join(f"{key.replace('_', '-')} {show_fact(part)}" for key, part in value if part is not None) or "none"
        )
    return join_lines(str(value))


def when_read(source: Source) -> str:
    """``read 2026-11-22``, and of which day that was, where it is known."""
    return f"read {source.read}{f' as it stood on {source.stood}' if source.stood not in {None, source.read} else ''}"


def join_lines(prose: str) -> str:
    """Text of several lines as one."""
    return " ".join(prose.split())


def as_json(value: object) -> Json:
    if isinstance(value, Shape):
        return {key.replace("_", "-"): _part(part) for key, part in value if part is not None}
    return _part(value)


def _part(value: object) -> Part:
    if isinstance(value, tuple | list):
        return [str(part) for part in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if isinstance(value, bool | int) else str(value)
