"""The built-in policies: their tests hold and prove every rule, and notice every change of a rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.cli import main
from checker.controls import CONTROLS
from checker.resources import policy_names
from tests.mutate_packs import PACKS, suite_of, survivors

ROOT = Path(__file__).parent.parent


def test_every_built_in_policy_is_proven(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)

    code = main(["test", "policies"])

    assert (code, capsys.readouterr().out.splitlines()[:-1]) == (0, [])
    assert policy_names() == PACKS


@pytest.mark.parametrize("pack", PACKS)
def test_a_rule_says_why_what_to_do_and_what_it_serves(pack: str) -> None:
    rules = next(iter(suite_of(pack).policies.values())).rules  # type: ignore[union-attr]

    assert [rule.id for rule in rules if not (rule.why and rule.fix and rule.controls)] == []
    assert [control for rule in rules for control in rule.controls if control not in CONTROLS] == []


@pytest.mark.slow
@pytest.mark.parametrize("pack", PACKS)
def test_the_tests_of_a_pack_notice_every_change(pack: str) -> None:
    alive, tried = survivors(pack)

    assert alive == []
    assert tried > 50
