"""A hook judges what the commit will hold: git's index, whatever the work tree says and whoever calls."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from checker.cli import main
from tests.repository import AS_OF, Capture, commit, git, repository, write
from tests.small_fleet import CATALOG, MANIFEST, POLICY, VENDOR, VENDORS

HOOK = ("check", "--hook", "fleet", *AS_OF)
CHAT = "services/chat/model-manifest.yaml"
OTHER_CAP = "max: 40%", "max: 90%"


def manifest(service: str, vendor: str) -> str:
    return MANIFEST.format(service=service, vendor=vendor, owner="team-one")


def lay_out(folder: Path) -> None:
    """Five services within the cap of 40%; one more of acme breaks it."""
    vendors = sorted(set(VENDORS.values()))
    write(folder, "modelbylaws.yaml", "format: modelbylaws/config/v1\n")
    write(folder, "catalog/in-house.yaml", CATALOG + "".join(VENDOR.format(name=name) for name in vendors))
    write(folder, "policies/org.yaml", POLICY)
    for service, vendor in VENDORS.items():
        write(folder, f"services/{service}/model-manifest.yaml", manifest(service, vendor))


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("GIT_") and not name.startswith("GIT_SSL")]:
        monkeypatch.delenv(name)
    folder = repository(tmp_path / "fleet")
    lay_out(folder)
    commit(folder)
    monkeypatch.chdir(folder)
    return folder


def stage(folder: Path, path: str, text: str) -> None:
    """Put a text into the index alone."""
    was = (folder / path).read_bytes() if (folder / path).exists() else None
    write(folder, path, text)
    git(folder, "add", "--force", "--", path)
    if was is None:
        (folder / path).unlink()
    else:
        (folder / path).write_bytes(was)


INVENTORY = "format: modelbylaws/inventory/v1\nservices:\n  - {service: ghost}\n"
WAIVED = """\
format: modelbylaws/waivers/v1
waivers:
  - {id: W-1, rule: vendor-cap, for: {key: acme}, limit: 70%, reason: soon, requested-by: a@example.org,
     approved-by: b@example.org, approved-on: 2026-11-01, expires: 2026-12-01}
"""


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        (CHAT, manifest("chat", "acme"), "60.0% (3 of 5)"),
        ("services/new/model-manifest.yaml", manifest("new", "acme"), "50.0% (3 of 6)"),
        ("policies/org.yaml", POLICY.replace("max: 40%", "max: 30%"), "the limit is 30%"),
        ("policies/more.yaml", "format: modelbylaws/policy/v1\nnonsense\n", "policies/more.yaml"),
        ("catalog/in-house.yaml", "format: modelbylaws/catalog/v1\nvendors: 7\n", "catalog/in-house.yaml"),
        ("policies/waivers.yaml", WAIVED, "W-1"),
        ("modelbylaws.yaml", "format: modelbylaws/config/v1\nnonsense: 1\n", "nonsense"),
        ("modelbylaws.yaml", "format: modelbylaws/config/v1\ninventory: [inventory.yaml]\n", "inventory.yaml"),
    ],
)
def test_what_is_staged_is_judged_whatever_the_work_tree_says(
    fleet: Path, capsys: Capture, path: str, text: str, said: str
) -> None:
    assert main([*HOOK]) == 0
    stage(fleet, path, text)

    assert main([*HOOK]) in {1, 2}

    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (CHAT, manifest("chat", "acme")),
        ("policies/org.yaml", "no policy"),
        ("catalog/in-house.yaml", "no catalog"),
        ("modelbylaws.yaml", "no configuration"),
        ("services/new/model-manifest.yaml", manifest("new", "acme")),
    ],
)
def test_what_only_the_work_tree_says_is_not_judged(fleet: Path, path: str, text: str) -> None:
    write(fleet, path, text)

    assert main([*HOOK]) == 0


@pytest.mark.slow
@pytest.mark.parametrize("path", [CHAT, "policies/org.yaml", "catalog/in-house.yaml", "modelbylaws.yaml"])
def test_what_is_deleted_and_not_staged_is_in_the_commit(fleet: Path, capsys: Capture, path: str) -> None:
    stage(fleet, CHAT, manifest("chat", "acme"))
    (fleet / path).unlink()

    assert main([*HOOK]) == 1

    assert "60.0% (3 of 5)" in capsys.readouterr().out


def test_an_inventory_is_read_from_the_index(fleet: Path, capsys: Capture) -> None:
    write(fleet, "modelbylaws.yaml", "format: modelbylaws/config/v1\ninventory: [inventory.yaml]\n")
    git(fleet, "add", "--update")
    stage(fleet, "inventory.yaml", INVENTORY)
    write(fleet, "inventory.yaml", INVENTORY.replace("ghost", "chat"))

    main([*HOOK])

    assert "without a manifest: ghost" in capsys.readouterr().out


def test_a_baseline_and_a_policy_of_the_command_line_are_read_from_the_index(fleet: Path, capsys: Capture) -> None:
    stage(fleet, CHAT, manifest("chat", "acme"))
    write(fleet, "other.yaml", POLICY.replace("40%", "90%"))
    write(fleet, "baseline.yaml", "format: modelbylaws/baseline/v1\n")

    codes = [main([*HOOK, "--policy", "other.yaml"]), main([*HOOK, "--baseline", "baseline.yaml"])]

    said = capsys.readouterr().out
    assert codes == [2, 2]
    assert said.count("error[untracked]: git does not track this file") == 2
    assert "help: git add other.yaml" in said
    assert main([*HOOK, "--policy", "nosuch.yaml"]) == 2
    assert main([*HOOK, "--policy", "policies"]) == 2
    assert main([*HOOK, "--config", "nosuch.yaml"]) == 2


def test_lint_reads_the_index(fleet: Path) -> None:
    stage(fleet, "policies/org.yaml", POLICY.replace("by: vendor", "by: vender"))

    assert main(["lint", "--hook", "policies", *AS_OF]) == 2
    assert main(["lint", *AS_OF]) == 0


def test_a_change_beside_its_base_is_what_is_staged(fleet: Path, capsys: Capture) -> None:
    stage(fleet, "policies/org.yaml", POLICY.replace(*OTHER_CAP))
    stage(fleet, "modelbylaws.yaml", 'format: modelbylaws/config/v1\nmanifests: ["**/model-manifest.yaml", "x.yaml"]\n')
    stage(fleet, "x.yaml", manifest("x", "acme"))

    assert main([*HOOK, "--against", "HEAD"]) == 2

    said = capsys.readouterr().out
    assert "ignored: this change's edits to modelbylaws.yaml, policies/org.yaml" in said
    assert "x.yaml" in said
    assert "only this change's configuration reads it" in said


def test_files_names_what_only_the_index_has(fleet: Path, capsys: Capture) -> None:
    stage(fleet, "services/new/model-manifest.yaml", manifest("new", "acme").replace("team-one", "nobody"))
    files = ("check", "--hook", "files", *AS_OF)

    assert main([*files, "services/new/model-manifest.yaml"]) == 1
    assert "services/new/model-manifest.yaml:3:8" in capsys.readouterr().out
    assert main([*files, "services/nosuch/model-manifest.yaml"]) == 2


def test_a_file_that_is_announced_is_not_in_the_commit(fleet: Path, capsys: Capture) -> None:
    write(fleet, "services/new/model-manifest.yaml", manifest("new", "acme"))
    git(fleet, "add", "--intent-to-add", "services/new/model-manifest.yaml")

    assert main([*HOOK]) == 0
    assert "1 untracked file not counted: services/new/model-manifest.yaml" in capsys.readouterr().out


def test_an_empty_file_is_no_announced_one(fleet: Path) -> None:
    stage(fleet, "services/new/model-manifest.yaml", "")

    assert main([*HOOK]) == 2


def test_an_announced_configuration_decides_nothing(fleet: Path, capsys: Capture) -> None:
    git(fleet, "rm", "--quiet", "--cached", "modelbylaws.yaml")
    git(fleet, "add", "--intent-to-add", "modelbylaws.yaml")

    assert main([*HOOK]) == 2
    assert "error[untracked]" in capsys.readouterr().out


def test_an_unfinished_merge_is_a_fault_where_it_stands(fleet: Path, capsys: Capture) -> None:
    git(fleet, "checkout", "--quiet", "-b", "other")
    write(fleet, CHAT, manifest("chat", "birch"))
    commit(fleet)
    git(fleet, "checkout", "--quiet", "main")
    write(fleet, CHAT, manifest("chat", "cedar"))
    commit(fleet)
    with pytest.raises(subprocess.CalledProcessError):
        git(fleet, "merge", "other")
    write(fleet, CHAT, manifest("chat", "delta"))

    assert main([*HOOK]) == 2

    said = capsys.readouterr().out
    assert f"error[unmerged]: git holds several versions of this file\n --> {CHAT}" in said
    assert "Checked 4 services" in said


@pytest.mark.parametrize("attribute", ["text eol=crlf", "working-tree-encoding=UTF-16", "filter=trap"])
def test_the_bytes_are_those_of_the_object(fleet: Path, attribute: str) -> None:
    git(fleet, "config", "core.autocrlf", "true")
    git(fleet, "config", "filter.trap.smudge", "sed s/delta/acme/")
    write(fleet, ".gitattributes", f"{CHAT} {attribute}\n")
    git(fleet, "add", ".gitattributes")
    (fleet / CHAT).unlink()
    git(fleet, "checkout", "--quiet", "--", CHAT)

    assert main([*HOOK]) == 0
    assert main([*HOOK, "--against", "HEAD"]) == 0


def test_an_empty_git_folder_beside_a_manifest_hides_nothing(fleet: Path) -> None:
    stage(fleet, CHAT, manifest("chat", "acme"))
    (fleet / CHAT).with_name(".git").mkdir()

    assert main([*HOOK]) == 1


def test_a_repository_inside_is_said(fleet: Path, capsys: Capture) -> None:
    inner = repository(fleet / "lent")
    write(inner, "model-manifest.yaml", manifest("lent", "acme"))
    commit(inner)

    assert main([*HOOK]) == 0
    assert "note: not read, because it is a repository of its own: lent" in capsys.readouterr().out


def test_a_sparse_checkout_is_judged_as_a_whole(fleet: Path, capsys: Capture) -> None:
    git(fleet, "sparse-checkout", "set", "--sparse-index", "services/claims", "policies", "catalog")
    assert not (fleet / CHAT).exists()

    assert main([*HOOK]) == 0
    assert "Checked 5 services" in capsys.readouterr().out


PROGRAM = "import sys; from checker.cli import run; run()"


def committed(folder: Path, script: str, *arguments: str) -> str:
    """What the hook says when git makes a commit; the hook lets every commit pass."""
    common = Path(git(folder, "rev-parse", "--path-format=absolute", "--git-common-dir"))
    (common / "hooks").mkdir(exist_ok=True)
    hook = common / "hooks" / "pre-commit"
    program = f"{sys.executable} -c '{PROGRAM}' check --as-of 2026-11-22 --output json=-"
    hook.write_text(f"#!/bin/sh\n{script.replace('PROGRAM', program)} >'{folder.parent}/said.json' 2>&1; true\n")
    hook.chmod(0o755)
    git(folder, *arguments)
    return (folder.parent / "said.json").read_text(encoding="utf-8")


def shares(said: str) -> str:
    """The share of acme, and what stopped the run."""
    report = json.loads(said)
    measures = [m for rule in report["rules"] for m in rule["measures"] if m["key"] == "acme"]
    return " ".join([m["value"]["lowest"] for m in measures] + [d["code"] for d in report["diagnostics"]])


@pytest.fixture(params=["", "fleet/"])
def folder(request: pytest.FixtureRequest) -> str:
    """Where in the repository the fleet lies."""
    return str(request.param)


@pytest.fixture(params=["main", "linked"])
def tree(request: pytest.FixtureRequest, folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A work tree: the repository's own, or a linked one."""
    for name in [name for name in os.environ if name.startswith("GIT_") and not name.startswith("GIT_SSL")]:
        monkeypatch.delenv(name)
    made = repository(tmp_path / "made")
    lay_out(made / folder)
    write(made, "readme", "x\n")
    commit(made)
    if request.param == "main":
        return made
    git(made, "worktree", "add", "--quiet", str(tmp_path / "linked"), "-b", "linked")
    return tmp_path / "linked"


@pytest.mark.slow
@pytest.mark.parametrize("place", ["top", "folder"])
def test_every_kind_of_commit_is_judged_as_it_will_be(tree: Path, folder: str, place: str) -> None:
    """``commit FILE`` and ``commit --all`` have an index of their own, and a linked work tree a GIT_DIR."""
    config = f"--config {folder}modelbylaws.yaml" if place == "top" else ""
    script = f"cd ./{folder if place == 'folder' else ''} && PROGRAM --hook fleet {config}"
    chat, mail, search = (f"{folder}services/{name}/model-manifest.yaml" for name in ("chat", "mail", "search"))
    write(tree, chat, manifest("chat", "acme"))
    git(tree, "add", "--update")
    write(tree, mail, manifest("mail", "birch"))

    only = shares(committed(tree, script, "commit", "--quiet", "-m", "x", "--only", "--", mail))
    write(tree, search, manifest("search", "acme"))
    staged = shares(committed(tree, script, "commit", "--quiet", "--amend", "-m", "x"))
    git(tree, "reset", "--quiet", "--soft", "HEAD~1")
    everything = shares(committed(tree, script, "commit", "--quiet", "--all", "-m", "x"))

    assert (only, staged, everything) == ("2/5", "3/5", "4/5")


def test_a_commit_of_one_file_is_judged_without_what_is_staged_beside_it(fleet: Path) -> None:
    """One of the commits above, for the quick tests."""
    write(fleet, CHAT, manifest("chat", "acme"))
    git(fleet, "add", "--update")
    mail = "services/mail/model-manifest.yaml"
    write(fleet, mail, manifest("mail", "birch"))

    assert shares(committed(fleet, "PROGRAM --hook fleet", "commit", "-qm", "x", "--only", "--", mail)) == "2/5"


def test_a_commit_with_a_work_tree_of_its_own_is_judged(fleet: Path, tmp_path: Path) -> None:
    """A repository that lies elsewhere, as those for dot files do."""
    (fleet / ".git").rename(tmp_path / "elsewhere")
    write(fleet, CHAT, manifest("chat", "acme"))
    away = (f"--git-dir={tmp_path / 'elsewhere'}", f"--work-tree={fleet}")
    git(fleet, *away, "add", "--update")
    hook = tmp_path / "elsewhere" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    program = f"{sys.executable} -c '{PROGRAM}' check --as-of 2026-11-22 --hook fleet --output json=-"
    hook.write_text(f"#!/bin/sh\ncd services && {program} >'{tmp_path}/said.json' 2>&1; true\n")
    hook.chmod(0o755)
    git(fleet, *away, "commit", "--quiet", "-m", "x")

    assert shares((tmp_path / "said.json").read_text()) == "3/5"


def test_variables_of_another_repository_are_not_used(
    fleet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = repository(tmp_path / "other")
    write(other, "x", "x\n")
    commit(other)
    stage(fleet, CHAT, manifest("chat", "acme"))
    monkeypatch.chdir(other)
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    monkeypatch.setenv("GIT_GLOB_PATHSPECS", "1")

    assert main([*HOOK, "--config", str(fleet / "modelbylaws.yaml")]) == 1
