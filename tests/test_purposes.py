"""What a use asks a model to do, what models are made for, and rules that are about some uses or routes only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from checker.cli import main

POLICY = """\
format: modelbylaws/policy/v1
policy: org
version: "1"
owner: risk@example.org
rules: [{id: one, title: One, of: all, level: hard, why: It must., %s}]
"""
MANIFEST = """\
format: modelbylaws/manifest/v1
service: a
owner: team
lifecycle: production
tier: 1
regulation: [none]
data: [none]
labels: {latency: low}
uses: [{id: main, %s routes: [{model: acme/one, access: cloud-api, host: cloud}]}]
"""
SOURCES = "[{what: a page, where: acme.example, class: vendor, read: 2026-11-01}]"
CATALOG = f"""\
format: modelbylaws/catalog/v1
vendors: [{{id: acme, name: Acme, group: acme, sources: {SOURCES}}}]
hosts: [{{id: cloud, name: Cloud, group: cloud, sources: {SOURCES}}}]
models: [{{id: acme/one, vendor: acme, facts: {{%s}}}}]
endpoints: [{{model: acme/one, host: cloud, retires: 2026-01-01, status: confirmed, sources: {SOURCES}}}]
"""
CLAIM = f"[{{value: %s, from: 2026-01-01, status: confirmed, sources: {SOURCES}}}]"
TEXT, PICTURE = "{input: [text], output: [text]}", "{input: [text, image], output: [text]}"
VECTOR = "{input: [text], output: [embedding]}"


def verdict(folder: Path, rule: str, use: str = "", facts: Mapping[str, str] | None = None) -> str:
    """The verdict on the only service."""
    said = ", ".join(f"{name}: {CLAIM % value}" for name, value in (facts or {}).items())
    for path, text in (
        ("policies/org.yaml", POLICY % rule),
        ("catalog/acme.yaml", CATALOG % said),
        ("a/model-manifest.yaml", MANIFEST % use),
    ):
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text)
    report = folder / "report.json"
    main(["check", "--no-cache", "--as-of", "2026-11-22", "--output", f"json={report}"])
    (found,) = json.loads(report.read_text())["rules"]
    return str(found["verdict"])


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("use", "expected"),
    [("purpose: chat,", "pass"), ("purpose: rerank,", "fail"), ("", "unknown")],
)
def test_a_purpose_that_is_not_declared_is_unknown(tmp_path: Path, use: str, expected: str) -> None:
    assert verdict(tmp_path, "kind: require, each: use, must: {purpose: [chat, agent]}", use) == expected


@pytest.mark.parametrize(
    ("facts", "asked", "expected"),
    [
        ({"modalities": PICTURE}, "model.modalities: {all-of: [text, image]}", "pass"),
        ({"modalities": TEXT}, "model.modalities: {all-of: [text, image]}", "fail"),
        ({}, "model.modalities: {any-of: [text]}", "unknown"),
        ({"purposes": "[chat, code]"}, "model.purposes: {any-of: [code]}", "pass"),
        ({"purposes": "[chat, code]"}, "model.purposes: {any-of: [vision]}", "fail"),
        ({"modalities": PICTURE}, "model.purposes: {any-of: [vision]}", "pass"),
        ({"modalities": VECTOR}, "model.purposes: {any-of: [embedding]}", "pass"),
        ({"modalities": VECTOR}, "model.purposes: {only: [embedding]}", "unknown"),
        ({"modalities": TEXT}, "model.purposes: {any-of: [chat]}", "unknown"),
        ({}, "model.purposes: {any-of: [chat]}", "unknown"),
    ],
)
def test_what_a_model_is_for(tmp_path: Path, facts: Mapping[str, str], asked: str, expected: str) -> None:
    assert verdict(tmp_path, f"kind: require, each: route, must: {{{asked}}}", facts=facts) == expected


KINDS = {
    "retirement": "kind: retirement, horizon: 30d",
    "license-terms": "kind: license-terms, allow: [MIT]",
    "fallback": "kind: fallback, differs-in: [vendor]",
}
LICENSED = {"license": "Apache-2.0", "conditions": "{}", "derived-from": "[]", "weights": "public"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("use", "expected"),
    [("purpose: chat,", "fail"), ("purpose: rerank,", "not-applicable"), ("", "unknown")],
)
def test_a_rule_is_about_some_uses_only(tmp_path: Path, kind: str, use: str, expected: str) -> None:
    """Whether it applies is unknown where the purpose is: a failure is unknown then, and never a pass."""
    assert verdict(tmp_path, f"{KINDS[kind]}, where: {{purpose: chat}}", use, LICENSED) == expected


def test_low_latency_asks_for_a_model_of_our_own(tmp_path: Path) -> None:
    """Advice R10, as docs/packs.md answers it."""
    rule = "kind: require, each: route, where: {labels.latency: low, purpose: chat}, must: {access: [self-hosted]}"

    assert verdict(tmp_path, rule, "purpose: chat,") == "fail"
    assert verdict(tmp_path, rule, "purpose: embedding,") == "not-applicable"
