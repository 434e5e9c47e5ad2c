"""``collect``: every repository is read at a commit or said not to be; the file is the same for the same commits."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checker.cli import main
from checker.run.faults import Fault
from checker.run.fleet_file import FleetFile, compress
from checker.run.fleet_reading import read_fleet
from tests.many_repositories import FIRST, MISTRAL, OPENAI, SECOND, bare, listed, manifest, push
from tests.repository import Capture, git, write

DAY = ("--as-of", "2026-11-22")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    bare(folder, "alpha", {FIRST: manifest("a-one"), SECOND: manifest("a-two", OPENAI), "src/x.py": "x = 1\n"})
    bare(folder, "beta", {FIRST: manifest("b-one")})
    write(folder, f"gamma/{FIRST}", manifest("c-one"))
    for hooks in folder.glob("**/hooks"):
        shutil.rmtree(hooks)
    return folder


@pytest.fixture(scope="module")
def snapshot(made: Path) -> bytes:
    file = listed(
        made, ["name: alpha, path: alpha.git", "name: acme/beta, path: beta.git", "name: gamma, folder: gamma"]
    )
    out = made / "snapshot.jsonl"
    assert main(["collect", "--from", str(file), "--out", str(out), *DAY]) == 0
    return out.read_bytes()


@pytest.fixture
def place(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three repositories with four services: one fetched, one read where it lies, one a folder."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    listed(tmp_path, [f"name: alpha, git: 'file://{tmp_path}/alpha.git'", "name: acme/beta, path: beta.git, ref: main",
                      "name: gamma, folder: gamma"])  # fmt: skip
    monkeypatch.chdir(tmp_path)
    return tmp_path


def collect(*more: str, out: str = "fleet.jsonl") -> int:
    return main(["collect", "--from", "repositories.yaml", "--out", out, "--cache", "cache", *DAY, *more])


def fleet(path: str = "fleet.jsonl") -> FleetFile:
    return read_fleet(path, Path(path).read_bytes())


def test_every_source_brings_its_manifests_and_nothing_else(place: Path, capsys: Capture) -> None:
    assert collect() == 0

    found = fleet()
    assert [(record.place, record.service) for record in found.records] == [
        (f"acme/beta//{FIRST}", "b-one"),
        (f"alpha//{SECOND}", "a-two"),
        (f"alpha//{FIRST}", "a-one"),
        (f"gamma//{FIRST}", "c-one"),
    ]
    assert found.records[2].raw == manifest("a-one").encode()
    assert found.by_name["alpha"].commit == git(place / "alpha.git", "rev-parse", "HEAD")
    assert (found.by_name["gamma"].commit, found.by_name["gamma"].ref) == ("", "")
    assert str(place) not in Path("fleet.jsonl").read_text()  # no path of the machine
    assert capsys.readouterr().out.startswith("fleet.jsonl: 4 manifests of 3 repositories, as they were on 2026-11-22;")


def test_only_manifests_are_fetched(place: Path) -> None:
    collect()

    cached = next((place / "cache").iterdir())
    held = git(cached, "cat-file", "--batch-all-objects", "--batch-check=%(objecttype)").splitlines()
    assert held.count("blob") == 2  # and not the one of src/x.py


def test_the_same_commits_are_the_same_bytes_and_not_read_again(place: Path, capsys: Capture) -> None:
    collect()
    first = (place / "fleet.jsonl").read_bytes()
    collect("--jobs", "1")
    assert (place / "fleet.jsonl").read_bytes() == first
    assert "1 read again, 2 as before" in capsys.readouterr().out  # a folder has no commit
    collect(out="other.jsonl.gz")
    assert gzip.decompress((place / "other.jsonl.gz").read_bytes()) == first
    packed = (place / "other.jsonl.gz").read_bytes()
    collect(out="other.jsonl.gz")
    assert (place / "other.jsonl.gz").read_bytes() == packed

    main(
        ["collect", "--from", "repositories.yaml", "--out", "fleet.jsonl", "--cache", "cache", "--as-of", "2026-11-23"]
    )
    assert (place / "fleet.jsonl").read_bytes().splitlines()[:-1] == first.splitlines()[:-1]


def test_a_new_commit_is_read(place: Path, capsys: Capture) -> None:
    collect()
    write(place / "work" / "alpha", FIRST, manifest("a-one", OPENAI))
    push(place / "work" / "alpha")
    collect()

    assert fleet().records[2].raw == manifest("a-one", OPENAI).encode()
    assert "2 read again, 1 as before" in capsys.readouterr().out


def test_a_repository_that_cannot_be_read_keeps_its_services(place: Path, capsys: Capture) -> None:
    collect()
    (place / "alpha.git").rename(place / "gone.git")
    capsys.readouterr()

    assert collect() == 1  # written, and not all of the fleet

    alpha = fleet().by_name["alpha"]
    assert (alpha.state, alpha.commit, alpha.services) == ("not-read", "", ("a-one", "a-two"))
    assert alpha.reason == "git could not fetch it"
    told = capsys.readouterr().out
    assert "not read: alpha: git could not fetch it; unknown until it can be read: a-one, a-two\n" in told
    assert "does not appear to be a git repository" in told  # what git said, for whoever collects
    assert collect() == 1
    assert fleet().by_name["alpha"].services == ("a-one", "a-two")  # also the next time


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("name: x, path: nowhere", "there is no repository of git"),
        ("name: x, path: work", "there is no repository of git"),  # a folder inside of one would be another one
        ("name: x, path: beta.git, ref: no-such-branch", "it has no commit 'no-such-branch'"),
        ("name: x, folder: nowhere", "there is no such folder"),
        ("name: x, records: nowhere.jsonl", "there is no such file"),
    ],
)
def test_why_a_repository_is_not_read_names_no_path_of_the_machine(place: Path, entry: str, reason: str) -> None:
    git(place, "init", "--quiet")
    listed(place, [entry])

    assert collect() == 1
    assert fleet().by_name["x"].reason == reason


def test_two_repositories_that_claim_one_service_leave_the_earlier_snapshot(place: Path, capsys: Capture) -> None:
    collect()
    before = (place / "fleet.jsonl").read_bytes()
    write(place, f"gamma/{FIRST}", manifest("a-two"))

    assert collect() == 2

    told = capsys.readouterr().err
    assert f"'a-two' by alpha//{SECOND}:2:10 and by gamma//{FIRST}:2:10; nothing was written" in told
    assert (place / "fleet.jsonl").read_bytes() == before


def test_a_renamed_repository_is_told(place: Path, capsys: Capture) -> None:
    collect()
    listed(place, ["name: renamed, path: alpha.git", "name: gamma, folder: gamma"])

    assert collect() == 0

    told = capsys.readouterr().out
    assert "note: acme/beta is not listed any more; gone with it: b-one\n" in told
    assert "note: alpha is not listed any more; what it held is in renamed now\n" in told


def test_what_cannot_be_read_in_a_repository_is_a_record_too(place: Path) -> None:
    work = place / "work" / "alpha"
    (work / FIRST).unlink()
    (work / FIRST).symlink_to("src/x.py")
    write(work, "model-manifst.yaml", manifest("a-three"))
    (work / SECOND).write_bytes(b"service: a-two\n\xff\xfe\n")
    push(work)
    collect()

    found = {record.path: record for record in fleet().records if record.repository == "alpha"}
    assert found[SECOND].raw == b"service: a-two\n\xff\xfe\n"
    assert found[SECOND].service == "a-two"
    codes = {path: getattr(record.raw, "code", "") for path, record in found.items()}
    assert codes == {FIRST: "link", SECOND: "", "model-manifst.yaml": "misnamed-manifest"}


def test_earlier_snapshots_and_records_are_sources(place: Path) -> None:
    collect()
    (place / "fleet.jsonl").rename(place / "old.jsonl")
    line = json.dumps({"path": FIRST, "text": manifest("d-one")})
    (place / "more.jsonl").write_text(f"{line}\n", encoding="utf-8")
    listed(place, ["snapshot: old.jsonl", "name: delta, records: more.jsonl"])

    assert collect() == 0
    assert [record.service for record in fleet().records] == ["b-one", "a-two", "a-one", "d-one", "c-one"]

    listed(place, ["snapshot: old.jsonl", "name: alpha, records: more.jsonl"])
    assert collect() == 2


def _edit(raw: bytes, change: Callable[[list[dict[str, Any]]], None]) -> bytes:
    lines = [json.loads(line) for line in raw.splitlines()]
    change(lines)
    return "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines).encode()


CHANGES: dict[str, tuple[Callable[[list[dict[str, Any]]], None], str]] = {
    "a text": (lambda f: f[2].update(text=f[2]["text"].replace(OPENAI, MISTRAL)), f"alpha//{SECOND} .line 3. is not"),
    "a record less": (lambda f: f.__delitem__(2), "is not what was collected: it was changed"),
    "a day": (lambda f: f[-1].update(day="2026-12-24"), "is not what was collected: it was changed"),
    "a state": (
        lambda f: f[0]["repositories"][1].update(state="not-read"),
        "a repository that the header does not say",
    ),
    "an order": (lambda f: f.insert(1, f.pop(2)), "is not in its order"),
    "a path out": (lambda f: f[2].update(path="../x.yaml"), "has no path inside of a repository"),
    "a name": (lambda f: f[0]["repositories"][0].update(name="a//b"), "a repository without a name"),
    "no seal": (lambda f: f.__delitem__(-1), "was cut off: its last line is no seal"),
    "a format": (lambda f: f[0].update(format="modelbylaws/fleet/v2"), "is no snapshot of a fleet"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_snapshot_that_was_changed_is_refused(snapshot: bytes, name: str) -> None:
    change, told = CHANGES[name]
    changed = _edit(snapshot, change)

    assert _edit(snapshot, lambda _: None) == snapshot
    with pytest.raises(Fault, match=told):
        read_fleet("fleet.jsonl", changed)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("kept", [0, 1, 100, -1, -30])
def test_a_snapshot_that_was_cut_off_is_refused(snapshot: bytes, packed: bool, kept: int) -> None:
    raw = compress(snapshot) if packed else snapshot

    with pytest.raises(Fault, match=r"is no whole snapshot|was cut off"):
        read_fleet("fleet", raw[:kept])


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("name: x, git: 'https://user:secret@example.org/x.git'", "a user or a password in it"),
        ("name: x, git: 'ext::sh -c touch'", "no address that git fetches from"),
        ("name: x, git: '--upload-pack=touch'", "no address that git fetches from"),
        ("name: x, git: 'http://example.org/x.git'", "no address that git fetches from"),
        ("name: x, path: a, ref: '--all'", "no branch, tag or commit"),
        ("name: x, path: a, folder: b", "say with exactly one key"),
        ("name: 'a//b', path: a", "no name of a repository"),
        ("path: a", "it needs a name"),
        ("name: x, folder: a, ref: main", "ref is about git"),
    ],
)
def test_a_list_with_a_fault_is_refused_at_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, entry: str, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    listed(tmp_path, [entry])

    assert collect() == 2
    said = capsys.readouterr().err
    assert "repositories.yaml:3:" in said
    assert told in said
    assert "secret" not in said
    assert not (tmp_path / "fleet.jsonl").exists()


def test_a_list_is_drafted_from_backstage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.chdir(tmp_path)
    entity = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: {}, annotations: {{{}}}}}\n"
    source = '"backstage.io/source-location": "url:https://git.example.org/group/pay/-/tree/main/x"'
    entities = [entity.format("shop", "github.com/project-slug: acme/shop"), entity.format("pay", source)]
    entities += [entity.format("till", "github.com/project-slug: acme/shop"), entity.format("lost", "")]
    (tmp_path / "catalog-info.yaml").write_text("---\n".join(entities), encoding="utf-8")

    assert main(["collect", "--draft-from", "catalog-info.yaml"]) == 0
    drafted = capsys.readouterr().out
    assert drafted == (
        "format: modelbylaws/repositories/v1\nrepositories:\n"
        '  - name: "acme/shop"\n    git: "https://github.com/acme/shop.git"\n'
        '    web: "https://github.com/acme/shop/blob/{commit}/{path}#L{line}"\n    services: ["shop", "till"]\n'
        '  - name: "group/pay"\n    git: "https://git.example.org/group/pay.git"\n    ref: "main"\n'
        '    web: "https://git.example.org/group/pay/-/blob/{commit}/{path}#L{line}"\n    services: ["pay"]\n'
        "# lost: says nothing of where it is kept (github.com/project-slug, backstage.io/source-location)\n"
    )
