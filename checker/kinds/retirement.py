"""Is any route's endpoint retired, or retiring sooner than the service could leave?

The limit is ``horizon``, or with ``or-migration-time`` the declared calendar-days
of a move if they are more. Retired on a day means unavailable from that day.
Routes that we run ourselves are not judged; a pair of model and host of which no
retirement was announced passes; one that no catalog knows is unknown.

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
from checker.diagnostic import Place, many
from checker.fleet import Route, World
from checker.fleet.facts import Retirement, retirement
from checker.fleet.service import JUDGED_ROLES
from checker.kinds.parts.verdicts import Opinion, PerRoute, Roles, name_route
from checker.policy import Limits
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
        of_route = "" if self.roles == JUDGED_ROLES else f" of a {name_route(self.roles)}"
        return f"no endpoint{of_route} may retire within {many(self.horizon, 'day')}{or_more}"

    def of_route(self, world: World, route: Route) -> Opinion:
        if route.self_operated:
            return Opinion(Verdict.NOT_APPLICABLE, "we run it ourselves")
        found = retirement(world, route)
        if isinstance(found, Unknown):
            shown = tuple(self._places(route))
            reason, breaks = f"its retirement is unknown: {found.reason}", frozenset({_until()})
            return Opinion(Verdict.UNKNOWN, reason, found.remedy, shown=shown, breaks=breaks)
        if found.day is None:
            return Opinion(Verdict.PASS, f"no retirement was announced: {found.because}")
        opinion = self._of_day(found, found.day, world.as_of, route.service.manifest.calendar_days)
        if not opinion.verdict.broken:
            return opinion
        notes = (found.because,) if found.because else ()
        return replace(opinion, notes=notes, shown=tuple(self._places(route)), breaks=frozenset({_until(found.day)}))

    def _of_day(self, found: Retirement, day: dt.date, as_of: dt.date, migration: int | None) -> Opinion:
        left = (day - as_of).days
        if left <= 0:
            ago = "today" if left == 0 else f"{many(-left, 'day')} ago"
            return Opinion(Verdict.FAIL, f"retired at {found.host} on {day}, {ago}", "move the route now")
        when = f"retires at {found.host} on {day}, in {many(left, 'day')}"
        limit = max(self.horizon, migration or 0) if self.or_migration_time else self.horizon
        if left < limit:
            why = "migration time declared" if limit > self.horizon else "limit"
            return Opinion(
                Verdict.FAIL, f"{when}; the {why} is {many(limit, 'day')}", "start the move, or use another host"
            )
        if self.or_migration_time and migration is None:
            help_ = "declare exit.migration.calendar-days in the manifest"
            return Opinion(Verdict.UNKNOWN, f"{when}, and the migration time is not declared", help_)
        return Opinion(Verdict.PASS, when)

    def _places(self, route: Route) -> Iterator[Place]:
        document, host = route.service.document, (*route.path, "host")
        yield Place(document.file, host if document.has(host) else (*route.path, "model"), "this endpoint")
        if self.or_migration_time and document.has(_CALENDAR):
            yield Place(document.file, _CALENDAR, "declared migration time")


_CALENDAR = ("exit", "migration", "calendar-days")


def _until(day: dt.date | None = None) -> Unmet:
    """NOTE: the day, and not what is left until then, or what is forgiven would get worse by itself."""
    return Unmet("its endpoint must stay available as long as the rule asks", str(day) if day else "", "less")
