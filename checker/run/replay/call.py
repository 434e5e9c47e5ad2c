"""What an answer depends on outside of the repository: the program, what it was asked, where and when."""

from __future__ import annotations

import os
import sys
import time
from operator import attrgetter

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
    return digest([os.fsencode("\0".join(_program()))])


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


def _program() -> list[str]:
    """The program and what it runs on. An editable installation changes without a version, so each file counts.

    NOTE: seven hundred files, so with little around each: asked twice, it was a twentieth of a hook.
    """
    found = [checker.__version__, sys.version, sys.executable, str(sys.flags), *sys.warnoptions, *sys.path]
    package = os.path.dirname(os.path.abspath(checker.__file__))
    # NOTE: built-in policies are in the package, or in a checkout next to it, as ``checker.resources`` looks for them.
    for folder in (package, os.path.join(os.path.dirname(package), "policies")):
        _add_files(found, folder)
    for place in sys.path:
        found += [_described(entry) for entry in _entries(place or ".") if entry.name.endswith(_PACKAGES)]
    return found


def _add_files(found: list[str], folder: str) -> None:
    """Add every file below a folder, with all that changes when it does."""
    for entry in _entries(folder):
        if not entry.is_dir():
            found.append(_described(entry))
        elif entry.name != "__pycache__":
            _add_files(found, entry.path)


def _entries(folder: str) -> list[os.DirEntry[str]]:
    """What is in a folder, by name; nothing if it is none, such as an archive."""
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=_name)
    except OSError:
        return []


_name = attrgetter("name")


def _described(entry: os.DirEntry[str]) -> str:
    found = entry.stat()
    return f"{entry.path} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}"
