"""Where a site goes: a new folder, or in place of a site that was written there before and holds nothing else."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping

from checker.audit.storing import store, vacant
from checker.bundle.layout import is_zip
from checker.run.faults import Fault

LIST = "SITE"
"""Names every file of a site: what is not among them is somebody else's, and is not replaced."""
_HEAD = "modelbylaws site: these files are replaced together"
MAX_LIST = 64 << 20


def with_list(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {**files, LIST: "".join(f"{name}\n" for name in [_HEAD, *sorted(files)]).encode()}


def is_replaceable(target: str) -> bool:
    """Whether there is a site of ours; if not, there must be nothing.

    Raises:
        Fault: there is something else.
    """
    if is_zip(target) or os.path.islink(target) or not os.path.isfile(os.path.join(target, LIST)):
        vacant(target)
        return False
    listed = _read_list(os.path.join(target, LIST))
    foreign = next((name for name in _walk(target) if name not in listed), None)
    if foreign is not None:
        raise Fault(f"{target!r} holds {foreign!r}, which is of no site; this replaces its own files alone")
    return True


def _read_list(file: str) -> frozenset[str]:
    try:
        with open(file, "rb") as opened:
            head, *names = opened.read(MAX_LIST).decode("utf-8", "surrogateescape").splitlines() or [""]
    except OSError as error:
        raise Fault(f"{file} cannot be read: {error.strerror}") from None
    return frozenset([*names, LIST]) if head == _HEAD else frozenset()


def _walk(folder: str) -> Iterator[str]:
    """Every file and link below, by its path."""
    for where, folders, files in os.walk(folder):
        links = [name for name in folders if os.path.islink(os.path.join(where, name))]
        for name in sorted([*files, *links]):
            yield os.path.relpath(os.path.join(where, name), folder).replace(os.sep, "/")


def put(target: str, files: Mapping[str, bytes], *, replace: bool) -> None:
    """Write all of it, or leave what is there.

    Raises:
        Fault: it cannot be written.
    """
    if not replace:
        store(target, with_list(files))
        return
    whole = os.path.abspath(target)
    try:
        beside = tempfile.mkdtemp(dir=os.path.dirname(whole), prefix=".modelbylaws-")
        try:
            fresh, old = os.path.join(beside, "new"), os.path.join(beside, "old")
            store(fresh, with_list(files))
            os.rename(whole, old)
            os.rename(fresh, whole)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise Fault(f"{target} cannot be written: {error.strerror}") from None
