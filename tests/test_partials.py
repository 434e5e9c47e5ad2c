"""Partial sums of a snapshot: the same verdicts as by all manifests, and ignored where they are not to be trusted."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from checker.cli import main
from checker.engine.way import IN_ONE
from checker.kinds.parts.alike import Alike, alike_as_data, alike_from_data, heap, together, without
from checker.kinds.parts.shares import Parts, Stake
from checker.kinds.parts.sums import add_up
from checker.report import Report
from checker.review import check as judge
from checker.run.request import Request
from tests.many_repositories import FIRST, MISTRAL, OPENAI, SECOND, listed, manifest
from tests.repository import Capture, commit, git, repository, write

DAY = ("--as-of", "2026-11-22")
CONFIG = "format: modelbylaws/config/v1\n{}"
BESIDE = CONFIG.format("fleet: {snapshot: fleet.jsonl, repository: pay}\n")
USED = "of other repositories are counted by the sums in the snapshot"
MODELS = (OPENAI, MISTRAL, "meta/llama-4-scout", "google/gemma-4-31b-it", "nobody/knows-this")
POLICY = """\
format: modelbylaws/policy/v1
policy: org
version: "1"
owner: ai-risk@example.org
selections:
  critical: {tier: {at-most: 1}}
rules:
  - {id: vendor-cap, title: A, kind: max-share, of: all, by: vendor, max: 40%, level: soft, why: b}
  - {id: lineage-cap, title: A, kind: max-share, of: critical, by: lineage, max: 70%, count: fractional, level: soft, why: b}
  - {id: tiers, title: A, kind: max-share, of: all, by: vendor, max: 45%, weight: tier, level: soft, why: b}
  - {id: spread, title: A, kind: min-effective, of: all, by: vendor, min: 2.1, level: soft, why: b}
  - {id: runs-on, title: A, kind: survive, of: all, losing: vendor, min: 55%, level: soft, why: b}
  - {id: known, title: A, kind: min-share, of: critical, each: use, must: {model.self-hostable: {any-of: [true]}}, min: 20%, level: soft, why: b}
  - id: owned-by-a-team
    title: A team owns every service
    kind: require
    of: all
    each: service
    must: {owner: {matches: "team-*"}}
    level: hard
    why: Somebody has to answer for it.
"""


def fleet(folder: Path, dice: random.Random, others: int = 8) -> None:
    """The folders of other repositories and of ``pay``; the central one with policies; the snapshot of all of them."""
    names = [f"r{number:02}" for number in range(others)]
    for name in names:
        write(folder, f"{name}/{FIRST}", random_manifest(name, dice))
        if dice.random() < 0.4:
            write(folder, f"{name}/{SECOND}", random_manifest(f"{name}-two", dice))
    write(folder, f"pay/{FIRST}", random_manifest("pay-one", dice))
    write(folder, f"pay/{SECOND}", random_manifest("pay-two", dice))
    listed(folder, [f"name: {name}, folder: {name}" for name in (*names, "pay")])
    write(folder, "central/modelbylaws.yaml", CONFIG.format("fleet: {snapshot: fleet.jsonl}\n"))
    for place in ("central", "pay"):
        write(folder, f"{place}/policies/org.yaml", POLICY)
    write(folder, "pay/modelbylaws.yaml", BESIDE)


def random_manifest(service: str, dice: random.Random) -> str:
    text = manifest(service, dice.choice(MODELS)).replace("tier: 2", f"tier: {dice.randint(0, 3)}")
    return text.replace(f"team-{service}", "nobody") if dice.random() < 0.2 else text


def collect(folder: Path, capsys: Capture) -> str:
    """Collect, and put the snapshot beside the service, committed; what was said."""
    capsys.readouterr()
    assert (
        main(
            ["collect", "--from", str(folder / "repositories.yaml"), "--out", str(folder / "central/fleet.jsonl"), *DAY]
        )
        == 0
    )
    told = capsys.readouterr().out
    (folder / "pay/fleet.jsonl").write_bytes((folder / "central/fleet.jsonl").read_bytes())
    return told


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> Path:
    """The repository of pay, with a snapshot that holds sums."""
    fleet(tmp_path, random.Random(7))
    collect(tmp_path, capsys)
    here = tmp_path / "pay"
    git(here, "init", "--quiet", "--initial-branch=main")
    commit(here)
    monkeypatch.chdir(here)
    return here


def check(capsys: Capture, *more: str) -> tuple[int, str]:
    capsys.readouterr()
    code = main(["check", *DAY, *more])
    return code, capsys.readouterr().out


def test_sums_stand_for_the_manifests_of_others(place: Path, capsys: Capture) -> None:
    code, told = check(capsys)
    assert code == 0
    assert USED in told
    assert USED not in check(capsys, "--trust-partials", "no")[1]


def judged(here: Path, partials: Any) -> Report:
    return judge(
        Request("modelbylaws.yaml", (), dt.date(2026, 11, 22), root=str(here), partials=partials), (), (), IN_ONE
    )


def said(report: Report) -> dict[str, Any]:
    """All that must not depend on how others were counted."""
    assert report.review is not None
    changes = report.review.changes
    assert changes is not None
    return {
        "code": report.exit_code,
        "services": report.services,
        "verdicts": {
            ruling.id: (ruling.verdict, len(ruling.selected), len(ruling.possible)) for ruling in report.rulings
        },
        "measures": {
            (r.id, m.key): (m.lowest, m.highest, m.limit, m.verdict) for r in report.rulings for m in r.measures
        },
        "findings": sorted((f.fingerprint, f.verdict, f.message, f.help, f.locations) for f in report.findings),
        "before and after": sorted(
            (
                c.rule,
                str(c.key),
                c.before and (c.before.lowest, c.before.highest),
                c.after and (c.after.lowest, c.after.highest),
            )
            for c in changes.measures
        ),
        "diagnostics": [fault.message for fault in report.diagnostics],
    }


@pytest.mark.parametrize("seed", range(12))
def test_verdicts_are_those_of_all_manifests(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    dice = random.Random(seed)
    fleet(tmp_path, dice)
    collect(tmp_path, capsys)
    here = tmp_path / "pay"
    monkeypatch.chdir(here)
    used = 0
    for _ in range(6):
        by_sums, by_manifests = judged(here, "yes"), judged(here, "no")
        assert said(by_sums) == said(by_manifests)
        used += USED in "\n".join(map(str, by_sums.notes))
        write(here, FIRST, random_manifest("pay-one", dice))
        write(here, SECOND, random_manifest("pay-two", dice))
    assert used
