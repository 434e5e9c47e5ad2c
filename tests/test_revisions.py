"""Reading a git revision: names, links, submodules, subfolders; nothing but objects is touched."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from checker.cli import main
from checker.cli.faults import Fault
from checker.cli.revision import resolve, root_at
from checker.cli.snapshot import Snapshot, snapshot
from checker.cli.tree import walk
from checker.diagnostic import Diagnostic
from checker.report.review import Revision
from checker.source.characters import MAX_BYTES
from tests.repository import commit, git, repository, write

FLEET = Path(__file__).parent / "reviews" / "fleet"
AS_OF = ("--as-of", "2026-11-22")
DESK = "services/desk/model-manifest.yaml"

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = repository(tmp_path / "fleet", FLEET)
    monkeypatch.chdir(folder)
    return folder


def at(folder: Path, name: str = "HEAD") -> Snapshot:
    snapshot.cache_clear()
    return snapshot(str(folder), resolve(str(folder), name))


def refused(capsys: Capture, *arguments: str) -> str:
    assert main([*arguments]) == 2
    said = capsys.readouterr().err
    assert said.startswith("modelbylaws: ")
    assert said.count("\n") == 1
    return said


def move_desk_to_openai(folder: Path) -> None:
    text = (folder / DESK).read_text()
    moved = text.replace("mistral/mistral-small-4", "openai/gpt-5.4").replace("self-hosted", "vendor-api")
    assert moved != text
    (folder / DESK).write_text(moved)


# --- names ---


@pytest.mark.parametrize(
    "name",
    ["nosuch", "", "--upload-pack=touch x", "-n", "HEAD:policies/org.yaml", "HEAD..main", "HEAD main", "main\n", "é"],
)
def test_a_name_that_is_no_commit_is_one_line_and_exit_2(fleet: Path, capsys: Capture, name: str) -> None:
    said = refused(capsys, "check", f"--against={name}", *AS_OF)

    assert "no commit" in said
    assert sorted(path.name for path in fleet.iterdir()) == sorted({".git", *(path.name for path in FLEET.iterdir())})


def test_an_ambiguous_name_is_refused(fleet: Path, capsys: Capture) -> None:
    """A branch called origin/main would stand in for the remote's main, and bring its own rules."""
    git(fleet, "update-ref", "refs/remotes/origin/main", "HEAD")
    move_desk_to_openai(fleet)
    commit(fleet)
    git(fleet, "branch", "origin/main")

    assert "ambiguous" in refused(capsys, "check", "--against", "origin/main", *AS_OF)
    assert main(["check", "--against", "refs/remotes/origin/main", *AS_OF]) == 1


def test_a_shallow_clone_says_what_is_missing(fleet: Path, tmp_path: Path, capsys: Capture) -> None:
    commit(fleet)
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{fleet}", "shallow")

    said = refused(capsys, "check", "--config", str(tmp_path / "shallow" / "modelbylaws.yaml"), "--against", "HEAD~1")

    assert "shallow" in said
    assert "fetch-depth" in said


def test_outside_of_a_repository_there_is_nothing_to_compare_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    shutil.copytree(FLEET, tmp_path / "plain")
    monkeypatch.chdir(tmp_path / "plain")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))

    assert "not a git repository" in refused(capsys, "check", "--against", "main")


def test_without_git_nothing_is_guessed(fleet: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setenv("PATH", str(fleet))

    assert "git is not installed" in refused(capsys, "check", "--against", "main")


def test_a_commit_is_a_tag_a_branch_or_an_id(fleet: Path) -> None:
    git(fleet, "tag", "--annotate", "v1", "--message", "a tag")
    ids = {resolve(str(fleet), name).commit for name in ("main", "v1", "HEAD", git(fleet, "rev-parse", "HEAD")[:10])}

    assert ids == {git(fleet, "rev-parse", "HEAD")}


def test_a_replaced_commit_is_read_as_it_was(fleet: Path) -> None:
    """``git replace`` would let a change swap the rules behind an id."""
    first = git(fleet, "rev-parse", "HEAD")
    write(fleet, "policies/org.yaml", "format: other\n")
    git(fleet, "replace", first, commit(fleet))

    raw = at(fleet, first).read("policies/org.yaml")

    assert raw == (FLEET / "policies" / "org.yaml").read_bytes()


# --- what is read ---


def test_a_revision_is_read_byte_for_byte(fleet: Path) -> None:
    snap = at(fleet)

    found = snap.find(lambda _: True)

    assert found.files == sorted(path.relative_to(FLEET).as_posix() for path in FLEET.rglob("*") if path.is_file())
    assert {path: snap.read(path) for path in found.files} == {
        path: (FLEET / path).read_bytes() for path in found.files
    }
    assert (found.notes, found.faults) == ([], [])


def test_neither_work_tree_nor_index_nor_filters_nor_hooks_take_part(fleet: Path, tmp_path: Path) -> None:
    trap = tmp_path / "ran"
    script = f"sh -c 'touch {trap}; cat'"
    write(fleet, ".gitattributes", "*.yaml filter=trap diff=trap text eol=crlf\n")
    commit(fleet)
    for key in ("filter.trap.smudge", "filter.trap.clean", "diff.trap.textconv", "core.fsmonitor"):
        git(fleet, "config", key, script)
    hook = fleet / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {trap}\n")
    hook.chmod(0o755)
    move_desk_to_openai(fleet)
    index = (fleet / ".git" / "index").read_bytes()
    desk = (fleet / DESK).read_bytes()

    codes = [main([*verb, *AS_OF]) for verb in (("check", "--against", "main"), ("diff", "main", "HEAD"))]

    assert codes == [1, 0]
    assert not trap.exists()
    assert (fleet / ".git" / "index").read_bytes() == index
    assert (fleet / DESK).read_bytes() == desk


def test_line_ends_of_a_checkout_are_no_change(fleet: Path, capsys: Capture) -> None:
    for path in fleet.rglob("*.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert main(["check", "--against", "main", "--output", "json", *AS_OF]) == 0

    review = json.loads(capsys.readouterr().out)["review"]
    assert (review["changed"], review["not_used"]) == ([], [])


def test_odd_paths_are_read(fleet: Path) -> None:
    odd = (
        "services/ä ö/model-manifest.yaml",
        "services/a\tb\nc/model-manifest.yaml",
        'services/"q/model-manifest.yaml',
    )
    for path in odd:
        write(fleet, path, "x: 1\n")
    commit(fleet)
    snap = at(fleet)

    assert set(odd) < set(snap.find(lambda _: True).files)
    assert [snap.read(path) for path in odd] == [b"x: 1\n"] * 3


def test_a_large_file_is_cut_where_it_is_too_large(fleet: Path) -> None:
    write(fleet, "services/big/model-manifest.yaml", "#" * (MAX_BYTES + 500))
    commit(fleet)

    raw = at(fleet).read("services/big/model-manifest.yaml")

    assert isinstance(raw, bytes)
    assert len(raw) == MAX_BYTES + 1


def test_a_file_that_is_not_there_is_a_fault(fleet: Path) -> None:
    raw = at(fleet).read("nosuch.yaml")

    assert isinstance(raw, Diagnostic)
    assert "no such file at HEAD" in raw.message


def test_a_partial_clone_fetches_nothing(fleet: Path, tmp_path: Path, capsys: Capture) -> None:
    move_desk_to_openai(fleet)
    commit(fleet)
    git(fleet, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", f"file://{fleet}", "partial")

    said = refused(capsys, "check", "--config", str(tmp_path / "partial" / "modelbylaws.yaml"), "--against", "HEAD~1")

    assert "git" in said


# --- links and submodules ---


def link(folder: Path, path: str, target: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).symlink_to(target)


def test_a_manifest_behind_a_link_is_refused(fleet: Path, capsys: Capture) -> None:
    link(fleet, "services/copy/model-manifest.yaml", "../desk/model-manifest.yaml")
    commit(fleet)

    assert main(["diff", "HEAD", "HEAD", *AS_OF]) == 2

    assert "a link is not read" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("path", "target", "code", "message"),
    [
        ("services/far", "../hidden", "input-behind-link", "services/far/model-manifest.yaml"),
        ("services/up", "..", "link-loop", "a folder around it"),
        ("services/self", "self", "link-loop", "leads back to itself"),
        ("services/desk/in", "../desk", "link-loop", "a folder around it"),
    ],
)
def test_a_folder_link_is_a_fault_where_an_input_lies_behind_it(
    fleet: Path, path: str, target: str, code: str, message: str
) -> None:
    write(fleet, "hidden/model-manifest.yaml", "x: 1\n")
    link(fleet, path, target)
    commit(fleet)

    def is_input(path: str) -> bool:
        return path.startswith("services/") and path.endswith("model-manifest.yaml")

    found = at(fleet).find(is_input)

    (fault,) = found.faults
    assert fault.code == code
    assert message in fault.message
    assert walk(str(fleet), is_input).faults == found.faults  # as on disk


def test_a_folder_link_with_nothing_behind_it_is_a_note(fleet: Path) -> None:
    write(fleet, "docs/readme.md", "x\n")
    link(fleet, "more", "other")
    link(fleet, "other", "docs")
    link(fleet, "outside", "/etc")
    link(fleet, "services/again", "desk")  # what lies behind is read where it really is
    commit(fleet)

    found = at(fleet).find(lambda path: path.endswith("model-manifest.yaml"))

    assert found.faults == []
    assert sorted(note.split(";")[0] for note in found.notes) == [
        "folder link not followed: more",
        "folder link not followed: other",
        "folder link not followed: services/again",
        "link not followed: outside",
    ]


def test_a_submodule_is_named_and_not_read(fleet: Path, tmp_path: Path) -> None:
    other = repository(tmp_path / "other", FLEET)
    git(fleet, "-c", "protocol.file.allow=always", "submodule", "add", "--quiet", str(other), "services/other")
    commit(fleet)

    found = at(fleet).find(lambda _: True)

    assert found.notes == ["submodule not read at HEAD (" + git(fleet, "rev-parse", "HEAD")[:12] + "): services/other"]


# --- where the root lies, and who says so ---


def test_a_configuration_in_a_subfolder_is_found_at_the_revision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = repository(tmp_path / "top")
    shutil.copytree(FLEET, top / "deep" / "bank")
    commit(top)
    monkeypatch.chdir(top / "deep" / "bank" / "services")
    move_desk_to_openai(top / "deep" / "bank")

    assert main(["check", "--against", "main", *AS_OF]) == 1
    assert main(["diff", "main", "HEAD", *AS_OF]) == 0
    root, config = root_at(".", resolve(".", "main"))
    assert (root, config) == (str(top / "deep" / "bank"), "modelbylaws.yaml")


def test_a_configuration_that_the_change_adds_nearer_does_not_count(
    fleet: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    move_desk_to_openai(fleet)
    write(fleet, "services/modelbylaws.yaml", "format: modelbylaws/config/v1\n")
    monkeypatch.chdir(fleet / "services")

    assert main(["check", "--against", "main", "--output", "concise", *AS_OF]) == 1

    assert "error[vendor-cap]" in capsys.readouterr().out


def test_a_policy_that_the_change_deletes_is_still_judged_by(fleet: Path, capsys: Capture) -> None:
    move_desk_to_openai(fleet)
    shutil.rmtree(fleet / "policies")

    assert main(["check", "--against", "main", "--policy", "policies/org.yaml", "--output", "concise", *AS_OF]) == 1

    said = capsys.readouterr().out
    assert "not used: what this change makes of policies/org.yaml" in said


def test_a_catalog_that_the_change_adds_is_not_used(fleet: Path, capsys: Capture) -> None:
    move_desk_to_openai(fleet)
    write(fleet, "catalog/own.yaml", "format: modelbylaws/catalog/v1\nnonsense: 1\n")

    assert main(["check", "--against", "main", "--output", "concise", *AS_OF]) == 1

    assert "not used: what this change makes of catalog/own.yaml" in capsys.readouterr().out


def test_trust_without_against_forgives_nothing(fleet: Path, capsys: Capture) -> None:
    write(fleet, "policies/org.yaml", (fleet / "policies/org.yaml").read_text().replace("30%", "45%"))

    assert main(["check", "--trust", "main", "--output", "concise", *AS_OF]) == 1

    said = capsys.readouterr().out
    assert "everything but manifests is read at main" in said
    assert "error[vendor-target]" in said


def test_a_base_without_policies_judges_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    top = repository(tmp_path / "top")
    commit(top)
    shutil.copytree(FLEET, top, dirs_exist_ok=True)
    monkeypatch.chdir(top)

    assert main(["check", "--against", "main", *AS_OF]) == 3
    assert main(["check", "--against", "main", "--trust", "head", *AS_OF]) == 1


def test_what_the_base_could_not_judge_counts_as_new(fleet: Path, capsys: Capture) -> None:
    good = (fleet / DESK).read_text()
    write(fleet, DESK, "format: nonsense\n")
    commit(fleet)
    write(fleet, DESK, good)

    assert main(["check", "--against", "HEAD", "--output", "concise", *AS_OF]) == 1

    said = capsys.readouterr().out
    assert "of its own; what could not be judged there counts as new" in said
    assert "new[vendor-target] openai" in said


def test_a_revision_is_shown_by_its_name_and_commit() -> None:
    assert str(Revision("main", "0123456789abcdef")) == "main (0123456789ab)"
    assert str(Revision("0123456", "0123456789abcdef")) == "0123456"


def test_a_failing_git_is_a_fault_with_its_own_words(fleet: Path) -> None:
    shutil.rmtree(fleet / ".git" / "objects")

    with pytest.raises(Fault, match=r"^(git|no commit)"):
        at(fleet)


def test_the_hook_compares_what_git_tracks(fleet: Path, capsys: Capture) -> None:
    move_desk_to_openai(fleet)
    write(fleet, "services/new/model-manifest.yaml", (fleet / DESK).read_text().replace("desk", "new"))

    assert main(["check", "--hook", "fleet", "--against", "HEAD", "--output", "concise", *AS_OF]) == 1

    assert "60.0% (3 of 5)" in capsys.readouterr().out


def test_reverting_makes_it_green_again(fleet: Path) -> None:
    move_desk_to_openai(fleet)
    before = main(["check", "--against", "main", *AS_OF])
    subprocess.run(["git", "checkout", "--quiet", "."], cwd=fleet, check=True)

    assert (before, main(["check", "--against", "main", *AS_OF])) == (1, 0)
