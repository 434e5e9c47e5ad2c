"""Files that come with the program: the built-in catalog, and the built-in policies.

The catalog lies inside the package. The policies are next to it in a checkout,
and so in an editable installation, and inside of it in a wheel.

NOTE: within this module paths are text, because pathlib imports all that is known of URLs and addresses: as much as
an empty Python executes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, overload

from checker.record import dataclass

if TYPE_CHECKING:
    from pathlib import Path

_PACKAGE = os.path.dirname(os.path.abspath(__file__))
BUILTIN = "builtin:"
BUILTIN_CATALOG = "builtin:models"
COMPILED = "compiled.jsonl"
"""All built-in catalog files as plain data. The first line is the index, each other one an entry of a file."""
RELEASE_FILE = f"{BUILTIN_CATALOG}/release.yaml"
"""The file of the catalog that says which release it is."""
RELEASE = re.compile(r"^[0-9]{4}\.[0-9]{2}\.[0-9]{2}(\.[0-9]{1,3})?$")
"""A day, and a number where one day has several."""
STALE_AFTER = 60
"""Days after which a release is called old: two months in which large vendors retire and announce models."""
LISTS = ("vendors", "hosts", "models", "endpoints")
"""The keys of a catalog file whose entries are lines of their own."""


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """The built-in catalog as it was parsed before; an entry becomes data where somebody asks for it."""

    files: Mapping[str, Any]
    """By name, the digest of each file that it was made from, and its data with numbers of lines for entries."""
    places: Mapping[str, Mapping[str, list[list[int]]]]
    """By key and id, the entries: numbers of the file and of the line. An endpoint is called MODEL HOST."""
    aliases: Mapping[str, str]
    lines: Sequence[bytes]

    def entry(self, line: int) -> Any:  # noqa: ANN401 - JSON
        return json.loads(self.lines[line])

    def data(self, name: str) -> dict[str, Any]:
        """The whole file."""
        data: dict[str, Any] = self.files[name]["data"]
        return {key: [*map(self.entry, value)] if key in LISTS else value for key, value in data.items()}


@dataclass(frozen=True, slots=True)
class Builtin:
    """The built-in files that a run reads: those of this program, or those that an evidence bundle holds."""

    catalog: Mapping[str, bytes]
    """Catalog files by the names that ``catalog_files`` gives, in their order."""
    policies: Mapping[str, bytes]
    """Policies by name, in alphabetical order."""

    @property
    def release(self) -> str | None:
        """The version of the catalog, as it says itself; None where it does not say."""
        return release_in(self.catalog.get(RELEASE_FILE, b""))


def release_in(raw: bytes) -> str | None:
    """The version that the catalog's file about it gives."""
    found = re.search(rb"^release: *(\S+)\s*$", raw, re.MULTILINE)
    written = found[1].decode("ascii", "replace") if found else ""
    return written if RELEASE.match(written) else None


def age_of(release: str, day: dt.date) -> int:
    """Days from a release to a day; fewer than none before it, or where it is no day of the calendar."""
    try:
        return (day - dt.date(*map(int, release.split(".")[:3]))).days
    except ValueError:
        return -1


_chosen: ContextVar[Path | None] = ContextVar("chosen", default=None)


def choose_catalog(folder: Path | None) -> None:
    """Take the built-in catalog from a folder, until the context ends; None: from this program."""
    _chosen.set(folder)


def chosen_catalog() -> Path | None:
    """The folder of another catalog than that of this program, if it was asked for."""
    return _chosen.get()


def catalog_folder() -> Path:
    """Where the built-in catalog lies."""
    from pathlib import Path  # noqa: PLC0415 - see above

    return Path(_catalog())


def _catalog() -> str:
    return str(_chosen.get() or os.path.join(_PACKAGE, "facts"))


def builtin_release() -> str | None:
    """The release of the built-in catalog that is in use."""
    path = os.path.join(_catalog(), "release.yaml")
    return release_in(_bytes(path)) if os.path.exists(path) else None


def catalog_files() -> list[tuple[str, bytes]]:
    """Name and bytes of every built-in catalog file, by name."""
    folder = _catalog()
    found = sorted(name for name in os.listdir(folder) if name.endswith(".yaml"))
    return [(f"{BUILTIN_CATALOG}/{name}", _read(os.path.join(folder, name))) for name in found]


def _bytes(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _read(path: str) -> bytes:
    """The bytes of a built-in file, which is read again only if it is another one than before."""
    stat = os.stat(path)
    return _read_as(path, (stat.st_ino, stat.st_size, stat.st_mtime_ns))


@lru_cache(maxsize=512)
def _read_as(path: str, _stamp: tuple[int, int, int]) -> bytes:
    return _bytes(path)


@lru_cache(maxsize=512)
def digest(raw: bytes) -> str:
    """SHA-256 of a built-in file; of the same bytes once a process."""
    return hashlib.sha256(raw).hexdigest()


def load_compiled() -> Compiled:
    """What ``catalog_folder`` holds; nothing if it was not compiled."""
    return _load_compiled(os.path.join(_catalog(), COMPILED))


@cache
def _load_compiled(path: str) -> Compiled:
    if not os.path.exists(path):
        return Compiled({}, {}, {}, ())
    lines = _Lines(_bytes(path))
    index = json.loads(lines[0])
    return Compiled(index["files"], index["places"], index["aliases"], lines)


class _Lines(Sequence[bytes]):
    """The lines of a text, of which few are asked for: to copy all of them takes longer than to read them."""

    def __init__(self, raw: bytes) -> None:
        self._raw, self._ends = raw, [-1]
        while self._ends[-1] < len(raw):
            end = raw.find(b"\n", self._ends[-1] + 1)
            self._ends.append(end if end >= 0 else len(raw))

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, number: int) -> bytes: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[bytes]: ...
    def __getitem__(self, number: int | slice) -> bytes | Sequence[bytes]:
        if isinstance(number, slice):
            return [self[each] for each in range(*number.indices(len(self)))]
        at = range(len(self))[number]
        return self._raw[self._ends[at] + 1 : self._ends[at + 1]]


def compiled_as(catalog: Mapping[str, str]) -> Compiled | None:
    """What was compiled, if files, given by name and digest, are what it was made from: all of them, and no other."""
    compiled = load_compiled()
    same = catalog == {name: entry["sha256"] for name, entry in compiled.files.items()}
    return compiled if same and compiled.files else None


def find_compiled(name: str, raw: bytes) -> dict[str, Any] | None:
    """The plain data of a built-in catalog file, as it was parsed before; None if the file is not that one any more.

    Reading YAML with all its positions took most of the start-up time; JSON takes a hundredth of that.
    """
    compiled = load_compiled()
    known = name in compiled.files and compiled.files[name]["sha256"] == digest(raw)
    return compiled.data(name) if known else None


def _policies() -> str:
    carried = os.path.join(_PACKAGE, "_data", "policies")
    return carried if os.path.isdir(carried) else os.path.join(os.path.dirname(_PACKAGE), "policies")


def policy_names() -> list[str]:
    """The built-in policies; their tests are next to them, as NAME.tests.yaml."""
    stems = (name.removesuffix(".yaml") for name in os.listdir(_policies()) if name.endswith(".yaml"))
    return sorted(stem for stem in stems if stem and "." not in stem)


def policy_file(name: str) -> bytes:
    """The bytes of a built-in policy, one of ``policy_names``, or of its tests."""
    return _read(os.path.join(_policies(), f"{name}.yaml"))


def builtin() -> Builtin:
    """All that comes with this program."""
    return Builtin(dict(catalog_files()), {name: policy_file(name) for name in policy_names()})
