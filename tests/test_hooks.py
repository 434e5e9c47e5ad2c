"""The pre-commit hooks: what the two files promise. What a real commit does with them is in ``test_hook_runs``."""

from __future__ import annotations

import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from checker.files.config import CATALOG_PLACES, DEFAULT_MANIFESTS, POLICY_PLACES
from checker.run.matching import matching
from checker.run.request import CONFIG_NAME

ROOT = Path(__file__).parent.parent
DOTTED, PLAIN = ROOT / ".pre-commit-hooks.yaml", ROOT / "pre-commit-hooks.yaml"


def hook(name: str) -> dict[str, object]:
    found: list[dict[str, object]] = yaml.safe_load(DOTTED.read_text(encoding="utf-8"))
    return next(entry for entry in found if entry["id"] == name)


def triggers(name: str, path: str) -> bool:
    return re.search(str(hook(name)["files"]), path) is not None


def test_both_hook_files_hold_the_same_bytes() -> None:
    assert DOTTED.read_bytes() == PLAIN.read_bytes()


@pytest.mark.parametrize("file", [DOTTED, PLAIN], ids=["dotted", "plain"])
def test_a_hook_file_is_no_link(file: Path) -> None:
    assert stat.S_ISREG(file.lstat().st_mode)


@pytest.mark.parametrize(("tool", "said"), [("pre_commit", ""), ("prek", "success: All manifests are valid\n")])
def test_both_tools_accept_the_hook_file(tool: str, said: str) -> None:
    command = [sys.executable, "-m", tool, "validate-manifest", str(DOTTED)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout + done.stderr) == (0, said)


def test_hooks_call_the_console_script_and_never_a_module() -> None:
    names = ("modelbylaws-manifests", "modelbylaws-fleet", "modelbylaws-policies")

    assert {str(hook(name)["entry"]).split()[0] for name in names} == {"modelbylaws"}


@pytest.mark.parametrize("name", ["modelbylaws-manifests", "modelbylaws-fleet"])
def test_names_come_behind_the_end_of_options(name: str) -> None:
    """Not in ``entry``: pre-commit puts a user's own ``args`` between that and the names."""
    assert (str(hook(name)["entry"]).split()[-1] == "--", hook(name)["args"]) == (False, ["--"])


def test_only_hooks_without_names_lack_the_end_of_options() -> None:
    assert hook("modelbylaws-policies")["pass_filenames"] is False


@pytest.mark.parametrize("name", ["modelbylaws-manifests", "modelbylaws-fleet", "modelbylaws-policies"])
def test_a_merge_is_judged_as_a_commit_is(name: str) -> None:
    stages = hook(name)["stages"]

    assert isinstance(stages, list)
    assert {"pre-commit", "pre-merge-commit"} <= {*stages}


def test_the_fleet_hook_does_not_wait_for_files() -> None:
    fleet_hook = hook("modelbylaws-fleet")

    assert (fleet_hook["always_run"], fleet_hook["pass_filenames"]) == (True, False)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("model-manifest.yaml", True),
        ("services/claims/model-manifest.yaml", True),
        ("services/claims/model-manifest.yml", True),
        ("a/b/c/model-manifest.json", True),
        ("my-model-manifest.yaml", False),
        ("services/model-manifest.yaml.bak", False),
        ("services/model-manifest_yaml", False),
        ("services/model-manifest.toml", False),
        ("services/Model-Manifest.yaml", False),
        ("services/model-manifest.yaml/readme.md", False),
    ],
)
def test_the_manifest_hook_sees_what_a_check_takes_for_a_manifest(path: str, *, expected: bool) -> None:
    assert triggers("modelbylaws-manifests", path) is expected
    assert bool(matching([path], DEFAULT_MANIFESTS)) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("policies/org.yaml", True),
        ("policies/waivers.yml", True),
        ("policies/packs/strict.yaml", True),
        ("catalog/in-house.yaml", True),
        ("modelbylaws.yaml", True),
        ("teams/one/modelbylaws.yaml", True),
        ("policies/README.md", False),
        ("docs/policies/org.yaml", False),
        ("my-policies/org.yaml", False),
        ("old-modelbylaws.yaml", False),
        ("modelbylaws.yaml.bak", False),
        ("services/claims/model-manifest.yaml", False),
    ],
)
def test_the_policy_hook_sees_policies_catalogs_and_the_configuration(path: str, *, expected: bool) -> None:
    assert triggers("modelbylaws-policies", path) is expected


@pytest.mark.parametrize("place", [*POLICY_PLACES, *CATALOG_PLACES, CONFIG_NAME])
def test_the_policy_hook_sees_every_conventional_place(place: str) -> None:
    assert triggers("modelbylaws-policies", place.replace("*", "any"))
