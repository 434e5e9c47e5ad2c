"""Manifests that are records of shards: none is lost, none is another file, and what changes ends the run."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from checker.engine.chunks import Chunk
from checker.engine.engine import ALONE, Engine
from checker.engine.way import judge_on
from checker.formats import render
from checker.formats.terminal import plain
from checker.run.faults import Fault
from tests.test_engine import SOUND

R = TypeVar("R")
Record = Mapping[str, str]
RECORDS: list[Record] = [
    {"path": path, "text": text} for path, text in SOUND.items() if path.startswith("services/")
]  # fmt: skip
CHANGED = "changed while the fleet was judged; run the check again"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path, text in SOUND.items():
        if not path.startswith("services/"):
            (tmp_path / path).parent.mkdir(exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")
    (tmp_path / "shards").mkdir()
    _put(tmp_path, RECORDS)
    return tmp_path


def _put(folder: Path, records: Sequence[Record], more: str = "") -> None:
    lines = "".join(f"{json.dumps(record)}\n" for record in records)
    (folder / "shards" / "a.jsonl").write_text(lines + more, encoding="utf-8")


def _judged(folder: Path, url: str = "", engine: Engine = ALONE) -> str:
    report = judge_on(engine, str(folder), [url or str(folder / "shards")], dt.date(2026, 11, 22))
    return render("full", report, plain, quiet=False)


@dataclass
class Interrupted:
    """An engine behind whose back a shard is written anew, before or after the second pass."""

    act: Callable[[], None]
    when: int
    passes: int = 0

    def each(self, work: Callable[[Chunk], R], chunks: Sequence[Chunk]) -> Sequence[R]:
        self.passes += 1
        if self.passes == self.when:
            self.act()
        return ALONE.each(work, chunks)


CHANGES: Mapping[str, tuple[list[Record], str]] = {
    "one is gone": (RECORDS[:-1], "services/23/"),
    "one is more": ([*RECORDS, {"path": "q/m.yaml", "text": ""}], "q/m.yaml"),
    "all are gone": ([], "services/00/"),
    "another path": ([{"path": "q/m.yaml", "text": RECORDS[0]["text"]}, *RECORDS[1:]], "services/00/"),
    "another order": (RECORDS[::-1], "services/00/"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_shard_that_changes_between_the_passes_is_a_fault(folder: Path, name: str) -> None:
    records, told = CHANGES[name]

    with pytest.raises(Fault, match=f"^{told}.*{CHANGED}"):
        _judged(folder, engine=Interrupted(lambda: _put(folder, records), 2))


def test_a_record_that_is_gone_when_its_line_is_shown_is_a_fault(folder: Path) -> None:
    report = judge_on(ALONE, str(folder), [str(folder / "shards")], dt.date(2026, 11, 22))
    _put(folder, [])

    with pytest.raises(Fault, match=CHANGED):
        render("full", report, plain, quiet=False)


def test_a_record_with_a_key_twice_is_refused(folder: Path) -> None:
    """A plain reader would keep the last one, and a service would be lost."""
    _put(folder, RECORDS, '{"path": "x/m.yaml", "text": "a", "text": "b"}\n')

    with pytest.raises(Fault, match="line 25 is no JSON: a key appears twice"):
        _judged(folder)


@pytest.mark.parametrize("path", ["policies/org.yaml", "modelbylaws.yaml", "inventory.yaml"])
def test_a_record_is_not_called_as_another_file_that_is_read(folder: Path, path: str) -> None:
    """Findings would show that file's lines."""
    _put(folder, [*RECORDS, {"path": path, "text": RECORDS[0]["text"].replace("s00", "other")}])

    with pytest.raises(Fault, match=f"a record has the path '{path}', which is that of another file that is read"):
        _judged(folder)


@pytest.mark.parametrize("name", ["b.jsonl.gz", "b.JSONL", "b.json", "part"])
def test_what_is_no_shard_in_a_folder_of_shards_is_not_left_out_silently(folder: Path, name: str) -> None:
    other = folder / "shards" / name
    other.write_text("") if "." in name else other.mkdir()
    for url in ("", f"file://{folder}/shards"):
        with pytest.raises(Fault, match=f"holds '{name}', which is no shard"):
            _judged(folder, url)


def test_a_snapshot_that_the_configuration_names_is_not_left_out_silently(folder: Path) -> None:
    configuration = folder / "modelbylaws.yaml"
    with configuration.open("a", encoding="utf-8") as file:
        file.write("fleet: {snapshot: fleet.jsonl}\n")

    with pytest.raises(Fault, match="--shards and fleet in the configuration both say who is judged"):
        _judged(folder)


def test_what_tools_put_beside_shards_is_left_out(folder: Path) -> None:
    before = _judged(folder)
    for name in ("_SUCCESS", ".a.jsonl.crc"):
        (folder / "shards" / name).write_text("")

    assert _judged(folder) == before


@pytest.mark.parametrize("url", ["foo://x.jsonl", "foo://x", "s3://bucket/x.jsonl", "s3://bucket/x"])
def test_a_store_that_nobody_knows_here_is_a_fault(folder: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    pytest.importorskip("fsspec")
    monkeypatch.setitem(sys.modules, "s3fs", None)

    with pytest.raises(Fault, match=f"'{url}' cannot be read: (Protocol not known|Install s3fs)"):
        _judged(folder, url)
