"""The tool that reads again what is published: on copies, without a network, and grouped for those who merge."""

from __future__ import annotations

import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from tools.refresh import read_sources, run

DAY = "2026-10-21T12:00:00Z"
"""Of the commit that is read."""
ANTHROPIC = """\
    "claude-opus-4-5": "January 22nd, 2028",
    "claude-nobody-knows": "January 1st, 2027",
"""
MISTRAL = """\
export default {
  identifiers: { apiNames: ['mistral-small-2603'] },
  metadata: {retirementDate: '2026-08-01'},
} as const satisfies StaticModel;
export default {
  identifiers: { apiNames: ['codestral-2508'] },
  metadata: {retirementDate: '2027-09-01'},
} as const satisfies StaticModel;
"""
SOURCES = """\
- {what: anthropic-sdk, package: anthropic, files: [anthropic/_data/deprecated_models.py]}
- {what: mistral-docs, repository: mistralai/platform-docs-public, files: ["models/*.ts"]}
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with facts, and copies of a package and of a repository of others."""
    docs = tmp_path / "copies" / "mistralai+platform-docs-public"
    (docs / "models").mkdir(parents=True)
    (docs / "models/mistral-small-4.ts").write_text(MISTRAL)
    author = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    for command in (("init", "-q"), ("add", "-A"), (*author, "commit", "-q", "-m", "x")):
        subprocess.run(["git", "-C", str(docs), *command], check=True, env=os.environ | {"GIT_COMMITTER_DATE": DAY})
    with zipfile.ZipFile(tmp_path / "copies/anthropic-2.14.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("anthropic/_data/deprecated_models.py", ANTHROPIC)
    (tmp_path / "sources.yaml").write_text(SOURCES)
    (tmp_path / ".git").mkdir()
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts/own.yaml").write_text("format: modelbylaws/catalog/v1\nrecorded: 2026-11-01\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refresh(day: str) -> str:
    arguments = ["--sources", "sources.yaml", "--copies", "copies", "--facts", "facts", "--body", "body.md"]
    assert run([*arguments, "--as-of", day]) == 0
    return Path("body.md").read_text()


@pytest.mark.slow
def test_what_is_published_is_imported_and_described_by_vendor(repository: Path) -> None:
    found = refresh("2026-11-28")

    anthropic, _, mistral = found.partition("## anthropic")[2].partition("## mistral")
    assert "- new model: claude-nobody-knows, named in PyPI anthropic 2.14.0" in anthropic
    assert "- day moved: mistral/codestral-25.08: retirement at mistral" in mistral
    assert "- conflict: retirement of anthropic/claude-opus-4-5 at anthropic: 2028-01-22 here" in anthropic
    assert "- now retired: mistral/mistral-small-4: retirement at mistral" in mistral
    assert sorted(path.name for path in (repository / "facts").iterdir()) == [
        "imported-anthropic-sdk.yaml", "imported-mistral-docs.yaml", "own.yaml",
    ]  # fmt: skip


@pytest.mark.slow
def test_what_says_the_same_changes_nothing(repository: Path) -> None:
    refresh("2026-11-28")
    before = {path: path.read_bytes() for path in (repository / "facts").iterdir()}

    assert "models: 0 changed" in refresh("2026-12-05")
    assert {path: path.read_bytes() for path in (repository / "facts").iterdir()} == before


@pytest.mark.parametrize(
    "text",
    [
        "a: 1",
        "- 1",
        "- {what: anthropic-sdk, package: '--index-url=x', files: [a]}",
        "- {what: anthropic-sdk, package: a, version: '1 --x', files: [a]}",
        "- {what: mistral-docs, repository: ext::sh, files: [a]}",
        "- {what: nothing, package: a, files: [a]}",
    ],
)
def test_a_list_that_names_something_else_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "sources.yaml").write_text(text)

    with pytest.raises(SystemExit):
        read_sources(tmp_path / "sources.yaml")


def test_the_list_that_is_used_is_sound() -> None:
    assert [entry["what"] for entry in read_sources(Path(__file__).parents[1] / "tools/sources.yaml")] == [
        "litellm", "openai-sdk", "anthropic-sdk", "mistral-docs", "cohere-deprecations",
    ]  # fmt: skip
