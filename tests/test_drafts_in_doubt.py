"""What no draft has and may use a model is never silence: it is listed, counted, and the import ends with 1."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checker.diagnostic import Diagnostic, Location
from checker.formats.full import faults_text
from checker.formats.terminal import plain
from checker.shape.unanswered import CODE
from tests.drafted import fleet, run

PROXY = """\
model_list:
  - {model_name: triage, litellm_params: {model: azure/gpt-4o, api_base: "https://a.openai.azure.com"}}
  - {model_name: embed, litellm_params: {model: openai/text-embedding-3-small}}
"""
MADE_UP = ("gpt-4o", "anthropic/claude-sonnet-4-5", "fast")
COMPOSE = """\
services:
  chat: {image: "vllm/vllm-openai:v0.11.0", command: ["--model", "Qwen/Qwen3-32B"]}
  db: {image: "postgres:17"}
"""
INFO = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: triage-service}
spec: {type: service, lifecycle: production, owner: team-a}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: faq}
spec: {type: Library, lifecycle: production, owner: team-b}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: pilot}
spec: {type: service, lifecycle: experimental, owner: team-c}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: untyped}
spec: {owner: team-d}
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    fleet(tmp_path)
    (tmp_path / "proxy.yaml").write_text(PROXY)
    (tmp_path / "compose.yaml").write_text(COMPOSE)
    (tmp_path / "catalog-info.yaml").write_text(INFO)
    return tmp_path


def _doubts(text: str) -> list[str]:
    return [line for line in text.splitlines() if "in doubt" in line]


def test_what_surely_uses_no_model_is_told_and_is_no_doubt(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("import", "litellm", "proxy.yaml", "--service", "claims=triage") == 0
    assert run("import", "compose", "compose.yaml") == 0

    said = capsys.readouterr().out
    assert "no service that was named calls it: embed (line 3)" in said
    assert "lists no models: db (line 3)" in said
    assert _doubts(said) == []
    assert (root / "services" / "chat" / "model-manifest.yaml").exists()


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ("  web: {image: acme/web, depends_on: [chat]}\n", "depends on chat"),
        ("  own: {image: acme/own, gpus: all}\n", "though it asks for a device"),
        ("  own: {image: acme/own, runtime: nvidia}\n", "though it asks for a device"),
        (
            "  own: {image: acme/own, deploy: {resources: {reservations: {devices: [{capabilities: [gpu]}]}}}}\n",
            "though it asks for a device",
        ),
        ("  other: {extends: {file: base.yaml, service: chat}}\n", "extends another service"),
    ],
)
def test_what_may_use_a_model_and_is_skipped_ends_with_1(
    more: str, why: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "compose.yaml").write_text(f"{COMPOSE}{more}")

    assert run("import", "compose", "compose.yaml") == 1

    listed, counted = _doubts(capsys.readouterr().out)
    assert listed.startswith("  1 in doubt, ")
    assert why in listed
    assert counted == "in doubt: 1 skipped that may use a model: no draft has it, so look at each (exit 1)"


def test_a_manifest_that_is_left_alone_ends_with_1_also_in_json(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    manifest = root / "services" / "claims" / "model-manifest.yaml"
    manifest.parent.mkdir(parents=True)
    manifest.write_text("format: modelbylaws/manifest/v1\nservice: claims\n")

    assert run("import", "litellm", "proxy.yaml", "--service", "claims=triage") == 1
    text = capsys.readouterr().out
    assert run("import", "litellm", "proxy.yaml", "--service", "claims=triage", "--output", "json") == 1

    found = json.loads(capsys.readouterr().out)
    assert _doubts(text) == ["in doubt: 1 manifest left alone: no draft has it, so look at each (exit 1)"]
    assert found["exit_code"] == 1
    assert [one["state"] for one in found["services"]] == ["left"]
    assert [one["in_doubt"] for one in found["skipped"]] == [False]


def test_owners_are_chosen_by_the_words_of_the_inventory(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    services = ("--service", "triage-service=triage", "--service", "faq=embed")
    owners = ("--owners-from", "catalog-info.yaml", "--types", "SERVICE,", "--lifecycles", "production")

    assert run("import", "litellm", "proxy.yaml", *services, *owners) == 0

    said = capsys.readouterr().out
    drafted = {
        name: (root / "services" / name / "model-manifest.yaml").read_text() for name in ("triage-service", "faq")
    }
    assert "owner: team-a\nlifecycle: production\n" in drafted["triage-service"]
    assert "owner: TODO" in drafted["faq"]
    assert "types and lifecycles leave it out of the list of owners: its owner and lifecycle are asked: faq" in said
    assert "no draft has this name, and no manifest: untyped" in said
    assert "pilot" not in said


@pytest.mark.parametrize(
    ("flags", "why"),
    [
        (("--owners-from", "catalog-info.yaml", "--types", "servcie"), "did you mean 'service'"),
        (("--types", "service"), "name that, too"),
        (("--owners-from", "catalog-info.yaml", "--lifecycles", "live"), "'live' is no lifecycle"),
        (("--owners-from", "catalog-info.yaml", "--types", ","), "it needs a word"),
    ],
)
def test_a_selection_that_selects_nothing_is_refused(
    flags: tuple[str, ...], why: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = run("import", "litellm", "proxy.yaml", "--service", "faq=embed", *flags)
    except SystemExit as error:
        code = int(str(error.code))

    assert code == 2
    assert why in capsys.readouterr().err
    assert not (root / "services").exists()


def test_a_comment_states_no_line_that_moves(root: Path) -> None:
    run("import", "litellm", "proxy.yaml", "--service", "claims=triage")
    manifest = root / "services" / "claims" / "model-manifest.yaml"
    before = manifest.read_text()
    (root / "proxy.yaml").write_text(f"# a word\n\n{PROXY}")

    assert run("import", "litellm", "proxy.yaml", "--service", "claims=triage") == 0

    assert "from azure/gpt-4o, which is the deployment's name, and could be any (proxy.yaml)" in before
    assert manifest.read_text() == before


def test_a_name_that_another_proxy_made_up_is_asked(root: Path) -> None:
    listed = [f"  - {{model_name: m, litellm_params: {{model: litellm_proxy/{name}}}}}\n" for name in MADE_UP]
    (root / "proxy.yaml").write_text(f"model_list:\n{''.join(listed)}")

    assert run("import", "litellm", "proxy.yaml", "--service", "claims=m") == 0

    manifest = (root / "services" / "claims" / "model-manifest.yaml").read_text()
    assert manifest.count("model: TODO # the server calls it so; which model is it?") == len(MADE_UP)


@pytest.mark.usefixtures("root")
def test_open_questions_are_told_together(capsys: pytest.CaptureFixture[str]) -> None:
    names = ("a", "b", "c", "d")
    run("import", "litellm", "proxy.yaml", *(word for name in names for word in ("--service", f"{name}=embed")))
    capsys.readouterr()

    assert run("check", "--output", "summary") == 2
    few = capsys.readouterr().out
    assert run("check", "--output", "summary", "--all") == 2
    every = capsys.readouterr().out
    assert run("check", "--output", "full") == 2
    full = capsys.readouterr().out

    assert few.splitlines()[:6] == [
        "error[unanswered-question]: 20 questions that nobody has answered yet, in 4 files",
        "    services/a/model-manifest.yaml:4:8  5: owner, lifecycle, tier, regulation, data",
        "    services/b/model-manifest.yaml:4:8  5: owner, lifecycle, tier, regulation, data",
        "    services/c/model-manifest.yaml:4:8  5: owner, lifecycle, tier, regulation, data",
        "    ... and 5 questions in 1 further file (check --all shows them)",
        "  = help: write the answer in place of each TODO; the remark behind it is the question",
    ]
    for text in (every, full):
        assert text.count("error[unanswered-question]: 5 questions that nobody has answered yet") == 4
        assert text.count("owner: TODO # which team or person answers for it?") == 4
    assert "20 errors" in few


def test_one_question_is_told_as_it_is_and_other_faults_come_first() -> None:
    at = Location("m.yaml")
    question = Diagnostic(CODE, "owner is TODO: a question that nobody has answered yet", (at,), "who?")
    fault = Diagnostic("unknown-key", "unknown key 'x'", (at,))

    alone = faults_text([question, fault], {}, plain)
    several = faults_text([question, fault, question], {}, plain)

    assert "owner is TODO" in alone
    assert several.index("unknown key") < several.index("2 questions that nobody has answered yet\n")
