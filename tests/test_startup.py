"""What a check imports: a hook runs on every commit, so nothing that a run does not need may slow it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from checker.formats import FORMATS
from tests.small_fleet import TEAM_POLICY

MANIFEST = """\
format: modelbylaws/manifest/v1
service: claims
owner: team-one
lifecycle: production
tier: 2
regulation: [none]
data: [none]
uses:
  - id: answers
    routes:
      - model: unknown
        access: vendor-api
"""
PROGRAM = "import sys; from checker.cli import main; sys.exit(main(sys.argv[1:]))"

NEVER = (
    "asyncio",
    "checker.baseline",
    "checker.cli.bundle",
    "checker.cli.review.diff",
    "checker.cli.explain",
    "checker.cli.init",
    "checker.cli.lint",
    "checker.cli.review.against",
    "checker.cli.reading.revision",
    "checker.cli.sample",
    "checker.cli.schema",
    "checker.cli.reading.snapshot",
    "checker.cli.test",
    "checker.cli.trials",
    "checker.compare",
    "checker.controls",
    "checker.engine.dossier",
    "checker.report.dossier",
    "checker.formats.outcomes",
    "checker.formats.places",
    "checker.policy_tests",
    "checker.catalog.ledger",
    "checker.cli.fix",
    "checker.fleet.dossier",
    "checker.source.edit",
    "htpy",
    "http",
    "jsonschema",
    "multiprocessing",
    "ruamel",
    "shtab",
    "ssl",
    "subprocess",
    "difflib",
    "urllib.request",
    "xml",
)
"""What no check needs. NOTE: ``socket`` cannot be here: pydantic imports it, by way of importlib.metadata and email."""


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fleet")
    (folder / "policies").mkdir()
    (folder / "modelbylaws.yaml").write_text("format: modelbylaws/config/v1\n", encoding="utf-8")
    (folder / "policies" / "org.yaml").write_text(TEAM_POLICY, encoding="utf-8")
    (folder / "model-manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    return folder


def imported(fleet: Path, *arguments: str) -> set[str]:
    """Every module that Python imports for a run that passes."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("COV_", "COVERAGE_", "PYTHON"))}
    command = [sys.executable, "-I", "-X", "importtime", "-c", PROGRAM, *arguments]
    done = subprocess.run(command, cwd=fleet, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.fail(done.stdout, pytrace=False)
    return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}


@pytest.fixture(scope="module")
def full(fleet: Path) -> set[str]:
    return imported(fleet, "check")


def test_the_list_of_imports_is_seen_at_all(full: set[str]) -> None:
    assert {"checker.cli.check", "checker.formats.full", "yaml", "pydantic"} <= full


@pytest.mark.parametrize("module", NEVER)
def test_a_check_does_not_import(full: set[str], module: str) -> None:
    assert module not in full


def test_a_check_imports_only_the_format_it_writes(fleet: Path, full: set[str]) -> None:
    modules = {"json": "json_report", "csv": "csv_report"}
    formats = {f"checker.formats.{modules.get(name, name)}" for name in FORMATS}

    assert full & formats == {"checker.formats.full"}
    assert imported(fleet, "check", "--output", "json") & formats == {"checker.formats.json_report"}
    assert imported(fleet, "check", "--output", "github") & formats == {"checker.formats.github"}
