"""Names of git revisions: what is no commit is one line, and what is ambiguous is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from checker.cli import main
from checker.run.faults import Fault
from checker.run.git import run
from checker.run.revision import resolve
from tests.repository import AS_OF, FLEET, Capture, commit, git, move_desk_to_openai


def refused(capsys: Capture, *arguments: str) -> str:
    assert main([*arguments]) == 2
    said = capsys.readouterr().err
    assert said.startswith("modelbylaws: ")
    assert said.count("\n") == 1
    return said


@pytest.mark.parametrize(
    "name",
    ["nosuch", "", "--upload-pack=touch x", "-n", "HEAD:policies/org.yaml", "HEAD..main", "HEAD main", "main\n", "é"],
)
def test_a_name_that_is_no_commit_is_one_line_and_exit_2(fleet: Path, capsys: Capture, name: str) -> None:
    said = refused(capsys, "check", f"--against={name}", *AS_OF)

    assert "no commit" in said
    assert sorted(path.name for path in fleet.iterdir()) == sorted({".git", *(path.name for path in FLEET.iterdir())})


def test_an_ambiguous_name_is_refused(fleet: Path, capsys: Capture) -> None:
    """A branch called origin/main would stand in for the remote's main, and bring its own rules."""
    git(fleet, "update-ref", "refs/remotes/origin/main", "HEAD")
    move_desk_to_openai(fleet)
    commit(fleet)
    git(fleet, "branch", "origin/main")

    assert "ambiguous" in refused(capsys, "check", "--against", "origin/main", *AS_OF)
    assert main(["check", "--against", "refs/remotes/origin/main", *AS_OF]) == 1


def test_a_shallow_clone_says_what_is_missing(fleet: Path, tmp_path: Path, capsys: Capture) -> None:
    commit(fleet)
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{fleet}", "shallow")

    said = refused(capsys, "check", "--config", str(tmp_path / "shallow" / "modelbylaws.yaml"), "--against", "HEAD~1")

    assert "shallow" in said
    assert "fetch-depth" in said


def test_outside_of_a_repository_there_is_nothing_to_compare_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    shutil.copytree(FLEET, tmp_path / "plain")
    monkeypatch.chdir(tmp_path / "plain")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))

    assert "not a git repository" in refused(capsys, "check", "--against", "main")


def test_without_git_nothing_is_guessed(fleet: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setenv("PATH", str(fleet))

    assert "git is not installed" in refused(capsys, "check", "--against", "main")


@pytest.mark.parametrize("why", ["the environment is too large", "it may not be executed"])
def test_a_git_that_cannot_be_started_is_said(
    fleet: Path, why: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    if why == "it may not be executed":
        (fleet / "git").touch(mode=0o600)
        monkeypatch.setenv("PATH", str(fleet))
    else:
        monkeypatch.setenv("TOO_LONG", "x" * (1 << 23))  # beyond what a kernel with large pages takes, too

    assert "git could not be started" in refused(capsys, "check", "--against", "main")


@pytest.mark.parametrize(
    ("complaint", "told"),
    [("warning: one\nfatal: two\nhint: three", "git log: two"), ("one\ntwo", "git log: two"), ("", "git log: failed")],
)
def test_what_git_dies_of_is_told_and_not_what_it_warns_of(
    complaint: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checker.run.git.listen", lambda *_: None)
    monkeypatch.setattr("checker.run.git.attempt", lambda *_: (128, b"", complaint))

    with pytest.raises(Fault) as raised:
        run(".", "log")

    assert str(raised.value) == told


def test_a_commit_is_a_tag_a_branch_or_an_id(fleet: Path) -> None:
    git(fleet, "tag", "--annotate", "v1", "--message", "a tag")
    ids = {resolve(str(fleet), name).commit for name in ("main", "v1", "HEAD", git(fleet, "rev-parse", "HEAD")[:10])}

    assert ids == {git(fleet, "rev-parse", "HEAD")}


def test_a_partial_clone_fetches_nothing(fleet: Path, tmp_path: Path, capsys: Capture) -> None:
    move_desk_to_openai(fleet)
    commit(fleet)
    git(fleet, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", f"file://{fleet}", "partial")

    said = refused(capsys, "check", "--config", str(tmp_path / "partial" / "modelbylaws.yaml"), "--against", "HEAD~1")

    assert "git" in said
