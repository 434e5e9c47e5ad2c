"""Only a policy's rule that got to look at a service shows compliance: nothing beside it makes a pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.cli import main
from tests.repository import AS_OF, write

CAP = "{id: cap, title: Cap, kind: max-share, by: vendor, of: all, max: 50%, min-population: 5, level: soft}"
MISSPELT = "{id: owned, title: Owned, kind: require, of: gone, each: service, must: {owner: team}, level: advisory}"
MANIFEST = """\
format: modelbylaws/manifest/v1
service: a
owner: team
lifecycle: production
tier: 1
regulation: [none]
data: [none]
uses: [{id: main, routes: [{model: anthropic/claude-opus-4-6, access: cloud-api, host: HOST}]}]
"""


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "modelbylaws.yaml", "format: modelbylaws/config/v1\n")
    write(tmp_path, "policies/org.yaml", policy(CAP))
    write(tmp_path, "services/a/model-manifest.yaml", MANIFEST.replace("HOST", "aws.bedrock"))
    return tmp_path


def policy(*rules: str) -> str:
    head = "format: modelbylaws/policy/v1\npolicy: org\nselections: {gone: {lifecycle: deprecated}}\n"
    return f"{head}rules: [{', '.join(rules)}]\n"


def test_a_misspelt_host_that_is_forgiven_is_no_compliance(fleet: Path) -> None:
    assert main(["check", *AS_OF]) == 3

    write(fleet, "services/a/model-manifest.yaml", MANIFEST.replace("HOST", "aws.bedrok"))
    assert main(["check", *AS_OF]) == 1
    assert main(["baseline", "write", "b.yaml", "--by", "me", "--reason", "old", *AS_OF]) == 0

    assert main(["check", "--baseline", "b.yaml", *AS_OF]) == 3


def test_advice_that_selects_nobody_is_no_compliance_beside_a_rule_that_does_not_apply(fleet: Path) -> None:
    write(fleet, "policies/org.yaml", policy(CAP, MISSPELT))

    assert main(["check", *AS_OF]) == 3
