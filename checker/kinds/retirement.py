"""Is any route's endpoint retired, or retiring sooner than the service could leave?

The limit is ``horizon``, or with ``or-migration-time`` the declared calendar-days
of a move if they are more. Retired on a day means unavailable from that day.
Routes that we run ourselves are not judged; a pair of model and host of which no
retirement was announced passes; one that no catalog knows is unknown. Where a host
says only "not before" a day, that is as good as a day until then, and unknown after it.

Fails:
    rule: {kind: retirement, horizon: 90d}
    services:
      a: [{model: meta/llama-4-maverick, access: cloud-api, host: azure.foundry}]

Passes:
    rule: {kind: retirement, horizon: 90d}
    services:
      a: [{model: openai/gpt-5.4, access: cloud-api, host: azure.foundry}]
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar, Literal

from checker.condition.truth import Unknown
from checker.diagnostic import Place, Spot, many
from checker.files.catalog import Floor
from checker.fleet import Route, World
from checker.fleet.facts import DeclaredEndpoint, Retirement, endpoint_of, endpoint_retirement
from checker.fleet.remember import once
from checker.fleet.service import JUDGED_ROLES
from checker.kinds.parts.verdicts import Opinion, PerRoute, Roles
from checker.policy import Limits
from checker.record import dataclass
from checker.report import Unmet, Verdict
from checker.shape.scalars import Days, Flag


class RetirementRule(PerRoute):
    """Is any route's endpoint retired, or retiring sooner than the service could leave?"""

    limits: ClassVar[Limits] = {"horizon": "larger"}

    kind: Literal["retirement"]
    horizon: Days
    """Days that must be left, such as 90d."""
    or_migration_time: Flag = False
    """true: or the declared calendar-days of a move, if they are more. Undeclared is unknown."""
    roles: Roles = JUDGED_ROLES
    """Roles of the routes in question. Default: all but planned."""

    def demand(self) -> str:
        or_more = " or the declared migration time, if that is more" if self.or_migration_time else ""
        of_route = self.of_which_route()
        return f"no endpoint{of_route} may retire within {many(self.horizon, 'day')}{or_more}"

    def of_route(self, world: World, route: Route) -> Opinion:
        if route.self_operated:
            return _OURS
        migration = route.service.manifest.calendar_days if self.or_migration_time else None
        return _of_endpoint(world, (self.horizon, self.or_migration_time), endpoint_of(route), migration)

    def shown(self, route: Route) -> tuple[Spot, ...]:
        return super().shown(route) if route.self_operated else tuple(self._places(route))

    def _places(self, route: Route) -> Iterator[Place]:
        document, host = route.service.document, (*route.path, "host")
        yield Place(document.file, host if document.has(host) else (*route.path, "model"), "this endpoint")
        if self.or_migration_time and document.has(_CALENDAR):
            yield Place(document.file, _CALENDAR, "declared migration time")


_OURS = Opinion(Verdict.NOT_APPLICABLE, "we run it ourselves")
_CALENDAR = ("exit", "migration", "calendar-days")


@once
def _of_endpoint(world: World, asked: tuple[int, bool], endpoint: DeclaredEndpoint, migration: int | None) -> Opinion:
    """What to think of every route to an endpoint, by ``horizon``, ``or-migration-time``, and the time declared."""
    found = endpoint_retirement(world, endpoint)
    if isinstance(found, Unknown):
        reason = f"its retirement is unknown: {found.reason}"
        return Opinion(Verdict.UNKNOWN, reason, found.remedy, breaks=frozenset({_until()}))
    opinion = _Left(*asked, migration).of_end(found, world.as_of)
    notes = (found.because,) if found.because else ()
    return replace(opinion, notes=notes, breaks=frozenset({_until(found.day)}))


@dataclass(frozen=True, slots=True)
class _Left:
    """What time must be left: so many days, or with ``or_migration_time`` those of a move, if they are more."""

    horizon: int
    or_migration_time: bool
    migration: int | None

    def of_end(self, found: Retirement, as_of: dt.date) -> Opinion:
        if found.day is not None:
            return self._of_day(found, found.day, as_of)
        if found.floor is not None:
            return self._of_floor(found, found.floor, as_of)
        return Opinion(Verdict.PASS, f"no retirement was announced: {found.because}")

    def _of_floor(self, found: Retirement, floor: Floor, as_of: dt.date) -> Opinion:
        """Until the floor it is as sure as a day; from then on nothing is known, and nothing was announced either."""
        left = (floor.not_before - as_of).days
        notice = f"; {many(floor.notice, 'day')} of notice are promised" if floor.notice else ""
        if left <= 0:
            reason = f"may end at {found.host} any day since {floor.not_before}: no end is announced{notice}"
            return Opinion(Verdict.UNKNOWN, reason, "plan the move, and read the host's page again")
        when = f"stays at {found.host} until {floor.not_before} at least, {many(left, 'day')} from now"
        limit, why = self._limit()
        if left < limit:
            reason = f"{when}, and may end then; the {why} is {many(limit, 'day')}{notice}"
            return Opinion(Verdict.UNKNOWN, reason, "plan the move, and read the host's page again")
        return self._if_migration_is_known(when)

    def _limit(self) -> tuple[int, str]:
        """Days that must be left, and what they are."""
        limit = max(self.horizon, self.migration or 0) if self.or_migration_time else self.horizon
        return limit, "migration time declared" if limit > self.horizon else "limit"

    def _of_day(self, found: Retirement, day: dt.date, as_of: dt.date) -> Opinion:
        left = (day - as_of).days
        if left <= 0:
            ago = "today" if left == 0 else f"{many(-left, 'day')} ago"
            return Opinion(Verdict.FAIL, f"retired at {found.host} on {day}, {ago}", "move the route now")
        when = f"retires at {found.host} on {day}, in {many(left, 'day')}"
        limit, why = self._limit()
        if left < limit:
            return Opinion(
                Verdict.FAIL, f"{when}; the {why} is {many(limit, 'day')}", "start the move, or use another host"
            )
        return self._if_migration_is_known(when)

    def _if_migration_is_known(self, when: str) -> Opinion:
        if self.or_migration_time and self.migration is None:
            help_ = "declare exit.migration.calendar-days in the manifest"
            return Opinion(Verdict.UNKNOWN, f"{when}, and the migration time is not declared", help_)
        return Opinion(Verdict.PASS, when)


def _until(day: dt.date | None = None) -> Unmet:
    """NOTE: the day, and not what is left until then, or what is forgiven would get worse by itself."""
    return Unmet("its endpoint must stay available as long as the rule asks", str(day) if day else "", "less")
