"""Where files are read from: the work tree, git's index, a revision, or memory; and the built-in ones.

This is also the one place that resolves a path which a file gives. Whoever writes a file
of a repository is not whoever runs the program. So what counts is not how a path is written
but where it leads, links on the way included, and nothing that lies outside of the root is
opened, let alone shown.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from checker.diagnostic import Diagnostic, Location, did_you_mean
from checker.files.config import VENDOR, VENDOR_FOLDER
from checker.record import dataclass
from checker.report.review import Revision
from checker.resources import BUILTIN, Builtin, builtin
from checker.run import tree
from checker.run.dot_git import lies_in_one, place_in_repository
from checker.run.request import Request
from checker.run.tracked import compare, leave_out_repositories, written_otherwise
from checker.run.trail import current
from checker.run.tree import ENDINGS, FOLDER, IsInput, Tree, fault
from checker.shape import Shape
from checker.source import Document
from checker.source.characters import MAX_BYTES

if TYPE_CHECKING:
    from checker.run.vendored import Vendored

_ELSEWHERE = re.compile(r"/|[A-Za-z]:|[A-Za-z][A-Za-z0-9+.-]+:/|~[^/]*/|~\Z")
"""Absolute, a drive, an address, somebody's home; with forward slashes. ``~old.yaml`` is only a name."""


class Files(Protocol):
    """A set of files below the root, by paths with forward slashes."""

    def find(self, is_input: IsInput, /) -> Tree:
        """All of them; links are judged by what would be read behind them."""

    def read(self, path: str, limit: int = MAX_BYTES, /) -> bytes | Diagnostic:
        """A file's bytes, at most one more than are accepted; or why not."""

    def real(self, path: str, /) -> str | None:
        """Where a path lies when the links on its way are followed, below the root; None if it leads out of it."""

    def names(self, folder: str, /) -> list[str]:
        """Paths of what lies in a folder itself, sorted; none if there is no such folder."""

    def written_otherwise(self, paths: Sequence[str], /) -> Iterable[Diagnostic]:
        """Files of which a commit would hold another text; only where they are compared with one."""


@runtime_checkable
class PutsOff(Protocol):
    """Files that may be read late, since who asks for them may know what was found in them before."""

    put_off: IsInput | None


@dataclass(slots=True)
class WorkTree:
    """What lies on disk, and what git would put there: an input that a sparse checkout left out is one."""

    root: str
    compared: bool = False
    """Whether it stands beside a revision, so that what no commit would hold is left out."""
    lacking: dict[str, Diagnostic] = field(default_factory=dict)
    """Inputs that git tracks and keeps out of the work tree, by path."""
    folders: dict[str, str] = field(default_factory=dict)
    """Where folders really lie, of those that were asked for."""

    def find(self, is_input: IsInput) -> Tree:
        found = tree.walk(self.root, is_input)
        if lies_in_one(self.root):
            self.lacking = compare(found, is_input)
        if self.compared:
            leave_out_repositories(found)
        return found

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes | Diagnostic:
        return self.lacking[path] if path in self.lacking else tree.read(self.root, path, limit)

    def real(self, path: str) -> str | None:
        return tree.real(self.root, path, self.folders)

    def names(self, folder: str) -> list[str]:
        return tree.names(self.root, folder)

    def written_otherwise(self, paths: Sequence[str]) -> Iterable[Diagnostic]:
        return written_otherwise(self.root, paths) if self.compared else ()


@dataclass(frozen=True, slots=True)
class Memory:
    """Files by path, as a bundle holds copies of them. There are no links, and none is the folder of another."""

    held: Mapping[str, bytes]

    def find(self, is_input: IsInput) -> Tree:
        folders = {folder for path in self.held for folder in folders_of(path)}
        wrong = sorted(folder for folder in folders if folder.lower().endswith(ENDINGS) and is_input(folder))
        files = sorted(path for path in self.held if ".git" not in path.split("/")[:-1])
        return Tree("", files=files, faults=[fault(folder, "folder", FOLDER) for folder in wrong])

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes | Diagnostic:
        whole = posixpath.normpath(path)
        if whole in self.held:
            return self.held[whole][: limit + 1]
        if self.names(path):
            return fault(path, "folder", FOLDER)
        return fault(path, "unreadable", "cannot be read: there is no such file")

    def real(self, path: str) -> str | None:
        whole = posixpath.normpath(path)
        return None if whole == ".." or whole.startswith(("../", "/")) else whole

    def names(self, folder: str) -> list[str]:
        whole = posixpath.normpath(folder)
        start = "" if whole == "." else f"{whole}/"
        return sorted(
            {start + path.removeprefix(start).partition("/")[0] for path in self.held if path.startswith(start)}
        )

    def written_otherwise(self, paths: Sequence[str]) -> Iterable[Diagnostic]:  # noqa: ARG002 - of the port
        return ()


def folders_of(path: str) -> list[str]:
    """Every folder that a file lies in."""
    parts = path.split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts))]


def files_of(root: str, revision: Revision | None, *, commit: bool, compared: bool = False) -> Files:
    """The files of a revision, or what the next ``commit`` will hold, or what lies in the work tree.

    ``compared`` is as in ``WorkTree``.

    Raises:
        Fault: git failed.
    """
    if revision is not None:
        from checker.run.snapshot import snapshot

        return snapshot(root, revision)
    if commit:
        from checker.run.revision import index

        return index(root)
    return WorkTree(root, compared)


@dataclass(frozen=True, slots=True)
class Sources:
    """All that a run reads from; nothing else is opened."""

    rules: Files
    """Everything but manifests."""
    manifests: Files
    builtin: Builtin
    prefix: str = ""
    """Where the root lies in its repository, as ``folder/``."""
    known: Mapping[str, tuple[Document, Shape]] = field(default_factory=dict)
    """Files of another state that were read before, by path, and what they say: the same bytes are not parsed again."""
    vendored: Vendored | None = None
    """Files of others, by their lock; None where the configuration names no sources."""

    def read(self, path: str) -> bytes | Diagnostic:
        """The bytes of a policy that is one of the built-in ones, or of a file below the root that is no manifest."""
        if path.startswith(BUILTIN):
            found = self.builtin.policies.get(path.removeprefix(BUILTIN))
            return fault(path, "unknown-policy", f"no built-in policy {path!r}") if found is None else found
        return self.read_large(path, MAX_BYTES)

    def read_large(self, path: str, limit: int) -> bytes | Diagnostic:
        """The bytes of a file below the root that may be larger than what people write."""
        if not path.startswith(f"{VENDOR_FOLDER}/"):
            return self.rules.read(path, limit)
        if self.vendored is None:
            return fault(path, "not-locked", "the configuration names no sources, so nothing is read here")
        return self.vendored.read(self.rules, path, limit)

    def find_vendored(self, written: str, at: Location, endings: tuple[str, ...] = ("",)) -> list[str] | Diagnostic:
        """The files that ``vendor:...`` means, as paths below the root; only those whose names end so."""
        if self.vendored is not None:
            return self.vendored.find(written, at, endings)
        name = written.removeprefix(VENDOR).partition("/")[0]
        help_ = "name it below sources: in the configuration"
        return Diagnostic("unknown-source", f"the configuration names no source {name!r}", (at,), help_)

    def unknown_builtin(self, path: str, at: Location) -> Diagnostic | None:
        """The fault of a name that no built-in policy has."""
        name, known = path.removeprefix(BUILTIN), self.builtin.policies
        if not path.startswith(BUILTIN) or name in known:
            return None
        return Diagnostic("unknown-policy", f"no built-in policy {name!r}", (at,), did_you_mean(name, list(known)))


def open_sources(request: Request) -> Sources:
    """What a request asks for, with this program's built-in files.

    Raises:
        Fault: git failed.
    """
    commit, compared = request.hook is not None, request.base is not None
    manifests = files_of(request.root, request.manifests, commit=commit, compared=compared)
    same = request.manifests == request.trusted
    rules = manifests if same else files_of(request.root, request.trusted, commit=commit)
    trail = current()
    trail.root, trail.prefix = request.root, place_in_repository(request.root)
    return Sources(rules, manifests, builtin(), trail.prefix)


def leads_to(files: Files, written: str, beside: str = "") -> str | None:
    """Where a path leads that ``beside`` gives, from that file's folder; below the root, or None if that is outside."""
    path = _below(written, posixpath.dirname(beside))
    return files.real(path) if path is not None else None


def resolve(files: Files, written: str, beside: str, at: Location) -> str | Diagnostic:
    """The same as ``leads_to``, with the fault at the value."""
    found = leads_to(files, written, beside)
    return outside(written, at) if found is None else found


def outside(written: str, at: Location) -> Diagnostic:
    help_ = "nothing outside is read; put the file below that folder"
    return Diagnostic("outside", f"{written!r} is outside the folder that is checked", (at,), help_)


def _below(written: str, folder: str) -> str | None:
    """By its writing alone; a backslash separates where that would lead out, as it does on Windows."""
    slashed = written.replace("\\", "/")
    if "\0" in written or _ELSEWHERE.match(slashed):
        return None
    both = (written,) if slashed == written else (written, slashed)
    ways = [posixpath.normpath(posixpath.join(folder, way)) for way in both]
    return None if any(way == ".." or way.startswith("../") for way in ways) else ways[0]
