"""What a higher price costs. Spend is a month's, in the currency of the configuration.

A manifest declares one spend for the whole service. The part that a price is of
is taken as the part of its routes: every use alike, then by share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from checker.events import Raised
from checker.fleet import Fleet, Service
from checker.fleet.keys import keys
from checker.fleet.service import Use
from checker.report.simulated import Cost


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
