"""``init --from backstage``: a draft of a manifest for each service that an inventory lists."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial

from checker.catalog import Catalog
from checker.drafting.draft import Ask, Context, Draft, DraftRoute, DraftUse, Given
from checker.drafting.files import BOUNDS, follow, new_text
from checker.drafting.manifest import manifest_of
from checker.drafting.owners import read_owners
from checker.drafting.report import show_faults
from checker.files.inventory import Entry
from checker.run.faults import Fault
from checker.run.listed import select, unlisted_types
from checker.run.named import own_bytes
from checker.run.read import read_request
from checker.run.request import Request
from checker.starting.asked import Asked
from checker.starting.plan import Planned

_HEAD = "# Drafted by modelbylaws init from {file}. Answer every TODO, or delete it if the service uses no model.\n"
_ASKS = (
    Ask(("model",), "which model does it use, as vendor/name or as the code names it?"),
    Ask(("access",), "who runs the model?"),
)


def drafts(folder: str, asked: Asked, request: Request) -> list[Planned]:
    """What is known of each listed service, with a question for all else.

    Raises:
        Fault: the inventory cannot be read whole, or lists no service of the types.
    """
    run = read_request(request)
    inside = os.path.relpath(asked.listed, folder).replace(os.sep, "/")
    if inside.startswith("../"):
        raise Fault(f"{asked.listed!r} lies outside of {folder!r}: the inventory is one of the fleet's files")
    listed = read_owners([Given(inside, own_bytes(asked.listed, BOUNDS.bytes))], _context(run.catalog, folder))
    if listed.faults:
        raise Fault(show_faults(listed.faults))
    for _, message, help_ in unlisted_types(listed.entries, asked.types):
        raise Fault(f"--types: {message}{f'; {help_}' if help_ else ''}")
    chosen = select(listed.entries, asked.types, None)
    if not chosen:
        raise Fault(f"{asked.listed!r} lists no service")
    return [*_plans(chosen, inside)]


def _context(catalog: Catalog | None, folder: str) -> Context:
    if catalog is None:
        raise Fault("the built-in catalog cannot be read")
    return Context(catalog, partial(follow, folder))


def _plans(entries: list[Entry], inside: str) -> Iterator[Planned]:
    for entry in entries:
        listed = entry.listed
        route = DraftRoute(None, entry.location, "not listed", asks=_ASKS)
        uses = (DraftUse("main", (route,)),)
        draft = Draft(listed.service, entry.location, uses, owner=listed.owner, lifecycle=listed.lifecycle)
        _, _, body = new_text(manifest_of(draft), "backstage").partition("\n")
        name = f"services/{listed.service}/model-manifest.yaml"
        yield Planned(name, _HEAD.format(file=inside.replace("\n", " ")) + body, "a draft with questions")
