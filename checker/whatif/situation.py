"""The fleet at one point of a simulation, and what a loss does to a use: whether it stops, and which route takes over.

A use fails over to what is proven and not lost: to its other live routes, in
proportion to their shares, else to its first tested fallback. Its other live
routes keep their shares: they take nothing over, and nothing took them. Where nothing is
proven, or what is proven may be lost too, nothing takes over: the use keeps its
declared routes, because that is what it depends on until somebody acts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from checker.catalog import Catalog
from checker.condition.truth import Known, Truth
from checker.diagnostic import Location, Path, Place
from checker.files import manifest
from checker.files.config import Config
from checker.files.inventory import Entry
from checker.fleet import Fleet, Route, Service, Unread, assemble
from checker.fleet.keys import host, keys
from checker.fleet.service import Use
from checker.fleet.survival import RouteProof, route_runs
from checker.record import dataclass
from checker.shape.shares import WrittenShare
from checker.vocabulary import Dimension
from checker.whatif import Effect, Onto, Outcome


@dataclass(frozen=True)
class Situation:
    """Services, facts and the day; ``stopped`` are uses that no proven route serves any more."""

    services: tuple[Service, ...]
    catalog: Catalog
    config: Config
    inventory: Mapping[str, Entry] | None
    unread: tuple[Unread, ...]
    as_of: dt.date
    known_by: dt.date | None
    stopped: frozenset[tuple[str, str]] = frozenset()
    today: dt.date | None = None
    """The day on which the simulation begins: what is known then is what is known of the days that it comes to."""

    def fleet(self) -> Fleet:
        """The fleet as it is now.

        NOTE: events change routes that were sound together, so no new fault can come of them;
        a model moved onto its own descendant would, and its lineage is then traced to both ends.
        """
        fleet = assemble(self.services, self.catalog, self.config, self.as_of, self.inventory, self.known_by)[0]
        world = replace(fleet.world, today=self.today)
        return replace(fleet, world=world, unread=self.unread, complete=True)

    def stopped_services(self) -> tuple[str, ...]:
        """Services with a required use that no proven route serves any more."""
        required = {identity(use) for service in self.services for use in service.required_uses}
        return tuple(sorted({service for service, use in self.stopped if (service, use) in required}))

    def with_routes(self, changed: Mapping[tuple[str, str], tuple[manifest.Route, ...]]) -> Situation:
        """With other routes for some uses, keyed by service and use."""
        return replace(self, services=tuple(_change(service, changed) for service in self.services))


def _change(service: Service, changed: Mapping[tuple[str, str], tuple[manifest.Route, ...]]) -> Service:
    if not any(name == service.name for name, _ in changed):
        return service
    uses = tuple(
        use.model_copy(update={"routes": changed.get((service.name, use.id), use.routes)})
        for use in service.manifest.uses
    )
    return replace(service, manifest=service.manifest.model_copy(update={"uses": uses}))


def every_use(fleet: Fleet) -> Iterator[Use]:
    for service in fleet.services:
        yield from service.uses


def identity(use: Use) -> tuple[str, str]:
    return (use.service.name, use.name)


def show_route(fleet: Fleet, route: Route) -> Onto:
    """A route as the outcome of an event names it."""
    where = host(fleet.world, route)
    model = fleet.world.canonical(route.model) or route.model
    return Onto(route.name, model, str(where.value) if isinstance(where, Known) else "an unknown host", route.share)


PROOF = RouteProof()
"""As the kind ``survive`` takes it where a rule does not say."""

IsLost = Callable[[Route], Truth]


@dataclass(frozen=True, slots=True)
class _Fate:
    """What a loss takes of a use."""

    gone: list[Route]
    doubtful: list[Route]
    """Of which it is unknown whether they are lost."""
    sure: list[Route]
    """Proven, and not lost."""
    may_hold: bool
    """Whether there is a proven one among the doubtful."""

    @property
    def effect(self) -> Effect | None:
        if any(route.live for route in self.gone):
            return "fails-over" if self.sure else "may-stop" if self.may_hold else "stops"
        if any(route.live for route in self.doubtful):
            return "may-fail-over" if self.sure else "may-stop"
        return "loses-fallback" if self.standby else None

    @property
    def standby(self) -> list[Route]:
        return [route for route in self.gone if route.role == "fallback"]


@dataclass(frozen=True, slots=True)
class Turn:
    """What happens to a use, and its routes afterwards; None where they stay as they are."""

    outcome: Outcome
    routes: tuple[manifest.Route, ...] | None = None


def losing(fleet: Fleet, dimension: Dimension, key: str) -> IsLost:
    """Whether a route stops when a key is lost."""

    def lost(route: Route) -> Truth:
        return ~route_runs(fleet.world, route, dimension, key, None)

    return lost


def turn(fleet: Fleet, use: Use, is_lost: IsLost) -> Turn | None:
    """What a loss does to a use; None if it takes nothing that serves it or stands by."""
    fate = _fate_of(fleet, use, is_lost)
    effect = fate.effect
    if effect is None:
        return None
    if effect == "fails-over":
        return _over(fleet, use, fate)
    if effect == "loses-fallback":
        lost_paths = {route.path for route in fate.gone}
        left = tuple(idle(route) if route.path in lost_paths else route.declared for route in use.routes)
        return Turn(outcome_of(fleet, use, effect, (fate.standby, ())), left)
    is_certain = any(route.live for route in fate.gone)
    routes = (fate.gone, []) if is_certain else (fate.doubtful, fate.sure)
    reason = "" if effect == "stops" else _why(fleet, fate.doubtful)
    return Turn(outcome_of(fleet, use, effect, routes, reason))


def effect_of(fleet: Fleet, use: Use, is_lost: IsLost) -> Effect | None:
    """The effect of ``turn`` alone: a ranking asks for thousands, and tells of none what it is about."""
    return _fate_of(fleet, use, is_lost).effect


def _fate_of(fleet: Fleet, use: Use, is_lost: IsLost) -> _Fate:
    gone, doubtful, sure, may_hold = [], [], [], False
    for route in use.routes:
        if route.role == "planned":
            continue
        lost = is_lost(route)
        if lost is Truth.TRUE:
            gone.append(route)
            continue
        holds = PROOF.holds(fleet.world, route)
        if lost is Truth.UNKNOWN:
            doubtful.append(route)
            may_hold = may_hold or holds
        elif holds:
            sure.append(route)
    return _Fate(gone, doubtful, sure, may_hold)


def _over(fleet: Fleet, use: Use, fate: _Fate) -> Turn:
    """What is lost goes to the sure live routes, in proportion, else to the first sure fallback.

    A live route that is not lost, or not for certain, keeps its share, also where it takes nothing over.
    """
    gone, doubtful, sure = fate.gone, fate.doubtful, fate.sure
    taking = [route for route in sure if route.live] or sure[:1]
    lost = {route.path for route in gone}
    rest = [r for r in use.routes if r.live and r.path not in {*lost, *(route.path for route in taking)}]
    shares = {route.path: route.share for route in rest} | _split_share(
        taking, Fraction(1) - sum(route.share for route in rest)
    )
    serving = [route for route in use.routes if route.path in shares]
    first = next((route.path for route in serving if route.role == "primary"), taking[0].path)
    routes = []
    for route in use.routes:
        if route.path in shares:
            role = "primary" if route.path == first else "secondary"
            routes.append(route.declared.model_copy(update={"role": role, "share": WrittenShare(shares[route.path])}))
        else:
            routes.append(idle(route) if route.path in lost else route.declared)
    reason = _why(fleet, [route for route in doubtful if route.live])
    outcome = outcome_of(fleet, use, "fails-over", ([route for route in gone if route.live], taking), reason)
    onto = tuple(replace(to, share=shares[route.path]) for to, route in zip(outcome.onto, taking, strict=True))
    return Turn(replace(outcome, onto=onto), tuple(routes))


def _split_share(taking: Sequence[Route], whole: Fraction) -> dict[Path, Fraction]:
    """A share split in proportion; a fallback, which has none so far, takes all of it."""
    before = sum((route.share for route in taking), Fraction(0))
    return {route.path: whole * route.share / before if before else whole for route in taking}


def idle(route: Route) -> manifest.Route:
    """A route that serves nobody any more. It keeps its place, so that every other one keeps its line."""
    return route.declared.model_copy(update={"role": "planned", "share": None})


def _why(fleet: Fleet, doubtful: list[Route]) -> str:
    """What makes it unknown whether a route is lost."""
    found = [f"{route.name} ({fleet.world.canonical(route.model) or route.model})" for route in doubtful]
    return f"whether {' and '.join(found)} is lost is unknown" if found else ""


def outcome_of(
    fleet: Fleet, use: Use, effect: Effect, routes: tuple[Sequence[Route], Sequence[Route]], reason: str = ""
) -> Outcome:
    """Of ``routes``, those that are lost and those that take over."""
    lost, onto = routes
    needed = use.name in {required.name for required in use.service.required_uses}
    at = place_of([*lost, *use.routes][0])
    before, after = (tuple(show_route(fleet, route) for route in part) for part in (lost, onto))
    return Outcome(effect, use.service.name, use.name, needed, before, after, at, reason)


def place_of(route: Route) -> Location:
    """Where the manifest names the route's model."""
    document = route.service.document
    return document.locate(Place(document.file, (*route.path, "model"), route.service.name))


def stays(fleet: Fleet, use: Use, dimension: Dimension, key: str) -> Outcome | None:
    """A use that carries the lost key and keeps running, because the weights are here."""
    kept = [r for r in use.routes if r.live and r.self_operated and key in keys(fleet.world, r, dimension).certain]
    lost = losing(fleet, dimension, key)
    kept = [route for route in kept if lost(route) is Truth.FALSE]
    return outcome_of(fleet, use, "stays", (kept, ())) if kept else None
