"""What a first trial of ``import`` showed: names of wildcards, models that moved, and what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drafted import answer_all, fleet, run

PROXY = """\
model_list:
  - model_name: hr
    litellm_params: {model: bedrock/us.anthropic.claude-haiku-4-5-20251001-v1:0, aws_region_name: us-east-1}
  - model_name: own
    litellm_params: {model: hosted_vllm/google/gemma-3-27b-it, api_base: "http://vllm.ml.svc:8000/v1"}
  - model_name: openai/*
    litellm_params: {model: openai/*, api_key: os.environ/OPENAI_API_KEY}
litellm_settings:
  fallbacks: [{openai/gpt-4.1: [openai/gpt-4o, own]}]
"""
NAMED = "model_list:\n  - model_name: hr\n    litellm_params: {model: ROUTE}\n    model_info: {id: first}\n"
ANSWERED = """\
        tested: 2026-10-01
        contract: CTR-1
        jurisdictions: [DE]
        derived-from: [acme/base]
"""
TESTED = "        version: '2025-10-01'\n        tested: 2026-10-01\n"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    fleet(tmp_path)
    (tmp_path / "proxy.yaml").write_text(PROXY)
    return tmp_path


def _manifest(root: Path, service: str) -> Path:
    return root / "services" / service / "model-manifest.yaml"


def _import(service: str) -> int:
    return run("import", "litellm", "proxy.yaml", "--service", service)


def test_a_name_that_a_wildcard_holds_is_that_model(root: Path) -> None:
    assert _import("faq=openai/gpt-4.1") == 0

    text = _manifest(root, "faq").read_text()
    models = [line.split()[1] for line in text.splitlines() if line.strip().startswith("model:")]
    assert models == ["openai/gpt-4.1", "openai/gpt-4o", "google/gemma-3-27b-it"]
    assert "- id: openai-gpt-4-1\n" in text


def test_the_wildcard_itself_is_any_model(root: Path) -> None:
    assert _import("faq=openai/*") == 0

    assert "model: openai/unknown # any model: the file has a wildcard" in _manifest(root, "faq").read_text()


def test_a_model_that_moved_is_changed_and_what_was_tested_is_asked(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _import("hr=hr")
    answer_all(root)
    path = _manifest(root, "hr")
    path.write_text(path.read_text().replace("        version: '2025-10-01'\n", TESTED))
    (root / "proxy.yaml").write_text(PROXY.replace("claude-haiku-4-5-20251001", "claude-sonnet-4-5-20250929"))

    assert _import("hr=hr") == 0

    said = capsys.readouterr().out
    assert "/model: anthropic/claude-haiku-4-5 -> anthropic/claude-sonnet-4-5\n" in said
    assert "/tested: 2026-10-01 -> TODO\n" in said
    assert path.read_text().count("role: primary") == 1
    assert "unchanged" not in said
    capsys.readouterr()
    assert _import("hr=hr") == 0
    assert "unchanged: services/hr/model-manifest.yaml" in capsys.readouterr().out


def test_a_route_at_another_host_is_another_route(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _import("hr=hr")
    answer_all(root)
    path = _manifest(root, "hr")
    path.write_text(path.read_text().replace("        version: '2025-10-01'\n", TESTED))
    moved = PROXY.replace("bedrock/us.anthropic.claude-haiku-4-5-20251001-v1:0", "groq/llama-3.3-70b-versatile")
    (root / "proxy.yaml").write_text(moved)

    assert _import("hr=hr") == 2

    said = capsys.readouterr().out
    assert "kept uses/hr/routes/claude-haiku-4-5-aws: anthropic/claude-haiku-4-5; the file no longer has it" in said
    assert "a second primary route" in said
    assert "next: correct 3 faults in the manifests; until then modelbylaws check ends with 2\n" in said


@pytest.mark.parametrize(
    ("after", "asked"),
    [
        ("bedrock/anthropic.claude-sonnet-4-5-20250929-v1:0", "tested derived-from"),
        ("anthropic/claude-haiku-4-5-20251001", "tested contract jurisdictions"),
        ("xai/grok-4", "tested contract jurisdictions derived-from"),
    ],
)
def test_what_was_said_of_another_model_or_host_is_asked_again(after: str, asked: str, root: Path) -> None:
    (root / "proxy.yaml").write_text(NAMED.replace("ROUTE", "bedrock/anthropic.claude-haiku-4-5-20251001-v1:0"))
    _import("hr=hr")
    answer_all(root)
    path = _manifest(root, "hr")
    path.write_text(path.read_text() + ANSWERED)
    (root / "proxy.yaml").write_text(NAMED.replace("ROUTE", after))

    assert _import("hr=hr") == 0

    lines = [line.split() for line in path.read_text().splitlines() if "# was " in line]
    assert [line[0].rstrip(":") for line in lines] == asked.split()
    assert run("check") == 2


@pytest.mark.usefixtures("root")
def test_a_use_that_comes_or_goes_is_told_with_its_models(capsys: pytest.CaptureFixture[str]) -> None:
    _import("hr=hr")

    assert _import("hr=own") == 0

    said = capsys.readouterr().out
    assert "added uses/own: google/gemma-3-27b-it\n" in said
    assert "gone uses/hr: anthropic/claude-haiku-4-5\n" in said


@pytest.mark.usefixtures("root")
def test_names_that_the_proxy_does_not_offer_are_all_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert _import("hr=hr,hrr,ownn") == 2

    assert "hr is said to call hrr, ownn, which is not offered here (there is hr, own, openai/*)" in (
        capsys.readouterr().err
    )


def test_a_service_that_an_earlier_import_drafted_has_a_manifest(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: NAME}\nspec: {owner: team-a}\n"
    (root / "info.yaml").write_text("---\n".join(listed.replace("NAME", name) for name in ("hr", "faq", "other")))
    run("import", "litellm", "proxy.yaml", "--service", "hr=hr", "--owners-from", "info.yaml")
    capsys.readouterr()

    assert run("import", "litellm", "proxy.yaml", "--service", "faq=own", "--owners-from", "info.yaml") == 0

    assert "1, no draft has this name, and no manifest: other (info.yaml:" in capsys.readouterr().out
