"""Where git stands: the commit, and which inputs are byte for byte as it holds them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from checker.cli.faults import Fault
from checker.cli.reading.revision import resolve
from checker.cli.reading.snapshot import Snapshot, snapshot
from checker.report import Input
from checker.report.dossier import Commit
from checker.resources import BUILTIN


def standing(root: str, inputs: Sequence[Input]) -> Commit | None:
    """The commit that is checked out; None where git does not know one, or lacks its contents."""
    own = {entry.path: entry.sha256 for entry in inputs if not entry.path.startswith(BUILTIN)}
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
