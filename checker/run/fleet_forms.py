"""The shapes in which a snapshot lies: one file of lines, a folder with a file for each repository, or Parquet.

All hold the same lines, which are put together again before anything is read. So the digests hold for each shape, and
what is wrong is told in the same words. A line of a repository has its name; the header is the first line, and what
else there is stands at the end.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from checker.record import dataclass
from checker.run import tree
from checker.run.faults import Fault
from checker.run.fleet_reading import MAX_FLEET
from checker.run.named import own_bytes
from checker.shape.scalars import is_repository_name

FILES = (".jsonl", ".jsonl.gz", ".parquet")
"""Endings of a snapshot that is one file."""
HEADER, RECORDS, END = "header.jsonl", "records", "seal.jsonl"
"""In a folder: its first line, the folder of those of repositories, and the last lines."""

_LINES = ".jsonl"
_PARQUET = b"PAR1"
_SLASH = "%2F"
"""What stands for a slash in the name of a file."""

Names = Callable[[str], Iterable[str]]
"""Paths of what lies in a folder."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A snapshot as it lies there."""

    name: str
    """What people are told it is called."""
    files: Mapping[str, bytes]
    """By the path in the folder; of one file alone that is empty."""

    @property
    def raw(self) -> bytes:
        """Its lines, perhaps compressed.

        Raises:
            Fault: it is a folder or Parquet, and not what ``collect`` writes.
        """
        alone = self.files.get("")
        if alone is None:
            return _lines_of_folder(self.name, self.files)
        if not alone.startswith(_PARQUET):
            return alone
        from checker.run.fleet_parquet import lines_of_parquet

        return lines_of_parquet(self.name, alone)


def shape(raw: bytes, out: str) -> Mapping[str, bytes]:
    """The lines of a snapshot as they are written to a file, or to a folder of which the name has no such ending.

    Raises:
        Fault: a folder cannot hold it on every machine, or a library is missing.
    """
    if out.endswith(".parquet"):
        from checker.run.fleet_parquet import parquet_of

        return {"": parquet_of(raw)}
    return {"": raw} if out.endswith(FILES) else _folder_of(raw)


def read_stored(path: str, name: str) -> Stored:
    """One that the command line names, wherever it lies.

    Raises:
        Fault: it cannot be read.
    """
    if not os.path.isdir(path):
        return Stored(name, {"": own_bytes(path, MAX_FLEET)})
    files: dict[str, bytes] = {}
    for inside in inside_of(name, lambda folder: tree.names(path, folder), ""):
        raw = tree.read(path, inside, MAX_FLEET)
        if not isinstance(raw, bytes):
            raise Fault(f"{name}/{inside}: {raw.message}")
        files[inside] = raw
    return Stored(name, files)


def is_folder(names: Iterable[str]) -> bool:
    """Whether files of these names, which lie in a folder, are meant to be a snapshot."""
    return HEADER in names


def inside_of(name: str, names: Names, folder: str) -> list[str]:
    """The paths of a snapshot's files in its folder; what tools put there is marked with a dot, and passed over.

    Args:
        name: what people are told the snapshot is called.
        names: tells what lies in a folder, by its path.
        folder: where the snapshot lies.

    Raises:
        Fault: something else lies there.
    """
    start = f"{folder}/" if folder else ""
    found = [path.removeprefix(start) for path in (*names(folder), *names(f"{start}{RECORDS}"))]
    found = [path for path in found if path != RECORDS and not path.rpartition("/")[2].startswith(".")]
    stray = next((path for path in found if path not in {HEADER, END} and not _repository_of(path)), None)
    if stray is not None:
        raise Fault(f"{name} holds {stray!r}, which is no part of a snapshot")
    return found


def _repository_of(path: str) -> str:
    """The repository whose lines a file holds; empty for what is no such file."""
    folder, _, file = path.rpartition("/")
    name = file.removesuffix(_LINES).replace(_SLASH, "/")
    mine = folder == RECORDS and file.endswith(_LINES) and is_repository_name(name)
    return name if mine and path == _file_of(name) else ""


def _file_of(repository: str) -> str:
    return f"{RECORDS}/{repository.replace('/', _SLASH)}{_LINES}"


def _folder_of(raw: bytes) -> dict[str, bytes]:
    header, *lines = raw.splitlines(keepends=True)
    found: dict[str, list[bytes]] = defaultdict(list)
    for line in lines:
        repository = json.loads(line).get("repository")
        found[END if repository is None else _file_of(repository)].append(line)
    folded: dict[str, str] = {}
    for path in found:
        other = folded.setdefault(path.lower(), path)
        if other != path:
            both = f"{_repository_of(other)} and {_repository_of(path)}"
            raise Fault(f"no folder holds {both} on every machine: give --out a file, such as fleet.jsonl.gz")
    return {HEADER: header} | {path: b"".join(found[path]) for path in sorted(found)}


def _lines_of_folder(name: str, files: Mapping[str, bytes]) -> bytes:
    for needed in (HEADER, END):
        if needed not in files:
            raise Fault(f"{name} is no whole snapshot: it has no {needed}; collect it again")
    records = sorted((_repository_of(path), path) for path in files.keys() - {HEADER, END})
    parts = [files[path] for path in (HEADER, *(path for _, path in records), END)]
    if sum(map(len, parts)) > MAX_FLEET:
        raise Fault(f"{name} is larger than a snapshot may be ({MAX_FLEET >> 20} MiB)")
    return b"".join(parts)
