"""What git says, about the repository that the caller means. Nothing but ``reach`` fetches; no filter runs, no hook.

A hook inherits variables that name its repository, its index and its work tree.
They are relative to the folder it starts in, and in a linked work tree they lack
the work tree: git takes the folder it runs in for the top of it. The index may be
a temporary one, of ``git commit FILE``, and is what the commit will hold. So they
are made absolute, and kept from commands about another repository.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping, Sequence
from functools import lru_cache

from checker.run.faults import Fault

LINK_MODE, SUBMODULE_MODE = "120000", "160000"
EMPTY = (
    "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
    "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
)
"""The ids of nothing, by SHA-1 and SHA-256."""

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

CAN_SPAWN = hasattr(os, "posix_spawnp")
_UNSET = [signal.SIGPIPE] if CAN_SPAWN else []
"""Signals that Python ignores, and its children do not."""

_Stream = tuple[int, int, int] | tuple[int, int, str, int, int]
"""Where one of its streams leads, as ``posix_spawn`` is told."""

_OURS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")
"""What points at a repository, its work tree and its index."""
_WITH_IT = ("GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE")
_NEVER = (
    "GIT_PREFIX", "GIT_INTERNAL_SUPER_PREFIX", "GIT_IMPLICIT_WORK_TREE", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS", "GIT_ATTR_SOURCE",
)  # fmt: skip
"""What would change what a path means, or where attributes come from."""


def run(root: str, *arguments: str, given: bytes = b"") -> bytes:
    """What git prints.

    Raises:
        Fault: git is not there, or failed.
    """
    heard = None if given else listen(root, *arguments)
    if heard is not None:
        return heard
    code, said, complaint = attempt(root, arguments, given)
    if code:
        raise Fault(f"git {arguments[0]}: {reason_of(complaint)}")
    return said


def reason_of(complaint: str) -> str:
    """The line of a complaint that says why."""
    lines = complaint.splitlines()
    fatal = next((line for line in lines if line.startswith("fatal: ")), lines[-1] if lines else "failed")
    return fatal.removeprefix("fatal: ")


WHERE = ("rev-parse", "--show-cdup", "--show-prefix")
TRACKED = ("ls-files", "-z", "--cached", "--stage")
"""Every entry of the index, with its mode, the id of its content, its stage and its path."""
UNTRACKED = ("ls-files", "-z", "--others", "--exclude-standard")


def object_id(root: str, name: str) -> str:
    """The id of the object that a name means, such as ``HEAD:fleet.jsonl``; empty where it means none.

    Raises:
        Fault: git is not there.
    """
    return (listen(root, "rev-parse", "--verify", "--quiet", name) or b"").decode().strip()


def attempt(root: str, arguments: Sequence[str], given: bytes = b"") -> tuple[int, bytes, str]:
    """Exit code, output and complaint of a git command in a folder, about the repository that the caller means.

    Raises:
        Fault: git is not there.
    """
    return _asked(root, arguments, _about(root), given)


def listen(root: str, *arguments: str) -> bytes | None:
    """What git prints; None if it failed, whose reason ``run`` tells, by asking again.

    NOTE: without ``subprocess``. Its import takes four tenths of ``python -c pass``, and a replayed hook takes three.
    """
    return _heard(root, arguments, _about(root))


def _about(root: str) -> Mapping[str, str]:
    """What the caller's variables mean in a folder; nothing if there are none."""
    said = _given()
    return _meant(os.path.abspath(root), os.getcwd(), tuple(said.items())) if said else {}


@lru_cache(maxsize=8)
def _meant(root: str, here: str, given: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """What the caller's variables mean in a folder; what git cannot place is left as it is.

    Raises:
        Fault: git is not there.
    """
    said = dict(given)
    rest = {name: value for name, value in said.items() if name not in _OURS}
    found = _place(here, rest)
    if "GIT_WORK_TREE" in said or ("GIT_DIR" in said and not _same(found, os.path.join(here, said["GIT_DIR"]))):
        found = _place(here, said)
    return _bound(root, said, *found) if found is not None else said


def _place(here: str, said: Mapping[str, str]) -> tuple[str, str] | None:
    """A repository's own folder, and the top of its work tree."""
    asked = ("rev-parse", "--absolute-git-dir", "--show-toplevel")
    answer = _heard(here, asked, said)
    lines = os.fsdecode(answer or b"").removesuffix("\n").split("\n")
    return (lines[0], lines[1]) if len(lines) == 2 else None  # noqa: PLR2004 - as many as were asked for


def _same(found: tuple[str, str] | None, folder: str) -> bool:
    return found is not None and os.path.realpath(found[0]) == os.path.realpath(folder)


def reach(root: str, arguments: Sequence[str], given: bytes = b"") -> tuple[int, str]:
    """Exit code and complaint of a command that may use a network, which ``collect`` alone is asked for."""
    code, _, complaint = _asked(root, arguments, {"GIT_ALLOW_PROTOCOL": "https:ssh:file"}, given)
    return code, complaint


def _asked(root: str, arguments: Sequence[str], about: Mapping[str, str], given: bytes = b"") -> tuple[int, bytes, str]:
    import subprocess

    if not os.path.isdir(root):
        raise Fault(f"no such folder: {root!r}")
    try:
        done = subprocess.run(
            ["git", *_QUIET, *arguments],
            cwd=root,
            env=_environment(about),
            input=given,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise Fault("git is not installed") from None
    except OSError as error:  # it may not be executed, or a variable of the environment is too long for the system
        raise Fault(f"git could not be started: {error.strerror}") from None
    return done.returncode, done.stdout, os.fsdecode(done.stderr).strip()


def _heard(root: str, arguments: Sequence[str], about: Mapping[str, str]) -> bytes | None:
    if not os.path.isdir(root):
        return None
    if not CAN_SPAWN:
        code, said, _ = _asked(root, arguments, about)
        return said if code == 0 else None
    ours, theirs = os.pipe()
    with open(ours, "rb", buffering=0) as answer:
        try:
            child = _spawn(
                root,
                arguments,
                about,
                [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDWR, 0), (os.POSIX_SPAWN_DUP2, theirs, 1)],
            )
        except OSError:
            return None
        finally:
            os.close(theirs)
        said = answer.readall()
        return said if os.waitpid(child, 0)[1] == 0 else None


def spawn(root: str, arguments: Sequence[str], given: int, answers: int) -> int:
    """The process of a git command that reads from a pipe and writes to one; only where it ``CAN_SPAWN``.

    Raises:
        OSError: it could not be started.
    """
    return _spawn(root, arguments, _about(root), [(os.POSIX_SPAWN_DUP2, given, 0), (os.POSIX_SPAWN_DUP2, answers, 1)])


def _spawn(root: str, arguments: Sequence[str], about: Mapping[str, str], streams: Sequence[_Stream]) -> int:
    command = ["git", "-C", root, *_QUIET, *arguments]
    silent = (*streams, (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_RDWR, 0))
    return os.posix_spawnp("git", command, _environment(about), file_actions=silent, setsigdef=_UNSET)


def entries(said: bytes) -> list[str]:
    """The parts of an answer that was asked for with ``-z``."""
    return [os.fsdecode(entry) for entry in said.split(b"\0") if entry]


def _environment(about: Mapping[str, str]) -> dict[str, str]:
    return {**_unbound(), **_ENVIRONMENT, **about}


def _unbound() -> dict[str, str]:
    """The environment without any repository of the caller's."""
    gone = {*_OURS, *_WITH_IT, *_NEVER}
    return {name: value for name, value in os.environ.items() if name not in gone}


def _given() -> dict[str, str]:
    """What the caller says about its repository."""
    return {name: os.environ[name] for name in (*_OURS, *_WITH_IT) if name in os.environ}


def _bound(root: str, said: Mapping[str, str], folder: str, top: str) -> dict[str, str]:
    """What the caller says, to be understood anywhere below the top of its work tree; nothing elsewhere."""
    if not _within(root, top):
        return {}
    made = {**said, "GIT_DIR": folder, "GIT_WORK_TREE": top}
    if "GIT_INDEX_FILE" in said:
        made["GIT_INDEX_FILE"] = os.path.join(top, said["GIT_INDEX_FILE"])
    return made


def _within(path: str, top: str) -> bool:
    real, above = os.path.realpath(path), os.path.realpath(top).rstrip(os.sep)
    return f"{real}{os.sep}".startswith(f"{above}{os.sep}")
