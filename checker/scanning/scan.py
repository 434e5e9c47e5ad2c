"""Looks through the tracked files of a repository for names of models, addresses of hosts and keys of their SDKs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from checker.catalog import Catalog
from checker.diagnostic import Diagnostic
from checker.form import Form
from checker.record import dataclass
from checker.run import git, tree
from checker.run.faults import Fault
from checker.scanning.chosen import left_by_content, left_by_name
from checker.scanning.shared import shared
from checker.scanning.words import Meaning, Words, has_sign, split, told
from checker.source.characters import MAX_BYTES

NO_SIGN = "words that also mean something else, without a second sign beside them"


@dataclass(frozen=True, slots=True)
class Sighting:
    """A word in a file, where it is first, and what it means."""

    FORM: ClassVar = Form("Sighting", "model where", {"model": "word"})

    word: str
    path: str
    line: int
    means: Meaning

    @property
    def where(self) -> str:
        """File and line."""
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class HostSighting:
    """An address of a host, or the key of its SDK."""

    FORM: ClassVar = Form("HostSighting", "host word where")

    host: str
    word: str
    where: str


@dataclass(frozen=True, slots=True)
class LeftFiles:
    """Files that were not looked at, or words that were not taken."""

    FORM: ClassVar = Form("LeftFiles", "reason count")

    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scan found; its JSON is a file of observations."""

    FORM: ClassVar = Form(
        "ObservationsFile",
        "service found hosts files left_out",
        format="modelbylaws/observations/v1",
        about="Names of models that a scan found in the tracked files of a repository.",
    )

    service: str | None
    found: tuple[Sighting, ...]
    hosts: tuple[HostSighting, ...]
    files: int
    """Files that were looked at."""
    left_out: tuple[LeftFiles, ...]
    exit_code: int = 0


Part = tuple[int, list[Sighting], Counter[str]]
"""How many files were looked at, what was seen in them, and what was left out."""


def scan(root: str, catalog: Catalog, service: str | None) -> Scanned:
    """Look through all files below a folder that git tracks.

    Raises:
        Fault: git failed, or the folder is in no repository.
    """
    tracked = git.entries(git.run(root, "ls-files", "-z"))
    if not tracked:
        raise Fault("git tracks no file here, so there is nothing to scan")
    words = Words(catalog)

    def look(paths: Sequence[str]) -> Part:
        left: Counter[str] = Counter()
        looked, seen = _look_at(_read(root, paths, left), words, left)
        return looked, seen, left

    return _put_together(shared(look, sorted({*tracked})), service)


def look_through(
    files: Iterable[tuple[str, bytes]], catalog: Catalog, service: str | None, left: Counter[str]
) -> Scanned:
    """Look through files, given with their bytes; ``left`` counts what was left out before, and what is now."""
    looked, seen = _look_at(files, Words(catalog), left)
    return _put_together([(looked, seen, left)], service)


def _look_at(files: Iterable[tuple[str, bytes]], words: Words, left: Counter[str]) -> tuple[int, list[Sighting]]:
    seen: list[Sighting] = []
    looked = 0
    for path, raw in files:
        looked += 1
        seen += _look(path, raw, words, left)
    return looked, seen


def _put_together(parts: Iterable[Part], service: str | None) -> Scanned:
    looked, seen, left = 0, [], Counter[str]()
    for files, more, others in parts:
        looked += files
        seen += more
        left += others
    seen.sort(key=lambda one: (one.path, one.line, one.word))
    return Scanned(
        service,
        tuple(one for one in seen if one.means.what == "model"),
        tuple(HostSighting(one.means.value, one.word, one.where) for one in seen if one.means.what != "model"),
        looked,
        tuple(LeftFiles(reason, count) for reason, count in sorted(left.items())),
    )


def _read(root: str, paths: Iterable[str], left: Counter[str]) -> Iterator[tuple[str, bytes]]:
    """The files to look at, with their bytes; the others are counted."""
    for path in paths:
        why = left_by_name(path)
        raw = tree.read(root, path) if why is None else b""
        if isinstance(raw, Diagnostic):
            why, raw = "not readable", b""
        why = why or left_by_content(raw, MAX_BYTES)
        if why is not None:
            left[why] += 1
        else:
            yield path, raw


def _look(path: str, raw: bytes, words: Words, left: Counter[str]) -> Iterator[Sighting]:
    """What the words of one file mean, each where it is first and says so."""
    found = words.among(raw)
    if not found:
        return
    lines = raw.split(b"\n")
    told_once: dict[str, Sighting] = {}
    for word in sorted(found):
        meaning, name = words.meant[word], told(word)
        at = _line_of(word, name, meaning, lines)
        if at is None:
            left[NO_SIGN] += 1
        elif name not in told_once or at < told_once[name].line:
            told_once[name] = Sighting(name, path, at, meaning)
    yield from told_once.values()


def _line_of(word: bytes, name: str, meaning: Meaning, lines: list[bytes]) -> int | None:
    """The first line with the whole word; for a weak one the first that has a second sign, too."""
    for number, line in enumerate(lines, 1):
        is_there = word in line and word in split(line)
        if is_there and not (meaning.weak and not has_sign(line.decode("utf-8", "replace"), name)):
            return number
    return None
