"""Real git repositories, the same on every machine: commits have the same ids whoever makes them."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

Capture = pytest.CaptureFixture[str]

ROOT = Path(__file__).parent.parent
FLEET = ROOT / "tests" / "reviews" / "fleet"
"""Five services that break two rules; a third one breaks as soon as ``desk`` moves."""
DESK = "services/desk/model-manifest.yaml"
AS_OF = ("--as-of", "2026-11-22")

_ENVIRONMENT = {
    "GIT_AUTHOR_NAME": "A Tester",
    "GIT_AUTHOR_EMAIL": "tester@example.org",
    "GIT_AUTHOR_DATE": "2026-11-01T12:00:00+0000",
    "GIT_COMMITTER_NAME": "A Tester",
    "GIT_COMMITTER_EMAIL": "tester@example.org",
    "GIT_COMMITTER_DATE": "2026-11-01T12:00:00+0000",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}
_ALONE = ("-c", "maintenance.auto=false")
"""No further process after each commit, to ask whether there is something to tidy up."""
_WHOLE = ("-c", "core.abbrev=40")
"""A commit tells its whole id, which git has not to be asked for then."""
WAIVER = """\
format: modelbylaws/waivers/v1
waivers:
  - id: W-1
    rule: vendor-target
    for: {key: openai}
    limit: 60%
    reason: The move takes time.
    requested-by: desk@example.org
    approved-by: ciso@example.org
    approved-on: 2026-11-01
    expires: 2026-12-31
"""


def git(folder: Path, *arguments: str) -> str:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ["git", *_ALONE, *arguments],
        cwd=folder,
        env=inherited | _ENVIRONMENT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def repository(folder: Path, content: Path | None = None) -> Path:
    """A repository on branch ``main``; with content, it is the first commit."""
    if content is not None and not content.is_relative_to(ROOT):  # made by a test, for itself
        shutil.copytree(_made_once(None), folder)
        shutil.copytree(content, folder, dirs_exist_ok=True)
        commit(folder)
        return folder
    shutil.copytree(_made_once(content), folder)
    if content is not None:
        git(folder, "update-index", "-q", "--refresh")  # what git noted of the files is of those that were copied
    return folder


@cache
def _made_once(content: Path | None) -> Path:
    """What is copied for each test that wants such a repository, because git takes longer to make it."""
    folder = Path(mkdtemp(prefix="modelbylaws-tests-"))
    atexit.register(_remove, folder, os.getpid())
    if content is not None:
        shutil.copytree(content, folder, dirs_exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "config", "core.autocrlf", "false")
    if content is not None:
        commit(folder)
    return folder


def _remove(folder: Path, owner: int) -> None:
    """At the end of the process that made it, and of none that was forked from it."""
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


def commit(folder: Path) -> str:
    """Everything that is there, as a commit; its id."""
    git(folder, "add", "--all")
    said = git(folder, *_WHOLE, "commit", "--no-verify", "--allow-empty", "--message", "a state")
    return said.partition("]")[0].split()[-1]  # [main 5d2f...] a state


def write(folder: Path, path: str, text: str) -> None:
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8", newline="\n")


def move_desk_to_openai(folder: Path) -> None:
    text = (folder / DESK).read_text()
    moved = text.replace("mistral/mistral-small-4", "openai/gpt-5.4").replace("self-hosted", "vendor-api")
    assert moved != text
    (folder / DESK).write_text(moved)
