"""Where no value can be given, a message names a few services; whoever joins the others is no less unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.cli import main
from tests.repository import AS_OF, commit, repository, write

MANIFEST = """\
format: modelbylaws/manifest/v1
service: NAME
owner: team
lifecycle: production
tier: 1
regulation: [none]
data: [none]
SAID
uses: [{id: main, routes: [{model: MODEL, access: vendor-api}]}]
"""
KNOWN, UNKNOWN = ("openai/gpt-5.4", "traffic: 1"), ("unknown", "connectivity: online")


def put(folder: Path, name: str, model: str, said: str) -> None:
    text = MANIFEST.replace("NAME", name).replace("MODEL", model).replace("SAID", said)
    write(folder, f"services/{name}/model-manifest.yaml", text)


@pytest.mark.parametrize(
    "rule", ["kind: min-effective, by: vendor, min: 3", "kind: max-share, by: vendor, max: 30%, weight: traffic"]
)
def test_another_unknown_service_is_not_forgiven(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: str) -> None:
    folder = repository(tmp_path / "fleet")
    monkeypatch.chdir(folder)
    rules = f"rules: [{{id: one, title: One, of: all, level: soft, {rule}}}]\n"
    write(folder, "policies/org.yaml", f"format: modelbylaws/policy/v1\npolicy: org\n{rules}")
    for name in "abcdefgh":
        put(folder, name, *UNKNOWN)
    put(folder, "i", *KNOWN)
    commit(folder)
    assert main(["check", "--against", "HEAD", *AS_OF]) == 0

    put(folder, "h", *KNOWN)
    put(folder, "i", *UNKNOWN)

    assert main(["check", "--against", "HEAD", *AS_OF]) == 1
