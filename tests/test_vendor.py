"""``vendor``: what others wrote is brought once, locked, and read byte for byte or not at all."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from checker.cli import main
from tests.many_repositories import FIRST, OPENAI, POLICY, bare, manifest, push
from tests.repository import Capture, git, write

DAY = ("--as-of", "2026-11-22")
BROUGHT = ".modelbylaws/vendor/org/baseline.yaml"
LOCK = ".modelbylaws/vendor.lock.json"
OWN = """\
format: modelbylaws/policy/v1
policy: ours
version: "1"
owner: team@example.org
extends: {base}
"""
TIGHTER = "rules:\n  - {id: vendor-cap, max: 30%}\n"
LOOSER = "rules:\n  - {id: vendor-cap, max: 60%}\n"
CATALOG = """\
format: modelbylaws/catalog/v1
vendors:
  - {id: acme, name: Acme}
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of policies, and one that is built on them."""
    folder = tmp_path_factory.mktemp("made")
    files = {"policies/baseline.yaml": POLICY, "policies/notes.yaml": "a: b\n", FIRST: manifest("theirs")}
    git(bare(folder, "policies", files), "tag", "v1")
    git(folder / "work" / "policies", "push", "--quiet", str(folder / "policies.git"), "v1")
    for hooks in folder.glob("**/hooks"):
        shutil.rmtree(hooks)
    write(folder, f"fleet/{FIRST}", manifest("ours"))
    write(folder, "fleet/policies/ours.yaml", OWN.format(base="vendor:org") + TIGHTER)
    return folder


@pytest.fixture
def place(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    fleet = tmp_path / "fleet"
    monkeypatch.chdir(fleet)
    configure(fleet)
    return fleet


def configure(fleet: Path, ref: str = "v1", more: str = "") -> None:
    where = f"git: 'file://{fleet.parent}/policies.git', ref: {ref}, path: policies"
    write(fleet, "modelbylaws.yaml", f"format: modelbylaws/config/v1\nsources:\n  org: {{{where}}}\n{more}")


def vendor(*more: str) -> int:
    return main(["vendor", "--cache", "../cache", *DAY, *more])


def check(*more: str) -> int:
    return main(["check", *DAY, "--output", "full", *more])


def move(place: Path, text: str = POLICY.replace("40%", "35%")) -> str:
    """Another text behind the same tag; its commit."""
    work = place.parent / "work" / "policies"
    write(work, "policies/baseline.yaml", text)
    push(work)
    git(work, "tag", "--force", "v1")
    git(work, "push", "--quiet", "--force", str(place.parent / "policies.git"), "v1")
    return git(work, "rev-parse", "HEAD")


def test_what_is_brought_is_locked_and_tightened(place: Path, capsys: Capture) -> None:
    assert vendor() == 0

    told = capsys.readouterr().out
    commit = git(place.parent / "policies.git", "rev-parse", "v1")
    assert f"new: org: file://{place.parent}/policies.git at v1 (policies), commit {commit[:12]}, 1 file;" in told
    lock = json.loads(Path(LOCK).read_text())["sources"]["org"]
    digest = hashlib.sha256(POLICY.encode()).hexdigest()
    assert lock["files"] == {"baseline.yaml": digest}
    assert (lock["commit"], lock["day"]) == (commit, "2026-11-22")
    tree = hashlib.sha256(f"{digest}  baseline.yaml\n".encode()).hexdigest()
    assert lock["tree"] == tree
    found = sorted(str(path.relpath) if False else path.as_posix() for path in Path(".modelbylaws").rglob("*.*"))
    assert found == [".modelbylaws/vendor.lock.json", ".modelbylaws/vendor/.gitattributes", BROUGHT]

    assert check() == 1  # one vendor stands behind the one service, which is more than 30%
    said = capsys.readouterr().out
    assert "30%" in said
    assert "theirs" not in said


def test_the_same_again_writes_the_same_bytes(place: Path, capsys: Capture) -> None:
    vendor()
    before = Path(LOCK).read_bytes()
    assert main(["vendor", "--cache", "../cache", "--as-of", "2026-11-30"]) == 0
    assert Path(LOCK).read_bytes() == before
    assert "same: org" in capsys.readouterr().out
    assert vendor("--check") == 0


def test_a_policy_that_loosens_what_was_brought_is_refused_with_both_lines(place: Path, capsys: Capture) -> None:
    vendor()
    write(place, "policies/ours.yaml", OWN.format(base="vendor:org") + LOOSER)
    capsys.readouterr()

    assert check() == 2
    said = capsys.readouterr().out
    assert "policies/ours.yaml:7:" in said
    assert f"{BROUGHT}:12:" in said
    assert "error[loosened]" in said


def test_a_tag_that_moved_is_refused_with_both_lines_until_it_is_asked_for(place: Path, capsys: Capture) -> None:
    vendor()
    before = {path: Path(path).read_bytes() for path in (LOCK, BROUGHT)}
    commit = move(place)
    capsys.readouterr()

    assert vendor() == 2
    said = capsys.readouterr().err
    assert "modelbylaws.yaml:3:" in said
    assert f"the ref of 'org' is at {commit} now, and {LOCK}:8:17 locks another state" in said
    assert {path: Path(path).read_bytes() for path in before} == before

    assert vendor("--check") == 1
    assert "newer: org" in (told := capsys.readouterr().out)
    assert "  changed: baseline.yaml\n" in told
    assert {path: Path(path).read_bytes() for path in before} == before

    assert vendor("--update", "org") == 0
    assert "35%" in Path(BROUGHT).read_text()
    assert vendor("--update") == 0
    assert check() == 1


def _change(path: str, old: str, new: str) -> Callable[[Path], None]:
    def change(place: Path) -> None:
        text = (place / path).read_text()
        assert old in text
        (place / path).write_text(text.replace(old, new))

    return change


BROKEN: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "a byte": (_change(BROUGHT, "40%", "90%"), "vendored-changed", f"{BROUGHT}:1:1: "),
    "a file": (lambda place: (place / BROUGHT).unlink(), "unreadable", BROUGHT),
    "a folder": (lambda place: shutil.rmtree(place / ".modelbylaws/vendor"), "unreadable", BROUGHT),
    "the lock": (lambda place: (place / LOCK).unlink(), "not-vendored", "modelbylaws.yaml:3:"),
    "a digest": (_change(LOCK, '"baseline.yaml": "', '"baseline.yaml": "f'), "bad-value", f"{LOCK}:"),
    "a tree": (lambda place: _retree(place / LOCK), "vendored-changed", f"{LOCK}:"),
    "a ref": (lambda place: configure(place, "v2"), "not-vendored", "modelbylaws.yaml:3:"),
    "an extra file": (
        lambda place: write(place, ".modelbylaws/vendor/org/more.yaml", POLICY),
        "not-locked",
        ".modelbylaws/vendor/org/more.yaml",
    ),
    "a manifest": (
        lambda place: write(place, f".modelbylaws/vendor/org/{FIRST}", manifest("sneaked", OPENAI)),
        "not-locked",
        f".modelbylaws/vendor/org/{FIRST}",
    ),
    "no such source": (
        lambda place: write(place, "policies/ours.yaml", OWN.format(base="vendor:orgs") + TIGHTER),
        "unknown-source",
        "policies/ours.yaml:5:",
    ),
    "no sources": (
        lambda place: write(place, "modelbylaws.yaml", "format: modelbylaws/config/v1\n"),
        "unknown-source",
        "policies/ours.yaml:5:",
    ),
}


def _retree(lock: Path) -> None:
    held = json.loads(lock.read_text())
    held["sources"]["org"]["tree"] = "0" * 64
    lock.write_text(json.dumps(held, indent=2))


@pytest.mark.parametrize("name", BROKEN)
def test_what_differs_from_the_lock_is_refused(place: Path, capsys: Capture, name: str) -> None:
    change, code, where = BROKEN[name]
    vendor()
    change(place)
    capsys.readouterr()

    assert check() == 2
    said = capsys.readouterr().out
    assert f"error[{code}]" in said
    assert where in said
