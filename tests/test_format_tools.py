"""Reports in the programs that read them: Microsoft's SARIF Multitool with GitHub's rules, and a spreadsheet."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from checker.cli import main
from checker.formats import render
from checker.formats.terminal import plain
from tests.hostile import PAYLOADS, around, hostile

pytestmark = pytest.mark.slow

EXAMPLE = Path(__file__).parent.parent / "examples" / "meridian-bank"
MULTITOOL = "@microsoft/sarif-multitool-linux@5.7.0"


@pytest.fixture(scope="module")
def multitool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed, which brings the SARIF Multitool")
    folder = tmp_path_factory.mktemp("multitool")
    done = subprocess.run(
        [npm, "install", "--no-audit", "--no-fund", "--prefix", str(folder), MULTITOOL],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        pytest.skip(f"npm cannot install {MULTITOOL}: {done.stderr.strip().splitlines()[-1]}")
    return folder / "node_modules" / "@microsoft" / "sarif-multitool-linux" / "Sarif.Multitool"


def validate(multitool: Path, *files: Path) -> list[tuple[str, str, str]]:
    """Level, rule and message of what the validator says; its notes are advice that we weighed (docs/formats.md)."""
    said = files[0].with_suffix(".validated")
    levels = ["--level", "Error;Warning", "--output", str(said), "--log", "ForceOverwrite"]
    done = subprocess.run(
        [str(multitool), "validate", *map(str, files), "--rule-kind", "Sarif;Ghas", *levels],
        env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert f"{len(files)} files scanned" in done.stdout, done.stdout + done.stderr
    assert "Analysis completed successfully" in done.stdout, done.stdout + done.stderr
    (run,) = json.loads(said.read_text(encoding="utf-8-sig"))["runs"]
    return [(r.get("level", "warning"), r["ruleId"], json.dumps(r["message"])) for r in run["results"]]


NO_HOMEPAGE = ("warning", "SARIF2005")
"""It wants the address of a page about the tool; this repository has none that stays."""


def test_githubs_validator_accepts_the_example(
    multitool: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "bank")
    monkeypatch.chdir(tmp_path / "bank")
    files = [tmp_path / "usual.sarif", tmp_path / "waived.sarif"]
    check = ["check", "--as-of", "2026-11-22", "--output"]
    assert main([*check, f"sarif={files[0]}"]) == 1 == main([*check, f"sarif={files[1]}", "--include-waived"])

    said = validate(multitool, *files)

    assert [entry for entry in said if entry[:2] != NO_HOMEPAGE] == []


def test_githubs_validator_accepts_hostile_text(multitool: Path, tmp_path: Path) -> None:
    files = []
    for number, (text, _) in enumerate(PAYLOADS.values()):
        files.append(tmp_path / f"{number}.sarif")
        report = render("sarif", hostile(around(text)), plain, quiet=False, waived=True)
        files[-1].write_text(report, encoding="utf-8")

    said = validate(multitool, *files)

    assert [entry for entry in said if entry[0] == "error"] == []


def test_the_validator_finds_what_is_wrong(multitool: Path, tmp_path: Path) -> None:
    """Else the two above could not fail."""
    file = tmp_path / "bad.sarif"
    report = json.loads(render("sarif", hostile(around("x")), plain, quiet=False))
    for rule in report["runs"][0]["tool"]["driver"]["rules"]:
        del rule["help"]
    file.write_text(json.dumps(report), encoding="utf-8")

    assert ("error", "GH2012") in {entry[:2] for entry in validate(multitool, file)}


def test_no_spreadsheet_cell_is_a_formula(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("soffice is not installed (LibreOffice Calc)")
    for number, (text, _) in enumerate(PAYLOADS.values()):
        rows = render("csv", hostile(around(text)), plain, quiet=False)
        (tmp_path / f"{number}.csv").write_text(rows, encoding="utf-8")
    (tmp_path / "control.csv").write_text("=1+1,@SUM(1)\n", encoding="utf-8")
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    csv_in_utf8 = "--infilter=CSV:44,34,76,1"

    subprocess.run(
        [office, home, "--headless", csv_in_utf8, "--convert-to", "fods", "--outdir", str(tmp_path),
         *map(str, sorted(tmp_path.glob("*.csv")))],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip

    sheets = {path.stem: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.fods")}
    assert len(sheets) == len(PAYLOADS) + 1
    assert "table:formula" in sheets.pop("control"), "else this test shows nothing"
    assert [name for name, sheet in sheets.items() if "table:formula" in sheet or "text:a " in sheet] == []
