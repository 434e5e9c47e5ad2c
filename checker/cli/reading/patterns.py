"""Which paths a pattern of the configuration means: ``*`` and ``?`` within a folder, ``**``, ``{a,b}``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase

from checker.cli.faults import Fault

MAX_BRACES = 4
"""Most choices in one pattern: each multiplies the patterns that are tried."""

_BRACES = re.compile(r"\{([^{}]*)\}")


def matching(paths: Iterable[str], patterns: Iterable[str]) -> list[str]:
    """The paths that match at least one pattern, sorted. Paths have forward slashes."""
    split = [tuple(part.split("/")) for pattern in patterns for part in _expanded(pattern)]
    return sorted(path for path in paths if any(_matches(tuple(path.split("/")), parts) for parts in split))


def _expanded(pattern: str) -> list[str]:
    found = _BRACES.search(pattern)
    if pattern.count("{") > MAX_BRACES:
        raise Fault(f"more than {MAX_BRACES} choices in braces: {pattern!r}")
    if not found:
        return [pattern.removeprefix("./")]
    before, after = pattern[: found.start()], pattern[found.end() :]
    return [whole for choice in found[1].split(",") for whole in _expanded(before + choice + after)]


def _matches(path: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    """Whether the parts of a path match those of a pattern; ``**`` is any number of parts."""
    reached = {0}
    for part in pattern:
        if part == "**":
            reached = set(range(min(reached, default=len(path) + 1), len(path) + 1))
        else:
            reached = {at + 1 for at in reached if at < len(path) and fnmatchcase(path[at], part)}
    return len(path) in reached
