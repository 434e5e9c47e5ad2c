"""From a model's name in a file of another tool to a route: the one place where drafts ask what a name means."""

from __future__ import annotations

import re
from dataclasses import replace

from checker.diagnostic import Location
from checker.drafting.draft import Context, DraftRoute
from checker.naming import Resolved
from checker.shape.scalars import is_foreign_name
from checker.vocabulary import COUNTRIES, SELF_OPERATED, Access

AGGREGATORS = frozenset({"aihubmix", "aiml", "openrouter", "vercel"})
"""Hosts that pass requests on to other hosts."""

_SURE = frozenset({"exact", "by grammar"})
_WHICH_MODEL = "which model is it?"
_NOT_AN_ID = re.compile(r"[^A-Za-z0-9]+")


def route_of(
    context: Context,
    written: str,
    at: Location,
    *,
    access: Access | None = None,
    host: str | None = None,
    version: str | None = None,
) -> DraftRoute:
    """The route of a name: the model where the name tells it, and version, host and country that the name states.

    Args:
        context: whose catalog is asked.
        written: the name, without what a tool writes before it for itself where that is no host.
        at: where it is written.
        access: the channel, if the file tells it; else it follows from the host.
        host: the host, if the file tells it.
        version: the snapshot, tag or revision that stands next to the name.
    """
    said = context.catalog.resolver.resolve(written, access, host, version)
    host = host or said.host.value
    access = access or access_of(context, host)
    route = DraftRoute(
        model=said.model.value,
        at=at,
        sure=_sure(said),
        access=access,
        # What a manifest leaves out, because it follows from the channel.
        host=None if access in SELF_OPERATED and host == "self" else host,
        version=version or _version(said),
        jurisdictions=(said.region.value,) if said.region.value in COUNTRIES else (),
    )
    route = _ask_model(route, said)
    if access is None:
        route = route.asking("access", "who runs the model, and how is it reached?")
    if said.region.value == "EU":
        route = route.asking("jurisdictions", "the name says EU: which countries is it?")
    return route


def access_of(context: Context, host: str | None) -> Access | None:
    """The channel that a host is; None where the host is not known."""
    if host is None:
        return None
    if host == "self" or host.startswith("self."):
        return "self-hosted"
    if host in AGGREGATORS:
        return "aggregator-api"
    if host in context.catalog.hosts:
        return "cloud-api"
    return "vendor-api" if host in context.catalog.vendors else None


def identifier(text: str, default: str) -> str:
    """Text as the id of a service, a use or a route: ``Claude 4.5 (EU)`` becomes ``claude-4-5-eu``."""
    return _NOT_AN_ID.sub("-", text).strip("-").lower()[:60].strip("-") or default


def distinct(ids: list[str]) -> list[str]:
    """The ids, with a number behind those that are taken already."""
    taken: set[str] = set()
    found: list[str] = []
    for wanted in ids:
        made = next(name for number in range(1, len(ids) + 2) if (name := _numbered(wanted, number)) not in taken)
        taken.add(made)
        found.append(made)
    return found


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name}-{number}"


def _ask_model(route: DraftRoute, said: Resolved) -> DraftRoute:
    """The route with the name as it is written where no catalog knows it, or a question where it tells no model."""
    if route.model is not None:
        return route
    if said.candidates:
        return route.asking("model", "which of these is it?", said.candidates)
    if said.why or not is_foreign_name(said.written):
        return route.asking("model", f"{_WHICH_MODEL} the name {said.why or 'is none that a manifest can hold'}")
    return replace(route, model=said.written)


def _sure(said: Resolved) -> str:
    if said.model.sure in _SURE:
        return f"{said.model.sure}, from {said.written}"
    if said.candidates:
        return f"ambiguous, from {said.written}"
    return f"unknown to every catalog: {said.written}"


def _version(said: Resolved) -> str | None:
    """The version in the name; a name that moves says so."""
    return "floating" if said.version.value == "latest" else said.version.value
