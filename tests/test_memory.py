"""Files in memory are judged as the same files on disk are."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from checker.diagnostic import Diagnostic
from checker.resources import builtin
from checker.run.files import Memory, Sources, WorkTree
from checker.run.read import read, read_request
from checker.run.request import Asked, Request
from checker.source.characters import MAX_BYTES

EXAMPLE = Path(__file__).parent.parent / "examples" / "meridian-bank"
AS_OF = dt.date(2026, 11, 22)
PLACES = ("a.yaml", "b/c.yaml", "b", "b/", ".", "", "d", "b/d", "../a.yaml", "b/../a.yaml", "b/../../a.yaml", "/a.yaml")


def _tree(folder: Path) -> WorkTree:
    for name in ("a.yaml", "b/c.yaml", "b/d/e.yaml", "x/.git/f.yaml", "x/y.yaml/g"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())
    return WorkTree(str(folder))


def _copied(root: Path) -> Memory:
    return Memory({str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()})


@pytest.mark.parametrize("config", ["modelbylaws.yaml", None])
def test_a_fleet_in_memory_gives_the_same_report(config: str | None) -> None:
    request = Request(config, (), AS_OF, root=str(EXAMPLE))
    copies = _copied(EXAMPLE)
    prefix = f"{os.path.relpath(EXAMPLE, Path(__file__).parent.parent)}/"

    in_memory = read(Sources(copies, copies, builtin(), prefix), Asked(config, (), AS_OF)).judge()

    assert in_memory == read_request(request).judge()


@pytest.mark.parametrize("path", PLACES)
def test_a_path_means_the_same_in_memory_and_on_disk(tmp_path: Path, path: str) -> None:
    disk, memory = _tree(tmp_path), _copied(tmp_path)

    there = disk.real(path)

    assert memory.real(path) == there
    if there is not None:
        read = [files.read(there) for files in (disk, memory)]
        assert read[0] == read[1] or {found.code for found in read if isinstance(found, Diagnostic)} == {"unreadable"}
        assert memory.names(there) == disk.names(there)


def test_the_same_files_are_found_in_memory_and_on_disk(tmp_path: Path) -> None:
    disk, memory = (files.find(lambda path: path.endswith(".yaml")) for files in (_tree(tmp_path), _copied(tmp_path)))

    assert (memory.files, memory.faults, memory.notes) == (disk.files, disk.faults, disk.notes)
    assert memory.faults[0].message == "is a folder, and a file is needed"


def test_no_more_is_read_from_memory_than_is_accepted() -> None:
    raw = Memory({"large.yaml": b"x" * (MAX_BYTES + 2)}).read("large.yaml")

    assert isinstance(raw, bytes)
    assert len(raw) == MAX_BYTES + 1
