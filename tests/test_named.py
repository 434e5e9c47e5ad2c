"""A folder, a pipe or a device where the command line names a file: exit 2, at once, with what was meant."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from checker.cli import main
from checker.diagnostic import Diagnostic
from checker.run import tree
from tests.repository import write
from tests.test_paths import MANIFEST, POLICY, run

WAIVE = ["waive", "org-rule", "--for", "a", "--reason", "x", "--requested-by", "x@x", "--approved-by", "y@x",
         "--expires", "2027-01-01", "--file"]  # fmt: skip
TAKE_A_FILE = [
    ["check", "--config"],
    ["check", "--policy"],
    ["check", "--baseline"],
    ["lint", "--config"],
    ["test", "--config"],
    ["explain", "org-rule", "--policy"],
    ["report", "--output", "json=-", "--config"],
    ["report", "--bundle", "b.zip", "--sign"],
    ["sample", "--n", "1", "--seed", "x", "--policy"],
    ["simulate", "--planned", "--events"],
    ["docs", "--check"],
    ["docs", "--policy"],
    ["baseline", "write", "--by", "x", "--reason", "y"],
    ["waivers", "--config"],
    ["catalog", "list", "--config"],
    ["catalog", "import", "litellm"],
    ["catalog", "import", "hf-card", "--repo", "a/b"],
]
"""Verbs and flags; the file comes last."""
FORMATS = {
    "modelbylaws.yaml": "format: modelbylaws/config/v1\n",
    "policy.yaml": POLICY.format(name="inside", extends=""),
    "baseline.yaml": '{"format": "modelbylaws/baseline/v1"}\n',
    "events.yaml": "\ufeffformat: modelbylaws/events/v1\n",
    "key.pem": "",
    "page.md": "",
    "dataset.json": "{}",
}
HINTS = {
    "--config": "modelbylaws.yaml", "--policy": "policy.yaml", "--baseline": "baseline.yaml",
    "--events": "events.yaml", "--sign": "key.pem", "--check": "page.md", "litellm": "dataset.json",
    "y": "baseline.yaml", "a/b": "page.md",
}  # fmt: skip


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path, "policies/org.yaml", POLICY.format(name="org", extends=""))
    write(tmp_path, "services/a/model-manifest.yaml", MANIFEST)
    for name, text in FORMATS.items():
        write(tmp_path, f"apps/{name}", text)
    (tmp_path / "bare").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CI", raising=False)
    return tmp_path


@pytest.mark.parametrize("command", TAKE_A_FILE, ids=" ".join)
def test_a_folder_is_said_with_the_file_inside(
    root: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, *command, "bare") == (2, "modelbylaws: 'bare' is a folder, and a file is needed\n")

    code, said = run(capsys, *command, "apps")

    assert (code, f"did you mean 'apps/{HINTS[command[-1]]}'?" in said) == (2, True), said
    assert root.exists()


@pytest.mark.parametrize("command", TAKE_A_FILE, ids=" ".join)
@pytest.mark.parametrize("kind", ["pipe", "socket", "device"])
def test_what_is_no_regular_file_is_neither_opened_nor_waited_for(
    root: Path, command: list[str], kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo(root / "pipe")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("socket")
        path = "/dev/null" if kind == "device" else kind

        assert run(capsys, *command, path) == (2, f"modelbylaws: {path!r} is not a regular file\n")


def test_a_waiver_is_not_added_to_a_folder(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(root, "services/a/model-manifest.yaml", MANIFEST.replace("owner: team", "owner: other"))

    assert run(capsys, *WAIVE, "bare") == (2, "modelbylaws: 'bare' is a folder, and a file is needed\n")


def test_an_import_does_not_go_into_a_folder(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(capsys, "catalog", "import", "litellm", "apps/dataset.json", "--into", "bare")

    assert (code, "is a folder" in said) == (2, True), root


def test_a_bundle_is_looked_for_one_folder_down(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(root, "evidence/2026/SHA256SUMS", "")

    code, said = run(capsys, "verify", "evidence")

    assert (code, said) == (
        2, "modelbylaws: no SHA256SUMS: this is no evidence bundle; did you mean 'evidence/2026'?\n"
    )  # fmt: skip


@pytest.mark.parametrize("made", ["folder", "pipe", "dangling"])
def test_a_configuration_that_is_no_file_is_not_passed_over(
    root: Path, made: str, capsys: pytest.CaptureFixture[str]
) -> None:
    place = root / "modelbylaws.yaml"
    if made == "folder":
        place.mkdir()
    elif made == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to("no")

    code, said = run(capsys, "check", "--as-of", "2026-11-22", "--output", "concise")

    assert (code, "modelbylaws.yaml: error" in said) == (2, True)


@pytest.mark.parametrize("name", ["", ".", "bare", "pipe", "socket", "nowhere", "a\0b", "x" * 300, "file/x"])
def test_whatever_cannot_be_read_is_a_fault_and_leaves_nothing_open(root: Path, name: str) -> None:
    os.mkfifo(root / "pipe")
    write(root, "file", "")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("socket")
        before = len(os.listdir("/dev/fd"))

        assert isinstance(tree.read(str(root), name), Diagnostic)
        assert len(os.listdir("/dev/fd")) == before


def test_a_shells_own_stream_counts_as_a_file(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    read, write = os.pipe()
    os.write(write, b"{}")
    os.close(write)

    code = main(["catalog", "import", "litellm", f"/dev/fd/{read}", "--as-of", "2026-11-22"])

    os.close(read)
    assert (code, "nothing in /dev/fd" in capsys.readouterr().err) == (2, True), root
