"""The example bank's evidence: what is found, word for word, and that every observation became something."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from checker.cli import main
from checker.engine.desk import Desk
from checker.engine.engine import ALONE
from checker.engine.judge import judge_files
from checker.formats.json import write_json
from checker.resources import builtin
from checker.run.files import Memory, Sources
from checker.run.read import read
from checker.run.request import Asked

ROOT = Path(__file__).parent.parent
BANK = "examples/meridian-bank"
ARGUMENTS = [
    "check", "--config", f"{BANK}/modelbylaws.yaml", "--policy", f"{BANK}/policies/observed-use.yaml",
    "--as-of", "2026-11-22", "--output", "json",
]  # fmt: skip

UNUSED = (
    "client-search/answer/primary declares google/gemma-4-31b-it at self.frankfurt, and no evidence shows a use of it"
    " in 90 days"
)
ELSEWHERE = (
    "evidence/litellm-spend.csv:8 counts 23800 requests of gpt-5.4 at openai, and credit-memo/draft-memo/primary"
    " declares it at azure.foundry"
)
SHARES = (
    (
        "fraud-narratives/write-report/gemma-local: it has 30.0% declared and 48.0% (46080 of 96000 requests)"
        " observed by litellm-spend, 18.0 points off; the limit is 10.0 points"
    ),
    (
        "fraud-narratives/write-report/llama-bedrock: it has 70.0% declared and 52.0% (49920 of 96000 requests)"
        " observed by litellm-spend, 18.0 points off; the limit is 10.0 points"
    ),
)
UNDECLARED = "src/llm.py:41 calls gpt-5.4-mini, and web-faq declares no such route"


def test_the_bank_uses_what_it_does_not_declare(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)

    assert main(ARGUMENTS) == 1

    report = json.loads(capsys.readouterr().out)
    failed = [finding["message"] for finding in report["findings"] if finding["verdict"] == "fail"]
    assert failed == [UNUSED, ELSEWHERE, *SHARES, UNDECLARED]
    said = report["rules"][0]["reason"].replace(":", " ").replace(",", " ").split()
    numbers = [int(word) for word in said if word.isdigit()]
    assert numbers[0] == sum(numbers[1:]) == 63
    observed = {entry["path"] for entry in report["inputs"] if entry["role"] == "observed"}
    assert observed == {
        "gateway/litellm-prod-eu.yaml", "evidence/litellm-spend.csv", "evidence/genai-telemetry.json",
        "evidence/focus-2026-10.csv", "evidence/web-faq.cdx.json",
    }  # fmt: skip


def test_a_fleet_that_is_judged_in_parts_gets_the_same_report() -> None:
    asked = Asked("modelbylaws.yaml", ("policies/observed-use.yaml",), dt.date(2026, 11, 22))
    held = {
        str(path.relative_to(ROOT / BANK)): path.read_bytes() for path in (ROOT / BANK).rglob("*") if path.is_file()
    }
    sources = Sources(Memory(held), Memory(held), builtin())

    parts = judge_files(Desk(lambda: sources, asked), ALONE, 3).report

    assert write_json(parts) == write_json(read(sources, asked).judge())


CONFIG = ["--config", f"{BANK}/modelbylaws.yaml", "--as-of", "2026-11-22"]


def test_a_service_is_explained_by_both_sides(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)

    assert main(["explain", "credit-memo", *CONFIG]) == 0
    told = capsys.readouterr().out
    assert main(["explain", "credit-memo", *CONFIG, "--output", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]

    assert told.splitlines()[0] == "credit-memo: declared and observed within 90 days, as of 2026-11-22"
    assert "not declared" in told
    assert "litellm-spend: openai/gpt-5.4 at openai (23800 requests, 1281 USD)" in told
    assert [(row["status"], row["requests"]) for row in rows] == [
        ("matched", 8400),
        ("matched", None),
        ("undeclared", 23800),
    ]


@pytest.mark.slow
def test_a_bundle_holds_the_evidence_and_is_made_again_from_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(ROOT)
    bundle = tmp_path / "bundle"

    main(["report", *CONFIG, "--bundle", str(bundle)])
    capsys.readouterr()
    main(["verify", str(bundle)])

    assert "every file was made again" in capsys.readouterr().out
    sides = (bundle / "observed.csv").read_text()
    digest = json.loads((bundle / "report.json").read_text())
    spent = next(entry["sha256"] for entry in digest["inputs"] if entry["path"] == "evidence/litellm-spend.csv")
    assert "openai/gpt-5.4 at openai,litellm-spend,2026-10-31,2026-11-15,23800,1281,USD,undeclared" in sides
    assert spent in sides
    page = (bundle / "report.html").read_text()
    assert "Declared and observed, service by service" in page
    assert spent in page
    assert (bundle / "inputs" / "root" / "evidence" / "litellm-spend.csv").is_file()


def test_two_files_that_sum_up_the_same_days_are_a_fault() -> None:
    head = "service.name,gen_ai.provider.name,gen_ai.request.model,from,to,requests\n"
    held = {
        "modelbylaws.yaml": b"format: modelbylaws/config/v1\nobserved: [{telemetry: [a.csv, b.csv]}]\n",
        "a.csv": f"{head}chat,openai,gpt-5.4,2026-11-01,2026-11-20,5\n".encode(),
        "b.csv": f"{head}chat,openai,gpt-5.4,2026-11-20,2026-11-21,5\n".encode(),
    }
    sources = Sources(Memory(held), Memory(held), builtin())

    run = read(sources, Asked("modelbylaws.yaml", (), dt.date(2026, 11, 22)))

    assert [fault.code for fault in run.faults] == ["overlapping-periods"]
    assert run.fleet is not None
    assert run.fleet.world.observed is not None
    assert run.fleet.world.observed.unread == ("a.csv", "b.csv")
