"""Moves that we make ourselves: onto another model, or onto what was planned."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from checker import manifest
from checker.events import Target
from checker.fleet import Fleet, Route
from checker.fleet.keys import keys
from checker.fleet.service import Use
from checker.report.simulated import Onto
from checker.simulation.failover import Turn, idle, outcome_of
from checker.simulation.situation import shown
from checker.vocabulary import SELF_HOST, SELF_OPERATED, Dimension


def moved_use(fleet: Fleet, use: Use, what: tuple[Dimension, str], to: Target) -> Turn | None:
    """Every live route that carries the key, moved; a route that only may carry it stays."""
    dimension, key = what
    live = [(route, keys(fleet.world, route, dimension)) for route in use.routes if route.live]
    carrying = [route for route, found in live if key in found.certain]
    doubtful = [(route, found.open) for route, found in live if key not in found.certain and found.open]
    if not carrying:
        reason = "; ".join(gap.reason for _, gap in doubtful if gap)
        return Turn(outcome_of(fleet, use, "may-move", ([r for r, _ in doubtful], ()), reason)) if doubtful else None
    moving = {route.path for route in carrying}
    routes = tuple(_onto(route, to) if route.path in moving else route.declared for route in use.routes)
    target = fleet.world.canonical(to.model) or to.model
    ends = tuple(Onto(r.name, target, _onto(r, to).host or SELF_HOST, r.share) for r in carrying)
    return Turn(replace(outcome_of(fleet, use, "moves", (carrying, ())), onto=ends), routes)


def _onto(route: Route, to: Target) -> manifest.Route:
    """The route with the new model, behind the same gateway.

    What was known of the old one (version, digest, contract, test) is not known of it, nor where another host runs it.
    """
    kept = route.declared if route.self_operated and to.access is None else None
    access = kept.access if kept else to.access or "self-hosted"
    ours = SELF_HOST if access in SELF_OPERATED else None
    host = to.host or (kept.host if kept else None) or ours
    given = {"model": to.model, "derived_from": None, "access": access, "host": host, "version": None, "digest": None}
    there = route.declared.jurisdictions if host is not None and host == _host(route) else None
    return route.declared.model_copy(update={**given, "contract": None, "tested": None, "jurisdictions": there})


def _host(route: Route) -> str | None:
    return route.declared.host or route.default_host


def planned_use(fleet: Fleet, use: Use) -> Turn | None:
    """The first planned route serves the use alone, and what served it so far stands by, untested as it is."""
    planned = next((route for route in use.routes if route.role == "planned"), None)
    if planned is None:
        return None
    live = {route.path for route in use.routes if route.live}
    routes = []
    for route in use.routes:
        if route.path == planned.path:
            routes.append(route.declared.model_copy(update={"role": "primary", "share": Fraction(1)}))
        elif route.path in live:
            routes.append(route.declared.model_copy(update={"role": "fallback", "share": None}))
        else:
            routes.append(idle(route) if route.role == "planned" else route.declared)
    serving = [route for route in use.routes if route.live]
    found = outcome_of(fleet, use, "goes-live", (serving, ()))
    return Turn(replace(found, onto=(replace(shown(fleet, planned), share=Fraction(1)),)), tuple(routes))
