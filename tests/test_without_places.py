"""A decision that something is broken is a finding, even if its kind forgot to say where."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.cli import main
from checker.fleet.view import View
from checker.kinds.kind import Member
from checker.kinds.require import Require
from checker.report import Decision, Subject, Verdict
from tests.repository import AS_OF, FLEET, repository


@pytest.mark.parametrize("verdict", [Verdict.FAIL, Verdict.UNKNOWN])
def test_what_is_broken_without_a_place_fails_at_the_rule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], verdict: Verdict
) -> None:
    folder = repository(tmp_path / "fleet", FLEET)
    rule = "{id: one, title: One, kind: require, of: all, each: service, must: {owner: {known: true}}, level: soft}"
    (folder / "policies/org.yaml").write_text(
        f"format: modelbylaws/policy/v1\npolicy: org\nrules: [{rule}]\n", encoding="utf-8"
    )
    monkeypatch.chdir(folder)
    assert main(["check", *AS_OF]) == 0

    def forgetful(_rule: Require, view: View, _member: Member) -> Decision:
        return Decision(Subject(view.service.name), verdict, "it is broken")

    monkeypatch.setattr(Require, "_decide", forgetful)
    capsys.readouterr()

    assert main(["check", *AS_OF]) == 1
    assert "policies/org.yaml:3" in capsys.readouterr().out
