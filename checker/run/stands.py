"""Where git stands: the commit that is checked out, and which inputs are byte for byte as it holds them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from checker.diagnostic import Location
from checker.formats.places import in_repository
from checker.record import dataclass
from checker.report import Input
from checker.report.review import Revision
from checker.run.faults import Fault
from checker.run.revision import resolve
from checker.run.snapshot import Snapshot, snapshot


@dataclass(frozen=True, slots=True)
class Commit:
    """``changed`` are inputs that differ from the commit, or are not in it."""

    id: str
    changed: tuple[str, ...]


def find_commit(root: str, inputs: Sequence[Input], read_at: Revision | None = None) -> Commit | None:
    """The commit that is checked out; None where git does not know one, or lacks its contents.

    What was all read at a revision stands there, whatever is checked out.
    """
    if read_at is not None:
        return Commit(read_at.commit, ())
    own = {entry.path: entry.sha256 for entry in inputs if in_repository(Location(entry.path))}
    try:
        revision = resolve(root, "HEAD")
        kept = snapshot(root, revision)
        kept.find(own.__contains__)
        changed = [path for path, digest in own.items() if not _same(kept, path, digest)]
    except Fault:
        return None
    return Commit(revision.commit, tuple(sorted(changed)))


def _same(kept: Snapshot, path: str, digest: str) -> bool:
    there = kept.read(path)
    return isinstance(there, bytes) and hashlib.sha256(there).hexdigest() == digest
