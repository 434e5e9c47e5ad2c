"""Pictures show what the program prints today: `python -m tools.pictures` makes them anew."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from tools.pictures import PICTURES, SHOTS, Shot, report_page, text_in, text_of


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.name)
def test_a_picture_shows_what_the_command_prints_now(shot: Shot) -> None:
    picture = (PICTURES / f"{shot.name}.svg").read_text(encoding="utf-8")

    assert text_in(picture) == text_of(shot)


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.name)
def test_a_picture_loads_nothing(shot: Shot) -> None:
    picture = (PICTURES / f"{shot.name}.svg").read_text(encoding="utf-8")

    assert re.findall(r"https?://(?!www\.w3\.org)", picture) == []
    assert "<script" not in picture


def test_the_picture_of_the_report_shows_what_is_in_it_now(tmp_path: Path) -> None:
    seen = (PICTURES / "report.txt").read_text(encoding="utf-8").splitlines()
    text = re.sub(r"<[^>]*>", "", report_page(tmp_path).read_text(encoding="utf-8"))
    now = " ".join(unescape(text).split())

    assert len(seen) > 20
    assert [line for line in seen if line not in now] == []
    assert (PICTURES / "report.png").stat().st_size > 20_000


def test_no_other_picture_is_kept() -> None:
    kept = {path.name for path in PICTURES.iterdir()}

    assert kept == {*(f"{shot.name}.svg" for shot in SHOTS), "report.png", "report.txt"}
