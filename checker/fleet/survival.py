"""Whether a service still runs when something is lost.

A service stops when a required use has no proven route left. What a loss takes
depends on who runs the model: an API stops with its vendor, weights that are
here keep running. All answers are three-valued.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from checker.condition.truth import Known, Members, Truth, some
from checker.fleet.facts import DeclaredWeights, hostable_weights, weights_of
from checker.fleet.keys import keys
from checker.fleet.service import Route, Use
from checker.fleet.world import World
from checker.record import dataclass
from checker.vocabulary import Accept, Dimension

LIVE_SHARE = Fraction(1, 10)
"""A live route with at least this share of its use has proven itself."""

TESTED_WITHIN = 180
"""A live or fallback route tested within this many days before as-of has proven itself."""

STAYS_WITH_THE_WEIGHTS: frozenset[Dimension] = frozenset({"vendor", "lineage", "group", "model", "vendor-jurisdiction"})
"""Losing a key of these leaves self-operated routes running, if the model is self-hostable."""


@dataclass(frozen=True, slots=True)
class RouteProof:
    """What makes a route count as one that works."""

    live_share: Fraction = LIVE_SHARE
    tested_within: int = TESTED_WITHIN

    def holds(self, world: World, route: Route) -> bool:
        if route.live and (route.declared.share is None or route.share >= self.live_share):  # all, or so much of it
            return True
        tested = route.declared.tested
        if tested is None or not (route.live or route.role == "fallback"):
            return False
        return 0 <= (world.as_of - tested).days <= self.tested_within


def proven(world: World, use: Use, proof: RouteProof) -> Iterator[Route]:
    return (route for route in use.routes if proof.holds(world, route))


def route_runs(world: World, route: Route, losing: Dimension, key: str | None, accept: Accept | None) -> Truth:
    """Whether a route runs when a key is lost (None: whatever an open one carries), whether it carries it or not."""
    carried = keys(world, route, losing)
    if carried.open is None and key not in carried.certain:
        return Truth.TRUE
    return runs(carried, runs_without(world, route, losing, accept), key)


def runs(carried: Members, without: Truth, key: str | None) -> Truth:
    """The same of a route that carries these keys, and of which ``runs_without`` says ``without``."""
    if key is not None and key in carried.certain:
        return without
    return Truth.TRUE if carried.open is None else some([without, Truth.UNKNOWN])


def runs_without(world: World, route: Route, losing: Dimension, accept: Accept | None) -> Truth:
    """Whether a route runs when a key that it carries is lost."""
    return runs_by(world, keeps_running(route, losing), accept)


def keeps_running(route: Route, losing: Dimension) -> DeclaredWeights | None:
    """What may keep a route running when a key is lost, as it declares that; None if nothing does."""
    return weights_of(route) if route.self_operated and losing in STAYS_WITH_THE_WEIGHTS else None


def runs_by(world: World, declared: DeclaredWeights | None, accept: Accept | None) -> Truth:
    """Whether what may keep a route running does so."""
    if declared is None:
        return Truth.FALSE
    hostable = hostable_weights(world, declared, accept)
    return Truth.of(bool(hostable.value)) if isinstance(hostable, Known) else Truth.UNKNOWN
