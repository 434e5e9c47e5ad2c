"""Every format has the same bytes with nothing kept, cold, told again and judged in part; in any order of files."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from checker.formats import FORMATS
from tests.replayed import Program, a_fleet, counted
from tests.repository import AS_OF, Capture, git, write
from tests.sharded import records_of, write_files, write_lines, write_rules
from tests.test_engine import BROKEN, SOUND
from tests.test_replay_store import PLAIN, run

pytestmark = pytest.mark.slow
Patch = pytest.MonkeyPatch
CHANGED = "services/03/model-manifest.yaml"


@pytest.fixture
def program(monkeypatch: Patch, capfd: Capture) -> Program:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    return counted(monkeypatch, lambda: (found := capfd.readouterr()) and (found.out, found.err))


@pytest.mark.parametrize("name", FORMATS)
def test_a_hook_says_the_same_however_much_of_it_is_kept(
    tmp_path: Path, monkeypatch: Patch, program: Program, name: str
) -> None:
    folder = a_fleet(tmp_path / "fleet")
    git(folder, "rm", "--quiet", "-r", "--force", "catalog", "services", "inventory.yaml")
    for path, text in SOUND.items():
        write(folder, path, text)
    git(folder, "add", "--all")
    monkeypatch.chdir(folder)
    call = ("check", "--hook", "fleet", *AS_OF, "--output", name, "--")
    without = program.fresh(*call)

    assert without[0] == 1
    assert program.run(*call) == without  # cold
    assert not program.judges(*call)  # told again
    assert program.fresh(*call[:-1], "--jobs", "2", "--") == without
    was = SOUND[CHANGED]
    for text in (was.replace("team-0", "team-9"), was.replace("tier: 3", "tier: 0"), was):
        write(folder, CHANGED, text)
        git(folder, "add", CHANGED)
        assert program.judges(*call) == (text != was)  # in part; and in the end as it was
    assert program.run(*call) == without


def test_no_order_of_files_and_no_environment_changes_a_byte(tmp_path: Path) -> None:
    """Files made in another order, shards dealt otherwise; another seed, place, time zone and language."""
    dice, every = random.Random(5), []  # noqa: S311 - to be drawn again
    for number, zone in enumerate(("UTC", "Pacific/Kiritimati", "America/Caracas")):
        items = [*BROKEN.items()]
        dice.shuffle(items)
        whole = write_files(tmp_path / f"{number}" / "whole", dict(items))
        rules = write_rules(tmp_path / f"{number}" / "rules", dict(items))
        shards = tmp_path / f"{number}" / "shards"
        shards.mkdir()
        names = dice.sample("abcdefgh", 3 + number)
        for at, letter in enumerate(names):
            write_lines(shards / f"{letter}.jsonl", records_of(dict(items))[at :: len(names)])
        env = PLAIN | {"PYTHONHASHSEED": str(number), "TZ": zone, "LC_ALL": ("C", "C.UTF-8", "POSIX")[number]}
        for folder, more in ((whole, ()), (whole, ("--jobs", "2")), (rules, ("--shards", str(shards)))):
            outputs = [word for name in FORMATS for word in ("--output", f"{name}=../out-{name}")]
            code, out, err = run(folder, "check", *AS_OF, *outputs, *more, env=env)
            written = {file.name: file.read_bytes() for file in folder.parent.glob("out-*")}
            every.append((code, out, err, written))

    assert every[0][0] == 2
    assert len(every[0][3]) == len(FORMATS)
    assert all(found == every[0] for found in every)
