"""What a check imports: a hook runs on every commit, so nothing that a run does not need may slow it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from checker.formats import ROWS
from checker.kinds import KINDS
from tests.repository import git
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
ROOT = Path(__file__).parents[1]
IMPORTED = Path(__file__).parent / "data" / "check-imports.txt"
PROGRAM = "from checker.cli import run; run()"

NEVER = (
    "asyncio",
    "checker.formats.review",
    "checker.source.json_events",
    "checker.files.baseline",
    "checker.audit.bundle",
    "checker.review.diff",
    "checker.explain",
    "checker.starting",
    "checker.lint",
    "checker.review.against",
    "checker.run.revision",
    "checker.audit.sample",
    "checker.schema",
    "checker.run.snapshot",
    "checker.proof",
    "checker.proof.reading",
    "checker.review.compare",
    "checker.controls",
    "checker.audit.make",
    "checker.audit.dossier",
    "checker.formats.outcomes",
    "checker.formats.places",
    "checker.files.policy_tests",
    "checker.browse.ledger",
    "checker.lint.fix",
    "checker.browse.model",
    "checker.lint.edit",
    "ast",
    "gettext",
    "htpy",
    "http",
    "inspect",
    "jsonschema",
    "license_expression",
    "lzma",
    "multiprocessing",
    "pathlib",
    "pydantic",
    "pydantic_core",
    "ruamel",
    "shtab",
    "shutil",
    "typing_extensions",
    "ssl",
    "subprocess",
    "difflib",
    "urllib.parse",
    "urllib.request",
    "xml",
)
"""What no check needs."""


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fleet")
    (folder / "policies").mkdir()
    (folder / "modelbylaws.yaml").write_text("format: modelbylaws/config/v1\n", encoding="utf-8")
    (folder / "policies" / "org.yaml").write_text(TEAM_POLICY, encoding="utf-8")
    (folder / "model-manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    return folder


def imported(fleet: Path, *arguments: str, program: str = PROGRAM) -> set[str]:
    """Every module that Python imports for a run that passes."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("COV_", "COVERAGE_", "PYTHON"))}
    command = [sys.executable, "-I", "-v", "-c", program, *arguments]
    done = subprocess.run(command, cwd=fleet, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.fail(done.stdout, pytrace=False)
    return set(re.findall(r"^import '([^']+)' #", done.stderr, re.MULTILINE))


@pytest.fixture(scope="module")
def full(fleet: Path) -> set[str]:
    return imported(fleet, "check")


def test_the_list_of_imports_is_seen_at_all(full: set[str]) -> None:
    assert {"checker.run.run", "checker.formats.full", "yaml"} <= full


@pytest.fixture(scope="module")
def begun(fleet: Path) -> set[str]:
    """What an environment starts with, such as a clock that was moved, or the paths of packages that are worked on."""
    return imported(fleet, program="pass")


@pytest.mark.parametrize("module", NEVER)
def test_a_check_does_not_import(full: set[str], begun: set[str], module: str) -> None:
    assert module not in full - begun


def test_a_check_imports_these_modules_of_ours_and_no_others(full: set[str], accept: bool) -> None:
    """Whoever adds one shows it in the difference of this list: each takes a part of every hook's time."""
    listed = "".join(f"{module}\n" for module in sorted(full) if module.split(".")[0] == "checker")
    if accept:
        IMPORTED.write_text(listed, encoding="utf-8")

    assert listed == IMPORTED.read_text(encoding="utf-8"), "run: pytest --accept tests/test_startup.py"


def test_no_installed_package_is_looked_at_for_plugins(begun: set[str], full: set[str]) -> None:
    assert (full - begun) & {"importlib.metadata", "email", "email.message"} == set()


PATTERNS = """
import re, sys
from checker.cli import program
from checker.source.lean_yaml import yaml
import base64, yaml.reader, yaml.resolver
assert sys.modules["re"] is re is base64.re and re.compile("a").__class__ is re.Pattern
assert yaml.reader.Reader.NON_PRINTABLE.__class__.__name__ == "_Later"
assert "_asked" in vars(yaml.reader.Reader.NON_PRINTABLE) and not hasattr(re.compile, "_asked")
text = "{number: 1.5, whole: 0x1F, day: 2026-11-28, word: yes, text: plain}"
print(yaml.load(text, yaml.SafeLoader) == yaml.load(text, yaml.CSafeLoader), len(yaml.safe_load(text)))
try:
    yaml.load("a: \\x07", yaml.SafeLoader)
except yaml.reader.ReaderError:
    print("refused")
"""


def test_the_other_loaders_of_pyyaml_read_as_ever() -> None:
    """Their patterns are compiled when somebody uses them."""
    done = subprocess.run([sys.executable, "-c", PATTERNS], capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr) == ("True 5\nrefused\n", "")


LEAN = """
import sys
sys.path.insert(0, sys.argv[1])
from checker.lean import lean_imports
before = dict(sys.modules)
with lean_imports():
    import argparse, dataclasses, fractions
    import inspect as later
    assert "ast" not in sys.modules and fractions._RATIONAL_FORMAT.__class__.__name__ == "_Later"
assert not {"inspect", "copy", "gettext"} & (sys.modules.keys() - before.keys()) and sys.modules["re"] is before["re"]
import copy, gettext, inspect
assert later.signature is inspect.signature and later is not inspect
assert dataclasses.asdict(dataclasses.make_dataclass("Made", ["a"])({"b": [1]})) == {"a": {"b": [1]}}
assert fractions.Fraction("1/2") * 2 == 1
try:
    argparse.ArgumentParser(prog="p").parse_args(["--x"])
except SystemExit:
    print("refused")
"""


def test_what_is_imported_lean_works_as_ever_when_it_is_used() -> None:
    words = [sys.executable, "-S", "-c", LEAN, str(ROOT)]  # where nothing of the environment is imported before
    done = subprocess.run(words, capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr) == ("refused\n", "usage: p [-h]\np: error: unrecognized arguments: --x\n")


def test_a_list_of_verbs_imports_none_of_them(fleet: Path) -> None:
    found = {module for module in imported(fleet, "--help") if module.startswith("checker.cli.verbs.")}

    assert found == set()


def test_a_policy_imports_only_the_kinds_it_names(full: set[str]) -> None:
    kinds = {f"checker.kinds.{name.replace('-', '_')}" for name in KINDS}

    assert full & kinds == {"checker.kinds.require"}


def test_a_check_imports_only_the_format_it_writes(fleet: Path, full: set[str]) -> None:
    formats = {row.module for row in ROWS.values()}

    assert full & formats == {"checker.formats.full"}
    assert imported(fleet, "check", "--output", "json") & formats == {"checker.formats.json"}
    assert imported(fleet, "check", "--output", "github") & formats == {"checker.formats.annotations"}


REPLAYED = {"", ".cli", ".run", ".run.asking", ".run.dot_git", ".run.faults", ".run.git", ".run.trail"} | {
    f".run.replay{module}" for module in ("", ".call", ".entry", ".folder", ".state")
}
"""Our modules that a hook imports whose answer was kept."""
HEAVY = (
    "argparse",
    "dataclasses",
    "hashlib",
    "json",
    "pathlib",
    "pydantic",
    "subprocess",
    "tempfile",
    "typing",
    "yaml",
)


def test_a_hook_that_is_told_its_answer_again_imports_nearly_nothing(fleet: Path) -> None:
    git(fleet, "init", "--quiet")
    git(fleet, "add", "--all")
    begun = imported(fleet, program="pass")  # what an environment starts with

    first, again = (imported(fleet, "check", "--hook", "fleet") for _ in range(2))

    assert "yaml" in first
    assert {module for module in again if module.split(".")[0] == "checker"} == {f"checker{name}" for name in REPLAYED}
    assert (again - begun) & {*HEAVY} == set()
