"""Licenses as SPDX expressions: what a text means, and whether two texts mean one license.

Letter case, deprecated ids, and the words of model hubs are taken away here, so
``mit`` is MIT, ``GPL-3.0+`` is GPL-3.0-or-later, and ``llama3.1`` is what the
catalog calls LicenseRef-llama-3.1-community. What is on no list is kept as one
id that nobody understands: whether it is, or holds, another license is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import cache, lru_cache

from checker.licenses import spdx
from checker.record import dataclass
from checker.source.characters import fold

_OWN_WORDS = (
    "apple-amlr", "apple-ascl", "bigcode-openrail-m", "bigscience-bloom-rail-1.0", "bigscience-openrail-m",
    "creativeml-openrail-m", "deepfloyd-if-license", "fair-noncommercial-research-license", "h-research",
    "intel-research", "openmdw-1.1", "openrail",
)  # fmt: skip
"""Words of the hub that no SPDX id stands for: the id is the word."""

WORDS: Mapping[str, str] = {word: f"LicenseRef-{word}" for word in _OWN_WORDS} | {
    "c-uda": "C-UDA-1.0",
    "databricks-open-model-license": "LicenseRef-databricks-open-model",
    "deepseek": "LicenseRef-deepseek-1.0",
    "gemma": "LicenseRef-google-gemma-terms",
    "grok2-community": "LicenseRef-xai-grok-2-community",
    "jamba-open-model-license": "LicenseRef-ai21-jamba-open-model",
    "lgpl-lr": "LGPLLR",
    "llama2": "LicenseRef-llama-2-community",
    "llama3": "LicenseRef-llama-3-community",
    "llama3.1": "LicenseRef-llama-3.1-community",
    "llama3.2": "LicenseRef-llama-3.2-community",
    "llama3.3": "LicenseRef-llama-3.3-community",
    "llama4": "LicenseRef-llama-4-community",
    "mnpl": "LicenseRef-mistral-non-production",
    "mrl": "LicenseRef-mistral-research",
    "nvidia-open-model-license": "LicenseRef-nvidia-open-model",
    "odbl": "ODbL-1.0",
    "odc-by": "ODC-By-1.0",
    "openmdw-1.0": "OpenMDW-1.0",
    "openrail++": "LicenseRef-openrail-plus-plus",
    "pddl": "PDDL-1.0",
    "qwen": "LicenseRef-alibaba-qwen-2024",
    "qwen-research": "LicenseRef-alibaba-qwen-research",
    "stabilityai-ai-community": "LicenseRef-stability-community",
}
"""Words to ids; ``LicenseRef-...`` as the built-in catalog writes them. SPDX ids newer than our library's list, too."""

FAMILIES = frozenset({"bsd", "cc", "gfdl", "gpl", "lgpl"})
"""Words of the hub that leave open which license of a family it is."""

SILENT = frozenset({"none", "noassertion", "other", "unknown"})
"""Words that name no license at all."""


_OWN = re.compile(r"(?:DocumentRef-[a-z0-9.-]+:)?LicenseRef-([a-z0-9.-]+)\Z", re.IGNORECASE | re.ASCII)
_ADDITION = re.compile(r"(?:DocumentRef-[a-z0-9.-]+:)?AdditionRef-[a-z0-9.-]+\Z", re.IGNORECASE | re.ASCII)
_VERSION = re.compile(r"(.*?)-([0-9]+(?:\.[0-9]+)*)(-.*)?\Z")
_SLUG = re.compile(r"[^a-z0-9.]+")


@dataclass(frozen=True, slots=True)
class Term:
    """One license, perhaps with later versions of it, perhaps with an exception."""

    base: str
    """The id without ``+`` or ``-or-later``, in lower case."""
    later: bool = False
    exception: str = ""
    understood: bool = True
    """Whether a list knows it, or it is an organization's own ``LicenseRef-...``."""
    shown: str = field(default="", compare=False)
    """As SPDX or the catalog writes it."""

    def terms(self) -> Iterator[Term]:
        yield self

    def is_banned_by(self, ban: Term) -> bool:
        """A ban of an id bans it with any exception, and as ``-or-later``; that of ``-or-later`` bans later ids."""
        same = self.base == ban.base or (ban.later and _is_later(self.base, ban.base))
        return same and ban.exception in {"", self.exception}

    def is_allowed_by(self, entry: Term) -> bool:
        """Whoever may use X or later may choose X. An exception must be allowed by name, as somebody has to read it."""
        return self.base == entry.base and self.exception == entry.exception and (self.later or not entry.later)


@dataclass(frozen=True, slots=True)
class Several:
    """Licenses that all hold (``AND``), or of which the user chooses one (``OR``)."""

    parts: tuple[License, ...]
    choice: bool

    def terms(self) -> Iterator[Term]:
        for part in self.parts:
            yield from part.terms()


License = Term | Several


@lru_cache(maxsize=4096)
def parse(written: str) -> License:
    """What a text means; a text that is no expression is one license that nobody understands."""
    whole = _look_up(written)
    if whole is not None:
        return whole
    if not written.isascii():  # the library takes a no-break space for a space
        return _opaque(written)
    found = spdx.parse(written, _term, lambda parts, choice: Several(tuple(parts), choice))
    return _opaque(written) if found is None else found


def names_none(written: str) -> bool:
    """Whether a text is a word that says nothing about the license, such as ``other``."""
    return fold(written) in SILENT


def same(one: str, two: str) -> bool:
    """Whether two texts mean one license."""
    return one == two or parse(one) == parse(two)


@cache
def vocabulary() -> Mapping[str, str]:
    """Every word that a list knows, in lower case, with the id it stands for."""
    own = {name.lower(): name for name in WORDS.values()}
    found = {**spdx.ids().licenses, **spdx.REPLACED, **WORDS, **own}
    return {word: name for word, name in found.items() if word not in FAMILIES}


def hub_word(written: str) -> str | None:
    """The id that a word of the hub stands for; None if it is no such word, or is an id itself."""
    return None if fold(written) in spdx.ids().licenses else WORDS.get(fold(written))


def is_family(written: str) -> bool:
    """Whether a text is a word of the hub for a family of licenses."""
    return fold(written) in FAMILIES


def is_exception(written: str) -> bool:
    """Whether a text is the id of an exception, which is no license."""
    return fold(written) in spdx.ids().exceptions


def listed_id(name: str) -> str | None:
    """The id of one license, whether written ``apache-2.0`` or ``Apache 2.0``; None where no list knows it.

    NOTE: not the GPL's, whose words on the hub do not say "only" or "or later".
    """
    for word in (fold(name), _slug(name)):
        if word in FAMILIES:
            return None
        found = WORDS.get(word) or spdx.ids().licenses.get(word)
        if found is not None:
            return None if found.endswith("-only") and not word.endswith("-only") else found
    return None


def own_id(name: str) -> str | None:
    """The id of a license that has only a name of its own; None if nothing is left of the name."""
    slug = _slug(name).strip("-.")
    return listed_id(name) or (f"LicenseRef-{slug}" if slug else None)


def _slug(name: str) -> str:
    return _SLUG.sub("-", name.lower()).strip("-")


def _look_up(word: str) -> License | None:
    """The license that one word stands for, if a list knows it or it is an own one."""
    own = _OWN.match(word)
    inner = fold(own[1] if own else word)
    if inner in FAMILIES or inner in SILENT:
        return _opaque(word)
    if inner in spdx.REPLACED:
        return parse(spdx.REPLACED[inner])
    listed = WORDS.get(inner) or spdx.ids().licenses.get(inner)
    if listed is not None:
        return _read_version(listed)
    if own:
        return Term(fold(word), shown=word)
    before = _look_up(word[:-1]) if word.endswith("+") else None
    if not isinstance(before, Term) or before.exception:
        return None
    return Term(before.base, later=True, shown=f"{before.shown.removesuffix('-only')}+")


def _read_version(listed: str) -> Term:
    stem = listed.removesuffix("-or-later")
    only = spdx.ids().licenses.get(f"{stem}-only".lower())
    if stem != listed and only is not None:
        return Term(only.lower(), later=True, shown=listed)
    return Term(listed.lower(), shown=listed)


def _term(word: str, exception: str) -> License:
    known = _look_up(word) or _opaque(word)
    if not exception:
        return known
    listed = spdx.ids().exceptions.get(fold(exception))
    fits = listed is not None or _ADDITION.match(exception) is not None
    if not isinstance(known, Term) or known.exception:
        return _opaque(f"{word} WITH {exception}")
    shown = f"{known.shown} WITH {listed or exception}"
    return Term(known.base, known.later, fold(exception), known.understood and fits, shown)


def _opaque(written: str) -> Term:
    return Term(fold(written), understood=False, shown=written)


def _is_later(base: str, than: str) -> bool:
    """Whether an id is a later version of another one: GPL-3.0-only of GPL-2.0-only."""
    one, two = _VERSION.match(base), _VERSION.match(than)
    if one is None or two is None or (one[1], one[3]) != (two[1], two[3]):
        return False
    return _numbers(one[2]) > _numbers(two[2])


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]
