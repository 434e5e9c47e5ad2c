"""The pre-commit hooks: what the two files promise, and what a real commit does with them.

The slow tests run pre-commit on a small fleet: five services, two of them with
one vendor, under a cap of 40%. So one more service of that vendor, or one
service fewer of another, breaks the cap.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from checker.cli.patterns import matching
from checker.cli.request import CONFIG_NAME
from checker.config import CATALOG_PLACES, DEFAULT_MANIFESTS, POLICY_PLACES

ROOT = Path(__file__).parent.parent
DOTTED, PLAIN = ROOT / ".pre-commit-hooks.yaml", ROOT / "pre-commit-hooks.yaml"

CATALOG = """\
format: modelbylaws/catalog/v1
vendors:
"""
VENDOR = """\
  - id: {name}
    name: {name}
    group: {name}
    sources: [{{what: made up for this test, where: tests/test_hooks.py, class: vendor, read: 2026-01-01}}]
"""
POLICY = """\
format: modelbylaws/policy/v1
policy: org
version: "1"
owner: ai-risk@example.org
rules:
  - id: vendor-cap
    title: No vendor may stand behind too many services
    kind: max-share
    of: all
    by: vendor
    max: 40%
    level: soft
    why: One vendor's decision must not reach most services.
  - id: owned-by-a-team
    title: A team owns every service
    kind: require
    of: all
    each: service
    must: {owner: {matches: "team-*"}}
    level: hard
    why: Somebody has to answer for it.
"""
MANIFEST = """\
format: modelbylaws/manifest/v1
service: {service}
owner: {owner}
lifecycle: production
tier: 2
regulation: [none]
data: [none]
uses:
  - id: answers
    routes:
      - model: {vendor}/unknown
        access: vendor-api
"""
HOOKS = """\
repos:
  - repo: {repo}
    rev: v0.0.0
    hooks:
      - id: modelbylaws-manifests
      - id: modelbylaws-fleet
        verbose: true
      - id: modelbylaws-policies
"""
VENDORS = {"claims": "acme", "kyc": "acme", "search": "birch", "mail": "cedar", "chat": "delta"}
"""Vendor of each service: acme stands behind 2 of 5."""

GIT_CONFIG = """\
[user]
    name = Tester
    email = tester@example.org
[init]
    defaultBranch = main
[core]
    excludesFile =
    autocrlf = false
[commit]
    gpgSign = false
[tag]
    gpgSign = false
[advice]
    detachedHead = false
"""


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository, and the environment its commands run in."""

    folder: Path
    env: Mapping[str, str]

    def run(self, *command: str) -> tuple[int, str]:
        """Exit code, and both streams as a user sees them."""
        done = subprocess.run(
            command, cwd=self.folder, env=self.env, text=True, encoding="utf-8",
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout

    def must(self, *command: str) -> None:
        code, output = self.run(*command)
        assert code == 0, output

    def write(self, path: str, text: str) -> None:
        whole = self.folder / path
        whole.parent.mkdir(parents=True, exist_ok=True)
        whole.write_text(text, encoding="utf-8")

    def declare(self, service: str, vendor: str, owner: str = "team-one") -> None:
        text = MANIFEST.format(service=service, vendor=vendor, owner=owner)
        self.write(f"services/{service}/model-manifest.yaml", text)

    def commit(self) -> tuple[int, str]:
        """Commit all changes of files that git knows."""
        self.must("git", "add", "--update")
        return self.run("git", "commit", "--message", "change")


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Nothing of the user's git and pre-commit; pip finds its registry as it always does."""
    home = tmp_path_factory.mktemp("home")
    (home / "gitconfig").write_text(GIT_CONFIG, encoding="utf-8")
    foreign = ("GIT_", "PRE_COMMIT", "COV_", "COVERAGE_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign) and name != "SKIP"}
    own = {
        "GIT_CONFIG_GLOBAL": str(home / "gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
        "NO_COLOR": "1",
    }
    return {**kept, **own}


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory, env: Mapping[str, str]) -> Repository:
    """What a commit of everything here would hold, tagged as a release."""
    made = Repository(tmp_path_factory.mktemp("hooks"), env)
    listed = subprocess.check_output(["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT, env=env)
    for path in filter(None, os.fsdecode(listed).split("\0")):
        if (ROOT / path).exists():
            (made.folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, made.folder / path)
    for command in (["init"], ["add", "--all"], ["commit", "--message", "hooks"], ["tag", "v0.0.0"]):
        made.must("git", *command)
    return made


@pytest.fixture
def fleet(tmp_path: Path, env: Mapping[str, str]) -> Repository:
    """Five services within the cap, committed."""
    made = Repository(tmp_path, env)
    vendors = sorted(set(VENDORS.values()))
    made.write("catalog/in-house.yaml", CATALOG + "".join(VENDOR.format(name=name) for name in vendors))
    made.write("policies/org.yaml", POLICY)
    for service, vendor in VENDORS.items():
        made.declare(service, vendor)
    for command in (["init"], ["add", "--all"], ["commit", "--message", "fleet"]):
        made.must("git", *command)
    return made


@pytest.fixture
def guarded(fleet: Repository, hooks: Repository) -> Repository:
    """The fleet with the hooks installed."""
    fleet.write(".pre-commit-config.yaml", HOOKS.format(repo=hooks.folder))
    fleet.must("git", "add", "--all")
    fleet.must("git", "commit", "--message", "hooks")
    fleet.must(sys.executable, "-m", "pre_commit", "install")
    return fleet


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


def test_pre_commit_accepts_the_hook_file() -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(DOTTED)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_hooks_call_the_console_script_and_never_a_module() -> None:
    names = ("modelbylaws-manifests", "modelbylaws-fleet", "modelbylaws-policies")

    assert {str(hook(name)["entry"]).split()[0] for name in names} == {"modelbylaws"}


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


@pytest.mark.slow
def test_try_repo_judges_a_fleet(fleet: Repository, hooks: Repository) -> None:
    tried = (sys.executable, "-m", "pre_commit", "try-repo", str(hooks.folder), "--all-files", "--verbose")

    code, output = fleet.run(*tried)

    assert code == 0, output
    assert "Checked 5 services (5 manifests)" in output
    assert "findings left to the fleet hook" in output


@pytest.mark.slow
def test_a_commit_over_the_cap_is_stopped_until_it_is_fixed(guarded: Repository) -> None:
    guarded.declare("search", "acme")
    broken, output = guarded.commit()
    guarded.declare("search", "delta")
    fixed, after = guarded.commit()

    assert broken == 1
    assert "error[vendor-cap]" in output
    assert "60.0% (3 of 5)" in output
    assert re.search(r"rules about one service\)\.+Passed", output)
    assert re.search(r"whole fleet\)\.+Failed", output)
    assert (fixed, "Failed" in after) == (0, False), after


@pytest.mark.slow
def test_a_rule_about_one_service_stops_at_the_file_that_breaks_it(guarded: Repository) -> None:
    guarded.declare("mail", "cedar", owner="somebody")
    code, output = guarded.commit()

    assert code == 1
    assert re.search(r"rules about one service\)\.+Failed", output)
    assert "services/mail/model-manifest.yaml:3:8" in output


@pytest.mark.slow
def test_deleting_a_manifest_judges_the_fleet_again(guarded: Repository) -> None:
    guarded.must("git", "rm", "services/chat/model-manifest.yaml")
    code, output = guarded.commit()

    assert code == 1
    assert re.search(r"rules about one service\)\.*\(no files to check\)Skipped", output)
    assert "50.0% (2 of 4)" in output


@pytest.mark.slow
def test_an_untracked_manifest_is_mentioned_and_not_counted(guarded: Repository) -> None:
    guarded.declare("new", "acme")
    guarded.declare("mail", "delta")
    code, output = guarded.commit()

    assert code == 0, output
    assert "1 untracked file not counted: services/new/model-manifest.yaml" in output
    assert "Checked 5 services (5 manifests)" in output


@pytest.mark.slow
def test_unstaged_changes_are_not_judged(guarded: Repository) -> None:
    guarded.declare("search", "delta")
    guarded.must("git", "add", "--update")
    guarded.declare("mail", "acme")
    code, output = guarded.run("git", "commit", "--message", "only what is staged")

    assert code == 0, output
    assert "Checked 5 services (5 manifests)" in output


@pytest.mark.slow
def test_a_faulty_policy_stops_the_commit_that_brings_it(guarded: Repository) -> None:
    guarded.write("policies/org.yaml", POLICY.replace("by: vendor", "by: vender"))
    code, output = guarded.commit()

    assert code == 1
    assert re.search(r"model policy files\.+Failed", output)
    assert "policies/org.yaml:10:9" in output
