"""A world of its own for git, hooks and pipelines: nothing of the user's settings, and a release of this repository."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent

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
[maintenance]
    auto = false
[advice]
    detachedHead = false
"""
_FOREIGN = ("GIT_", "PRE_COMMIT", "PREK_", "COV_", "COVERAGE_", "PYTHON", "VIRTUAL_ENV", "GITHUB_", "CI_", "RUNNER_")


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

    def must(self, *command: str) -> str:
        code, output = self.run(*command)
        assert code == 0, output
        return output

    def write(self, path: str, text: str) -> None:
        whole = self.folder / path
        whole.parent.mkdir(parents=True, exist_ok=True)
        whole.write_text(text, encoding="utf-8")

    def first_commit(self) -> None:
        for command in (["init"], ["add", "--all"], ["commit", "--message", "first"]):
            self.must("git", *command)

    def commit(self) -> tuple[int, str]:
        """Commit all changes of files that git knows."""
        self.must("git", "add", "--update")
        return self.run("git", "commit", "--message", "change")


def environment(home: Path, git_config: str = "") -> dict[str, str]:
    """Nothing of the user's git, hooks and pipeline; pip finds its registry as it always does."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "gitconfig").write_text(GIT_CONFIG + git_config, encoding="utf-8")
    foreign = {"SKIP", "CI", "TF_BUILD", "FORCE_COLOR"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN) and name not in foreign}
    own = {
        "GIT_CONFIG_GLOBAL": str(home / "gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
        "PREK_HOME": str(home / "prek"),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "NO_COLOR": "1",
    }
    return {**kept, **own}


def release(folder: Path, env: Mapping[str, str]) -> Repository:
    """What a commit of everything here would hold, with two tags; the second commit changes no hook."""
    made = Repository(folder, env)
    listed = subprocess.check_output(["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT, env=dict(env))
    for path in filter(None, os.fsdecode(listed).split("\0")):
        if (ROOT / path).exists():
            (made.folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, made.folder / path)
    made.first_commit()
    made.must("git", "tag", "v0.0.0")
    made.must("git", "commit", "--allow-empty", "--message", "next")
    made.must("git", "tag", "v0.0.1")
    return made
