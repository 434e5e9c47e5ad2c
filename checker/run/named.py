"""Files that the command line names: they are the user's own, may lie anywhere, and are regular files.

A folder, a pipe or a device in such a place is refused before anything is judged. What is written replaces nothing
that is read, nothing in ``.git``, and never goes through a link of the checked tree: whoever writes the tree would
choose which file of the machine is replaced.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator

from checker.resources import BUILTIN
from checker.run import tree
from checker.run.faults import Fault
from checker.run.matching import INPUTS, declared_format
from checker.run.output import STANDARD, is_job_summary, write
from checker.run.request import CONFIG_NAME

_STREAM = re.compile(r"/dev/(?:stdin|fd/\d+)\Z")
"""What a shell puts in the place of ``<(command)``."""
_HINTS = 3
"""Most files inside of a folder that a hint names."""


def regular(path: str, wanted: str = "") -> str:
    """The path, if a file is there. ``wanted`` is the start of the format that a file inside of a folder would have.

    Raises:
        Fault: there is none, or what is there is no file.
    """
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        if os.path.lexists(path.replace("\0", "")):  # behind a link that leads nowhere, or that may not be followed
            return path
        raise Fault(f"no such file: {path!r}") from None
    if stat.S_ISDIR(mode):
        raise Fault(f"{path!r} is a folder, and a file is needed{_inside(path, wanted)}")
    if not stat.S_ISREG(mode):
        raise Fault(f"{path!r} is not a regular file")
    return path


def own_bytes(path: str, limit: int, wanted: str = "") -> bytes:
    """A file's bytes, at most one more than ``limit``; a shell's own stream counts as a file.

    Raises:
        Fault: it cannot be read.
    """
    if not _STREAM.match(path):
        regular(path, wanted)
    try:
        with open(path, "rb") as file:
            return file.read(limit + 1)
    except OSError as error:
        raise Fault(f"{path!r} cannot be read: {(error.strerror or type(error).__name__).lower()}") from None


def _inside(folder: str, wanted: str) -> str:
    """A hint at what was meant: the file inside that is of the wanted kind."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return ""
    found = [name for name in names if _is_wanted(os.path.join(folder, name), wanted)][:_HINTS]
    return f"; did you mean {' or '.join(repr(os.path.join(folder, name)) for name in found)}?" if found else ""


def _is_wanted(path: str, wanted: str) -> bool:
    if wanted == CONFIG_NAME or wanted.startswith("."):
        return path.endswith(wanted) and os.path.isfile(path)
    if not wanted or not path.lower().endswith((".yaml", ".yml", ".json")):
        return False
    from checker.run import tree
    from checker.run.matching import declared_format

    return declared_format(path, tree.read(".", path)).startswith(wanted)


def below(root: str, path: str) -> str:
    """A path of the command line as one below the root, whether it exists or not.

    Raises:
        Fault: it lies outside.
    """
    relative = os.path.relpath(os.path.abspath(path), root).replace(os.sep, "/")
    if relative.startswith("../") or relative == "..":
        raise Fault(f"{path!r} is outside the folder that is checked")
    return relative


_READ = {f"modelbylaws/{name}" for name in INPUTS}


def refuse(root: str, files: Iterable[str]) -> None:
    """Before anything is read.

    Raises:
        Fault: one of the files is none to be written.
    """
    for file in _asked(files):
        refuse_links(root, file)
        held = tree.read(os.path.dirname(file) or ".", os.path.basename(file)) if os.path.isfile(file) else b""
        kind = declared_format(file, held)
        if kind.rpartition("/")[0] in _READ:
            raise Fault(f"{file!r} says that it is {kind}; an output replaces no input")


def refuse_inputs(root: str, files: Iterable[str], read: Iterable[str]) -> None:
    """When it is known what was read, before anything is written; ``read`` holds paths below the root.

    Raises:
        Fault: one of the files was read.
    """
    asked = [file for file in _asked(files) if os.path.exists(file)]
    inputs = [os.path.join(root, path) for path in read if not path.startswith(BUILTIN)] if asked else []
    for file in asked:
        if any(os.path.exists(path) and os.path.samefile(file, path) for path in inputs):
            raise Fault(f"{file!r} was read; an output replaces no input")


def refuse_links(root: str, file: str) -> None:
    """What is written by purpose, such as a waiver, goes through no link either.

    Raises:
        Fault: a link of the tree leads to the file, or it lies in ``.git``.
    """
    top = _tree(root)
    for way in _ways(os.path.join(os.getcwd(), file)):
        if os.path.islink(way) and _is_below(os.path.realpath(os.path.dirname(way)), top):
            raise Fault(f"{file!r} is not written: {os.path.basename(way)!r} is a link of the tree that is checked")
    if ".git" in os.path.realpath(file).lower().split(os.sep):
        raise Fault(f"{file!r} is not written: it is in .git")


def write_below(root: str, path: str, content: str | bytes) -> None:
    """Write a file of the tree, by its path below the root.

    Raises:
        Fault: it cannot be written, or a link would lead somewhere else.
    """
    whole = os.path.join(root, path)
    refuse_links(root, whole)
    write(whole, content)


def _asked(files: Iterable[str]) -> Iterator[str]:
    return (file for file in files if file != STANDARD and not is_job_summary(file))


def _tree(root: str) -> str:
    """The repository that the root lies in; the root itself if there is none."""
    top = folder = os.path.realpath(root)
    while not os.path.lexists(os.path.join(folder, ".git")):
        if os.path.dirname(folder) == folder:
            return top
        folder = os.path.dirname(folder)
    return folder


def _ways(path: str) -> Iterator[str]:
    """Every folder on the way to a path, and the path itself."""
    parts = path.split(os.sep)
    for end in range(2, len(parts) + 1):
        if parts[end - 1] not in {"", ".", ".."}:
            yield os.sep.join(parts[:end])


def _is_below(folder: str, top: str) -> bool:
    return os.path.commonpath([folder, top]) == top
