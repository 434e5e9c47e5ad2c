"""Which routes of a use are the same as before, though their model or host is another; what no longer holds of them.

A file that gives its deployments no names of their own has the model in the id of a route. Where another model now
stands at the same place, the route was moved: it is neither gone nor new.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checker.shape.unanswered import is_open
from checker.source import Plain

Routes = Mapping[str, Mapping[str, Plain]]
"""Routes by their ids."""


def moved_routes(before: Routes, now: Routes, own: Routes) -> dict[str, str]:
    """The ids of before by those of now: only where one route went and one came at the same place.

    Args:
        before: what was drafted last.
        now: what is drafted now.
        own: what the manifest says; a route that somebody deleted there was not moved.
    """
    gone = {name: _place(route) for name, route in before.items() if name not in now and name in own}
    new = {name: _place(route) for name, route in now.items() if name not in before and name not in own}
    pairs = {}
    for name, place in new.items():
        there = [old for old, was in gone.items() if was == place]
        if place is not None and len(there) == 1 and list(new.values()).count(place) == 1:
            pairs[name] = there[0]
    return pairs


def outdated(own: Mapping[str, Plain], now: Mapping[str, Plain]) -> Iterator[str]:
    """The keys of a route whose answers are about another model or another host than the one that is there now.

    Args:
        own: what the manifest said.
        now: what it says with the changes of the file.
    """
    is_other_model = own.get("model") != now.get("model")
    is_other_host = any(own.get(key) != now.get(key) for key in ("access", "host")) or _vendor(own) != _vendor(now)
    if is_other_model or is_other_host:
        yield from ("tested", "digest", "version")
    if is_other_model:
        yield "derived-from"
    if is_other_host:
        yield from ("contract", "jurisdictions")


def _place(route: Mapping[str, Plain]) -> tuple[str, ...] | None:
    """Role, channel and host; None where that is a question, whose answer says nothing of another route."""
    access, host = str(route.get("access", "")), str(route.get("host", ""))
    if is_open(access) or is_open(host):
        return None
    return str(route.get("role", "")), access, host, _vendor(route)


def _vendor(route: Mapping[str, Plain]) -> str:
    """Who serves a vendor's own API: the model's vendor, since the host is left out there."""
    return str(route.get("model")).partition("/")[0] if route.get("access") == "vendor-api" else ""
