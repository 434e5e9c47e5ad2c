"""``import``: files of others become drafts; answered they are judged, and imported again they keep the answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.drafted import SOURCES, answer_all, fleet, run

LITELLM = sorted(path.name for path in (SOURCES / "litellm").iterdir() if path.name != "split-models.yaml")
CARDS = sorted(path.name for path in (SOURCES / "hf-card").iterdir())
KEYS = ("THIS-IS-A-KEY", "sk-proj", "gsk_", "sk-1234", "VERYSECRET")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    fleet(tmp_path)
    return tmp_path


def copied(root: Path, source: str, name: str) -> str:
    """A file of the tests below the root; what it includes, too."""
    for path in (SOURCES / source).iterdir():
        if path.name == name or path.name.startswith("split-"):
            (root / path.name).write_bytes(path.read_bytes())
    return name


def manifest(root: Path, service: str) -> str:
    return (root / "services" / service / "model-manifest.yaml").read_text(encoding="utf-8")


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    """The exit code and the JSON of an import."""
    capsys.readouterr()
    code = run("import", *arguments, "--output", "json")
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("name", LITELLM)
def test_a_proxy_is_drafted_and_judged_once_it_is_answered(
    name: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = copied(root, "litellm", name)

    assert run("import", "litellm", file, "--service", "claims") in {0, 1}
    assert run("check") == 2
    said = capsys.readouterr()
    assert "unanswered-question" in said.out
    assert answer_all(root) > 0
    assert run("check") in {0, 1}
    everything = said.out + said.err + "".join(p.read_text() for p in (root / "services").rglob("*") if p.is_file())
    assert [key for key in KEYS if key in everything] == []


@pytest.mark.parametrize("name", CARDS)
def test_a_model_card_is_drafted_and_judged_once_it_is_answered(name: str, root: Path) -> None:
    file = copied(root, "hf-card", name)

    assert run("import", "hf-card", file, "--repo", f"acme/claims-{name[:-3]}", "--service", "claims") == 0
    assert run("check") == 2
    assert answer_all(root) >= 5
    assert run("check") in {0, 1}


@pytest.mark.parametrize("name", LITELLM)
def test_an_import_again_changes_nothing_and_keeps_every_byte(
    name: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = copied(root, "litellm", name)
    run("import", "litellm", file, "--service", "claims")
    answer_all(root)
    path = root / "services" / "claims" / "model-manifest.yaml"
    path.write_text(f"# a word of ours\n{path.read_text()}exit: {{plan: docs/exit.md}}  # and another\n")
    before = path.read_bytes()

    code, found = told(capsys, "litellm", file, "--service", "claims")

    assert code == (1 if any(one["in_doubt"] for one in found["skipped"]) else 0)
    assert path.read_bytes() == before
    assert [(one["state"], one["changes"], one["questions"]) for one in found["services"]] == [("unchanged", [], [])]


class Changed(NamedTuple):
    """A change of the source."""

    before: str
    after: str
    said: list[str]
    there: list[str]
    gone: list[str]


CHANGES = [
    Changed("weight: 3", "weight: 1", ["changed uses/triage/routes/azure-sweden/share"], ["share: 50%"], ["75%"]),
    Changed("azure/gpt-4o-2024-08-06", "azure/gpt-4.1", ["changed uses/triage/routes/azure-sweden/model"],
     ["openai/gpt-4.1 "], ["openai/gpt-4o "]),
    Changed("fallbacks: [{triage: [in-house]}, ", "fallbacks: [", [], [], []),
    Changed("vertex_location: europe-west4", "vertex_location: europe-west1",
     ["changed uses/long-documents/routes/gemini-2-5-pro-gcp/jurisdictions"], ["[BE]"], ["[NL]"]),
    Changed("model_name: embed", "model_name: vectors", ["added uses/vectors", "gone uses/embed"], ["- id: vectors"],
     ["- id: embed\n"]),
    Changed("vertex_ai/gemini-2.5-pro", "vertex_ai/gemini-3-flash-preview",
     ["changed uses/long-documents/routes/gemini-3-flash-preview-gcp/id",
      "changed uses/long-documents/routes/gemini-3-flash-preview-gcp/model"], ["google/gemini-3-flash-preview"],
     ["google/gemini-2.5-pro "]),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("changed", CHANGES, ids=[row.after for row in CHANGES])
def test_a_change_of_the_source_is_taken_over_and_told(
    changed: Changed, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = copied(root, "litellm", "bank.yaml")
    run("import", "litellm", file, "--service", "claims")
    answer_all(root)
    text = (root / file).read_text()
    assert changed.before in text
    (root / file).write_text(text.replace(changed.before, changed.after))

    code, found = told(capsys, "litellm", file, "--service", "claims")

    assert code == 0
    (claims,) = found["services"]
    changes = [f"{change['what']} {change['at']}" for change in claims["changes"]]
    assert [line for line in changed.said if line not in changes] == []
    now = manifest(root, "claims")
    assert [part for part in changed.there if part not in now] == []
    assert [part for part in changed.gone if part in now] == []
    assert "owner: team-claims" in now
    assert "kept" not in {change["what"] for change in claims["changes"]}


def test_what_a_person_wrote_instead_stays_and_is_told_each_time(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = copied(root, "litellm", "bank.yaml")
    run("import", "litellm", file, "--service", "claims")
    answer_all(root)
    path = root / "services" / "claims" / "model-manifest.yaml"
    path.write_text(path.read_text().replace("[NL]", "[FR]"))
    (root / file).write_text((root / file).read_text().replace("europe-west4", "europe-west1"))

    for _ in range(2):
        _, found = told(capsys, "litellm", file, "--service", "claims")

        kept = [(c["at"], c["before"], c["after"]) for c in found["services"][0]["changes"] if c["what"] == "kept"]
        assert ("uses/long-documents/routes/gemini-2-5-pro-gcp/jurisdictions", "FR", "BE") in kept
        assert "[FR]" in path.read_text()


def test_what_was_tested_with_another_model_is_a_question_again(root: Path) -> None:
    file = copied(root, "litellm", "bank.yaml")
    run("import", "litellm", file, "--service", "claims=triage")
    answer_all(root)
    path = root / "services" / "claims" / "model-manifest.yaml"
    path.write_text(
        path.read_text().replace("deployment: gpt-4o-prod", "deployment: gpt-4o-prod\n        tested: 2026-09-01")
    )
    (root / file).write_text((root / file).read_text().replace("azure/gpt-4o-2024-08-06", "azure/gpt-4.1"))

    assert run("import", "litellm", file, "--service", "claims=triage") == 0

    assert "tested: TODO # was 2026-09-01 with openai/gpt-4o; what is it now?" in manifest(root, "claims")
    assert run("check") == 2


def test_comments_stay_where_values_change_and_routes_go(root: Path) -> None:
    file = copied(root, "litellm", "bank.yaml")
    run("import", "litellm", file, "--service", "claims=triage,long-documents,embed")
    answer_all(root)
    path = root / "services" / "claims" / "model-manifest.yaml"
    text = path.read_text()
    text = text.replace("        share: 75%\n", "        share: 75%  # agreed with finance\n        # until spring\n")
    text = text.replace("  - id: embed\n", "  # indexes the archive\n  - id: embed\n")
    path.write_text(text.replace("jurisdictions: [NL]\n", "jurisdictions: [NL]\n        # asked legal\n"))
    source = (root / file).read_text().replace("weight: 3", "weight: 1").replace("europe-west4", "europe-west1")
    (root / file).write_text(source.replace("fallbacks: [{triage: [long-documents]}]", "fallbacks: []"))

    assert run("import", "litellm", file, "--service", "claims=triage,embed") == 0

    now = manifest(root, "claims")
    assert "share: 50%  # agreed with finance\n        # until spring\n" in now
    assert "# indexes the archive\n" in now
    assert "# asked legal\n" in now
    assert "long-documents" not in now
    assert run("check") in {0, 1}


def test_what_is_said_twice_of_a_service_counts_together(root: Path) -> None:
    file = copied(root, "litellm", "bank.yaml")

    assert run("import", "litellm", file, file, "--service", "claims=embed", "--service", "claims=triage") == 0

    assert "- id: embed" in manifest(root, "claims")
    assert "- id: triage" in manifest(root, "claims")


def test_a_route_that_a_person_deleted_does_not_come_back(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = copied(root, "litellm", "bank.yaml")
    run("import", "litellm", file, "--service", "claims=embed,long-documents")
    path = root / "services" / "claims" / "model-manifest.yaml"
    text = path.read_text()
    path.write_text(text[: text.index("  - id: long-documents")])

    _, found = told(capsys, "litellm", file, "--service", "claims=embed,long-documents")

    assert found["services"][0]["state"] == "unchanged"


def test_a_service_that_the_source_no_longer_tells_of_is_told_and_never_deleted(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = copied(root, "litellm", "bank.yaml")
    run("import", "litellm", file)
    (root / "services" / "litellm").rename(root / "services" / "other")
    record = root / "services" / "drafts-litellm.json"
    record.write_text(record.read_text().replace('"service": "litellm"', '"service": "other"', 1))

    _, found = told(capsys, "litellm", file)

    states = {one["service"]: one["state"] for one in found["services"]}
    assert states == {"litellm": "written", "other": "gone"}
    assert (root / "services" / "other" / "model-manifest.yaml").exists()


def test_a_manifest_of_somebody_else_is_left_alone(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = copied(root, "litellm", "bank.yaml")
    path = root / "services" / "claims" / "model-manifest.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("service: claims\n")

    _, found = told(capsys, "litellm", file, "--service", "claims")

    assert found["services"][0]["state"] == "left"
    assert path.read_text() == "service: claims\n"


def test_a_service_that_has_a_manifest_elsewhere_is_left_alone(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = copied(root, "litellm", "bank.yaml")
    run("import", "litellm", file, "--service", "claims", "--out", "teams")
    answer_all(root)

    _, found = told(capsys, "litellm", file, "--service", "claims")

    assert [(one["state"], one["reason"]) for one in found["services"]] == [
        ("left", "its manifest is teams/claims/model-manifest.yaml")
    ]


def test_a_dry_run_writes_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = copied(root, "litellm", "bank.yaml")

    assert run("import", "litellm", file, "--dry-run") == 0

    assert "would write services/litellm/model-manifest.yaml" in capsys.readouterr().out
    assert not (root / "services").exists()


def test_the_gateway_is_the_one_of_the_configuration_or_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    fleet(tmp_path, config="gateways: [proxy-eu, proxy-us]\n")
    file = copied(tmp_path, "litellm", "bank.yaml")

    assert run("import", "litellm", file) == 2
    assert "--gateway proxy-eu or proxy-us" in capsys.readouterr().err
    assert run("import", "litellm", file, "--gateway", "proxy-eu") == 0
    assert "gateway: proxy-eu" in manifest(tmp_path, "proxy-eu")


def test_a_service_calls_only_what_it_is_said_to_call(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = copied(root, "litellm", "bank.yaml")

    code, found = told(capsys, "litellm", file, "--service", "claims=gpt-4,embed", "--service", "kyc=in-house")

    assert code == 0
    assert [one["service"] for one in found["services"]] == ["claims", "kyc"]
    text = manifest(root, "claims")
    assert "- id: long-documents # also called gpt-4" in text
    assert "triage" not in text
    assert "required" not in text
    assert run("import", "litellm", file, "--service", "claims=nothing") == 2
    said = capsys.readouterr().err
    assert "claims is said to call nothing, which is not offered here (there is " in said
