"""What a store may hold, and who may write to it: whatever is odd is judged again, and no fault of it changes a run."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from checker.run.replay import folder as store
from checker.run.replay.entry import pack, seal, unpack, unseal
from checker.run.replay.folder import Folder, open_folder
from tests.replayed import CHAT, HOOK, Program, a_fleet, counted, manifest
from tests.repository import AS_OF, Capture, git, write

Patch = pytest.MonkeyPatch
PROGRAM = (sys.executable, "-c", "from checker.cli import run; run()")
FORMS = (HOOK, ("check", "--hook", "files", *AS_OF, "--", CHAT), ("lint", "--hook", "policies", *AS_OF))
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "COV_", "CI"))} | {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: Patch) -> Path:
    folder = a_fleet(tmp_path / "fleet")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def program(monkeypatch: Patch, capfd: Capture) -> Program:
    return counted(monkeypatch, lambda: (found := capfd.readouterr()) and (found.out, found.err))


def kept(fleet: Path, kind: str = "answer") -> Path:
    """The one entry of a kind."""
    (found,) = (fleet / ".git" / store.NAME).glob(f"{kind}-*")
    return found


def run(fleet: Path, *words: str, program: Sequence[str] = PROGRAM, **more: object) -> tuple[int, bytes, bytes]:
    asked = {"cwd": fleet, "env": PLAIN, "capture_output": True, **more}
    done = subprocess.run([*program, *words], check=False, **asked)  # type: ignore[call-overload]
    return done.returncode, done.stdout, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("words", FORMS, ids=["fleet", "files", "policies"])
def test_the_program_says_the_same_bytes_with_nothing_kept_first_and_again(fleet: Path, words: tuple[str, ...]) -> None:
    without = run(fleet, *words[:1], "--no-cache", *words[1:])
    assert not (fleet / ".git" / store.NAME).exists()

    first, again = run(fleet, *words), run(fleet, *words)

    assert without == first == again
    say(fleet, b"kept")
    assert run(fleet, *words) == (1, b"kept", b"")


def say(fleet: Path, text: bytes) -> None:
    """Have the one answer say something else, so that one sees it is given again."""
    entry = kept(fleet)
    entry.write_bytes(seal(entry.name, pack([b"1", b"1", text])))


def change_each(text: bytes) -> list[bytes]:
    """Cut off, and with one bit changed, at many places."""
    places = range(0, len(text), max(1, len(text) // 20))
    return [*(text[:at] for at in places), *(text[:at] + bytes([text[at] ^ 1]) + text[at + 1 :] for at in places)]


@pytest.mark.parametrize("kind", ["answer", "trail"])
def test_what_is_cut_off_or_changed_is_no_answer(fleet: Path, program: Program, kind: str) -> None:
    program.run(*HOOK)
    entry = kept(fleet, kind)
    text = entry.read_bytes()
    handle = open_folder(str(fleet / ".git"))
    assert handle is not None

    for other in (*change_each(text), text + b"0", text * 2):
        entry.write_bytes(other)
        with pytest.raises(ValueError, match=r"\Ano such entry\Z"):
            handle.load(entry.name)
    assert program.judges(*HOOK)
    assert not program.judges(*HOOK)


def foreign_name(entry: Path) -> None:
    entry.write_bytes(seal("answer-of-another", pack([b"0", b"1", b"all is well\n"])))


def of_other_form(entry: Path) -> None:
    entry.write_bytes(entry.read_bytes().replace(b"/v1\n", b"/v2\n"))


def link(entry: Path) -> None:
    entry.rename(entry.with_name("elsewhere"))
    entry.symlink_to("elsewhere")


def pipe(entry: Path) -> None:
    entry.unlink()
    os.mkfifo(entry)


def others_may_write(entry: Path) -> None:
    entry.chmod(0o666)


def no_code(entry: Path) -> None:
    entry.write_bytes(seal(entry.name, pack([b"zero", b"1", b"all is well\n"])))


def code_of_a_crash(entry: Path) -> None:
    entry.write_bytes(seal(entry.name, pack([b"4", b"1", b"all is well\n"])))


def other_stream(entry: Path) -> None:
    entry.write_bytes(seal(entry.name, pack([b"0", b"3", b"all is well\n"])))


def no_text(entry: Path) -> None:
    entry.write_bytes(seal(entry.name, pack([b"0", b"1", b"\xff"])))


def no_pairs(entry: Path) -> None:
    entry.write_bytes(seal(entry.name, pack([b"0", b"1"])))


def no_parts(entry: Path) -> None:
    entry.write_bytes(seal(entry.name, b"9:a"))


def nothing(entry: Path) -> None:
    entry.write_bytes(seal(entry.name, b""))


def others_may_write_the_folder(entry: Path) -> None:
    entry.parent.chmod(0o777)


def a_linked_folder(entry: Path) -> None:
    folder = entry.parent
    folder.rename(folder.with_name("elsewhere"))
    folder.symlink_to("elsewhere")


def of_another_user(entry: Path) -> None:
    os.chown(entry.parent, 12345, -1)


@pytest.mark.parametrize(
    "spoil",
    [
        foreign_name, of_other_form, link, pipe, others_may_write, no_code, code_of_a_crash, other_stream,
        no_text, no_pairs, no_parts, nothing, others_may_write_the_folder, a_linked_folder,
        pytest.param(of_another_user, marks=pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["answer", pytest.param("trail", marks=pytest.mark.slow)])
def test_what_is_foreign_is_no_answer(
    fleet: Path, program: Program, spoil: Callable[[Path], object], kind: str
) -> None:
    program.run(*HOOK)

    spoil(kept(fleet, kind))

    assert program.judges(*HOOK)


def test_a_file_in_place_of_the_folder_changes_nothing(fleet: Path, program: Program) -> None:
    (fleet / ".git" / store.NAME).write_bytes(b"")

    assert (program.judges(*HOOK), program.judges(*HOOK)) == (True, True)


def test_only_this_user_reads_and_writes(fleet: Path, program: Program) -> None:
    program.run(*HOOK)

    modes = [entry.stat().st_mode & 0o777 for entry in (kept(fleet).parent, kept(fleet), kept(fleet, "trail"))]
    assert modes == [0o700, 0o600, 0o600]


def small_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))


@pytest.mark.slow
def test_a_full_disk_changes_nothing(fleet: Path) -> None:
    without = run(fleet, *HOOK[:1], "--no-cache", *HOOK[1:])

    assert run(fleet, *HOOK, preexec_fn=small_files) == without
    assert [*(fleet / ".git" / store.NAME).iterdir()] == []


KILLED = (sys.executable, "-c", (
    "import os, signal; from checker.cli import run;"
    "os.rename = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL); run()"
))  # fmt: skip


@pytest.mark.slow
def test_a_run_that_is_killed_while_it_keeps_leaves_no_answer(fleet: Path) -> None:
    without = run(fleet, *HOOK[:1], "--no-cache", *HOOK[1:])

    code, out, err = run(fleet, *HOOK, program=KILLED)

    assert (code, out, err) == (-signal.SIGKILL, *without[1:])
    (half,) = (fleet / ".git" / store.NAME).iterdir()
    assert run(fleet, *HOOK) == run(fleet, *HOOK) == without
    os.utime(half, (time.time() - 7200,) * 2)
    other = ("check", "--hook", "fleet", "--quiet", *AS_OF)
    run(fleet, *other)
    assert not half.exists()


@pytest.mark.slow
def test_runs_at_the_same_time_say_the_same(fleet: Path) -> None:
    without = run(fleet, *HOOK[:1], "--no-cache", *HOOK[1:])
    streams = {"cwd": fleet, "env": PLAIN, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}

    begun = [subprocess.Popen([*PROGRAM, *HOOK], **streams) for _ in range(4)]  # type: ignore[call-overload]
    said = [(process.communicate(), process.returncode) for process in begun]

    assert {(code, *streams) for streams, code in said} == {without}
    say(fleet, b"kept")
    assert run(fleet, *HOOK) == (1, b"kept", b"")


SCRIPT = f"""#!/bin/sh
{sys.executable} -c '{PROGRAM[2]}' {" ".join(HOOK)} >said 2>&1 || true
"""


@pytest.mark.slow
def test_git_is_told_the_same_again_by_its_own_hook(fleet: Path) -> None:
    """In a commit of all that is staged, of a file alone, and in a linked work tree; git names the index each time."""
    script = fleet / ".git" / "hooks" / "pre-commit"
    script.write_text(SCRIPT, encoding="utf-8")
    script.chmod(0o755)
    other = fleet.parent / "other"
    git(fleet, "worktree", "add", "--quiet", str(other))

    def commit_page(folder: Path, text: str, *how: str) -> str:
        write(folder, "README.md", text)
        git(folder, "add", "README.md")
        git(folder, "commit", "--quiet", "--message", text, *how)
        return (folder / "said").read_text(encoding="utf-8")

    first, linked = commit_page(fleet, "1"), commit_page(other, "1")
    assert first == linked
    for git_folder in (fleet / ".git", fleet / ".git" / "worktrees" / "other"):
        (entry,) = (git_folder / store.NAME).glob("answer-*")
        entry.write_bytes(seal(entry.name, pack([b"1", b"1", b"kept"])))

    assert commit_page(fleet, "2") == commit_page(fleet, "3", "--", "README.md") == commit_page(other, "2") == "kept"
    write(fleet, CHAT, manifest("chat", "acme"))
    assert "60.0% (3 of 5)" in commit_page(fleet, "4", "--", "README.md", CHAT)


def test_what_is_old_or_too_much_goes(fleet: Path, monkeypatch: Patch) -> None:
    handle = open_folder(str(fleet / ".git"))
    assert handle is not None
    names = [f"answer-{number}" for number in range(5)]
    for number, name in enumerate(names):
        handle.save(name, b"x" * 1000)
        os.utime(fleet / ".git" / store.NAME / name, (time.time() - number * 3600,) * 2)
    os.utime(fleet / ".git" / store.NAME / names[1], (0, 0))
    monkeypatch.setattr(store, "MAX_BYTES", 2500)

    handle.prune()

    assert sorted(os.listdir(fleet / ".git" / store.NAME)) == [names[0], names[2]]


def test_what_is_too_large_is_not_kept(fleet: Path, monkeypatch: Patch) -> None:
    handle = open_folder(str(fleet / ".git"))
    assert isinstance(handle, Folder)
    monkeypatch.setattr(store, "MAX_ENTRY", 100)

    with pytest.raises(OSError, match="too large"):
        handle.save("answer-1", b"x" * 100)
    assert os.listdir(fleet / ".git" / store.NAME) == []


@pytest.mark.parametrize("parts", [[], [b""], [b"a", b"", b"\0:7:"], [b"1:1:"]])
def test_parts_come_back_as_they_were(parts: list[bytes]) -> None:
    assert unpack(unseal("name", seal("name", pack(parts)))) == parts


@pytest.mark.slow
@pytest.mark.parametrize("where", ["/dev/full", "closed"])
def test_what_cannot_be_said_again_ends_as_what_cannot_be_said(fleet: Path, where: str) -> None:
    run(fleet, *HOOK)
    shell = 'exec "$@" >&-' if where == "closed" else f'exec "$@" > {where}'
    command = ("sh", "-c", shell, "sh", *PROGRAM)

    again = run(fleet, *HOOK, program=command)

    assert again == run(fleet, *HOOK[:1], "--no-cache", *HOOK[1:], program=command)
    assert again[0] == 2


@pytest.mark.slow
def test_nobody_to_read_ends_as_without_a_store(fleet: Path) -> None:
    run(fleet, *HOOK)

    def unread(*words: str) -> tuple[int, bytes]:
        theirs, ours = os.pipe()
        os.close(theirs)
        done = subprocess.run(
            [*PROGRAM, *words], cwd=fleet, env=PLAIN, stdout=ours, stderr=subprocess.PIPE, check=False
        )
        os.close(ours)
        return done.returncode, done.stderr

    assert unread(*HOOK) == unread(*HOOK[:1], "--no-cache", *HOOK[1:])
    assert unread(*HOOK)[0] == 2


@pytest.mark.slow
def test_a_terminal_is_not_told_what_a_pipe_was(fleet: Path) -> None:
    def on_a_terminal() -> bytes:
        ours, theirs = os.openpty()
        env = {name: value for name, value in PLAIN.items() if name != "NO_COLOR"} | {"TERM": "xterm"}
        process = subprocess.Popen([*PROGRAM, *HOOK], cwd=fleet, env=env, stdout=theirs, stderr=theirs)
        os.close(theirs)
        said = b""
        try:
            while part := os.read(ours, 65536):
                said += part
        except OSError:  # how Linux says that a terminal is closed
            pass
        os.close(ours)
        process.wait()
        return said

    _, plain, _ = run(fleet, *HOOK)
    first, again = on_a_terminal(), on_a_terminal()

    assert b"\x1b[" in first
    assert first == again != plain
