"""Reads the manifests of one repository, wherever it is."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from checker.collecting.asked import NotRead
from checker.collecting.fetching import HELD, fetch, fetch_contents
from checker.diagnostic import Diagnostic
from checker.engine.shards import Shard
from checker.files.config import defaults
from checker.files.repositories import Repository
from checker.record import dataclass
from checker.report.review import Revision
from checker.resources import builtin
from checker.run.dot_git import is_one
from checker.run.faults import Fault
from checker.run.files import Files, Memory, Sources, WorkTree
from checker.run.fleet_file import FleetFile, Gathered, Record
from checker.run.fleet_forms import read_stored
from checker.run.fleet_reading import read_fleet
from checker.run.fleets import Listing, nested, parted
from checker.run.manifests import name_in
from checker.run.matching import one_of, top_level
from checker.run.revision import resolve
from checker.run.snapshot import objects_of
from checker.run.unread import misnamed
from checker.shape.scalars import is_identifier


@dataclass(frozen=True, slots=True)
class Found:
    """What became of one source: the repositories in it, and their manifests."""

    repositories: tuple[Gathered, ...]
    records: tuple[Record, ...] = ()
    left_out: int = 0
    """Manifests below a folder that has a configuration of its own: those are another fleet."""
    detail: str = ""
    """What git said of one that could not be read."""
    kept: bool = False
    """Whether it is the same commit as before, and nothing was read again."""


def read_source(asked: Repository, root: str, cache: str, patterns: Sequence[str], earlier: FleetFile | None) -> Found:
    """What is in a source.

    Args:
        asked: the source.
        root: the folder that its path starts from.
        cache: a folder for what git fetches.
        patterns: where manifests lie.
        earlier: what was collected before, of which the same commits are not read again.

    Raises:
        NotRead: it could not be read.
    """
    where = os.path.join(root, asked.where)
    ref = asked.ref or "HEAD"
    if asked.kind == "snapshot":
        held = _earlier(asked.where, where)
        return Found(held.repositories, held.records)
    if asked.kind == "git":
        folder = fetch(asked.where, ref, cache)
        return _at(asked, folder, _commit(folder, HELD), patterns, earlier)
    if asked.kind == "path":
        if not (is_one(where) or is_one(os.path.join(where, ".git"))):
            raise NotRead("there is no repository of git", where)  # one around that folder is another one
        return _at(asked, where, _commit(where, ref), patterns, earlier)
    files = WorkTree(where) if asked.kind == "folder" else Memory(_held(where))
    if asked.kind == "folder" and not os.path.isdir(where):
        raise NotRead("there is no such folder", where)
    return _made(asked, "", files, patterns)


def _earlier(name: str, path: str) -> FleetFile:
    try:
        stored = read_stored(path, name)
    except Fault as fault:
        raise NotRead("there is no such file, or it cannot be read", str(fault)) from None
    return read_fleet(name, stored.raw)


def _held(path: str) -> Mapping[str, bytes]:
    """Files that are records."""
    if not os.path.isfile(path):
        raise NotRead("there is no such file", path)
    held: dict[str, bytes] = {}
    for name, raw in Shard(path).read(Memory({})):
        if name in held or isinstance(raw, Diagnostic):
            raise Fault(f"{path}: two records have the path {name!r}")
        held[name] = raw
    return held


def _commit(folder: str, ref: str) -> str:
    try:
        return resolve(folder, ref).commit
    except Fault as fault:
        raise NotRead(f"it has no commit {ref!r}", str(fault)) from None


def _at(asked: Repository, folder: str, commit: str, patterns: Sequence[str], earlier: FleetFile | None) -> Found:
    """The manifests of a commit; those that are known already, if it is the same."""
    name = asked.name or ""
    made = _gathered(asked, commit, patterns)
    before = earlier.by_name.get(name) if earlier is not None else None
    if earlier is not None and before == made:
        return Found((made,), tuple(earlier.by_repository.get(name, ())), kept=True)
    try:
        files = objects_of(folder, "", Revision(asked.ref or "HEAD", commit))
        if asked.kind == "git":
            is_input = one_of(patterns)
            wanted = [blob for path, blob in files.blobs.items() if is_input(path)]
            fetch_contents(folder, [*wanted, *files.links.values()])
        return _made(asked, commit, files, patterns)
    except Fault as fault:
        raise NotRead("git has not all of its contents", str(fault)) from None


def _made(asked: Repository, commit: str, files: Files, patterns: Sequence[str]) -> Found:
    tree = files.find(one_of(patterns))
    fleets = nested(tree.files)
    own = parted(tree.files, patterns, fleets)
    config = defaults().model_copy(update={"manifests": tuple(patterns)})
    slips = misnamed(Listing(Sources(files, files, builtin()), config, None, tree, tree, fleets))
    items: dict[str, bytes | Diagnostic] = {path: files.read(path) for path in own.own}
    items |= {fault.primary.file: fault for fault in (*tree.faults, *slips)}
    records = (Record(asked.name or "", path, raw, _service(path, raw)) for path, raw in sorted(items.items()))
    return Found((_gathered(asked, commit, patterns),), tuple(records), len(own.left_out))


def _gathered(asked: Repository, commit: str, patterns: Sequence[str]) -> Gathered:
    ref = (asked.ref or "HEAD") if commit else ""
    return Gathered(asked.name or "", "read", ref, commit, manifests=tuple(patterns), web=asked.web or "")


def _service(path: str, raw: bytes | Diagnostic) -> str:
    """Whom a manifest names; the pattern is asked first, because to parse all of them takes most of the time."""
    found = name_in(raw)
    if not found and isinstance(raw, bytes):
        named = (top_level(path, raw) or {}).get("service")
        found = named if isinstance(named, str) and is_identifier(named) else ""
    return found
