"""Ways into values that others wrote: what a path leads to, whatever stands on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checker.diagnostic import Path
from checker.source import Plain
from checker.source.places import below

Outer = Plain | Mapping[str, Plain] | None


def entries(value: Plain | None) -> list[Plain]:
    """A list, or an empty one in place of anything else."""
    return value if isinstance(value, list) else []


def at_path(value: Outer, path: Path) -> Plain | None:
    """What a path leads to; None where it leads nowhere."""
    found = value if isinstance(value, dict | list | str) else None
    for step in path:
        found = below(found, step)
    return found


def below_path(value: Outer, path: Path) -> Iterator[tuple[Path, Mapping[str, Plain]]]:
    """The mappings of the list that a path leads to, each with its own path."""
    for index, item in enumerate(entries(at_path(value, path))):
        if isinstance(item, dict):
            yield (*path, index), item
