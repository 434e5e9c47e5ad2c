"""A commit is read as objects: nothing but objects is touched, and links mean what they mean on disk."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from checker.cli import main
from checker.diagnostic import Diagnostic
from checker.review.beside import read_beside
from checker.run.faults import Fault
from checker.run.read import read_request
from checker.run.request import Request
from checker.run.revision import resolve
from checker.run.snapshot import Snapshot, snapshot
from checker.run.tree import walk
from checker.source.characters import MAX_BYTES
from tests.repository import AS_OF, DESK, FLEET, Capture, commit, git, move_desk_to_openai, repository, write


def at(folder: Path, name: str = "HEAD") -> Snapshot:
    snapshot.cache_clear()
    return snapshot(str(folder), resolve(str(folder), name))


def test_a_revision_is_read_byte_for_byte(fleet: Path) -> None:
    snap = at(fleet)

    found = snap.find(lambda _: True)

    assert found.files == sorted(path.relative_to(FLEET).as_posix() for path in FLEET.rglob("*") if path.is_file())
    assert {path: snap.read(path) for path in found.files} == {
        path: (FLEET / path).read_bytes() for path in found.files
    }
    assert (found.notes, found.faults) == ([], [])


def test_a_manifest_that_is_the_same_in_a_second_state_is_not_parsed_again(fleet: Path) -> None:
    move_desk_to_openai(fleet)
    asked = Request("modelbylaws.yaml", (), dt.date(2026, 11, 22), root=str(fleet))
    now = read_request(asked)

    before = read_beside(replace(asked, manifests=resolve(str(fleet), "HEAD")), now)

    documents = {service.document.file: service.document for service in now.services}
    again = {s.document.file for s in before.services if documents[s.document.file] is not s.document}
    assert again == {DESK}


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


def test_a_replaced_commit_is_read_as_it_was(fleet: Path) -> None:
    """``git replace`` would let a change swap the rules behind an id."""
    first = git(fleet, "rev-parse", "HEAD")
    write(fleet, "policies/org.yaml", "format: other\n")
    git(fleet, "replace", first, commit(fleet))

    raw = at(fleet, first).read("policies/org.yaml")

    assert raw == (FLEET / "policies" / "org.yaml").read_bytes()


def test_a_failing_git_is_a_fault_with_its_own_words(fleet: Path) -> None:
    shutil.rmtree(fleet / ".git" / "objects")

    with pytest.raises(Fault, match=r"^(git|no commit)"):
        at(fleet)
