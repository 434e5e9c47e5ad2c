"""OSCAL in the program that reads it: compliance-trestle, in an environment of its own because it brings 90 MB."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

import pytest

from checker.audit.oscal import oscal
from checker.cli import main
from tests.assessed import a_dossier, faulty, hostile_dossier, small
from tests.hostile import PAYLOADS
from tests.reports import a_report

pytestmark = pytest.mark.slow

TRESTLE = "compliance-trestle==5.2.0"
READ_ALL = """\
import pathlib, sys
from trestle.oscal.assessment_results import AssessmentResults
for file in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    results = AssessmentResults.oscal_read(file).results
    print(file.name, len(results[0].observations or []), len(results[0].findings or []))
"""


@pytest.fixture(scope="session")
def trestle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of its programs."""
    folder = tmp_path_factory.mktemp("trestle")
    venv.create(folder, with_pip=True)
    programs = folder / ("Scripts" if sys.platform == "win32" else "bin")
    install = [str(programs / "python"), "-m", "pip", "install", "--quiet", TRESTLE]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"{TRESTLE} cannot be installed: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}")
    return programs


def test_trestle_validates_the_example(trestle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "assessment-results" / "meridian"
    subprocess.run([trestle / "trestle", "init", "--local"], cwd=tmp_path, check=True, capture_output=True)
    place.mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(Path(__file__).parent.parent / "examples" / "meridian-bank")
    main(["report", "--as-of", "2026-11-22", "--output", f"oscal={place / 'assessment-results.json'}"])

    done = subprocess.run(
        [trestle / "trestle", "validate", "-a"], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout.count("VALID: "), "INVALID" in done.stdout) == (0, 1, False), done


def test_trestle_reads_every_text_and_every_verdict(trestle: Path, tmp_path: Path) -> None:
    dossiers = {"small": small(), "faulty": faulty(small()), "empty": a_dossier(a_report())}
    hostiles = {f"hostile-{at}": hostile_dossier(text) for at, (text, _) in enumerate(PAYLOADS.values())}
    for name, dossier in {**dossiers, **hostiles}.items():
        (tmp_path / f"{name}.json").write_text(oscal(dossier))

    done = subprocess.run([trestle / "python", "-c", READ_ALL, tmp_path], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == len(dossiers) + len(hostiles)
    assert "small.json 11 2" in done.stdout  # a pass that shows a part of a control is an observation
