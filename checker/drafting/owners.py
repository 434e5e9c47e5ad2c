"""Owner and lifecycle of drafts, from Backstage's catalog or an inventory of our own, by the name of the service.

A name that is written with other signs between its parts is the same one: the draft is then called as the list says,
since a manifest must be. A name in several namespaces, or a lifecycle that is none of ours, is asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import field, replace

from checker.diagnostic import Diagnostic, Location, many
from checker.drafting.draft import Ask, Context, Draft, Drafted, Given, parse
from checker.drafting.report import show_faults
from checker.drafting.route import identifier
from checker.files.backstage import Entities, is_entity, take_entity
from checker.files.inventory import Entry, entries_of, qualify
from checker.record import dataclass
from checker.run.faults import Fault
from checker.run.listed import select, unlisted_types
from checker.source import Document
from checker.vocabulary import Lifecycle

MAX_FILES = 1_000
"""Most files that are read because Locations name them."""
_UNLISTED = "no list of owners names it: its owner and lifecycle are asked"
_LEFT_OUT = "types and lifecycles leave it out of the list of owners: its owner and lifecycle are asked"
_NO_DRAFT = "no draft has this name, and no manifest"
_OURS = "modelbylaws/"


@dataclass(slots=True)
class Listed:
    """The services that are listed, and what is wrong with the lists."""

    entries: list[Entry] = field(default_factory=list)
    faults: list[Diagnostic] = field(default_factory=list)
    unfollowed: list[tuple[Location, str]] = field(default_factory=list)
    """A target that was not followed, and why: the services in it have no owner here."""


def read_owners(files: Sequence[Given], context: Context) -> Listed:
    """The services of catalogs and inventories, and of the files that Locations in them name."""
    found, entities, problems = Listed(), Entities(), Drafted("service")
    waiting, paths = list(files), {given.path for given in files}
    for given in waiting:
        before = len(entities.targets)
        for document in parse(given, problems):
            _take(document, entities, found)
        for target in entities.targets[before:]:
            other = context.follow(given.path, target.written) if len(paths) < MAX_FILES else "too many files"
            if isinstance(other, str):
                found.unfollowed.append((target.location, f"not followed: {other}"))
            elif other.path not in paths:
                paths.add(other.path)
                waiting.append(other)
    found.entries = qualify([*found.entries, *entities.entries])
    found.faults = [*problems.faults, *found.faults, *entities.faults]
    return found


def _take(document: Document, entities: Entities, found: Listed) -> None:
    if is_entity(document.data) and not str(document.data.get("format", "")).startswith(_OURS):
        take_entity(document, entities)
        return
    entries, faults = entries_of(document)
    found.entries += entries
    found.faults += faults


def adopt_selected(
    found: Drafted,
    listed: Listed,
    types: Sequence[str] | None,
    lifecycles: Sequence[Lifecycle] | None,
    has_manifest: Callable[[str], bool],
) -> None:
    """Give drafts what files list of their services, as far as these are of some types and lifecycles.

    Raises:
        Fault: one of the files cannot be read whole, or lists nothing of such a type.
    """
    if listed.faults:
        raise Fault(show_faults(listed.faults))
    chosen = select(listed.entries, types, lifecycles)
    for _, message, help_ in unlisted_types(listed.entries, types):
        raise Fault(f"--types: {message}{f'; {help_}' if help_ else ''}")
    for at, why in listed.unfollowed:
        found.skip(at, "target", why, in_doubt=False)
    adopt(found, chosen, has_manifest, {_plain(entry.listed.service) for entry in listed.entries})


def adopt(
    found: Drafted,
    listed: Iterable[Entry],
    has_manifest: Callable[[str], bool] | None = None,
    every: AbstractSet[str] = frozenset(),
) -> None:
    """Give each draft what is listed of its service.

    Args:
        found: the drafts.
        listed: the services.
        has_manifest: given with a list that is whole: what has no counterpart is told then, unless it has a manifest.
        every: the plain names of all services that are listed, whether they were chosen or not.
    """
    is_whole = has_manifest is not None
    by_name: dict[str, list[Entry]] = defaultdict(list)
    for entry in listed:
        for name in {_plain(entry.listed.service), _plain(entry.listed.service.removeprefix(f"{entry.namespace}."))}:
            by_name[name].append(entry)
    named: set[str] = set()
    for index, draft in enumerate(found.drafts):
        hits = by_name.get(_plain(draft.service), [])
        chosen = [entry for entry in hits if entry.listed.service == draft.service] or hits
        named |= {entry.listed.service for entry in chosen}
        if not chosen and is_whole:
            why = _LEFT_OUT if _plain(draft.service) in every else _UNLISTED
            found.skip(draft.origin, draft.service, why, in_doubt=False)
        found.drafts[index] = _with_entry(draft, chosen[0]) if len(chosen) == 1 else _asked(draft, chosen)
    entries = {id(one): one for hits in by_name.values() for one in hits}
    for entry in sorted(entries.values(), key=lambda one: one.location.sort_key):
        name = entry.listed.service
        if has_manifest is not None and name not in named and not has_manifest(name):
            found.skip(entry.location, name, _NO_DRAFT, in_doubt=False)


def _plain(name: str) -> str:
    return identifier(name, name)


def _with_entry(draft: Draft, entry: Entry) -> Draft:
    listed = entry.listed
    lifecycle = draft.lifecycle or listed.lifecycle
    asks = draft.asks
    if entry.unclear and lifecycle is None:
        asks = (*asks, Ask(("lifecycle",), entry.unclear))
    return replace(draft, service=listed.service, owner=draft.owner or listed.owner, lifecycle=lifecycle, asks=asks)


def _asked(draft: Draft, entries: Sequence[Entry]) -> Draft:
    """The draft with its owner asked, where several services have its name."""
    if not entries:
        return draft
    owners = tuple(dict.fromkeys(entry.listed.owner for entry in entries if entry.listed.owner))
    question = f"{many(len(entries), 'service')} are listed under this name: whose is it?"
    return replace(draft, asks=(*draft.asks, Ask(("owner",), question, owners)))
