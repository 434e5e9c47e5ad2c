"""What a run looked at, as far as its answer may depend on it, and what it said: so that the answer can be kept.

A hook reads git's index. Of that its answer depends on the content of the files that were asked for, on the names of
those that a pattern or an ending may pick, and on all links. Whoever opens another way into a run tells it here.
This module imports nearly nothing, because a replayed hook imports it.
"""

from __future__ import annotations

import os
from contextvars import ContextVar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Question = tuple[str, tuple[str, ...]]
    """The folder that git is asked in, and what for."""

OUT, ERR = b"1", b"2"
ENDINGS = (".yaml", ".yml", ".json")
"""Of files that can be inputs."""


class Parts:
    """Parts of answers, by their names. What was kept is looked up, and what is to be kept is put here.

    Args:
        program: a digest of the program and all that it runs on.
        load: the content that was kept under a name; raises an ``OSError`` or a ``ValueError`` if there is none.
    """

    def __init__(self, program: str, load: Callable[[str], bytes]) -> None:
        self.program, self.load = program, load
        self.made: dict[str, bytes] = {}


class Trail:
    """One run. Paths are those of the index, from the top of the repository, where nothing else is said."""

    parts: Parts | None = None
    """What was kept of earlier runs beside their answers; None where nothing may be."""
    complete = True
    """Whether all that the run looked at is written down here."""
    may_be_kept = False
    """Whether somebody who knows what was asked for says so."""

    told: Mapping[Question, bytes] | None = None
    """What git has said already, which holds for the run."""

    def __init__(self) -> None:
        self.index: set[bytes] = set()
        """What git listed as tracked; two different answers are no state that could be recognized."""
        self.untracked: set[bytes] = set()
        self.read: set[str] = set()
        """Files whose content was asked for."""
        self.held: dict[str, bool] = {}
        """Files, and whether the index held them."""
        self.absent: set[str] = set()
        """What the index did not hold, as a file or a folder; below the folder that the program runs in."""
        self.exists: dict[str, bool] = {}
        """Absolute paths, and whether anything was there."""
        self.is_file: dict[str, bool] = {}
        """The same, whether a regular file was there."""
        self.meant: dict[str, str] = {}
        """Names of objects of git, such as one of the last commit, and the ids that they meant; empty where none."""
        self.named: set[str] = set()
        """Files below the root whose names count though they have no usual ending."""
        self.by_name = True
        """Whether only such files can be picked, and those with usual endings; otherwise the name of every file."""
        self.top = ""
        """Of the repository whose index was read."""
        self.root = ""
        self.folder = ""
        """Where the root lies in its repository, as git says it."""
        self.prefix = ""
        """The same, as the program finds it without git."""
        self.said: list[tuple[bytes, str]] = []
        """What went to which stream, in its order."""

    def find(self, path: str) -> bool:
        """Whether anything is there, links that lead nowhere too."""
        return self.exists.setdefault(os.path.join(os.getcwd(), path), os.path.lexists(path))

    def find_file(self, path: str) -> bool:
        return self.is_file.setdefault(os.path.join(os.getcwd(), path), os.path.isfile(path))

    def pick(self, pattern: str) -> None:
        """A pattern was compared with the names of files."""
        if pattern.lower().endswith(ENDINGS):
            return
        if pattern.isascii() and not any(sign in pattern for sign in "*?["):
            self.named.add(pattern)
        else:
            self.by_name = False


_followed: ContextVar[Trail | None] = ContextVar("trail", default=None)


def follow() -> Trail:
    """Begin to write down what a run looks at."""
    made = Trail()
    _followed.set(made)
    return made


def leave() -> None:
    """The run is over."""
    _followed.set(None)


def current() -> Trail:
    """That of this run; where nobody follows, one that is thrown away."""
    return _followed.get() or Trail()
