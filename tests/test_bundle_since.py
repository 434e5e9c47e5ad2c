"""What changed since the last bundle, in a bundle: derived from the two, and derived again by ``verify --since``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from checker.audit.bundle import verify
from checker.bundle import layout, unpack
from tests.bundles import ASKED, PASSES, changed_json, fleet, put, resealed, run

EARLIER, LATER = "2026-08-30", "2026-11-22"
MANIFEST = PASSES["model-manifest.yaml"]
CHANGED = MANIFEST.replace("team-one", "sam")
NOT_DERIVED = "the difference to old.zip was not derived again"


def bundle(day: str, name: str, *more: str) -> None:
    assert run("report", "--as-of", day, "--bundle", name, *more)[0] in {0, 1}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a bundle, one that was compared with it, and one of neither."""
    folder = fleet(tmp_path_factory.mktemp("since"), PASSES)
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        bundle(EARLIER, "old.zip")
        (folder / "model-manifest.yaml").write_text(CHANGED)
        bundle(LATER, "new.zip", "--since", "old.zip")
        bundle(LATER, "other.zip")
        yield folder


@pytest.fixture(scope="module")
def files(place: Path) -> Mapping[str, bytes]:
    return unpack.unpack(str(place / "new.zip"))


def checked(place: Path, *more: str) -> tuple[int, list[str]]:
    code, said = run("verify", place, *more)
    return code, said.splitlines()


def test_the_difference_is_what_diff_gives_and_says_its_cause(place: Path, files: Mapping[str, bytes]) -> None:
    since, said = (
        json.loads(text) for text in (files[layout.SINCE], run("diff", "old.zip", "new.zip", "--output", "json")[1])
    )

    assert {entry["cause"] for entry in since["findings"]} == {"manifests", "time"}
    assert since["after"] == {**said["after"], "name": "this bundle"}
    assert {**since, "after": ""} == {**said, "after": ""}
    assert "| owned-by-a-team for claims | new, fail: " in files[layout.SINCE_PAGE].decode()
    assert json.loads(files[layout.RUN])["since"] == {
        "name": "old.zip",
        "sums": layout.digest(unpack.unpack(str(place / "old.zip"))[layout.SUMS]),
    }


def test_the_same_two_give_the_same_bytes(place: Path) -> None:
    bundle(LATER, "again.zip", "--since", str(place / "old.zip"))

    assert (place / "again.zip").read_bytes() == (place / "new.zip").read_bytes()


def test_it_is_derived_again_where_the_last_bundle_is_given(place: Path) -> None:
    (place / "renamed.zip").write_bytes((place / "old.zip").read_bytes())

    without, given = checked(place / "new.zip"), checked(place / "new.zip", "--since", "renamed.zip")

    assert (without[0], without[1][-1]) == (0, f"verified, but there is no signature, and {NOT_DERIVED}")
    assert any("every file but since.json and since.md was made again" in line for line in without[1])
    assert (given[0], given[1][-1]) == (0, "verified, but there is no signature")
    assert "since.json: derived again from old.zip" in given[1]


@pytest.mark.parametrize("name", [layout.SINCE, layout.SINCE_PAGE])
def test_a_forged_difference_is_named(name: str, files: Mapping[str, bytes], tmp_path: Path, place: Path) -> None:
    forged = put(tmp_path / "forged", resealed({**files, name: files[name].replace(b"fail", b"pass")}))
    gone = put(tmp_path / "gone", resealed({key: raw for key, raw in files.items() if key != name}))
    last = ("--since", str(place / "old.zip"))

    assert f"difference: {name} differs from what the inputs give" in checked(forged, *last)[1]
    assert f"difference: {name} is not there from what the inputs give" in checked(gone, *last)[1]
    assert checked(gone)[0] == 1


def test_another_bundle_is_not_the_last_one(place: Path, files: Mapping[str, bytes], tmp_path: Path) -> None:
    unnamed = {name: raw for name, raw in files.items() if name not in {layout.SINCE, layout.SINCE_PAGE}}
    run_file = {key: value for key, value in json.loads(files[layout.RUN]).items() if key != "since"}
    cut = put(tmp_path / "cut", resealed({**unnamed, layout.RUN: f"{json.dumps(run_file, indent=2)}\n".encode()}))

    other = checked(place / "new.zip", "--since", "other.zip")
    none = checked(cut, "--since", str(place / "old.zip"))

    assert other[0] == none[0] == 1
    assert "difference: other.zip is not the bundle that this one was compared with, old.zip" in other[1]
    assert "difference: run.json names no bundle that this one was compared with" in none[1]


def test_what_another_version_derived_is_not_compared(files: Mapping[str, bytes], tmp_path: Path, place: Path) -> None:
    tool = {"name": "modelbylaws", "version": "0.0.1"}
    made = put(tmp_path / "older", resealed({**files, layout.RUN: changed_json(files[layout.RUN], tool=tool)}))

    found = verify(str(made), replace(ASKED, since=str(place / "old.zip")))

    assert f"{NOT_DERIVED} by another version" in found.but
    assert not any("derived again from" in line for line in found.held)


@pytest.mark.parametrize(
    ("since", "said"),
    [
        ("nothing.zip", "no such bundle"),
        ("torn", "'torn' is not whole: "),
        ("lying", "'lying' holds a report that its inputs do not come to"),
    ],
)
def test_without_a_whole_last_bundle_nothing_is_written(
    since: str, said: str, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = unpack.unpack(str(place / "old.zip"))
    manifest = "inputs/root/model-manifest.yaml"
    if since == "torn":
        put(place / since, {**old, manifest: CHANGED.encode()})
    if since == "lying":
        put(place / since, {**old, manifest: CHANGED.encode()} | {layout.SUMS: b""})
        held = {name: raw for name, raw in {**old, manifest: CHANGED.encode()}.items() if name != layout.SUMS}
        put(place / since, {layout.SUMS: layout.sums(held)})

    code, _ = run("report", "--as-of", LATER, "--output", "csv=out.csv", "--bundle", "made.zip", "--since", since)

    assert code == 2
    assert said in capsys.readouterr().err
    assert not (place / "made.zip").exists()
    assert not (place / "out.csv").exists()


def test_since_is_about_a_bundle(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("report", "--output", "csv=-", "--since", "old.zip")[0] == 2
    assert "are about a bundle: give --bundle too" in capsys.readouterr().err


def test_a_snapshot_has_no_last_bundle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "fleet.jsonl").write_text("{}")

    assert run("verify", tmp_path / "fleet.jsonl", "--since", "old.zip")[0] == 2
    assert "--since is about a bundle, and this is a snapshot" in capsys.readouterr().err
