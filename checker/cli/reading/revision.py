"""Names of revisions, and the root and configuration as a revision has them."""

from __future__ import annotations

import os

from checker.cli.faults import Fault
from checker.cli.reading import git
from checker.cli.request import CONFIG_NAME
from checker.report.review import Revision


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


def root_at(start: str, revision: Revision) -> tuple[str, str | None]:
    """The root and the configuration as the revision has them, whatever lies in the work tree.

    Raises:
        Fault: git failed.
    """
    folder = os.fsdecode(git.run(start, "rev-parse", "--show-prefix")).removesuffix("\n").rstrip("/")
    above = [folder]
    while above[-1]:
        above.append(above[-1].rpartition("/")[0])
    places = {f"{name}/{CONFIG_NAME}".lstrip("/"): name for name in above}
    listed = git.entries(git.run(start, "ls-tree", "-z", "--full-tree", "--name-only", revision.commit, "--", *places))
    found = next((name for path, name in places.items() if path in listed), None)
    up = above.index(found or "")
    return os.path.abspath(os.path.join(start, *[".."] * up)), CONFIG_NAME if found is not None else None
