"""What git tracks and the work tree lacks is no silent gap in the fleet, for any verb."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from checker.cli import main
from tests.repository import AS_OF, DESK, Capture, commit, git, move_desk_to_openai, repository, write

REST = ("policies", "catalog")
SAID = f"error[unreadable]: git tracks this file, but the work tree lacks it (sparse checkout)\n --> {DESK}"


def without(folder: Path, *paths: str) -> None:
    """A sparse checkout of all but some files."""
    patterns = "".join(f"{line}\n" for line in ("/*", *(f"!/{path}" for path in paths)))
    write(folder, ".git/info/sparse-checkout", patterns)
    git(folder, "config", "core.sparseCheckout", "true")
    git(folder, "read-tree", "-mu", "HEAD")


@pytest.mark.parametrize(
    "verb",
    [
        ["check"], ["check", "--against", "HEAD"], ["check", "--trust", "HEAD"], ["diff", "HEAD"],
        ["report", "--output", "population=p.csv"],
        ["simulate", "--lose", "vendor=openai"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_manifest_that_a_sparse_checkout_leaves_out_is_a_fault(fleet: Path, capsys: Capture, verb: list[str]) -> None:
    without(fleet, DESK)
    assert not (fleet / DESK).exists()

    assert main([*verb, *AS_OF]) == 2

    said = capsys.readouterr()
    assert "the work tree lacks it (sparse checkout)" in said.out + said.err
    assert DESK in said.out


def test_no_share_is_given_over_what_a_sparse_checkout_has(fleet: Path, capsys: Capture) -> None:
    git(fleet, "sparse-checkout", "set", "--cone", "--sparse-index", *REST, "services/billing")

    assert main(["check", *AS_OF]) == 2

    said = capsys.readouterr().out
    assert SAID in said
    assert "help: git sparse-checkout add services/desk; or all of it: git sparse-checkout disable" in said
    assert "unknown[not-read]" in said
    assert main(["check", "--hook", "fleet", *AS_OF]) != 2  # the index has all of it


@pytest.mark.parametrize("path", ["policies/org.yaml", "catalog/contracts.yaml", "modelbylaws.yaml"])
def test_no_rule_and_no_fact_is_left_out_in_silence(fleet: Path, capsys: Capture, path: str) -> None:
    write(fleet, "catalog/contracts.yaml", "format: modelbylaws/catalog/v1\ncontracts: []\n")
    write(fleet, "policies/other.yaml", (fleet / "policies/org.yaml").read_text())
    commit(fleet)
    without(fleet, path)

    assert main(["check", *AS_OF]) == 2
    assert f"the work tree lacks it (sparse checkout)\n --> {path}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("flag", "why"), [("skip-worktree", "sparse checkout"), ("assume-unchanged", "assume-unchanged")]
)
def test_a_file_that_git_does_not_look_at_is_missed(fleet: Path, capsys: Capture, flag: str, why: str) -> None:
    git(fleet, "update-index", f"--{flag}", DESK)
    there = main(["check", *AS_OF])
    (fleet / DESK).unlink()

    assert there != 2
    assert main(["check", *AS_OF]) == 2
    assert f"the work tree lacks it ({why})\n --> {DESK}" in capsys.readouterr().out


def test_what_was_deleted_and_not_staged_is_said(fleet: Path, capsys: Capture) -> None:
    (fleet / DESK).unlink()

    assert main(["check", *AS_OF]) != 2
    assert f"note: deleted here, and git still tracks it: {DESK}" in capsys.readouterr().out


def test_a_complete_work_tree_has_no_further_note(fleet: Path, capsys: Capture) -> None:
    assert main(["check", *AS_OF]) == 1
    with_git = capsys.readouterr().out
    shutil.rmtree(fleet / ".git")

    assert main(["check", *AS_OF]) == 1
    assert capsys.readouterr().out == with_git


def test_one_call_of_git_is_enough(fleet: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "bin" / "git"
    write(tmp_path, "bin/git", f'#!/bin/sh\necho "$@" >>{tmp_path}/calls\nexec {shutil.which("git")} "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")

    assert (fleet.exists(), main(["check", *AS_OF])) == (True, 1)
    assert (tmp_path / "calls").read_text().count("\n") == 1


def test_without_git_it_is_said_that_nothing_was_compared(
    fleet: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(fleet))

    assert main(["check", *AS_OF]) == 1
    assert "note: not compared with what git tracks: git is not installed" in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_an_empty_git_beside_a_tracked_manifest_hides_nothing(fleet: Path, capsys: Capture, kind: str) -> None:
    move_desk_to_openai(fleet)
    beside = (fleet / DESK).with_name(".git")
    if kind == "folder":
        beside.mkdir()
    else:
        beside.touch()

    assert main(["check", "--against", "HEAD", "--output", "concise", *AS_OF]) == 1
    assert "60.0% (3 of 5)" in capsys.readouterr().out


def test_a_repository_around_a_tracked_manifest_takes_only_what_is_its_own(fleet: Path, capsys: Capture) -> None:
    move_desk_to_openai(fleet)
    inner = repository((fleet / DESK).parent / "x")
    commit(inner)
    (inner / ".git").rename((fleet / DESK).with_name(".git"))
    text = (fleet / DESK).read_text()
    config = (fleet / "modelbylaws.yaml").read_text().replace("services/*/", "services/**/")
    write(fleet, "modelbylaws.yaml", config)
    write(fleet, "services/desk/own/model-manifest.yaml", text.replace("service: desk", "service: own"))

    main(["check", "--against", "HEAD", "--trust", "head", "--output", "concise", *AS_OF])

    said = capsys.readouterr().out
    assert "60.0% (3 of 5)" in said
    assert "note: not compared, because it is a repository of its own: services/desk" in said
