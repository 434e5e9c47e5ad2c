"""The library: what is public, that it says what the command line says, and that its page and example run."""

from __future__ import annotations

import datetime as dt
import inspect
import json
import re
import runpy
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import checker
import modelbylaws
from checker.cli import main
from tests.repository import FLEET, Capture
from tests.small_fleet import TEAM_POLICY
from tests.test_startup import MANIFEST

DAY = dt.date(2026, 11, 22)
ROOT = Path(__file__).parents[1]
PUBLIC = {
    "Cause", "Decision", "Diagnostic", "Exclusion", "Fault", "Finding", "Fleet", "Input", "JudgedWaiver", "Location",
    "Measure", "Outcome", "Point", "Report", "Ruling", "Run", "Series", "Share", "Simulated", "Span", "Step", "Subject",
    "Tracked", "Trend", "Verdict", "__version__", "judge", "read", "simulate", "trend", "write",
}  # fmt: skip
SMALL = {
    "modelbylaws.yaml": "format: modelbylaws/config/v1\n",
    "policies/org.yaml": TEAM_POLICY,
    "services/claims/model-manifest.yaml": MANIFEST,
}


@pytest.fixture(scope="module")
def bank() -> modelbylaws.Run:
    return modelbylaws.read(FLEET, as_of=DAY)


def test_these_names_are_public_and_no_others() -> None:
    assert set(modelbylaws.__all__) == set(checker.__all__) == set(dir(modelbylaws)) == set(dir(checker)) == PUBLIC
    assert all(getattr(modelbylaws, name) is getattr(checker, name) for name in PUBLIC)
    with pytest.raises(AttributeError, match="no attribute 'load_all'"):
        _ = modelbylaws.load_all  # type: ignore[attr-defined]


def test_every_public_name_is_on_the_page() -> None:
    page = (ROOT / "docs/api.md").read_text(encoding="utf-8")

    assert {name for name in PUBLIC - {"__version__"} if f"`{name}" not in page and f"Run.{name}" not in page} == {
        "Cause", "Diagnostic", "Exclusion", "Fleet", "Input", "Subject",
    } - {name for name in PUBLIC if re.search(rf"`{name}\b", page)}  # fmt: skip


@pytest.mark.parametrize("name", ["judge", "read", "simulate", "trend", "write"])
def test_a_public_function_says_what_it_takes_and_raises(name: str) -> None:
    text = inspect.getdoc(getattr(modelbylaws, name)) or ""

    assert name == "judge" or ("Args:" in text and "Raises:" in text)
    assert len(text) > 100


def test_importing_it_imports_nothing_else() -> None:
    program = "import modelbylaws, sys; print([name for name in sys.modules if name.startswith('checker.')])"
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


def test_a_report_is_the_same_bytes_as_the_command_line_writes(
    bank: modelbylaws.Run, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(FLEET)
    for form in ("json", "sarif", "junit", "full", "csv"):
        main(["check", "--as-of", str(DAY), "--output", form])
        assert modelbylaws.write(bank.judge(), form) == capsys.readouterr().out


def test_texts_in_memory_are_judged_as_the_folder_is(bank: modelbylaws.Run) -> None:
    texts = {
        path.relative_to(FLEET).as_posix(): path.read_bytes()
        for path in FLEET.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }

    held = modelbylaws.read(texts, as_of=DAY).judge()

    assert held.findings == bank.judge().findings
    assert held.inputs == bank.judge().inputs


def test_a_small_fleet_passes_and_without_its_manifest_it_does_not() -> None:
    assert modelbylaws.read(SMALL, as_of=DAY).judge().exit_code == 0
    broken = modelbylaws.read({**SMALL, "services/claims/model-manifest.yaml": "uses: ["}, as_of=DAY)
    assert broken.judge().exit_code == 2
    assert broken.faults[0].locations[0].file == "services/claims/model-manifest.yaml"
    none = modelbylaws.read({path: text for path, text in SMALL.items() if "manifest" not in path}, as_of=DAY)
    assert none.judge().exit_code == 3


def test_judging_without_files_gives_the_same_verdicts(bank: modelbylaws.Run) -> None:
    assert bank.fleet is not None

    report = modelbylaws.judge(bank.policies, bank.fleet, bank.waivers)

    assert report.rulings == bank.judge().rulings
    assert {found.waiver for found in replace(bank, waivers=()).judge().findings} == {None}


def test_a_simulation_is_the_same_bytes_as_the_command_line_writes(
    bank: modelbylaws.Run, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    found = modelbylaws.simulate(bank, [{"lose": {"vendor": "meta"}}, {"advance": "120d"}], rank=True)

    monkeypatch.chdir(FLEET)
    lost = ("--lose", "vendor=meta", "--advance", "120d", "--rank")
    for form in ("json", "sarif", "full"):
        main(["simulate", *lost, "--as-of", str(DAY), "--output", form])
        made = modelbylaws.write(found, form).replace('"events.json"', '"command-line.json"')
        assert made == capsys.readouterr().out


@pytest.mark.parametrize(
    ("events", "why"),
    [
        ([{"lose": {"vendor": "metta"}}], "no catalog knows vendor 'metta'; did you mean 'meta'?"),
        ([{"los": 1}], "unknown key 'los'; did you mean 'lose'?"),
        ([{"advance": "180d"}, {"advance": "soon"}], "soon"),
        ([], "nothing is to happen"),
    ],
)
def test_events_that_are_wrong_are_told(bank: modelbylaws.Run, events: list[dict[str, object]], why: str) -> None:
    with pytest.raises(modelbylaws.Fault, match=re.escape(why)):
        modelbylaws.simulate(bank, events)


def test_nothing_happens_to_a_fleet_that_could_not_be_judged() -> None:
    run = modelbylaws.read({**SMALL, "services/claims/model-manifest.yaml": "uses: ["}, as_of=DAY)

    with pytest.raises(modelbylaws.Fault, match="could not be judged"):
        modelbylaws.simulate(run, rank=True)


@pytest.mark.parametrize("path", ["", "/etc/passwd", "../up.yaml", "a//b.yaml", "a\\b.yaml", "a/./b.yaml", "a\0b"])
def test_a_path_in_memory_is_one_below_a_folder(path: str) -> None:
    with pytest.raises(modelbylaws.Fault, match="no path below a folder"):
        modelbylaws.read({path: ""}, as_of=DAY)


def test_what_is_not_there_is_told(bank: modelbylaws.Run, tmp_path: Path) -> None:
    with pytest.raises(modelbylaws.Fault, match="no such folder"):
        modelbylaws.read(tmp_path / "missing", as_of=DAY)
    with pytest.raises(modelbylaws.Fault, match="did you mean 'sarif'"):
        modelbylaws.write(bank.judge(), "sariff")
    for policy in ("builtin:nope", "policies/none.yaml", "../outside.yaml"):
        assert modelbylaws.read(FLEET, as_of=DAY, policies=[policy]).judge().exit_code == 2


def test_a_history_is_what_the_command_line_shows(tmp_path: Path, capsys: Capture) -> None:
    fleet = tmp_path / "fleet"
    for path, text in SMALL.items():
        (fleet / path).parent.mkdir(parents=True, exist_ok=True)
        (fleet / path).write_text(text)
    kept = tmp_path / "kept"
    for day in ("2026-10-01", "2026-11-22"):
        asked = ["--config", str(fleet / "modelbylaws.yaml"), "--as-of", day, "--into", str(kept)]
        assert main(["history", "add", *asked]) == 0

    found = modelbylaws.trend(kept)

    assert [str(run.as_of) for run in found.runs] == ["2026-10-01", "2026-11-22"]
    assert isinstance(found, modelbylaws.Trend)
    for form in ("full", "csv", "json"):
        capsys.readouterr()
        assert main(["history", "show", str(kept), "--output", form]) == 0
        assert modelbylaws.write(found, form) == capsys.readouterr().out
    with pytest.raises(modelbylaws.Fault, match="a history has no format 'sarif'"):
        modelbylaws.write(found, "sarif")
    with pytest.raises(modelbylaws.Fault, match="there is no folder"):
        modelbylaws.trend(tmp_path / "nowhere")
    (kept / "notes.txt").write_text("x")
    assert (modelbylaws.trend(kept).exit_code, modelbylaws.trend(kept).runs) == (2, ())


def test_the_example_runs(capsys: Capture) -> None:
    made = runpy.run_path(str(ROOT / "examples/shares.py"))

    out = capsys.readouterr().out
    assert ("vendor-concentration", "meta", "47.1%", "47.1%", "fail") in made["list_shares"](made["report"])
    assert "stops: wealth-ideas\n" in out
    assert json.loads(made["sarif"])["version"] == "2.1.0"


def test_the_code_on_the_page_runs(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.chdir(ROOT)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs/api.md").read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, object] = {"policy_text": TEAM_POLICY, "manifest_text": MANIFEST}

    for block in blocks:
        exec(compile(block, "docs/api.md", "exec"), names)  # noqa: S102 - our own page

    assert len(blocks) == 2
    assert "[vendor-concentration]" in capsys.readouterr().out
    assert isinstance(names["report"], modelbylaws.Report)
    assert names["report"].exit_code == 0
