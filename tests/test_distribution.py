"""What ships: the image's recipe, the release, and locked requirements; checked where no daemon and no index is."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
RECIPE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def test_the_image_is_pinned_runs_as_nobody_and_installs_by_digest() -> None:
    last = RECIPE.rpartition("\nFROM ")[2]
    copied = [line for line in RECIPE.splitlines() if line.startswith("COPY")]

    assert re.search(r"^ARG PYTHON=python:3\.\d+\.\d+-slim-\w+$", RECIPE, re.MULTILINE)
    assert re.search(r"^USER [1-9]\d*$", last, re.MULTILINE)
    assert "pip install" not in last
    assert RECIPE.count("pip install") == RECIPE.count("--require-hashes") + RECIPE.count("--no-index")
    assert copied == ["COPY . .", "COPY --from=build /opt/modelbylaws /opt/modelbylaws"]
    assert (ROOT / ".dockerignore").read_text().startswith("*\n")


def test_hadolint_finds_nothing() -> None:
    program = shutil.which("hadolint")
    if program is None:
        pytest.skip("hadolint is not installed")
    done = subprocess.run([program, str(ROOT / "Dockerfile")], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_requirement_is_locked_and_no_host_is_named(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    entries = re.findall(r"^[a-z0-9].*?(?=^[a-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL)

    assert len(entries) > 2
    assert [
        entry for entry in entries if not re.match(r"[\w.\[\],-]+==\S+", entry) or "--hash=sha256:" not in entry
    ] == []
    assert "://" not in text


def test_the_lock_of_ci_satisfies_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (ROOT / "requirements" / "ci.txt").read_text(encoding="utf-8")
    locked = dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", text, re.MULTILINE))
    needed = [Requirement(line) for line in project["dependencies"]]

    assert [str(n) for n in needed if not n.specifier.contains(locked[n.name.lower().replace(".", "-")])] == []


def test_a_release_is_built_without_a_secret_and_published_by_a_job_that_runs_no_code() -> None:
    jobs = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8"))["jobs"]

    assert jobs["publish"]["permissions"] == {"id-token": "write"}
    assert not [step for step in jobs["publish"]["steps"] if "run" in step]
    assert "secrets." not in (ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8")
