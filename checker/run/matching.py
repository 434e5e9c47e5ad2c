"""Which files are meant: by a pattern of the configuration, and by the format that a file says it has.

In a pattern, ``*`` and ``?`` are within a folder; there are ``**`` and ``{a,b}``. A format is asked for before a file
is read, and answered by the reader itself: a pattern over the bytes would be a second reader, which sees a quoted key,
a byte order mark or JSON otherwise than the first. Only of a file that cannot be read does a pattern say what it was
meant to be, so that its faults are told by whoever reads such files.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from functools import lru_cache

from checker import source
from checker.diagnostic import Diagnostic
from checker.run.faults import Fault
from checker.run.trail import current
from checker.source import Document, Plain, normalize
from checker.source.characters import MAX_BYTES

MAX_BRACES = 4
"""Most choices in one pattern: each multiplies the patterns that are tried."""

MAX_NAMES = 1024
"""Most names of files for which it is remembered which patterns can fit."""

_WILD = re.compile(r"[*?\[]")
_ANYWHERE = ("**",)
_BRACES = re.compile(r"\{([^{}]*)\}")


def matching(paths: Iterable[str], patterns: Iterable[str]) -> list[str]:
    """The paths that match at least one pattern, sorted. Paths have forward slashes.

    Names are compared in NFC, because some systems store accents decomposed, and returned as they lie on disk.
    """
    fits = one_of(patterns)
    return sorted(path for path in paths if fits(path))


def one_of(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Whether a path matches at least one pattern: for many paths, one at a time.

    NOTE: the files of a fleet share a few names, and of each name it is found out once which patterns can fit, and
    whether one fits in any folder. It takes three quarters off the time of finding 10,000 manifests.
    """
    split = [tuple(normalize(part).split("/")) for pattern in patterns for part in expanded(pattern)]

    @lru_cache(maxsize=MAX_NAMES)
    def fitting(name: str) -> tuple[bool, list[tuple[str, ...]]]:
        possible = [pattern for pattern in split if pattern[-1] == "**" or fnmatchcase(name, pattern[-1])]
        return any(pattern[:-1] == _ANYWHERE for pattern in possible), possible

    def fits(path: str) -> bool:
        whole = normalize(path)
        anywhere, possible = fitting(whole[whole.rfind("/") + 1 :])
        return anywhere or any(_matches(tuple(whole.split("/")), pattern) for pattern in possible)

    return fits


def expanded(pattern: str) -> list[str]:
    """Every choice in braces written out.

    Raises:
        Fault: there are too many.
    """
    found = _BRACES.search(pattern)
    if pattern.count("{") > MAX_BRACES:
        raise Fault(f"more than {MAX_BRACES} choices in braces: {pattern!r}")
    if not found:
        whole = posixpath.normpath(pattern)
        current().pick(whole)
        return [whole]
    before, after = pattern[: found.start()], pattern[found.end() :]
    return [whole for choice in found[1].split(",") for whole in expanded(before + choice + after)]


def fixed_part(pattern: str) -> str:
    """What a pattern without braces says for sure: its parts before the first wildcard, all of it if there is none."""
    parts = pattern.split("/")
    wild = next((number for number, part in enumerate(parts) if _WILD.search(part)), len(parts))
    return "/".join(parts[:wild])


def _matches(path: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    """Whether the parts of a path match those of a pattern, of which the last fits; ``**`` is any number of parts."""
    reached = {0}
    for part in pattern:
        if part == "**":
            reached = set(range(min(reached, default=len(path) + 1), len(path) + 1))
        else:
            reached = {at + 1 for at in reached if at < len(path) and fnmatchcase(path[at], part)}
    return len(path) in reached


INPUTS = (
    "manifest", "policy", "config", "catalog", "inventory", "waivers", "tests", "events", "baseline", "drafts",
    "controls", "repositories", "summary", "vendor-lock",
)  # fmt: skip
"""File formats that users write, and that no output replaces."""
SCHEMAS = (
    *INPUTS, "report", "simulation", "diff", "causes", "catalog-list", "catalog-model", "catalog-diff", "alternatives",
    "plan", "lint", "explanation", "service-sides", "waiver-list", "verification", "sample", "test-report", "import",
    "observations", "history", "control-matrix", "entity", "collection", "vendoring",
)  # fmt: skip
"""File formats that have a JSON Schema."""

_MEANT = re.compile(
    rb"""^(?:\xef\xbb\xbf)?(?:\{[ \t]*|[ \t]+(?=["']))?["']?format["']?[ \t]*:[ \t]*["']?([^\s"'#,}]+)""",
    re.MULTILINE,
)
"""At the start of a line; indented only in quotes, as JSON has it."""


def declared_format(path: str, raw: bytes | Diagnostic) -> str:
    """The file's ``format``, as reading it gives it; empty where it says none."""
    if isinstance(raw, Diagnostic):
        return ""
    data = top_level(path, raw)
    if data is not None:
        written = data.get("format")
        return written if isinstance(written, str) else ""
    meant = _MEANT.search(raw.replace(b"\r", b"\n"), 0, MAX_BYTES)
    return meant[1].decode("utf-8", "replace") if meant else ""


def top_level(path: str, raw: bytes) -> dict[str, Plain] | None:
    """What a file says, None if it cannot be read."""
    return _parsed(path.endswith(".json"), raw)


@lru_cache(maxsize=64)
def _parsed(is_json: bool, raw: bytes) -> dict[str, Plain] | None:  # noqa: FBT001 - a key of the cache
    found = source.parse("x.json" if is_json else "x.yaml", raw)
    return found.data if isinstance(found, Document) else None
