"""Reading a bundle that anybody may have made: into memory, with limits, and writing nothing.

A folder or a zip comes out as names and bytes. What no bundle of ours holds (a link, a
device, a name that leads elsewhere, two files of one name) is refused as a whole.
"""

from __future__ import annotations

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator

from checker.cli.bundle.layout import safe
from checker.cli.faults import Fault
from checker.cli.reading import tree
from checker.diagnostic import Diagnostic

MAX_FILES = 100_000
"""Ten times the manifests that a fleet is built for."""
MAX_FILE = 256 * 1024 * 1024
"""The report of such a fleet takes some tens of megabytes."""
MAX_ALL = 1024 * 1024 * 1024
"""What is held in memory at once."""
MAX_DEEP = 64
"""Folders in folders; paths of a repository are shorter."""

_NO_ZIP = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError
)  # fmt: skip
"""What zipfile raises for bytes that are none, or of a kind it cannot read (encrypted, another compression)."""


def unpack(place: str) -> dict[str, bytes]:
    """Every file by name.

    Raises:
        Fault: this is no bundle, or not one that is safe to read.
    """
    if os.path.isdir(place):
        return _gathered(_walk(place))
    if not os.path.isfile(place):
        raise Fault(f"no such bundle: {place!r}")
    try:
        with zipfile.ZipFile(place) as archive:
            return _gathered(_entries(archive))
    except _NO_ZIP as error:
        raise Fault(f"{place!r} is not a zip that can be read: {error}") from None


def _gathered(found: Iterator[tuple[str, bytes]]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    total = 0
    for name, raw in found:
        total += len(raw)
        if name in files:
            raise Fault(f"two files of the bundle are called {name!r}")
        if total > MAX_ALL or len(files) >= MAX_FILES:
            raise Fault(f"the bundle holds more than {MAX_FILES} files or {MAX_ALL >> 20} MiB")
        files[name] = raw
    return files


def _walk(root: str, folder: str = "") -> Iterator[tuple[str, bytes]]:
    with os.scandir(os.path.join(root, folder)) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
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
        raise Fault(f"{name!r} of the bundle is larger than {MAX_FILE >> 20} MiB")
    return raw


def _entries(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    listed = archive.infolist()
    if len(listed) > MAX_FILES or sum(entry.file_size for entry in listed) > MAX_ALL:
        raise Fault(f"the bundle holds more than {MAX_FILES} files or {MAX_ALL >> 20} MiB")
    if any(entry.header_offset == 0 for entry in listed) != bool(listed):
        raise Fault("a bundle holds nothing before its first file: another program might read another zip there")
    for entry in listed:
        if entry.orig_filename != entry.filename:
            raise Fault(f"a bundle holds no file called {entry.orig_filename!r}")
        mode = entry.external_attr >> 16
        if mode and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_IFMT(mode) == 0):
            raise Fault(f"{entry.filename!r} of the bundle is a link or a device")
        if entry.filename.endswith("/"):
            _checked(entry.filename.removesuffix("/"))
        else:
            name = _checked(entry.filename)
            with archive.open(entry) as file:  # the declared size may be a lie
                yield name, _small(name, file.read(MAX_FILE + 1))
