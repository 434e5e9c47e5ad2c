"""What cannot be right about the routes of one use, taken together: names, the primary one, shares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Protocol

from checker.condition.truth import show
from checker.shape import Fault
from checker.shape.shares import Share
from checker.vocabulary import LIVE_ROLES, Role


class Declared(Protocol):
    """A route, as far as others beside it matter."""

    @property
    def id(self) -> str | None: ...
    @property
    def role(self) -> Role | None: ...
    @property
    def share(self) -> Share | None: ...
    @property
    def name(self) -> str: ...
    @property
    def actual_role(self) -> Role: ...


def find_faults(routes: Sequence[Declared]) -> list[Fault]:
    """Every fault, each at its path below the use."""
    if len(routes) == 1 and routes[0].share is None and routes[0].actual_role == "primary":
        return []  # as most uses are
    return [*_route_names(routes), *_one_primary(routes), *_shares(routes)]


def _route_names(routes: Sequence[Declared]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for index, route in enumerate(routes):
        at = ("routes", index)
        if len(routes) > 1:
            for key in ("id", "role"):
                if getattr(route, key) is None:
                    yield Fault(at, f"missing key {key!r}", "a use with two routes names each", "missing-key")
        if route.id is not None and route.id in first:
            other = ("routes", first[route.id], "id")
            yield Fault((*at, "id"), f"route id {route.id!r} appears twice", "", "duplicate-id", other=other)
        first.setdefault(route.name, index)


def _one_primary(routes: Sequence[Declared]) -> Iterator[Fault]:
    primary = [index for index, route in enumerate(routes) if route.actual_role == "primary"]
    undeclared = any(route.role is None for route in routes) and len(routes) > 1
    if not primary:
        yield Fault(("routes",), "no primary route", "exactly one route has role: primary", "primary-route", "key")
    for index in primary[1:] if not undeclared else ():
        other = ("routes", primary[0], "role")
        yield Fault(("routes", index, "role"), "a second primary route", "", "primary-route", other=other)


def _shares(routes: Sequence[Declared]) -> Iterator[Fault]:
    live = [(index, route) for index, route in enumerate(routes) if route.actual_role in LIVE_ROLES]
    for index, route in enumerate(routes):
        at = ("routes", index, "share")
        if route.share is not None and route.actual_role not in LIVE_ROLES:
            yield Fault(at, f"a {route.actual_role} route has no live share", "remove it", "share")
        elif route.share is not None and route.share.part == 0:
            yield Fault(at, "a live route's share is more than 0%", "use role: fallback", "share")
    missing = [index for index, route in live if route.share is None]
    if len(live) > 1:
        for index in missing:
            yield Fault(("routes", index), "missing key 'share'", "two routes are live", "missing-key")
    if not live or missing:
        return
    total = sum((route.share.part for _, route in live if route.share is not None), Fraction(0))
    if total != 1:
        help_ = "correct them; a third may be written as 1/3, or rounded like the others: 33.3%"
        shown = str(total) if "/" in show(total * 100) else f"{show(total * 100)}%"
        yield Fault(("routes", live[0][0], "share"), f"live shares add up to {shown}, not 100%", help_, "share")
