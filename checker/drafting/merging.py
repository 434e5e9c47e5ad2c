"""What an import changes in a manifest that an earlier one drafted, and a person answered since.

Three texts are compared: what was drafted last (the base), what the manifest says, and what is drafted now. What
nobody touched follows the new draft; an answer stays. Where both differ from the base the manifest's word stays, and
the difference is told each time until both say the same.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import field
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from checker.diagnostic import Path
from checker.drafting.manifest import KEYS, Sheet, comment, ids
from checker.drafting.moved import moved_routes, outdated
from checker.drafting.written import BY_ID, commented, make, position, put_remark, remark_of
from checker.form import Form
from checker.record import dataclass
from checker.shape.unanswered import OPEN, is_open
from checker.source import Plain
from checker.source.places import below

if TYPE_CHECKING:
    from ruamel.yaml.comments import CommentedMap

What = Literal["added", "changed", "gone", "kept"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between a manifest and the draft that it came from."""

    FORM: ClassVar = Form("DraftChangeEntry", "what at before after")

    what: What
    """``kept``: the manifest says something else than the file, and stays as it is."""
    at: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where the merge is: the path in the new draft, its names for people, and the keys in their order."""

    path: Path = ()
    names: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()

    def below(self, key: str, index: int, name: str) -> Place:
        return Place((*self.path, key, index), (*self.names, key, name), KEYS)


@dataclass(frozen=True, slots=True)
class Texts:
    """One mapping in the three texts; ``written`` is the manifest's as ruamel.yaml holds it, to be changed."""

    written: CommentedMap
    own: Mapping[str, Plain]
    base: Mapping[str, Plain]
    new: Mapping[str, Plain]


@dataclass
class Merge:
    """The way through the three texts."""

    sheet: Sheet
    base: dict[str, Plain]
    """What the next import compares with: the new draft, but what was drafted before where that is not settled."""
    drafted: AbstractSet[str] = frozenset()
    """Comments that drafts wrote, and no person."""
    changes: list[Change] = field(default_factory=list)

    def mapping(self, texts: Texts, at: Place) -> None:
        """Bring a mapping up to date."""
        for key, value in texts.new.items():
            if key in BY_ID:
                self.entries(texts, key, at)
            else:
                self.value(texts, key, value, at)
        for key in [key for key in texts.base if key not in texts.new and key in texts.own]:
            self._gone(texts, key, at)
        self._ask_again(texts, at)

    def value(self, texts: Texts, key: str, new: Plain, at: Place) -> None:
        """Bring one value up to date."""
        own, base = texts.own.get(key), texts.base.get(key)
        if own == new and remark_of(texts.written, key) in self.drafted:
            put_remark(texts.written, key, self._remark(key, at))
        if new in (own, base) or (own is None and base is not None):
            return  # nothing is new, or somebody deleted it
        if own is not None and own != base:
            # An answer. The file may give another one; a new question does not undo it.
            if not is_open_somewhere(new):
                self._keep(texts, key, at, show(new))
            return
        self._tell("added" if own is None else "changed", at, key, own, new)
        self._set(texts, key, new, at)

    def entries(self, texts: Texts, key: str, at: Place) -> None:
        """Bring a list of uses or routes up to date."""
        before, now, own = (ids(side.get(key)) for side in (texts.base, texts.new, texts.own))
        listed = texts.written.get(key)
        if not isinstance(listed, list):
            self._tell("kept", at, key, texts.own.get(key), "")
            return
        there = _by_id(listed, texts.own[key])
        moved = moved_routes(before, now, own) if key == "routes" else {}
        for index, (name, new) in enumerate(now.items()):
            inner, was = at.below(key, index, name), moved.get(name, name)
            if was in own:
                self.mapping(Texts(there[was], own[was], before.get(was, {}), new), inner)
            elif name not in before:
                self._tell("added", at, f"{key}/{name}", "", _models(new))
                listed.append(commented(new, self.sheet, inner.path))
        for name in [name for name in before if name not in {*now, *moved.values()} and name in own]:
            model = _models(own[name])
            if _untouched(own[name], before[name]):
                self._tell("gone", at, f"{key}/{name}", model, "")
                listed.remove(there[name])
            else:
                self._tell("kept", at, f"{key}/{name}", model, "")
                still = self._next(at)[key]
                if isinstance(still, list):
                    still.append(copy.deepcopy(dict(before[name])))

    def _gone(self, texts: Texts, key: str, at: Place) -> None:
        """A key that the new draft does not have: an answer to what is no longer asked stays."""
        own, base = texts.own[key], texts.base[key]
        if own == base:
            self._tell("gone", at, key, own, "")
            del texts.written[key]
        elif not is_open_somewhere(base):
            self._keep(texts, key, at, "")

    def _keep(self, texts: Texts, key: str, at: Place, new: str) -> None:
        """Tell that the manifest says something else, now and each time until both say the same."""
        self._tell("kept", at, key, texts.own.get(key), new)
        base = texts.base.get(key)
        if base is None:
            self._next(at).pop(key, None)
        else:
            self._next(at)[key] = base

    def _next(self, at: Place) -> dict[str, Plain]:
        """The mapping of the next base at a place of the new draft."""
        node: Plain = self.base
        for step in at.path:
            node = below(node, step) or {}
        if not isinstance(node, dict):
            raise TypeError(f"no mapping at {at.path}")
        return node

    def _ask_again(self, texts: Texts, at: Place) -> None:
        """What was answered of the model and the host that were there before is a question again."""
        for key in outdated(texts.own, texts.written):
            if key in texts.written and key not in texts.new and not is_open_somewhere(texts.own[key]):
                was = show(texts.own[key])
                self._tell("changed", at, key, was, OPEN)
                texts.written[key] = make([OPEN]) if isinstance(texts.own[key], list) else OPEN
                put_remark(
                    texts.written, key, comment(f"was {was} with {show(texts.own.get('model'))}; what is it now?")
                )

    def _set(self, texts: Texts, key: str, new: Plain, at: Place) -> None:
        written = texts.written
        said = remark_of(written, key)
        if key in written:
            written[key] = make(new)
        else:
            written.insert(position(written, key, at.keys), key, make(new))
        if not said or said in self.drafted or is_open_somewhere(texts.own.get(key)):
            put_remark(written, key, self._remark(key, at))

    def _remark(self, key: str, at: Place) -> str:
        return self.sheet.comments.get((*at.path, key), "")

    def _tell(self, what: What, at: Place, key: str, before: object, after: object) -> None:
        self.changes.append(Change(what, "/".join([*at.names, key]), show(before), show(after)))


def merge(
    written: CommentedMap,
    own: Mapping[str, Plain],
    base: Mapping[str, Plain],
    new: Sheet,
    drafted: AbstractSet[str] = frozenset(),
) -> Merge:
    """Bring a manifest up to date, in place; what became of each difference, and what the next import compares with.

    Args:
        written: the manifest as ruamel.yaml holds it.
        own: the same as our reader gives it.
        base: what was drafted last.
        new: what is drafted now.
        drafted: comments that drafts wrote.
    """
    way = Merge(new, copy.deepcopy(new.data), drafted)
    way.mapping(Texts(written, own, base, new.data), Place(keys=tuple(new.data)))
    return way


def _by_id(listed: list[Any], own: Plain) -> dict[str, CommentedMap]:
    """The entries of a list by the ids that our reader gives them: ruamel.yaml makes a number of ``007``."""
    pairs = zip(listed, own if isinstance(own, list) else [], strict=False)
    return {str(plain["id"]): entry for entry, plain in pairs if isinstance(plain, dict) and "id" in plain}


def is_open_somewhere(value: Plain | None) -> bool:
    """Whether a value, or an entry of it, is a question."""
    return any(map(is_open, value)) if isinstance(value, list) else value is not None and is_open(value)


def show(value: object) -> str:
    """A value of a manifest for people."""
    if isinstance(value, list | tuple):
        return ", ".join(str(entry) for entry in value)
    return "" if value is None else str(value)


def _models(entry: Mapping[str, Plain]) -> list[str]:
    """The model of a route, or those of a use, once each."""
    routes = ids(entry.get("routes")).values()
    return list(dict.fromkeys(show(one.get("model")) for one in [entry, *routes] if one.get("model")))


def _untouched(own: Mapping[str, Plain], base: Mapping[str, Plain]) -> bool:
    """Whether an entry says what was drafted, apart from answers to what was asked."""
    return own.keys() <= base.keys() and all(
        own.get(key) == value or is_open_somewhere(value) or (key in BY_ID and _same(own.get(key), value))
        for key, value in base.items()
    )


def _same(own: Plain | None, base: Plain) -> bool:
    """Whether each entry of a list is as it was drafted."""
    mine, its = ids(own), ids(base)
    return mine.keys() <= its.keys() and all(_untouched(mine[name], its[name]) for name in mine)
