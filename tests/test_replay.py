"""A hook's answer is given again only if nothing that it depends on has changed; and if so, it is."""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import checker
from checker.cli import main
from tests.replayed import CHAT, CONFIG, HOOK, INVENTORY, WAIVERS, Program, a_fleet, counted, manifest
from tests.repository import AS_OF, Capture, commit, git, repository, write
from tests.small_fleet import POLICY, TEAM_POLICY, VENDORS

pytestmark = pytest.mark.usefixtures("fleet")
Patch = pytest.MonkeyPatch
Change = Callable[[Path], object]


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: Patch) -> Path:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, os.devnull)
    folder = a_fleet(tmp_path / "fleet")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def program(monkeypatch: Patch, capfd: Capture) -> Program:
    return counted(monkeypatch, lambda: (found := capfd.readouterr()) and (found.out, found.err))


def stage(path: str, text: str) -> Change:
    def change(folder: Path) -> None:
        write(folder, path, text)
        git(folder, "add", "--force", "--", path)

    return change


def untracked(path: str, text: str = "") -> Change:
    return lambda folder: write(folder, path, text)


def run_git(*words: str) -> Change:
    return lambda folder: git(folder, *words)


def link(path: str, target: str) -> Change:
    def change(folder: Path) -> None:
        (folder / path).symlink_to(target)
        git(folder, "add", "--", path)

    return change


def submodule(path: str) -> Change:
    def change(folder: Path) -> None:
        git(folder, "update-index", "--add", "--cacheinfo", f"160000,{git(folder, 'rev-parse', 'HEAD')},{path}")

    return change


def inner_repository(folder: Path) -> None:
    write(repository(folder / "inner"), "a.py", "pass\n")
    commit(folder / "inner")


def conflict(folder: Path) -> None:
    blob = git(folder, "rev-parse", f"HEAD:{CHAT}")
    git(folder, "update-index", "--force-remove", CHAT)
    write(folder, ".git/conflict", "".join(f"100644 {blob} {stage}\t{CHAT}\n" for stage in (1, 2, 3)))
    os.system(f"git -C {folder} update-index --index-info < {folder}/.git/conflict")  # noqa: S605 - of this test


def announced(folder: Path) -> None:
    write(folder, "services/new/model-manifest.yaml", manifest("new", "acme"))
    git(folder, "add", "--intent-to-add", "services/new/model-manifest.yaml")


FRESH: dict[str, Change] = {
    "a manifest says something else": stage(CHAT, manifest("chat", "acme")),
    "a manifest is new": stage("services/new/model-manifest.yaml", manifest("new", "acme")),
    "a manifest is gone": run_git("rm", "--cached", "--quiet", CHAT),
    "a manifest is elsewhere": run_git("mv", CHAT, "services/model-manifest.yaml"),
    "a policy is changed": stage("policies/org.yaml", POLICY.replace("40%", "30%")),
    "a policy is new": stage("policies/more.yaml", TEAM_POLICY.replace("org", "more").replace("owned-by", "more-by")),
    "a waiver is new": stage("policies/waivers.yaml", WAIVERS),
    "a catalog is changed": stage("catalog/in-house.yaml", "format: modelbylaws/catalog/v1\nvendors: []\n"),
    "the configuration is changed": stage("modelbylaws.yaml", "format: modelbylaws/config/v1\n"),
    "the configuration is gone": run_git("rm", "--quiet", "modelbylaws.yaml"),
    "the inventory is changed": stage("inventory.yaml", f"{INVENTORY}  - {{service: ghost}}\n"),
    "a file looks like a manifest": stage("services/new/model-manifst.yaml", manifest("new", "acme")),
    "a file says that it is a manifest": stage("services/new/manifest-new.yaml", manifest("new", "acme")),
    "a folder becomes a fleet of its own": stage("services/chat/modelbylaws.yaml", "format: modelbylaws/config/v1\n"),
    "a policy is in an unusual place": stage("policy/more.yaml", POLICY),
    "an untracked manifest": untracked("services/new/model-manifest.yaml", manifest("new", "acme")),
    "an untracked repository inside": inner_repository,
    "a manifest is announced": announced,
    "a link to a folder": link("elsewhere", "services"),
    "a link to itself": link("loop", "loop"),
    "a submodule": submodule("vendored"),
    "an unfinished merge": conflict,
    "a file ends the options": untracked("--"),
    "a file with a letter that resembles one of an ending": stage("modelbylaws.j\u017fon", CONFIG),
}
KEPT: dict[str, Change] = {
    "nothing": lambda _: None,
    "a commit": commit,
    "a page is changed": stage("README.md", "Another text.\n"),
    "code is changed": stage("src/app.py", "raise\n"),
    "code is new": stage("src/more/new.py", "pass\n"),
    "code is gone": run_git("rm", "--cached", "--quiet", "src/app.py"),
    "untracked code": untracked("src/scratch.py", "pass\n"),
    "an ignored file": untracked(".git/info/exclude", "*.log\n"),
    "a manifest is changed, and not staged": untracked(CHAT, manifest("chat", "acme")),
    "a manifest is touched": lambda folder: os.utime(folder / CHAT, (1, 1)),
    "a policy can be executed": run_git("update-index", "--chmod=+x", "policies/org.yaml"),
    "another branch": run_git("checkout", "--quiet", "-b", "other"),
    "the index has another form": run_git("update-index", "--index-version", "4"),
    "the index is split": run_git("update-index", "--split-index"),
    "git does not look at a file": run_git("update-index", "--skip-worktree", "README.md"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FRESH)
def test_it_is_judged_again_when(fleet: Path, program: Program, name: str) -> None:
    program.run(*HOOK)
    program.run(*HOOK)
    assert program.judged == 1

    FRESH[name](fleet)

    assert program.judges(*HOOK)


def test_it_is_not_judged_again_for_what_it_does_not_depend_on(fleet: Path, program: Program) -> None:
    said = program.run(*HOOK)

    for name, change in KEPT.items():
        change(fleet)
        assert (program.run(*HOOK), program.judged) == (said, 1), name
    assert program.fresh(*HOOK) == said


def judged_again_outside(program: Program, change: Callable[[], object], *words: str) -> bool:
    program.run(*(words or HOOK))
    assert not program.judges(*(words or HOOK))
    change()
    return program.judges(*(words or HOOK))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "value"), [("NO_COLOR", "1"), ("FORCE_COLOR", "1"), ("TERM", "dumb-one")], ids=lambda value: value
)
def test_what_decides_about_colors_counts(program: Program, monkeypatch: Patch, name: str, value: str) -> None:
    assert judged_again_outside(program, lambda: monkeypatch.setenv(name, value))


@pytest.mark.slow
def test_the_index_that_git_names_counts(fleet: Path, program: Program, monkeypatch: Patch) -> None:
    """``git commit FILE`` makes one of its own."""

    def change() -> None:
        other = fleet / ".git" / "next-index-7.lock"
        other.write_bytes((fleet / ".git" / "index").read_bytes())
        monkeypatch.setenv("GIT_INDEX_FILE", str(other))

    assert not judged_again_outside(program, change)
    stage(CHAT, manifest("chat", "acme"))(fleet)  # into the one that counts no more
    assert not program.judges(*HOOK)
    monkeypatch.delenv("GIT_INDEX_FILE")
    assert program.judges(*HOOK)


def test_the_day_counts(program: Program, monkeypatch: Patch) -> None:
    now = time.time()
    tomorrow = lambda: monkeypatch.setattr(time, "time", lambda: now + 86400)  # noqa: E731 - a change as the others

    assert judged_again_outside(program, tomorrow)


@pytest.mark.slow
def test_what_was_asked_counts(program: Program) -> None:
    program.run(*HOOK)

    for words in (
        ("check", "--hook", "fleet", "--as-of", "2026-11-23", "--"),
        ("check", "--hook", "fleet", *AS_OF, "--quiet", "--"),
        ("check", "--hook", "fleet", *AS_OF, "--output", "sarif", "--"),
        ("check", "--hook", "fleet", *AS_OF, "--policy", "builtin:supply-hygiene", "--"),
        ("check", "--hook", "fleet", *AS_OF, "--config", "modelbylaws.yaml", "--"),
        ("check", "--hook", "files", *AS_OF, "--", CHAT),
        ("check", "--hook", "fleet", *AS_OF),
        ("lint", "--hook", "policies", *AS_OF),
    ):
        assert program.judges(*words)
        assert not program.judges(*words)


@pytest.mark.slow
def test_where_it_was_asked_counts(fleet: Path, program: Program, monkeypatch: Patch) -> None:
    assert judged_again_outside(program, lambda: monkeypatch.chdir(fleet / "services"))
    assert not program.judges(*HOOK)


@pytest.mark.slow
def test_a_baseline_counts(fleet: Path, program: Program) -> None:
    stage("policies/org.yaml", POLICY.replace("40%", "30%"))(fleet)
    commit(fleet)
    words = ("check", "--hook", "fleet", *AS_OF, "--baseline", "baseline.yaml", "--")
    assert main(["baseline", "write", "baseline.yaml", "--by", "a@example.org", "--reason", "old", *AS_OF]) == 0
    git(fleet, "add", "baseline.yaml")
    empty = "format: modelbylaws/baseline/v1\nas-of: 2026-11-22\nby: a@example.org\nreason: old\nfindings: []\n"

    assert judged_again_outside(program, lambda: stage("baseline.yaml", empty)(fleet), *words)


@pytest.mark.slow
def test_a_pattern_without_a_usual_ending_makes_every_name_count(fleet: Path, program: Program) -> None:
    stage("modelbylaws.yaml", f'{CONFIG}manifests: ["services/**/model-*"]\n')(fleet)

    assert judged_again_outside(program, lambda: stage("src/new.py", "pass\n")(fleet))
    assert judged_again_outside(program, lambda: stage("services/x/model-x", manifest("x", "acme"))(fleet))


LOCATION = """\
apiVersion: backstage.io/v1alpha1
kind: Location
metadata: {name: all}
spec: {presence: optional, targets: [./more]}
"""


@pytest.mark.slow
def test_what_an_optional_target_does_not_find_is_not_kept(fleet: Path, program: Program) -> None:
    """A file below it, of any name, would be a fault."""
    stage("inventory.yaml", f"{LOCATION}---\n{INVENTORY}  - {{service: chat}}\n")(fleet)

    assert program.judges(*HOOK)
    assert program.judges(*HOOK)


@pytest.mark.slow
def test_the_files_that_owners_are_listed_in_count_for_lint(fleet: Path, program: Program) -> None:
    words = ("lint", "--hook", "policies", *AS_OF)

    assert judged_again_outside(program, lambda: stage(".github/CODEOWNERS", "*.py a@example.org\n")(fleet), *words)


def test_without_the_end_of_options_a_tracked_name_counts(fleet: Path, program: Program) -> None:
    words = ("check", "--hook", "fleet", *AS_OF)

    def change() -> None:
        stage("--as-of/a.py", "pass\n")(fleet)
        (fleet / "--as-of" / "a.py").unlink()
        (fleet / "--as-of").rmdir()

    assert judged_again_outside(program, change, *words)


def test_without_the_end_of_options_a_name_in_the_folder_counts(fleet: Path, program: Program) -> None:
    words = ("check", "--hook", "fleet", *AS_OF)

    assert judged_again_outside(program, lambda: write(fleet, "--hook", ""), *words)


@pytest.mark.slow
def test_a_path_of_the_index_alone_is_not_kept(fleet: Path, program: Program) -> None:
    (fleet / CHAT).unlink()
    words = ("check", "--hook", "files", *AS_OF, "--", CHAT)

    assert (program.judges(*words), program.judges(*words)) == (True, True)


@pytest.mark.slow
def test_each_file_of_the_program_counts(program: Program, tmp_path: Path, monkeypatch: Patch) -> None:
    """An editable installation has the same version after a change, and here even the size and the time."""
    code = tmp_path / "installed" / "checker" / "kinds" / "survive.py"
    write(tmp_path, "installed/checker/kinds/survive.py", "1\n")
    os.utime(code, (1, 1))
    monkeypatch.setattr(checker, "__file__", str(tmp_path / "installed" / "checker" / "__init__.py"))

    def change() -> None:
        code.write_text("2\n")
        os.utime(code, (1, 1))

    assert judged_again_outside(program, change)
    assert judged_again_outside(program, lambda: write(tmp_path, "installed/policies/new.yaml", "1\n"))


@pytest.mark.slow
def test_what_is_installed_next_to_it_counts(program: Program, tmp_path: Path, monkeypatch: Patch) -> None:
    monkeypatch.syspath_prepend(tmp_path)

    assert judged_again_outside(program, (tmp_path / "pydantic-9.dist-info").mkdir)
    assert judged_again_outside(program, lambda: monkeypatch.setattr(sys, "version", "4.0"))
    assert judged_again_outside(program, lambda: monkeypatch.setattr(checker, "__version__", "9"))


@pytest.mark.parametrize(("value", "word", "kept"), [("true", "", False), ("0", "", True), ("true", "--cache", True)])
def test_in_a_pipeline_nothing_is_kept_unless_asked(
    fleet: Path, program: Program, monkeypatch: Patch, value: str, word: str, *, kept: bool
) -> None:
    monkeypatch.setenv("CI", value)
    words = ("check", "--hook", "fleet", *AS_OF, *([word] if word else []))

    program.run(*words)
    before = program.judged
    program.run(*words)

    assert (program.judged == before) is kept
    assert (fleet / ".git" / "modelbylaws").exists() is kept


@pytest.mark.slow
def test_what_writes_files_compares_or_cannot_judge_is_not_kept(program: Program, tmp_path: Path) -> None:
    for words in (
        ("--output", f"json={tmp_path / 'report.json'}"), ("--against", "HEAD"), ("--trust", "HEAD"), ("--all-fleets",),
        ("--no-cache",), ("--policy", "nothing.yaml"),
    ):  # fmt: skip
        program.run("check", "--hook", "fleet", *AS_OF, *words)
        before = program.judged
        program.run("check", "--hook", "fleet", *AS_OF, *words)

        assert program.judged == before + 1, words


@pytest.mark.slow
def test_a_linked_work_tree_has_answers_of_its_own(fleet: Path, program: Program, monkeypatch: Patch) -> None:
    program.run(*HOOK)
    other = fleet.parent / "other"
    git(fleet, "worktree", "add", "--quiet", str(other))
    monkeypatch.chdir(other)
    monkeypatch.setenv("GIT_DIR", str(fleet / ".git" / "worktrees" / "other"))  # as git calls a hook there

    assert program.judges(*HOOK)
    assert not program.judges(*HOOK)
    stage(CHAT, manifest("chat", "acme"))(other)
    assert program.judges(*HOOK)


def edits(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - the same every time


def edit(folder: Path, choose: random.Random) -> None:
    """One thing that somebody may do in a repository."""
    service, vendor = choose.choice([*VENDORS, "new", "old"]), choose.choice([*VENDORS.values()])
    path = f"services/{service}/model-manifest.yaml"
    changes: list[Change] = [
        stage(path, manifest(service, vendor, choose.choice(["team-one", "nobody"]))),
        untracked(path, manifest(service, vendor)),
        stage("policies/org.yaml", POLICY.replace("40%", choose.choice(["30%", "40%", "60%"]))),
        stage(choose.choice(["README.md", "src/app.py", "src/b.py", "x.json", "a/b/c.yaml"]), str(choose.random())),
        stage("policies/waivers.yaml", choose.choice([WAIVERS, WAIVERS.replace("70%", "50%")])),
        stage("modelbylaws.yaml", choose.choice([CONFIG, "format: modelbylaws/config/v1\n", "nonsense: 1\n"])),
        untracked(choose.choice(["scratch.py", ".gitignore", "services/z/model-manifest.yaml"]), "services/z\n"),
        lambda folder: git(folder, "rm", "--force", "--quiet", "--ignore-unmatch", path),
        lambda folder: (folder / path).unlink(missing_ok=True),
        run_git("stash", "--quiet", "--include-untracked"),
        run_git("reset", "--hard", "--quiet"),
        commit,
    ]
    choose.choice(changes)(folder)


@pytest.mark.parametrize(
    ("seed", "steps"), [(1, 8), *(pytest.param(seed, 40, marks=pytest.mark.slow) for seed in (2, 3, 4))]
)
def test_with_and_without_a_store_the_same_is_said_after_any_edits(
    fleet: Path, program: Program, seed: int, steps: int
) -> None:
    choose = edits(seed)
    again = 0
    for _ in range(steps):
        edit(fleet, choose)
        for words in (HOOK, ("check", "--hook", "files", *AS_OF, "--", "services"), ("lint", "--hook", "policies")):
            again += not program.judges(*words)

    assert again
