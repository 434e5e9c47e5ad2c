"""How many names of public lists the catalog knows: what is counted, what is missing, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checker.browse.coverage import HUNDRED, Name, Row, measure
from checker.cli import main
from tests.builtin import builtin_catalog

HUB = Path(__file__).parents[1] / "docs/coverage/hub-repositories.txt"


def row(provider: str, mode: str = "chat", **more: str) -> dict[str, str]:
    return {"litellm_provider": provider, "mode": mode, **more}


def test_litellms_rows_are_counted_as_they_would_be_read_in_a_manifest(tmp_path: Path) -> None:
    rows = {
        "sample_spec": row("one of them"),
        "gpt-4o": row("openai", deprecation_date="2027-01-14"),
        "azure/gpt-4o": row("azure"),
        "acme/one-7b": row("acme", deprecation_date="2027-01-14"),
        "cohere/rerank-v3.5": row("cohere", "rerank"),
        "not a row": {},
    }
    (tmp_path / "prices.json").write_text(json.dumps(rows))

    all_, ending, hundred, *parts = measure(str(tmp_path / "prices.json"), builtin_catalog())

    assert (all_.known, all_.missing) == (3, ("acme/one-7b",))
    assert (ending.known, ending.missing) == (1, ("acme/one-7b",))
    assert (hundred.known, hundred.missing) == (2, ("one-7b",))
    assert [part.of.strip() for part in parts] == [*HUNDRED]


@pytest.mark.parametrize(
    ("written", "model"),
    [
        ("gpt-4o-2024-05-13", "gpt-4o"),
        ("us.anthropic.claude-haiku-4-5-20251001-v1:0", "claude-haiku-4-5"),
        ("vertex_ai/claude-haiku-4-5@20251001", "claude-haiku-4-5"),
        ("together_ai/zai-org/GLM-5.3-Flash", "glm-5-3-flash"),
    ],
)
def test_what_several_providers_serve_is_counted_once(written: str, model: str) -> None:
    assert Row(Name(written), "x", "chat", ends=False).model == model


def test_the_hundred_are_a_hundred() -> None:
    assert sum(count for count, _ in HUNDRED.values()) == 100


def test_names_of_a_list_and_of_models_dev_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "names.txt").write_text("# a remark\n\nopenai/gpt-4o\nacme/none\n")
    (tmp_path / "models.json").write_text(json.dumps({"openai/gpt-4o": {"release_date": "2024-05-13"}}))
    files = [str(tmp_path / name) for name in ("names.txt", "models.json")]

    assert main(["catalog", "coverage", *files, "--missing", "--as-of", "2026-11-28"]) == 0

    assert capsys.readouterr().out == f"{files[0]}: 1 of 2, 50%\n    acme/none\n{files[1]}: 1 of 1, 100%\n"


def test_the_page_says_of_the_hub_what_is_counted() -> None:
    (share,) = measure(str(HUB), builtin_catalog())

    assert share.known >= 127
    assert "148 repositories" in HUB.read_text()
    assert share.known + len(share.missing) == 148


@pytest.mark.parametrize(
    ("name", "raw", "message"),
    [
        ("a.json", b"[]", "cannot be read"),
        ("a.json", b'{"a": 1}', "neither LiteLLM's price file nor models.json"),
        ("a.txt", b"", "has no name"),
        ("a.txt", b"two words\n", "is no name of a model"),
        ("a.txt", b"\xff", "not UTF-8"),
        ("a.txt", b"\x1b[31m", "character U+001B"),
    ],
)
def test_what_is_no_list_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, raw: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(raw)

    assert main(["catalog", "coverage", str(tmp_path / name), "--as-of", "2026-11-28"]) == 2
    assert message in capsys.readouterr().err
