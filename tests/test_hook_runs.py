"""The hooks in real commits, by pre-commit and by prek.

The fleet is small: five services, two of them with one vendor, under a cap of
40%. So one more service of that vendor, or one service fewer of another, breaks
the cap.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.sandbox import Repository, environment
from tests.small_fleet import MANIFEST, POLICY, declare, small_fleet

pytestmark = pytest.mark.slow

TOOLS = {"pre-commit": "pre_commit", "prek": "prek"}
UPDATE = {"pre-commit": "autoupdate", "prek": "update"}

HOOKS = """\
repos:
  - repo: {repo}
    rev: {rev}
    hooks:
      - id: modelbylaws-manifests
      - id: modelbylaws-fleet
        verbose: true
      - id: modelbylaws-policies
"""


@pytest.fixture(params=TOOLS)
def tool(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def framework(tool: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", TOOLS[tool], *arguments)


def guard(fleet: Repository, hooks: Repository, tool: str, tag: str = "v0.0.0") -> None:
    """Install the hooks from a tag."""
    fleet.write(".pre-commit-config.yaml", HOOKS.format(repo=hooks.folder, rev=tag))
    fleet.must("git", "add", "--all")
    fleet.must("git", "commit", "--message", "hooks")
    fleet.must(*framework(tool, "install"))


@pytest.fixture
def fleet(tmp_path: Path, env: Mapping[str, str]) -> Repository:
    return small_fleet(tmp_path, env)


@pytest.fixture
def guarded(fleet: Repository, released: Repository, tool: str) -> Repository:
    guard(fleet, released, tool)
    return fleet


def test_try_repo_judges_a_fleet(fleet: Repository, released: Repository, tool: str) -> None:
    code, output = fleet.run(*framework(tool, "try-repo", str(released.folder), "--all-files", "--verbose"))

    assert code == 0, output
    assert "Checked 5 services (5 manifests)" in output
    assert "findings left to the fleet hook" in output


def test_a_commit_over_the_cap_is_stopped_until_it_is_fixed(guarded: Repository) -> None:
    declare(guarded, "search", "acme")
    broken, output = guarded.commit()
    declare(guarded, "search", "delta")
    fixed, after = guarded.commit()

    assert broken == 1
    assert "error[vendor-cap]" in output
    assert "60.0% (3 of 5)" in output
    assert re.search(r"rules about one service\)\.+Passed", output)
    assert re.search(r"whole fleet\)\.+Failed", output)
    assert (fixed, "Failed" in after) == (0, False), after


def test_a_rule_about_one_service_stops_at_the_file_that_breaks_it(guarded: Repository) -> None:
    declare(guarded, "mail", "cedar", owner="somebody")
    code, output = guarded.commit()

    assert code == 1
    assert re.search(r"rules about one service\)\.+Failed", output)
    assert "services/mail/model-manifest.yaml:3:8" in output


def test_deleting_a_manifest_judges_the_fleet_again(guarded: Repository) -> None:
    guarded.must("git", "rm", "services/chat/model-manifest.yaml")
    code, output = guarded.commit()

    assert code == 1
    assert re.search(r"rules about one service\)\.*\(no files to check\)Skipped", output)
    assert "50.0% (2 of 4)" in output


def test_an_untracked_manifest_is_mentioned_and_not_counted(guarded: Repository) -> None:
    declare(guarded, "new", "acme")
    declare(guarded, "mail", "delta")
    code, output = guarded.commit()

    assert code == 0, output
    assert "1 untracked file not counted: services/new/model-manifest.yaml" in output
    assert "Checked 5 services (5 manifests)" in output


def test_unstaged_changes_are_not_judged(guarded: Repository) -> None:
    declare(guarded, "search", "delta")
    guarded.must("git", "add", "--update")
    declare(guarded, "mail", "acme")
    code, output = guarded.run("git", "commit", "--message", "only what is staged")

    assert code == 0, output
    assert "Checked 5 services (5 manifests)" in output


def test_a_faulty_policy_stops_the_commit_that_brings_it(guarded: Repository) -> None:
    guarded.write("policies/org.yaml", POLICY.replace("by: vendor", "by: vender"))
    code, output = guarded.commit()

    assert code == 1
    assert re.search(r"model policy files\.+Failed", output)
    assert "policies/org.yaml:10:9" in output


def test_an_update_goes_from_tag_to_tag(fleet: Repository, released: Repository, tool: str) -> None:
    guard(fleet, released, tool)
    output = fleet.must(*framework(tool, UPDATE[tool]))
    config = (fleet.folder / ".pre-commit-config.yaml").read_text(encoding="utf-8")

    assert "v0.0.1" in config, output
    assert "v0.0.0" not in config
    assert len(re.findall(r"- id: modelbylaws-", config)) == 3


def test_a_checkout_as_on_windows_installs_and_judges(tmp_path: Path, released: Repository, tool: str) -> None:
    """No links, and CRLF at the end of every line, of the hooks' files and of the fleet's."""
    env = environment(tmp_path / "home", "[core]\n    symlinks = false\n    autocrlf = true\n")
    fleet = small_fleet(tmp_path / "fleet", env)
    guard(fleet, released, tool, "v0.0.1")
    fleet.must("git", "rm", "-r", "--quiet", "--cached", ".")
    fleet.must("git", "reset", "--hard")
    lines = (fleet.folder / "policies/org.yaml").read_bytes()
    declare(fleet, "search", "acme")
    code, output = fleet.commit()

    assert b"\r\n" in lines
    assert code == 1
    assert "60.0% (3 of 5)" in output
    assert "policies/org.yaml:11" in output


MANY = 4000
LONG = "a-department-with-a-long-name/and-a-team-with-a-long-name/in-a-folder-with-a-long-name/service"


def test_four_thousand_long_paths_have_one_verdict(fleet: Repository, released: Repository, tool: str) -> None:
    """More file names than one command line takes: each piece shows its own, and the fleet is counted once."""
    for number in range(MANY):
        owner = "nobody" if number in {0, MANY - 1} else "team-one"
        text = MANIFEST.format(service=f"s{number:04}", vendor="acme" if number % 2 else "birch", owner=owner)
        fleet.write(f"{LONG}-{number:04}/model-manifest.yaml", text)
    fleet.must("git", "add", "--all")
    guard_config = HOOKS.format(repo=released.folder, rev="v0.0.0")
    fleet.write(".pre-commit-config.yaml", guard_config)
    fleet.must("git", "add", "--all")
    fleet.must(*framework(tool, "install", "--install-hooks"))
    code, output = fleet.run("git", "commit", "--message", "many")

    pieces = output.count("findings left to the fleet hook")
    assert (pieces > 1) if tool == "pre-commit" else (pieces > 0)
    assert code == 1
    assert output.count("error[vendor-cap]") == 2, output[:5000]
    assert "acme carries 50.0% (2002 of 4005)" in output
    assert "Checked 4005 services (4005 manifests)" in output
    assert all(f"{LONG}-{number:04}/model-manifest.yaml:3:8" in output for number in (0, MANY - 1))


LIKE_OPTIONS = ("--baseline=x/", "--output=json=services/mail/", "--config=x/", "-q/")
OWN_NAMES = "format: modelbylaws/config/v1\nmanifests: ['services/**/model-manifest.yaml']\n"
NO_BASELINE = "format: modelbylaws/baseline/v1\nas-of: 2026-01-01\nwritten-by: x\nreason: x\nfindings: []\n"
OWN_ARGUMENTS = """\
repos:
  - repo: {repo}
    rev: v0.0.0
    hooks:
      - id: modelbylaws-manifests
        args: [{args}]
"""


def break_a_rule_beside(fleet: Repository, folder: str) -> None:
    fleet.write("modelbylaws.yaml", OWN_NAMES)
    fleet.write("x/model-manifest.yaml", NO_BASELINE)
    fleet.write(f"{folder}model-manifest.yaml", MANIFEST.format(service="o", vendor="cedar", owner="team-one"))
    declare(fleet, "mail", "cedar", owner="somebody")
    fleet.must("git", "add", "--all")


@pytest.mark.parametrize("folder", LIKE_OPTIONS)
def test_a_folder_that_is_called_like_an_option_is_a_name(guarded: Repository, folder: str) -> None:
    break_a_rule_beside(guarded, folder)
    code, output = guarded.run("git", "commit", "--message", "evil")

    assert code == 1
    assert re.search(r"rules about one service\)\.+Failed", output), output
    assert "services/mail/model-manifest.yaml:3:8" in output
    assert "owner: somebody" in (guarded.folder / "services/mail/model-manifest.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ("--policy=policies/org.yaml, --", "services/mail/model-manifest.yaml:3:8"),
        ("--policy=policies/org.yaml", "may be an option, and is the name of a file here"),
    ],
)
def test_so_it_is_behind_arguments_of_the_user(
    fleet: Repository, released: Repository, tool: str, args: str, said: str
) -> None:
    fleet.write(".pre-commit-config.yaml", OWN_ARGUMENTS.format(repo=released.folder, args=args))
    fleet.must("git", "add", "--all")
    fleet.must(*framework(tool, "install"))
    break_a_rule_beside(fleet, "--baseline=x/")
    code, output = fleet.run("git", "commit", "--message", "evil")

    assert code == 1
    assert said in output


def test_a_merge_of_two_branches_within_the_cap_is_stopped(fleet: Repository, released: Repository, tool: str) -> None:
    """Each branch gives one more of six services to acme's two (3 of 6 is over 40%, 2 of 6 is not)."""
    types = "default_install_hook_types: [pre-commit, pre-merge-commit]\n"
    declare(fleet, "kyc", "birch")
    declare(fleet, "desk", "delta")
    fleet.write(".pre-commit-config.yaml", types + HOOKS.format(repo=released.folder, rev="v0.0.0"))
    fleet.must("git", "add", "--all")
    fleet.must("git", "commit", "--message", "one of six")
    fleet.must(*framework(tool, "install"))
    for branch, service in (("one", "mail"), ("two", "chat")):
        fleet.must("git", "checkout", "-b", branch, "main")
        declare(fleet, service, "acme")
        code, output = fleet.commit()
        assert code == 0, output
    code, output = fleet.run("git", "merge", "--no-edit", "one")

    assert code != 0
    assert "50.0% (3 of 6)" in output


def test_a_commit_in_a_linked_work_tree_is_judged(tmp_path: Path, guarded: Repository) -> None:
    guarded.must("git", "worktree", "add", str(tmp_path / "linked"), "-b", "linked")
    linked = Repository(tmp_path / "linked", guarded.env)
    declare(linked, "mail", "delta")
    fine, output = linked.commit()
    declare(linked, "search", "acme")
    broken, said = linked.commit()

    assert (fine, broken) == (0, 1), output
    assert "60.0% (3 of 5)" in said
