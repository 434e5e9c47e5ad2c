"""The tool that compares what two revisions write tells a difference from none."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tools.outputs import DATED, ROOT, differences, main, run

CALL = ("waivers", *DATED)


@pytest.mark.slow
def test_a_difference_between_two_trees_is_shown(tmp_path: Path) -> None:
    for name in ("checker", "policies", "schemas"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    same = list(differences(tmp_path, ROOT, [CALL]))
    page = tmp_path / "checker/cli/verbs/waivers.py"
    page.write_text(
        f"print('other words')\n{page.read_text(encoding='utf-8')}".replace("from __future__ import annotations\n", "")
    )

    other = list(differences(tmp_path, ROOT, [CALL]))

    assert run(ROOT, CALL).endswith("exit 0\n")
    assert same == []
    assert len(other) == 1
    assert "-other words" in other[0]


def test_a_revision_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no-such-revision"]) == 2
    assert "no-such-revision" in capsys.readouterr().err
