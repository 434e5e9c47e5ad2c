"""A waiver weakens the limit of a share over the fleet. That a selection is misspelt is another thing."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.cli import main
from tests.repository import AS_OF, write

POLICY = """\
format: modelbylaws/policy/v1
policy: org
waivers: {approvers: [ciso@example.org]}
selections: {mine: {lifecycle: LIFECYCLE}}
rules:
  - {id: one, title: One, of: mine, level: soft, RULE}
  - {id: two, title: Two, kind: require, of: all, each: service, must: {owner: team}, level: soft}
"""
WAIVERS = """\
format: modelbylaws/waivers/v1
waivers:
  - {id: W-1, rule: one, for: fleet, limit: LIMIT, reason: Soon., requested-by: me@example.org,
     approved-by: ciso@example.org, approved-on: 2026-11-01, expires: 2026-12-31}
"""
MANIFEST = """\
format: modelbylaws/manifest/v1
service: NAME
owner: team
lifecycle: production
tier: 1
regulation: [none]
data: [none]
uses: [{id: main, routes: [{model: MODEL, access: ACCESS}]}]
"""
SELF, API = ("google/gemma-4-31b-it", "self-hosted"), ("openai/gpt-5.4", "vendor-api")


@pytest.mark.parametrize(
    ("rule", "limit"),
    [
        ("kind: min-share, each: route, must: {access: self-hosted}, min: 80%", "40%"),
        ("kind: min-effective, by: vendor, min: 3", "1.5"),
    ],
)
def test_a_weaker_limit_is_none_for_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: str, limit: str
) -> None:
    monkeypatch.chdir(tmp_path)
    policy = POLICY.replace("RULE", rule)
    write(tmp_path, "modelbylaws.yaml", "format: modelbylaws/config/v1\n")
    write(tmp_path, "policies/org.yaml", policy.replace("LIFECYCLE", "production"))
    write(tmp_path, "policies/waivers.yaml", WAIVERS.replace("LIMIT", limit))
    for name, (model, access) in {"a": SELF, "b": API}.items():
        said = MANIFEST.replace("NAME", name).replace("MODEL", model).replace("ACCESS", access)
        write(tmp_path, f"services/{name}/model-manifest.yaml", said)
    assert main(["check", *AS_OF]) == 0

    write(tmp_path, "policies/org.yaml", policy.replace("LIFECYCLE", "deprecated"))

    assert main(["check", *AS_OF]) == 1
