"""A snapshot as a table: a row for each manifest, and the lines before and behind them beside the table.

Whoever looks into a fleet with other tools has columns; the program makes the lines of it again. The same lines are the
same bytes in one version of pyarrow, which the extra ``dask`` brings.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from checker.diagnostic import shorten_values
from checker.run.faults import Fault, needed
from checker.run.fleet_file import line_of
from checker.run.fleet_reading import MAX_FLEET

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import parquet

_KEYS = ("service", "repository", "ref", "commit", "path", "text", "fault", "digest")
"""Of a record, in the order of its line."""
_BYTES = "bytes"
"""What stands in the place of a text that is no UTF-8."""
_HEADER, _END = b"modelbylaws.header", b"modelbylaws.end"
_BATCH = 256
"""Rows that are in memory at a time."""


def _schema() -> pa.Schema:
    with needed("dask", "pyarrow"):
        import pyarrow as pa
    said = pa.struct([(key, pa.string()) for key in ("code", "message", "help")])
    columns = [(key, said if key == "fault" else pa.string()) for key in _KEYS]
    return pa.schema([*columns, (_BYTES, pa.binary())])


def parquet_of(lines: bytes) -> bytes:
    """The table of a snapshot's lines.

    Raises:
        Fault: pyarrow is not installed.
    """
    schema = _schema()
    import pyarrow as pa
    from pyarrow import parquet

    header, *rest = lines.splitlines(keepends=True)
    records = [record for record in map(json.loads, rest) if "repository" in record]
    beside = {_HEADER: header, _END: b"".join(rest[len(records) :])}
    table = pa.Table.from_pylist([*map(_row, records)], schema.with_metadata(beside))
    out = pa.BufferOutputStream()
    parquet.write_table(table, out, compression="zstd")
    found: bytes = out.getvalue().to_pybytes()
    return found


def _row(record: Mapping[str, Any]) -> dict[str, Any]:
    raw = str(record.get("text", "")).encode("utf-8", "surrogateescape")
    try:
        raw.decode()
    except UnicodeDecodeError:
        return {**record, "text": None, _BYTES: raw}
    return {**record}


def lines_of_parquet(name: str, raw: bytes) -> bytes:
    """The lines that a table was made of.

    Raises:
        Fault: it cannot be read, or is another table.
    """
    schema = _schema()
    import pyarrow as pa
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(pa.BufferReader(raw))
        found = file.schema_arrow
        beside = found.metadata or {}
        if not {_HEADER, _END} <= beside.keys() or not found.remove_metadata().equals(schema):
            raise Fault(f"{name} is no snapshot of a fleet: it is a table of something else")
        return b"".join(_whole(name, [beside[_HEADER], *_records(name, file), beside[_END]]))
    except (OSError, pa.ArrowException) as error:
        said = shorten_values(str(error).splitlines()[0])
        raise Fault(f"{name} was cut off, or is not what was collected: {said}") from None


def _whole(name: str, lines: list[bytes]) -> list[bytes]:
    if sum(map(len, lines)) > MAX_FLEET:
        raise _too_large(name)
    return lines


def _records(name: str, file: parquet.ParquetFile) -> Iterator[bytes]:
    size = 0
    for batch in file.iter_batches(_BATCH):
        for row in batch.to_pylist():
            line = line_of(_record(row))
            size += len(line)
            if size > MAX_FLEET:  # before all that a small file may stand for is held
                raise _too_large(name)
            yield line


def _record(row: dict[str, Any]) -> dict[str, Any]:
    raw = row.pop(_BYTES)
    if raw is not None:
        row["text"] = raw.decode("utf-8", "surrogateescape")
    return {key: row[key] for key in _KEYS if row[key] is not None}


def _too_large(name: str) -> Fault:
    return Fault(f"{name} is larger than a snapshot may be ({MAX_FLEET >> 20} MiB)")
