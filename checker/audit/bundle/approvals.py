"""Where the lines of waivers come from, says git: commit, author, committer, day, and whether the commit is signed.

Of files that are as the commit has them, and of a clone that goes back as far as that. Nothing checks a signature here:
that needs the keys that one trusts, and starts the program that a repository names. ``git verify-commit`` does it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from checker.bundle.layout import quoted
from checker.bundle.run_file import Approved, Changed
from checker.diagnostic import Place, shorten_values
from checker.files.waivers import Placed
from checker.formats.terminal import escape
from checker.run import git
from checker.run.faults import Fault
from checker.run.run import Run
from checker.run.stands import Commit

_PLAIN = ("-c", "blame.ignoreRevsFile=", "-c", "blame.showRoot=true")
"""No commit is passed over, whatever a configuration says."""


def find_approvals(root: str, run: Run, commit: Commit | None) -> tuple[Approved, ...]:
    """The origin of each waiver's lines; nothing of a waiver whose file is not as the commit has it."""
    if commit is None:
        return ()
    found = []
    for placed in run.waivers:
        if placed.document.file not in commit.changed:
            try:
                commits = tuple(_origins(root, placed, commit.id))
                known = not any(_is_cut(root, change.commit) for change in commits)
            except Fault:  # then git does not know
                continue
            if not known:
                continue
            found.append(Approved(id=placed.waiver.id, file=quoted(placed.document.file), commits=commits))
    return tuple(found)


def _is_cut(root: str, commit: str) -> bool:
    """Whether a shallow clone ends at a commit: what came before it stands there as its own."""
    raw = git.run(root, "cat-file", "commit", commit).partition(b"\n\n")[0]
    shown = git.run(root, "rev-list", "--parents", "--max-count=1", commit).split()
    return any(line.startswith(b"parent ") for line in raw.split(b"\n")) and len(shown) == 1


def _origins(root: str, placed: Placed, commit: str) -> Iterator[Changed]:
    file = placed.document.file
    span = placed.document.locate(Place(file, ("waivers", placed.index))).span
    if span is None:
        return
    lines = f"{span.line},{max(span.line, span.end_line - (span.end_column == 1))}"
    said = git.run(root, *_PLAIN, "blame", "--porcelain", "--no-textconv", "-L", lines, commit, "--", file)
    known: dict[str, dict[str, str]] = {}
    now = ""
    for line in said.decode("utf-8", "replace").split("\n"):
        key, _, value = line.partition(" ")
        if len(key) in {40, 64} and not line.startswith("\t"):
            now = key
            known.setdefault(now, {})
        elif now and not line.startswith("\t"):
            known[now][key] = value
    for name, about in known.items():
        yield _changed(root, name, about)


def _changed(root: str, commit: str, about: dict[str, str]) -> Changed:
    header = git.run(root, "cat-file", "commit", commit).partition(b"\n\n")[0]
    day = dt.datetime.fromtimestamp(int(about["committer-time"]), dt.UTC).date()
    signed = any(line.startswith((b"gpgsig ", b"gpgsig-sha256 ")) for line in header.split(b"\n"))
    return Changed.model_validate(
        {
            "commit": commit,
            "author": _who(about, "author"),
            "committer": _who(about, "committer"),
            "on": day.isoformat(),
            "signed": str(signed).lower(),
        }
    )


def _who(about: dict[str, str], role: str) -> str:
    return shorten_values(escape(f"{about[role]} {about[f'{role}-mail']}").strip())
