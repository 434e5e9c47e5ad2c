"""What an answer depends on outside of the repository: the program, what it was asked, where and when."""

from __future__ import annotations

import os
import sys
import time

import checker
from checker.run.replay.entry import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SEEN = ("NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS")
"""What decides about colors, and about the width of tables."""
_PACKAGES = (".dist-info", ".egg-info", ".pth", ".egg-link", ".egg")
"""What says which versions of packages are installed."""


def in_pipeline() -> bool:
    """Whether this is a pipeline, by the variable that all of them set."""
    return os.environ.get("CI", "").strip().lower() not in {"", "0", "false", "no", "off"}


def program_digest() -> str:
    """The digest of the program, and of what it runs on."""
    return digest(os.fsencode(part) for part in _program())


def key_of(program: str, words: Sequence[str]) -> str:
    """The digest of all of it, for the words behind the program's name."""
    return digest(os.fsencode(part) for part in (program, *_asked(words)))


def _asked(words: Sequence[str]) -> Iterator[str]:
    yield os.getcwd()
    yield str(int(time.time()) // 86400)  # the day in UTC
    yield from (f"{name}={os.environ.get(name)}" for name in _SEEN)
    yield f"{_width()} {sys.stdout.encoding} {sys.getfilesystemencoding()}"
    yield from words


def _width() -> str:
    """How wide the terminal is; nothing if standard output is none."""
    try:
        return str(os.get_terminal_size(sys.stdout.fileno()).columns)
    except OSError:
        return ""


def _program() -> Iterator[str]:
    """The program and what it runs on. An editable installation changes without a version, so each file counts."""
    yield from (checker.__version__, sys.version, sys.executable, str(sys.flags), *sys.warnoptions, *sys.path)
    package = os.path.dirname(os.path.abspath(checker.__file__))
    # NOTE: built-in policies are in the package, or in a checkout next to it, as ``checker.resources`` looks for them.
    for folder in (package, os.path.join(os.path.dirname(package), "policies")):
        yield from _files(folder)
    for place in sys.path:
        yield from _installed(place)


def _files(folder: str) -> Iterator[str]:
    """Every file below a folder, with all that changes when it does."""
    for entry in _entries(folder):
        if entry.is_dir():
            yield from _files(entry.path) if entry.name != "__pycache__" else ()
        else:
            yield _described(entry)


def _installed(place: str) -> Iterator[str]:
    for entry in _entries(place or "."):
        if entry.name.endswith(_PACKAGES):
            yield _described(entry)


def _entries(folder: str) -> list[os.DirEntry[str]]:
    """What is in a folder, by name; nothing if it is none, such as an archive."""
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except OSError:
        return []


def _described(entry: os.DirEntry[str]) -> str:
    found = entry.stat()
    return f"{entry.path} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}"
