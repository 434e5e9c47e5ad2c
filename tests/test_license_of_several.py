"""An own model made from several: what a contract governs hides no license of the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.cli import main
from tests.repository import AS_OF, write

SELF = "format: modelbylaws/config/v1\norganization: {name: Own, vendor: own}\n"
RULE = "{id: one, title: One, kind: license-terms, of: all, never: [LicenseRef-llama-4-community], level: hard}"
MANIFEST = """\
format: modelbylaws/manifest/v1
service: a
owner: team
lifecycle: production
tier: 1
regulation: [none]
data: [none]
uses: [{id: main, routes: [{model: own/tuned, access: self-hosted, derived-from: [BASES]}]}]
"""


@pytest.mark.parametrize(
    ("bases", "code"),
    [
        ("meta/llama-4-scout", 1),
        ("meta/llama-4-scout, openai/gpt-5.4", 1),
        ("openai/gpt-5.4, own/other", 1),
        ("google/gemma-4-31b-it", 0),
        ("google/gemma-4-31b-it, openai/gpt-5.4", 0),
        ("openai/gpt-5.4", 3),
    ],
)
def test_a_base_without_weights_hides_no_license(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bases: str, code: int
) -> None:
    write(tmp_path, "modelbylaws.yaml", SELF)
    write(tmp_path, "policies/org.yaml", f"format: modelbylaws/policy/v1\npolicy: org\nrules: [{RULE}]\n")
    write(tmp_path, "services/a/model-manifest.yaml", MANIFEST.replace("BASES", bases))
    monkeypatch.chdir(tmp_path)

    assert main(["check", *AS_OF]) == code
