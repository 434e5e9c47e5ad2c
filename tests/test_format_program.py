"""Reports as the program writes them: exit codes, places, files, and the commands of the page about formats."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import xmlschema

from checker.cli import main
from checker.formats import FORMATS, PROOF_FORMATS, Format
from tests.sandbox import Repository, environment

ROOT = Path(__file__).parent.parent
DATA = Path(__file__).parent / "data"
EXAMPLE = ROOT / "examples" / "meridian-bank"


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(EXAMPLE, tmp_path / "repo" / "bank")
    (tmp_path / "repo" / ".git").mkdir()
    monkeypatch.chdir(tmp_path / "repo" / "bank")
    return tmp_path / "repo"


CHECK = ["check", "--as-of", "2026-11-22"]


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_the_exit_code_is_the_same_in_every_format(
    name: Format, bank: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*CHECK, "--output", name]) == 1 == main([*CHECK, "--output", f"{name}={bank / 'out'}"])
    first = (bank / "out").read_text(encoding="utf-8")

    assert capsys.readouterr().out.startswith(first)


READ_FROM_A_FOLDER = {"full", "summary", "concise", "github", "azure", "markdown", "markdown-comment", "junit"}
"""What people read names paths from where they stand, so only from one folder is it the same."""


@pytest.mark.slow
def test_every_format_gives_the_same_bytes_anywhere(bank: Path) -> None:
    program = [sys.executable, "-c", "from checker.cli import run; run()", *CHECK]
    settings = [
        {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"},
        {"PYTHONHASHSEED": "2", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
    ]
    for number, setting in enumerate(settings):
        (bank / str(number)).mkdir()
        environment = {**os.environ, "PYTHONPATH": str(ROOT), **setting}
        for folder, start in ((bank / "bank", ""), (bank / "bank" / "services", "far-")):
            targets = [f"{name}={bank / str(number)}/{start}{name}" for name in FORMATS]
            outputs = [part for target in targets for part in ("--output", target)]
            subprocess.run([*program, *outputs], cwd=folder, env=environment, capture_output=True, check=False)

    for name in FORMATS:
        first = (bank / "0" / name).read_bytes()
        assert first == (bank / "1" / name).read_bytes()
        assert (first == (bank / "1" / f"far-{name}").read_bytes()) == (name not in READ_FROM_A_FOLDER)


def test_paths_of_a_folder_start_at_the_root_of_its_repository(bank: Path) -> None:
    main([*CHECK, "--output", f"gitlab={bank / 'out.json'}"])

    paths = {entry["location"]["path"] for entry in json.loads((bank / "out.json").read_text())}
    assert paths
    assert all((bank / path).is_file() for path in paths)


def test_a_job_summary_is_appended_to(
    bank: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    summary = bank / "summary.md"
    summary.write_text("## of another tool", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))

    main([*CHECK, "--output", f"markdown={summary}"])
    main([*CHECK, "--output", f"markdown={bank / 'other.md'}"])

    other = (bank / "other.md").read_text(encoding="utf-8")
    assert summary.read_text(encoding="utf-8") == f"## of another tool\n{other}"
    summary.write_text("x" * 1024 * 1024, encoding="utf-8")
    assert main([*CHECK, "--output", f"markdown={summary}"]) == 2
    assert summary.stat().st_size == 1024 * 1024
    assert "the summary of the job would have more than 1048576 bytes" in capsys.readouterr().err


def test_commands_stand_behind_the_log(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main([*CHECK, "--output", "full", "--output", "github"])

    log, _, commands = capsys.readouterr().out.partition("(exit 1)\n")
    assert (bank.exists(), code) == (True, 1)
    assert "error[vendor-concentration]" in log
    assert commands.startswith("::error title=modelbylaws::")


@pytest.mark.parametrize("two", [("full", "concise"), ("github", "azure"), ("json", "github"), ("sarif", "full")])
def test_two_formats_that_mix_are_refused(two: tuple[str, str], bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*CHECK, *(part for name in two for part in ("--output", name))]) == 2
    assert (bank.exists(), "two outputs to standard output" in capsys.readouterr().err) == (True, True)


def test_waived_findings_are_asked_for_on_the_command_line(bank: Path) -> None:
    for flag in ([], ["--include-waived"]):
        main([*CHECK, *flag, "--output", f"sarif={bank / f'out{len(flag)}.sarif'}"])

    counts = [len(json.loads((bank / f"out{n}.sarif").read_text())["runs"][0]["results"]) for n in (0, 1)]
    assert counts[1] == counts[0] + 1


def test_policy_tests_are_written_as_junit(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    missed = ROOT / "tests" / "cases" / "test" / "missed"
    monkeypatch.chdir(shutil.copytree(missed, tmp_path / "missed"))

    assert main(["test", "--output", "junit"]) == 1

    text = capsys.readouterr().out
    junit_schema = xmlschema.XMLSchema(DATA / "junit-10.xsd")
    assert [str(error) for error in junit_schema.iter_errors(text)] == []
    assert "<failure type='missed' message='missed at " in text


def test_policy_tests_refuse_what_would_be_taken_for_a_check(capsys: pytest.CaptureFixture[str]) -> None:
    for name in (name for name in FORMATS if name not in PROOF_FORMATS):
        with pytest.raises(SystemExit) as left:
            main(["test", "--output", name])

        assert left.value.code == 2
        assert f"format '{name}' is not for this verb; one of: {', '.join(PROOF_FORMATS)}" in capsys.readouterr().err


COMMANDS = [
    line.strip().removeprefix("modelbylaws ")
    for line in (ROOT / "docs" / "formats.md").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    if line.strip().startswith("modelbylaws ")
]


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_of_the_page_about_formats_work(
    command: str, bank: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(bank / "step.md"))
    words = [os.path.expandvars(word) for word in shlex.split(command)]
    asked = [word.partition("=") for flag, word in pairwise(words) if flag == "--output"]

    if "--against" in words:  # nothing is worse than at the same commit
        fleet = Repository(bank, environment(bank.parent / "home"))
        fleet.first_commit()
        fleet.must("git", "update-ref", "refs/remotes/origin/main", "HEAD")

    code = main([*words, *(["--as-of", "2026-11-22"] if words[0] in {"check", "lint"} else [])])

    ends = {"check": 0 if "--against" in words else 1, "test": 1, "lint": 0}  # the bank has not proven every rule
    assert (code, capsys.readouterr().err) == (ends[words[0]], "")
    assert all(Path(file).stat().st_size for _, _, file in asked if file)


def test_the_page_about_formats_names_every_format_and_runs_each() -> None:
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")

    assert [name for name in FORMATS if f"| [`{name}`]" not in page] == []
    assert [name for name in FORMATS if not any(f"{name}" in command for command in COMMANDS)] == []
