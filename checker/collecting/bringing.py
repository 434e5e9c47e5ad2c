"""Brings the files of one source: from git at a commit, or from a file that has the digest which is asked for.

Only policies, catalogs and controls come, and the snapshot that the configuration names. Manifests and configurations
of others would make a fleet of their own here, and waivers would excuse what nobody here approved.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping

from checker.collecting.asked import NotRead
from checker.collecting.fetching import HELD, fetch, fetch_contents
from checker.diagnostic import Diagnostic
from checker.files.config import SNAPSHOTS
from checker.files.origin import Origin, is_inside
from checker.record import dataclass
from checker.report.review import Revision
from checker.run.faults import Fault
from checker.run.fleet_reading import is_fleet, read_fleet
from checker.run.matching import declared_format
from checker.run.named import own_bytes
from checker.run.reader import bounds_of
from checker.run.revision import resolve
from checker.run.signed import SIDECAR
from checker.run.snapshot import Snapshot, objects_of
from checker.run.tree import ENDINGS
from checker.run.vendored import limit_of

KINDS = ("modelbylaws/policy/", "modelbylaws/catalog/", "modelbylaws/controls/")


@dataclass(frozen=True, slots=True)
class Brought:
    """What a source holds."""

    commit: str
    files: Mapping[str, bytes]
    """By the path in the source's folder here."""
    left_out: int

    @property
    def digests(self) -> dict[str, str]:
        return {path: hashlib.sha256(raw).hexdigest() for path, raw in sorted(self.files.items())}


def bring(name: str, origin: Origin, root: str, cache: str, *, snapshots: bool = False) -> Brought:
    """The files of a source, as they are there now.

    Args:
        name: what the configuration calls it.
        origin: where it is.
        root: where its paths start.
        cache: a folder for what git fetches.
        snapshots: whether snapshots of a fleet are wanted of it, too.

    Raises:
        Fault: it cannot be read, holds nothing of use, or is a file with another digest.
    """
    if origin.file is not None:
        return _file(name, origin.file, origin.sha256 or "", root, snapshots=snapshots)
    try:
        folder = fetch(origin.git or "", origin.ref or "", cache)
        commit = resolve(folder, HELD).commit
        files = objects_of(folder, "", Revision(origin.ref or "", commit))
        return _at(name, origin, files, commit, snapshots=snapshots)
    except NotRead as why:
        detail = f" ({why.detail})" if why.detail else ""
        raise Fault(f"source {name}: {why.reason}: {origin.where}{detail}; nothing was written") from None


def _file(name: str, written: str, wanted: str, root: str, *, snapshots: bool) -> Brought:
    inside = os.path.basename(written)
    raw = own_bytes(os.path.join(root, written), _limit(inside))
    found = hashlib.sha256(raw).hexdigest()
    if found != wanted:
        raise Fault(f"source {name}: {written} has the digest {found}, and not {wanted}; nothing was written")
    return _useful(name, {inside: raw}, "", snapshots=snapshots)


def _limit(path: str) -> int:
    return max(bounds_of(path).bytes, limit_of(path)) if path.endswith(SNAPSHOTS) else bounds_of(path).bytes


def _at(name: str, origin: Origin, files: Snapshot, commit: str, *, snapshots: bool) -> Brought:
    """What lies at a path of a commit."""
    start = origin.path or ""
    below = f"{start}/" if start else ""
    inside = {path: path.removeprefix(below) for path in files.blobs if path.startswith(below)}
    inside |= {path: path.rpartition("/")[2] for path in (start, f"{start}{SIDECAR}") if path in files.blobs}
    ending = (*ENDINGS, *SNAPSHOTS) if snapshots else ENDINGS
    wanted = {path: short for path, short in inside.items() if path.lower().endswith(ending)}
    fetch_contents(files.root, [files.blobs[path] for path in wanted])
    return _useful(name, {short: _read(files, path) for path, short in wanted.items()}, commit, snapshots=snapshots)


def _read(files: Snapshot, path: str) -> bytes:
    raw = files.read(path, _limit(path))
    if isinstance(raw, Diagnostic):
        raise NotRead(f"{path} {raw.message}")
    return raw


def _useful(name: str, there: Mapping[str, bytes], commit: str, *, snapshots: bool) -> Brought:
    held = {path for path, raw in there.items() if snapshots and path.endswith(SNAPSHOTS) and is_fleet(raw)}
    signed = {f"{path}{SIDECAR}" for path in held}
    others = {path: raw for path, raw in there.items() if path not in held and not path.endswith(SNAPSHOTS)}
    found = {path: raw for path, raw in others.items() if declared_format(path, raw).startswith(KINDS)}
    found |= {path: raw for path, raw in there.items() if path in held | signed}
    for path, raw in found.items():
        if not is_inside(path) or not path.endswith((*ENDINGS, *SNAPSHOTS)):
            raise Fault(f"source {name}: a file is called {path!r}, which is no name that is read everywhere")
        if len(raw) > _limit(path):
            raise Fault(f"source {name}: {path} is too large to be read")
        if path in held:
            read_fleet(f"source {name}: {path}", raw)  # one that is not whole is not brought
    if snapshots and not held:
        raise Fault(f"source {name}: no snapshot of a fleet lies there; nothing was written")
    if not found:
        raise Fault(f"source {name}: no policy, catalog or file of controls lies there; nothing was written")
    return Brought(commit, found, len(there) - len(found))
