"""``vendor``: brings policies and catalogs of others below the root, and writes the lock that says what they are.

A ref that is locked stays at its commit: where it means another one now, nothing is written, unless that is asked for.
The lock is written last, so a run that was cut short leaves files that ``check`` refuses, and none that it believes.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from checker.collecting.bringing import Brought, bring
from checker.collecting.own import place, read_own
from checker.collecting.vendored import VendoredSource, Vendoring
from checker.diagnostic import Location, Place, did_you_mean
from checker.files.config import LOCK, SNAPSHOTS, VENDOR, VENDOR_FOLDER, Config
from checker.files.lock import FORMAT, LockedSource, LockFile, locked
from checker.progress import follow
from checker.record import dataclass
from checker.run.faults import Fault
from checker.run.named import refuse_links, write_below
from checker.run.request import Request
from checker.run.tree import ENDINGS
from checker.source import Document

ATTRIBUTES = f"{VENDOR_FOLDER}/.gitattributes"
AS_THEY_ARE = "* -text\n"
"""Git gives the files back byte for byte, also where it ends lines otherwise."""


@dataclass(frozen=True, slots=True)
class VendorOptions:
    """What ``vendor`` is asked."""

    root: str
    config: str
    """The configuration's name below the root."""
    day: dt.date
    cache: str
    """A folder for what git fetches."""
    update: Sequence[str] | None
    """Sources whose locked ref may move; empty: all of them. None: none of them."""
    check: bool
    """Only look what is newer."""
    request: Request | None = None
    """How what is newer would be judged here; None: that is not asked."""


def vendor(asked: VendorOptions) -> Vendoring:
    """Bring what the configuration names, and write the lock; or only say what is newer.

    Raises:
        Fault: a source cannot be read, a locked ref moved, or something cannot be written.
    """
    written, config = read_own(os.path.join(asked.root, asked.config), Config, asked.config)
    _refuse_unknown(asked, config)
    document, before = _read_lock(asked.root)
    sources = follow(config.sources.items(), "bringing sources", len(config.sources))
    brought = {
        name: bring(name, origin, asked.root, asked.cache, snapshots=_is_snapshot(config, name))
        for name, origin in sources
    }
    if not asked.check:
        _refuse_moved(asked, _find_moved(config, before, brought), written, document)
        _write(asked, _entries(config, before, brought, asked.day), brought)
    found = Vendoring(asked.day, asked.check, tuple(_tell_all(config, before, brought)))
    if asked.request is None or not found.exit_code:
        return found
    from checker.collecting.newer import judge_newer

    return replace(
        found, effect=judge_newer(asked.request, _files(_entries(config, before, brought, asked.day), brought))
    )


def _is_snapshot(config: Config, name: str) -> bool:
    """Whether the snapshot of the fleet is one of this source."""
    written = config.fleet.snapshot if config.fleet is not None else ""
    return written.startswith(VENDOR) and written.removeprefix(VENDOR).partition("/")[0] == name


def _tell_all(
    config: Config, before: Mapping[str, LockedSource], brought: Mapping[str, Brought]
) -> list[VendoredSource]:
    told = [_tell(name, config, before.get(name), found) for name, found in brought.items()]
    told += [VendoredSource(name, "gone", "", "", "", 0, (), (), (), 0) for name in before if name not in brought]
    return sorted(told, key=lambda entry: entry.name)


def _refuse_unknown(asked: VendorOptions, config: Config) -> None:
    if not config.sources and not os.path.lexists(os.path.join(asked.root, LOCK)):
        raise Fault(f"{asked.config} names no sources, so there is nothing to bring")
    for name in asked.update or ():
        if name not in config.sources:
            raise Fault(f"the configuration names no source {name!r}; {did_you_mean(name, [*config.sources])}")


def _read_lock(root: str) -> tuple[Document | None, Mapping[str, LockedSource]]:
    path = os.path.join(root, LOCK)
    if not os.path.lexists(path):
        return None, {}
    document, lock = read_own(path, LockFile, LOCK)
    return document, lock.sources


def _find_moved(
    config: Config, before: Mapping[str, LockedSource], brought: Mapping[str, Brought]
) -> Iterator[tuple[str, str]]:
    """Sources for which the same is asked for as before, and something else came; with what that is."""
    for name, found in brought.items():
        entry = before.get(name)
        if entry is None or not entry.is_of(config.sources[name]) or _is_same(entry, found):
            continue
        moved = entry.commit != found.commit
        yield name, f"is at {found.commit} now" if moved else "is at the same commit, and holds other files"


def _is_same(entry: LockedSource, found: Brought) -> bool:
    return (entry.commit or "") == found.commit and entry.files == found.digests


def _refuse_moved(
    asked: VendorOptions, found: Iterator[tuple[str, str]], written: Document, document: Document | None
) -> None:
    if asked.update is not None and not asked.update:
        return
    moved = [(name, now) for name, now in found if name not in (asked.update or ())]
    if not moved:
        return
    said = [
        f"{_line(written, asked.config, name, 'ref')}: the ref of {name!r} {now}, "
        f"and {_line(document, LOCK, name, 'commit')} locks another state"
        for name, now in moved
    ]
    raise Fault(f"{'; '.join(said)}; nothing was written: --update takes what is there now")


def _line(document: Document | None, name: str, source: str, key: str) -> str:
    path = ("sources", source, key)
    return place(document.locate(Place(name, path)) if document is not None else Location(name))


def _entries(
    config: Config, before: Mapping[str, LockedSource], brought: Mapping[str, Brought], day: dt.date
) -> dict[str, LockedSource]:
    """The new lock; what did not change keeps its day."""
    made: dict[str, LockedSource] = {}
    for name, found in brought.items():
        entry, origin = before.get(name), config.sources[name]
        fresh = locked(origin, found.commit, day, found.digests)
        same = entry is not None and entry.is_of(origin) and _is_same(entry, found) and entry.tree == fresh.tree
        made[name] = entry if entry is not None and same else fresh
    return made


def _write(asked: VendorOptions, entries: Mapping[str, LockedSource], brought: Mapping[str, Brought]) -> None:
    wanted = _files(entries, brought)
    lock = wanted.pop(LOCK)
    _remove_others(asked.root, wanted)
    for path, raw in ({**wanted, ATTRIBUTES: AS_THEY_ARE.encode(), LOCK: lock}).items():
        _put(asked.root, path, raw)


def _files(entries: Mapping[str, LockedSource], brought: Mapping[str, Brought]) -> dict[str, bytes]:
    """Everything that is written, by its path below the root; the lock too."""
    files = {f"{name}/{path}": raw for name, found in brought.items() for path, raw in found.files.items()}
    written = {name: entries[name].as_written() for name in sorted(entries)}
    text = json.dumps({"format": FORMAT, "sources": written}, indent=2)
    return {**{f"{VENDOR_FOLDER}/{path}": raw for path, raw in files.items()}, LOCK: f"{text}\n".encode()}


def _put(root: str, path: str, raw: bytes) -> None:
    """Write a file that is not there already with these bytes."""
    whole = os.path.join(root, path)
    refuse_links(root, whole)
    with contextlib.suppress(OSError), open(whole, "rb") as file:
        if file.read() == raw:
            return
    try:
        os.makedirs(os.path.dirname(whole), exist_ok=True)
    except OSError as error:
        raise Fault(f"{path} cannot be written: {error.strerror}") from None
    write_below(root, path, raw)


def _remove_others(root: str, wanted: Mapping[str, bytes]) -> None:
    """Take out what an earlier run brought and this one did not, of the files that could be read as inputs."""
    top = os.path.join(root, VENDOR_FOLDER)
    refuse_links(root, top)
    for folder, _, names in os.walk(top, topdown=False):
        for name in names:
            whole = os.path.join(folder, name)
            path = os.path.relpath(whole, root).replace(os.sep, "/")
            if path not in wanted and name.lower().endswith((*ENDINGS, *SNAPSHOTS)):
                try:
                    os.unlink(whole)
                except OSError as error:
                    raise Fault(f"{path} cannot be removed: {error.strerror}") from None
        with contextlib.suppress(OSError):  # something lies in it
            os.rmdir(folder)


def _tell(name: str, config: Config, entry: LockedSource | None, found: Brought) -> VendoredSource:
    was, now = entry.files if entry is not None else {}, found.digests
    origin = config.sources[name]
    same = entry is not None and entry.is_of(origin) and _is_same(entry, found)
    return VendoredSource(
        name,
        "new" if entry is None else "same" if same else "newer",
        origin.where,
        found.commit,
        entry.commit or "" if entry is not None else "",
        len(now),
        tuple(path for path in now if path not in was),
        tuple(path for path in now if path in was and was[path] != now[path]),
        tuple(path for path in was if path not in now),
        found.left_out,
    )
