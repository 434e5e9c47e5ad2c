"""Claims drawn to be opened at their sources, and the score of what was found."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.browse.recheck import draw, read_record, score, to_be_filled
from checker.cli import main
from tests.builtin import builtin_layer

ROOT = Path(__file__).parent.parent
RECORDS = sorted((ROOT / "docs/rechecks").glob("*.yaml"))


def names(seed: str, count: int, without: str = "") -> list[str]:
    layers = [layered for layered in builtin_layer() if not without or without not in layered.document.file]
    return [drawn.about for drawn in draw(layers, seed, count)]


def test_a_seed_draws_the_same_claims_and_another_one_others() -> None:
    assert names("one", 20) == names("one", 20)
    assert len(set(names("one", 20))) == 20
    assert set(names("one", 20)) != set(names("two", 20))


def test_a_claim_that_is_added_moves_no_other() -> None:
    fewer = names("one", 200, without="endpoints-litellm")

    assert [name for name in names("one", 200) if name in set(fewer)] == fewer[
        : len(set(fewer) & set(names("one", 200)))
    ]


def test_what_is_drawn_is_a_record_with_questions(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["catalog", "recheck", "--sample", "2", "--seed", "one", "--as-of", "2026-11-27"]) == 0

    text = capsys.readouterr().out
    assert text == to_be_filled(draw(builtin_layer(), "one", 2), "one")
    assert text.count("result: TODO") == 2
    (tmp_path / "record.yaml").write_text(text)
    assert main(["catalog", "recheck", "--record", str(tmp_path / "record.yaml")]) == 2
    assert "record.yaml:3: " in capsys.readouterr().err


def test_without_a_seed_nothing_is_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalog", "recheck", "--as-of", "2026-11-27"]) == 2
    assert "--seed" in capsys.readouterr().err


def test_the_page_has_the_score_of_the_last_record_with_its_date() -> None:
    last = RECORDS[-1]

    assert last.stem == str(read_record(str(last)).on)
    assert f"> {score(read_record(str(last)))}\n" in (ROOT / "docs/catalog.md").read_text()
