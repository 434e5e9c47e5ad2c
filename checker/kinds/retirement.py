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
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from checker.condition.truth import Unknown
from checker.diagnostic import Place
from checker.fleet import Route, World
from checker.fleet.facts import Retirement, retirement
from checker.fleet.service import JUDGED_ROLES
from checker.kinds.kind import Breach, Conclusion, Kind, Member
from checker.kinds.verdicts import Judged, applies_because, concluded, undecided_unless_selected
from checker.policy import Limits
from checker.report import Decision, Subject, Verdict
from checker.shape.scalars import Days, Distinct, Flag
from checker.vocabulary import Role


class RetirementRule(Kind[Judged]):
    """Is any route's endpoint retired, or retiring sooner than the service could leave?"""

    fleet_wide: ClassVar[bool] = False
    limits: ClassVar[Limits] = {"horizon": "larger"}

    kind: Literal["retirement"]
    horizon: Days
    """Days that must be left, such as 90d."""
    or_migration_time: Flag = False
    """true: or the declared calendar-days of a move, if they are more. Undeclared is unknown."""
    roles: Annotated[tuple[Role, ...], Field(min_length=1), Distinct] = JUDGED_ROLES
    """Roles of the routes in question. Default: all but planned."""

    def sentence(self) -> str:
        or_more = " or the declared migration time, if that is more" if self.or_migration_time else ""
        return f"No endpoint of the services in selection {self.of!r} may retire within {self.horizon} days{or_more}."

    def collect(self, world: World, member: Member) -> tuple[Judged, ...]:
        return tuple(self._judge(world, route, member) for route in member.service.routes(self.roles))

    def conclude(self, pieces: tuple[Judged, ...], at: Place) -> Conclusion:  # noqa: ARG002 - see manifests
        return concluded(pieces, "no route of the selected services is in question")

    def _judge(self, world: World, route: Route, member: Member) -> Judged:
        subject = Subject(route.service.name, route.use.name, route.name)
        if route.self_operated:
            return Judged(subject.service or "", Decision(subject, Verdict.NOT_APPLICABLE, "we run it ourselves"))
        verdict, reason, help_, note = self._outcome(world, route)
        if verdict is Verdict.PASS:
            return Judged(route.service.name, Decision(subject, verdict, reason))
        verdict = undecided_unless_selected(verdict, member)
        document = route.service.document
        shown = (*route.path, "host") if document.has((*route.path, "host")) else (*route.path, "model")
        places = [Place(document.file, shown, "this endpoint")]
        if self.or_migration_time and document.has(_CALENDAR):
            places.append(Place(document.file, _CALENDAR, "declared migration time"))
        message = f"{subject}: {world.shown(route.declared.model)}: {reason}"
        notes = (note,) if note else ()
        breach = Breach(subject, verdict, message, (*places, *applies_because(world, member)), help_, notes)
        return Judged(route.service.name, Decision(subject, verdict, reason), breach)

    def _outcome(self, world: World, route: Route) -> tuple[Verdict, str, str, str]:
        """Verdict, reason, next step and evidence."""
        found = retirement(world, route)
        if isinstance(found, Unknown):
            return Verdict.UNKNOWN, f"its retirement is unknown: {found.reason}", found.remedy, ""
        if found.day is None:
            return Verdict.PASS, f"no retirement was announced: {found.because}", "", ""
        return self._against(found, found.day, world.as_of, route.service.manifest.calendar_days)

    def _against(
        self, found: Retirement, day: dt.date, as_of: dt.date, migration: int | None
    ) -> tuple[Verdict, str, str, str]:
        left = (day - as_of).days
        if left <= 0:
            ago = "today" if left == 0 else f"{-left} days ago"
            return Verdict.FAIL, f"retired at {found.host} on {day}, {ago}", "move the route now", found.because
        when = f"retires at {found.host} on {day}, in {left} days"
        limit = max(self.horizon, migration or 0) if self.or_migration_time else self.horizon
        if left < limit:
            why = "migration time declared" if limit > self.horizon else "limit"
            return (
                Verdict.FAIL,
                f"{when}; the {why} is {limit} days",
                "start the move, or use another host",
                found.because,
            )
        if self.or_migration_time and migration is None:
            help_ = "declare exit.migration.calendar-days in the manifest"
            return Verdict.UNKNOWN, f"{when}, and the migration time is not declared", help_, found.because
        return Verdict.PASS, when, "", ""


_CALENDAR = ("exit", "migration", "calendar-days")
