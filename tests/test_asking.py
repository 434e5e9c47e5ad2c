"""What a run asks git: each thing once, and whatever git answers is told apart from what it does not."""

from __future__ import annotations

import io
import os
import subprocess
from pathlib import Path

import pytest

from checker.run import asking, git
from checker.run.asking import Objects, list_now, once, one_run, place_of, read_blobs, tracked_paths
from checker.run.faults import Fault

LARGE = b"x" * 100_000


def say(folder: Path, *words: str, given: bytes = b"") -> str:
    done = subprocess.run(["git", *words], cwd=folder, input=given, capture_output=True, check=True)
    return os.fsdecode(done.stdout).strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    say(tmp_path, "init", "--quiet")
    return tmp_path


def keep(folder: Path, content: bytes) -> str:
    return say(folder, "hash-object", "-w", "--stdin", given=content)


def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The git commands that are started from now on."""
    found: list[str] = []
    spawn = os.posix_spawnp

    def count(path: str, words: list[str], *given: object, **named: object) -> int:
        found.append(words[5])
        return spawn(path, words, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "posix_spawnp", count)
    return found


HOSTILE = ("a b.yaml", "new\nline.yaml", "? a.yaml", "H b.yaml", "tab\t.yaml", "100644 e69de29 0\tc.yaml", "é.yaml")


def test_both_lists_are_what_git_prints_for_each(repository: Path) -> None:
    for number, name in enumerate(HOSTILE):
        (repository / name).write_text(name, encoding="utf-8")
        if number % 2:
            say(repository, "add", "--", name)
    (repository / "inner").mkdir()
    say(repository / "inner", "init", "--quiet")
    (repository / "inner" / "x.yaml").write_text("", encoding="utf-8")
    (repository / "left.yaml").write_text("", encoding="utf-8")
    say(repository, "add", "left.yaml")
    say(repository, "update-index", "--skip-worktree", "left.yaml")
    root = str(repository)

    tracked, untracked = list_now(root, root)

    assert (tracked, untracked) == (git.listen(root, *git.TRACKED), git.listen(root, *git.UNTRACKED))
    assert tracked is not None
    assert tracked.count(b"\0") == len(HOSTILE) // 2 + 1
    assert untracked is not None
    assert b"inner/\0" in untracked


def test_an_unfinished_merge_is_listed_as_git_prints_it(repository: Path) -> None:
    blob = keep(repository, b"one")
    lines = "".join(f"100644 {blob} {stage}\ta.yaml\n" for stage in (1, 2, 3))
    say(repository, "update-index", "--index-info", given=lines.encode())
    root = str(repository)

    assert list_now(root, root) == (git.listen(root, *git.TRACKED), git.listen(root, *git.UNTRACKED))
    with one_run():
        assert tracked_paths(root) == ["a.yaml"] * 3


def test_below_the_top_the_lists_are_asked_for_apart(repository: Path) -> None:
    for path in ("a.yaml", "below/b.yaml"):
        (repository / path).parent.mkdir(exist_ok=True)
        (repository / path).write_text("", encoding="utf-8")
    say(repository, "add", "a.yaml")

    tracked, untracked = list_now(str(repository), str(repository / "below"))

    assert tracked is not None
    assert tracked.endswith(b"\ta.yaml\0")
    assert untracked == b"b.yaml\0"


@pytest.mark.parametrize("said", [b"x\0", b"K a\0", b"? a\0Z b\0"])
def test_a_tag_of_another_git_is_not_guessed_at(repository: Path, monkeypatch: pytest.MonkeyPatch, said: bytes) -> None:
    listen = git.listen
    monkeypatch.setattr(git, "listen", lambda root, *words: said if "-t" in words else listen(root, *words))
    (repository / "a.yaml").write_text("", encoding="utf-8")

    assert list_now(str(repository), str(repository)) == (b"", b"a.yaml\0")


def test_a_run_asks_once_and_the_next_one_again(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, root = started(monkeypatch), str(repository)
    with one_run():
        place_of(root)
        before = once(root, git.UNTRACKED)
        (repository / "a.yaml").write_text("", encoding="utf-8")
        assert (place_of(root), once(root, git.UNTRACKED)) == ((root, ""), before)
    with one_run():
        assert once(root, git.UNTRACKED) == b"a.yaml\0"
    assert asked == ["rev-parse", "ls-files", "ls-files"]
    assert once(root, git.UNTRACKED) == once(root, git.UNTRACKED)
    assert len(asked) == 5  # outside of a run nothing is remembered


def test_contents_of_a_run_come_from_one_process(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contents = [b"%d\n" % number * number for number in range(200)]
    names = [keep(repository, content) for content in contents]
    asked = started(monkeypatch)
    with one_run():
        assert read_blobs(str(repository), names, 10_000) == contents
        assert read_blobs(str(repository), names[::-1], 10_000) == contents[::-1]
    assert asked == ["cat-file"]


def test_of_what_is_too_long_one_byte_more_is_given(repository: Path) -> None:
    names = [keep(repository, LARGE), keep(repository, b"small"), keep(repository, b"")]
    with one_run():
        assert read_blobs(str(repository), names, 5) == [b"xxxxxx", b"small", b""]
        assert read_blobs(str(repository), names[:1], len(LARGE)) == [LARGE]


def test_what_is_not_there_ends_the_list_and_nothing_else(repository: Path) -> None:
    blob, tree = keep(repository, b"here"), say(repository, "write-tree")
    with one_run():
        for wrong in ("0" * 39 + "1", tree):
            assert read_blobs(str(repository), [blob, wrong, blob], 10) == [b"here", None]
            assert read_blobs(str(repository), [blob], 10) == [b"here"]


def test_a_process_that_ended_is_asked_again_and_its_reason_told(repository: Path) -> None:
    blob, root = keep(repository, b"here"), str(repository)
    objects = Objects(root)
    assert objects._open is not None
    os.kill(objects._open[0], 9)
    assert objects.read([blob], 10) == [b"here"]

    with one_run():
        read_blobs(root, [blob], 10)
        (repository / ".git").rename(repository / "gone")
        open_ = asking._asked.get()
        assert open_ is not None
        assert open_.objects is not None
        open_.objects.end()
        with pytest.raises(Fault, match="not a git repository"):
            read_blobs(root, [blob], 10)


@pytest.mark.parametrize("said", ["", "blob", "blob x", "blob -1\n", "blob 3\nab", "blob 3\nabcd", "blob 2\nab\n"])
def test_what_is_no_answer_is_no_content(repository: Path, said: str) -> None:
    blob = keep(repository, b"ab")
    answers = io.BytesIO(f"{'0' * 40 if said.endswith('b' + chr(10)) else blob} {said}".encode())

    with pytest.raises(ValueError):  # noqa: PT011 - whichever
        [*asking._answers(answers, [blob], 10)]


def test_a_damaged_object_is_none(repository: Path) -> None:
    blob = keep(repository, b"here")
    stored = next((repository / ".git" / "objects" / blob[:2]).iterdir())
    stored.chmod(0o600)
    stored.write_bytes(b"damaged")
    with one_run():
        assert read_blobs(str(repository), [blob], 10) == [None]


def test_a_folder_that_is_no_repository_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    for ask in (lambda: read_blobs(str(tmp_path), ["0" * 40], 10), lambda: place_of(str(tmp_path))):
        with one_run(), pytest.raises(Fault, match="not a git repository"):
            ask()


def test_without_processes_that_answer_git_is_started_for_each_question(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = keep(repository, b"here")
    monkeypatch.setattr(git, "CAN_SPAWN", False)
    with one_run():
        assert read_blobs(str(repository), [blob, "0" * 40], 10) == [b"here", None]


def test_a_forked_worker_has_a_process_of_its_own(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blob, asked = keep(repository, b"here"), started(monkeypatch)
    with one_run():
        read_blobs(str(repository), [blob], 10)
        monkeypatch.setattr(os, "getpid", lambda: -1)
        assert read_blobs(str(repository), [blob], 10) == [b"here"]
    assert asked == ["cat-file", "cat-file"]
    assert asking._asked.get() is None
