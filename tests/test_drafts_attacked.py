"""Secrets, paths and doubled statements in places where nobody expects them: each reached a draft or a report once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checker.drafting.manifest import manifest_of
from checker.drafting.report import show_faults
from checker.foreign.secret import looks_secret, shown
from tests.drafted import answer_all, fleet, run
from tests.drafting import import_text, lines

SECRET = "sk-proj-SECRET0123"


def deployment(name: str, *arguments: str) -> str:
    """A workload of Kubernetes that runs vLLM."""
    pod = {"containers": [{"name": "c", "image": "vllm/vllm-openai:v1", "args": [*arguments]}]}
    return json.dumps(
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name}, "spec": {"template": {"spec": pod}}}
    )


def plan(module: str) -> str:
    """A plan with one agent in a module."""
    values = {"agent_name": "a", "foundation_model": "anthropic.claude-3-haiku-20240307-v1:0"}
    agent = {"address": f"{module}.aws_bedrockagent_agent.a", "mode": "managed", "type": "aws_bedrockagent_agent",
             "name": "a", "values": values}  # fmt: skip
    return json.dumps(
        {"planned_values": {"root_module": {"child_modules": [{"address": module, "resources": [agent]}]}}}
    )


@pytest.mark.parametrize(
    ("written", "is_secret"),
    [
        (SECRET, True),
        (f'module.ai["{SECRET}"]', True),
        (f"Deployment {SECRET}", True),
        ("https://example.org/x?api_key=abc", True),
        ("foo?sig=abc", True),
        ("${MODEL:-sk-abc}", True),
        ("risk-scoring", False),
        ("desk-sk-eu", False),
        ("my_hf_model", False),
        ("pkg:huggingface/a/b?repository_url=x", False),
    ],
)
def test_keys_are_known_by_how_they_begin(written: str, is_secret: bool) -> None:
    assert looks_secret(written) is is_secret
    assert (written in shown(written)) is not is_secret


def test_a_secret_is_the_id_of_no_use_and_of_no_service() -> None:
    proxy = f"model_list: [{{model_name: {SECRET}, litellm_params: {{model: gpt-4o}}}}]"
    modules = plan(f'module.ai["{SECRET}"]')

    assert lines(import_text("litellm", {"p.yaml": proxy}))[0].startswith("litellm any: ")
    assert lines(import_text("terraform", {"p.json": modules}))[0].startswith("ai a: ")


def test_what_is_offered_or_falls_back_shows_no_secret() -> None:
    proxy = (
        f"model_list: [{{model_name: {SECRET}, litellm_params: {{model: gpt-4o}}}}]\n"
        f"litellm_settings: {{fallbacks: [{{{SECRET}: [gone]}}]}}\n"
    )

    found = import_text("litellm", {"p.yaml": proxy}, services={"claims": ("chat",)})
    said = show_faults(found.faults)
    assert SECRET not in said
    assert "claims is said to call chat" in said
    assert SECRET not in str(import_text("litellm", {"p.yaml": proxy}).skipped)


def test_a_module_with_a_path_in_its_key_is_a_service_with_a_plain_name() -> None:
    (draft,) = import_text("terraform", {"p.json": plan('module.ai["x/../../../etc"]')}).drafts

    assert draft.service == "ai-x-etc"


def test_of_an_argument_that_is_given_twice_the_last_counts() -> None:
    twice = deployment("w", "--model", "meta-llama/Llama-3.1-8B-Instruct", "--model=Qwen/Qwen3-8B")

    assert lines(import_text("kubernetes", {"k.json": twice})) == ["w w: alibaba/qwen3-8b @floating"]


@pytest.mark.parametrize("model", ["mistral/mistral-large version 2407", "gpt-4o at self", "hosted_vllm/x at groq"])
def test_a_name_with_white_space_is_no_name_with_what_its_route_says(model: str) -> None:
    proxy = f"model_list: [{{model_name: chat, litellm_params: {{model: '{model}'}}}}]"

    ((use,),) = (draft.uses for draft in import_text("litellm", {"p.yaml": proxy}).drafts)
    (route,) = use.routes
    assert route.model is None
    assert not (route.access == "vendor-api" and route.host)


def test_a_comment_shows_no_secret_that_something_is_called_by() -> None:
    variable = {"name": "MODEL_ID", "valueFrom": {"configMapKeyRef": {"name": SECRET, "key": "m"}}}
    pod = {"containers": [{"image": "ghcr.io/huggingface/text-generation-inference:2", "env": [variable]}]}
    objects = [
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": SECRET}, "data": {"m": "Qwen/Qwen3-8B"}},
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "w"}, "spec": pod},
    ]

    (draft,) = import_text("kubernetes", {"k.json": json.dumps({"kind": "List", "items": objects})}).drafts

    sheet = manifest_of(draft)
    assert SECRET not in str(sheet)
    assert "alibaba/qwen3-8b" in str(sheet.data)


def test_another_file_takes_nothing_out_of_a_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    fleet(tmp_path)
    for name, model in (("eu", "gpt-4o"), ("us", "gpt-4.1")):
        proxy = f"model_list: [{{model_name: {name}, litellm_params: {{model: {model}}}}}]\n"
        (tmp_path / f"{name}.yaml").write_text(proxy, encoding="utf-8")
    assert run("import", "litellm", "eu.yaml", "--service", "claims=eu") == 0
    answer_all(tmp_path)
    manifest, record = tmp_path / "services/claims/model-manifest.yaml", tmp_path / "services/drafts-litellm.json"
    before = manifest.read_bytes(), record.read_bytes()
    capsys.readouterr()

    assert run("import", "litellm", "us.yaml", "--service", "claims=us") == 1

    assert "left alone: services/claims/model-manifest.yaml (it was drafted from eu.yaml" in capsys.readouterr().out
    assert (manifest.read_bytes(), record.read_bytes()) == before


def test_a_service_of_two_plans_is_recorded_with_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    fleet(tmp_path)
    for name in ("a", "b"):
        (tmp_path / f"{name}.json").write_text(plan("module.ai"), encoding="utf-8")

    assert run("import", "terraform", "a.json", "b.json") == 0

    record = json.loads((tmp_path / "services/drafts-terraform.json").read_text(encoding="utf-8"))
    assert [one["from"] for one in record["services"]] == [["a.json", "b.json"]]
    assert run("import", "terraform", "a.json") == 1
    assert (tmp_path / "services/ai/model-manifest.yaml").read_text(encoding="utf-8").count("routes:") == 2


def azure(sku: str, upgrade: str) -> str:
    """A plan with one deployment at Azure."""
    account = {"id": "/x/acc", "location": "swedencentral"}
    deployment = {"cognitive_account_id": "/x/acc", "name": "chat", "version_upgrade_option": upgrade,
                  "model": [{"name": "gpt-4o", "version": "2024-08-06"}], "sku": [{"name": sku}]}  # fmt: skip
    types = {"azurerm_cognitive_account": account, "azurerm_cognitive_deployment": deployment}
    resources = [
        {"address": f"{type_}.a", "mode": "managed", "type": type_, "name": "a", "values": values}
        for type_, values in types.items()
    ]
    return json.dumps({"planned_values": {"root_module": {"resources": resources}}})


def test_comments_of_drafts_follow_the_file_and_those_of_people_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    fleet(tmp_path)
    manifest = tmp_path / "services/claims/model-manifest.yaml"
    (tmp_path / "claims.json").write_text(azure("GlobalStandard", ""), encoding="utf-8")
    assert run("import", "terraform", "claims.json") == 0
    text = manifest.read_text(encoding="utf-8")
    assert "host: azure.foundry # sku GlobalStandard: it may answer in any country\n" in text
    manifest.write_text(text.replace("deployment: chat", "deployment: chat # ours"), encoding="utf-8")

    (tmp_path / "claims.json").write_text(azure("Standard", "NoAutoUpgrade"), encoding="utf-8")
    assert run("import", "terraform", "claims.json") == 0

    text = manifest.read_text(encoding="utf-8")
    assert "host: azure.foundry\n" in text
    assert "version: '2024-08-06'\n" in text  # no word that it moves
    assert "deployment: chat # ours\n" in text
    (tmp_path / "claims.json").write_text(azure("GlobalStandard", ""), encoding="utf-8")
    assert run("import", "terraform", "claims.json") == 0
    assert "# moves to what Azure makes the default" in manifest.read_text(encoding="utf-8")


def test_how_an_own_fine_tune_of_a_bill_of_materials_is_reached_is_asked() -> None:
    """It was neither said nor asked, which a manifest may not leave open."""
    base = {"type": "machine-learning-model", "name": "Qwen/Qwen3-8B"}
    model = {"type": "machine-learning-model", "name": "claims-triage", "pedigree": {"ancestors": [base]}}
    bom = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [model]}

    (line,) = lines(import_text("cyclonedx", {"bom.json": json.dumps(bom)}))

    assert "?access" in line
