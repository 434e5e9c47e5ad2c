"""The wheel: it carries exactly what git knows, and the program in it works away from this folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CARRIED = ("checker", "modelbylaws", "policies", "schemas")

pytestmark = pytest.mark.slow


def run(command: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run without the caller's Python and git settings, which would reach into this folder."""
    foreign = ("GIT_", "PYTHON", "COV_", "COVERAGE_", "VIRTUAL_ENV")
    env = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def known(*below: str) -> list[str]:
    """Files that git tracks or would track."""
    listed = run(["git", "ls-files", "-z", "-co", "--exclude-standard", "--", *below], ROOT).stdout
    return sorted(path for path in listed.split("\0") if path and (ROOT / path).exists())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that a build leaves nothing here and takes nothing that git ignores."""
    copy, built = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("dist")
    for path in known():
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, copy / path)
    (copy / "checker" / ".coverage").write_bytes(b"git ignores this name")
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)], copy)
    return next(built.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program, in an environment that has nothing else."""
    folder = tmp_path_factory.mktemp("environment")
    run([sys.executable, "-m", "venv", "."], folder)
    binaries = folder / ("Scripts" if os.name == "nt" else "bin")
    run([str(binaries / "python"), "-m", "pip", "install", "--quiet", str(wheel)], folder)
    return binaries / "modelbylaws"


def test_the_wheel_holds_what_git_knows_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if ".dist-info/" not in name]

    expected = [
        path if path.startswith(("checker/", "modelbylaws/")) else f"checker/_data/{path}" for path in known(*CARRIED)
    ]
    assert sorted(names) == sorted(expected)


def test_the_wheel_names_its_license_and_its_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        texts = {name.partition(".dist-info/")[2]: archive.read(name) for name in archive.namelist()}

    assert texts["licenses/LICENSE"] == (ROOT / "LICENSE").read_bytes()
    assert b"modelbylaws = checker.cli:run" in texts["entry_points.txt"].splitlines()


def test_the_installed_program_starts_a_fleet_that_passes(installed: Path, tmp_path: Path) -> None:
    run([str(installed), "init"], tmp_path)
    checked = run([str(installed), "check"], tmp_path)

    assert "Checked 1 service (1 manifest)" in checked.stdout


def test_the_installed_program_carries_the_built_in_policies(installed: Path, tmp_path: Path) -> None:
    run([str(installed), "init"], tmp_path)
    read = run([str(installed), "lint", "--policy", "builtin:vendor-resilience"], tmp_path)

    assert "Read builtin:vendor-resilience" in read.stdout


def test_the_installed_program_prints_a_schema(installed: Path, tmp_path: Path) -> None:
    printed = run([str(installed), "schema", "manifest"], tmp_path)

    assert json.loads(printed.stdout)["title"] == "modelbylaws manifest"
