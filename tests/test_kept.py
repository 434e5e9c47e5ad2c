"""A hook judges what changed since the hook before, and says what it would say if nothing were kept."""

from __future__ import annotations

import os
import re
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from checker.engine import kept
from checker.engine.chunks import Chunk
from checker.engine.desk import Desk, Settled
from checker.kinds.require import Require
from checker.run.replay.entry import pack, seal, unpack, unseal
from checker.run.replay.folder import NAME, Folder
from checker.run.revision import Index
from tests.replayed import CHAT, HOOK, Program, a_fleet, counted, manifest
from tests.repository import AS_OF, Capture, commit, git, write
from tests.small_fleet import POLICY
from tests.test_engine import SOUND

Patch = pytest.MonkeyPatch
KYC = "services/kyc/model-manifest.yaml"
NEW = "services/new/model-manifest.yaml"
WHOLE = {f"services/{name}/model-manifest.yaml" for name in ("chat", "claims", "kyc", "mail", "search")}


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: Patch) -> Path:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    folder = a_fleet(tmp_path / "fleet")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def program(monkeypatch: Patch, capfd: Capture) -> Program:
    return counted(monkeypatch, lambda: (found := capfd.readouterr()) and (found.out, found.err))


@pytest.fixture
def judged(monkeypatch: Patch) -> list[str]:
    """The manifests that were judged where something is kept."""
    seen: list[str] = []
    collect = kept._collect

    def note(desk: Desk, settled: Settled, chunk: Chunk) -> kept._Collected:
        found = collect(desk, settled, chunk)
        seen.extend(path for path, _ in found.part.digests)
        return found

    monkeypatch.setattr(kept, "_collect", note)
    return seen


def stage(folder: Path, path: str, text: str) -> None:
    write(folder, path, text)
    git(folder, "add", "--force", "--", path)


def entries(folder: Path) -> list[Path]:
    return sorted((folder / ".git" / NAME).glob("parts-*"))


def same(program: Program, *words: str) -> None:
    """What is said with what is kept, and without, is the same."""
    assert program.judges(*(words or HOOK))


def test_only_what_changed_is_judged(fleet: Path, program: Program, judged: list[str]) -> None:
    same(program)
    assert {*judged} == WHOLE
    for path, text in ((CHAT, manifest("chat", "acme")), (NEW, manifest("new", "birch", "nobody"))):
        judged.clear()
        stage(fleet, path, text)
        same(program)
        assert judged == [path]
    judged.clear()
    git(fleet, "rm", "--quiet", "--cached", KYC)
    same(program)
    git(fleet, "add", KYC)
    stage(fleet, "README.md", "A fleet of services.\n")
    same(program)
    assert judged == []  # what comes back is known as long as its layer is there


@pytest.mark.slow
def test_many_commits_leave_few_layers(fleet: Path, program: Program, judged: list[str]) -> None:
    names = sorted(WHOLE)
    for number in range(2 * kept.LAYERS + 3):
        path = names[number % 5]
        stage(fleet, path, manifest(path.split("/")[1], f"vendor-{number}"))
        program.run(*HOOK)
    (entry,) = entries(fleet)
    layers = unpack(unseal(entry.name, entry.read_bytes()))

    assert len(layers) // 3 <= 2 * kept.LAYERS
    assert len(judged) == 5 + 2 * kept.LAYERS + 2
    stage(fleet, CHAT, manifest("chat", "acme"))
    same(program)


def link(folder: Path) -> None:
    (folder / "docs").symlink_to("/etc")
    git(folder, "add", "docs")


def as_folder(entry: Path) -> None:
    entry.unlink()
    entry.mkdir()


OTHERWISE: dict[str, Callable[[Path], object]] = {
    "a policy": lambda folder: stage(folder, "policies/org.yaml", POLICY.replace("40%", "30%")),
    "a catalog": lambda folder: stage(folder, "catalog/more.yaml", "format: modelbylaws/catalog/v1\nvendors: []\n"),
    "the inventory": lambda folder: stage(folder, "inventory.yaml", (folder / "inventory.yaml").read_text() + "\n"),
    "a link": link,
}


@pytest.mark.parametrize("name", OTHERWISE)
def test_all_is_judged_again_when_something_else_is_otherwise(
    fleet: Path, program: Program, judged: list[str], name: str
) -> None:
    for service in ("chat", "kyc"):
        path = f"services/{service}/model-manifest.yaml"
        stage(fleet, path, f"{manifest(service, 'acme')}exit: {{plan: docs/exit.md}}\n")
    program.run(*HOOK)
    judged.clear()

    OTHERWISE[name](fleet)

    same(program)
    assert {*judged} == WHOLE


def test_on_another_day_all_is_judged_again(fleet: Path, program: Program, judged: list[str]) -> None:
    program.run(*HOOK)
    program.run("check", "--hook", "fleet", "--as-of", "2026-11-23", "--")

    assert sorted(judged) == sorted([*WHOLE, *WHOLE])
    assert len(entries(fleet)) == 1  # of an older day nothing is left


def test_what_one_manifest_says_of_models_of_others_counts(fleet: Path, program: Program, judged: list[str]) -> None:
    """A base that a new manifest declares makes another rule's key of the same model elsewhere."""
    for path, text in SOUND.items():
        stage(fleet, path, text)
    git(fleet, "rm", "--quiet", "-r", "--force", "catalog")
    program.run(*HOOK)
    path = "services/11/model-manifest.yaml"
    judged.clear()
    stage(fleet, path, SOUND[path].replace("contract:", "derived-from: [mistral/mistral-small-4]\n        contract:"))

    same(program)
    assert len({*judged}) > 20


@pytest.mark.parametrize("words", [(), ("--output", "json"), ("--output", "full"), ("--quiet",)])
def test_every_output_is_the_same(fleet: Path, program: Program, words: tuple[str, ...]) -> None:
    call = ("check", "--hook", "fleet", *AS_OF, *words, "--")
    for path, text in SOUND.items():
        stage(fleet, path, text)
    same(program, *call)
    stage(fleet, "services/03/model-manifest.yaml", SOUND["services/03/model-manifest.yaml"].replace("team-", "t-"))

    same(program, *call)


def test_a_manifest_that_cannot_be_read_is_told_with_and_without(fleet: Path, program: Program) -> None:
    program.run(*HOOK)
    stage(fleet, CHAT, "format: modelbylaws/manifest/v1\nservice: [\n")
    same(program)
    stage(fleet, CHAT, manifest("kyc", "acme"))  # a second one of a service
    same(program)
    stage(fleet, CHAT, manifest("chat", "acme"))
    same(program)


def test_a_fleet_without_manifests_has_nothing_to_judge(fleet: Path, program: Program) -> None:
    git(fleet, "rm", "--cached", "-r", "--quiet", "services")

    assert program.run(*HOOK)[0] == 3  # though the inventory lists services
    assert program.run(*HOOK) == program.fresh(*HOOK)


def rewritten(entry: Path, change: Callable[[list[bytes]], list[bytes]]) -> None:
    """Under a seal that is right, something else."""
    layers = unpack(unseal(entry.name, entry.read_bytes()))
    entry.write_bytes(seal(entry.name, pack(change(layers))))


def other_bodies(make: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def change(entry: Path) -> None:
        rewritten(entry, lambda parts: [make(part) if at % 3 == 2 else part for at, part in enumerate(parts)])

    return change


def other_text(make: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    return other_bodies(lambda body: zlib.compress(make(zlib.decompress(body))))


ODD: dict[str, Callable[[Path], object]] = {
    "gone": Path.unlink,
    "empty": lambda entry: entry.write_bytes(b""),
    "cut off": lambda entry: entry.write_bytes(entry.read_bytes()[:-9]),
    "changed": lambda entry: entry.write_bytes(entry.read_bytes().replace(b"part", b"paRt")),
    "of another name": lambda entry: entry.write_bytes(seal("parts-0", b"")),
    "others may write it": lambda entry: entry.chmod(0o666),
    "a folder": as_folder,
    "no layers": lambda entry: rewritten(entry, lambda _: []),
    "half a layer": lambda entry: rewritten(entry, lambda parts: parts[:-1]),
    "no compression": other_bodies(lambda body: body[1:]),
    "no JSON": other_text(lambda text: text[:-1]),
    "another class": other_text(lambda text: text.replace(b'"Decisions"', b'"Path"')),
    "another form": other_text(lambda text: text.replace(b'"objects"', b'"object"')),
    "fewer fields": other_text(lambda text: text.replace(b'"Whose",[[', b'"Whose",[["all",1],[')),
    "of another program": lambda entry: rewritten(
        entry, lambda parts: [p if n % 3 != 1 else b"0" for n, p in enumerate(parts)]
    ),
    "other columns": other_text(lambda text: text.replace(b"\\t\\t", b"\\t")),
    "another selection": other_text(
        lambda text: text.replace(b'"policies/org.yaml","all"', b'"policies/org.yaml","none"')
    ),
    "other ids": other_text(lambda text: re.sub(rb'"[0-9a-f]{40}"', b'"0"', text)),
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_is_judged_again(fleet: Path, program: Program, judged: list[str], name: str) -> None:
    said = program.run(*HOOK)
    (entry,) = entries(fleet)
    judged.clear()

    ODD[name](entry)
    stage(fleet, "README.md", "Another.\n")
    (fleet / ".git" / NAME / f"trail-{next((fleet / '.git' / NAME).glob('trail-*')).name[6:]}").unlink()

    assert program.run(*HOOK) == said
    assert {*judged} == WHOLE
    if name != "a folder":
        (entry,) = entries(fleet)
        judged.clear()
        stage(fleet, CHAT, manifest("chat", "acme"))
        same(program)
        assert judged == [CHAT]


def test_a_full_disk_changes_nothing(fleet: Path, program: Program, monkeypatch: Patch) -> None:
    def fail(_: Folder, name: str, __: bytes) -> None:
        raise OSError(28, f"no space for {name}")

    with monkeypatch.context() as full:
        full.setattr(Folder, "save", fail)
        same(program)
    assert entries(fleet) == []
    same(program)
    stage(fleet, CHAT, manifest("chat", "acme"))
    with monkeypatch.context() as full:
        full.setattr(Folder, "save", fail)
        same(program)
    same(program)


@pytest.mark.parametrize("variable", ["CI", ""])
def test_nothing_is_kept_where_no_answer_is(
    fleet: Path, program: Program, monkeypatch: Patch, judged: list[str], variable: str
) -> None:
    words = HOOK if variable else (*HOOK[:-1], "--no-cache", "--")
    if variable:
        monkeypatch.setenv(variable, "true")
    program.run(*words)

    assert entries(fleet) == []
    assert judged == []
    if variable:
        program.run(*HOOK[:-1], "--cache", "--")
        assert len(entries(fleet)) == 1


def test_what_a_base_or_a_baseline_needs_is_judged_whole(fleet: Path, program: Program, judged: list[str]) -> None:
    commit(fleet)
    stage(fleet, CHAT, manifest("chat", "acme"))
    program.run("check", "--hook", "fleet", *AS_OF, "--against", "HEAD", "--")

    assert judged == []


def test_a_kind_that_fails_is_not_kept(fleet: Path, program: Program, monkeypatch: Patch) -> None:
    def crash(_kind: Require, _world: object, member: object) -> object:
        raise RuntimeError(f"at {member.service.name}")  # type: ignore[attr-defined]

    with monkeypatch.context() as faulty:
        faulty.setattr(Require, "collect", crash)
        code, _, _ = program.run(*HOOK)
    assert code == 4
    assert entries(fleet) == []
    same(program)


def test_manifests_that_are_known_are_not_read(fleet: Path, program: Program, monkeypatch: Patch) -> None:
    read: list[str] = []
    fetch = Index.fetch

    def note(files: Index, paths: list[str]) -> None:
        read.extend(paths)
        fetch(files, paths)

    program.run(*HOOK)
    stage(fleet, CHAT, manifest("chat", "delta", "team-two"))
    monkeypatch.setattr(Index, "fetch", note)

    assert program.run(*HOOK)[0] == 0
    assert {*read} == {CHAT}


def test_no_cache_counts_however_it_is_written(fleet: Path, program: Program, judged: list[str]) -> None:
    program.run(*HOOK)
    judged.clear()
    stage(fleet, CHAT, manifest("chat", "acme"))
    program.run(*HOOK[:-1], "--no-cach", "--")

    assert judged == []


@pytest.fixture
def many(fleet: Path) -> Path:
    """Enough services for several shelves."""
    for number in range(40):
        write(fleet, f"more/{number:02}/model-manifest.yaml", manifest(f"more-{number:02}", f"v{number % 7}"))
    write(fleet, "modelbylaws.yaml", "format: modelbylaws/config/v1\n")
    git(fleet, "add", "--all")
    return fleet


@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_shelves_and_processes_change_nothing(
    many: Path, program: Program, monkeypatch: Patch, judged: list[str], jobs: str
) -> None:
    monkeypatch.setattr(kept, "SHELF", 8)
    words = ("check", "--hook", "fleet", *AS_OF, "--jobs", jobs, "--output", "json", "--")
    same(program, *words)
    assert len(entries(many)) > 2
    judged.clear()
    for number in (3, 17, 31):
        stage(many, f"more/{number:02}/model-manifest.yaml", manifest(f"more-{number:02}", "acme", "nobody"))
    stage(many, "more/17b/model-manifest.yaml", manifest("more-17b", "acme"))
    git(many, "rm", "--quiet", "--cached", "more/20/model-manifest.yaml")

    same(program, *words)
    assert jobs == "2" or len(judged) == 4


@pytest.mark.slow
def test_midnight_keeps_nothing(fleet: Path, program: Program, monkeypatch: Patch) -> None:
    now, calls = time.time(), iter(range(10**6))
    monkeypatch.setattr(time, "time", lambda: now + 86400 * next(calls))

    program.run(*HOOK)

    assert entries(fleet) == []
