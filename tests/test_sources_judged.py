"""Drafts of all sources as a user has them: answered they are judged, and imported again they keep the answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drafted import answer_all, fleet, run
from tests.drafting import DRAFTS, SECRET
from tests.test_sources import ALL

CHANGED = [
    ("cyclonedx", "scanned-app.cdx.json", "mistralai/Mistral-7B-Instruct-v0.3", "mistralai/Mistral-7B-Instruct-v0.2"),
    ("kubernetes", "vllm.yaml", "meta-llama/Llama-3.1-8B-Instruct", "Qwen/Qwen3-32B"),
    ("compose", "compose.yaml", "meta-llama/Llama-3.3-70B-Instruct", "Qwen/Qwen3-32B"),
    ("terraform", "azure-plan.json", '"name": "gpt-4o",', '"name": "gpt-4.1",'),
    ("modelfile", "triage/Modelfile", "llama3.1:8b-instruct-q4_K_M", "mistral:7b"),
]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    fleet(tmp_path)
    return tmp_path


def _copied(root: Path, source: str, name: str) -> str:
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).write_bytes((DRAFTS / source / name).read_bytes())
    if name == "chat.yml":
        (root / "models.yml").write_bytes((DRAFTS / source / "models.yml").read_bytes())
    return name


@pytest.mark.parametrize(("source", "name"), [row for row in ALL if row[1] != "helm.yaml"])
def test_a_draft_is_judged_once_it_is_answered(
    source: str, name: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _copied(root, source, name)

    assert run("import", source, file) in {0, 1}
    assert run("check") == 2
    said = capsys.readouterr()
    assert "unanswered-question" in said.out
    assert answer_all(root) > 0
    assert run("check") in {0, 1}
    written = "".join(path.read_text() for path in (root / "services").rglob("*") if path.is_file())
    assert SECRET not in f"{written}{said.out}{said.err}".lower().replace("-", "").replace("_", "")


@pytest.mark.parametrize(("source", "name", "before", "after"), CHANGED)
def test_a_change_of_the_file_is_told_and_answers_stay(
    source: str, name: str, before: str, after: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _copied(root, source, name)
    run("import", source, file)
    answer_all(root)
    text = (root / file).read_text()
    assert before in text
    (root / file).write_text(text.replace(before, after))
    capsys.readouterr()

    assert run("import", source, file) in {0, 1}

    said = capsys.readouterr().out
    assert "updated " in said
    assert "changed" in said
    written = [path.read_text() for path in (root / "services").rglob("model-manifest.yaml")]
    assert all("owner: team-claims" in text and "tier: 1" in text for text in written)


def test_a_template_of_helm_alone_drafts_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("import", "kubernetes", _copied(root, "kubernetes", "helm.yaml")) == 2
    assert "a template of Helm: render it first" in capsys.readouterr().err
    assert not (root / "services").exists()


def test_the_command_line_may_say_which_service_uses_what(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = _copied(root, "terraform", "azure-plan.json")

    assert run("import", "terraform", file, "--service", "desk=gpt4o-prod", "--service", "all") == 0
    desk, every = ((root / "services" / name / "model-manifest.yaml").read_text() for name in ("desk", "all"))
    assert desk.count("routes:") == 1
    assert "required: TODO" not in desk
    assert every.count("required: TODO") == 4
    assert run("import", "terraform", file, "--service", "desk=gpt5") == 2
    assert "desk is said to call gpt5, which" in capsys.readouterr().err


CATALOG = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: claims_triage, description: }
spec: &service {type: service, lifecycle: Production, owner: "group:default/team-claims"}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: website}
spec: {type: website}
---
apiVersion: backstage.io/v1alpha1
kind: Location
metadata: {name: more}
spec: {targets: [./more.yaml, "https://example.org/catalog-info.yaml", ../../outside.yaml]}
---
"""
MORE = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: letters, namespace: eu}
spec: {lifecycle: pilot, owner: team-letters}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: search, namespace: eu}
spec: {owner: team-search}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: search, namespace: us}
spec: {owner: team-us}
"""


def test_owner_and_lifecycle_come_from_the_catalog_by_the_name(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [_copied(root, "kubernetes", "vllm.yaml"), _copied(root, "kubernetes", "kserve.yaml")]
    (root / "catalog-info.yaml").write_text(CATALOG)
    (root / "more.yaml").write_text(MORE)

    assert run("import", "kubernetes", *files, "--owners-from", "catalog-info.yaml") == 0

    said = capsys.readouterr().out
    claims, letters, search, fraud = (
        (root / "services" / name / "model-manifest.yaml").read_text()
        for name in ("claims_triage", "letters", "search", "fraud")
    )
    assert "service: claims_triage\nowner: group:default/team-claims\nlifecycle: production\n" in claims
    assert "owner: team-letters\nlifecycle: TODO # lifecycle 'pilot' in the inventory is none of" in letters
    assert "owner: TODO # 2 services are listed under this name: whose is it?" in search
    assert "owner: TODO" in fraud
    assert "no draft has this name, and no manifest: website" in said
    assert "no list of owners names it: its owner and lifecycle are asked: fraud" in said
    assert said.count("target (") == 2


def test_without_a_list_the_inventory_of_the_configuration_gives_the_owner(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = root / "modelbylaws.yaml"
    config.write_text(f"{config.read_text()}inventory: [catalog-info.yaml]\n")
    (root / "catalog-info.yaml").write_text(
        CATALOG.partition("---")[0].replace("description: ", "").replace("&service ", "")
    )

    assert run("import", "kubernetes", _copied(root, "kubernetes", "vllm.yaml")) == 0

    assert "group:default/team-claims" in (root / "services" / "claims_triage" / "model-manifest.yaml").read_text()
    assert "no draft has this name" not in capsys.readouterr().out


def test_a_catalog_that_cannot_be_read_stops_the_import(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "catalog-info.yaml").write_text("kind: Component\nmetadata: [\n")
    file = _copied(root, "kubernetes", "vllm.yaml")

    assert run("import", "kubernetes", file, "--owners-from", "catalog-info.yaml") == 2
    assert "catalog-info.yaml:" in capsys.readouterr().err
    assert not (root / "services").exists()
