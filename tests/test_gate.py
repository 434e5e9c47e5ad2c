"""What a change might try to get past ``check --against``."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from checker.cli import main
from tests.repository import AS_OF, DESK, FLEET, Capture, commit, git, move_desk_to_openai, repository, write

POLICY = "policies/org.yaml"
TWO_DEMANDS = """\
  - id: where-and-how
    title: In Europe, pinned, and by no API of others
    kind: require
    of: production
    each: route
    must: {pinned: true, jurisdictions: {only: [DE]}, access: {not-in: [vendor-api, aggregator-api]}}
    level: hard
"""
CONCISE = ("check", "--against", "main", "--output", "concise", *AS_OF)


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = repository(tmp_path / "fleet", FLEET)
    monkeypatch.chdir(folder)
    return folder


def route(folder: Path, *lines: str) -> None:
    """The one route of ``desk``, from its model on."""
    kept = (folder / DESK).read_text().partition("      - model:")[0]
    write(folder, DESK, kept + "      - " + "\n        ".join(lines) + "\n")


LOCAL = ("model: mistral/mistral-small-4", "access: self-hosted")
OPENAI = ("model: openai/gpt-5.4", 'version: "1"', "jurisdictions: [DE]")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ((*LOCAL, "version: floating", "jurisdictions: [DE]"), (*LOCAL, "version: floating", "jurisdictions: [US]"),
         "worse[where-and-how] desk/main/primary: broken in a further way: jurisdictions must"),
        ((*LOCAL, "version: floating", "jurisdictions: [DE]"), (*LOCAL, 'version: "1"', "jurisdictions: [US]"),
         "broken in a further way: jurisdictions"),
        ((*LOCAL, 'version: "1"', "jurisdictions: [US]"), (*LOCAL, 'version: "1"', "jurisdictions: [US, CN]"),
         "but is CN"),
        ((*OPENAI, "access: vendor-api"), (*OPENAI, "access: aggregator-api"), "but is aggregator-api"),
    ],
)  # fmt: skip
def test_a_subject_that_breaks_a_rule_may_not_break_it_in_a_further_way(
    fleet: Path, capsys: Capture, before: tuple[str, ...], after: tuple[str, ...], said: str
) -> None:
    write(fleet, POLICY, (fleet / POLICY).read_text() + TWO_DEMANDS)
    route(fleet, *before)
    commit(fleet)

    assert main([*CONCISE]) == 0
    capsys.readouterr()
    route(fleet, *after)

    assert main([*CONCISE]) == 1
    assert said in capsys.readouterr().out


def test_what_still_breaks_a_rule_by_something_else_is_forgiven_and_told(fleet: Path, capsys: Capture) -> None:
    billing = "services/billing/model-manifest.yaml"
    write(fleet, billing, (fleet / billing).read_text().replace("gpt-5.4", "gpt-5.5"))

    assert main([*CONCISE]) == 0

    said = capsys.readouterr().out
    was = "billing/main/primary: openai/gpt-5.4: access must be self-hosted, but is vendor-api"
    assert f"still[critical-own-hosts] billing/main/primary: was {was}" in said
    assert "forgiven[critical-own-hosts] billing/main/primary: openai/gpt-5.5" in said


def test_a_demand_that_is_met_now_makes_a_finding_better(fleet: Path, capsys: Capture) -> None:
    write(fleet, POLICY, (fleet / POLICY).read_text() + TWO_DEMANDS)
    route(fleet, *LOCAL, "version: floating", "jurisdictions: [US]")
    commit(fleet)
    route(fleet, *LOCAL, "version: floating", "jurisdictions: [DE]")

    assert main([*CONCISE]) == 0
    assert "better[where-and-how] desk/main/primary" in capsys.readouterr().out
