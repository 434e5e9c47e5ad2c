"""A hook's answer, kept below ``.git`` and given again: for a commit that touches nothing the answer depends on.

Three entries: a *trail* is what a call looked at (``checker.run.trail``), by the call; an *answer* is what it said and
its exit code, by the call, its trail, and the state of all that is in it; *parts* are what some manifests came to, for
a commit that changes others (``checker.engine.kept``). Whatever is odd is a miss, judged as if nothing were kept.

NOTE: these modules import neither ``json`` nor ``hashlib`` nor ``subprocess``, each of which would add a tenth or more
to what a replay takes.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from checker.run import git
from checker.run.asking import list_now, question
from checker.run.faults import Fault
from checker.run.replay.call import in_pipeline, key_of, program_digest
from checker.run.replay.entry import NO_ENTRY, digest, pack, unpack
from checker.run.replay.folder import Folder, open_folder
from checker.run.replay.state import read_trail, state_of, write_trail
from checker.run.trail import ERR, OUT, Parts, Trail, follow, leave

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

JUDGED = (0, 1)
"""The exit codes of runs that could judge, which alone are kept."""
_ERRORS = "surrogatepass"


class Hook:
    """One call of a hook, whose answer may be kept."""

    def __init__(self, words: Sequence[str], up: str, below: str, folder: Folder) -> None:
        self._words, self._top, self._below, self._folder = words, os.path.abspath(up), below, folder
        self._told = {question(".", git.WHERE): os.fsencode(f"{up}\n{below}\n")}
        self._program = program_digest()
        self._key = key_of(self._program, words)
        self._trail = Trail()

    def tell_again(self) -> int | None:
        """Say what was said before, and give its exit code; None if that is not known, and nothing was said.

        Raises:
            OSError: standard output cannot be written.
        """
        try:
            found = self._find()
            code, said = _read_answer(found) if found is not None else (None, [])
        except (*NO_ENTRY, Fault):
            return None
        for stream, text in said:
            _say(stream, text)
        return code

    def follow(self) -> None:
        """Write down from now on what the run looks at."""
        self._trail = follow()
        self._trail.told = self._told
        self._trail.parts = Parts(self._program, self._folder.load)

    def keep(self, code: int) -> None:
        """Keep what the run said, if it may be. What fails here changes nothing of the run."""
        leave()
        if code in JUDGED and self._trail.may_be_kept:
            with suppress(Exception):  # the run has said all: a full disk, or whatever it is, must not be its end
                self._keep(self._trail, code)

    def _keep(self, trail: Trail, code: int) -> None:
        if key_of(program_digest(), self._words) != self._key:  # midnight passed, or somebody worked on the program
            return
        if trail.complete:
            self._keep_answer(trail, code)
        for name, content in trail.parts.made.items() if trail.parts is not None else ():
            with suppress(OSError):  # one that is too large
                self._folder.save(name, content)
        self._folder.prune()

    def _keep_answer(self, trail: Trail, code: int) -> None:
        look = write_trail(trail)
        (tracked,), (untracked,) = trail.index, trail.untracked  # two different answers are no state
        state = state_of(trail, tracked, untracked, self._below)
        # NOTE: processes that a run starts may list the index for themselves; so it must have stayed as it was.
        if state is None or trail.top != self._top or list_now(self._top, trail.root) != (tracked, untracked):
            return
        self._folder.save(self._name(look, state), _write_answer(code, trail.said))
        self._folder.save(f"trail-{self._key}", look)

    def _find(self) -> bytes | None:
        look = self._folder.load(f"trail-{self._key}")
        trail = read_trail(look)
        tracked, untracked = list_now(self._top, trail.root)
        if tracked is None or untracked is None:
            return None
        self._told |= {question(self._top, git.TRACKED): tracked, question(trail.root, git.UNTRACKED): untracked}
        state = state_of(trail, tracked, untracked, self._below)
        if state is None:
            return None
        return self._folder.load(self._name(look, state))

    def _name(self, look: bytes, state: Iterable[bytes]) -> str:
        """Of the answer, for a trail and the state of what is in it."""
        return f"answer-{digest([self._key.encode(), look, *state])}"


def begin(words: Sequence[str]) -> Hook | None:
    """The call of a hook, by the words behind the program's name; None where nothing can be kept, or is to be."""
    options = words[: words.index("--")] if "--" in words else words
    if "--no-cache" in options or (in_pipeline() and "--cache" not in options):
        return None
    if not hasattr(os, "geteuid") or sys.stdout is None or sys.stderr is None:
        return None
    where = git.listen(".", *git.WHERE, "--absolute-git-dir")
    lines = os.fsdecode(where or b"").split("\n")
    if len(lines) != 4 or not lines[2]:  # noqa: PLR2004 - as many as were asked for, and the end
        return None
    up, below, git_folder, _ = lines
    folder = open_folder(git_folder)
    return None if folder is None else Hook(words, up, below, folder)


def _write_answer(code: int, said: Iterable[tuple[bytes, str]]) -> bytes:
    return pack([b"%d" % code, *(part for stream, text in said for part in (stream, text.encode("utf-8", _ERRORS)))])


def _read_answer(written: bytes) -> tuple[int, list[tuple[bytes, str]]]:
    """The exit code, and what goes to which stream.

    Raises:
        ValueError: it is no answer.
    """
    code, *parts = unpack(written)
    said = [(stream, text.decode("utf-8", _ERRORS)) for stream, text in zip(parts[::2], parts[1::2], strict=True)]
    if int(code) not in JUDGED or not {stream for stream, _ in said} <= {OUT, ERR}:
        raise ValueError("no answer")
    return int(code), said


def _say(stream: bytes, text: str) -> None:
    """As ``checker.run.output`` says it."""
    if stream == ERR:
        with suppress(OSError, ValueError):
            sys.stderr.write(text)
            sys.stderr.flush()
        return
    rest = memoryview(text.encode("utf-8", "backslashreplace"))
    while rest:
        rest = rest[os.write(sys.stdout.fileno(), rest) :]
