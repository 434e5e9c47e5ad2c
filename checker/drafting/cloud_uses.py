"""What readers of resources of clouds have in common."""

from __future__ import annotations

from collections.abc import Callable

from checker.diagnostic import Path
from checker.drafting.draft import Context, DraftRoute, DraftUse
from checker.drafting.plan import Plan, Resource
from checker.drafting.route import identifier
from checker.drafting.told import told_route, use_of

Reader = Callable[[Plan, Resource, Context], DraftUse]
"""From a resource to the use that it serves."""


def route_at(context: Context, resource: Resource, path: Path, host: str) -> DraftRoute:
    told = resource.told(*path)
    at = resource.locate(told.path if told is not None else ())
    return told_route(context, told, at, resource.address, access="cloud-api", host=host)


def named_use(resource: Resource, route: DraftRoute, name: str) -> DraftUse:
    return use_of(identifier(name, identifier(resource.name, "model")), route)
