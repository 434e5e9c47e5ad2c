"""Jobs as CI services run them: scripts of ``pipeline_scripts``, the services' variables, and what was written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests import pipeline_scripts
from tests.pipeline_scripts import PLACEHOLDER, Step
from tests.sandbox import Repository


@dataclass(frozen=True, slots=True)
class Job:
    """A clone, the folders a runner has beside it, and what the service would say of a merge request."""

    clone: Repository
    runner: Path
    base: str
    release: Repository

    def run(self, name: str, inputs: Mapping[str, str] | None = None) -> tuple[int, str]:
        """Exit code of the job's script, and its log."""
        self.runner.mkdir(exist_ok=True)
        variables = SERVICES[name].variables(self)
        given = {"inputs.against": self.base, "github.event.pull_request.base.sha": self.base, **(inputs or {})}
        pin = self.release.must("git", "rev-parse", "HEAD").strip()
        log = ""
        for step in SERVICES[name].steps():
            known = given | {f"steps.judge.outputs.{key}": value for key, value in self.outputs().items()}
            own = {key: _evaluate(value, known).replace(PLACEHOLDER, pin) for key, value in step.variables.items()}
            script = self.runner / "script"
            script.write_text(step.script.replace(PLACEHOLDER, pin), encoding="utf-8")
            done = Repository(self.clone.folder, {**self.clone.env, **variables, **own}).run(*step.shell, str(script))
            log += done[1]
            if done[0]:
                return done[0], log
        return 0, log

    def outputs(self) -> dict[str, str]:
        """What the last step said to GitHub."""
        file = self.runner / "output"
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        return dict(line.split("=", 1) for line in lines)


def _evaluate(value: str, known: Mapping[str, str]) -> str:
    """A GitHub expression that is a name, and nothing else."""
    return re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda found: known.get(found[1], ""), value)


def _github(job: Job) -> dict[str, str]:
    return {
        "CI": "true",
        "GITHUB_ACTIONS": "true",
        "GITHUB_WORKSPACE": str(job.clone.folder),
        "GITHUB_ACTION_PATH": str(job.release.folder / ".github/actions/check"),
        "GITHUB_OUTPUT": str(job.runner / "output"),
        "GITHUB_STEP_SUMMARY": str(job.runner / "summary"),
        "RUNNER_TEMP": str(job.runner),
    }


def _gitlab(job: Job) -> dict[str, str]:
    return {
        "CI": "true",
        "GITLAB_CI": "true",
        "CI_PROJECT_DIR": str(job.clone.folder),
        "CI_PIPELINE_SOURCE": "merge_request_event",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": job.base,
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "TMPDIR": str(job.runner),
    }


def _jenkins(job: Job) -> dict[str, str]:
    return {"WORKSPACE": str(job.clone.folder), "CHANGE_TARGET": "main", "CHANGE_ID": "7", "TMPDIR": str(job.runner)}


def _azure(job: Job) -> dict[str, str]:
    return {
        "TF_BUILD": "True",
        "BUILD_SOURCESDIRECTORY": str(job.clone.folder),
        "BUILD_ARTIFACTSTAGINGDIRECTORY": str(job.runner),
        "SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main",
        "TMPDIR": str(job.runner),
    }


@dataclass(frozen=True, slots=True)
class Service:
    """``reports`` are written when something was judged: in the clone, or beside it in the runner's folder."""

    steps: Callable[[], list[Step]]
    variables: Callable[[Job], dict[str, str]]
    reports: tuple[str, ...]
    beside: bool = False

    def written(self, job: Job) -> list[Path]:
        folder = job.runner if self.beside else job.clone.folder
        return [path for report in self.reports for path in folder.glob(report)]


SERVICES: Mapping[str, Service] = {
    "action": Service(pipeline_scripts.action, _github, ("modelbylaws-*/modelbylaws.sarif", "summary"), beside=True),
    "github": Service(pipeline_scripts.github, _github, ("summary",), beside=True),
    "component": Service(
        pipeline_scripts.gitlab_component, _gitlab, ("gl-code-quality-report.json", "modelbylaws-junit.xml")
    ),
    "gitlab": Service(pipeline_scripts.gitlab, _gitlab, ("quality.json", "junit.xml")),
    "jenkins": Service(pipeline_scripts.jenkins, _jenkins, ("modelbylaws.sarif", "modelbylaws-junit.xml")),
    "azure": Service(
        pipeline_scripts.azure, _azure, ("modelbylaws.sarif", "modelbylaws-junit.xml", "modelbylaws.md"), beside=True
    ),
}


def job_of(bank: Repository, folder: Path, branch: str, release: Repository, *clone: str) -> Job:
    base = bank.must("git", "rev-parse", "main").strip()
    made = ("git", "clone", "--quiet", "--branch", branch, *clone, f"file://{bank.folder}", str(folder / "clone"))
    bank.must(*made)
    return Job(Repository(folder / "clone", bank.env), folder / "runner", base, release)
