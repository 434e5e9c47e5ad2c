"""A policy that is built on another one: it may become stricter there, never looser.

It inherits rules, selections and parameters. Of an inherited rule it may raise
the level and tighten the limit; a parameter it may set within the bounds that the
other policy gives. Everything else is refused, with both lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from checker.diagnostic import Diagnostic, Path, Place
from checker.policy.params import Param, unit
from checker.policy.rule import Header, Level, Origin, Rule
from checker.source import Document

_HELP = "an inherited rule may only get a higher level or a tighter limit; else write a rule with another id"
LEVELS: tuple[Level, ...] = get_args(Level)
"""Mildest first."""

Documents = tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule as it is written, where it stands, and what it was before this policy tightened it."""

    raw: Mapping[str, object]
    origin: Origin
    inherited: Entry | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """A header with everything inherited in it, and its rules."""

    header: Header
    entries: tuple[Entry, ...]


def alone(document: Document, header: Header) -> Merged:
    """A policy that is built on nothing."""
    entries = [Entry(raw, _origin(document, index)) for index, raw in enumerate(header.rules)]
    return Merged(header, tuple(entries))


def merge(documents: Documents, own: Header, base: Header, origins: Sequence[Origin]) -> Merged | list[Diagnostic]:
    """Both policies as one, under the name of the one that is built on the other.

    Args:
        documents: the policy's own, then those it is built on, the nearest first.
        own: the head of the policy.
        base: the merged head of the policy it is built on.
        origins: where the rules of ``base`` stand.
    """
    refused = [*_selections(documents, own, base), *_params(documents, own, base)]
    if refused:
        return refused
    inherited = [Entry(raw, origin) for raw, origin in zip(base.rules, origins, strict=True)]
    entries = {str(entry.raw["id"]): entry for entry in inherited}
    for index, raw in enumerate(own.rules):
        here, name = _origin(documents[0], index), str(raw.get("id", index))
        entries[name] = _tightened(raw, here, entries[name]) if name in entries else Entry(raw, here)
    header = own.model_copy(
        update={
            "params": {**base.params, **{n: _bounded(param, base.params.get(n)) for n, param in own.params.items()}},
            "selections": {**base.selections, **own.selections},
            "waivers": own.waivers if "waivers" in documents[0].data else base.waivers,
            "rules": tuple(dict(entry.raw) for entry in entries.values()),
        }
    )
    return Merged(header, tuple(entries.values()))


def _origin(document: Document, index: int) -> Origin:
    return Origin(Place(document.file, ("rules", index)))


def _tightened(raw: Mapping[str, object], here: Origin, entry: Entry) -> Entry:
    anew = {key: here.below(key) for key in raw if key != "id"}
    origin = Origin(entry.origin.at, {**entry.origin.anew, **anew})
    return Entry({**entry.raw, "title": _title(raw, entry.raw), **raw}, origin, entry)


def _title(raw: Mapping[str, object], inherited: Mapping[str, object]) -> str:
    """The inherited title, which shows the new value of a limit instead of the parameter it was."""
    title = str(inherited.get("title", ""))
    for key, value in raw.items():
        before, now = str(inherited.get(key)), str(value)
        if before.startswith("$"):
            title = title.replace(f"{{{before[1:]}}}", f"{{{now[1:]}}}" if now.startswith("$") else now)
    return title


def loosened(documents: Documents, entry: Entry, before: Rule, after: Rule) -> Iterator[Diagnostic]:
    """What an entry changes in the rule it inherits beyond making it stricter."""
    written = entry.origin.anew.items() - (entry.inherited.origin.anew.items() if entry.inherited else ())
    for key, place in sorted(written):
        if key not in {"level", *before.limits}:
            yield _refused(documents, entry, place, key, f"{key} of inherited rule {before.id!r} may not be changed")
        elif _is_looser(key, before, after):
            change = f"from {_shown(entry.inherited, key)} to {_shown(entry, key)}"
            yield _refused(documents, entry, place, key, f"{key} of inherited rule {before.id!r} is loosened {change}")


def _is_looser(key: str, before: Rule, after: Rule) -> bool:
    if key == "level":
        return LEVELS.index(after.level) < LEVELS.index(before.level)
    was, is_ = getattr(before, key.replace("-", "_")), getattr(after, key.replace("-", "_"))
    return bool(is_ > was if before.limits[key] == "smaller" else is_ < was)


def _shown(entry: Entry | None, key: str) -> str:
    written = entry.raw.get(key) if entry is not None else None
    return "its default" if written is None else str(written)


def _refused(documents: Documents, entry: Entry, place: Place, key: str, message: str) -> Diagnostic:
    there = entry.inherited.origin.below(key) if entry.inherited else place
    return _both(documents, place.path, there, message, _HELP)


def _both(documents: Documents, path: Path, there: Place, message: str, help_: str) -> Diagnostic:
    """A fault at a path of this policy, and the line of the inherited one that it contradicts."""
    holder = next(document for document in documents if document.file == there.file)
    first = documents[0].locate(Place(documents[0].file, path))
    other = holder.locate(Place(there.file, there.path, "inherited"))
    return Diagnostic("loosened", message, (first, other), help_)


def holding(documents: Documents, path: Path) -> Document:
    """The nearest document that has a path; the first, if none has."""
    return next((document for document in documents if document.has(path)), documents[0])


def _selections(documents: Documents, own: Header, base: Header) -> Iterator[Diagnostic]:
    for name in own.selections:
        if name in base.selections:
            path: Path = ("selections", name)
            message = f"selection {name!r} is inherited, and may not be changed"
            there = Place(holding(documents[1:], path).file, path)
            yield _both(documents, path, there, message, "give it another name")


def _params(documents: Documents, own: Header, base: Header) -> Iterator[Diagnostic]:
    for name, param in own.params.items():
        if name in base.params:
            yield from _param(documents, name, param, base.params[name])


def _param(documents: Documents, name: str, param: Param, base: Param) -> Iterator[Diagnostic]:
    """A parameter may be set, and its bounds drawn closer, within the inherited bounds."""
    at: Path = ("params", name)
    if base.at_most is None and base.at_least is None:
        there = Place(holding(documents[1:], at).file, (*at, "value"))
        yield _both(documents, at, there, f"parameter {name!r} is inherited without a bound, so it may not be set", "")
        return
    given = {"value": param.value, "at-most": param.at_most, "at-least": param.at_least}
    for key, written in given.items():
        for bound_key, bound in (("at-most", base.at_most), ("at-least", base.at_least)):
            if bound is None or written is None:
                continue
            if unit(written) != unit(bound) or not base.allows(written, bound_key):
                where: Path = (*at, bound_key)
                there = Place(holding(documents[1:], where).file, where)
                message = f"{written!r} is refused: parameter {name!r} may be {bound_key.replace('-', ' ')} {bound}"
                yield _both(documents, (*at, key), there, message, "")


def _bounded(param: Param, base: Param | None) -> Param:
    """With the inherited bounds, where it draws none closer."""
    if base is None:
        return param
    return Param.model_construct(
        value=param.value, at_most=param.at_most or base.at_most, at_least=param.at_least or base.at_least
    )
