"""What was observed: uses of models, seen from outside.

Days are in UTC and both ends of a period belong to it; requests are whole numbers; costs are exact, in one currency.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property

from checker.diagnostic import Location
from checker.packed import packs
from checker.record import dataclass
from checker.vocabulary import ObservedSource


@packs
@dataclass(frozen=True, slots=True)
class Observation:
    """One model that somebody was seen to use, name, or offer.

    Attributes:
        source: what kind of file says so.
        service: the service that the caller is, by the configuration's table or by the same name; nothing where the
            evidence names no caller.
        caller: how the evidence calls it.
        model: the name of the model, as it is written there.
        host: the host, or the word for it that the catalog does not know; None where the evidence does not tell.
        since: the first day of its period; None of a file that says how things are, and not when.
        until: the last day.
        requests: how many there were; None where they are not counted.
        cost: what they cost; None where that is not told.
        currency: of the cost.
        at: where the evidence says it.
        where: the place that a scanner found it at, as ``src/llm.py:41``.
        offered: whether it is only offered to whoever calls, by a gateway.
    """

    source: ObservedSource
    service: str
    caller: str
    model: str
    host: str | None
    since: dt.date | None
    until: dt.date | None
    requests: int | None
    cost: Fraction | None
    currency: str | None
    at: Location
    where: str = ""
    offered: bool = False

    @property
    def shows_use(self) -> bool:
        """Whether somebody counted or paid for it; a name in code or in a configuration shows no use."""
        return self.requests is not None or self.cost is not None

    @property
    def series(self) -> tuple[object, ...]:
        """What must be the same of two observations of which one may be a part of the other."""
        return self.source, self.caller, self.model, self.host, self.currency

    def plus(self, other: Observation) -> Observation:
        """Both as one; they are of one series and one period."""
        requests = None if self.requests is None or other.requests is None else self.requests + other.requests
        cost = None if self.cost is None or other.cost is None else self.cost + other.cost
        at = self.at if self.at.sort_key <= other.at.sort_key else other.at
        # NOTE: ``replace`` takes four times as long, and a log has a row for each request.
        return Observation(
            self.source, self.service, self.caller, self.model, self.host, self.since, self.until, requests, cost,
            self.currency, at, self.where, self.offered,
        )  # fmt: skip

    @property
    def sort_key(self) -> tuple[object, ...]:
        return self.at.sort_key, self.caller, self.model, self.host or "", self.since or dt.date.min, self.where


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Entries of a file that are no observation, and why."""

    file: str
    reason: str
    count: int


@dataclass(frozen=True, eq=False)
class Evidence:
    """All that was observed; in an order that does not depend on how files were read."""

    observations: tuple[Observation, ...]
    order: tuple[ObservedSource, ...] = ()
    """The sources in the order of the configuration: the first that counts a service is what it is weighed by."""
    left_out: tuple[LeftOut, ...] = ()
    unread: tuple[str, ...] = ()
    """Files with faults, of which nothing counts."""

    @cached_property
    def by_service(self) -> Mapping[str, tuple[Observation, ...]]:
        """The observations by the service that the caller is said to be, whether there is such a service or not."""
        found: dict[str, list[Observation]] = defaultdict(list)
        for seen in self.observations:
            if not seen.offered:
                found[seen.service].append(seen)
        return {name: tuple(seen) for name, seen in found.items()}

    def of(self, service: str) -> tuple[Observation, ...]:
        return self.by_service.get(service, ())

    @cached_property
    def offered(self) -> tuple[Observation, ...]:
        """What gateways offer to anybody."""
        return tuple(seen for seen in self.observations if seen.offered)

    @cached_property
    def currencies(self) -> tuple[str, ...]:
        return tuple(sorted({seen.currency for seen in self.observations if seen.cost is not None and seen.currency}))
