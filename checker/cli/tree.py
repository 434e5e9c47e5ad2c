"""The files below a root: which there are, and their bytes.

The walk follows no link. What it leaves out is said: a link to a folder inside
the root is read where it really lies, one that leads back to itself or to
manifests outside of the root is a fault.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from checker.diagnostic import Diagnostic, Location
from checker.source.characters import MAX_BYTES

MAX_PROBED = 10_000
"""Most entries looked at behind a folder link; more count as if a manifest lay there."""


@dataclass
class Tree:
    """What the walk found. Paths are relative to the root, with forward slashes."""

    root: str
    files: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    faults: list[Diagnostic] = field(default_factory=list)


def walk(root: str, is_manifest: Callable[[str], bool]) -> Tree:
    """Every file below the root but those in ``.git``."""
    tree = Tree(root)
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        try:
            entries = sorted(os.scandir(os.path.join(root, folder)), key=lambda entry: entry.name)
        except OSError as error:
            tree.faults.append(fault(folder or ".", "unreadable", f"cannot be listed: {reason(error)}"))
            continue
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_symlink():
                link(tree, path, is_manifest)
            elif entry.is_dir():
                waiting += [path] if entry.name != ".git" else []
            else:
                tree.files.append(path)
    tree.files.sort()
    return tree


def link(tree: Tree, path: str, is_manifest: Callable[[str], bool]) -> None:
    """Take a link: a file's is kept for the reader to refuse, a folder's is judged by where it leads."""
    whole = os.path.join(tree.root, path)
    if not os.path.isdir(whole):
        if _leads_to_itself(whole):
            tree.faults.append(fault(path, "link-loop", "the link leads back to itself"))
        tree.files.append(path)
        tree.links.append(path)
        return
    target, parent = os.path.realpath(whole), os.path.realpath(os.path.dirname(whole))
    if os.path.commonpath([target, parent]) == target:
        tree.faults.append(fault(path, "link-loop", "a folder link that leads back to a folder around it"))
    elif os.path.commonpath([target, os.path.realpath(tree.root)]) == os.path.realpath(tree.root):
        tree.notes.append(f"folder link not followed: {path}; it leads to a folder that is read where it lies")
    elif any(is_manifest(f"{path}/{below}") for below in _probe(target)):
        tree.faults.append(fault(path, "manifest-behind-link", "manifests behind a folder link are not read"))
    else:
        tree.notes.append(f"folder link not followed: {path}; no manifest lies behind it")


def _leads_to_itself(path: str) -> bool:
    try:
        os.stat(path)
    except OSError as error:
        return error.errno == errno.ELOOP
    return False


def _probe(folder: str) -> Iterator[str]:
    """Paths of files below a folder, links not followed."""
    count = 0
    for where, _, names in os.walk(folder):
        for name in names:
            count += 1
            inside = os.path.relpath(os.path.join(where, name), folder).replace(os.sep, "/")
            yield inside if count <= MAX_PROBED else "model-manifest.yaml"


def read(root: str, path: str) -> bytes | Diagnostic:
    """A regular file's bytes, at most one more than are accepted; a link or a device is refused."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(os.path.join(root, path), flags)
    except OSError as error:
        if error.errno in {errno.ELOOP, errno.EMLINK}:
            return fault(path, "link", "a link is not read; put the file itself here")
        return fault(path, "unreadable", f"cannot be read: {reason(error)}")
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return fault(path, "unreadable", "not a regular file")
        return file.read(MAX_BYTES + 1)


def fault(path: str, code: str, message: str) -> Diagnostic:
    return Diagnostic(code, message, (Location(path),))


def reason(error: OSError) -> str:
    """The system's words without the path, which may be the machine's own."""
    return (error.strerror or type(error).__name__).lower()
