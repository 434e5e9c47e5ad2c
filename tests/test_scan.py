"""``scan`` finds names of models as whole words, and takes no word of another meaning for one."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from checker.catalog import Catalog
from checker.cli import main
from checker.observed.options import Options
from checker.observed.scanned import read
from checker.run.faults import Fault
from checker.run.read import read_request
from checker.run.request import Request
from checker.scanning.chosen import left_by_content, left_by_name
from checker.scanning.scan import NO_SIGN, Scanned, look_through, scan
from tests.fleets import AS_OF
from tests.repository import git, write


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    root = str(tmp_path_factory.mktemp("empty"))
    catalog = read_request(Request(None, (), AS_OF, root=root), manifests=False).catalog
    assert catalog is not None
    return catalog


def scanned(text: str, known: Catalog) -> Scanned:
    return look_through([("src/a.py", text.encode())], known, None, Counter())


def found_in(text: str, known: Catalog) -> list[tuple[str, str]]:
    return [(one.word, one.means.value) for one in scanned(text, known).found]


@pytest.mark.parametrize(
    ("line", "word", "model"),
    [
        ('client.chat(model="gpt-5.4-mini")', "gpt-5.4-mini", "openai/gpt-5.4-mini"),
        ("MODEL = 'gpt-4o-2024-08-06'.", "gpt-4o-2024-08-06", "openai/gpt-4o"),
        ("x = AutoModel.from_pretrained('Qwen/Qwen3-8B')", "Qwen/Qwen3-8B", "alibaba/qwen3-8b"),
        ("id: bedrock/meta.llama3-3-70b-instruct-v1:0", "bedrock/meta.llama3-3-70b-instruct-v1:0",
         "meta/llama-3.3-70b-instruct"),
        ('model = "o1"', "o1", "openai/o1"),
        ('ask("openai/o1")', "openai/o1", "openai/o1"),
    ],
)  # fmt: skip
def test_a_whole_word_that_the_resolver_knows_is_a_model(line: str, word: str, model: str, known: Catalog) -> None:
    assert found_in(f"# first\n{line}\n", known) == [(word, model)]


@pytest.mark.parametrize(
    "line",
    [
        "o1 = Point(0, 0); o3 = o1.moved(2)",
        "press command-r to reload the page",
        "# the constellation Gemini is in the north",
        "mygpt-5.4-minimum is a spring",
        "see grok for what it means",
        "the sonar of the ship",
        "version = 'v1-2024-08-06'",
        "x = phi * 4",
    ],
)
def test_a_word_of_another_meaning_is_no_model(line: str, known: Catalog) -> None:
    assert found_in(f"{line}\n", known) == []


def test_a_word_without_a_second_sign_is_counted(known: Catalog) -> None:
    found = scanned("o1 = 3\n", known)

    assert [(left.reason, left.count) for left in found.left_out] == [(NO_SIGN, 1)]


def test_the_first_line_that_says_it_is_the_place(known: Catalog) -> None:
    text = "o1 = 3\n\nmodel = 'o1'\nx = 'gpt-5.4'\n"

    found = scanned(text, known).found

    assert [(one.word, one.where) for one in found] == [("o1", "src/a.py:3"), ("gpt-5.4", "src/a.py:4")]


def test_addresses_and_keys_of_hosts_are_told_apart_from_models(known: Catalog) -> None:
    text = 'base = "https://api.groq.com/openai/v1"\nkey = env["AZURE_OPENAI_API_KEY"], env["ACME_API_KEY"]\n'

    found = scanned(text, known)

    assert [(one.host, one.word, one.where) for one in found.hosts] == [
        ("groq", "https://api.groq.com/openai/v1", "src/a.py:1"),
        ("azure.foundry", "AZURE_OPENAI_API_KEY", "src/a.py:2"),
    ]
    assert found.found == ()


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("tests/a.py", "tests"), ("src/test_a.py", "tests"), ("web/a.spec.ts", "tests"), ("uv.lock", "locks"),
        ("web/package-lock.json", "locks"), ("docs/a.yaml", "documentation"), ("README.md", "documentation"),
        ("a/logo.png", "no text"), ("src/latest.py", None), ("src/contest/a.py", None),
    ],
)  # fmt: skip
def test_files_that_call_nothing_are_left_out(path: str, why: str | None) -> None:
    assert left_by_name(path) == why


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"\0\1", "no text"), (b"format: modelbylaws/manifest/v1\n", "declarations of ours"),
        (b'{\n  "format": "modelbylaws/catalog/v1"}', "declarations of ours"),
        (b'{"format":"modelbylaws/fleet/v1"', "declarations of ours"), (b"x" * 11, "larger than 1 MiB"),
        (b"x = 1", None),
    ],
)  # fmt: skip
def test_files_are_left_out_by_what_they_hold(raw: bytes, why: str | None) -> None:
    assert left_by_content(raw, max(10, len(raw) if why != "larger than 1 MiB" else 10)) == why


def test_only_what_git_tracks_is_looked_at(tmp_path: Path, known: Catalog) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, "a.py", "m = 'gpt-5.4'\n")

    with pytest.raises(Fault, match="tracks no file"):
        scan(str(tmp_path), known, None)


def test_a_secret_is_no_name(known: Catalog) -> None:
    assert found_in("model = 'sk-gpt-5.4-mini'\n", known) == []


def test_what_is_written_is_evidence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, "src/llm.py", "model = 'gpt-5.4-mini'\nkey = 'OPENAI_API_KEY'\n")
    git(tmp_path, "add", "-A")
    monkeypatch.chdir(tmp_path)

    assert main(["scan", "--service", "chat", "--as-of", "2026-11-22", "--output", "json"]) == 0

    written = capsys.readouterr().out
    assert json.loads(written)["files"] == 1
    (seen,) = read("scan.json", written.encode(), Options("scan")).observations
    assert (seen.service, seen.model, seen.where) == ("chat", "gpt-5.4-mini", "src/llm.py:1")
    assert main(["scan", "--as-of", "2026-11-22"]) == 0
    assert "src/llm.py:1  gpt-5.4-mini  openai/gpt-5.4-mini" in capsys.readouterr().out


def test_several_processes_find_the_same_as_one(
    known: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "init", "-q")
    for number in range(9):
        write(tmp_path, f"src/a{number}.py", f"model = 'gpt-5.4-mini'\nother = {number}\no1 = 1\n")
        write(tmp_path, f"tests/b{number}.py", "m = 'gpt-5.4'\n")
    write(tmp_path, "src/a3.py", "key = 'OPENAI_API_KEY'\nx = 'Qwen/Qwen3-8B'\n")
    git(tmp_path, "add", "-A")
    alone = scan(str(tmp_path), known, "chat")
    monkeypatch.setattr("checker.scanning.shared.FEW", 4)
    monkeypatch.setattr("checker.engine.processes.available_processors", lambda: 3)

    together = scan(str(tmp_path), known, "chat")

    assert together == alone
    assert together.files == 9
    assert [left.count for left in together.left_out] == [9, 8]
    assert len(together.found) == 9
    assert [one.word for one in together.hosts] == ["OPENAI_API_KEY"]
