"""What a name that is not known may have been meant to be: by what is read off it first, and by letters last.

Never a model of another vendor where the vendor can be read, and never another version: ``o1`` is no slip of ``o3``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from checker.diagnostic import MEANT
from checker.naming.answer import Resolved
from checker.naming.index import FIRST_WORD, plain
from checker.naming.resolver import Resolver
from checker.naming.routes import HOST_WORDS
from checker.source.characters import fold

_NEAR = 0.85
"""How alike two names are of which one may be a slip of the other; 1 is the same."""
_SLIP = 0.9
"""How alike they are where one surely is."""
_SHOWN = 4
_WORD = re.compile(r"[a-z]+|[0-9]+")
_SIZED = re.compile(r"(?<=[0-9])[bm](?![a-z])")
_MISTYPED = 0.75
"""How alike a word of a name is to one that it is a slip of: ``sonet`` is near ``sonnet``, ``nano`` not ``mini``."""
_LONG = 4
"""Letters from which on a word can be compared so; shorter ones have only letters in another order."""
_ZERO = re.compile(r"(?<=[0-9])o")
_SPLIT = re.compile(r"[-._/:]")


def model_hint(resolver: Resolver, found: Resolved) -> str:
    """``did you mean ...?``, or nothing."""
    elsewhere = resolver.resolve(found.written).model.value if found.model.value is None else None
    return meant(found.candidates or ([elsewhere] if elsewhere else _slips(resolver, found)))


def meant(names: Iterable[str]) -> str:
    listed = [repr(name) for name in names]
    more = " ..." if len(listed) > _SHOWN else ""
    return f"{MEANT} {' or '.join(listed[:_SHOWN])}{more}?" if listed else ""


def _slips(resolver: Resolver, found: Resolved) -> tuple[str, ...]:
    """The models of the same vendor and of the same numbers whose names are nearest.

    NOTE: of every name that is not known, however many there are: which of them come first depends on who looks at
    which part of a fleet. A few models have as many words and the same numbers, so it takes little time.
    """
    owner, _, name = (found.core or found.written).rpartition("/")
    index, looked = resolver.index, _words(name)
    slips = [model for model, own in _of_shape(resolver, _shape(looked)) if _is_slip(looked, own, index.words)]
    if not slips:
        return ()
    vendor = resolver.vendor_of(owner) if owner else None
    vendors = {vendor} if vendor else _vendors_of(resolver, name)
    if owner and vendor is None:
        vendors &= set(_near_owners(owner, frozenset(vendors)))
    slips = [model for model in slips if index.vendors[model] in vendors]
    return tuple(sorted(slips)) if len({index.vendors[model] for model in slips}) == 1 else ()


def _shape(words: Sequence[str]) -> tuple[int, tuple[str, ...]]:
    """How many words, and which numbers in which order."""
    return len(words), tuple(filter(str.isdigit, words))


def _of_shape(resolver: Resolver, shape: tuple[int, tuple[str, ...]]) -> Sequence[tuple[str, list[str]]]:
    """The models whose names have that shape, with their words."""
    if not resolver.shapes:
        for model, own in resolver.index.bare_of.items():
            words = _words(own)
            resolver.shapes.setdefault(_shape(words), []).append((model, words))
    return resolver.shapes.get(shape, ())


@lru_cache(maxsize=1024)
def _near_owners(owner: str, vendors: frozenset[str]) -> list[str]:
    return _near(owner, vendors)


def _words(name: str) -> list[str]:
    """The words and numbers of a name; whether ``b`` stands behind that of the parameters does not matter."""
    return _WORD.findall(_SIZED.sub("", _as_seen(plain(name))))


def _is_slip(looked: list[str], own: list[str], known: Collection[str]) -> bool:
    """Whether one name may be another of the same shape, mistyped: no word more and none less, every number the same.

    So ``gpt-4o-minni`` is near ``gpt-4o-mini``, and ``gpt-4o`` is not: a variant is another model. A word that is
    ``known`` from any name is meant: ``mistral`` is no slip of ``ministral``. The first one says whose model it is.
    """
    if sorted(looked) == sorted(own):
        return True
    likely = [_NEAR, *[_MISTYPED] * len(own)]
    return all(
        mine == its or (mine not in known and _is_mistyped(mine, its, cutoff))
        for mine, its, cutoff in zip(looked, own, likely, strict=False)
    )


@lru_cache(maxsize=4096)
def _is_mistyped(word: str, own: str, cutoff: float) -> bool:
    if word.isdigit() or own.isdigit():
        return False  # it stands at the place of another one
    if len(word) < _LONG:
        return sorted(word) == sorted(own)
    return bool(_near(word, [own], cutoff))


def likely_vendor(resolver: Resolver, name: str) -> str | None:
    """Whose model a name that is not known may be: by its owner, else by the only vendor whose names begin so."""
    owner, sign, rest = name.rpartition("/")
    if not sign:
        owner, sign, rest = name.partition(".")
    if sign and not rest[:1].isdigit():
        return resolver.vendor_of(owner.rpartition("/")[2])
    word = FIRST_WORD.match(plain(name))
    index = resolver.index
    found = {index.vendors[model] for model, own in index.bare_of.items() if word and own.startswith(word[0])}
    return found.pop() if len(found) == 1 else None


def _as_seen(name: str) -> str:
    """``gpt-40`` and ``gpt-4o`` look alike."""
    return _ZERO.sub("0", name)


def _vendors_of(resolver: Resolver, name: str) -> set[str]:
    """The vendors that have a model whose name begins with the same word; all, where none has."""
    word = _SPLIT.split(plain(name))[0].rstrip("0123456789")
    index = resolver.index
    found = {index.vendors[model] for model, own in index.bare_of.items() if word and own.startswith(word)}
    return found or set(index.vendors.values())


def host_hint(named: str, hosts: Collection[str]) -> str:
    """``did you mean ...?`` for a host: by what people call it, by a part of its name, then by letters."""
    called = HOST_WORDS.get(fold(named))
    if called is not None and (called in hosts or called == "self"):
        return meant([called])
    slips = _near(fold(named), hosts, _SLIP)
    if slips:
        return meant(slips)
    parts = set(_SPLIT.split(fold(named)))
    sharing = sorted(host for host in hosts if parts & set(_SPLIT.split(host)))
    return meant(sharing or _near(fold(named), hosts))


def _near(word: str, choices: Iterable[str], cutoff: float = _NEAR) -> list[str]:
    import difflib  # noqa: PLC0415 - needed only when something is misspelt

    return difflib.get_close_matches(word, sorted(set(choices)), n=2, cutoff=cutoff)
