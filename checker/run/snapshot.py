"""The files of a commit or of the index, read as objects: no work tree, no filter and no hook takes part.

Links and submodules are treated as on disk: nothing behind a link is read, a file's link is refused where it would be
read, and a folder's link is a fault if an input lies behind it that is not read where it really is.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Collection, Iterable, Sequence
from dataclasses import field
from functools import cached_property, lru_cache

from checker.diagnostic import Diagnostic
from checker.record import dataclass
from checker.report.finding import Note
from checker.report.review import Revision
from checker.run import git
from checker.run.asking import read_blobs
from checker.run.faults import Fault
from checker.run.tree import FOLDER, IsInput, Tree, fault
from checker.source.characters import MAX_BYTES

MAX_STEPS = 40
"""Most links followed in a row, as Linux has it; a longer chain leads back to itself."""


@dataclass
class Snapshot:
    """One commit, or the index. ``blobs`` and ``links`` hold ids by path in the repository.

    ``folder`` is where the root lies, and ``at`` says which commit, such as `` at HEAD``; nothing for the index.
    """

    root: str
    folder: str
    at: str
    blobs: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    submodules: list[str] = field(default_factory=list)
    texts: dict[str, bytes] = field(default_factory=dict)
    """Contents by id, as far as they were asked for."""
    put_off: IsInput | None = None
    """Inputs that are read when somebody asks for one: then all that were not fetched before, at once."""
    _waiting: dict[str, str] = field(default_factory=dict)

    def add(self, mode: str, name: str, path: str) -> None:
        """Add an entry, by its mode, the id of its content, and its path in the repository."""
        if mode == git.SUBMODULE_MODE:
            self.submodules.append(path)
        else:
            (self.links if mode == git.LINK_MODE else self.blobs)[path] = name

    def find(self, is_input: IsInput) -> Tree:
        tree = Tree(self.root, files=self._below(self.blobs))
        tree.notes += [Note(f"submodule not read{self.at}: ", [path]) for path in self._below(self.submodules)]
        links = self._below(self.links)
        inputs = [path for path in tree.files if is_input(path)]
        self._waiting = {path: self.blobs[self.folder + path] for path in inputs if self.put_off and self.put_off(path)}
        at_once = (self.blobs[self.folder + path] for path in inputs if path not in self._waiting)
        self._fetch([*at_once, *self.links.values()])
        folders = self._folders()
        for path in links:
            self._judge(tree, path, folders, is_input)
        tree.files.sort()
        return tree

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes | Diagnostic:
        whole = posixpath.normpath(self.folder + path)
        if whole in self.links:
            return fault(path, "link", "a link is not read; put the file itself here")
        if self.names(path):
            return fault(path, "folder", FOLDER)
        if whole not in self.blobs:
            where = self.at or " in git's index"
            return fault(path, "unreadable", f"cannot be read: there is no such file{where}")
        return self._content(self.blobs[whole], limit)

    def fetch(self, paths: Collection[str]) -> None:
        """Read files that will be asked for."""
        places = (self.folder + path for path in paths)
        self._fetch([self.blobs[place] for place in places if place in self.blobs])

    def real(self, path: str) -> str | None:
        whole = posixpath.normpath(self.folder + path)
        folder, name = posixpath.split(whole)
        way = self._target(folder) if folder else ""
        if way is None:
            return None
        found, top = posixpath.join(way, name), self.folder.rstrip("/") or "."
        inside = all(self._is_inside(end, top) for end in (found, self._target(whole) or found))
        return posixpath.relpath(found, top) if inside else None

    def _is_inside(self, path: str, top: str) -> bool:
        climbs = path.startswith(("/", "../")) or path == ".."
        return not climbs and (path == top or path.startswith(self.folder))

    def names(self, folder: str) -> list[str]:
        start = posixpath.normpath(f"{self.folder}{folder}")
        found = self._inside.get("" if start == "." else start, ())
        return sorted(posixpath.normpath(posixpath.join(folder, name)) for name in found)

    @cached_property
    def _inside(self) -> dict[str, set[str]]:
        """What lies in each folder itself. All is known when the first is asked for: nothing is added while reading.

        NOTE: each file that is read asks whether it is a folder, so this must not look at all files each time.
        """
        found: dict[str, set[str]] = {}
        for path in (*self.blobs, *self.links):
            at = path
            while at:
                folder, _, name = at.rpartition("/")
                beside = found.setdefault(folder, set())
                if name in beside:
                    break
                beside.add(name)
                at = folder
        return found

    def written_otherwise(self, paths: Sequence[str]) -> Iterable[Diagnostic]:  # noqa: ARG002 - of the port
        return ()  # these are the objects

    def _below(self, paths: dict[str, str] | list[str]) -> list[str]:
        length = len(self.folder)
        return sorted(path[length:] for path in paths if path.startswith(self.folder))

    def _folders(self) -> frozenset[str]:
        """Every folder of the commit, the repository's root as ``.``."""
        found = {"."}
        for path in (*self.blobs, *self.links, *self.submodules):
            folder = posixpath.dirname(path)
            while folder and folder not in found:
                found.add(folder)
                folder = posixpath.dirname(folder)
        return frozenset({*found, *self.submodules})

    def _judge(self, tree: Tree, path: str, folders: frozenset[str], is_input: IsInput) -> None:
        target = self._target(self.folder + path)
        if target is None:
            tree.faults.append(fault(path, "link-loop", "the link leads back to itself"))
            tree.files.append(path)
        elif target.startswith(("/", "..")):
            tree.notes.append(Note("link not followed: ", [path], "; it leads out of the repository"))
            tree.files.append(path)
        elif target not in folders:
            tree.files.append(path)
        elif target == "." or f"{self.folder}{path}/".startswith(f"{target}/"):
            tree.faults.append(fault(path, "link-loop", "a folder link that leads back to a folder around it"))
        else:
            self._behind(tree, path, target, is_input)

    def _behind(self, tree: Tree, path: str, target: str, is_input: IsInput) -> None:
        """Whether an input lies behind a folder link that is not read where it really is."""
        for real in sorted((*self.blobs, *self.links)):
            if not real.startswith(f"{target}/"):
                continue
            through = f"{path}{real[len(target) :]}"
            direct = real[len(self.folder) :] if real.startswith(self.folder) else ""
            if is_input(through) and not (direct and real in self.blobs and is_input(direct)):
                message = f"an input behind a folder link is not read: {through}"
                tree.faults.append(fault(path, "input-behind-link", message))
                return
        tree.notes.append(Note("folder link not followed: ", [path], "; nothing behind it is left unread"))

    def _target(self, path: str) -> str | None:
        """Where a link really leads, from the repository's root; None if that never ends."""
        for _ in range(MAX_STEPS):
            step = next((p for p in _prefixes(path) if p in self.links), None)
            if step is None:
                return path
            written = os.fsdecode(self._content(self.links[step]))
            if written.startswith("/"):
                return written
            path = posixpath.normpath(posixpath.join(posixpath.dirname(step), written) + path[len(step) :])
        return None

    def _content(self, blob: str, limit: int = MAX_BYTES) -> bytes:
        if blob not in self.texts:
            self._fetch([*self._waiting.values()] if blob in self._waiting.values() else [blob])
        found = self.texts[blob]
        if len(found) <= MAX_BYTES or limit <= MAX_BYTES:
            return found
        return git.run(self.root, "cat-file", "blob", blob)[: limit + 1]  # it was cut off

    def _fetch(self, blobs: list[str]) -> None:
        """Read objects, all at once; of one that is too large no more than shows that.

        Raises:
            Fault: an object is missing.
        """
        wanted = [blob for blob in dict.fromkeys(blobs) if blob not in self.texts]
        for blob, found in zip(wanted, read_blobs(self.root, wanted, MAX_BYTES), strict=False):
            if found is None:
                raise Fault(f"git has no content for {blob}{self.at}; is this clone partial?")
            self.texts[blob] = found


def _prefixes(path: str) -> list[str]:
    """``a``, ``a/b``, ``a/b/c``: a link may stand anywhere on the way."""
    parts = path.split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]


@lru_cache(maxsize=4)
def snapshot(root: str, revision: Revision) -> Snapshot:
    """The files of a commit; it never changes, so two runs over it share what was read.

    Raises:
        Fault: git failed.
    """
    folder = os.fsdecode(git.run(root, "rev-parse", "--show-prefix")).removesuffix("\n")
    return objects_of(root, folder, revision)


def objects_of(root: str, folder: str, revision: Revision) -> Snapshot:
    """The files of a commit of any repository, bare ones too; ``folder`` is as in ``Snapshot``.

    Raises:
        Fault: git failed.
    """
    found = Snapshot(root, folder, f" at {revision}")
    for entry in git.entries(git.run(root, "ls-tree", "-r", "-z", "--full-tree", revision.commit)):
        meta, _, path = entry.partition("\t")
        mode, _, name = meta.split(" ")
        found.add(mode, name, path)
    return found
