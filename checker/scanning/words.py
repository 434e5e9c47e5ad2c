"""What a whole word of a file means: a model, a host's address, the key of a host's SDK, or nothing."""

from __future__ import annotations

import re
from dataclasses import field
from typing import Literal

from checker.catalog import Catalog
from checker.foreign.addresses import has_domain, read_address
from checker.foreign.secret import looks_secret
from checker.observed.hosts import host_of_provider
from checker.record import dataclass
from checker.shape.scalars import is_foreign_name
from checker.source.characters import fold
from checker.vocabulary import SELF_HOST

What = Literal["model", "endpoint", "key"]

_INSIDE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:/@+-")
"""What may be inside of a name or an address."""
_EDGE = b"._:/@+-"
"""What is around a word and none of it, where it is at the edge."""
_APART = bytes(code if code in _INSIDE else 0x20 for code in range(256))
_KEY = re.compile(r"(?P<who>[A-Z][A-Z0-9_]*?)_(?:API_KEY|API_BASE|API_VERSION|BASE_URL|ENDPOINT)\Z")
_PLAIN = re.compile(r"[A-Za-z_]*\Z|[0-9._:/+@-]*\Z")
_FIRST = re.compile(r"[a-z]+")
_SIGN = re.compile(
    r"\b(?:models?|model[_-]?(?:name|id)|deployment|engine|llm|chat|completions?|embeddings?|invoke|generate|litellm|"
    r"openai|anthropic|bedrock|vertex(?:ai)?|azure|cohere|mistral|groq|ollama)\b",
    re.IGNORECASE,
)
"""What stands beside a name that is meant as one: a key, a call of an SDK, or who serves it."""
_SHORT = 5


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word means. A ``weak`` one means something else, too, so it needs a second sign in its line."""

    what: What
    value: str
    """The model's id, or the host."""
    weak: bool = False


@dataclass(eq=False)
class Words:
    """The words of one catalog. Each is looked up once."""

    catalog: Catalog
    firsts: frozenset[str] = frozenset()
    meant: dict[bytes, Meaning] = field(default_factory=dict)
    """What means something, as it is in files: with signs at its edges."""
    _looked: set[bytes] = field(default_factory=set)
    _known: set[bytes] = field(default_factory=set)
    """The keys of ``meant``: of two sets the smaller is gone through."""

    def __post_init__(self) -> None:
        names = self.catalog.resolver.index
        spelt = (*names.bare_of.values(), *(name.rpartition("/")[2].rpartition(":")[2] for name in names.spelt))
        found = (_FIRST.match(fold(name)) for name in spelt)
        self.firsts = frozenset(first[0] for first in found if first)

    def among(self, raw: bytes) -> set[bytes]:
        """The words of a text that mean something.

        NOTE: by sets. Each word of a repository is looked at once, and a file has hundreds that others have, too.
        """
        words = {*split(raw)}
        fresh = words - self._looked
        for word in fresh:
            meaning = self._find(told(word))
            if meaning is not None:
                self.meant[word] = meaning
                self._known.add(word)
        self._looked |= fresh
        return words.intersection(self._known)

    def _find(self, word: str) -> Meaning | None:
        if _PLAIN.match(word):  # most words: no name of a model is a plain word alone
            return self._key(word) if "_" in word and word.isupper() else None
        if "." in word and has_domain(word):
            host = read_address(word).host
            return Meaning("endpoint", host) if host not in {None, SELF_HOST} else None
        if "://" in word or not self._may_be(word) or looks_secret(word) or not is_foreign_name(word):
            return None
        model = self.catalog.resolver.resolve(word).model.value
        return None if model is None else Meaning("model", model, is_weak(word))

    def _may_be(self, word: str) -> bool:
        """Whether any part of it begins as the name of a model does."""
        return not self.firsts.isdisjoint(_FIRST.findall(word.lower()))

    def _key(self, word: str) -> Meaning | None:
        found = _KEY.match(word)
        host = host_of_provider(found["who"]) if found else None
        is_known = host is not None and (host in self.catalog.hosts or host in self.catalog.vendors)
        return Meaning("key", str(host)) if is_known else None


def split(raw: bytes) -> list[bytes]:
    """The words of a text, with signs at their edges."""
    return raw.translate(_APART).split()


def told(word: bytes) -> str:
    """A word without the signs at its edges."""
    return word.strip(_EDGE).decode("ascii")


def is_weak(word: str) -> bool:
    """Whether a name is also a word of another kind: short, or without a number, and without an owner before it."""
    owned = "/" in word or ":" in word
    return not owned and (len(word) < _SHORT or not any(sign.isdigit() for sign in word))


def has_sign(line: str, word: str) -> bool:
    """Whether a line says beside the word that it names a model."""
    return _SIGN.search(line.replace(word, " ")) is not None
