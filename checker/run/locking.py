"""Has a run read what the lock names of other's files, and refuses whatever differs from the lock.

Configuration and lock must name the same sources; every file of the lock is looked at, whether a rule needs it or not.
So the same files give the same answer on every machine, and a bundle of evidence holds all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from checker.diagnostic import Diagnostic, Location, Path, Place
from checker.files.config import LOCK, VENDOR_FOLDER, Config
from checker.files.lock import LockedSource, LockFile, tree_digest
from checker.files.origin import Origin
from checker.report import Input
from checker.run.reader import Reader
from checker.run.request import CONFIG_NAME
from checker.run.tree import ENDINGS, Tree
from checker.run.vendored import RUN_VENDOR, Locked, Vendored, limit_of, not_locked
from checker.source import Document


def open_vendored(reader: Reader, config: Config, name: str | None) -> None:
    """Have the reader read the files of the configuration's sources by the lock; it keeps the faults of both."""
    written = reader.documents.get(name or CONFIG_NAME)
    names = {source: _at(written, ("sources", source)) for source in config.sources}
    document = _read_lock(reader, next(iter(names.values())))
    lock = reader.shaped(document, LockFile)
    found: dict[str, dict[str, Locked]] = {}
    if lock is not None and document is not None:
        reader.faults += _unlike(config, lock, names, document)
        for source, entry in lock.sources.items():
            below: Path = ("sources", source, "files")
            found[source] = {
                path: Locked(digest, _at(document, (*below, path))) for path, digest in entry.files.items()
            }
    reader.sources = replace(reader.sources, vendored=Vendored(names, found))


def _read_lock(reader: Reader, at: Location) -> Document | None:
    raw = reader.sources.rules.read(LOCK)
    if isinstance(raw, Diagnostic) and raw.code == "unreadable":
        message = "there is no lock, so nothing of these sources was brought here"
        reader.faults.append(Diagnostic("not-vendored", message, (at, Location(LOCK)), RUN_VENDOR))
        return None
    return reader.read(LOCK, "vendored", raw)


def _at(document: Document | None, path: Path) -> Location:
    return document.locate(Place(document.file, path)) if document is not None else Location(CONFIG_NAME)


def _unlike(config: Config, lock: LockFile, names: dict[str, Location], document: Document) -> Iterator[Diagnostic]:
    """In what the lock is not that of the configuration, or not as it was written."""
    for name, origin in config.sources.items():
        entry = lock.sources.get(name)
        if entry is None:
            yield Diagnostic(
                "not-vendored", f"the lock has no source {name!r}", (names[name], Location(LOCK)), RUN_VENDOR
            )
            continue
        at = replace(_at(document, ("sources", name)), label="locked here")
        if not entry.is_of(origin):
            message = f"the lock has another {name!r}: {entry.where}, and not {origin.where}"
            yield Diagnostic("not-vendored", message, (names[name], at), RUN_VENDOR)
        elif not _is_whole(entry, origin):
            message = f"the lock was changed by hand: its digests of {name!r} do not fit each other"
            yield Diagnostic("vendored-changed", message, (at, names[name]), RUN_VENDOR)
    for name in lock.sources:
        if name not in names:
            at = _at(document, ("sources", name))
            yield Diagnostic("not-vendored", f"the configuration names no source {name!r}", (at,), RUN_VENDOR)


def _is_whole(entry: LockedSource, origin: Origin) -> bool:
    whole = bool(entry.files) and tree_digest(entry.files) == entry.tree
    by_digest = origin.sha256 is None or {*entry.files.values()} == {origin.sha256}
    return whole and by_digest and (entry.commit is not None) == (origin.git is not None)


def read_rest(reader: Reader, trees: Iterable[Tree]) -> None:
    """Look at what the lock names and nothing read; what lies beside it and is not named is a fault."""
    vendored = reader.sources.vendored
    if vendored is None:
        return
    read = {entry.path for entry in reader.inputs}
    for name, files in vendored.files.items():
        for inside, locked in files.items():
            path = f"{VENDOR_FOLDER}/{name}/{inside}"
            raw = reader.sources.read_large(path, limit_of(path)) if path not in read else None
            if isinstance(raw, bytes):
                reader.inputs.append(Input(path, "vendored", locked.sha256))
            elif raw is not None and raw not in reader.faults:
                reader.faults.append(raw)
    there = {path for tree in trees for path in tree.files if path.startswith(f"{VENDOR_FOLDER}/")}
    extra = (path for path in sorted(there) if path.lower().endswith(ENDINGS) and not vendored.find_locked(path))
    known = {*reader.faults}
    reader.faults += [fault for fault in map(not_locked, extra) if fault not in known]
