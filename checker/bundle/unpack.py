"""Reading a bundle that anybody may have made: into memory, with limits, and writing nothing.

A folder or a zip comes out as names and bytes. What no bundle of ours holds (a link, a
device, a name that leads elsewhere, two files of one name) is refused as a whole.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from checker.bundle.archive import content, entries
from checker.bundle.layout import SUMS, safe
from checker.diagnostic import Diagnostic
from checker.run import tree
from checker.run.faults import Fault

MAX_FILES = 100_000
"""Ten times the manifests that a fleet is built for."""
MAX_FILE = 256 * 1024 * 1024
"""The report of such a fleet takes some tens of megabytes."""
MAX_ALL = 1024 * 1024 * 1024
"""What is held in memory at once."""
MAX_DEEP = 64
"""Folders in folders; paths of a repository are shorter."""

_BESIDE = 64 * 1024 * 1024
"""Bytes of a zip that are no file's: some 150 for each."""
MAX_ZIP = MAX_ALL + _BESIDE
"""Bytes of a zip that are read."""


def unpack(place: str) -> dict[str, bytes]:
    """Every file by name.

    Raises:
        Fault: this is no bundle, or not one that is safe to read.
    """
    if os.path.isdir(place):
        if not os.path.lexists(os.path.join(place, SUMS)):
            raise Fault(f"no {SUMS}: this is no evidence bundle{_bundle_in(place)}")
        return _gathered(_walk(place))
    if not os.path.isfile(place):
        raise Fault(f"no such bundle: {place!r}")
    try:
        with open(place, "rb") as file:
            raw = file.read(MAX_ZIP + 1)
    except OSError as error:
        raise Fault(f"{place!r} cannot be read: {error.strerror}") from None
    return unpack_zip(raw)


def unpack_zip(raw: bytes) -> dict[str, bytes]:
    """Every file of a zip, by name; at most one byte more than ``MAX_ZIP`` is looked at.

    Raises:
        Fault: this is no bundle, or not one that is safe to read.
    """
    if len(raw) > MAX_ZIP:
        raise _too_much()
    return _gathered(_entries(raw))


def _bundle_in(folder: str) -> str:
    """A hint at what was meant."""
    inside = [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
    found = next((path for path in inside if path.endswith(".zip") or os.path.lexists(os.path.join(path, SUMS))), None)
    return f"; did you mean {found!r}?" if found is not None else ""


def _gathered(found: Iterator[tuple[str, bytes]]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    total = 0
    for name, raw in found:
        total += len(raw)
        if name in files:
            raise Fault(f"two files of the bundle are called {name!r}")
        if total > MAX_ALL or len(files) >= MAX_FILES:
            raise _too_much()
        files[name] = raw
    return files


def _too_much() -> Fault:
    return Fault(f"the bundle holds more than {MAX_FILES} files or {MAX_ALL >> 20} MiB")


def _walk(root: str, folder: str = "") -> Iterator[tuple[str, bytes]]:
    try:
        with os.scandir(os.path.join(root, folder)) as found:
            listed = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        raise Fault(f"{folder or root!r} of the bundle cannot be listed: {tree.reason(error)}") from None
    for entry in listed:
        name = _checked(f"{folder}/{entry.name}" if folder else entry.name)
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(root, name)
        else:
            yield name, _read(root, name)


def _checked(name: str) -> str:
    if not safe(name) or name.count("/") > MAX_DEEP:
        raise Fault(f"a bundle holds no file called {name!r}")
    return name


def _read(root: str, name: str) -> bytes:
    raw = tree.read(root, name, MAX_FILE)
    if isinstance(raw, Diagnostic):
        raise Fault(f"{name!r} of the bundle is not read: {raw.message}")
    return _small(name, raw)


def _small(name: str, raw: bytes) -> bytes:
    if len(raw) > MAX_FILE:
        raise _too_large(name)
    return raw


def _too_large(name: str) -> Fault:
    return Fault(f"{name!r} of the bundle is larger than {MAX_FILE >> 20} MiB")


def _entries(raw: bytes) -> Iterator[tuple[str, bytes]]:
    listed = entries(raw)
    if len(listed) > MAX_FILES or sum(entry.size for entry in listed) > MAX_ALL:
        raise _too_much()
    for entry in listed:
        if entry.mode and not (stat.S_ISREG(entry.mode) or stat.S_ISDIR(entry.mode) or stat.S_IFMT(entry.mode) == 0):
            raise Fault(f"{entry.name!r} of the bundle is a link or a device")
        if entry.name.endswith("/"):
            _checked(entry.name.removesuffix("/"))
            if entry.packed:
                raise Fault(f"the bundle holds a folder {entry.name!r} with bytes of its own")
            continue
        name = _checked(entry.name)
        if entry.size > MAX_FILE:
            raise _too_large(name)
        yield name, content(raw, entry)
