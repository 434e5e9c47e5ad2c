"""What a policy test says was observed: rules about it are proven, and what no evidence could say is a fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.cli import main

BANK = Path(__file__).parent.parent / "examples" / "meridian-bank"
CASE = """format: modelbylaws/tests/v1
policy: observed-use.yaml
as-of: 2026-11-22
cases:
  - name: a case
    rule: declared-is-used
    services:
      - service: chat
        lifecycle: production
        uses: [{id: answer, routes: [{model: openai/gpt-5.4, access: vendor-api}]}]
    observed:
"""
CALL = "service: chat, model: gpt-5.4, host: openai"
NOVEMBER = "from: 2026-11-01, to: 2026-11-20"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "observed-use.yaml").write_bytes((BANK / "policies" / "observed-use.yaml").read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_bank_proves_its_rule_about_what_is_used(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(BANK)

    assert main(["test", "policies/observed-use.tests.yaml"]) == 0

    said = capsys.readouterr().out
    assert said == "6 cases in 1 file: 6 hold, 0 missed, 0 faults; 1 of 1 rule proven (exit 0)\n"


def test_another_observation_is_another_verdict(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seen = f"      - {{service: chat, model: gpt-5.4-mini, {NOVEMBER}, requests: 120}}\n"
    (folder / "a.tests.yaml").write_text(f"{CASE}{seen}    expect: {{verdict: pass}}\n")

    assert main(["test", "a.tests.yaml"]) == 1

    said = capsys.readouterr().out
    assert "- verdict: pass\n   + verdict: fail\n" in said
    assert "a.tests.yaml:12 counts 120 requests of gpt-5.4-mini, and chat declares no such route" in said


@pytest.mark.parametrize(
    ("entry", "at", "message"),
    [
        (f"{CALL}, {NOVEMBER}, requests: 0", "{", "evidence of the kind telemetry counts requests, and at least 1"),
        (f"{CALL}, {NOVEMBER}, requests: -1", "-1}", "'-1' is not a whole number"),
        (f"{CALL}, requests: 5", "{", "evidence of the kind telemetry has a period"),
        (f"{CALL}, from: 2026-11-21, to: 2026-11-20, requests: 5", "2026-11-20", "the period ends before it begins"),
        (f"{CALL}, from: 2026-11-21, requests: 5", "{", "a period has a first and a last day"),
        (f"source: scan, {CALL}, requests: 4", "4}", "evidence of the kind scan counts no requests"),
        (f"source: litellm, {CALL}, cost: 4, currency: EUR", "4, ", "evidence of the kind litellm tells no cost"),
        (f"source: litellm, {CALL}, {NOVEMBER}", "2026-11-01", "evidence of the kind litellm has no period"),
        (f"source: focus, {CALL}, {NOVEMBER}", "{", "a bill tells a cost"),
        (f"{CALL}, {NOVEMBER}, cost: 4", "{", "a cost has a currency, and a currency a cost"),
        ("model: gpt-5.4", "{", "only what a gateway offers to anybody has no caller"),
        (f"{CALL}, {NOVEMBER}, requests: 5, cost: 4, currency: euro", "{", "the currency is no code of three letters"),
        ("service: chat, model: sk-1234567890abcdef", "{", "a value that looks like a secret is in the place of"),
        (f"{CALL}, wher: a.py", "wher", "unknown key 'wher'"),
    ],
)
def test_what_no_evidence_could_say_is_a_fault(
    folder: Path, capsys: pytest.CaptureFixture[str], entry: str, at: str, message: str
) -> None:
    line = f"      - {{{entry}}}"
    (folder / "a.tests.yaml").write_text(f"{CASE}{line}\n    expect: {{verdict: pass}}\n")

    assert main(["test", "a.tests.yaml", "--output", "concise"]) == 2

    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith(f"a.tests.yaml:12:{line.rindex(at) + 1}: error[")
    assert message in first


def test_two_sums_that_share_a_day_are_a_fault(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    twice = f"      - {{{CALL}, {NOVEMBER}, requests: 5}}\n" * 2
    (folder / "a.tests.yaml").write_text(f"{CASE}{twice}    expect: {{verdict: pass}}\n")

    assert main(["test", "a.tests.yaml", "--output", "concise"]) == 2

    assert "error[overlapping-periods] gpt-5.4 of chat is counted twice on 2026-11-01" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("rule", "seen", "expect"),
    [
        ("{kind: max-share, by: vendor, weight: observed-requests, max: 50%}", "requests: 60",
         "{verdict: fail, key: openai, measured: 3/4}"),
        ("{kind: max-share, by: vendor, weight: observed-requests, max: 80%}", "requests: 60",
         "{verdict: pass, key: openai, measured: 3/4}"),
    ],
)  # fmt: skip
def test_shares_are_weighed_by_what_a_case_saw(
    folder: Path, capsys: pytest.CaptureFixture[str], rule: str, seen: str, expect: str
) -> None:
    policy = (
        "format: modelbylaws/policy/v1\npolicy: p\nversion: '1'\nowner: o@example.org\nrules:\n"
        f"  - {{id: r, title: Shares, of: all, level: soft, {rule[1:]}\n"
    )
    case = CASE.replace("observed-use.yaml", "p.yaml").replace("declared-is-used", "r").replace(
        "    observed:\n",
        "      - {service: mail, uses: [{id: answer, routes: [{model: google/gemma-4-31b-it, access: self-hosted}]}]}\n"
        "    observed:\n",
    )  # fmt: skip
    more = f"      - {{service: mail, model: gemma-4-31b-it, host: self, {NOVEMBER}, requests: 20}}\n"
    (folder / "p.yaml").write_text(policy)
    (folder / "a.tests.yaml").write_text(f"{case}      - {{{CALL}, {NOVEMBER}, {seen}}}\n{more}    expect: {expect}\n")

    main(["test", "a.tests.yaml", "--output", "concise"])

    assert "1 case in 1 file: 1 hold, 0 missed, 0 faults" in capsys.readouterr().out
