"""The files below a root: which there are, and their bytes.

The walk follows no link, and says what it leaves out. A folder link is a fault
if it leads back to itself, or if an input lies behind it that is not read where
it really is.
"""

from __future__ import annotations

import errno
import math
import os
import stat
from collections.abc import Callable, Collection
from dataclasses import field

from checker.diagnostic import Diagnostic, Location
from checker.record import dataclass
from checker.report.finding import Note
from checker.run import trail
from checker.run.dot_git import is_one
from checker.source.characters import MAX_BYTES

NAMED = 10
"""Most paths that a note names."""
MAX_PROBED = 10_000
"""Most entries looked at behind a folder link that leads out of the root; behind more an input is taken to lie.

NOTE: what lies below the root was gone through before, and may be more: a virtual environment has such a link.
"""

MAX_SHARED = 512
"""Longest path of a folder of which it is kept where it really lies, in characters."""

_ONCE = 1 << 16
"""Bytes that are asked for first: all of a usual file."""

FOLDER = "is a folder, and a file is needed"
ENDINGS = trail.ENDINGS
"""Of files that can be inputs."""
_LINK = "a link is not read; put the file itself here"

IsInput = Callable[[str], bool]
"""Whether a path is one that would be read: a manifest, a policy, a catalog, an inventory."""


@dataclass
class Tree:
    """What the walk found. Paths are relative to the root, with forward slashes."""

    root: str
    files: list[str] = field(default_factory=list)
    folder_links: list[str] = field(default_factory=list)
    repositories: list[str] = field(default_factory=list)
    """Folders below the root that are repositories of their own, such as submodules."""
    tracked: frozenset[str] | None = None
    """The files below the root that git tracks; None where nobody asked."""
    notes: list[str] = field(default_factory=list)
    faults: list[Diagnostic] = field(default_factory=list)


def walk(root: str, is_input: IsInput) -> Tree:
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
            if entry.name == ".git" and folder and is_one(entry.path):
                tree.repositories.append(folder)
            if entry.is_symlink():
                add_link(tree, path)
            elif entry.is_dir():
                if entry.name.lower().endswith(ENDINGS) and is_input(path):
                    tree.faults.append(fault(path, "folder", FOLDER))
                waiting += [path] if entry.name != ".git" else []
            else:
                tree.files.append(path)
    tree.files.sort()
    judge_links(tree, is_input)
    return tree


def add_link(tree: Tree, path: str) -> None:
    """Take a link: a file's is kept for the reader to refuse, a folder's is judged when all files are known."""
    whole = os.path.join(tree.root, path)
    if os.path.isdir(whole):
        tree.folder_links.append(path)
        return
    if _leads_to_itself(whole):
        tree.faults.append(fault(path, "link-loop", "the link leads back to itself"))
    tree.files.append(path)


def judge_links(tree: Tree, is_input: IsInput) -> None:
    files = frozenset(tree.files)
    root = os.path.realpath(tree.root)
    for path in sorted(tree.folder_links):
        whole = os.path.join(tree.root, path)
        target, parent = os.path.realpath(whole), os.path.realpath(os.path.dirname(whole))
        if os.path.commonpath([target, parent]) == target:
            tree.faults.append(fault(path, "link-loop", "a folder link that leads back to a folder around it"))
            continue
        hidden = _hidden(path, target, root, files, is_input)
        if hidden:
            message = f"an input behind a folder link is not read: {hidden}"
            tree.faults.append(fault(path, "input-behind-link", message))
        else:
            tree.notes.append(Note("folder link not followed: ", [path], "; nothing behind it is left unread"))


def _hidden(path: str, target: str, root: str, files: frozenset[str], is_input: IsInput) -> str:
    """A file behind a link that would be read there, and is not read where it really lies; or nothing."""
    count = 0
    most = math.inf if os.path.commonpath([target, root]) == root else MAX_PROBED
    for where, folders, names in os.walk(target):
        linked = [name for name in folders if os.path.islink(os.path.join(where, name))]
        count += len(names)
        if linked or count > most:
            return f"{path}/... ({'a further folder link' if linked else f'more than {MAX_PROBED} files'})"
        inside = os.path.normpath(os.path.join(path, os.path.relpath(where, target))).replace(os.sep, "/")
        direct = os.path.relpath(where, root).replace(os.sep, "/")
        for name in names:
            if is_input(f"{inside}/{name}") and not (f"{direct}/{name}" in files and is_input(f"{direct}/{name}")):
                return f"{inside}/{name}"
    return ""


def _leads_to_itself(path: str) -> bool:
    try:
        os.stat(path)
    except OSError as error:
        return error.errno == errno.ELOOP
    return False


def read(root: str, path: str, limit: int = MAX_BYTES) -> bytes | Diagnostic:
    """A regular file's bytes, at most one more than are accepted; a link, a folder or a device is refused."""
    whole = os.path.join(root, path)
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        refused = _refused(path, os.lstat(whole).st_mode)  # opening a device may do something
        if refused is not None:
            return refused
        handle = os.open(whole, flags)
        try:
            refused = _refused(path, os.fstat(handle).st_mode)
            if refused is not None:
                return refused
            return _take(handle, limit + 1)
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno in {errno.ELOOP, errno.EMLINK}:
            return fault(path, "link", _LINK)
        return fault(path, "unreadable", f"cannot be read: {reason(error)}")
    except ValueError:
        return fault(path, "unreadable", "cannot be read: no file has such a name")


def _take(handle: int, most: int) -> bytes:
    """What an open file holds, at most so many bytes. NOTE: a file object around it takes as long as the reading."""
    found = os.read(handle, _ONCE)
    while len(found) < most and (more := os.read(handle, most - len(found))):
        found += more
    return found[:most]


def _refused(path: str, mode: int) -> Diagnostic | None:
    if stat.S_ISLNK(mode):
        return fault(path, "link", _LINK)
    if stat.S_ISDIR(mode):
        return fault(path, "folder", FOLDER)
    return None if stat.S_ISREG(mode) else fault(path, "unreadable", "not a regular file")


def real(root: str, path: str, known: dict[str, str]) -> str | None:
    """Where a path lies when the links on its way are followed, below the root; None if it leads out of it.

    The last part is taken as it is, for the reader to refuse if it is a link, but it may not lead out either.

    Args:
        root: any path of the root.
        path: below the root, with forward slashes.
        known: where folders really lie that were asked for before.
    """
    if root not in known:
        known[root] = os.path.realpath(root)
    top = known[root]
    whole = os.path.normpath(os.path.join(top, path))
    try:
        folder, name = os.path.split(whole)
        found = top if whole == top else os.path.join(_real_folder(folder, known), name)
        ends = (found, os.path.realpath(found)) if os.path.islink(found) else (found,)
        if len(ends) == 1 and os.sep == "/" and found.startswith(f"{top}/"):
            return found[len(top) + 1 :]  # as below, which takes ten times as long
    except ValueError:  # a character that no file name has
        return None
    if any(os.path.commonpath([top, end]) != top for end in ends):
        return None
    return os.path.relpath(found, top).replace(os.sep, "/")


def _real_folder(folder: str, known: dict[str, str]) -> str:
    """Where a folder really lies of which the path is absolute and normal. ``realpath`` looks at each on the way.

    NOTE: each manifest names an exit plan in a folder of its own, below folders that all share. To ask for those once
    takes a tenth off a check of 4,000 manifests.
    """
    if os.name == "nt" or len(folder) > MAX_SHARED:  # on Windows more than links leads elsewhere
        return os.path.realpath(folder)
    found = known.get(folder)
    if found is None:
        above, name = os.path.split(folder)
        whole = folder if above == folder else os.path.join(_real_folder(above, known), name)
        known[folder] = found = os.path.realpath(whole) if os.path.islink(whole) else whole
    return found


def names(root: str, folder: str) -> list[str]:
    """Paths of what lies in a folder itself, sorted; none if there is no such folder."""
    try:
        listed = sorted(os.listdir(os.path.join(root, folder)))
    except (OSError, ValueError):
        return []
    return [name if folder in {"", "."} else f"{folder}/{name}" for name in listed]


def fault(path: str, code: str, message: str) -> Diagnostic:
    return Diagnostic(code, message, (Location(path),))


def noted(said: str, paths: Collection[str]) -> Note:
    """A note that names the first of some paths."""
    return Note(f"{said}: ", sorted(paths)[:NAMED], " ..." if len(paths) > NAMED else "")


def reason(error: OSError) -> str:
    """The system's words without the path, which may be the machine's own."""
    return (error.strerror or type(error).__name__).lower()
