"""Models by words: parts of any name that a catalog gives, or a whole name in any spelling that the resolver reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from checker.catalog import KnownModel
from checker.fleet import World
from checker.naming.hints import model_hint
from checker.naming.index import plain
from checker.source.characters import fold

_PLACE = re.compile(r"\A[a-z.]+:")
"""Who calls it so, before a name: ``hf:``, ``ollama:``, ``aws.bedrock:``. It is no part of the name."""


def find_named(world: World, words: Sequence[str]) -> frozenset[str]:
    """The models that have each word somewhere in their names, and those that the words mean as a name."""
    looked = [_pattern(plain(word)) for word in words]
    holding = {model.id for model in world.catalog.models.values() if _holds(model, looked, world)}
    return frozenset(holding | {*_meant(world, words)})


def _pattern(word: str) -> re.Pattern[str]:
    """A part of a name; a number only as a whole, so that ``3.1`` is not in ``13.1`` and ``8b`` not in ``18b``."""
    before = "(?<![0-9])" if word[:1].isdigit() else ""
    after = "(?![0-9])" if word[-1:].isdigit() else ""
    return re.compile(f"{before}{re.escape(word)}{after}")


def _holds(model: KnownModel, words: Iterable[re.Pattern[str]], world: World) -> bool:
    record = world.catalog.vendors.get(model.vendor)
    names = [plain(_PLACE.sub("", name)) for name in (model.id, *model.aliases)]
    names += [fold(name) for name in (model.family, record.name if record else None) if name]
    return all(any(word.search(name) for name in names) for word in words)


def _meant(world: World, words: Sequence[str]) -> Iterable[str]:
    """What the words are a name of, put together with dashes."""
    found = world.catalog.resolver.resolve("-".join(words))
    return found.candidates or ([found.model.value] if found.model.value else ())


def near_words(world: World, words: Sequence[str]) -> str:
    """``did you mean ...?``, or nothing."""
    written = "-".join(words)
    return model_hint(world.catalog.resolver, world.catalog.resolver.resolve(written))
