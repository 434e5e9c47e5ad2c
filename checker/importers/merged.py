"""What an import makes of the catalog file that an earlier one wrote: nothing that was recorded is lost.

A statement that is still made stays as it was recorded, with the newer file as
its source. One that is made no longer ends today, and its successor begins.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from checker.catalog.claims import unordered
from checker.catalog.files import CatalogFile, Endpoint, Facts, Model
from checker.catalog.imported import FACT, Key, statements
from checker.catalog.sourced import Claim, Sourced
from checker.importers.found import Basis, Found


@dataclass
class Merged:
    """The new file, and what became of every statement."""

    file: CatalogFile
    added: list[Key] = field(default_factory=list)
    unchanged: list[Key] = field(default_factory=list)
    changed: list[Key] = field(default_factory=list)
    withdrawn: list[Key] = field(default_factory=list)
    """The newer file no longer says it."""
    past: list[Key] = field(default_factory=list)
    """The newer file no longer says it, because the day is over: it still holds."""
    dropped: list[Key] = field(default_factory=list)
    """No catalog knows the model or the host any more, so nothing can be said of it."""


def merged(old: CatalogFile, found: Found, basis: Basis, vendors: Mapping[str, str], hosts: Iterable[str]) -> Merged:
    """The file after the import. ``vendors`` names the vendor of each known model."""
    result = Merged(old)
    before, now = statements(old.models, old.endpoints), statements(found.models, found.endpoints)
    kept: dict[Key, list[Sourced]] = {}
    known_hosts = {FACT, *hosts}
    for key in sorted({*before, *now}):
        earlier = before.get(key, [])
        if key[0] not in vendors or key[1] not in known_hosts:
            result.dropped.append(key)
        elif key not in now and found.only not in {None, key[0]}:
            kept[key] = earlier
        else:
            kept[key] = _updated(result, key, earlier, next(iter(now.get(key, ())), None), basis)
    models, endpoints = _grouped(kept, vendors)
    result.file = old.model_copy(update={"models": models, "endpoints": endpoints})
    return result


def _updated(result: Merged, key: Key, earlier: list[Sourced], new: Sourced | None, basis: Basis) -> list[Sourced]:
    """The statements about one thing after the import; what became of them goes into the result."""
    first = result.file.recorded
    ended = [entry for entry in earlier if entry.superseded is not None]
    live = [entry for entry in earlier if entry.superseded is None]
    now = _says(new, basis.today) if new else None
    same = next((entry for entry in live if new is not None and _says(entry, entry.recorded or first) == now), None)
    gone = [entry for entry in live if entry is not same]
    if new is None and gone and all(_is_over(entry, basis.today) for entry in gone):
        result.past.append(key)
        return earlier
    if same is not None:
        result.unchanged.append(key)
    elif new is not None:
        (result.changed if gone else result.added).append(key)
    elif gone:
        result.withdrawn.append(key)
    closed = [closed for entry in gone for closed in _closed(entry, first, basis.today)]
    if same is None and new is not None and first != basis.today:
        new = new.model_copy(update={"recorded": basis.today})
    return [*ended, *closed, *([_refreshed(same, new, basis)] if same and new else [new] if new else [])]


def _says(entry: Sourced, recorded: dt.date | None) -> object:
    """What is claimed. A claim that begins on the day it was read only says that it held on that day."""
    if isinstance(entry, Claim):
        return unordered(entry.value), None if entry.from_ == recorded else entry.from_, entry.until
    return entry.retires if isinstance(entry, Endpoint) else None


def _is_over(entry: Sourced, today: dt.date) -> bool:
    return isinstance(entry, Endpoint) and isinstance(entry.retires, dt.date) and entry.retires <= today


def _refreshed(entry: Sourced, new: Sourced, basis: Basis) -> Sourced:
    """The statement as it was recorded, read in the newer file; the same file changes nothing."""
    if entry.sources[0].digest == basis.source.digest:
        return entry
    return entry.model_copy(update={"sources": new.sources, "note": new.note})


def _closed(entry: Sourced, first: dt.date | None, today: dt.date) -> list[Sourced]:
    """The statement, ended today; nothing if it was recorded today, for then it never stood for a day."""
    if (entry.recorded or first) == today:
        return []
    return [entry.model_copy(update={"superseded": today})]


def _grouped(
    kept: Mapping[Key, list[Sourced]], vendors: Mapping[str, str]
) -> tuple[tuple[Model, ...], tuple[Endpoint, ...]]:
    facts: dict[str, dict[str, Any]] = {}  # Any: a claim's type depends on the fact
    endpoints: list[Endpoint] = []
    for (model, about, name), entries in kept.items():
        if about == FACT and entries:
            facts.setdefault(model, {})[name] = tuple(entries)
        endpoints += [entry for entry in entries if isinstance(entry, Endpoint)]
    models = [
        Model(id=model, vendor=vendors[model], facts=Facts().model_copy(update=own)) for model, own in facts.items()
    ]
    return tuple(models), tuple(endpoints)
