"""The manifests of the guide are read without a fault, and each name in them is one that the catalog knows."""

from __future__ import annotations

import datetime as dt
import re
import shlex
from pathlib import Path

import pytest
import yaml

import modelbylaws
from checker.cli import main

ROOT = Path(__file__).parent.parent
AS_OF = dt.date(2026, 11, 22)
CONFIG = """
format: modelbylaws/config/v1
organization: {name: Acme, vendor: acme}
gateways: [gateway-eu, gateway-us, litellm-prod-eu]
"""
POLICY = """
format: modelbylaws/policy/v1
policy: guide
rules:
  - {id: vendor-known, title: Each vendor is known, kind: require, of: all, level: soft,
     each: route, must: {vendor.id: {known: true}}}
  - {id: host-known, title: Each host is known, kind: require, of: all, level: soft,
     each: route, must: {host: {known: true}}}
"""
BLOCKS = re.findall(
    r"```yaml\n(.*?)```", (ROOT / "docs" / "writing-manifests.md").read_text(encoding="utf-8"), re.DOTALL
)
MANIFESTS = {str(yaml.safe_load(block)["service"]): block for block in BLOCKS}
HONEST = {"developer-assistant"}
"""Manifests that say that nobody knows the model."""


def test_the_guide_has_a_manifest_for_each_case() -> None:
    assert len(MANIFESTS) == len(BLOCKS) == 12
    assert set(MANIFESTS) >= HONEST


@pytest.mark.parametrize("service", MANIFESTS)
def test_a_manifest_of_the_guide_names_what_is_known(service: str) -> None:
    files = {
        "modelbylaws.yaml": CONFIG,
        "policies/guide.yaml": POLICY,
        f"{service}/model-manifest.yaml": MANIFESTS[service],
    }

    report = modelbylaws.read(files, as_of=AS_OF).judge()

    told = [f"{finding.rule}: {finding.message}" for finding in report.findings]
    assert (
        report.diagnostics,
        [text for text in told if not (service in HONEST and text.startswith("vendor-known"))],
    ) == ((), [])


def test_no_page_shows_a_manifest_that_cannot_be_read() -> None:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    shown = [
        (page.name, block)
        for page in pages
        for block in re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
        if "format: modelbylaws/manifest/v1" in block and "TODO" not in block and "service: " in block
    ]

    faults = [
        (name, modelbylaws.read({"modelbylaws.yaml": CONFIG, "a/model-manifest.yaml": block}, as_of=AS_OF).faults)
        for name, block in shown
    ]

    assert len(shown) > len(MANIFESTS)
    assert [(name, found) for name, found in faults if found] == []


def test_readme_is_short_and_its_links_lead_to_files() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if not link.startswith("http")]

    assert len(text.splitlines()) <= 120
    assert len(links) > 30
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_rule_of_readme_judges_its_manifest() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    [manifest] = [block for block in blocks if block.startswith("format: modelbylaws/manifest/v1")]
    [rule] = [block for block in blocks if block.startswith("- id:")]
    head = "format: modelbylaws/policy/v1\npolicy: org\nselections: {production: {lifecycle: production}}\nrules:\n"

    report = modelbylaws.read(
        {"policies/org.yaml": head + rule, "a/model-manifest.yaml": manifest}, as_of=AS_OF
    ).judge()

    assert [finding.message for finding in report.findings] == [
        "google carries 100.0% (1 of 1) of production services by lineage; the limit is 40%"
    ]


def test_the_commands_of_the_first_ten_minutes_end_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "docs" / "start.md").read_text(encoding="utf-8")
    lines = [line for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]
    own = [shlex.split(line)[1:] for line in lines if line.startswith("modelbylaws ") and "examples/" not in line]
    monkeypatch.chdir(tmp_path)

    codes = {" ".join(words): main(words) for words in own}

    assert len(codes) == 5
    assert {command: code for command, code in codes.items() if code} == {}
