"""Evidence: a bundle verifies where it was made and elsewhere, and every byte that is not as it was is named."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from checker.audit.bundle.contents import copies
from checker.bundle import layout
from checker.cli import main
from checker.run.faults import Fault
from checker.run.read import read_request
from checker.run.request import Request
from tests.bundles import AS_OF, EXAMPLE, PASSES, differences, example, files_in, fleet, make, put, run

PROGRAM = "import sys; from checker.cli import main; sys.exit(main(sys.argv[1:]))"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a bundle of the example."""
    folder = tmp_path_factory.mktemp("made")
    assert make(example(folder / "bank"), folder / "bundle") == 1
    return files_in(folder / "bundle")


def test_a_bundle_of_the_example_verifies(files: dict[str, bytes], tmp_path: Path) -> None:
    code, said = run("verify", put(tmp_path, files))

    assert (code, said.splitlines()[-1]) == (0, "verified, but there is no signature")


def test_a_bundle_holds_a_copy_of_every_input_by_its_digest(files: dict[str, bytes]) -> None:
    inputs = json.loads(files["report.json"])["inputs"]

    assert {layout.copy_of(entry["path"]): entry["sha256"] for entry in inputs} == {
        name: hashlib.sha256(raw).hexdigest()
        for name, raw in files.items()
        if name.startswith((layout.OWN, "inputs/builtin/"))
    }
    assert {entry["role"] for entry in inputs} >= {"manifest", "policy", "config", "catalog", "inventory", "waivers"}


def test_the_statement_has_the_digest_of_every_manifest_and_policy(files: dict[str, bytes]) -> None:
    statement = json.loads(files["statement.json"])
    manifests = {p.relative_to(EXAMPLE).as_posix(): p for p in EXAMPLE.glob("services/*/model-manifest.*")}
    predicate = statement["predicate"]

    assert statement["predicateType"] == "https://in-toto.io/attestation/test-result/v0.1"
    assert {entry["name"]: entry["digest"]["sha256"] for entry in statement["subject"]} == {
        name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in manifests.items()
    }
    assert [entry["name"] for entry in predicate["configuration"]] == ["policies/org-baseline.yaml"]
    assert predicate["result"] == "FAILED"
    assert "vendor-concentration" in predicate["failedTests"]
    assert "critical-pinned" in predicate["warnedTests"]  # waived
    named = [*predicate["passedTests"], *predicate["warnedTests"], *predicate["failedTests"]]
    judged = {r["id"] for r in json.loads(files["report.json"])["rules"] if r["verdict"] != "not-applicable"}
    assert len(named) == len(set(named))
    assert judged <= set(named)
    assert layout.SIMPLE not in files


def test_a_bundle_of_a_fleet_that_passes_has_a_result_for_gates(tmp_path: Path) -> None:
    passing = {**PASSES, "modelbylaws.yaml": "format: modelbylaws/config/v1\n"}

    assert make(fleet(tmp_path / "fleet", passing), tmp_path / "bundle") == 0

    statement = json.loads((tmp_path / "bundle" / layout.SIMPLE).read_bytes())
    assert statement["predicateType"] == "https://in-toto.io/attestation/svr/v0.2"
    assert statement["predicate"]["properties"] == ["MODELBYLAWS_owned-by-a-team"]
    assert statement["predicate"]["timeCreated"] == "2026-11-22T00:00:00Z"
    assert [*differences(tmp_path / "bundle")] == []


def test_the_digests_are_those_that_other_tools_compute(files: dict[str, bytes], tmp_path: Path) -> None:
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=put(tmp_path, files), capture_output=True, check=False)

    assert done.returncode == 0


@pytest.mark.slow
def test_every_single_changed_byte_is_named(files: dict[str, bytes], tmp_path: Path) -> None:
    bundle = put(tmp_path, files)
    for name, raw in files.items():
        middle = len(raw) // 2
        flipped = raw[:middle] + bytes([raw[middle] ^ 1]) + raw[middle + 1 :]
        (bundle / name).write_bytes(flipped)

        try:
            found = [*differences(bundle)]
        except Exception as fault:  # noqa: BLE001 - of SHA256SUMS a byte may end its being a list
            found = [str(fault)]

        assert any(name in line or layout.SUMS in line for line in found), name
        assert name == layout.SUMS or found == [f"changed, its digest is not that in SHA256SUMS: {name}"]
        (bundle / name).write_bytes(raw)
    assert [*differences(bundle)] == []


@pytest.mark.slow
def test_every_added_and_every_removed_byte_is_named(files: dict[str, bytes], tmp_path: Path) -> None:
    bundle = put(tmp_path, files)
    for name, raw in files.items():
        for other in (raw + b"\n", raw[:-1]) if name != layout.SUMS else ():
            (bundle / name).write_bytes(other)
            assert [*differences(bundle)] == [f"changed, its digest is not that in SHA256SUMS: {name}"]
        (bundle / name).write_bytes(raw)


@pytest.mark.slow
def test_every_removed_file_is_named(files: dict[str, bytes], tmp_path: Path) -> None:
    bundle = put(tmp_path, files)
    for name in files.keys() - {layout.SUMS}:
        (bundle / name).unlink()
        assert [*differences(bundle)] == [f"removed, SHA256SUMS lists it: {name}"]
        (bundle / name).write_bytes(files[name])


@pytest.mark.slow
def test_bundles_made_in_different_places_times_and_tongues_are_the_same(tmp_path: Path) -> None:
    made = []
    for name, seed, zone, locale in (("here", "0", "UTC", "C"), ("far/away", "4711", "Asia/Tokyo", "C.UTF-8")):
        root = example(tmp_path / name / "bank")
        env = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "GIT_CEILING_DIRECTORIES": "/"}
        for target in ("bundle", "bundle.zip"):
            config, place = root / "modelbylaws.yaml", tmp_path / name / target
            command = ["report", "--config", str(config), "--as-of", "2026-11-22", "--bundle", str(place)]
            done = subprocess.run([sys.executable, "-c", PROGRAM, *command], env=env, check=False, cwd=root)
            assert done.returncode == 1
        zipped = (tmp_path / name / "bundle.zip").read_bytes()
        made.append((files_in(tmp_path / name / "bundle"), zipped))

    assert made[0] == made[1]
    with zipfile.ZipFile(tmp_path / "here" / "bundle.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == made[0][0]
    assert [*differences(tmp_path / "here" / "bundle.zip")] == []


@pytest.mark.slow
def test_the_commit_and_what_differs_from_it_are_told(tmp_path: Path) -> None:
    root = example(tmp_path / "bank")
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgSign=false"]
    for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "all"]):
        subprocess.run([*git, *command], cwd=root, check=True)

    make(root, tmp_path / "clean")
    with (root / "inventory.yaml").open("a", encoding="utf-8") as file:
        file.write("# one line more\n")
    make(root, tmp_path / "dirty")

    clean, dirty = (json.loads((tmp_path / name / "run.json").read_bytes())["commit"] for name in ("clean", "dirty"))
    assert (clean["clean"], clean["changed"]) == (True, [])
    assert (dirty["clean"], dirty["changed"], dirty["id"]) == (False, ["inventory.yaml"], clean["id"])
    assert [*differences(tmp_path / "dirty")] == []


def test_a_name_that_is_not_plain_is_encoded_and_judged_again(tmp_path: Path) -> None:
    odd = {**PASSES, "söme where/100%/#1/model-manifest.yaml": PASSES["model-manifest.yaml"].replace("claims", "odd")}
    make(fleet(tmp_path / "fleet", odd), tmp_path / "bundle")

    assert "inputs/root/s%C3%B6me%20where/100%25/%231/model-manifest.yaml" in files_in(tmp_path / "bundle")
    assert [*differences(tmp_path / "bundle")] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "more",
    [
        ["--policy", "builtin:supply-hygiene"],
        ["--known-by", "2026-11-21"],
        ["--link-template", "https://example.org/{commit}/{path}#L{line}"],
    ],
)
def test_what_the_command_line_says_is_judged_again(more: list[str], tmp_path: Path) -> None:
    make(fleet(tmp_path / "fleet", PASSES), tmp_path / "bundle", *more)

    name = more[0].removeprefix("--").replace("policy", "policies")
    assert more[1] in json.loads((tmp_path / "bundle" / "run.json").read_bytes())[name]
    assert [*differences(tmp_path / "bundle")] == []


def test_a_fleet_without_a_configuration_has_evidence_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = {name: text for name, text in PASSES.items() if name != "modelbylaws.yaml"}
    (fleet(tmp_path / "fleet", bare) / ".git").mkdir()
    monkeypatch.chdir(tmp_path / "fleet")

    assert run("report", "--as-of", "2026-11-22", "--bundle", tmp_path / "bundle")[0] == 0
    assert "config" not in json.loads((tmp_path / "bundle" / "run.json").read_bytes())
    assert [*differences(tmp_path / "bundle")] == []


def test_a_run_that_could_not_judge_is_no_evidence(tmp_path: Path) -> None:
    broken = fleet(tmp_path / "fleet", {**PASSES, "x/model-manifest.yaml": "format: nothing\n"})

    assert make(broken, tmp_path / "bundle") == 2
    assert not (tmp_path / "bundle").exists()
    nobody = {name: text for name, text in PASSES.items() if name != "model-manifest.yaml"}
    assert make(fleet(tmp_path / "empty", nobody), tmp_path / "bundle") == 3
    assert not (tmp_path / "bundle").exists()


def test_a_file_that_changed_while_it_was_judged_is_not_copied(tmp_path: Path) -> None:
    root = fleet(tmp_path, PASSES)
    read = read_request(Request("modelbylaws.yaml", (), dt.date(2026, 11, 22), root=str(root)))
    (root / "model-manifest.yaml").write_text("format: another\n", encoding="utf-8")

    with pytest.raises(Fault, match=r"model-manifest\.yaml changed while it was judged"):
        copies(read)


@pytest.mark.slow
def test_a_folder_that_another_tool_zipped_verifies(files: dict[str, bytes], tmp_path: Path) -> None:
    shutil.make_archive(str(tmp_path / "again"), "zip", put(tmp_path / "bundle", files))

    with zipfile.ZipFile(tmp_path / "again.zip") as archive:
        assert "inputs/" in archive.namelist()
    assert [*differences(tmp_path / "again.zip")] == []


@pytest.mark.parametrize("taken", ["bundle", "bundle.zip"])
def test_evidence_replaces_nothing(tmp_path: Path, taken: str, capsys: pytest.CaptureFixture[str]) -> None:
    root = fleet(tmp_path / "fleet", PASSES)
    (tmp_path / "bundle").mkdir()
    assert make(root, tmp_path / "bundle") in {0, 1}  # an empty folder is as good as none
    make(root, tmp_path / "bundle.zip")
    before = files_in(tmp_path)

    assert make(root, tmp_path / taken) == 2

    assert files_in(tmp_path) == before
    assert "evidence replaces nothing" in (said := capsys.readouterr().err) or "not an empty folder" in said


@pytest.mark.parametrize(
    ("output", "taken", "said"),
    [
        ("html=evidence.zip", "", "two outputs to one file"),
        ("html=page.html", "evidence.zip", "is there already"),
    ],
)
def test_a_bundle_that_cannot_be_is_refused_before_anything_is_written(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    output: str,
    taken: str,
    said: str,
) -> None:
    monkeypatch.chdir(fleet(tmp_path, PASSES))
    if taken:
        (tmp_path / taken).touch()
    before = {path: path.stat().st_size for path in tmp_path.rglob("*")}

    code = main(["report", "--as-of", AS_OF, "--output", output, "--bundle", "evidence.zip"])

    assert (code, said in capsys.readouterr().err) == (2, True)
    assert {path: path.stat().st_size for path in tmp_path.rglob("*")} == before


def test_a_bundle_is_whole_or_not_there(tmp_path: Path) -> None:
    root = fleet(tmp_path / "fleet", PASSES)
    (tmp_path / "file").write_text("in the way", encoding="utf-8")

    assert make(root, tmp_path / "file" / "bundle") == 2
    assert make(root, tmp_path / "missing" / "bundle.zip") == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "fleet"]


def test_copies_never_become_the_next_runs_inputs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = fleet(tmp_path / "fleet", PASSES)

    assert make(root, root / "evidence") == 2
    assert "would read the bundle's copies" in capsys.readouterr().err
    assert make(root, root / "evidence.zip") in {0, 1}
