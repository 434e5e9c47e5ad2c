"""The program as it is run: exit codes, crashes, streams, files, and the same bytes everywhere."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import checker.kinds.max_share
from checker.cli import main
from checker.report import Report
from checker.run.output import write

CASE = Path(__file__).parent / "cases" / "share" / "three-of-five"
PROGRAM = [sys.executable, "-c", "from checker.cli import run; run()"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "fleet"
    shutil.copytree(CASE, root)
    (root / "modelbylaws.yaml").write_text("format: modelbylaws/config/v1\n")
    monkeypatch.chdir(root)
    return root


def run(arguments: list[str], cwd: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*PROGRAM, *arguments], cwd=cwd, env={**os.environ, **environment}, capture_output=True, check=False
    )


@pytest.mark.slow
def test_the_same_inputs_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    moved = tmp_path / "another place" / "fleet"
    shutil.copytree(folder, moved)
    for path in sorted(moved.rglob("*"), reverse=True):  # another order in the folder, other times
        os.utime(path, (0, 0))
    elsewhere = ["--config", str(moved / "modelbylaws.yaml")]
    for name in ("full", "concise", "json"):
        arguments = ["check", "--as-of", "2026-11-22", "--output", name]
        first = run(arguments, folder, PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C.UTF-8")
        others = [
            run(arguments, folder, PYTHONHASHSEED="2", TZ="Pacific/Kiritimati", LC_ALL="C"),
            run([*arguments, *elsewhere], moved, PYTHONHASHSEED="4", LANG="de_DE.UTF-8"),
        ]
        if name == "json":  # what people read names paths from where they stand
            latin = {"LC_ALL": "POSIX", "PYTHONIOENCODING": "latin-1"}
            others.append(run(arguments, folder / "services", PYTHONHASHSEED="3", **latin))
            others.append(run([*arguments, *elsewhere], tmp_path))

        assert first.returncode == 1, first.stderr
        assert [(other.returncode, other.stdout) for other in others] == [(1, first.stdout)] * len(others)


def test_a_crash_in_a_rule_is_contained_and_ends_with_4(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError("as planned")

    monkeypatch.setattr(checker.kinds.max_share.MaxShare, "conclude", crash)

    code = main(["check", "--as-of", "2026-11-22"])

    out = capsys.readouterr().out
    assert (folder.exists(), code) == (True, 4)
    assert "error[vendor-cap]: the rule itself failed: RuntimeError: as planned" in out


def test_any_other_crash_ends_with_4_and_no_traceback(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Report, "exit_code", property(lambda _: 1 // 0))

    code = main(["check", "--as-of", "2026-11-22"])

    assert (folder.exists(), code) == (True, 4)
    assert capsys.readouterr().err.startswith("modelbylaws: internal error, please report it: ZeroDivisionError")


def test_reports_go_to_files_and_people_still_read_the_terminal(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["check", "--as-of", "2026-11-22", "--output", "json=out.json", "--output", "concise=out.txt"])

    assert code == 1 == json.loads((folder / "out.json").read_text())["exit_code"]
    assert "error[vendor-cap]" in (folder / "out.txt").read_text()
    assert "-->" in capsys.readouterr().out
    assert stat.S_IMODE((folder / "out.json").stat().st_mode) == 0o666 & ~_umask()
    assert not list(folder.glob(".modelbylaws-*"))


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def test_a_report_that_cannot_be_written_changes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "taken").mkdir()

    codes = [main(["check", "--output", f"json={name}"]) for name in ("nowhere/out.json", "taken")]

    assert codes == [2, 2]
    assert "cannot be written" in capsys.readouterr().err
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith(".")) == []


def test_writing_replaces_the_whole_file(tmp_path: Path) -> None:
    target = tmp_path / "report.txt"
    target.write_text("a long old text")

    write(str(target), "new\n")

    assert target.read_bytes() == b"new\n"


@pytest.mark.parametrize(
    ("flag", "environment", "colored"),
    [
        ("auto", {}, False),
        ("auto", {"FORCE_COLOR": "1"}, True),
        ("auto", {"FORCE_COLOR": "0"}, False),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colors(
    flag: str,
    environment: dict[str, str],
    colored: bool,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    main(["check", "--color", flag])

    assert (folder.exists(), "\x1b[" in capsys.readouterr().out) == (True, colored)


def test_help_and_version_and_completion_work(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--help"], ["--version"], ["check", "--help"]):
        with pytest.raises(SystemExit) as left:
            main(arguments)
        assert left.value.code == 0
    for shell in ("bash", "zsh", "tcsh"):
        assert main(["--print-completion", shell]) == 0
    assert "exit codes, the same in every format" in capsys.readouterr().out


def test_no_verb_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "usage: modelbylaws" in capsys.readouterr().err


def test_without_libyaml_nothing_is_judged(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("yaml.__with_libyaml__", False)

    assert (folder.exists(), main(["check"])) == (True, 2)
    assert "without libyaml" in capsys.readouterr().err


def test_a_hook_outside_of_git_is_an_environment_fault(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (folder.exists(), main(["check", "--hook", "fleet"])) == (True, 2)
    assert "not a git repository" in capsys.readouterr().err


def test_init_writes_a_fleet_that_passes_and_overwrites_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    codes = [main(["init"]), main(["check", "--as-of", "2026-11-22"]), main(["lint"]), main(["init"])]

    assert codes == [0, 0, 0, 2], capsys.readouterr().out
    assert "already there, nothing was written: modelbylaws.yaml" in capsys.readouterr().err


def test_init_into_a_file_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "FILE").write_text("")
    (tmp_path / "policies").write_text("")

    assert [main(["init", folder]) for folder in ("FILE", ".")] == [2, 2]
    said = capsys.readouterr().err
    assert "modelbylaws: 'FILE' is no folder, and the files need one to lie in\n" in said
    assert "modelbylaws: ./policies cannot be made: File exists\n" in said


COLORED = (
    "check", "lint", "test", "explain vendor-cap", "explain vendor-cap alpha", "catalog list --used",
    "catalog show openai/gpt-5.4", "catalog diff 2026-04-01 2026-11-22", "simulate --lose vendor=openai",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("command", COLORED)
@pytest.mark.usefixtures("folder")
def test_every_verb_with_the_flag_colors(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    as_of = [] if command == "test" else ["--as-of", "2026-11-22"]
    code = main([*command.split(), *as_of, "--color", "always"])
    colored = capsys.readouterr().out

    assert main([*command.split(), *as_of, "--color", "never"]) == code
    assert "\x1b[" in colored
    assert re.sub("\x1b\\[[0-9;]*m", "", colored) == capsys.readouterr().out


def test_lint_of_nothing_is_not_green(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(["lint"]) == 3


def test_a_report_goes_into_a_pipe_and_behind_a_link_outside(folder: Path) -> None:
    (folder.parent / "real.txt").write_text("old")
    (folder.parent / "link.txt").symlink_to("real.txt")
    os.mkfifo(folder / "pipe")
    reader = subprocess.Popen(["cat", "pipe"], cwd=folder, stdout=subprocess.PIPE)

    main(["check", "--output", "concise=../link.txt", "--output", "json=pipe"])

    assert "error[vendor-cap]" in (folder.parent / "real.txt").read_text()
    assert (folder.parent / "link.txt").is_symlink()
    assert stat.S_ISFIFO((folder / "pipe").stat().st_mode)
    assert json.loads(reader.communicate()[0])["exit_code"] == 1


def test_two_outputs_to_one_file_are_bad_usage(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--output", "json=a.json", "--output", "full=./a.json"]) == 2
    assert (folder.exists(), "two outputs to one file" in capsys.readouterr().err) == (True, True)


@pytest.mark.slow
def test_long_chains_of_own_models_take_no_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each level doubles the ways through it; a walk that forgets where it was never ends."""
    width, levels = 2, 200
    routes = [
        f"      - {{id: r{level}-{i}, role: {'primary' if level + i == 0 else 'fallback'}, model: own/m{level}-{i}, "
        f"access: self-hosted, derived-from: [own/m{level + 1}-0, own/m{level + 1}-1]}}"
        for level in range(levels)
        for i in range(width)
    ]
    head = "format: modelbylaws/manifest/v1\nservice: a\nowner: t\nlifecycle: production\ntier: 1\n"
    body = "regulation: [none]\ndata: [none]\nuses:\n  - id: u\n    routes:\n"
    (tmp_path / "model-manifest.yaml").write_text(head + body + "\n".join(routes) + "\n")
    (tmp_path / "modelbylaws.yaml").write_text("format: modelbylaws/config/v1\norganization: {vendor: own}\n")
    (tmp_path / "policies").mkdir()
    rule = "{id: r, title: t, kind: require, of: all, each: route, level: soft, must: {model.self-hostable: true}}"
    (tmp_path / "policies" / "p.yaml").write_text(f"format: modelbylaws/policy/v1\npolicy: p\nrules: [{rule}]\n")
    monkeypatch.chdir(tmp_path)

    assert main(["check", "--output", "concise"]) == 1


def test_paths_narrow_what_is_shown_and_never_the_exit_code(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["check", "--as-of", "2026-11-22", "services/echo"])

    out = capsys.readouterr().out
    assert (folder.exists(), code, "error[" in out) == (True, 1, False)
    assert "1 finding outside the given paths not shown (exit 1)" in out
