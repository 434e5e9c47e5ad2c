"""Values of files that others wrote: whatever is in the place of what is expected is read as nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping

from checker.source.tree import Plain

_WHITE = re.compile(r"[ \t\r\n]+")
"""Not the no-break space: it is part of a name, and a name with it is another one."""


def fields(value: Plain | None) -> Mapping[str, Plain]:
    """A mapping, or an empty one in place of anything else."""
    return value if isinstance(value, dict) else {}


def word(value: Plain | None) -> str:
    """A single value on one line, or nothing in place of anything else."""
    return _WHITE.sub(" ", value).strip(" ") if isinstance(value, str) else ""


def words(value: Plain | None) -> list[str]:
    """Single values of a list, or the one that stands in its place."""
    listed = value if isinstance(value, list) else [value]
    return [found for found in map(word, listed) if found]
