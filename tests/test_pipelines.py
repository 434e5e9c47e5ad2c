"""Every script for a CI service, run as the service runs it, in a clone of the example fleet with a change.

The change moves one service onto the leading vendor. It also brings files that
would be run in the place of ours if they could, and a report that is not ours.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.pipeline_runs import SERVICES, job_of
from tests.sandbox import ROOT, Repository, environment

pytestmark = pytest.mark.slow

MOVED = "services/us-benefits-helpdesk/model-manifest.yaml"
SHADOWS = ("venv.py", "pip.py", "json.py", "yaml.py", "sitecustomize.py", "checker/__init__.py", "modelbylaws.py")
"""Names that python would take from the working directory."""
FORGED = ("modelbylaws-junit.xml", "junit.xml", "gl-code-quality-report.json", "quality.json", "modelbylaws.sarif")
HOSTILE = 'open("pwned", "w").close()\nraise SystemExit(0)\n'


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory, released: Repository) -> Repository:
    """The example fleet on ``main``, and two branches: ``moved`` onto the leading vendor, and ``harmless``."""
    redirect = f'[url "file://{released.folder}"]\n    insteadOf = https://example.org/modelbylaws\n'
    home = tmp_path_factory.mktemp("runner-home")
    env = {**environment(home, redirect), "PIP_CACHE_DIR": str(home / "pip"), "PIP_NO_COMPILE": "1"}
    made = Repository(tmp_path_factory.mktemp("bank") / "fleet", env)
    shutil.copytree(ROOT / "examples" / "meridian-bank", made.folder)
    made.first_commit()
    made.must("git", "checkout", "--quiet", "-b", "harmless")
    text = (made.folder / MOVED).read_text(encoding="utf-8")
    made.write(MOVED, f"{text}# reviewed\n")
    made.commit()
    made.must("git", "checkout", "--quiet", "-b", "moved", "main")
    made.write(MOVED, text.replace("openai/gpt-oss-120b", "meta/llama-3.3-70b-instruct"))
    for path in SHADOWS:
        made.write(path, HOSTILE)
    for path in FORGED:
        made.write(path, "all is well")
    made.must("git", "add", "--all", "--force")
    made.commit()
    made.must("git", "checkout", "--quiet", "main")
    return made


@pytest.mark.parametrize("service", SERVICES)
def test_a_change_that_worsens_a_share_is_stopped(
    service: str, bank: Repository, released: Repository, tmp_path: Path
) -> None:
    job = job_of(bank, tmp_path, "moved", released)
    code, log = job.run(service)
    reports = SERVICES[service].written(job)

    assert code == 1, log
    assert "meta carries 52.9% (9 of 17)" in log
    assert "worse[vendor-concentration] meta" in log
    assert list(tmp_path.glob("**/pwned")) == []
    assert len(reports) == len(SERVICES[service].reports)
    for report in reports:
        _is_a_report(report)
    if service == "action":
        assert job.outputs() == {"exit-code": "1", "conclusion": "violations", "sarif-file": str(reports[0])}
    if service in {"action", "github"}:
        assert re.search(rf"^::error file={MOVED},line=\d+", log, re.MULTILINE), log
    if service == "azure":
        assert re.search(rf"^##vso\[task\.logissue type=error;sourcepath={MOVED};", log, re.MULTILINE), log
        assert f"##vso[task.uploadsummary]{reports[-1]}\n" in log


def _is_a_report(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert "52.9%" in text
    if file.suffix in {".json", ".sarif"}:
        assert json.loads(text)
    if file.suffix == ".xml":
        assert ET.fromstring(text).tag == "testsuites"  # noqa: S314 - made by the run above


def test_what_the_change_brings_would_be_run_without_the_flag(bank: Repository, tmp_path: Path) -> None:
    bank.must("git", "clone", "--quiet", "--branch", "moved", str(bank.folder), str(tmp_path / "clone"))
    Repository(tmp_path / "clone", bank.env).run("python3", "-m", "venv", str(tmp_path / "venv"))

    assert (tmp_path / "clone" / "pwned").exists()


@pytest.mark.parametrize("service", ["action", "component", "jenkins", "azure"])
def test_a_harmless_change_passes_in_an_old_fleet(
    service: str, bank: Repository, released: Repository, tmp_path: Path
) -> None:
    job = job_of(bank, tmp_path, "harmless", released)
    code, log = job.run(service)

    assert code == 0, log
    assert re.search(r", [1-9][0-9]* forgiven \(exit 0\)", log), log  # how many, the day decides
    assert len(SERVICES[service].written(job)) == len(SERVICES[service].reports)


@pytest.mark.parametrize("service", ["action", "jenkins", "azure"])
def test_a_clone_without_the_base_is_no_pass_and_says_so(
    service: str, bank: Repository, released: Repository, tmp_path: Path
) -> None:
    job = job_of(bank, tmp_path, "moved", released, "--depth=1")
    code, log = job.run(service)

    assert code == 2, log
    assert "this clone is shallow, so fetch the history" in log
    assert [path.name for path in SERVICES[service].written(job)] == (["summary"] if service == "action" else [])
    if service == "action":
        assert job.outputs() == {"exit-code": "2", "conclusion": "not-judged", "sarif-file": ""}
        assert "::error title=modelbylaws::no report was written (exit 2): modelbylaws: no commit" in log
        assert "wrote no report (exit 2)" in SERVICES[service].written(job)[0].read_text(encoding="utf-8")


def test_the_component_fetches_what_a_shallow_clone_lacks(
    bank: Repository, released: Repository, tmp_path: Path
) -> None:
    job = job_of(bank, tmp_path, "moved", released, "--depth=1")
    code, log = job.run("component")

    assert code == 1, log
    assert "worse[vendor-concentration] meta" in log


SHELL = "x'\"; touch pwned; $(touch pwned) `touch pwned` ${{ 1 }}"
EVIL = f"--output=csv=pwned {SHELL}\n::error::forged%0A\n--output=csv=pwned"
"""A flag, code for a shell, an expression, a command for the runner, and another flag on a line of its own."""


@pytest.mark.parametrize(
    "inputs",
    [
        {"inputs.config": EVIL, "inputs.against": EVIL, "inputs.args": f"--as-of={SHELL}\n::error::forged"},
        {"inputs.paths": EVIL},
    ],
    ids=["before the paths", "paths"],
)
def test_no_input_of_the_action_becomes_code(
    inputs: Mapping[str, str], bank: Repository, released: Repository, tmp_path: Path
) -> None:
    job = job_of(bank, tmp_path, "harmless", released)
    code, log = job.run("action", inputs)

    assert code == 2, log
    assert list(tmp_path.glob("**/*pwned*")) == []
    assert not re.search(r"^\s*::error::forged", log, re.MULTILINE)
    assert job.outputs() == {"exit-code": "2", "conclusion": "not-judged", "sarif-file": ""}
