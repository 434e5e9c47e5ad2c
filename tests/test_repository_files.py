"""What a hosting service reads of this repository, and ``python -m modelbylaws``."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
import yaml

from checker import __version__
from tests.pipeline_scripts import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FORMS = sorted(path for path in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_zizmor_finds_nothing_in_our_workflows(path: Path) -> None:
    program = Path(sysconfig.get_path("scripts")) / "zizmor"
    command = [str(program), "--offline", "--no-progress", "--color=never", "--persona=auditor", "--", str(path)]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, "No findings to report" in done.stdout) == (0, True), done.stdout + done.stderr


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_our_workflows_fit_the_schema(path: Path) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(path)]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_who_reports_is_asked_for_the_version_and_what_is_needed_to_see_it(path: Path) -> None:
    form = yaml.safe_load(path.read_text(encoding="utf-8"))

    asked = {field["id"]: field.get("validations", {}).get("required") for field in form["body"] if "id" in field}
    assert asked.pop("version") is True
    assert len(asked) >= 2
    assert all(asked.values()), asked


def test_the_package_can_be_run_as_a_module(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "modelbylaws", "--version"]

    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)

    assert __version__ in done.stdout
