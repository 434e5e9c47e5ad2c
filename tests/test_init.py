"""``init``: what it writes passes by itself and by the linters of others, and nothing that is there is changed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from referencing import Registry, Resource

from checker.cli import main
from checker.meanings import MEANINGS
from checker.vocabulary import Access, Lifecycle, Role
from tests.repository import git

EVERYTHING = ("--pre-commit", "--github", "--gitlab", "--vscode")
SCHEMAS = ".modelbylaws/schemas"
CATALOG_INFO = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: claims-triage}
spec: {type: service, lifecycle: production, owner: team-claims}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: shop}
spec: {type: website, lifecycle: production, owner: "team: # 'x'"}
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    git(tmp_path, "init", "-q")
    return tmp_path


def contents(root: Path) -> dict[str, bytes]:
    found = (path for path in sorted(root.rglob("*")) if path.is_file() and ".git/" not in path.as_posix())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def test_what_is_written_passes_and_a_second_time_changes_nothing(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = [main(["init", *EVERYTHING]), main(["check", "--as-of", "2026-11-22"]), main(["lint"])]
    before = contents(root)
    capsys.readouterr()
    again = main(["init", *EVERYTHING])
    said = capsys.readouterr().out

    assert (codes, again) == ([0, 0, 0], 0)
    assert contents(root) == before
    assert said.count("is there already") == 7
    assert "Add to   .pre-commit-config.yaml\n\ndefault_install_hook_types: [pre-commit, pre-merge-commit]" in said
    assert "Add to   CODEOWNERS\n\n/policies/ @example-org/ai-risk\n" in said


def test_an_own_hook_file_is_left_and_told_what_to_add(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / ".pre-commit-config.yaml").write_text("repos: []\n")
    (root / ".github").mkdir()
    (root / ".github/CODEOWNERS").write_text("* @everyone\n")

    assert main(["init", "--pre-commit", "--github", "--owners", "@acme/risk"]) == 0
    said = capsys.readouterr().out
    assert (root / ".pre-commit-config.yaml").read_text() == "repos: []\n"
    assert "Add to   .github/CODEOWNERS\n\n/policies/ @acme/risk\n" in said
    assert not (root / "CODEOWNERS").exists()
    assert (root / ".github/workflows/modelbylaws.yml").is_file()


def test_a_fleet_in_a_folder_has_its_gate_at_the_root_of_the_repository(root: Path) -> None:
    (root / "ai").mkdir()

    assert main(["init", "ai", *EVERYTHING, "--source", "https://git.example.com/x/y", "--rev", "abc123"]) == 0
    (hooks,) = yaml.safe_load((root / ".pre-commit-config.yaml").read_text())["repos"]
    assert (hooks["repo"], hooks["rev"]) == ("https://git.example.com/x/y", "abc123")
    assert hooks["hooks"][0]["args"] == ["--config=ai/modelbylaws.yaml", "--"]
    assert re.match(hooks["hooks"][1]["files"], "ai/policies/org.yaml")
    assert "/ai/policies/ @example-org/ai-risk\n" in (root / "CODEOWNERS").read_text()
    for file in (".github/workflows/modelbylaws.yml", ".gitlab-ci.yml"):
        assert 'CONFIG: "ai/modelbylaws.yaml"' in (root / file).read_text()
    assert (root / "ai/.vscode/settings.json").is_file()


def test_a_folder_that_scripts_would_have_to_quote_is_refused_before_anything_is_written(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "a b$(x)").mkdir()

    assert main(["init", "a b$(x)", "--github"]) == 2
    assert "needs quoting" in capsys.readouterr().err
    assert contents(root) == {}


@pytest.mark.parametrize(
    "flags",
    [
        ["--source", "http://example.org/x"],
        ["--source", "https://x/$(touch y)"],
        ["--rev", "--upload-pack=x"],
        ["--rev", "a b"],
        ["--owners", "risk\n* @all"],
        ["--from", "excel"],
        ["--from", "backstage=missing.yaml"],
        ["--types", "service"],
    ],
)
def test_flags_that_would_become_code_or_mean_nothing_are_refused(flags: list[str], root: Path) -> None:
    try:
        code = main(["init", "--github", *flags])
    except SystemExit as stopped:
        code = int(stopped.code or 0)

    assert (code, contents(root)) == (2, {})


def test_a_link_of_the_tree_is_not_written_through(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (root / ".github").symlink_to(elsewhere)
    (root / ".modelbylaws").symlink_to(elsewhere)

    assert [main(["init", "--github"]), main(["schema", "--into", SCHEMAS])] == [2, 2]
    assert list(elsewhere.iterdir()) == []


def test_an_inventory_becomes_drafts_that_nobody_takes_for_answers(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "catalog-info.yaml").write_text(CATALOG_INFO)

    assert main(["init", "--from", "backstage"]) == 0
    draft = yaml.safe_load((root / "services/claims-triage/model-manifest.yaml").read_text())
    other = yaml.safe_load((root / "services/shop/model-manifest.yaml").read_text())
    capsys.readouterr()
    code = main(["check", "--output", "concise"])
    said = capsys.readouterr().out

    assert (draft["owner"], draft["lifecycle"], draft["tier"]) == ("team-claims", "production", "TODO")
    assert (other["owner"], other["uses"][0]["routes"][0]["model"]) == ("team: # 'x'", "TODO")
    assert (code, said.count("unanswered-question")) == (2, 10)
    assert main(["lint"]) == 0
    assert not (root / "services/example").exists()


def test_an_inventory_of_a_type_drafts_no_other(root: Path) -> None:
    (root / "catalog-info.yaml").write_text(CATALOG_INFO)

    assert main(["init", "--from", "backstage=catalog-info.yaml", "--types", "service"]) == 0
    assert sorted(path.name for path in (root / "services").iterdir()) == ["claims-triage"]
    assert yaml.safe_load((root / "modelbylaws.yaml").read_text())["inventory"] == {
        "files": "catalog-info.yaml",
        "types": ["service"],
    }


@pytest.mark.parametrize("text", ["kind: [", "", "kind: Component\nmetadata: {}\n"])
def test_an_inventory_that_cannot_be_read_writes_nothing(text: str, root: Path) -> None:
    (root / "catalog-info.yaml").write_text(text)

    assert main(["init", "--from", "backstage"]) == 2
    assert list(contents(root)) == ["catalog-info.yaml"]


def test_the_meanings_are_of_the_words_that_there_are() -> None:
    from typing import get_args

    words = {"access": Access, "role": Role, "lifecycle": Lifecycle}

    assert {key: tuple(meant) for key, meant in MEANINGS.items()} == {k: get_args(v) for k, v in words.items()}


def validator(root: Path) -> jsonschema.Draft7Validator:
    """As an editor puts the files together."""
    files = {path.name: json.loads(path.read_text()) for path in (root / SCHEMAS).iterdir()}
    manifest: dict[str, Any] = {**files["manifest.schema.json"], "$id": "file:///manifest.schema.json"}
    names = Resource.from_contents(files["catalog.json"])
    registry: Registry[Any] = Registry().with_resource("file:///catalog.json", names)
    return jsonschema.Draft7Validator(manifest, registry=registry)


def test_an_editor_is_offered_models_hosts_and_meanings_one_by_one(root: Path) -> None:
    assert main(["init", "--vscode"]) == 0
    names = json.loads((root / SCHEMAS / "catalog.json").read_text())["definitions"]
    manifest = json.loads((root / SCHEMAS / "manifest.schema.json").read_text())
    route = manifest["definitions"]["Route"]["properties"]
    offered = {name: [row["const"] for row in rows["anyOf"]] for name, rows in names.items()}

    assert {"google/gemma-4-31b-it", "openai/gpt-4o"} <= set(offered["model"])
    assert {"aws.bedrock", "azure.foundry", "self"} <= set(offered["host"])
    assert {row["const"]: row["description"] for row in route["access"]["anyOf"]} == MEANINGS["access"]
    assert route["model"]["anyOf"][0] == {"$ref": "catalog.json#/definitions/model"}
    assert max(len(json.dumps(row)) for rows in names.values() for row in rows["anyOf"]) < 200
    assert '"AD",' not in json.dumps(manifest)


def test_the_schemas_for_editors_accept_what_the_program_accepts_and_refuse_a_slip(root: Path) -> None:
    assert main(["init", "--vscode"]) == 0
    text = (root / "services/example/model-manifest.yaml").read_text()
    good = yaml.safe_load(text)
    route = good["uses"][0]["routes"][0]
    schema = validator(root)

    def fits(**changed: object) -> bool:
        routes = [{**route, **changed}]
        return schema.is_valid({**good, "uses": [{"id": "answers", "routes": routes}]})

    assert text.startswith(f"# yaml-language-server: $schema=../../{SCHEMAS}/manifest.schema.json\n")
    assert [fits(), fits(model="any/name"), fits(host="other.host"), fits(jurisdictions=["DE"])] == [True] * 4
    assert [fits(access="api"), fits(role="main"), fits(jurisdictions=["UK"])] == [False] * 3


def test_schemas_are_made_again_with_the_own_catalog(root: Path) -> None:
    assert main(["init", "--vscode"]) == 0
    (root / "catalog").mkdir()
    (root / "catalog/own.yaml").write_text(
        "format: modelbylaws/catalog/v1\nmodels:\n  - id: google/claims-gemma\n    vendor: google\n"
    )
    before = (root / SCHEMAS / "catalog.json").read_text()

    code = main(["schema", "--into", SCHEMAS])

    assert code == 0
    assert "google/claims-gemma" not in before
    assert "google/claims-gemma" in (root / SCHEMAS / "catalog.json").read_text()
    assert [main(["schema"]), main(["schema", "manifest", "--into", "x"])] == [2, 2]


def test_the_problem_matcher_reads_a_line_of_concise(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "--vscode"]) == 0
    manifest = root / "services/example/model-manifest.yaml"
    manifest.write_text(manifest.read_text().replace("google/gemma-4-31b-it", "openai/gpt-4o"))
    capsys.readouterr()
    task = json.loads((root / ".vscode/tasks.json").read_text())["tasks"][0]
    assert main(task["args"]) == 1
    matched = re.match(task["problemMatcher"]["pattern"]["regexp"], capsys.readouterr().out.splitlines()[0])

    assert matched is not None
    assert matched[1] == "services/example/model-manifest.yaml"
    assert matched[5] == "regulated-self-hostable"


@pytest.mark.slow
def test_others_accept_the_workflow_the_job_and_the_hooks(root: Path) -> None:
    assert main(["init", *EVERYTHING, "--source", "https://git.example.com/x/y"]) == 0
    workflow = root / ".github/workflows/modelbylaws.yml"
    zizmor = [str(Path(sysconfig.get_path("scripts")) / "zizmor"), "--offline", "--no-progress", str(workflow)]
    schema = [sys.executable, "-m", "check_jsonschema", "--regex-variant", "nonunicode", "--builtin-schema"]
    ways = [
        zizmor,
        [*schema, "vendor.github-workflows", str(workflow)],
        [*schema, "vendor.gitlab-ci", str(root / ".gitlab-ci.yml")],
        [sys.executable, "-m", "pre_commit", "validate-config", str(root / ".pre-commit-config.yaml")],
    ]
    done = [subprocess.run(way, capture_output=True, text=True, check=False) for way in ways]

    assert [one.returncode for one in done] == [0] * 4, done


GH = """#!/usr/bin/env bash
printf '%s\\n' "$*" >>"$CALLS"
case $* in *--paginate*) printf '%s' "$THERE" ;; esac
"""


@pytest.mark.parametrize(
    ("there", "call"),
    [
        ("", "api --silent --method POST repos/o/r/issues/7/comments"),
        ("41\n42\n", "api --silent --method PATCH repos/o/r/issues/comments/41"),
    ],
)
def test_the_workflow_keeps_one_comment(there: str, call: str, root: Path) -> None:
    assert main(["init", "--github"]) == 0
    steps = yaml.safe_load((root / ".github/workflows/modelbylaws.yml").read_text())["jobs"]["models"]["steps"]
    program = root / "gh"
    program.write_text(GH)
    program.chmod(0o755)
    env = {
        "PATH": f"{root}:/usr/bin:/bin", "RUNNER_TEMP": str(root), "MARK": "<!-- modelbylaws -->",
        "REPOSITORY": "o/r", "PULL": "7", "THERE": there, "CALLS": str(root / "calls"),
    }  # fmt: skip
    subprocess.run(["bash", "-eo", "pipefail", "-c", steps[-1]["run"]], env=env, check=True, capture_output=True)

    assert (root / "calls").read_text().splitlines()[-1] == f"{call} --field body=@{root}/comment.md"
    assert (root / "comment.md").read_text().startswith("<!-- modelbylaws -->\n**modelbylaws** wrote no report")


def test_the_page_has_the_lines_of_the_workflow(root: Path) -> None:
    page = (Path(__file__).parent.parent / "docs/pipelines.md").read_text(encoding="utf-8")
    assert main(["init", "--github"]) == 0
    steps = yaml.safe_load((root / ".github/workflows/modelbylaws.yml").read_text())["jobs"]["models"]["steps"]
    (shown,) = re.findall(r"```yaml\n(- name: Comment\n.*?)```", page, re.DOTALL)

    assert yaml.safe_load(shown) == [steps[-1]]
