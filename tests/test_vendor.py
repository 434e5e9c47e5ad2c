"""``vendor``: what others wrote is brought once, locked, and read byte for byte or not at all."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from checker.cli import main
from checker.run.fleet_file import FleetFile, Gathered, Record, compress, fleet_bytes
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
  - {id: acme, name: Acme, group: acme, sources: [{what: page, where: acme.example, class: vendor, read: 2026-04-10}]}
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
    found = sorted(path.as_posix() for path in Path(".modelbylaws").rglob("*.*"))
    assert found == [".modelbylaws/vendor.lock.json", ".modelbylaws/vendor/.gitattributes", BROUGHT]

    assert check() == 1  # one vendor stands behind the one service, which is more than 30%
    said = capsys.readouterr().out
    assert "30%" in said
    assert "theirs" not in said


@pytest.mark.usefixtures("place")
def test_lint_advises_what_can_be_mended_here(capsys: Capture) -> None:
    """Rules without a failing case are told of one's own policy, and not of those of others."""
    vendor()
    capsys.readouterr()

    assert main(["lint"]) == 0
    told = capsys.readouterr().out
    assert " --> policies/ours.yaml" in told
    assert BROUGHT not in told.partition("Read ")[0]


def test_the_same_again_writes_the_same_bytes(place: Path, capsys: Capture) -> None:
    vendor()
    before = (place / LOCK).read_bytes()
    assert main(["vendor", "--cache", "../cache", "--as-of", "2026-11-30"]) == 0
    assert (place / LOCK).read_bytes() == before
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
    assert "updated: org" in capsys.readouterr().out
    assert "35%" in Path(BROUGHT).read_text()
    assert vendor("--update") == 0
    assert check() == 1


def test_what_newer_policies_would_change_here_is_told_before_they_are_taken(place: Path, capsys: Capture) -> None:
    vendor()
    move(place, POLICY.replace("team-*", "squad-*"))
    before = {path: path.read_bytes() for path in place.rglob("*.*") if path.is_file()}
    capsys.readouterr()

    assert vendor("--check") == 1
    told = capsys.readouterr().out
    assert "policies and the rest, on the manifests of the work tree\n" in told
    assert "  owned-by-a-team  " in told
    assert "    newly failing  ours: " in told
    assert {path: path.read_bytes() for path in place.rglob("*.*") if path.is_file()} == before

    assert vendor("--check", "--output", "json") == 1
    effect = json.loads(capsys.readouterr().out)["effect"]
    assert [change["rule"] for change in effect["edited"]] == ["owned-by-a-team"]
    assert effect["diagnostics"] == []

    move(place, POLICY.replace("40%", "20%"))
    assert vendor("--check") == 1
    assert "  fault: policies/ours.yaml: " in (told := capsys.readouterr().out)
    assert "[loosened]" in told


def _change(path: str, old: str, new: str) -> Callable[[Path], None]:
    def change(place: Path) -> None:
        text = (place / path).read_text()
        assert old in text
        (place / path).write_text(text.replace(old, new))

    return change


BROKEN: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "a byte": (_change(BROUGHT, "40%", "90%"), "vendored-changed", f"--> {BROUGHT}\n"),
    "a file": (lambda place: (place / BROUGHT).unlink(), "unreadable", BROUGHT),
    "a folder": (lambda place: shutil.rmtree(place / ".modelbylaws/vendor"), "unreadable", BROUGHT),
    "the lock": (lambda place: (place / LOCK).unlink(), "not-vendored", "modelbylaws.yaml:3:"),
    "a digest": (_change(LOCK, '"baseline.yaml": "', '"baseline.yaml": "f'), "invalid", f"{LOCK}:"),
    "a tree": (lambda place: _retree(place / LOCK), "vendored-changed", f"{LOCK}:"),
    "a path out": (_change(LOCK, '"baseline.yaml": ', '"../../policies/ours.yaml": '), "invalid", f"{LOCK}:12:"),
    "a link": (lambda place: _link(place / BROUGHT), "link", BROUGHT),
    "a file by its path": (
        lambda place: write(place, "modelbylaws.yaml", f"format: modelbylaws/config/v1\npolicies: [{BROUGHT}]\n"),
        "not-locked",
        BROUGHT,
    ),
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


def _link(file: Path) -> None:
    file.rename(file.parents[3] / "elsewhere.yaml")
    file.symlink_to(file.parents[3] / "elsewhere.yaml")


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


def test_both_lines_are_told_of_a_changed_byte(place: Path, capsys: Capture) -> None:
    vendor()
    write(place, BROUGHT, POLICY.replace("40%", "90%"))
    capsys.readouterr()

    assert check() == 2
    said = capsys.readouterr().out
    assert f"--> {BROUGHT}\n" in said
    assert f"locked here  {LOCK}:12:26\n" in said
    assert said.count("error[vendored-changed]") == 1


def test_a_list_of_the_configuration_names_files_of_others(place: Path, capsys: Capture) -> None:
    shutil.rmtree(place / "policies")
    configure(place, more='policies: ["vendor:org/*.yaml"]\n')
    vendor()
    assert check() == 1
    assert "40%" in capsys.readouterr().out

    configure(place, more='policies: ["vendor:org/base.yaml"]\n')
    assert check() == 2
    assert "write one of: vendor:org/baseline.yaml" in capsys.readouterr().out

    configure(place, more='policies: ["vendor:org/*.yaml"]\n')
    (place / BROUGHT).unlink()
    assert check() == 2  # what the lock names and is not there is not passed over


def test_a_file_comes_by_its_digest(place: Path, capsys: Capture) -> None:
    write(place.parent, "shared/models.yaml", CATALOG)
    digest = hashlib.sha256(CATALOG.encode()).hexdigest()
    more = f"  models: {{file: ../shared/models.yaml, sha256: {digest}}}\ncatalogs: ['vendor:models']\n"
    configure(place, more=more)
    assert vendor() == 0
    assert check("--output", "json=../report.json") == 1
    read = {entry["path"] for entry in json.loads(Path("../report.json").read_text())["inputs"]}
    assert {LOCK, BROUGHT, ".modelbylaws/vendor/models/models.yaml"} <= read

    write(place.parent, "shared/models.yaml", CATALOG.replace("Acme", "Emca"))
    capsys.readouterr()
    assert vendor() == 2
    assert "source models: ../shared/models.yaml has the digest " in capsys.readouterr().err
    assert check() == 1  # what was brought is still what it was


def test_a_source_that_is_not_named_any_more_goes(place: Path, capsys: Capture) -> None:
    vendor()
    write(place, "modelbylaws.yaml", "format: modelbylaws/config/v1\n")

    assert vendor() == 0
    assert "gone: org" in capsys.readouterr().out
    assert not (place / BROUGHT).exists()
    assert json.loads(Path(LOCK).read_text())["sources"] == {}


def test_the_next_commit_and_another_one_are_judged_by_what_they_hold(place: Path, capsys: Capture) -> None:
    vendor()
    git(place, "init", "--quiet", "--initial-branch=main")
    git(place, "add", "--all")
    assert main(["check", "--hook", "fleet", *DAY]) == 1
    git(place, "commit", "--quiet", "--message", "a state")
    write(place, BROUGHT, POLICY.replace("40%", "90%"))
    assert main(["check", "--hook", "fleet", *DAY]) == 1  # of the work tree the hook knows nothing
    assert main(["check", "--trust", "HEAD", *DAY]) == 1
    git(place, "add", "--all")
    assert main(["check", "--hook", "fleet", *DAY]) == 2
    git(place, "rm", "--cached", "--quiet", "-r", ".modelbylaws/vendor")
    capsys.readouterr()
    assert main(["check", "--hook", "fleet", *DAY]) == 2
    assert "git does not track this file" in capsys.readouterr().out


def test_a_bundle_holds_what_was_brought_and_is_judged_again(place: Path, capsys: Capture) -> None:
    vendor()
    shutil.rmtree(place.parent / "policies.git")  # nothing is asked of it any more
    assert main(["report", "--bundle", "../bundle.zip", "--output", "html=../r.html", *DAY]) == 1
    capsys.readouterr()
    assert main(["verify", "../bundle.zip"]) == 0, capsys.readouterr()
    assert main(["report", "--bundle", "../next.zip", "--since", "../bundle.zip", *DAY]) == 1
    assert main(["verify", "../next.zip", "--since", "../bundle.zip"]) == 0, capsys.readouterr()


def test_nothing_is_written_through_a_link(place: Path, capsys: Capture) -> None:
    elsewhere = place.parent / "elsewhere"
    elsewhere.mkdir()
    git(place, "init", "--quiet")
    (place / ".modelbylaws").symlink_to(elsewhere)

    assert vendor() == 2
    assert "is a link of the tree" in capsys.readouterr().err
    assert not [*elsewhere.iterdir()]


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("git: 'ext::sh -c touch', ref: main", "no address that git fetches from"),
        ("git: 'https://u:secret@example.org/x.git', ref: main", "a user or a password in it"),
        ("git: 'https://example.org/x.git'", "git needs ref"),
        ("git: 'https://example.org/x.git', ref: --all", "no branch, tag or commit"),
        ("git: 'https://example.org/x.git', ref: v1, path: ../x", "no path inside of a source"),
        ("file: x.yaml", "file needs sha256"),
        ("file: x.yaml, sha256: abc", "no SHA-256"),
        ("ref: v1", "say with exactly one key"),
    ],
)
def test_a_source_with_a_fault_is_refused_at_its_line(place: Path, capsys: Capture, entry: str, told: str) -> None:
    write(place, "modelbylaws.yaml", f"format: modelbylaws/config/v1\nsources:\n  org: {{{entry}}}\n")

    assert vendor() == 2
    said = capsys.readouterr().err
    assert "modelbylaws.yaml:3:" in said
    assert told in said
    assert "secret" not in said
    assert check() == 2
    assert told in capsys.readouterr().out


@pytest.mark.parametrize(
    ("ref", "path", "told"),
    [("v9", "policies", "git could not fetch it"), ("v1", "nowhere", "no policy, catalog or file of controls")],
)
def test_a_source_that_cannot_be_brought_leaves_all_as_it_was(
    place: Path, capsys: Capture, ref: str, path: str, told: str
) -> None:
    vendor()
    before = {name: Path(name).read_bytes() for name in (LOCK, BROUGHT)}
    configure(place, more=f"  more: {{git: 'file://{place.parent}/policies.git', ref: {ref}, path: {path}}}\n")
    capsys.readouterr()

    assert vendor() == 2
    assert told in capsys.readouterr().err
    assert {name: Path(name).read_bytes() for name in before} == before


def test_the_command_line_names_a_policy_of_a_source(place: Path, capsys: Capture) -> None:
    """By itself, and not as the one here that is built on it: 40% is broken, too, and 30% is not asked."""
    vendor()
    capsys.readouterr()
    for named in ("vendor:org", "vendor:org/baseline.yaml", "vendor:org/base*.yaml"):
        assert check("--policy", named) == 1
        told = capsys.readouterr().out
        assert "the limit is 40%" in told
        assert f"by 2 rules of {BROUGHT}" in told

    bundle = str(place.parent / "evidence.zip")
    assert main(["report", *DAY, "--policy", "vendor:org", "--bundle", bundle]) == 1
    assert main(["verify", bundle]) == 0, capsys.readouterr()


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ("vendor:og", "error[unknown-source]: the configuration names no source 'og'"),
        ("vendor:org/nothing.yaml", "error[no-such-file]: no file of 'org' matches 'nothing.yaml'"),
    ],
)
def test_a_policy_of_a_source_that_is_none_judges_nothing(place: Path, capsys: Capture, named: str, told: str) -> None:
    vendor()
    assert check("--policy", named) == 2
    said = capsys.readouterr().out
    assert told in said
    assert " --> modelbylaws.yaml\n" in said
    assert place.exists()


def fleet_of(*services: str) -> bytes:
    records = tuple(Record(f"r-{name}", FIRST, manifest(name, OPENAI).encode(), name) for name in services)
    repositories = tuple(Gathered(record.repository, "read", "main", "0" * 40) for record in records)
    return compress(fleet_bytes(FleetFile(dt.date(2026, 11, 21), "0.2.0", "2026.11.22", repositories, records)))


def held_snapshot(place: Path, name: str = "fleet.jsonl.gz", snapshot: str = "vendor:fleet") -> None:
    """A snapshot in the repository of policies, which the configuration names."""
    work = place.parent / "work" / "policies"
    (work / name).write_bytes(fleet_of("one", "two", "three"))
    push(work)
    where = f"file://{place.parent}/policies.git"
    sources = (
        f"  org: {{git: '{where}', ref: v1, path: policies}}\n  fleet: {{git: '{where}', ref: main, path: {name}}}\n"
    )
    fleet = f"fleet: {{snapshot: '{snapshot}', repository: ours}}\n"
    write(place, "modelbylaws.yaml", f"format: modelbylaws/config/v1\nsources:\n{sources}{fleet}")


def test_a_snapshot_is_brought_where_the_configuration_names_it(place: Path, capsys: Capture) -> None:
    held_snapshot(place)
    assert check() == 2
    assert "the snapshot vendor:fleet: 'fleet' was not brought here (run modelbylaws vendor)" in capsys.readouterr().err

    assert vendor() == 0
    held = Path(".modelbylaws/vendor/fleet/fleet.jsonl.gz")
    assert held.read_bytes() == fleet_of("one", "two", "three")
    assert check() == 0
    told = capsys.readouterr().out
    assert "3 manifests of 3 repositories as of 2026-11-21, 1 day before; this one, ours, is not among them" in told
    assert "already broken before this change" in told

    held.write_bytes(fleet_of("one"))  # whole, and another one
    assert check() == 2
    assert "the lock has another digest (restore it, or run modelbylaws vendor)" in capsys.readouterr().err
    assert check("--fleet", str(held)) == 2  # what the lock names is looked at, whatever is judged by
    assert "error[vendored-changed]" in capsys.readouterr().out
    held.unlink()
    assert check() == 2

    (place.parent / "work/policies/fleet.jsonl.gz").rename(place.parent / "work/policies/other.jsonl.gz")
    push(place.parent / "work/policies")
    text = Path("modelbylaws.yaml").read_text()
    write(place, "modelbylaws.yaml", text.replace("fleet.jsonl.gz", "other.jsonl.gz"))
    assert vendor() == 0
    assert [path.name for path in held.parent.iterdir()] == ["other.jsonl.gz"]  # the older one is gone


@pytest.mark.parametrize(
    ("snapshot", "told"),
    [
        ("vendor:flet", "the configuration names no source 'flet' (did you mean 'fleet'?)"),
        ("vendor:org", "no snapshot of a fleet lies there"),
        ("vendor:fleet/none.jsonl", "no file of 'fleet' matches 'none.jsonl'"),
    ],
)
def test_a_snapshot_that_no_source_has_judges_nothing(place: Path, capsys: Capture, snapshot: str, told: str) -> None:
    held_snapshot(place, snapshot=snapshot)
    vendor()

    assert check() == 2
    assert told in capsys.readouterr().err


def test_a_broken_snapshot_is_not_brought_and_another_one_not_asked_for(place: Path, capsys: Capture) -> None:
    held_snapshot(place, snapshot="own.jsonl")  # a source of which no policy is wanted, and no snapshot either
    assert vendor() == 2
    assert "source fleet: no policy, catalog or file of controls lies there" in capsys.readouterr().err

    held_snapshot(place)
    (place.parent / "work/policies/fleet.jsonl.gz").write_bytes(fleet_of("one")[:-9])
    push(place.parent / "work/policies")
    assert vendor() == 2
    assert "source fleet: fleet.jsonl.gz was cut off" in capsys.readouterr().err
    assert not Path(LOCK).exists()
