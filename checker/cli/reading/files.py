"""Where files are read from: the work tree, what git tracks of it, or a revision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from checker.cli.reading import git, tree
from checker.cli.reading.tree import IsInput, Tree
from checker.diagnostic import Diagnostic
from checker.report.review import Revision


class Files(Protocol):
    """A set of files below the root, by paths with forward slashes."""

    def find(self, is_input: IsInput, /) -> Tree:
        """All of them; links are judged by what would be read behind them."""

    def read(self, path: str, /) -> bytes | Diagnostic:
        """A file's bytes, at most one more than are accepted; or why not."""


@dataclass(frozen=True, slots=True)
class WorkTree:
    """What lies on disk; with ``tracked`` only what git tracks is found."""

    root: str
    tracked: bool = False

    def find(self, is_input: IsInput) -> Tree:
        return (git.tracked if self.tracked else tree.walk)(self.root, is_input)

    def read(self, path: str) -> bytes | Diagnostic:
        return tree.read(self.root, path)


def files_of(root: str, revision: Revision | None, *, tracked: bool) -> Files:
    """The files of a revision, or those of the work tree.

    Raises:
        Fault: git failed.
    """
    if revision is None:
        return WorkTree(root, tracked)
    from checker.cli.reading.snapshot import snapshot

    return snapshot(root, revision)
