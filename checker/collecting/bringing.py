"""Brings the files of one source: from git at a commit, or from a file that has the digest which is asked for.

Only policies, catalogs and controls come. Manifests and configurations of others would make a fleet of their own here,
and waivers would excuse what nobody here approved.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping

from checker.collecting.asked import NotRead
from checker.collecting.fetching import HELD, fetch, fetch_contents
from checker.diagnostic import Diagnostic
from checker.files.origin import Origin, is_inside
from checker.record import dataclass
from checker.report.review import Revision
from checker.run.faults import Fault
from checker.run.matching import declared_format
from checker.run.named import own_bytes
from checker.run.reader import bounds_of
from checker.run.revision import resolve
from checker.run.snapshot import Snapshot, objects_of
from checker.run.tree import ENDINGS

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


def bring(name: str, origin: Origin, root: str, cache: str) -> Brought:
    """The files of a source, as they are there now.

    Raises:
        Fault: it cannot be read, holds nothing of use, or is a file with another digest.
    """
    if origin.file is not None:
        return _file(name, origin.file, origin.sha256 or "", root)
    try:
        folder = fetch(origin.git or "", origin.ref or "", cache)
        commit = resolve(folder, HELD).commit
        return _at(name, origin, objects_of(folder, "", Revision(origin.ref or "", commit)), commit)
    except NotRead as why:
        detail = f" ({why.detail})" if why.detail else ""
        raise Fault(f"source {name}: {why.reason}: {origin.where}{detail}; nothing was written") from None


def _file(name: str, written: str, wanted: str, root: str) -> Brought:
    inside = os.path.basename(written)
    raw = own_bytes(os.path.join(root, written), bounds_of(inside).bytes)
    found = hashlib.sha256(raw).hexdigest()
    if found != wanted:
        raise Fault(f"source {name}: {written} has the digest {found}, and not {wanted}; nothing was written")
    return _useful(name, {inside: raw}, "")


def _at(name: str, origin: Origin, files: Snapshot, commit: str) -> Brought:
    """What lies at a path of a commit."""
    start = origin.path or ""
    below = f"{start}/" if start else ""
    inside = {path: path.removeprefix(below) for path in files.blobs if path.startswith(below)}
    inside |= {start: start.rpartition("/")[2]} if start in files.blobs else {}
    wanted = {path: short for path, short in inside.items() if path.lower().endswith(ENDINGS)}
    fetch_contents(files.root, [files.blobs[path] for path in wanted])
    return _useful(name, {short: _read(files, path) for path, short in wanted.items()}, commit)


def _read(files: Snapshot, path: str) -> bytes:
    raw = files.read(path, bounds_of(path).bytes)
    if isinstance(raw, Diagnostic):
        raise NotRead(f"{path} {raw.message}")
    return raw


def _useful(name: str, there: Mapping[str, bytes], commit: str) -> Brought:
    found = {path: raw for path, raw in there.items() if declared_format(path, raw).startswith(KINDS)}
    for path, raw in found.items():
        if not is_inside(path) or not path.endswith(ENDINGS):
            raise Fault(f"source {name}: a file is called {path!r}, which is no name that is read everywhere")
        if len(raw) > bounds_of(path).bytes:
            raise Fault(f"source {name}: {path} is too large to be read")
    if not found:
        raise Fault(f"source {name}: no policy, catalog or file of controls lies there; nothing was written")
    return Brought(commit, found, len(there) - len(found))
