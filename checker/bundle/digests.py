"""Whether a bundle is whole: every file is listed with its digest, and every listed file is there."""

from __future__ import annotations

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
