"""A waiver of the base is not taken for a further breach that a change adds under its name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checker.cli import main
from tests.repository import commit, repository

FLEET = Path(__file__).parent / "cases" / "waivers" / "another-model"
BAN = """\
format: modelbylaws/policy/v1
policy: org
waivers: {approvers: [ciso@example.org, cro@example.org], max-days: 180}
rules:
  - id: own-weights
    title: None of these vendors
    kind: require
    of: all
    each: route
    must: {vendor.id: {not-in: [deepseek, alibaba, mistral]}}
    level: soft
"""
WAIVER = """\
format: modelbylaws/waivers/v1
waivers:
  - id: W-1
    rule: own-weights
    for: {service: a, use: main, route: primary}
    reason: It leaves in January.
    requested-by: sam@example.org
    approved-by: ciso@example.org
    approved-on: 2026-09-12
    expires: 2026-12-30
"""


def manifest(model: str) -> str:
    return (FLEET / "services/a/model-manifest.yaml").read_text(encoding="utf-8").replace("deepseek/deepseek-v4", model)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    before = tmp_path / "before"
    for name, text in (("policies/org.yaml", BAN), ("policies/waivers.yaml", WAIVER)):
        (before / name).parent.mkdir(parents=True, exist_ok=True)
        (before / name).write_text(text, encoding="utf-8")
    (before / "services/a").mkdir(parents=True)
    (before / "services/a/model-manifest.yaml").write_text(manifest("deepseek/deepseek-v3.2"), encoding="utf-8")
    there = repository(tmp_path / "fleet", before)
    monkeypatch.chdir(there)
    return there


@pytest.mark.parametrize(
    ("model", "code"), [("deepseek/deepseek-v3.2", 0), ("deepseek/deepseek-r1", 1), ("mistral/mistral-large-3", 1)]
)
def test_a_further_breach_needs_an_approval_of_its_own(
    folder: Path, capsys: pytest.CaptureFixture[str], model: str, code: int
) -> None:
    (folder / "services/a/model-manifest.yaml").write_text(manifest(model), encoding="utf-8")

    assert main(["check", "--as-of", "2026-11-22"]) == 0
    assert main(["check", "--against", "HEAD", "--as-of", "2026-11-22"]) == code
    assert ("waiver W-1 does not cover that" in capsys.readouterr().out) is (code == 1)


def test_an_approval_that_comes_with_the_change_counts_where_waivers_are_read_there(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "services/a/model-manifest.yaml").write_text(manifest("mistral/mistral-large-3"), encoding="utf-8")
    (folder / "policies/waivers.yaml").write_text(WAIVER.replace("W-1", "W-2"), encoding="utf-8")

    assert main(["check", "--against", "HEAD", "--trust", "head", "--as-of", "2026-11-22"]) == 0
    assert main(["check", "--against", "HEAD", "--as-of", "2026-11-22"]) == 1
    assert "W-2" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("written", "anew"),
    [
        ("approved-by: ciso@example.org", "approved-by: cro@example.org"),
        ("approved-on: 2026-09-12", "approved-on: 2026-09-13"),
        ("route: primary", "route: other"),
    ],
)
def test_who_approved_it_when_and_for_what_make_an_approval(folder: Path, written: str, anew: str) -> None:
    (folder / "policies/waivers.yaml").write_text(WAIVER.replace(written, anew), encoding="utf-8")
    commit(folder)
    (folder / "policies/waivers.yaml").write_text(WAIVER, encoding="utf-8")
    (folder / "services/a/model-manifest.yaml").write_text(manifest("mistral/mistral-large-3"), encoding="utf-8")

    assert main(["check", "--against", "HEAD", "--trust", "head", "--as-of", "2026-11-22"]) == 0


def test_a_waiver_that_names_the_model_covers_it_although_the_route_had_another(folder: Path) -> None:
    named = WAIVER.replace("primary}", "primary, model: mistral/mistral-large-3}")
    (folder / "policies/waivers.yaml").write_text(named, encoding="utf-8")
    commit(folder)
    assert main(["check", "--as-of", "2026-11-22"]) == 1

    (folder / "services/a/model-manifest.yaml").write_text(manifest("mistral/mistral-large-3"), encoding="utf-8")

    assert main(["check", "--against", "HEAD", "--as-of", "2026-11-22"]) == 0


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ("deepseek/deepseek-v3.2", "deepseek/deepseek-r1", "fail"),
        ("nobody/knows-this", "nobody/knows-that", "unknown"),
    ],
)
def test_what_is_not_covered_has_the_verdict_that_it_has_without_a_waiver(
    folder: Path, capsys: pytest.CaptureFixture[str], before: str, after: str, verdict: str
) -> None:
    (folder / "services/a/model-manifest.yaml").write_text(manifest(before), encoding="utf-8")
    commit(folder)
    (folder / "services/a/model-manifest.yaml").write_text(manifest(after), encoding="utf-8")

    assert main(["check", "--against", "HEAD", "--output", "json", "--as-of", "2026-11-22"]) == 1

    report = json.loads(capsys.readouterr().out)
    (rule,) = (rule for rule in report["rules"] if rule["id"] == "own-weights")
    (finding,) = (found for found in report["findings"] if found["rule"] == "own-weights")
    assert (finding["verdict"], finding["waiver"], rule["verdict"]) == (verdict, None, verdict)
    assert [decision["verdict"] for decision in rule["subjects"]] == [verdict]
