"""What a run asks git, each thing once: the index, what is untracked, and contents of objects from one process.

NOTE: to start git takes a fifth of ``python -c pass``, and a hook started it 17 times. What it answers about the index
at the beginning holds for the whole run, so that all of it judges one state; whoever keeps an answer asks anew.
"""

from __future__ import annotations

import io
import os
import signal
from contextlib import contextmanager, suppress
from contextvars import ContextVar

from checker.run import git
from checker.run.faults import Fault
from checker.run.trail import current

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import BinaryIO

    from checker.run.trail import Question

_READ = ("cat-file", "--batch")
_PIECE = 1 << 16
"""Bytes of what is too long that are thrown away at a time."""
_AT_ONCE = 60
"""Ids that are written before their answers are read: 4 KB, which every pipe takes while nobody reads it."""
_TAGS = (b"H ", b"S ", b"M ")
"""Of a tracked file, of one that a sparse checkout leaves out, and of one with an unfinished merge."""
_LISTED = (*git.TRACKED, "-t", *git.UNTRACKED[2:])
"""Both lists in one: each entry with a tag in front."""


class Asked:
    """What git said in one run, and the process that reads objects."""

    def __init__(self, said: Mapping[Question, bytes]) -> None:
        self.said = dict(said)
        self.objects: Objects | None = None


_asked: ContextVar[Asked | None] = ContextVar("asked", default=None)


@contextmanager
def one_run() -> Iterator[None]:
    """One run: of what git said before only that counts in it which its trail begins with."""
    asked = Asked(current().told or {})
    before = _asked.set(asked)
    try:
        yield
    finally:
        _asked.reset(before)
        if asked.objects is not None:
            asked.objects.end()


def question(folder: str, arguments: tuple[str, ...]) -> Question:
    """What is asked in a folder."""
    return os.path.abspath(folder), arguments


def once(root: str, arguments: tuple[str, ...]) -> bytes:
    """What git prints in a folder; asked for the second time in a run, what it printed then.

    Raises:
        Fault: git is not there, or failed.
    """
    asked, key = _asked.get(), question(root, arguments)
    if asked is not None and key in asked.said:
        return asked.said[key]
    said = git.run(root, *arguments)
    if asked is not None:
        asked.said[key] = said
    return said


def place_of(start: str) -> tuple[str, str]:
    """The top of the work tree that a folder lies in, and where the folder lies below that, as ``folder/``.

    Raises:
        Fault: git failed.
    """
    up, _, folder = os.fsdecode(once(start, git.WHERE)).partition("\n")
    return os.path.abspath(os.path.join(start, up)), folder.removesuffix("\n")


def tracked_paths(top: str) -> list[str]:
    """The paths of the index, in its order; one several times where a merge of it is unfinished.

    Raises:
        Fault: git failed.
    """
    return [entry.partition("\t")[2] for entry in git.entries(once(top, git.TRACKED))]


def list_now(top: str, root: str) -> tuple[bytes | None, bytes | None]:
    """What ``git.TRACKED`` prints at the top, and ``git.UNTRACKED`` at the root; None where git failed."""
    both = git.listen(top, *_LISTED) if os.path.abspath(root) == os.path.abspath(top) else None
    apart = _apart(both) if both is not None else None
    return (git.listen(top, *git.TRACKED), git.listen(root, *git.UNTRACKED)) if apart is None else apart


def _apart(both: bytes) -> tuple[bytes, bytes] | None:
    """The two lists; None if an entry is neither tracked nor untracked."""
    tracked, others = [], []
    for entry in both.split(b"\0")[:-1]:
        if entry.startswith(b"? "):
            others.append(entry[2:] + b"\0")
        elif entry.startswith(_TAGS):
            tracked.append(entry[2:] + b"\0")
        else:
            return None
    return b"".join(tracked), b"".join(others)


def read_blobs(root: str, names: Sequence[str], limit: int) -> list[bytes | None]:
    """Contents by their ids; of one that is longer than the limit, one byte more.

    The list ends with None at the first that is no content, or is not there.

    Raises:
        Fault: git is not there, or failed.
    """
    asked = _asked.get()
    if not names:
        return []
    if asked is None:
        objects = Objects(root)
        try:
            return objects.read(names, limit)
        finally:
            objects.end()
    if asked.objects is None or not asked.objects.serves(root):
        if asked.objects is not None:
            asked.objects.end()
        asked.objects = Objects(root)
    return asked.objects.read(names, limit)


class Objects:
    """A process that reads objects of a repository. Where there can be none, git is started for each question."""

    def __init__(self, root: str) -> None:
        self._root, self._ours = os.path.abspath(root), os.getpid()
        self._open = self._begin() if git.CAN_SPAWN else None

    def serves(self, root: str) -> bool:
        """Whether it can be asked: no worker that was forked may ask the process of another one."""
        return self._open is not None and (self._root, self._ours) == (os.path.abspath(root), os.getpid())

    def read(self, names: Sequence[str], limit: int) -> list[bytes | None]:
        """As ``read_blobs``. If it fails, the process is of no use any more, and git is asked for the reason."""
        found: list[bytes | None] = []
        try:
            for start in range(0, len(names), _AT_ONCE):
                found += self._ask(names[start : start + _AT_ONCE], limit)
                if None in found:
                    break
        except (OSError, ValueError):
            self.end()
            said = io.BytesIO(git.run(self._root, *_READ, given=_lines(names)))
            with suppress(ValueError):
                return [*_answers(said, names, limit)]
            raise Fault("git cat-file: it did not answer what it was asked") from None
        except BaseException:
            self.end()  # its next answer would be one to this question
            raise
        if None in found:
            self.end()
        return found

    def end(self) -> None:
        """Let go of the process. Not by the end of its input alone: a worker that was forked may hold that open."""
        if self._open is None:
            return
        (child, asks, says), self._open = self._open, None
        for pipe in (asks, says):
            with suppress(OSError):
                pipe.close()
        if self._ours == os.getpid():
            with suppress(OSError):  # it was waited for already, where somebody ignores that children end
                os.kill(child, signal.SIGTERM)
                os.waitpid(child, 0)

    def _begin(self) -> tuple[int, BinaryIO, BinaryIO] | None:
        (theirs, asks), (says, answers) = os.pipe(), os.pipe()
        try:
            child = git.spawn(self._root, _READ, theirs, answers)
        except OSError:
            os.close(asks)
            os.close(says)
            return None
        finally:
            os.close(theirs)
            os.close(answers)
        return child, open(asks, "wb", buffering=0), open(says, "rb")

    def _ask(self, names: Sequence[str], limit: int) -> Iterator[bytes | None]:
        if self._open is None:
            raise ValueError("there is none")
        _, asks, says = self._open
        asks.write(_lines(names))
        return _answers(says, names, limit)


def _answers(said: BinaryIO, names: Sequence[str], limit: int) -> Iterator[bytes | None]:
    """The contents up to the first that is none.

    Raises:
        ValueError: this is no answer.
    """
    for name in names:
        first, *rest = said.readline().decode("ascii", "replace").split() or [""]
        if first != name or not rest:
            raise ValueError("another answer")
        if rest[0] != "blob":
            yield None
            return
        size = int(rest[1])
        found = said.read(min(size, limit + 1))
        left = size - len(found)
        while left > 0:
            left -= len(said.read(min(left, _PIECE))) or _raise_cut_off()
        if said.read(1) != b"\n":
            raise ValueError("cut off")
        yield found


def _raise_cut_off() -> int:
    raise ValueError("cut off")


def _lines(names: Sequence[str]) -> bytes:
    return "".join(f"{name}\n" for name in names).encode()
