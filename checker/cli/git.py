"""What git says about a work tree; used only where a flag asks for it."""

from __future__ import annotations

import os

from checker.cli.faults import Fault
from checker.cli.tree import IsInput, Tree, add_link, judge_links

_LINK_MODE, _SUBMODULE_MODE = "120000", "160000"


def tracked(root: str, is_input: IsInput) -> Tree:
    """The files that the next commit will hold, and a note for everything read otherwise that it will not.

    Raises:
        Fault: git failed.
    """
    tree = Tree(root)
    for entry in _run(root, "ls-files", "-z", "--cached", "--stage"):
        meta, _, path = entry.partition("\t")
        mode = meta.split(" ")[0]
        if mode == _SUBMODULE_MODE:
            tree.notes.append(f"submodule not read: {path}")
        elif mode == _LINK_MODE:
            add_link(tree, path)
        elif path not in tree.files[-1:]:  # an unmerged path is listed once a stage
            tree.files.append(path)
    judge_links(tree, is_input)
    untracked = [p for p in _run(root, "ls-files", "-z", "--others", "--exclude-standard") if is_input(p)]
    if untracked:
        count = f"{len(untracked)} untracked file{'' if len(untracked) == 1 else 's'}"
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
