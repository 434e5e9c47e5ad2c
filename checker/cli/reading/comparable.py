"""What of the work tree can be compared with a revision: what git would put into a commit as it stands.

A revision is read as objects. Files of another repository that lies inside are
none of its objects, and where an attribute makes git write a file otherwise than it
keeps it, what is read here is not what a later comparison will read there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.cli.reading import git
from checker.cli.reading.tree import Tree
from checker.diagnostic import Diagnostic, Location

_ENCODING = "working-tree-encoding"
"""NOTE: a filter needs a setting that no commit brings along; its objects are read as they are, or cannot be."""
_AS_IT_IS = {"unspecified", "unset", "utf-8"}


def leave_out_repositories(tree: Tree) -> None:
    """Take submodules, and other repositories below the root, out of what is read."""
    for folder in tree.repositories:
        tree.files = [path for path in tree.files if not path.startswith(f"{folder}/")]
        tree.notes.append(f"not compared, because it is a repository of its own: {folder}")


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
