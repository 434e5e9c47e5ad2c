"""What git says about a work tree; used only where a flag asks for it."""

from __future__ import annotations

import os
from collections.abc import Callable

from checker.cli.faults import Fault
from checker.cli.tree import Tree, link

_LINK_MODE = "120000"


def tracked(root: str, is_manifest: Callable[[str], bool]) -> Tree:
    """The files that the next commit will hold, and a note for every manifest that it will not.

    Raises:
        Fault: git failed.
    """
    tree = Tree(root)
    for entry in _run(root, "ls-files", "-z", "--cached", "--stage"):
        meta, _, path = entry.partition("\t")
        if meta.split(" ")[0] == _LINK_MODE:
            link(tree, path, is_manifest)
        elif path not in tree.files[-1:]:  # an unmerged path is listed once a stage
            tree.files.append(path)
    untracked = [p for p in _run(root, "ls-files", "-z", "--others", "--exclude-standard") if is_manifest(p)]
    if untracked:
        count = f"{len(untracked)} untracked manifest{'' if len(untracked) == 1 else 's'}"
        tree.notes.append(f"{count} not counted: {', '.join(sorted(untracked)[:10])}")
    return tree


def _run(root: str, *arguments: str) -> list[str]:
    import subprocess

    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=True)
    except FileNotFoundError:
        raise Fault("git is not installed") from None
    except subprocess.CalledProcessError as error:
        said = os.fsdecode(error.stderr).strip().splitlines()
        raise Fault(f"git {arguments[0]}: {said[-1] if said else 'failed'}") from None
    return [os.fsdecode(entry) for entry in done.stdout.split(b"\0") if entry]
