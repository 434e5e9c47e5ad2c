"""Which files are found and read: links, loops, devices, and patterns."""

from __future__ import annotations

import json
import os
import subprocess
import unicodedata
from pathlib import Path
from typing import Literal

import pytest

from checker.cli import main
from checker.diagnostic import Diagnostic
from checker.run.matching import matching
from checker.run.tree import read
from tests.repository import write

ROOT = Path(__file__).parent.parent
MANIFEST = """\
format: modelbylaws/manifest/v1
service: {name}
owner: team
lifecycle: production
tier: 1
regulation: [none]
data: [none]
uses:
  - id: chat
    routes:
      - model: unknown
        access: vendor-api
"""
POLICY = """\
format: modelbylaws/policy/v1
policy: org
rules:
  - id: owned
    title: Everything has an owner
    kind: require
    of: all
    each: service
    must: {owner: team}
    level: hard
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "fleet"
    write(root, "policies/org.yaml", POLICY)
    write(root, "services/a/model-manifest.yaml", MANIFEST.format(name="a"))
    monkeypatch.chdir(root)
    return root


def check(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(["check", "--as-of", "2026-11-22", *arguments])
    return code, capsys.readouterr().out


def test_a_sound_folder_passes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert folder.exists()
    assert check(capsys)[0] == 0


def test_a_clone_of_this_repository_judges_its_example(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And not the manifests of its tests."""
    found = []
    for folder in (ROOT, ROOT / "examples" / "meridian-bank"):
        monkeypatch.chdir(folder)
        assert main(["check", "--as-of", "2026-11-22", "--output", "json"]) == 1
        report = json.loads(capsys.readouterr().out)
        assert report["diagnostics"] == []
        found.append((report["counts"], [finding["message"] for finding in report["findings"]]))

    assert found[0] == found[1]


def test_dot_folders_and_all_endings_are_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, ".hidden/model-manifest.yml", MANIFEST.format(name="b"))
    write(folder, "node_modules/x/model-manifest.yaml", MANIFEST.format(name="c"))
    write(folder, ".git/model-manifest.yaml", "not a manifest of this tree")

    code, out = check(capsys)

    assert (code, "Checked 3 services" in out) == (0, True)


def test_a_folder_link_that_leads_back_is_a_fault(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "services" / "loop").symlink_to("..")

    code, out = check(capsys)

    assert code == 2
    assert "error[link-loop]: a folder link that leads back to a folder around it" in out
    assert "services/loop" in out


def test_a_link_to_itself_is_a_fault(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "x").symlink_to("x")

    code, out = check(capsys)

    assert (code, "error[link-loop]: the link leads back to itself" in out) == (2, True)


def test_a_folder_link_within_the_root_is_noted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "again").symlink_to("services")

    code, out = check(capsys)

    assert code == 0
    assert "note: folder link not followed: again" in out
    assert "Checked 1 service " in out


def test_manifests_behind_a_link_out_of_the_root_are_a_fault(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, "elsewhere/deep/model-manifest.yaml", MANIFEST.format(name="b"))
    (folder / "linked").symlink_to(tmp_path / "elsewhere")

    code, out = check(capsys)

    assert (code, "error[input-behind-link]" in out) == (2, True)


def test_a_link_out_of_the_root_without_manifests_is_noted(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, "elsewhere/readme.txt", "nothing")
    (folder / "linked").symlink_to(tmp_path / "elsewhere")

    code, out = check(capsys)

    assert (code, "nothing behind it is left unread" in out) == (0, True)


def test_a_manifest_that_is_a_link_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, "b/model-manifest.yaml", "")
    (folder / "b/model-manifest.yaml").unlink()
    (folder / "b/model-manifest.yaml").symlink_to("/etc/passwd")

    code, out = check(capsys)

    assert code == 2
    assert "error[link]: a link is not read" in out
    assert "root:" not in out


def test_a_dangling_link_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "model-manifest.yaml").symlink_to("nowhere")

    assert check(capsys)[0] == 2


def test_a_named_pipe_does_not_hang(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(folder / "model-manifest.yaml")

    code, out = check(capsys)

    assert (code, "not a regular file" in out) == (2, True)


def test_a_file_name_that_is_no_text_is_printed_escaped(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = os.fsdecode(b"\xff\x1b[31m")
    write(folder, f"{name}/model-manifest.yaml", "broken: [")

    code, out = check(capsys)

    assert (code, "\\u{dcff}\\u{1b}[31m/model-manifest.yaml" in out) == (2, True)


def test_a_folder_named_like_a_manifest_is_walked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, "x/model-manifest.yaml/model-manifest.yaml", MANIFEST.format(name="b"))

    assert "Checked 2 services" in check(capsys)[1]


def test_what_is_not_there_is_a_diagnostic(tmp_path: Path) -> None:
    found = read(str(tmp_path), "nowhere.yaml")

    assert isinstance(found, Diagnostic)
    assert found.message == "cannot be read: no such file or directory"


def test_the_root_is_found_from_below(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(folder, "modelbylaws.yaml", "format: modelbylaws/config/v1\n")
    whole = check(capsys)
    monkeypatch.chdir(folder / "services" / "a")

    code, said = whole
    from_there = (code, said.replace("policies/", "../../policies/").replace("services/a/", ""))
    assert check(capsys) == from_there
    assert check(capsys, "--config", "../../modelbylaws.yaml") == from_there


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("**/m.yaml", ["a/b/m.yaml", "a/m.yaml", "m.yaml"]),
        ("**/m.{yaml,yml}", ["a/b/m.yaml", "a/m.yaml", "m.yaml", "x/m.yml"]),
        ("*/m.yaml", ["a/m.yaml"]),
        ("a/**", ["a/b/m.yaml", "a/m.yaml"]),
        ("./m.yaml", ["m.yaml"]),
        ("{a,x}/m.*", ["a/m.yaml", "x/m.yml"]),
        ("M.yaml", []),
        ("a/b", []),
    ],
)
def test_patterns(pattern: str, expected: list[str]) -> None:
    paths = ["x/m.yml", "m.yaml", "a/m.yaml", "a/b/m.yaml", "a/n.yaml"]

    assert matching(paths, [pattern]) == [path for path in expected if path != "a/n.yaml"] + (
        ["a/n.yaml"] if pattern == "a/**" else []
    )


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_on_disk_matches_in_any_unicode_form(form: Literal["NFC", "NFD"]) -> None:
    path = unicodedata.normalize(form, "b\u00fcro/m.yaml")

    assert matching([path], ["b\u00fcro/*.yaml"]) == matching([path], ["bu\u0308ro/*.yaml"]) == [path]


def test_a_catalog_behind_a_link_is_not_silently_left_out(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, "shared/catalog/facts.yaml", "format: modelbylaws/catalog/v1\n")
    (folder / "catalog").symlink_to("shared/catalog")

    code, out = check(capsys)

    assert (code, "error[input-behind-link]" in out) == (2, True)


def test_a_linked_folder_that_the_patterns_do_not_reach_is_a_fault(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(folder, "modelbylaws.yaml", "format: modelbylaws/config/v1\nmanifests: ['services/**/model-manifest.yaml']\n")
    write(folder, "shared/z/model-manifest.yaml", MANIFEST.format(name="z"))
    (folder / "services" / "z").symlink_to("../shared/z")

    code, out = check(capsys)

    assert (code, "services/z/model-manifest.yaml" in out) == (2, True)


def test_a_link_behind_a_link_is_not_trusted(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, "third/model-manifest.yaml", MANIFEST.format(name="c"))
    (tmp_path / "second").mkdir()
    (tmp_path / "second" / "on").symlink_to(tmp_path / "third")
    (folder / "linked").symlink_to(tmp_path / "second")

    assert check(capsys)[0] == 2


def test_a_very_deep_tree_is_walked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deep = folder
    for _ in range(300):
        deep = deep / "d"
    deep.mkdir(parents=True)
    (deep / "model-manifest.yaml").write_text(MANIFEST.format(name="deep"))

    assert "Checked 2 services" in check(capsys)[1]


def test_patterns_with_many_braces_are_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, "modelbylaws.yaml", f"format: modelbylaws/config/v1\nmanifests: ['{'{a,b}' * 22}']\n")

    assert main(["check"]) == 2
    assert "choices in braces" in capsys.readouterr().err


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "protocol.file.allow=always")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def test_a_hook_does_not_judge_by_a_configuration_that_is_not_committed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    write(folder, "modelbylaws.yaml", "format: modelbylaws/config/v1\n")

    code, out = check(capsys, "--hook", "fleet")

    assert (code, "error[untracked]" in out) == (2, True)


def test_a_hook_says_that_a_submodule_is_not_read(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    write(other, "model-manifest.yaml", MANIFEST.format(name="b"))
    for repository in (other, folder):
        git(repository, "init", "-q")
        git(repository, "add", "-A")
        git(repository, "commit", "-qm", "first")
    git(folder, "submodule", "add", "-q", str(other), "extern")

    assert "note: submodule not read: extern" in check(capsys, "--hook", "fleet")[1]


def test_a_link_to_a_large_folder_of_ones_own_hides_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As in a virtual environment, where ``lib64`` is a link to ``lib``; one that leads out may hide an input."""
    monkeypatch.setattr("checker.run.tree.MAX_PROBED", 2)
    for number in range(3):
        write(folder, f"lib/{number}.txt", "")
    (folder / "lib64").symlink_to("lib")

    assert check(capsys)[0] == 0

    (folder.parent / "outside").mkdir()
    for number in range(3):
        (folder.parent / "outside" / f"{number}.txt").write_text("")
    (folder / "out").symlink_to("../outside")
    code, out = check(capsys)
    assert (code, "more than 2 files" in out) == (2, True)
