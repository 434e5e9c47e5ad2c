"""Whether a bundle is whole: every file is listed with its digest, and every listed file is there."""

from __future__ import annotations

import json
from collections.abc import Mapping

from checker.bundle import layout
from checker.run.faults import Fault


def check_digests(files: Mapping[str, bytes]) -> tuple[int, list[str]]:
    """How many files are listed, and every difference.

    Raises:
        Fault: there is no list.
    """
    if layout.SUMS not in files:
        raise Fault(f"no {layout.SUMS}: this is no evidence bundle")
    listed = layout.listed(files[layout.SUMS])
    if listed is None:
        raise Fault(f"{layout.SUMS} is not a list of digests and names")
    there = files.keys() - {layout.SUMS}
    found = [f"added, {layout.SUMS} does not list it: {name}" for name in sorted(there - listed.keys())]
    found += [f"removed, {layout.SUMS} lists it: {name}" for name in sorted(listed.keys() - there)]
    for name in sorted(there & listed.keys()):
        if layout.digest(files[name]) != listed[name]:
            found.append(f"changed, its digest is not that in {layout.SUMS}: {name}")
    return len(listed), found


def parsed(raw: bytes) -> object:
    """A JSON file's data, or None for what is not JSON, or has a key twice."""
    try:
        return json.loads(raw, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key twice")
    return found
