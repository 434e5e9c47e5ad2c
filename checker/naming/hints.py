"""What a name that is not known may have been meant to be: by what is read off it first, and by letters last.

Never a model of another vendor where the vendor can be read, and never another version: ``o1`` is no slip of ``o3``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from checker.diagnostic import MAX_NEAR, MEANT
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
_NUMBER = re.compile(r"[0-9]+[a-z]*")
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
    """The models of the same vendor and of the same numbers whose names are nearest."""
    if found.written not in resolver.slips and len(resolver.slips) < MAX_NEAR:
        resolver.slips[found.written] = _nearest_models(resolver, found)
    return resolver.slips.get(found.written, ())


def _nearest_models(resolver: Resolver, found: Resolved) -> tuple[str, ...]:
    owner, _, name = (found.core or found.written).rpartition("/")
    index = resolver.index
    vendor = resolver.vendor_of(owner) if owner else None
    vendors = {vendor} if vendor else _vendors_of(resolver, name)
    if owner and vendor is None:
        vendors &= set(_near(owner, vendors))
    bare = {model: _as_seen(own) for model, own in index.bare_of.items() if index.vendors[model] in vendors}
    looked = _as_seen(plain(name))
    same = {model: own for model, own in bare.items() if _numbers(own) == _numbers(looked)}
    near = set(_near(looked, same.values()))
    return tuple(sorted(model for model, own in same.items() if own in near))


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


def _numbers(name: str) -> list[str]:
    """The numbers in a name; whether ``b`` stands behind that of the parameters does not matter."""
    return [number.rstrip("bm") for number in _NUMBER.findall(name)]


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
