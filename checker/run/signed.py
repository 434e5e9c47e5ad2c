"""Who signed a snapshot: the envelope that lies beside it, over a statement with the digest of each of its files."""

from __future__ import annotations

import json
from collections.abc import Mapping

from checker import HOME
from checker.run.fleet_file import digest_of

SIDECAR = ".dsse.json"
"""What the envelope is called after: that of ``fleet.jsonl`` is ``fleet.jsonl.dsse.json``."""
MAX_ENVELOPE = 1 << 26
"""Most bytes of one: it has some 200 for each file of the snapshot, and most snapshots are one file."""

_STATEMENT = "https://in-toto.io/Statement/v1"
_PREDICATE = f"{HOME}/ns/snapshot/v1"
_ALONE = "snapshot"
"""What the statement calls a snapshot that is one file, so that the file may be renamed."""


def sidecar_of(path: str) -> str:
    """Where the envelope of a snapshot lies: of a folder beside it, not in it."""
    return f"{path.rstrip('/')}{SIDECAR}"


def statement_of(files: Mapping[str, bytes]) -> bytes:
    """What is signed: the digest of each file, by its name in the folder; of one file alone the name is empty."""
    subjects = [{"name": name or _ALONE, "digest": {"sha256": digest_of(raw)}} for name, raw in sorted(files.items())]
    statement = {"_type": _STATEMENT, "subject": subjects, "predicateType": _PREDICATE, "predicate": {}}
    return f"{json.dumps(statement, sort_keys=True, separators=(',', ':'))}\n".encode()
