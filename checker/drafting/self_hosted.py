"""Drafts of services that run the program that serves their model: what Kubernetes and Compose have in common."""

from __future__ import annotations

from collections.abc import Sequence

from checker.diagnostic import Location, Path, Place
from checker.drafting.draft import Context, Draft, DraftUse
from checker.drafting.route import distinct, identifier
from checker.drafting.servers import Served
from checker.drafting.told import service_name, told_route, use_of, with_deployment, with_revision
from checker.source import Document

_TAGGED = frozenset({"Ollama", "Docker Model Runner"})
"""Their names have tags: without one it is the latest."""
_FIXED_BY_IMAGE = "NIM"


def draft_of(service: str, document: Document, path: Path, served: Sequence[Served], context: Context) -> Draft:
    """The draft of one workload, with a use for each model that it serves."""
    ids = distinct([_use_id(one, service, is_only=len(served) == 1) for one in served])
    uses = tuple(_use(id_, one, document, context) for id_, one in zip(ids, served, strict=True))
    return Draft(service_name(service), locate(document, path), uses)


def _use(id_: str, served: Served, document: Document, context: Context) -> DraftUse:
    at = locate(document, served.at if served.model is None else served.model.path)
    route = told_route(context, served.model, at, served.server, access="self-hosted", host=None)
    told = served.model.text if served.model is not None else ""
    moves = ":" not in told if served.server in _TAGGED else served.server != _FIXED_BY_IMAGE
    route = with_revision(route, served.revision, moves=moves)
    if served.name not in {route.model, told}:
        route = with_deployment(route, served.name)
    return use_of(id_, route)


def _use_id(served: Served, service: str, *, is_only: bool) -> str:
    """What callers call the model; of several the last part of its name, and of one the service, whatever it serves."""
    told = served.model.text if served.model is not None and served.model.is_settled else ""
    written = served.name or ("" if is_only else told.partition("?")[0].rstrip("/").rpartition("/")[2])
    return identifier(written, identifier(service, "model"))


def locate(document: Document, path: Path) -> Location:
    return document.locate(Place(document.file, path))
