"""The questions of an audit, each answered as docs/questions.md says: in one or two commands, as they stand there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.bundles import EXAMPLE, run
from tests.repository import repository

PAGE = Path(__file__).parent.parent / "docs" / "questions.md"
ASKED: Mapping[str, list[str]] = {
    heading: [line for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]
    for heading, text in re.findall(
        r"^## (.*?)\n(.*?)(?=^## |\Z)", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
}
ANSWERS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "Which services depend on Meta, and who owns them?": (
        ("", "wealth-ideas/brainstorm"),
        ("", "payments-repair/repair-message"),
        ("audit/population.csv", "payments-repair,team-payments-core,production,0"),
    ),
    "Does a rule hold for the whole population?": (
        ("", "not wealth-ideas: "),
        ("", "credit-memo/draft-memo/primary"),
        ("", "verdict fail, as of 2026-11-22"),
    ),
    "Which exceptions are active, who approved them, and until when?": (
        ("", "W-2026-001  active  until 2026-12-31 (39 days left)"),
        ("", "approved by ciso@meridian.example on 2026-09-14"),
    ),
    "What changed since the last quarter, and why?": (("", "time"), ("", "2026-09-30"), ("", "2026-11-22")),
    "On which facts does a verdict rest?": (
        ("", "jurisdictions [SE] within residency [EU] (services/credit-memo/model-manifest.yaml:20)"),
    ),
    "What was the verdict on 30 September?": (
        ("", "18 services, as of 2026-09-30"),
        ("", "verified, but there is no signature"),
    ),
    "May we draw a sample, and perform it again?": (
        ("", "drawn: 5 of 5 asked for, seed '2026Q4', by tier"),
        ("", "[ ] the manifest says what runs"),
        ("", "reviewed by: "),
    ),
    "Which controls are covered, and which are not?": (
        ("", "iso-42001/a.4     out-of-scope"),
        ("", "dora/28-7    no-rule"),
        ("", "meridian-tprm/4.2  covered  fail"),
    ),
    "Which facts in use are older than 180 days?": (
        ("audit/site/facts.html", "181 to 365 days"),
        ("audit/site/facts.html", "warranty in annex B that no third-party model was used"),
        ("audit/site/facts.html", "meta/llama-3.3-70b-instruct"),
    ),
    "How did concentration move over four quarters?": (
        ("", "2026-03-31"),
        ("", "2026-11-22"),
        ("", "vendor-concentration"),
        ("", "47.1%"),
    ),
    "Who prepared, reviewed and approved it?": (
        ("audit/site/evidence.html", "Prepared"),
        ("audit/site/evidence.html", "Approved"),
    ),
}


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The bank as a repository, with the bundles of two quarters and four runs that were kept."""
    folder = repository(tmp_path_factory.mktemp("audit") / "bank", EXAMPLE)
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        (folder / "audit").mkdir()
        for name, day in (("2026-Q3", "2026-09-30"), ("2026-Q4", "2026-11-22")):
            assert run("report", "--as-of", day, "--bundle", f"audit/{name}.zip")[0] in {0, 1}
        for day in ("2026-03-31", "2026-06-30", "2026-09-30", "2026-11-22"):
            assert run("history", "add", "--into", "history", "--as-of", day)[0] == 0
        yield folder


def test_every_question_has_an_answer_that_is_looked_at() -> None:
    assert len(ASKED) == 11
    assert [*ASKED] == [*ANSWERS]


@pytest.mark.parametrize("question", ANSWERS)
def test_a_question_is_answered_in_at_most_two_steps(question: str, bank: Path) -> None:
    commands = [shlex.split(command) for command in ASKED[question]]

    done = [run(*words[1:]) for words in commands]

    assert 1 <= len(commands) <= 2
    assert {words[0] for words in commands} == {"modelbylaws"}
    assert {code for code, _ in done} <= {0, 1}
    said = "".join(text for _, text in done)
    for file, part in ANSWERS[question]:
        assert part in ((bank / file).read_text(encoding="utf-8") if file else said), part
