"""Where ``.git`` lies, by looking at folders: nobody is asked."""

from __future__ import annotations

import os


def lies_in_one(root: str) -> bool:
    """Whether a folder looks as if it lay in a repository; asks nobody."""
    if "GIT_DIR" in os.environ:
        return True
    folder = os.path.abspath(root)
    while not os.path.lexists(os.path.join(folder, ".git")):
        if os.path.dirname(folder) == folder:
            return False
        folder = os.path.dirname(folder)
    return True


def is_one(git_folder: str) -> bool:
    """Whether something called ``.git`` makes a folder a repository, as git itself looks at it."""
    if os.path.isdir(git_folder):
        return all(os.path.lexists(os.path.join(git_folder, name)) for name in ("HEAD", "objects", "refs"))
    try:
        with open(git_folder, "rb") as file:
            return file.read(8) == b"gitdir: "
    except OSError:
        return False


def place_in_repository(root: str) -> str:
    """Where the root lies below the nearest folder upwards with ``.git``, as ``folder/``; nothing if it is that one."""
    folder = root = os.path.abspath(root)
    while not os.path.exists(os.path.join(folder, ".git")):
        if os.path.dirname(folder) == folder:
            return ""
        folder = os.path.dirname(folder)
    return "" if folder == root else f"{os.path.relpath(root, folder).replace(os.sep, '/')}/"
