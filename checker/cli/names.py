"""Names of files on a command line, which others may have chosen: a name is never taken for an option.

Hooks and pipelines put names behind the options that their owner wrote. Behind
``--`` all is a name. Without it, nobody can tell a folder that is called
``--baseline=x`` from the option; so where such a file exists, nothing is done.
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from checker.run.faults import Fault
from checker.run.trail import current

_END = "--"


def refuse_names_as_options(written: Sequence[str]) -> None:
    """Refuse what may be an option or the name of a file.

    Raises:
        Fault: there is such a file, on disk or, for a hook, in git's index.
    """
    # NOTE: a file may be called `--` itself; then it ends nothing for sure.
    there = current().find
    if _END in written and not there(_END):
        return
    like_options = [part for part in written if part.startswith("-")]
    found = next((part for part in like_options if there(part)), None)
    if found is None and any(part.startswith("--ho") for part in like_options):
        found = _in_index(like_options)
    if found is not None:
        raise Fault(f"{found!r} may be an option, and is the name of a file here; write -- between options and names")


def _in_index(parts: Sequence[str]) -> str | None:
    """The first of them that git tracks below this folder: a file may be staged and not on disk."""
    from checker.run.asking import place_of, tracked_paths

    names = [part for part in parts if ".." not in part.split("/")]  # which no file has in its name
    current().absent |= {*names}
    try:
        top, below = place_of(".")
        tracked = tracked_paths(top)
    except Fault:
        return None
    wholes = {posixpath.normpath(f"{below}{name}") for name in names}
    folders = tuple(f"{whole}/" for whole in wholes)
    found = (path for path in tracked if path in wholes or path.startswith(folders))
    return next((path.removeprefix(below) for path in found), None)
