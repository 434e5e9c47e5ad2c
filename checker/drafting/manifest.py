"""A draft as a manifest: the values, and the comment behind each that says how sure it is or what is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, fields
from typing import get_args

from checker.diagnostic import Location, Path
from checker.drafting.draft import Ask, Draft, DraftRoute
from checker.files.manifest import Manifest, Route
from checker.foreign.secret import looks_secret, shown
from checker.formats.terminal import escape
from checker.record import dataclass
from checker.shape.unanswered import OPEN
from checker.source import Plain
from checker.vocabulary import DATA_CLASSES, REGULATIONS, Lifecycle

FORMAT = "modelbylaws/manifest/v1"
KEYS = tuple(name.replace("_", "-") for name in Route.model_fields)
"""The keys of a route in the order in which they are written."""
_LISTS = frozenset(
    name.replace("_", "-")
    for shape in (Manifest, Route)
    for name, field in shape.model_fields.items()
    if "tuple[" in str(field.annotation)
)
"""Keys whose values are lists."""
_LONGEST = 240
"""Characters of a comment."""
_CANDIDATES = 6
"""Most candidates that a comment lists."""

PEOPLE: tuple[Ask, ...] = (
    Ask(("owner",), "which team or person answers for it?"),
    Ask(("lifecycle",), "how far is it?", get_args(Lifecycle)),
    Ask(("tier",), "how critical, from 0 (most) to 3 (least)?"),
    Ask(("regulation",), f"which of {', '.join(REGULATIONS)}, or [none]?"),
    Ask(("data",), f"which of {', '.join(DATA_CLASSES)}, or [none]?"),
)
"""What only people know of a service."""


@dataclass
class Sheet:
    """A manifest before it is written."""

    data: dict[str, Plain] = field(default_factory=dict)
    comments: dict[Path, str] = field(default_factory=dict)
    """Behind the key at each path."""


def manifest_of(draft: Draft) -> Sheet:
    """All that the draft says, with ``TODO`` where it asks."""
    data: dict[str, Plain] = {"format": FORMAT, "service": draft.service}
    comments: dict[Path, str] = {}
    known = {"owner": draft.owner, "lifecycle": draft.lifecycle}
    for ask in PEOPLE:
        key = str(ask.path[0])
        said = known.get(key) if not looks_secret(known.get(key) or "") else None
        _put(data, comments, (key,), said, None if said is not None else ask)
    _ask(data, comments, (), draft.asks)
    uses: list[Plain] = []
    for number, use in enumerate(draft.uses):
        at: Path = ("uses", number)
        made: dict[str, Plain] = {"id": use.id}
        _ask(made, comments, at, use.asks)
        comments.update({(*at, *remark.path): comment(remark.question) for remark in use.remarks})
        routes: list[Plain] = []
        for index, route in enumerate(use.routes):
            found = _route(route)
            below: Path = (*at, "routes", index)
            _ask(found, comments, below, route.asks)
            comments.update(_comments(route, below, comments))
            routes.append(found)
        uses.append({**made, "routes": routes})
    return Sheet({**data, "uses": uses}, comments)


def _route(route: DraftRoute) -> dict[str, Plain]:
    """The keys in the order in which people read them; those that are asked for stand where they belong."""
    said = {field.name: getattr(route, field.name) for field in fields(route)}
    values = {key: said.get(key.replace("-", "_")) for key in KEYS}
    asked = {ask.path[0] for ask in route.asks}
    return {
        key: [*value] if isinstance(value, tuple) else OPEN if looks_secret(value or "") else value or OPEN
        for key, value in values.items()
        if value or key in asked
    }


def _comments(route: DraftRoute, at: Path, asked: Mapping[Path, str]) -> Iterator[tuple[Path, str]]:
    """How sure the model is and from where, behind the question if there is one; and what else there is to say.

    NOTE: the file without its line: another import leaves what says the same as it is, and lines move meanwhile.
    """
    said = f"{route.sure} ({route.at.file})"
    question_ = asked.get((*at, "model"))
    yield (*at, "model"), comment(f"{question_} ({said})" if question_ else said)
    for remark in route.remarks:
        yield (*at, *remark.path), comment(remark.question)


def place(at: Location) -> str:
    """File, below the root, and line."""
    return f"{at.file}:{at.span.line}" if at.span is not None else at.file


def _ask(data: dict[str, Plain], comments: dict[Path, str], at: Path, asks: tuple[Ask, ...]) -> None:
    for ask in asks:
        _put(data, comments, (*at, *ask.path), None, ask)


def _put(data: dict[str, Plain], comments: dict[Path, str], path: Path, value: str | None, ask: Ask | None) -> None:
    key = str(path[-1])
    data[key] = value if value is not None else [OPEN] if key in _LISTS else OPEN
    if ask is not None:
        comments[path] = comment(question(ask))


def question(ask: Ask) -> str:
    """The question with its candidates, on one line."""
    shown = ", ".join(ask.candidates[:_CANDIDATES])
    more = " ..." if ask.candidates[_CANDIDATES:] else ""
    return f"{ask.question} {shown}{more}" if shown else ask.question


def comment(text: str) -> str:
    """Text as it may stand behind ``#``: plainly visible characters of one line. It is none of the file's own."""
    visible = escape(shown(text))
    return visible if len(visible) <= _LONGEST else f"{visible[: _LONGEST - 3]}..."


def ids(entries: Plain | None) -> Mapping[str, dict[str, Plain]]:
    """The mappings of a list by their ids."""
    listed = entries if isinstance(entries, list) else []
    return {str(entry["id"]): entry for entry in listed if isinstance(entry, dict) and "id" in entry}
