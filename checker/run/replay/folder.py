"""The folder of entries, ``.git/modelbylaws``: of this user alone, bounded in size and age.

Runs at the same time do not see each other's half files: an entry is written under another name, and then renamed.
Nothing waits for anything, and who finds the folder otherwise than it made it leaves it alone.
"""

from __future__ import annotations

import os
import stat
import time

from checker.run.replay.entry import seal, unseal

NAME = "modelbylaws"
MAX_ENTRY = 16 * 1024 * 1024
"""Bytes of one entry. A trail of 100,000 manifests has five millions."""
MAX_BYTES = 64 * 1024 * 1024
MAX_DAYS = 30
"""Without day an answer is of today; a trail is good for longer."""
_HALF = ".half-"
_HALF_SECONDS = 3600
"""What was begun so long ago was left by a run that was killed."""
_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


class Folder:
    """An open folder that belongs to this user; all names are looked up in it, wherever it is moved."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def load(self, name: str) -> bytes:
        """The content of an entry.

        Raises:
            OSError: there is none, or it is not ours.
            ValueError: it is not what was saved under that name.
        """
        handle = os.open(name, _READ, dir_fd=self._handle)
        try:
            found = os.fstat(handle)
            alone = stat.S_ISREG(found.st_mode) and found.st_nlink == 1  # another name of it may be in anybody's folder
            if not alone or _is_foreign(found) or found.st_size > MAX_ENTRY:
                raise OSError("not ours")
            raw = os.read(handle, found.st_size)
        finally:
            os.close(handle)
        return unseal(name, raw)

    def save(self, name: str, content: bytes) -> None:
        """Save an entry, whole or not at all.

        Raises:
            OSError: it could not be written.
        """
        raw = seal(name, content)
        if len(raw) > MAX_ENTRY:
            raise OSError("too large")
        half = f"{_HALF}{os.urandom(8).hex()}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
        handle = os.open(half, flags, 0o600, dir_fd=self._handle)
        try:
            with open(handle, "wb", buffering=0) as file:
                rest = memoryview(raw)
                while rest:
                    rest = rest[file.write(rest) or 0 :]
                now = time.time()
                os.utime(file.fileno(), (now, now))  # its age is told by this clock; a file server has its own
            os.rename(half, name, src_dir_fd=self._handle, dst_dir_fd=self._handle)
        except BaseException:
            os.unlink(half, dir_fd=self._handle)
            raise

    def prune(self) -> None:
        """Remove what is old, and the oldest of what is too much.

        Raises:
            OSError: something could not be removed.
        """
        now, kept = time.time(), 0
        for age, name, size in sorted(self._ages(now)):
            kept += size
            too_old = age > (_HALF_SECONDS if name.startswith(_HALF) else MAX_DAYS * 86400)
            if too_old or kept > MAX_BYTES:
                self._remove(name)

    def _ages(self, now: float) -> list[tuple[float, str, int]]:
        found = []
        for name in os.listdir(self._handle):
            try:
                entry = os.stat(name, dir_fd=self._handle, follow_symlinks=False)
            except FileNotFoundError:  # another run removed it
                continue
            found.append((now - entry.st_mtime, name, entry.st_size))
        return found

    def _remove(self, name: str) -> None:
        try:
            os.unlink(name, dir_fd=self._handle)
        except FileNotFoundError:
            return


def open_folder(git_folder: str) -> Folder | None:
    """The folder, made if it is not there; None if it is not ours, or there can be none."""
    path = os.path.join(git_folder, NAME)
    try:
        try:
            handle = os.open(path, _READ | os.O_DIRECTORY)
        except FileNotFoundError:
            os.mkdir(path, 0o700)
            handle = os.open(path, _READ | os.O_DIRECTORY)
    except OSError:
        return None
    if _is_foreign(os.fstat(handle)):
        os.close(handle)
        return None
    return Folder(handle)


def _is_foreign(found: os.stat_result) -> bool:
    """Whether somebody else could have written it."""
    return found.st_uid != os.geteuid() or bool(found.st_mode & _OTHERS)
