"""The example bank started from its proxy: what was drafted is what its manifests say, and the rest was asked."""

from __future__ import annotations

import re
import shlex
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from checker.cli import main

ROOT = Path(__file__).parent.parent
BANK = ROOT / "examples" / "meridian-bank"
PAGE = ROOT / "docs" / "importing.md"


def command() -> list[str]:
    """The command that the page shows."""
    text = PAGE.read_text(encoding="utf-8")
    shown: str = next(
        block for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) if "litellm-prod-eu.yaml" in block
    )
    return shlex.split(shown.replace("\\\n", " "))[1:]


def load(path: Path) -> Any:  # noqa: ANN401 - YAML
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - text only


def routes(manifest: Any) -> list[Any]:  # noqa: ANN401 - YAML
    return [route for use in manifest["uses"] for route in use["routes"]]


def drafted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The bank before it had manifests, and after the import."""
    bank = tmp_path / "bank"
    shutil.copytree(BANK, bank, ignore=shutil.ignore_patterns("services"))
    monkeypatch.chdir(bank)
    assert main([*command(), "--as-of", "2026-11-22"]) == 0
    return bank


@pytest.mark.slow
def test_what_the_proxy_tells_is_what_the_manifests_say_and_the_page_counts_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bank = drafted(tmp_path, monkeypatch)
    asked = capsys.readouterr().out
    count: Counter[str] = Counter()
    for path in sorted((bank / "services").rglob("model-manifest.yaml")):
        count["services"] += 1
        true = routes(load(BANK / path.relative_to(bank)))
        for route in routes(load(path)):
            count["routes"] += 1
            if route["model"] == "TODO":
                count["asked"] += 1
                continue
            own = [one for one in true if one["model"] == route["model"] and one["access"] == route["access"]]
            assert own, (path, route)
            said = [key for key in route if key not in {"id", "deployment", "model", "access", "role", "version"}]
            for key in said:
                assert any(one.get(key) == route[key] for one in own), (path, key, route[key])
    questions = re.search(r"answer (\d+) questions", asked)

    assert questions is not None
    sentence = (
        f"{count['services']} services and {count['routes']} routes were drafted. Of {count['asked']} of these "
        f"the proxy does not tell the model. It left {questions[1]} questions"
    )
    assert sentence in " ".join(PAGE.read_text(encoding="utf-8").split()), sentence


def test_with_the_answers_of_the_bank_the_drafts_are_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bank = drafted(tmp_path, monkeypatch)
    for path in sorted((bank / "services").rglob("model-manifest.yaml")):
        true = load(BANK / path.relative_to(bank))
        models = iter(
            [one["model"] for one in routes(true) if one["model"].startswith(("lexikon", "meta", "meridian"))]
        )
        text = path.read_text(encoding="utf-8")
        for key in ("owner", "lifecycle", "tier"):
            text = text.replace(f"{key}: TODO", f"{key}: {true[key]}")
        for key in ("regulation", "data"):
            text = text.replace(f"{key}: [TODO]", f"{key}: [{', '.join(true[key])}]")
        path.write_text(re.sub("model: TODO", lambda _: f"model: {next(models)}", text), encoding="utf-8")  # noqa: B023
    shutil.rmtree(bank / "policies")
    shutil.copytree(BANK / "policies", bank / "policies")
    capsys.readouterr()

    code = main(["check", "--as-of", "2026-11-22", "--quiet"])

    assert code == 1, capsys.readouterr().out
