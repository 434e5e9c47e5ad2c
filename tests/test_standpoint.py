"""Paths that people read start where they stand; those that programs read start at the root, or at git's."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from checker.cli import main
from checker.formats import FORMATS, render
from checker.formats.terminal import from_here, plain, show_paths_from
from tests.reports import POLICY, a_report, vendor

CONFIG = "format: modelbylaws/config/v1\norganization: {name: X}\n"
POLICY_TEXT = """\
format: modelbylaws/policy/v1
policy: org
version: "1"
owner: o
rules:
  - {id: cap, title: t, kind: max-share, of: all, by: vendor, max: 40%, level: soft, why: w}
"""
MANIFEST = """\
format: modelbylaws/manifest/v1
service: a
owner: o
lifecycle: production
tier: 1
regulation: [none]
data: [none]
uses: [{id: u, routes: [{model: google/gemma-4-31b-it, access: self-hosted}]}]
"""
TESTS = """\
format: modelbylaws/tests/v1
policy: org.yaml
as-of: 2026-11-22
cases:
  - {name: n, rule: cap, services: [{service: a}], expect: {verdict: pass}}
"""
AS_OF = ("--as-of", "2026-11-22")


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """A repository with two fleets, each below a folder of its own."""
    (tmp_path / ".git").mkdir()
    files = {"modelbylaws.yaml": CONFIG, "policies/org.yaml": POLICY_TEXT, "policies/org.tests.yaml": TESTS,
             "services/a/model-manifest.yaml": MANIFEST, "services/b/model-manifest.yaml": "format: x\n"}  # fmt: skip
    for fleet in ("one", "two"):
        for path, text in files.items():
            (tmp_path / fleet / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / fleet / path).write_text(text)
    return tmp_path


def paths(text: str) -> set[str]:
    return set(re.findall(r"[\w./-]*[\w-]+\.yaml(?=:\d)", text))


@pytest.mark.parametrize("name", ["full", "concise", "junit", "markdown"])
@pytest.mark.parametrize(
    "stand",
    [
        (".", "two/modelbylaws.yaml", "two/"),
        ("two", None, ""),
        ("one/services", "../../two/modelbylaws.yaml", "../../two/"),
        ("two/policies", None, "../"),
    ],
)
def test_every_place_can_be_opened_from_where_its_reader_stands(
    stand: tuple[str, str | None, str],
    name: str,
    two: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder, config, start = stand
    monkeypatch.chdir(two / folder)
    assert main(["check", *(["--config", config] if config else []), *AS_OF, "--output", name]) == 2

    found = paths(capsys.readouterr().out)
    assert f"{start}services/b/model-manifest.yaml" in found
    assert all(Path(path).is_file() for path in found)


@pytest.mark.parametrize(
    "command",
    [
        "lint",
        "explain cap",
        "test",
        "test --output concise",
        "test --output junit",
        "simulate --lose vendor=google",
        "waivers",
    ],
)
def test_other_verbs_name_places_likewise(
    command: str, two: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(two)
    (two / "two/policies/org.yaml").write_text(f"{POLICY_TEXT}  - {{id: cap}}\n" if command == "lint" else POLICY_TEXT)
    as_of = AS_OF if not command.startswith("test") else ()
    main([*command.split(), "--config", "two/modelbylaws.yaml", *as_of])

    found = paths(capsys.readouterr().out)
    assert found
    assert all(path.startswith("two/") and Path(path).is_file() for path in found)


@pytest.mark.parametrize("name", ["json", "csv"])
def test_what_programs_read_starts_at_the_root(
    name: str, two: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = set()
    for folder in (".", "two", "one/services"):
        monkeypatch.chdir(two / folder)
        main(["check", "--config", str(two / "two" / "modelbylaws.yaml"), *AS_OF, "--output", name])
        said.add(capsys.readouterr().out)

    assert len(said) == 1
    assert "two/" not in said.pop()


def test_annotations_stand_at_gits_path_and_their_text_at_the_readers(
    two: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (two / "two/services/b/model-manifest.yaml").unlink()
    monkeypatch.chdir(two / "two" / "services")
    assert main(["check", *AS_OF, "--output", "github"]) == 1

    line = next(line for line in capsys.readouterr().out.splitlines() if "title=cap" in line)
    assert "file=two/policies/org.yaml," in line
    assert "::../policies/org.yaml:6:" in line


def test_notes_tell_paths_from_where_their_reader_stands(
    two: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (two / "two/rules").mkdir()
    (two / "two/rules/more.yaml").write_text(POLICY_TEXT)
    (two / "two/services/c/deep").mkdir(parents=True)
    (two / "two/services/c/modelbylaws.yaml").write_text(CONFIG)
    (two / "two/services/c/model-manifest.yaml").write_text(MANIFEST)
    (two / "two/services/d").symlink_to("c/deep")
    monkeypatch.chdir(two)
    flags = ["--config", "two/modelbylaws.yaml", *AS_OF]
    for output in ("full", "markdown"):
        main(["check", *flags, "--output", output])
        said = capsys.readouterr().out
        notes = " ".join(line for line in said.splitlines() if "note: " in line).replace("\\", "")
        for path in ("two/rules/more.yaml", "two/services/c;", "two/services/d;"):
            assert f" {path}" in notes, (output, notes)
    main(["check", *flags, "--output", "json"])
    notes = " ".join(json.loads(capsys.readouterr().out)["notes"])
    assert " rules/more.yaml" in notes
    assert " services/d;" in notes


OBSERVED = """\
  - {id: used, title: t, kind: declared, of: all, level: soft, why: w}
"""


@pytest.mark.parametrize("command", ["check --output full", "check --output markdown", "explain used"])
def test_a_sentence_names_evidence_from_where_its_reader_stands(
    command: str, two: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fleet = two / "two"
    (fleet / "services/b/model-manifest.yaml").unlink()
    (fleet / "policies/org.yaml").write_text(POLICY_TEXT + OBSERVED)
    (fleet / "modelbylaws.yaml").write_text(f"{CONFIG}observed: [{{telemetry: seen.csv}}]\n")
    head = "service.name,gen_ai.provider.name,gen_ai.request.model,from,to,requests"
    (fleet / "seen.csv").write_text(f"{head}\na,openai,gpt-5.4,2026-11-01,2026-11-20,5\n")
    monkeypatch.chdir(fleet / "policies")
    main([*command.split(), *AS_OF])

    said = capsys.readouterr().out.replace("\\", "")
    assert re.findall(r"\S*seen\.csv:2 counts", said)
    assert not re.findall(r"(?<!\.\./)seen\.csv", said)


def test_a_program_that_says_nothing_gets_paths_from_the_root() -> None:
    show_paths_from("/fleet", "/fleet")

    assert from_here(POLICY) == POLICY
    for name in FORMATS:
        assert POLICY in render(name, a_report(vendor("openai", "a")), plain, quiet=False)


def test_what_comes_with_the_program_keeps_its_name(
    two: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(two)
    main(
        ["check", "--config", "two/modelbylaws.yaml", "--policy", "builtin:supply-hygiene", *AS_OF, "--output", "json"]
    )
    main(["check", "--config", "two/modelbylaws.yaml", "--policy", "builtin:supply-hygiene", *AS_OF])

    said = capsys.readouterr().out
    assert json.loads(said[: said.index("\n}\n") + 2])["inputs"]
    assert "of builtin:supply-hygiene, as of" in said
    assert "two/builtin:" not in said
