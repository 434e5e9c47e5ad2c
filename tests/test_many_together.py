"""Twelve real repositories, fetched over file addresses: collected, judged centrally, and in a service's own one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from checker.cli import main
from checker.run.fleet_reading import read_fleet
from tests.many_repositories import FIRST, META, MISTRAL, OPENAI, POLICY, SECOND, bare, listed, manifest, push
from tests.repository import Capture, commit, git, write

pytestmark = pytest.mark.slow

DAY = ("--as-of", "2026-11-22")
MODELS = (OPENAI, MISTRAL, META)
CONFIG = "format: modelbylaws/config/v1\nfleet: {{snapshot: fleet.jsonl, repository: {}, at-most-age: 7d}}\n"
NIGHT = ["collect", "--from", "repositories.yaml", "--out", "central/fleet.jsonl", "--cache", "cache", *DAY]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Twelve repositories with 16 services, 6 of them on OpenAI; and the central one beside them."""
    for number in range(12):
        name = f"r{number:02}"
        files = {
            FIRST: manifest(f"{name}-one", OPENAI if number == 11 else MODELS[number % 3]),
            "src/app.py": "x = 1\n",
        }
        files |= {SECOND: manifest(f"{name}-two", MODELS[(number + 1) % 3])} if number < 4 else {}
        bare(tmp_path, name, files)
    _list(tmp_path, [f"r{number:02}" for number in range(12)])
    write(tmp_path, "central/policies/org.yaml", POLICY)
    write(tmp_path, "central/modelbylaws.yaml", "format: modelbylaws/config/v1\nfleet: {snapshot: fleet.jsonl}\n")
    git(tmp_path / "central", "init", "--quiet", "--initial-branch=main")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _list(folder: Path, names: list[str]) -> None:
    listed(folder, [f"name: {name}, git: 'file://{folder}/{name}.git', ref: main" for name in names])


def _check(folder: Path, *more: str) -> int:
    here = Path.cwd()
    os.chdir(folder)
    try:
        return main(["check", *DAY, *more])
    finally:
        os.chdir(here)


def test_a_night_and_a_pull_request(place: Path, capsys: Capture) -> None:
    assert main(NIGHT) == 0
    assert "16 manifests of 12 repositories" in capsys.readouterr().out
    assert _check(place / "central") == 0
    assert "Checked 16 services (16 manifests)" in capsys.readouterr().out
    first = (place / "central/fleet.jsonl").read_bytes()
    assert main(NIGHT) == 0
    assert "0 read again, 12 as before" in capsys.readouterr().out
    assert (place / "central/fleet.jsonl").read_bytes() == first
    commit(place / "central")

    work = place / "work" / "r02"
    shutil.copytree(place / "central" / "policies", work / "policies")
    shutil.copy(place / "central" / "fleet.jsonl", work / "fleet.jsonl")
    write(work, "modelbylaws.yaml", CONFIG.format("r02"))
    base = push(work)
    assert _check(work, "--against", base) == 0
    write(work, FIRST, manifest("r02-one", OPENAI))  # 6 to 7 of 16
    assert _check(work, "--against", base) == 1
    assert _check(work) == 1
    told = capsys.readouterr().out
    assert "openai 37.5% (6 of 16) -> 43.8% (7 of 16), limit 40%" in told
    assert "r00//model-manifest.yaml:11:16" in told
    write(work, FIRST, manifest("r02-one", META))
    assert _check(work) == 0


def test_the_night_after_it_went_wrong(place: Path, capsys: Capture) -> None:
    main(NIGHT)
    commit(place / "central")
    (place / "r03.git").rename(place / "moved.git")  # unreadable
    (place / "r04.git").rename(place / "renamed.git")
    names = [f"r{number:02}" for number in range(12) if number != 4]
    _list(place, [*names, "renamed"])
    capsys.readouterr()

    assert main(NIGHT) == 1
    told = capsys.readouterr().out
    assert "not read: r03: git could not fetch it; unknown until it can be read: r03-one, r03-two" in told
    assert "note: r04 is not listed any more; what it held is in renamed now" in told
    assert _check(place / "central") == 2
    told = capsys.readouterr().out
    assert "error[unread-repository]: repository r03 could not be read on 2026-11-22" in told
    assert "r03-one" in told

    before = (place / "central/fleet.jsonl").read_bytes()
    write(place / "work" / "r05", SECOND, manifest("r06-one"))  # claims another's service
    push(place / "work" / "r05")
    assert main(NIGHT) == 2
    said = capsys.readouterr().err
    assert f"'r06-one' by r05//{SECOND}:2:10 and by r06//{FIRST}:2:10; nothing was written" in said
    assert (place / "central/fleet.jsonl").read_bytes() == before
    assert len(read_fleet("fleet", before).records) == 14


def test_four_services_with_two_manifests(place: Path, capsys: Capture) -> None:
    """Each in its own repository: collecting names them, and nobody judges a fleet with them."""
    for number in range(4):
        work = place / "work" / f"r{number:02}"
        write(work, SECOND, manifest(f"r{number:02}-one"))
        push(work)

    assert main(NIGHT) == 0
    told = capsys.readouterr().out
    places = [(f"r{n:02}-one", f"r{n:02}//{SECOND}:2:10 and r{n:02}//{FIRST}:2:10") for n in range(4)]
    assert [line for line in told.splitlines() if line.startswith("note: 'r")] == [
        f"note: '{name}' has 2 manifests: {both}; nobody can judge it so" for name, both in places
    ]
    assert _check(place / "central", "--output", "concise") == 2
    told = capsys.readouterr().out
    assert told.count("error[duplicate-service]") == 4
