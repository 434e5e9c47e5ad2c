"""What a claim counts for on a day, and why where it does not count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from enum import StrEnum

from checker.catalog.claims import contenders, differ, is_decided
from checker.catalog.readings import is_alive, keep_latest_readings
from checker.files.facts import JUDGED, Claim, Sourced
from checker.record import dataclass


class ClaimState(StrEnum):
    """What a claim counts for. The text says why, after the claim's value."""

    COUNTS = "counts"
    DISPUTED = "disputed"
    WEAKER_STATUS = "loses to a better status"
    WEAKER_SOURCE = "loses to a better source"
    OLDER = "loses to a newer source"
    READ_AGAIN = "loses to a later reading of the same source"
    EXPIRED = "too old to count"
    OVERRULED = "loses to a decision"
    OTHER_DAYS = "holds on other days"
    ANNOUNCED = "announced, never judged"
    REJECTED = "rejected, never judged"
    NOT_RECORDED = "not recorded yet"
    SUPERSEDED = "superseded"
    REPLACED = "replaced by a catalog above"

    @property
    def word(self) -> str:
        """For programs."""
        return self.name.lower().replace("_", "-")


@dataclass(frozen=True, slots=True)
class Asked:
    """The day in question, what the catalog said by another one, and whether claims are good for some time only."""

    as_of: dt.date
    known_by: dt.date | None
    ages: bool


Stated = Sequence[tuple[object, Sourced]]


def standings(stated: Stated, asked: Asked) -> Iterator[ClaimState]:
    """Of each of the statements that are judged together."""
    if len(stated) == 1:  # most facts; without a rival there is nothing to weigh
        yield _alone(*stated[0], asked)
        return
    covering = [(value, basis) for value, basis in stated if _covers(basis, asked.as_of)]
    best = contenders(covering, asked.known_by, asked.as_of if asked.ages else None)
    judged = [(value, basis) for value, basis in covering if basis.held(asked.known_by) and basis.status in JUDGED]
    latest = keep_latest_readings(judged)
    for value, basis in stated:
        yield _not_judged(basis, asked) or _judged(value, basis, (best, latest), asked)


def _alone(value: object, basis: Sourced, asked: Asked) -> ClaimState:
    expired = asked.ages and not is_alive(value, basis, asked.as_of)
    return _not_judged(basis, asked) or (ClaimState.EXPIRED if expired else ClaimState.COUNTS)


def _not_judged(basis: Sourced, asked: Asked) -> ClaimState | None:
    if not basis.held(asked.known_by):
        ended = basis.superseded is not None and (asked.known_by is None or basis.superseded <= asked.known_by)
        return ClaimState.SUPERSEDED if ended else ClaimState.NOT_RECORDED
    if basis.status not in JUDGED:
        return ClaimState.ANNOUNCED if basis.status == "announced" else ClaimState.REJECTED
    return None if _covers(basis, asked.as_of) else ClaimState.OTHER_DAYS


def _judged(value: object, basis: Sourced, others: tuple[Stated, Stated], asked: Asked) -> ClaimState:
    """What a claim counts for that covers the day and is judged, beside the best ones and the latest readings."""
    best, latest = others
    if any(basis is other for _, other in best):
        return ClaimState.DISPUTED if differ(best) else ClaimState.COUNTS
    if not any(basis is other for _, other in latest):
        return ClaimState.READ_AGAIN
    if asked.ages and not is_alive(value, basis, asked.as_of):
        return ClaimState.EXPIRED
    winner = best[0][1]
    if is_decided(winner, asked.known_by) and not is_decided(basis, asked.known_by):
        return ClaimState.OVERRULED
    if winner.status != basis.status:
        return ClaimState.WEAKER_STATUS
    return ClaimState.OLDER if winner.source_rank == basis.source_rank else ClaimState.WEAKER_SOURCE


def _covers(basis: Sourced, day: dt.date) -> bool:
    return not isinstance(basis, Claim) or basis.covers(day)
