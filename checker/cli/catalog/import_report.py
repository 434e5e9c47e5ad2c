"""What an import says when it is done: counts that add up, and where it disagrees with the catalog."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

from checker.catalog.claims import Fact, NoFact, resolve, settle, unordered
from checker.catalog.files import Modalities
from checker.catalog.imported import FACT, Key, statements
from checker.catalog.sourced import Sourced
from checker.catalog.stack import Catalog
from checker.importers.found import Found
from checker.importers.merged import Merged

MAX_NAMES = 5
"""Most names that stand behind a count."""


def summary(found: Found, result: Merged | None = None) -> str:
    """What was read, and what became of it."""
    said = sum(map(len, statements(found.models, found.endpoints).values()))
    lines = [
        f"{_count(found.rows, found.unit)} in it",
        f"{_count(found.taken, found.unit)} imported as {_count(said, 'claim')}",
    ]
    for reason, names in sorted(found.skipped.items(), key=lambda item: (-len(item[1]), item[0])):
        common = Counter(names).most_common()
        shown = ", ".join(f"{name} ({times})" if times > 1 else name for name, times in common[:MAX_NAMES])
        lines.append(f"{_count(len(names), found.unit)} skipped, {reason}: {shown}{_more(common)}")
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
    return [f"{_count(len(lines), 'claim')} disagreeing with the catalog{':' if lines else ''}", *lines]


def _difference(key: Key, entry: Sourced, catalogs: tuple[Catalog, Catalog], as_of: dt.date) -> Iterator[str]:
    was, now = (_resolved(catalog, key, as_of) for catalog in catalogs)
    own = getattr(entry, "retires", None) or getattr(entry, "value", None)
    if not isinstance(was, Fact) or unordered(was.value) == unordered(own):
        return
    counts = "which is disputed now"
    if isinstance(now, Fact):
        counts = "which counts" if unordered(now.value) == unordered(was.value) else "which no longer counts"
    nearest = was.basis.sources[0]
    yield (
        f"  {_about(key)}: {_shown(own)} here, {_shown(was.value)} there, {counts} "
        f"({was.basis.status}; {nearest.class_}: {nearest.what}, {nearest.where})"
    )


def _resolved(catalog: Catalog, key: Key, as_of: dt.date) -> Fact[object] | NoFact:
    model, about, name = key
    if about == FACT:
        known = catalog.models[model]
        claims = known.bases[-1] if name == "derived_from" and known.bases else getattr(known.facts, name)
        return resolve(claims, as_of, "reported")
    snapshot = dt.date.fromisoformat(name) if name else None
    own = [found for found in catalog.endpoints.get((model, about), ()) if found.snapshot == snapshot]
    return settle([(found.retires, found) for found in own], "reported")


def _about(key: Key) -> str:
    model, about, name = key
    if about == FACT:
        return f"{name.replace('_', '-')} of {model}"
    return f"retirement of {model} at {about}{f', snapshot {name},' if name else ''}"


def _shown(value: object) -> str:
    if isinstance(value, Modalities):
        return f"{', '.join(value.input)} to {', '.join(value.output)}"
    return (", ".join(map(str, value)) or "none") if isinstance(value, tuple) else str(value)


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _more(names: Sequence[object]) -> str:
    return f" and {len(names) - MAX_NAMES} more" if len(names) > MAX_NAMES else ""
