"""A snapshot as a folder, or as Parquet: the same lines, bytes, verdicts and faults each time."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from checker.cli import main
from checker.diagnostic import Diagnostic, Location
from checker.run.faults import Fault
from checker.run.fleet_file import Record, fleet_bytes
from checker.run.fleet_forms import Stored, read_stored, shape
from tests.key_pairs import write_pair
from tests.many_repositories import FIRST, MISTRAL, OPENAI, POLICY, SECOND, listed, manifest
from tests.repository import Capture, commit, git, write
from tests.test_many import snapshot

DAY = ("--as-of", "2026-11-22")
CONFIG = "format: modelbylaws/config/v1\nfleet: {snapshot: %s, at-most-age: 7d%s}\n"
SHAPES = ("fleet.jsonl", "fleet.jsonl.gz", "fleet", "fleet.parquet")
OTHERS = SHAPES[2:]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The central repository, and beside it three folders with four services; a is all that buys from OpenAI."""
    central = tmp_path / "central"
    central.mkdir()
    monkeypatch.chdir(central)
    for name, model in (("a", OPENAI), ("b", MISTRAL), ("c", MISTRAL)):
        write(tmp_path, f"work/{name}/{FIRST}", manifest(f"{name}-one", model))
    write(tmp_path, f"work/b/{SECOND}", manifest("b-two"))
    listed(central, ["name: acme/a, folder: ../work/a", "name: b, folder: ../work/b", "name: c, folder: ../work/c"])
    write(central, "policies/org.yaml", POLICY.replace("40%", "80%"))
    return central


def collect(out: str, *more: str) -> int:
    out = f"{out}/" if out == "fleet" else out
    return main(["collect", "--from", "repositories.yaml", "--out", out, *DAY, *more])


def check(*more: str, name: str = "fleet", signed: str = "") -> int:
    Path("modelbylaws.yaml").write_text(CONFIG % (name, signed), encoding="utf-8")
    return main(["check", "--config", "modelbylaws.yaml", *DAY, *more])


def files_of(name: str) -> dict[str, bytes]:
    path = Path(name)
    found = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
    return {file.as_posix(): file.read_bytes() for file in found}


@pytest.mark.usefixtures("place")
def test_every_shape_holds_the_same_lines_and_the_same_bytes_each_time(capsys: Capture) -> None:
    for name in SHAPES:
        assert collect(name) == 0
        first = files_of(name)
        assert collect(name) == 0
        assert files_of(name) == first

    assert sorted(files_of("fleet")) == [
        "fleet/header.jsonl", "fleet/records/acme%2Fa.jsonl", "fleet/records/b.jsonl", "fleet/records/c.jsonl",
        "fleet/seal.jsonl",
    ]  # fmt: skip
    whole = Path("fleet.jsonl").read_bytes()
    assert [read_stored(name, name).raw for name in OTHERS] == [whole, whole]
    assert "not read" not in capsys.readouterr().out


@pytest.mark.usefixtures("place")
def test_every_shape_is_judged_alike(capsys: Capture) -> None:
    said = set()
    for name in SHAPES:
        collect(name)
        for more in ((), ("--fleet", name)):
            capsys.readouterr()
            assert check("--output", "json", *more, name=name) == 0, capsys.readouterr()
            report = json.loads(capsys.readouterr().out)
            inputs = {entry["path"] for entry in report["inputs"] if entry["role"] == "fleet"}
            assert inputs == {*files_of(name)}
            said.add(json.dumps([report["rules"], report["findings"], report["counts"]]))

    assert len(said) == 1


def test_what_is_no_text_and_what_could_not_be_read_comes_back_as_it_was() -> None:
    made = snapshot({"a": [manifest("a-one")], "A/b": ["\0 \u2028 \U0001f600"]})
    fault = Diagnostic("link", "a link is not read", (Location("a//x.yaml"),), "put the file here")
    odd = [Record("a", "x.yaml", fault), Record("a", "y.yaml", b"service: y\n\xff\xfe\r\n")]
    raw = fleet_bytes(replace(made, records=(*made.records, *odd)))

    for name in OTHERS:
        assert Stored(name, shape(raw, name)).raw == raw


def test_no_folder_holds_two_names_that_differ_in_case_alone() -> None:
    raw = fleet_bytes(snapshot({"pay": [manifest("a")], "Pay": [manifest("b")]}))
    with pytest.raises(Fault, match="no folder holds Pay and pay on every machine"):
        shape(raw, "fleet")


def _edit(path: str) -> Callable[[], object]:
    def edit() -> None:
        file = Path(path)
        file.write_bytes(file.read_bytes().replace(b"tier: 2", b"tier: 3"))

    return edit


def _other_table() -> None:
    parquet.write_table(pa.table({"path": ["x"], "text": ["y"]}), "fleet.parquet")


def _edited_table() -> None:
    table = parquet.read_table("fleet.parquet")
    rows = table.to_pylist()
    rows[0]["text"] = rows[0]["text"].replace("tier: 2", "tier: 3")
    parquet.write_table(pa.Table.from_pylist(rows, table.schema), "fleet.parquet")


def _shorter_table() -> None:
    parquet.write_table(parquet.read_table("fleet.parquet").slice(1), "fleet.parquet")


def _cut(path: str) -> Callable[[], object]:
    return lambda: Path(path).write_bytes(Path(path).read_bytes()[:-9])


@pytest.mark.parametrize(
    ("name", "spoil", "told"),
    [
        ("fleet", _edit("fleet/records/b.jsonl"), "fleet: b//batch/model-manifest.yaml (line 3) is not what was"),
        ("fleet", _cut("fleet/records/b.jsonl"), "fleet: line 4 is no record of a snapshot"),
        ("fleet", _cut("fleet/seal.jsonl"), "fleet is no whole snapshot"),
        ("fleet", Path("fleet/records/b.jsonl").unlink, "fleet is not what was collected: it was changed since"),
        ("fleet", Path("fleet/seal.jsonl").unlink, "fleet is no whole snapshot: it has no seal.jsonl"),
        ("fleet", Path("fleet/header.jsonl").unlink, "fleet"),
        ("fleet", lambda: Path("fleet/more.yaml").touch(), "fleet holds 'more.yaml', which is no part of a snapshot"),
        ("fleet", lambda: Path("fleet/records/a b.jsonl").touch(), "fleet holds 'records/a b.jsonl', which is no part"),
        ("fleet", lambda: Path("fleet/records/d.jsonl").mkdir(), "fleet"),
        ("fleet.parquet", _cut("fleet.parquet"), "fleet.parquet was cut off, or is not what was collected"),
        ("fleet.parquet", _other_table, "fleet.parquet is no snapshot of a fleet: it is a table of something else"),
        ("fleet.parquet", _edited_table, "acme/a//model-manifest.yaml (line 2) is not what was collected"),
        ("fleet.parquet", _shorter_table, "fleet.parquet is not what was collected: it was changed since"),
    ],
)
@pytest.mark.usefixtures("place")
def test_what_is_not_what_was_collected_judges_nothing(
    capsys: Capture, name: str, spoil: Callable[[], object], told: str
) -> None:
    collect(name)
    spoil()
    capsys.readouterr()
    for more in ((), ("--fleet", name)):
        assert check(*more, name=name) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert told in said.err


@pytest.mark.parametrize("name", OTHERS)
def test_a_signature_is_of_every_file(place: Path, capsys: Capture, name: str) -> None:
    write_pair(place, "one")
    signed = ", signed-by: one.pub"
    assert collect(name, "--sign", "one") == 0
    assert check(name=name, signed=signed) == 0
    assert main(["verify", name, "--key", "one.pub"]) == 0
    assert "signature: good" in capsys.readouterr().out

    write(place.parent, f"work/b/{FIRST}", manifest("b-one", OPENAI))
    before = Path(f"{name}.dsse.json").read_bytes()
    assert collect(name) == 0
    assert f"note: {name}.dsse.json is no signature of this snapshot" in capsys.readouterr().out
    assert check(name=name, signed=signed) == 2
    assert f"{name}.dsse.json is the signature of something else" in capsys.readouterr().err
    assert main(["verify", name, "--key", "one.pub"]) == 1
    assert Path(f"{name}.dsse.json").read_bytes() == before


@pytest.mark.parametrize("name", OTHERS)
def test_what_was_collected_before_is_known_in_every_shape(place: Path, capsys: Capture, name: str) -> None:
    collect(name)
    (place.parent / "work" / "c").rename(place.parent / "work" / "gone")
    assert collect(name) == 1
    assert "unknown until it can be read: c-one" in capsys.readouterr().out
    listed(place, [f"snapshot: {name}"])
    assert collect("fleet.jsonl") == 1
    assert Path("fleet.jsonl").read_bytes() == read_stored(name, name).raw


def test_a_folder_is_read_where_git_holds_it(place: Path, capsys: Capture) -> None:
    collect("fleet")
    assert check() == 0
    git(place, "init", "--quiet", "--initial-branch=main")
    commit(place)
    assert [main(["check", "--hook", "fleet", *DAY]) for _ in range(2)] == [0, 0]
    assert main(["check", "--trust", "HEAD", *DAY]) == 0
    (place / "fleet/records/d.jsonl").write_bytes(b"{}\n")
    assert main(["check", "--hook", "fleet", *DAY]) == 0  # not staged
    git(place, "add", "--all")
    assert main(["check", "--hook", "fleet", *DAY]) == 2
    assert main(["report", *DAY, "--bundle", "../evidence.zip"]) == 2
    git(place, "rm", "--quiet", "--force", "fleet/records/d.jsonl")
    capsys.readouterr()
    assert main(["report", *DAY, "--bundle", "../evidence.zip"]) == 0, capsys.readouterr()
    assert main(["verify", "../evidence.zip"]) == 0, capsys.readouterr()


def test_a_folder_with_something_else_in_it_is_not_replaced(place: Path, capsys: Capture) -> None:
    collect("fleet")
    (place / "fleet/.gitattributes").write_text("* -text\n", encoding="utf-8")
    assert collect("fleet") == 0
    assert (place / "fleet/.gitattributes").read_text(encoding="utf-8") == "* -text\n"
    (place / "fleet/notes.txt").write_text("mine", encoding="utf-8")
    before = files_of("fleet")

    for out, told in (("fleet", "fleet holds 'notes.txt'"), ("policies/", "policies holds 'org.yaml'"), (".", "holds")):
        assert collect(out) == 2
        assert told in capsys.readouterr().err
    assert files_of("fleet") == before
    assert collect("fleet.json") == 2
    assert (
        "a snapshot ends with .jsonl, .jsonl.gz, .parquet, or with / if it is to be a folder" in capsys.readouterr().err
    )
    assert [path.name for path in place.iterdir() if path.name.startswith(".modelbylaws-")] == []


def test_only_what_a_repository_changed_is_another_file(place: Path) -> None:
    collect("fleet")
    before = files_of("fleet")
    write(place.parent, f"work/b/{FIRST}", manifest("b-one", OPENAI))
    collect("fleet")

    now = files_of("fleet")
    assert {path for path in now if now[path] != before[path]} == {"fleet/records/b.jsonl", "fleet/seal.jsonl"}


def test_a_folder_that_cannot_be_written_leaves_the_earlier_one(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    collect("fleet")
    before = files_of("fleet")
    write(place.parent, f"work/b/{FIRST}", manifest("b-one", OPENAI))
    real = __import__("os").rename

    def rename(old: str, new: str) -> None:
        if old.endswith("made"):
            raise OSError(28, "No space left on device")
        real(old, new)

    monkeypatch.setattr("os.rename", rename)
    assert collect("fleet") == 2
    assert "cannot be written: No space left on device" in capsys.readouterr().err
    assert files_of("fleet") == before
    assert [path.name for path in place.iterdir() if path.name.startswith(".modelbylaws-")] == []
