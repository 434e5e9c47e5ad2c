"""The workflows of ``examples/many-repositories``, run step by step as the services run them, on real repositories.

``python3`` is a stand-in that gives the program of this tree in the place of a fresh installation, and ``gh`` and
``curl`` write down what they are asked to open. Everything else is what the files say, in bash or sh, with their
variables.
"""

from __future__ import annotations

import re
import shutil
import sysconfig
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.pipeline_scripts import BASH, POSIX, ROOT
from tests.sandbox import Repository

FOLDER = ROOT / "examples" / "many-repositories"
HOST = "https://git.example.org"
"""Where the files say that repositories are; git of the tests looks for them in a folder instead."""
PROGRAM = str(Path(sysconfig.get_path("scripts")) / "modelbylaws")

_PYTHON = """\
#!/bin/sh
[ "$1 $2 $3" = "-I -m venv" ] || exit 99
mkdir -p "$4/bin" && ln -sf "{program}" "$4/bin/modelbylaws" && ln -sf /bin/true "$4/bin/pip"
"""
_OPENED = """\
#!/bin/sh
# What is asked for, a line an argument, and the file that it names.
{{ for argument; do printf '%s\\n' "{name}: $argument"; done; }} >>"{log}"
case "$*" in
  "issue list"*) if [ -f "{listed}" ]; then cat "{listed}"; fi ;;
  *) for argument; do case "$argument" in
      *worse.md) cat "${{argument#description@}}" >>"{log}" ;; esac; done
     if [ -f "{broken}" ]; then exit 1; fi ;;
esac
"""


@dataclass(frozen=True, slots=True)
class Runner:
    """One machine, and what it has seen opened. ``place`` holds bare repositories."""

    place: Path
    env: Mapping[str, str]

    @property
    def log(self) -> Path:
        return self.place / "opened"

    @property
    def listed(self) -> Path:
        """What ``gh`` says is open."""
        return self.place / "listed"

    @property
    def broken(self) -> Path:
        """A file; while it is there, nothing can be opened."""
        return self.place / "broken"

    def opened(self) -> str:
        """What was asked for since the last time."""
        said = self.log.read_text(encoding="utf-8") if self.log.exists() else ""
        self.log.unlink(missing_ok=True)
        return said

    def prepare(self) -> None:
        """Put the stand-ins on the path."""
        tools = self.place / "tools"
        tools.mkdir()
        texts = {"python3": _PYTHON.format(program=PROGRAM)}
        places = {"log": self.log, "listed": self.listed, "broken": self.broken}
        texts |= {name: _OPENED.format(name=name, **places) for name in ("gh", "curl")}
        for name, text in texts.items():
            (tools / name).write_text(text, encoding="utf-8")
            (tools / name).chmod(0o755)

    def clone(self, name: str, branch: str = "main") -> Repository:
        """What ``actions/checkout`` does, and GitLab's runner."""
        folder = self.place / "runner"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(self.place / "runner.judge", ignore_errors=True)
        shutil.rmtree(self.place / "runner.policies", ignore_errors=True)
        here = Repository(self.place, self.env)
        here.must("git", "clone", "--quiet", "--branch", branch, f"file://{self.place}/{name}.git", str(folder))
        return Repository(folder, self.env)

    def github(self, file: str, clone: Repository, known: Mapping[str, str] | None = None) -> tuple[int, str]:
        """Exit code of the workflow's one job, and its log; ``known`` is what expressions stand for."""
        workflow = yaml.safe_load((FOLDER / "github" / file).read_text(encoding="utf-8"))
        (job,) = workflow["jobs"].values()
        temporary = self.place / "runner-temp"
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir()
        outputs, log = dict(known or {}), ""
        for number, step in enumerate(step for step in job["steps"] if "run" in step):
            if not _runs(step.get("if", ""), outputs):
                continue
            said = temporary / f"output-{number}"
            own = {name: _evaluated(text, outputs) for name, text in {**workflow["env"], **step.get("env", {})}.items()}
            own |= {"GITHUB_OUTPUT": str(said), "GITHUB_STEP_SUMMARY": str(temporary / "summary"), "CI": "true"}
            own |= {"RUNNER_TEMP": str(temporary), "GITHUB_ACTIONS": "true", "GITHUB_ACTOR": "somebody"}
            code, output = self._bash(clone, step["run"], own, BASH)
            log += output
            if code:
                return code, log
            outputs |= {f"steps.{step.get('id')}.outputs.{key}": text for key, text in _written(said)}
        return 0, log

    def gitlab(self, file: str, job: str, clone: Repository, variables: Mapping[str, str]) -> tuple[int, str]:
        """Exit code of a job's script, and its log."""
        pipeline = yaml.safe_load((FOLDER / "gitlab" / file).read_text(encoding="utf-8"))
        own = {**pipeline.get("variables", {}), **pipeline[job].get("variables", {}), **variables}
        own |= {"CI": "true", "GITLAB_CI": "true", "CI_PROJECT_DIR": str(clone.folder), "CI_SERVER_URL": HOST}
        return self._bash(clone, "\n".join(_flat(pipeline[job]["script"])), own, POSIX)

    def _bash(self, clone: Repository, text: str, own: Mapping[str, str], shell: tuple[str, ...]) -> tuple[int, str]:
        script = self.place / "script"
        script.write_text(text, encoding="utf-8")
        path = {"PATH": f"{self.place / 'tools'}:{self.env['PATH']}"}
        return Repository(clone.folder, {**self.env, **path, **own}).run(*shell, str(script))


def _flat(script: list[Any]) -> Iterator[str]:
    """The lines of a script in which lists may stand, as GitLab takes them."""
    for entry in script:
        yield from [entry] if isinstance(entry, str) else _flat(entry)


def _written(file: Path) -> list[tuple[str, str]]:
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return [(key, value) for key, _, value in (line.partition("=") for line in lines)]


def _runs(condition: str, known: Mapping[str, str]) -> bool:
    """Whether a step runs: no condition, or that an output is not something."""
    if not condition:
        return True
    found = re.fullmatch(r"([\w.-]+) != '([^']*)'", condition)
    assert found, condition
    return known[found[1]] != found[2]


def _evaluated(text: str, known: Mapping[str, str]) -> str:
    """A value with its expressions; one that nobody says what it stands for is a fault of the test."""
    return re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda found: known[found[1]], text)
