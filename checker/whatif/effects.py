"""What an event does: it changes what the catalog says, raises a price, or moves routes where we move them ourselves.

Each new claim names the event as its source. A changed catalog never leaves the
simulation, so its claims may count as confirmed in it.

Spend is a month's, in the currency of the configuration. A manifest declares one
spend for the whole service. The part that a price is of is taken as the part of
its routes: every use alike, then by share.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from checker.catalog import Catalog, KnownModel
from checker.files import manifest
from checker.files.catalog import Endpoint
from checker.files.events import Moved, Raised, Relicensed, Target, Whose
from checker.files.facts import Claim, Source
from checker.fleet import Fleet, Route, Service
from checker.fleet.keys import default_host, keys
from checker.fleet.service import Use
from checker.shape.shares import WrittenShare
from checker.vocabulary import SELF_HOST, SELF_OPERATED, Dimension, Weights
from checker.whatif import Cost, Onto
from checker.whatif.situation import Turn, idle, outcome_of, show_route

_ALWAYS = dt.date.min
"""Day of recording of what an event claims: known at any time."""


def close_weights(catalog: Catalog, whose: Whose, day: dt.date, title: str) -> Catalog:
    """From a day on, weights are not available."""
    closed: Weights = "none"
    return _with_claims(catalog, _models(catalog, whose), {"weights": closed}, (day, title))


def relicense(catalog: Catalog, change: Relicensed, day: dt.date, title: str) -> Catalog:
    """From a day on, a license is replaced, for those who have it already too."""
    facts = {"license": change.license, "conditions": change.conditions}
    return _with_claims(catalog, _models(catalog, change), facts, (day, title))


def retire(catalog: Catalog, model: str, hosts: Iterable[str], day: dt.date, title: str) -> Catalog:
    """From a day on, hosts no longer serve a model."""
    sources = (_source(day, title),)
    ended = {}
    for host in hosts:
        end = Endpoint.model_construct(
            model=model, host=host, retires=day, status="confirmed", sources=sources, recorded=_ALWAYS
        )
        ended[model, host] = (end,)
    return replace(catalog, endpoints={**catalog.endpoints, **ended})


def _models(catalog: Catalog, whose: Whose) -> list[KnownModel]:
    if whose.model is not None:
        known = catalog.model(whose.model)
        return [known] if known else []
    return [model for model in catalog.models.values() if model.vendor == whose.vendor]


def _with_claims(
    catalog: Catalog, models: Iterable[KnownModel], facts: dict[str, Any], event: tuple[dt.date, str]
) -> Catalog:
    changed = {}
    for model in models:
        given = {name: _from_then_on(getattr(model.facts, name), value, event) for name, value in facts.items()}
        changed[model.id] = replace(model, facts=model.facts.model_copy(update=given))
    return replace(catalog, models={**catalog.models, **changed})


def _from_then_on(
    claims: tuple[Claim[Any], ...] | None, value: object, event: tuple[dt.date, str]
) -> tuple[Claim[Any], ...]:
    """The claims as they are until the day, and then the new one alone."""
    day, title = event
    before = [
        claim.model_copy(update={"until": min(claim.until or day, day)}) for claim in claims or () if claim.from_ < day
    ]
    new: Claim[Any] = Claim[Any].model_construct(
        value=value, from_=day, status="confirmed", sources=(_source(day, title),), recorded=_ALWAYS
    )
    return (*before, new)


def _source(day: dt.date, title: str) -> Source:
    return Source.model_construct(what=f"simulated: {title}", where="this simulation", class_="legal-text", read=day)


def raise_price(fleet: Fleet, services: Sequence[Service], raised: Raised) -> tuple[list[Service], list[Cost]]:
    """The services with their new spend, and what it was and is."""
    after: list[Service] = []
    costs: list[Cost] = []
    for service in services:
        part = _part(fleet, service.uses, raised)
        if part == 0:
            after.append(service)
            continue
        spend = service.manifest.spend
        now = None if spend is None or part is None else spend * (1 + part * raised.by)
        costs.append(Cost(service.name, spend, now))
        after.append(replace(service, manifest=service.manifest.model_copy(update={"spend": now})))
    return after, costs


def _part(fleet: Fleet, uses: Sequence[Use], raised: Raised) -> Fraction | None:
    """None where a route may or may not be at that price."""
    part = Fraction(0)
    for route in (route for use in uses for route in use.routes if route.live and not route.self_operated):
        found = keys(fleet.world, route, "vendor" if raised.vendor else "host")
        if (raised.vendor or raised.host) in found.certain:
            part += route.share / len(uses)
        elif found.open is not None:
            return None
    return part


def move_use(fleet: Fleet, use: Use, what: tuple[Dimension, str], move: Moved) -> Turn | None:
    """Every live route that carries the key, moved, of those that are meant; a route that only may carry it stays."""
    dimension, key = what
    to = move.to
    meant = [route for route in use.routes if route.live and move.is_about(use.service.name, use.name, route.name)]
    live = [(route, keys(fleet.world, route, dimension)) for route in meant]
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

    What was known of the old one (version, digest, contract, test) is not known of it, nor where another host runs it,
    unless the event says it.
    """
    kept = route.declared if route.self_operated and to.access is None else None
    access = kept.access if kept else to.access or "self-hosted"
    ours = SELF_HOST if access in SELF_OPERATED else None
    host = to.host or (kept.host if kept else None) or ours
    given = {"model": to.model, "derived_from": None, "access": access, "host": host, "version": to.version}
    stays = route.declared.jurisdictions if host is not None and host == _host(route) else None
    there = {"jurisdictions": to.jurisdictions or stays, "contract": to.contract}
    return route.declared.model_copy(update={**given, **there, "digest": None, "tested": None})


def _host(route: Route) -> str | None:
    return route.declared.host or default_host(route.declared.access)


def use_planned(fleet: Fleet, use: Use) -> Turn | None:
    """The first planned route serves the use alone, and what served it so far stands by, untested as it is."""
    planned = next((route for route in use.routes if route.role == "planned"), None)
    if planned is None:
        return None
    live = {route.path for route in use.routes if route.live}
    routes = []
    for route in use.routes:
        if route.path == planned.path:
            routes.append(route.declared.model_copy(update={"role": "primary", "share": WrittenShare(Fraction(1))}))
        elif route.path in live:
            routes.append(route.declared.model_copy(update={"role": "fallback", "share": None}))
        else:
            routes.append(idle(route) if route.role == "planned" else route.declared)
    serving = [route for route in use.routes if route.live]
    found = outcome_of(fleet, use, "goes-live", (serving, ()))
    return Turn(replace(found, onto=(replace(show_route(fleet, planned), share=Fraction(1)),)), tuple(routes))
