"""What an import changes in the catalog file that an earlier one wrote, and what it says of that when it is done.

Nothing that was recorded is lost. A statement that is still made stays as it was recorded, with the newer
file as its source. One that is made no longer ends today, and its successor begins. Counts add up, and
where the import disagrees with the catalog is said.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from checker.catalog import Catalog
from checker.catalog.claims import Fact, NoFact, ending, ignore_order, resolve, show_fact
from checker.catalog.readings import FACT, Key, statements
from checker.diagnostic import many
from checker.files.catalog import CatalogFile, Endpoint, Model
from checker.files.facts import FACTS, Claim, Facts, Sourced
from checker.importing.found import Basis, Found
from checker.record import dataclass


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


def merge(old: CatalogFile, found: Found, basis: Basis, vendors: Mapping[str, str], hosts: Iterable[str]) -> Merged:
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
            kept[key] = _update(result, key, earlier, next(iter(now.get(key, ())), None), basis)
    models, endpoints = _group(kept, vendors)
    result.file = old.model_copy(update={"models": models, "endpoints": endpoints})
    return result


def _update(result: Merged, key: Key, earlier: list[Sourced], new: Sourced | None, basis: Basis) -> list[Sourced]:
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
    closed = [closed for entry in gone for closed in _close(entry, first, basis.today)]
    if same is None and new is not None and first != basis.today:
        new = new.model_copy(update={"recorded": basis.today})
    return [*ended, *closed, *([_refresh(same, new, basis)] if same and new else [new] if new else [])]


def _says(entry: Sourced, recorded: dt.date | None) -> object:
    """What is claimed. A claim that begins on the day it was read only says that it held on that day."""
    if isinstance(entry, Claim):
        return ignore_order(entry.value), None if entry.from_ == recorded else entry.from_, entry.until
    return entry.retires if isinstance(entry, Endpoint) else None


def _is_over(entry: Sourced, today: dt.date) -> bool:
    return isinstance(entry, Endpoint) and isinstance(entry.retires, dt.date) and entry.retires <= today


def _refresh(entry: Sourced, new: Sourced, basis: Basis) -> Sourced:
    """The statement as it was recorded, read in the newer file; the same file changes nothing."""
    if entry.sources[0].digest == basis.source.digest:
        return entry
    return entry.model_copy(update={"sources": new.sources, "note": new.note})


def _close(entry: Sourced, first: dt.date | None, today: dt.date) -> list[Sourced]:
    """The statement, ended today; nothing if it was recorded today, for then it never stood for a day."""
    if (entry.recorded or first) == today:
        return []
    return [entry.model_copy(update={"superseded": today})]


def _group(
    kept: Mapping[Key, list[Sourced]], vendors: Mapping[str, str]
) -> tuple[tuple[Model, ...], tuple[Endpoint, ...]]:
    facts: dict[str, dict[str, Any]] = {}  # Any: a claim's type depends on the fact
    endpoints: list[Endpoint] = []
    for (model, about, name), entries in kept.items():
        if about == FACT and entries:
            facts.setdefault(model, {})[FACTS[name].field] = tuple(entries)
        endpoints += [entry for entry in entries if isinstance(entry, Endpoint)]
    models = [
        Model(id=model, vendor=vendors[model], facts=Facts().model_copy(update=own)) for model, own in facts.items()
    ]
    return tuple(models), tuple(endpoints)


MAX_NAMES = 5
"""Most names that stand behind a count."""


def summary(found: Found, result: Merged | None = None) -> str:
    """What was read, and what became of it."""
    said = sum(map(len, statements(found.models, found.endpoints).values()))
    lines = [
        f"{many(found.rows, found.unit)} in it",
        f"{many(found.taken, found.unit)} imported as {many(said, 'claim')}",
    ]
    for reason, names in sorted(found.skipped.items(), key=lambda item: (-len(item[1]), item[0])):
        common = Counter(names).most_common()
        shown = ", ".join(f"{name} ({times})" if times > 1 else name for name, times in common[:MAX_NAMES])
        lines.append(f"{many(len(names), found.unit)} skipped, {reason}: {shown}{_more(common)}")
    if result is not None:
        lines += list(_outcome(result))
    return "\n".join(lines)


def _outcome(result: Merged) -> Iterator[str]:
    counts = {"new": result.added, "unchanged": result.unchanged, "changed": result.changed}
    yield ", ".join(f"{len(keys)} {what}" for what, keys in counts.items())
    for what, keys in (
        ("changed, the earlier claim is superseded", result.changed),
        ("no longer said, so superseded", result.withdrawn),
        ("no longer said, and kept because the day is over", result.past),
        ("removed, because no catalog knows the model or the host", result.dropped),
    ):
        if keys:
            yield f"{what}: {', '.join(map(_about, keys[:MAX_NAMES]))}{_more(keys)}"


def differing(found: Found, before: Catalog, after: Catalog, as_of: dt.date) -> list[str]:
    """Where the import and the other catalogs disagree, and what counts now."""
    claims = sorted(statements(found.models, found.endpoints).items())
    lines = [line for key, (entry, *_) in claims for line in _difference(key, entry, (before, after), as_of)]
    return [f"{many(len(lines), 'claim')} disagreeing with the catalog{':' if lines else ''}", *lines]


def _difference(key: Key, entry: Sourced, catalogs: tuple[Catalog, Catalog], as_of: dt.date) -> Iterator[str]:
    was, now = (_resolve(catalog, key, as_of) for catalog in catalogs)
    own = getattr(entry, "retires", None) or getattr(entry, "value", None)
    if not isinstance(was, Fact) or ignore_order(was.value) == ignore_order(own):
        return
    counts = "which is disputed now"
    if isinstance(now, Fact):
        counts = "which counts" if ignore_order(now.value) == ignore_order(was.value) else "which no longer counts"
    nearest = was.basis.sources[0]
    yield (
        f"  {_about(key)}: {show_fact(own)} here, {show_fact(was.value)} there, {counts} "
        f"({was.basis.status}; {nearest.class_}: {nearest.what}, {nearest.where})"
    )


def _resolve(catalog: Catalog, key: Key, as_of: dt.date) -> Fact[object] | NoFact:
    model, about, name = key
    if about == FACT:
        known = catalog.models[model]
        groups = known.claims(FACTS[name])
        return resolve(groups[-1] if groups else (), as_of, "reported", None, as_of if FACTS[name].ages else None)
    snapshot = dt.date.fromisoformat(name) if name else None
    own = [endpoint for endpoint in catalog.endpoints.get((model, about), ()) if endpoint.snapshot == snapshot]
    found = ending(own, as_of)
    return found if isinstance(found, NoFact) else Fact(found.value, found.basis)


def _about(key: Key) -> str:
    model, about, name = key
    if about == FACT:
        return f"{name} of {model}"
    return f"retirement of {model} at {about}{f', snapshot {name},' if name else ''}"


def _more(names: Sequence[object]) -> str:
    return f" and {len(names) - MAX_NAMES} more" if len(names) > MAX_NAMES else ""
