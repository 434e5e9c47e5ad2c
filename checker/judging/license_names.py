"""Names of licenses in rules: each must be one that a list or a catalog knows."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cached_property

from checker import licenses
from checker.fleet import World
from checker.licenses import Several, Term
from checker.source.characters import fold

_OWN = "licenseref-"
MAX_HINTS = 100
"""Most names that are looked for among all licenses: each takes some milliseconds."""


class LicenseNames:
    """What is known about licenses in one world; collected when the first one is asked for."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._hints: dict[str, str] = {}

    @cached_property
    def _claimed(self) -> dict[str, str]:
        """Each license in a catalog, and each text there, in lower case, as it is written."""
        models = self._world.catalog.models.values()
        texts = {claim.value for model in models for claim in model.facts.license or ()}
        texts = {text for text in texts if not licenses.names_none(text)}
        found = {term.base: term.shown for text in texts for term in licenses.parse(text).terms() if not term.exception}
        return {fold(text): text for text in texts} | found

    def fault(self, written: str, *, is_glob: bool = False) -> tuple[str, str] | None:
        """What is wrong with a name in a rule, and what to write; None if it is one license that is known."""
        if is_glob:
            return None if self._is_like_one(written) else (f"no license that is known is like {written!r}", _HOW_GLOB)
        license_ = licenses.parse(written)
        claimed = fold(written) in self._claimed and not isinstance(license_, Several)
        if claimed and not licenses.is_family(written):
            return None
        word = _word(written)
        if word is not None:
            return word
        if isinstance(license_, Several):
            listed = ", ".join(dict.fromkeys(term.shown for term in license_.terms()))
            return f"{written!r} is an expression, and a rule lists licenses one by one", f"write [{listed}]"
        if self._is_known(license_):
            return None
        return f"no list and no catalog knows license {written!r}", self._near(written)

    def _is_like_one(self, glob: str) -> bool:
        known = {*licenses.vocabulary().values(), *self._claimed.values()}
        return any(fnmatchcase(name.lower(), glob.lower()) for name in known)

    def _is_known(self, term: Term) -> bool:
        """On a list; or an own license that a catalog claims."""
        return term.understood and (term.base in self._claimed or term.base in licenses.vocabulary())

    def _near(self, written: str) -> str:
        if written not in self._hints and len(self._hints) < MAX_HINTS:
            self._hints[written] = self._search(written)
        return self._hints.get(written, "")

    def _search(self, written: str) -> str:
        import difflib  # noqa: PLC0415 - needed only when something is misspelt

        known = {**licenses.vocabulary(), **self._claimed}
        words = {word.removeprefix(_OWN): name for word, name in known.items()}
        word = written.lower().removeprefix(_OWN)
        ratios = {
            near: difflib.SequenceMatcher(None, near, word).ratio()
            for near in difflib.get_close_matches(word, sorted(words), n=2)
        }
        names = dict.fromkeys(words[near] for near, ratio in ratios.items() if ratio == max(ratios.values()))
        return f"did you mean {' or '.join(map(repr, names))}?" if names else _HOW


_HOW_GLOB = "write it like ids of the SPDX list, or like a LicenseRef-... that a catalog claims"
_HOW = "write an id of the SPDX list, or a LicenseRef-... that a catalog claims"


def _word(written: str) -> tuple[str, str] | None:
    """What is wrong with a word that lists know, and that is no license."""
    hub = licenses.hub_word(written)
    if hub is not None:
        return f"{written!r} is what the hub calls {hub}, and rules name ids", f"did you mean {hub!r}?"
    if licenses.names_none(written):
        return f"{written!r} names no license", "known: true asks whether a license is known"
    if licenses.is_family(written):
        return f"{written!r} is a family of licenses", f"name its members, such as {', '.join(_members(written))}"
    if licenses.is_exception(written):
        return f"{written!r} is an exception, and no license", f"write the license, too: GPL-2.0-only WITH {written}"
    return None


def _members(family: str) -> list[str]:
    few, stem = 8, f"{family.lower()}-"
    names = {name for word, name in licenses.vocabulary().items() if word.startswith(stem) and " " not in name}
    return sorted(names)[:few]
