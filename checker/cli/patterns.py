"""Which paths a pattern of the configuration means: ``*`` and ``?`` within a folder, ``**``, ``{a,b}``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import cache

_BRACES = re.compile(r"\{([^{}]*)\}")


def matching(paths: Iterable[str], patterns: Iterable[str]) -> list[str]:
    """The paths that match at least one pattern, sorted. Paths have forward slashes."""
    split = [tuple(part.split("/")) for pattern in patterns for part in _expanded(pattern)]
    return sorted(path for path in paths if any(_matches(tuple(path.split("/")), parts) for parts in split))


def _expanded(pattern: str) -> list[str]:
    found = _BRACES.search(pattern)
    if not found:
        return [pattern.removeprefix("./")]
    before, after = pattern[: found.start()], pattern[found.end() :]
    return [whole for choice in found[1].split(",") for whole in _expanded(before + choice + after)]


@cache
def _matches(path: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    if not pattern:
        return not path
    if pattern[0] == "**":
        return _matches(path, pattern[1:]) or (bool(path) and _matches(path[1:], pattern))
    return bool(path) and fnmatchcase(path[0], pattern[0]) and _matches(path[1:], pattern[1:])
