"""What git tracks, beside what the work tree has: neither may hide anything from the other.

A sparse checkout leaves files out, and ``git update-index`` can tell git not to
look at them; the commit holds them all the same. What was deleted and not staged
is somebody's intention, and is said.

Where the work tree is compared with a revision, only that counts which git would
put into a commit as it stands. A revision is read as objects: files of another
repository that lies inside are none of them, and where an attribute makes git write
a file otherwise than it keeps it, what is read here is not what is read there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from checker.diagnostic import Diagnostic, Location
from checker.report.finding import Note
from checker.run import git
from checker.run.faults import Fault
from checker.run.request import CONFIG_NAME
from checker.run.tree import IsInput, Tree, noted

_ENCODING = "working-tree-encoding"
"""NOTE: a filter needs a setting that no commit brings along; its objects are read as they are, or cannot be."""
_AS_IT_IS = {"unspecified", "unset", "utf-8"}


def compare(tree: Tree, is_input: IsInput) -> dict[str, Diagnostic]:
    """Note what git tracks below the root of a walked tree, and say why inputs of it cannot be read.

    They are added to the tree's files, so that whoever wants one meets its fault.
    """
    try:
        said = git.entries(git.run(tree.root, "ls-files", "-z", "-v", "--cached", "--stage"))
    except Fault as fault:
        tree.notes.append(f"not compared with what git tracks: {fault}")
        return {}
    tags = dict(_tags(said))
    tree.tracked = frozenset(tags)
    there = frozenset(tree.files)
    gone = [path for path in tags if path not in there and is_input(path)]
    gone = [path for path in gone if not os.path.lexists(os.path.join(tree.root, path))]
    kept_out = {path: _fault(path, tags[path]) for path in gone if tags[path] == "S" or tags[path].islower()}
    deleted = [path for path in gone if path not in kept_out]
    if deleted:
        tree.notes.append(noted("deleted here, and git still tracks it", deleted))
    tree.faults += [fault for path, fault in kept_out.items() if path == CONFIG_NAME]  # nobody else asks for it
    tree.files = sorted([*tree.files, *kept_out])
    return kept_out


def _tags(said: list[str]) -> Iterator[tuple[str, str]]:
    """Path and tag of every file: ``S`` is kept out of the work tree, a lower letter is not looked at."""
    for entry in said:
        meta, _, path = entry.partition("\t")
        tag, mode, _ = meta.split(" ", 2)
        if mode != git.SUBMODULE_MODE:
            yield path, tag


def _fault(path: str, tag: str) -> Diagnostic:
    if tag in "Ss":
        why, folder = "sparse checkout", os.path.dirname(path) or "."
        help_ = f"git sparse-checkout add {folder}; or all of it: git sparse-checkout disable"
    else:
        why, help_ = "assume-unchanged", f"git update-index --no-assume-unchanged {path} && git checkout -- {path}"
    message = f"git tracks this file, but the work tree lacks it ({why})"
    return Diagnostic("unreadable", message, (Location(path),), help_)


def leave_out_repositories(tree: Tree) -> None:
    """Take submodules, and other repositories below the root, out of what is read; but nothing that git tracks here."""
    tracked = tree.tracked or frozenset()
    for folder in tree.repositories:
        inside = {path for path in tree.files if path.startswith(f"{folder}/") and path not in tracked}
        tree.files = [path for path in tree.files if path not in inside]
        if inside or not any(path.startswith(f"{folder}/") for path in tracked):
            tree.notes.append(Note("not compared, because it is a repository of its own: ", [folder]))


def written_otherwise(root: str, paths: Sequence[str]) -> Iterator[Diagnostic]:
    """Files of which git's objects hold another text than the work tree.

    Raises:
        Fault: git failed.
    """
    given = b"".join(path.encode("utf-8", "surrogateescape") + b"\0" for path in paths)
    said = git.entries(git.run(root, "check-attr", "-z", "--stdin", _ENCODING, given=given))
    for path, value in zip(said[::3], said[2::3], strict=True):
        if value.lower() not in _AS_IT_IS:
            message = f"git's attribute {_ENCODING}={value} lets this file read otherwise here than in a commit"
            help_ = "take the file out of .gitattributes; it is UTF-8 in every commit"
            yield Diagnostic("not-comparable", message, (Location(path),), help_)
