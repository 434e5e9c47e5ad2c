"""What somebody else may do to a repository, to its store or to its git, so that a hook says what was true before."""

from __future__ import annotations

import datetime as dt
import os
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from checker.cli import arguments
from checker.run.replay import folder as store
from tests.many_repositories import OPENAI, SECOND
from tests.many_repositories import manifest as of_model
from tests.replayed import CHAT, HOOK, Program, a_fleet, counted, manifest
from tests.repository import AS_OF, Capture, commit, git, write
from tests.small_fleet import POLICY
from tests.test_partials import USED, collect
from tests.test_partials import fleet as many_repositories

Patch = pytest.MonkeyPatch
BROKEN = manifest("chat", "acme")
OVER = "60.0% (3 of 5)"


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: Patch) -> Path:
    """A fleet within its cap, of which a hook's answer is kept."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, os.devnull)
    folder = a_fleet(tmp_path / "fleet")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def program(monkeypatch: Patch, capfd: Capture) -> Program:
    return counted(monkeypatch, lambda: (found := capfd.readouterr()) and (found.out, found.err))


def stage(folder: Path, path: str, text: str) -> None:
    """Into the index alone: the work tree still says what it said."""
    write(folder, ".git/text", text)
    blob = git(folder, "hash-object", "-w", "--no-filters", ".git/text")
    git(folder, "update-index", "--add", "--cacheinfo", f"100644,{blob},{path}")


@pytest.mark.parametrize("beside", [True, False], ids=["a link is there", "no link is there"])
def test_a_manifest_that_becomes_a_link_with_the_same_content_is_judged_again(
    fleet: Path, program: Program, *, beside: bool
) -> None:
    """A link's content is where it leads; so it may have the id of a manifest, and is none."""
    if beside:
        (fleet / "docs").symlink_to("README.md")
        git(fleet, "add", "docs")
    assert program.run(*HOOK)[0] == 0
    blob = git(fleet, "rev-parse", f":{CHAT}")

    git(fleet, "update-index", "--cacheinfo", f"120000,{blob},{CHAT}")

    assert program.judges(*HOOK)
    assert program.run(*HOOK)[0] == 2


@pytest.mark.parametrize("kind", ["answer", "trail", "parts"])
def test_a_file_with_a_second_name_is_no_entry(fleet: Path, program: Program, kind: str) -> None:
    """Where files of one user may be linked by others, these choose which of them it is."""
    program.run(*HOOK)
    (entry,) = (fleet / ".git" / store.NAME).glob(f"{kind}-*")
    handle = store.open_folder(str(fleet / ".git"))
    assert handle is not None
    handle.load(entry.name)

    os.link(entry, fleet / ".git" / "second")

    with pytest.raises(OSError, match="not ours"):
        handle.load(entry.name)


def flag(word: str) -> Callable[[Path], object]:
    return lambda folder: git(folder, "update-index", word, CHAT)


def sparse(folder: Path) -> None:
    """The index holds folders instead of files then, and the work tree none of ours."""
    git(folder, "sparse-checkout", "set", "--cone", "--sparse-index", "src")


def filtered(folder: Path) -> None:
    """Whoever reads the work tree, or checks a file out, gets another text."""
    write(folder, ".git/info/attributes", "*.yaml filter=lie text eol=crlf\n")
    git(folder, "config", "filter.lie.clean", f"cat {folder}/README.md")
    git(folder, "config", "filter.lie.smudge", f"cat {folder}/README.md")
    git(folder, "config", "core.autocrlf", "true")


def replaced(folder: Path) -> None:
    """``git show`` and others take the harmless text for the other one."""
    git(folder, "replace", made_blob(folder, BROKEN), made_blob(folder, manifest("chat", "birch")))


def made_blob(folder: Path, text: str) -> str:
    write(folder, ".git/text", text)
    return git(folder, "hash-object", "-w", "--no-filters", ".git/text")


def watched(folder: Path) -> None:
    """A monitor of the work tree that says nothing ever changes."""
    monitor = folder / ".git" / "monitor"
    monitor.write_text("#!/bin/sh\nprintf 'now\\0'\n", encoding="utf-8")
    monitor.chmod(0o755)
    git(folder, "config", "core.fsmonitor", str(monitor))
    git(folder, "config", "core.untrackedCache", "true")


HIDING: dict[str, Callable[[Path], object]] = {
    "assume-unchanged": flag("--assume-unchanged"),
    "skip-worktree": flag("--skip-worktree"),
    "sparse index": sparse,
    "filters and line ends": filtered,
    "a replaced object": replaced,
    "a monitor": watched,
    "stat is ignored": lambda folder: git(folder, "config", "core.ignoreStat", "true"),
}


@pytest.mark.parametrize("name", HIDING)
def test_what_hides_a_change_from_git_hides_none_in_the_index(fleet: Path, program: Program, name: str) -> None:
    said = program.run(*HOOK)
    HIDING[name](fleet)
    assert program.run(*HOOK)[:2] == said[:2]
    assert program.fresh(*HOOK)[:2] == said[:2]

    stage(fleet, CHAT, BROKEN)

    assert program.judges(*HOOK)
    code, told, _ = program.run(*HOOK)
    assert (code, OVER in told) == (1, True)


def test_a_store_of_another_clone_gives_nothing(fleet: Path, program: Program) -> None:
    """One that lay at the same path, with the same services and another policy; all its entries, and this one's too."""
    here = fleet.parent / "here"
    assert "60.0%" not in program.run(*HOOK)[1]
    stage(fleet, CHAT, BROKEN)
    fleet.rename(here)
    shutil.copytree(here, fleet, symlinks=True)
    os.chdir(fleet)
    stage(fleet, "policies/org.yaml", POLICY.replace("40%", "90%"))
    assert program.run(*HOOK)[0] == 0  # by the other policy
    shutil.copytree(fleet / ".git" / store.NAME, here / ".git" / store.NAME, dirs_exist_ok=True)
    shutil.rmtree(fleet)
    here.rename(fleet)
    os.chdir(fleet)

    assert program.judges(*HOOK)
    code, told, _ = program.run(*HOOK)
    assert (code, OVER in told) == (1, True)


WAIVED = """\
format: modelbylaws/waivers/v1
waivers:
  - {id: W-1, rule: vendor-cap, for: {key: acme}, limit: 70%, reason: soon, requested-by: a@example.org,
     approved-by: b@example.org, approved-on: 2026-11-01, expires: 2026-11-30}
"""


LATE, ONE = dt.date(2026, 12, 1), dt.timedelta(days=1)


def set_clock(monkeypatch: Patch, day: dt.date) -> None:
    seconds = (day - dt.date(1970, 1, 1)).days * 86400 + 43200
    monkeypatch.setattr(time, "time", lambda: float(seconds))
    monkeypatch.setattr(arguments, "today", lambda: day)


def test_a_clock_that_is_set_back_tells_what_that_day_would_tell(
    fleet: Path, program: Program, monkeypatch: Patch
) -> None:
    """And what was kept on it counts no more when the clock is right again."""
    write(fleet, "policies/waivers.yaml", WAIVED)
    approved = "waivers: {approvers: [b@example.org], max-days: 90}\nrules:\n"
    write(fleet, "policies/org.yaml", POLICY.replace("rules:\n", approved))
    write(fleet, CHAT, BROKEN)
    commit(fleet)
    words = ("check", "--hook", "fleet", "--")
    said = []
    for day in (LATE, LATE - ONE, LATE, LATE - ONE):
        set_clock(monkeypatch, day)
        said.append(program.run(*words))
        assert said[-1] == program.fresh(*words)

    assert [code for code, _, _ in said] == [1, 0, 1, 0]
    assert "as of 2026-11-30" in said[1][1]


@pytest.mark.slow
def test_a_snapshot_that_is_committed_no_more_is_judged_by_its_manifests(
    tmp_path: Path, program: Program, monkeypatch: Patch, capfd: Capture
) -> None:
    """Its sums count because the last commit holds it; without another byte in the index that commit may be gone."""
    many_repositories(tmp_path, random.Random(7))  # noqa: S311 - to be drawn again
    collect(tmp_path, capfd)
    here = tmp_path / "pay"
    git(here, "init", "--quiet", "--initial-branch=main")
    commit(here)
    monkeypatch.chdir(here)
    words = ("check", "--hook", "fleet", *AS_OF, "--")
    assert USED in program.run(*words)[1]
    assert not program.judges(*words)

    git(here, "update-ref", "-d", "HEAD")

    assert program.judges(*words)
    assert "neither signed nor what is committed here" in program.run(*words)[1]
    commit(here)
    assert USED in program.run(*words)[1]
    write(here, SECOND, of_model("pay-two", OPENAI))
    git(here, "add", SECOND)
    assert program.judges(*words)
