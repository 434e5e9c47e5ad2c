"""Manifests that are not files of a folder, but records: many in one file, as large fleets are kept.

A record has a ``path``, which is what reports call the manifest, and its ``text``. A shard is a file of JSON lines
(``.jsonl``, ``.ndjson``) or of Parquet (``.parquet``), on this machine or wherever an URL leads that fsspec knows.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, Any

from checker.diagnostic import Diagnostic, shorten_values
from checker.engine.chunks import Chunk, Item
from checker.engine.desk import Desk
from checker.engine.engine import Engine
from checker.engine.judge import Checked, judge_chunks
from checker.record import dataclass
from checker.run.faults import Fault, needed
from checker.run.files import Files
from checker.run.fleet_file import is_path
from checker.run.strict_json import once
from checker.run.tree import fault

ENDINGS = (".jsonl", ".ndjson", ".parquet")
_BATCH = 256
"""Records of Parquet that are in memory at a time."""


@dataclass(frozen=True, slots=True)
class Shard:
    """One file of records."""

    url: str

    @property
    def name(self) -> str:
        return self.url

    def read(self, files: Files) -> Iterable[Item]:  # noqa: ARG002 - as every chunk
        """Its manifests.

        Raises:
            Fault: it cannot be read, or holds something else.
        """
        records = _parquet(self.url) if self.url.endswith(".parquet") else _lines(self.url)
        for number, record in enumerate(records, 1):
            path, text = record.get("path"), record.get("text")
            if not isinstance(path, str) or not isinstance(text, str) or not is_path(path):
                raise Fault(f"{self.url}: record {number} has no path below a folder, or no text")
            yield path, text.encode("utf-8", "surrogatepass")


def find_shards(urls: Sequence[str]) -> list[Shard]:
    """All shards that are meant, in order: files by name, and those in folders.

    Raises:
        Fault: there is none where one is meant.
    """
    found = [shard for url in urls for shard in _expand(url)]
    return [Shard(url) for url in dict.fromkeys(found)]


class Recalled:
    """Manifests of shards, read again: all that a report shows in one go, and kept small until then."""

    def __init__(self, shards: Sequence[Chunk], files: Files) -> None:
        self._shards, self._files = shards, files
        self._kept: dict[str, bytes] = {}

    def fetch(self, paths: Collection[str]) -> None:
        wanted = {*paths} - self._kept.keys()
        for shard in self._shards if wanted else ():
            for path, raw in shard.read(self._files):
                if path in wanted and isinstance(raw, bytes):
                    self._kept[path] = zlib.compress(raw, 1)

    def __call__(self, path: str) -> bytes | Diagnostic:
        if path not in self._kept:
            self.fetch([path])
        packed = self._kept.get(path)
        return fault(path, "unreadable", "no shard holds it any more") if packed is None else zlib.decompress(packed)


def judge_shards(desk: Desk, engine: Engine, shards: Sequence[Shard]) -> Checked:
    """Judge the manifests that are records of shards.

    Raises:
        Fault, Lost: as ``judge_files``; the configuration names a snapshot, which would be left out.
    """
    if desk.prepared.run.config.fleet is not None:
        raise Fault("--shards and fleet in the configuration both say who is judged: take one of them out")
    return judge_chunks(desk, engine, shards, Recalled(shards, desk.files))


def _expand(url: str) -> list[str]:
    if url.endswith(ENDINGS):
        return [url]
    try:
        names = _names(url)
    except OSError as error:
        raise Fault(f"{url!r} cannot be read: {error.strerror or type(error).__name__}") from None
    shards = sorted(name for name in names if name.endswith(ENDINGS))
    others = sorted(name for name in names if not name.endswith(ENDINGS) and not _is_aside(name))
    if shards and others:
        raise Fault(
            f"{url!r} holds {_last(others[0])!r}, which is no shard: take it out, or name the shards themselves"
        )
    if not shards:
        raise Fault(f"{url!r} holds no shard: looked for files that end with {', '.join(ENDINGS)}")
    return shards


def _is_aside(name: str) -> bool:
    """Whether it is what tools put beside shards: they mark it so."""
    return _last(name).startswith((".", "_"))


def _last(name: str) -> str:
    return name.rstrip("/").rpartition("/")[2]


def _names(url: str) -> list[str]:
    if "://" not in url:
        return [os.path.join(url, name) for name in os.listdir(url)]
    with needed("dask", "fsspec"):
        import fsspec
    with _known(url):
        files, path = fsspec.url_to_fs(url)
        return [files.unstrip_protocol(name) for name in files.ls(path, detail=False)]


def _open(url: str) -> IO[bytes]:
    if "://" not in url:
        return open(url, "rb")
    with needed("dask", "fsspec"):
        import fsspec
    with _known(url):
        opened: IO[bytes] = fsspec.open(url, "rb").open()
    return opened


@contextmanager
def _known(url: str) -> Iterator[None]:
    """Around a call of fsspec, which may not know the protocol, or lack the package that does."""
    try:
        yield
    except (ImportError, ValueError) as error:
        raise Fault(f"{url!r} cannot be read: {shorten_values(str(error))}") from None


def _lines(url: str) -> Iterator[Mapping[str, Any]]:
    try:
        with _open(url) as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield _record(url, number, line)
    except OSError as error:
        raise Fault(f"{url} cannot be read: {error.strerror or type(error).__name__}") from None


def _record(url: str, number: int, line: bytes) -> Mapping[str, Any]:
    try:
        record = json.loads(line, object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        raise Fault(f"{url}: line {number} is no JSON: {shorten_values(str(error))}") from None
    if not isinstance(record, dict):
        raise Fault(f"{url}: line {number} is no record")
    return record


def _parquet(url: str) -> Iterator[Mapping[str, Any]]:
    with needed("dask", "pyarrow"):
        import pyarrow as pa
        from pyarrow import parquet
    try:
        with _open(url) as file:
            for batch in parquet.ParquetFile(file).iter_batches(_BATCH, columns=["path", "text"]):
                yield from batch.to_pylist()
    except (OSError, pa.ArrowException) as error:
        raise Fault(f"{url} cannot be read: {shorten_values(str(error).splitlines()[0])}") from None
