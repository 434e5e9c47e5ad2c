"""A fleet in a folder, and the same with its manifests as records of shards."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

MANIFESTS = "services/"


def write_files(folder: Path, files: Mapping[str, str]) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def write_rules(folder: Path, files: Mapping[str, str]) -> Path:
    """All but the manifests."""
    return write_files(folder, {path: text for path, text in files.items() if not path.startswith(MANIFESTS)})


def records_of(files: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"path": path, "text": text} for path, text in files.items() if path.startswith(MANIFESTS)]


def lines_of(records: Sequence[Mapping[str, str]]) -> bytes:
    return "".join(f"{json.dumps(record)}\n" for record in records).encode()


def write_lines(file: Path, records: Sequence[Mapping[str, str]]) -> None:
    file.write_bytes(lines_of(records))


def write_shards(folder: Path, records: Sequence[Mapping[str, str]], *, lines: int, tables: int) -> str:
    """So many files of JSON lines and of Parquet, dealt out like cards; the folder of them."""
    from pyarrow import Table, parquet

    folder.mkdir()
    count = lines + tables
    for number in range(count):
        some = records[number::count]
        if number < lines:
            write_lines(folder / f"{number}.jsonl", some)
        else:
            parquet.write_table(Table.from_pylist(some), folder / f"{number}.parquet")
    return str(folder)
