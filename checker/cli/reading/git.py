"""What git says; used only where a flag asks for it. Nothing here fetches, or runs a filter or a hook."""

from __future__ import annotations

import os
from collections.abc import Sequence

from checker.cli.faults import Fault
from checker.cli.reading.tree import IsInput, Tree, add_link, judge_links

LINK_MODE, SUBMODULE_MODE = "120000", "160000"

_ENVIRONMENT = {
    "LC_ALL": "C",  # its messages are looked into
    "GIT_ALLOW_PROTOCOL": "none",  # a partial clone would fetch what it lacks
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",  # a commit means what its id says
    "GIT_LITERAL_PATHSPECS": "1",
}

_QUIET = ("-c", "core.fsmonitor=false")
"""Whoever reads the index would run the program that this names."""


def tracked(root: str, is_input: IsInput) -> Tree:
    """The files that the next commit will hold, and a note for everything read otherwise that it will not.

    Raises:
        Fault: git failed.
    """
    tree = Tree(root)
    for entry in entries(run(root, "ls-files", "-z", "--cached", "--stage")):
        meta, _, path = entry.partition("\t")
        mode = meta.split(" ")[0]
        if mode == SUBMODULE_MODE:
            tree.notes.append(f"submodule not read: {path}")
        elif mode == LINK_MODE:
            add_link(tree, path)
        elif path not in tree.files[-1:]:  # an unmerged path is listed once a stage
            tree.files.append(path)
    judge_links(tree, is_input)
    others = entries(run(root, "ls-files", "-z", "--others", "--exclude-standard"))
    untracked = [path for path in others if is_input(path)]
    if untracked:
        count = f"{len(untracked)} untracked file{'' if len(untracked) == 1 else 's'}"
        tree.notes.append(f"{count} not counted: {', '.join(sorted(untracked)[:10])}")
    return tree


def run(root: str, *arguments: str, given: bytes = b"") -> bytes:
    """What git prints.

    Raises:
        Fault: git is not there, or failed.
    """
    code, said, complaint = attempt(root, arguments, given)
    if code:
        lines = complaint.splitlines()
        fatal = next((line for line in lines if line.startswith("fatal: ")), lines[-1] if lines else "failed")
        raise Fault(f"git {arguments[0]}: {fatal.removeprefix('fatal: ')}")
    return said


def attempt(root: str, arguments: Sequence[str], given: bytes = b"") -> tuple[int, bytes, str]:
    """Exit code, output and complaint of a git command.

    Raises:
        Fault: git is not there.
    """
    import subprocess

    try:
        done = subprocess.run(
            ["git", *_QUIET, *arguments],
            cwd=root,
            env=os.environ | _ENVIRONMENT,
            input=given,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise Fault("git is not installed") from None
    return done.returncode, done.stdout, os.fsdecode(done.stderr).strip()


def entries(said: bytes) -> list[str]:
    """The parts of an answer that was asked for with ``-z``."""
    return [os.fsdecode(entry) for entry in said.split(b"\0") if entry]
