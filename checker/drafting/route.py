"""From a model's name in a file of another tool to a route: the one place where drafts ask what a name means."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import get_args

from checker.catalog.versions import version_of
from checker.diagnostic import Location
from checker.drafting.draft import Context, DraftRoute
from checker.foreign.secret import HIDDEN, looks_secret
from checker.naming import Resolved
from checker.shape.scalars import is_foreign_name
from checker.shape.unanswered import is_open
from checker.vocabulary import COUNTRIES, SELF_HOST, Access, is_self

AGGREGATORS = frozenset({"aihubmix", "aiml", "openrouter", "vercel"})
"""Hosts that pass requests on to other hosts."""

_SURE = frozenset({"exact", "by grammar"})
_WHICH_MODEL = "which model is it?"
_LONGEST = 60
"""Characters of an id that is made of a free text."""
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
    if looks_secret(written):
        return nameless(at, f"{HIDDEN}, which is not repeated here", access, host)
    if " " in written:  # to the resolver that is a name together with what its route says
        return nameless(at, "a name with white space, as no model has", access, host)
    said = context.catalog.resolver.resolve(written, access, host, version)
    host = host or said.host.value
    access = access or access_of(context, host)
    route = DraftRoute(
        model=_model(context, said, version),
        at=at,
        sure=_sure(said),
        access=access,
        host=stated_host(access, host),
        version=version or _version(said),
        jurisdictions=(said.region.value,) if said.region.value in COUNTRIES else (),
    )
    if route.model == written != said.model.value:
        route = replace(route, version=version, jurisdictions=())
    return ask_access(_ask_model(route, said))


def nameless(at: Location, why: str, access: Access | None, host: str | None) -> DraftRoute:
    """The route of something whose name tells nothing, or is not to be read."""
    route = DraftRoute(None, at, f"unknown: {why}", access=access, host=stated_host(access, host))
    return ask_access(route.asking("model", f"{_WHICH_MODEL} the file holds {why}"))


def stated_host(access: Access | None, host: str | None) -> str | None:
    """The host as a manifest states it: it leaves out what follows from the channel."""
    return None if host == SELF_HOST or access == "vendor-api" else host


def ask_access(route: DraftRoute) -> DraftRoute:
    """The route with the questions that follow from a channel that nobody knows."""
    if route.access is not None:
        return route
    asked = route.asking("access", "who runs the model, and how is it reached?", get_args(Access))
    return asked if route.host is not None else asked.asking("host", "who serves it? self, a host, or delete the line")


def access_of(context: Context, host: str | None) -> Access | None:
    """The channel that a host is; None where the host is not known."""
    if host is None:
        return None
    if is_self(host):
        return "self-hosted"
    if host in AGGREGATORS:
        return "aggregator-api"
    if host in context.catalog.hosts:
        return "cloud-api"
    return "vendor-api" if host in context.catalog.vendors else None


def identifier(text: str, default: str) -> str:
    """Text as the id of a service, a use or a route: ``Claude 4.5 (EU)`` becomes ``claude-4-5-eu``; a secret none."""
    if looks_secret(text):
        return default
    return _NOT_AN_ID.sub("-", text).strip("-").lower()[:_LONGEST].strip("-") or default


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


def _model(context: Context, said: Resolved, version: str | None) -> str | None:
    """The id, unless the name says more than the id and keys of a route can: a place that is no country, say."""
    known = said.model.value
    if known is None:
        return None
    says_a_place = said.region.value == "EU"
    catalog = context.catalog
    before = version_of(catalog, said.written, version)
    after = version_of(catalog, known, version or _version(said))
    is_lost = (before.day, before.is_fixed) != (after.day, after.is_fixed)
    return _shortest(context, said) if says_a_place or is_lost else known


def _shortest(context: Context, said: Resolved) -> str | None:
    """The name as it is written, without what a tool writes before it and what says nothing more."""
    parts = said.written.split("/")
    names = ("/".join(parts[start:]) for start in reversed(range(len(parts))))
    told = (said.model.value, said.version.value, said.region.value, said.host.value)
    for name in filter(is_foreign_name, names):
        found = context.catalog.resolver.resolve(name)
        if (found.model.value, found.version.value, found.region.value, found.host.value) == told:
            return name
    return None


def _ask_model(route: DraftRoute, said: Resolved) -> DraftRoute:
    """The route with the name as it is written where no catalog knows it, or a question where it tells no model."""
    if route.model is not None:
        return route
    if said.candidates:
        return route.asking("model", "which of these is it?", said.candidates)
    if said.why:
        return route.asking("model", f"{_WHICH_MODEL} the name {said.why}")
    name = said.core or said.written
    if not is_foreign_name(name) or is_open(name):
        return route.asking("model", f"{_WHICH_MODEL} its name is none that a manifest can hold")
    return replace(route, model=name)


def _sure(said: Resolved) -> str:
    if said.model.sure in _SURE:
        return f"{said.model.sure}, from {said.written}"
    if said.candidates:
        return f"ambiguous, from {said.written}"
    return f"unknown to every catalog: {said.written}"


def _version(said: Resolved) -> str | None:
    """The version in the name; a name that moves says so."""
    return "floating" if said.version.value == "latest" else said.version.value
