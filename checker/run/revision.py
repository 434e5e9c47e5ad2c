"""What git holds instead of the work tree: revisions by name, and the next commit.

Of both the root and the configuration; of the next commit its files too: git's index, and what there is
next to it that no commit would hold.
"""

from __future__ import annotations

import datetime as dt
import os
import posixpath
from collections.abc import Collection, Mapping
from dataclasses import field
from functools import cache

from checker.diagnostic import Diagnostic, Location, many
from checker.record import dataclass
from checker.report.review import Revision
from checker.run import git
from checker.run.asking import once, place_of, tracked_paths
from checker.run.faults import Fault
from checker.run.request import CONFIG_NAME
from checker.run.snapshot import Snapshot
from checker.run.trail import current
from checker.run.tree import IsInput, Tree, noted
from checker.source.characters import MAX_BYTES


def resolve(folder: str, name: str) -> Revision:
    """The commit that a name means.

    Raises:
        Fault: there is none, there are several, or this is no repository.
    """
    git.run(folder, "rev-parse", "--git-dir")
    asked = ("rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}")
    code, said, complaint = git.attempt(folder, ("-c", "core.warnAmbiguousRefs=true", *asked))
    commit = said.decode().strip()
    if "is ambiguous" in complaint:
        # NOTE: a branch named origin/main would stand in for the remote's main, and be trusted.
        raise Fault(f"revision {name!r} is ambiguous; write it in full, such as refs/remotes/origin/main")
    if code or not commit or not name:
        shallow = git.attempt(folder, ("rev-parse", "--is-shallow-repository"))[1].strip() == b"true"
        hint = "; this clone is shallow, so fetch the history (in CI: fetch-depth: 0)" if shallow else ""
        raise Fault(f"no commit {name!r} in this repository{hint}")
    return Revision(name, commit)


def commit_day(folder: str, revision: Revision) -> dt.date:
    """The day of a commit, in UTC, as its committer's clock had it.

    Raises:
        Fault: git failed, or no calendar has that day.
    """
    said = git.run(folder, "show", "--no-patch", "--format=%ct", revision.commit).decode().strip()
    try:
        return dt.datetime.fromtimestamp(int(said), dt.UTC).date()
    except (ValueError, OverflowError, OSError):
        raise Fault(f"{revision} has no day: give --as-of") from None


def root_at(start: str, revision: Revision) -> tuple[str, str | None]:
    """The root and the configuration as the revision has them, whatever lies in the work tree.

    Raises:
        Fault: git failed.
    """
    top, folder = place_of(start)
    places = _above(folder)
    asked = ("ls-tree", "-z", "--full-tree", "--name-only", revision.commit, "--", *places)
    return _nearest(top, places, git.entries(git.run(start, *asked)))


def root_in_index(start: str) -> tuple[str, str | None]:
    """The root and the configuration of the next commit; one that git does not track yet counts, to be refused.

    Raises:
        Fault: git failed.
    """
    top, folder = place_of(start)
    places = _above(folder)
    held = {*tracked_paths(top)}
    trail = current()
    trail.held |= {path: path in held for path in places}
    return _nearest(top, places, [path for path in places if path in held or trail.find_file(os.path.join(top, path))])


def _above(folder: str) -> dict[str, str]:
    """Where a configuration may be, from a folder upwards, and the folder it would be for."""
    above = [folder.rstrip("/")]
    while above[-1]:
        above.append(above[-1].rpartition("/")[0])
    return {f"{name}/{CONFIG_NAME}".lstrip("/"): name for name in above}


def _nearest(top: str, places: Mapping[str, str], there: Collection[str]) -> tuple[str, str | None]:
    found = next((name for path, name in places.items() if path in there), None)
    return os.path.join(top, *(found or "").split("/")).rstrip(
        os.sep
    ) or os.sep, CONFIG_NAME if found is not None else None


@dataclass
class Index(Snapshot):
    """The index. ``top`` is the folder of the whole work tree, by which git names its files."""

    top: str = ""
    unmerged: set[str] = field(default_factory=set)
    _announced: frozenset[str] | None = None

    def find(self, is_input: IsInput) -> Tree:
        is_input = cache(is_input)
        tree = super().find(is_input)
        current().read |= {self.folder + path for path in tree.files if is_input(path)}
        empty = [path for path, blob in self.blobs.items() if blob in git.EMPTY]
        announced = {path for path in self._below(empty) if is_input(path) and self._is_announced(self.folder + path)}
        tree.files = [path for path in tree.files if path not in announced]
        tree.files += [path for path in self._below([*self.unmerged]) if path not in announced]
        tree.files.sort()
        self._say_what_is_left(tree, announced, is_input)
        return tree

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes | Diagnostic:
        whole = posixpath.normpath(self.folder + path)
        if whole in self.unmerged:
            help_ = "finish the merge of it: git add, or git rm"
            return Diagnostic("unmerged", "git holds several versions of this file", (Location(path),), help_)
        held = whole in self.links or (whole in self.blobs and not self._is_announced(whole))
        if held:
            current().read.add(whole)
        else:
            current().complete = False  # what lies in the work tree decides, and how it is said
        place = os.path.join(self.root, path)
        if held or os.path.isdir(place) or not os.path.lexists(place):
            return super().read(path, limit)  # what is not there, too
        message = "git does not track this file, so the commit would be judged by other rules than it holds"
        return Diagnostic("untracked", message, (Location(path),), f"git add {path}")

    def content_id(self, path: str) -> str:
        """The id of what a file holds; nothing where something else than its content decides what is read."""
        name = self.blobs.get(self.folder + path, "")
        return "" if name in git.EMPTY else name

    @property
    def around(self) -> str:
        """All that decides where a path leads."""
        return repr((self.folder, sorted(self.links.items())))

    def _is_announced(self, whole: str) -> bool:
        """Whether a file's content is still to come (``git add --intent-to-add``): a commit leaves it out."""
        if self.blobs.get(whole) not in git.EMPTY:
            return False
        if self._announced is None:
            asked = ("diff-files", "-z", "--name-only", "--diff-filter=A", "--ita-invisible-in-index")
            self._announced = frozenset(git.entries(git.run(self.top, *asked)))
        return whole in self._announced

    def _say_what_is_left(self, tree: Tree, announced: set[str], is_input: IsInput) -> None:
        said = once(self.root, git.UNTRACKED)
        current().untracked.add(said)
        others = git.entries(said)
        untracked = {path for path in others if is_input(path)} | announced
        if untracked:
            count = many(len(untracked), "untracked file")
            tree.notes.append(noted(f"{count} not counted", untracked))
        inside = [path.rstrip("/") for path in others if path.endswith("/")]
        if inside:
            tree.notes.append(noted("not read, because it is a repository of its own", inside))


def index(root: str) -> Index:
    """The index as it is now, of the commit that is being made if there is one.

    Raises:
        Fault: git failed.
    """
    top, folder = place_of(root)
    found = Index(root, folder, "", top=top)
    said = once(top, git.TRACKED)
    trail = current()
    trail.index.add(said)
    trail.top, trail.folder = top, folder
    for entry in git.entries(said):
        meta, _, path = entry.partition("\t")
        mode, name, stage = meta.split(" ")
        if stage == "0":
            found.add(mode, name, path)
        else:
            found.unmerged.add(path)
    return found
