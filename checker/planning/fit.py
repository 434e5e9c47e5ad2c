"""Whether a model could take the place of a route's: by its facts, and by the rules that judge the service.

The rules are asked themselves. The route is moved, each rule of the policies looks at the changed service as it looks
at any other, and what it says of the moved route counts. Rules over the fleet are not asked here: ``plan`` does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Protocol

from checker.condition.truth import Known, Members, Truth, Unknown
from checker.fleet import Fleet, Route, Service, World
from checker.fleet.derived import within_residency
from checker.fleet.facts import access_offered, fact, retirement, self_hostable
from checker.judging.docket import Docket, Group
from checker.judging.selection import pick
from checker.kinds.kind import Member
from checker.kinds.license_terms import LicenseTerms
from checker.planning import Check, Destination
from checker.planning.destinations import with_moved
from checker.planning.needs import Need, serves
from checker.record import dataclass
from checker.report import Decision, Verdict

LICENSE = "license"
"""The aspect of a check that ``license-terms`` made."""

_ANY_LICENSE = LicenseTerms.model_validate(
    {"id": "license", "title": "license", "kind": "license-terms", "of": "all", "level": "soft", "accept": "reported"}
)

CLOSED = frozenset({"platform-only", "restricted"})
"""Channels through which nobody can become a customer."""


@dataclass(frozen=True, eq=False)
class Asking:
    """What is asked of every candidate.

    Attributes:
        docket: the rules, of which those that look at one service after the other are asked.
        avoided: vendors that the new lineage must not have, and why.
        until: a day until which an endpoint must stay; None: it must not be retired.
        only: the numbers of the rules that are asked; None: all of them.
    """

    fleet: Fleet
    docket: Docket
    avoided: Mapping[str, str]
    until: dt.date | None
    only: frozenset[int] | None = None

    @property
    def world(self) -> World:
        return self.fleet.world

    def of_model(self, route: Route, need: Need) -> Iterator[Check]:
        """What does not depend on the place; ``route`` is one with the new model."""
        world = self.world
        yield serves(world, route, need)
        yield self._stage(route)
        yield self._lineage(route)

    def _stage(self, route: Route) -> Check:
        found = fact(self.world, route.model, "stage", None)
        if isinstance(found, Known) and found.value == "retired":
            return Check("stage", Truth.FALSE, "it is retired", source=found.because)
        offered = fact(self.world, route.model, "access", None)
        if isinstance(offered, Members) and offered.certain and offered.open is None and offered.certain <= CLOSED:
            return Check(
                "offered", Truth.FALSE, f"it is offered {', '.join(offered.names)} only", source=offered.because
            )
        said = str(found.value) if isinstance(found, Known) else "not known, and nobody says that it is retired"
        because = found.because if isinstance(found, Known) else ""
        return Check("stage", Truth.TRUE, f"its stage is {said}", source=because)

    def _lineage(self, route: Route) -> Check:
        vendors = self.world.lineage(route.model).vendors
        hit = [name for name in vendors.names if name in self.avoided]
        if hit:
            return Check("lineage", Truth.FALSE, "; ".join(f"depends on {one}: {self.avoided[one]}" for one in hit))
        if vendors.open is not None and self.avoided:
            reason = f"who else is behind it is unknown: {vendors.open.reason}"
            return Check("lineage", Truth.UNKNOWN, reason, vendors.open.remedy)
        return Check("lineage", Truth.TRUE, f"its lineage is {', '.join(vendors.names) or 'not known'}")

    def of_place(self, old: Route, to: Destination) -> tuple[Check, ...]:
        """What depends on the place, and what the rules say of the route there."""
        service, route = with_moved(self.world, old, to)
        found = [self._offered(route), self._stays(route)]
        if service.manifest.residency is not None:
            found.append(_truth("residency", within_residency(self.world, route), "runs where it may"))
        rules = tuple(self._rules(service, route))
        licensed = () if any(check.aspect == LICENSE for check in rules) else (self.license_of(route),)
        return (*(check for check in found if check is not None), *rules, *licensed)

    def allows(self, old: Route, need: Need, to: Destination) -> bool:
        """Whether every fact about the model and the place is known and for it; of rules nothing is asked."""
        _, route = with_moved(self.world, old, to)
        place = (self._offered(route), self._stays(route))
        return all(check is None or check.truth is Truth.TRUE for check in (*place, *self.of_model(route, need)))

    def pleases(self, old: Route, to: Destination) -> bool:
        """Whether the rules that judge the route let it go there."""
        return all(check.truth is Truth.TRUE for check in self._rules(*with_moved(self.world, old, to)))

    def license_of(self, route: Route) -> Check:
        """What ``license-terms`` says, where no rule of the service asks it: that license and conditions are known and
        hold for the organization.
        """
        return _as_check(LICENSE, _ANY_LICENSE.of_route(self.world, route))

    def _offered(self, route: Route) -> Check:
        world = self.world
        if not route.self_operated:
            through = f"offered through {route.declared.access}"
            return _truth("offered", access_offered(world, route, None), f"is {through}", f"is not {through}")
        if world.is_own(route.model):
            return Check("offered", Truth.TRUE, "is the organization's own")
        can, cannot = "its weights can be run by us", "its weights cannot be run by us"
        return _truth("weights", self_hostable(world, route, None), can, cannot)

    def _stays(self, route: Route) -> Check | None:
        if route.self_operated:
            return None
        found = retirement(self.world, route)
        if isinstance(found, Unknown):
            return Check("retirement", Truth.UNKNOWN, f"its retirement is unknown: {found.reason}", found.remedy)
        until = max(self.until or self.world.as_of, self.world.as_of)
        if found.day is not None and found.day <= until:
            return Check("retirement", Truth.FALSE, f"retires at {found.host} on {found.day}", source=found.because)
        if found.floor is not None and found.floor.not_before <= until:
            reason = f"stays at {found.host} until {found.floor.not_before} only for certain"
            return Check("retirement", Truth.UNKNOWN, reason, source=found.because)
        when = f"stays at {found.host} until {found.day or until} at least"
        return Check("retirement", Truth.TRUE, when, source=found.because)

    def _rules(self, service: Service, route: Route) -> Iterator[Check]:
        for group in self.docket.groups:
            if self.only is not None and self.only.isdisjoint(group.rules):
                continue
            rules = ", ".join(self.docket.rules[number][1].id for number in group.rules)
            for decision in decisions_of(self.docket, group, service):
                if (decision.subject.use, decision.subject.route) != (route.use.name, route.name):
                    continue
                licensing = isinstance(group.rule, LicenseTerms) and decision.verdict is not Verdict.NOT_APPLICABLE
                if decision.verdict.broken or licensing:
                    aspect = LICENSE if licensing else f"rule {rules}"
                    found = _as_check(aspect, decision, f" (rule {rules})" if licensing else "")
                    yield replace(found, reason=found.reason.removeprefix(f"{self.world.shown(route.model)}: "))


class _Said(Protocol):
    """A decision, or an opinion."""

    @property
    def verdict(self) -> Verdict: ...
    @property
    def reason(self) -> str: ...
    @property
    def help(self) -> str: ...
    @property
    def notes(self) -> tuple[str, ...]: ...


def _as_check(aspect: str, said: _Said, whose: str = "") -> Check:
    truth = Truth.of(not said.verdict.broken) if said.verdict is not Verdict.UNKNOWN else Truth.UNKNOWN
    return Check(aspect, truth, f"{said.reason}{whose}", said.help, "; ".join(said.notes))


def decisions_of(docket: Docket, group: Group, service: Service) -> tuple[Decision, ...]:
    """What a question that is put to one service after the other says of a service; nothing of one it is not about."""
    if group.rule.fleet_wide:
        return ()
    member = member_of(docket, group, service)
    return () if member is None else tuple(group.rule.collect(docket.world, member))


def member_of(docket: Docket, group: Group, service: Service) -> Member | None:
    """The service as a member of the selection that the rule is about, unless it certainly is none."""
    _, members = pick(docket.conditions[group.selection], docket.world, [service])
    return members[0] if members else None


def _truth(aspect: str, value: object, holds: str, fails: str = "") -> Check:
    """A value that is true, false or unknown."""
    if isinstance(value, Known):
        truth = Truth.of(bool(value.value))
        reason = holds if truth is Truth.TRUE else fails or value.because or f"not: {holds}"
        return Check(aspect, truth, reason, source=value.because)
    gap = value if isinstance(value, Unknown) else Unknown("it is not known")
    return Check(aspect, Truth.UNKNOWN, gap.reason, gap.remedy)
