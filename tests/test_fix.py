"""``check --fix`` changes the bytes of names and nothing else, in every layout, or leaves the file alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
import yaml
from hypothesis import given, strategies

from checker import source
from checker.cli import main
from checker.diagnostic import Place
from checker.lint.edit import Edit, Original

CATALOG = """\
format: modelbylaws/catalog/v1
vendors:
  - {id: acme, name: Acme, group: acme, sources: [{what: a test, where: here, class: vendor, read: 2026-11-22}]}
models:
  - {id: acme/apex-7b, vendor: acme, aliases: ["hf:acme/Apex-7B", "ollama:apex:7b", acme/apex-2026-05-13,
      acme/apex-2605]}
"""
HEAD = """\
format: modelbylaws/manifest/v1
service: a
owner: tëam-øne 😀   # the team
lifecycle: production
tier: 2
regulation: [none]
data: [none]
"""
JSON = """\
{
\t"format": "modelbylaws/manifest/v1", "service": "a", "owner": "té\\u00e9m 😀", "lifecycle": "production",
\t"tier": 2, "regulation": ["none"], "data": ["none"],
\t"uses": [{"id": "main", "routes": [%s]}]
}
"""
URL = "pkg:huggingface/acme/Apex-7B@0123abc"


def fixed(folder: Path, text: str | bytes, name: str = "model-manifest.yaml") -> bytes:
    """The manifest after ``check --fix``."""
    (folder / "catalog").mkdir()
    (folder / "catalog" / "ours.yaml").write_text(CATALOG, encoding="utf-8")
    manifest = folder / name
    manifest.write_bytes(text if isinstance(text, bytes) else text.encode())
    os.chdir(folder)
    main(["check", "--fix", "--as-of", "2026-11-22"])
    return manifest.read_bytes()


def block(routes: str) -> str:
    return f"{HEAD}uses:\n  - id: main\n    routes:\n{routes}"


@pytest.fixture(autouse=True)
def _back_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("      - model: ollama:apex:7b   # why\n", "      - model: acme/apex-7b   # why\n"),
        ("      - model: 'ollama:apex:7b'\n", "      - model: 'acme/apex-7b'\n"),
        ('      - "model": "hf:acme/Apex\\x2d7B"\n', '      - "model": "acme/apex-7b"\n'),
        (f"      - model: {URL}  # why\n", '      - model: acme/apex-7b  # why\n        version: "0123abc"\n'),
        (
            f'      - "model":\n          {URL}\n',
            '      - "model":\n          acme/apex-7b\n        "version": "0123abc"\n',
        ),
        ("      - model: acme/apex-2026-05-13\n", '      - model: acme/apex-7b\n        version: "2026-05-13"\n'),
        ("      - model: acme/apex-2605\n", '      - model: acme/apex-7b\n        version: "2605"\n'),
        (
            "      - model: acme/apex-2026-05-13\n        version: 20260513\n",
            "      - model: acme/apex-7b\n        version: 20260513\n",
        ),
        (
            f"      - model: {URL}\n        version: 0123abc\n",
            "      - model: acme/apex-7b\n        version: 0123abc\n",
        ),
        (
            "      - model: ours/tuned\n        derived-from:\n          - ollama:apex:7b # 😀\n",
            "      - model: ours/tuned\n        derived-from:\n          - acme/apex-7b # 😀\n",
        ),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_in_block_style(before: str, after: str, line_end: str, tmp_path: Path) -> None:
    rest = "        access: self-hosted\n\n# the end"

    found = fixed(tmp_path, block(before + rest).replace("\n", line_end))

    assert found.decode() == block(after + rest).replace("\n", line_end)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{{model: {URL}, access: self-hosted}}", '{model: acme/apex-7b, version: "0123abc", access: self-hosted}'),
        ("{ access: self-hosted,model: ollama:apex:7b }", "{ access: self-hosted,model: acme/apex-7b }"),
        (
            f'{{\n          "model": "{URL}" ,\n          "access": self-hosted}}',
            '{\n          "model": "acme/apex-7b",\n          "version": "0123abc" ,\n          "access": self-hosted}',
        ),
    ],
)
def test_in_flow_style(before: str, after: str, tmp_path: Path) -> None:
    assert fixed(tmp_path, block(f"      - {before}\n")).decode() == block(f"      - {after}\n")


def test_in_json_with_a_byte_order_mark_and_windows_line_ends(tmp_path: Path) -> None:
    def text(route: str) -> bytes:
        return ("\ufeff" + JSON % route).replace("\n", "\r\n").encode()

    before = f'\n\t\t{{\n\t\t\t"access": "self-hosted",\n\t\t\t"model": "{URL}"\n\t\t}}'
    after = '\n\t\t{\n\t\t\t"access": "self-hosted",\n\t\t\t"model": "acme/apex-7b",\n\t\t\t"version": "0123abc"\n\t\t}'

    assert fixed(tmp_path, text(before), "model-manifest.json") == text(after)


def test_at_the_end_of_a_file_without_a_line_end(tmp_path: Path) -> None:
    found = fixed(tmp_path, block(f"      - access: self-hosted\n        model: {URL}"))

    assert found.decode() == block(
        '      - access: self-hosted\n        model: acme/apex-7b\n        version: "0123abc"'
    )


@pytest.mark.parametrize(
    ("route", "why"),
    [
        (f"{{model: {URL}, version: other, access: self-hosted}}", "version says other"),
        (f"{{model: x/y, derived-from: ['{URL}'], access: self-hosted}}", "its version has no other place here"),
        ("{model: acme/apex-2026-05-13, version: main, access: self-hosted}", "version says main"),
        ("{model: acme/apex-2605, version: '2604', access: self-hosted}", "version says 2604"),
        ("{model: x/y, derived-from: [acme/apex-2605], access: self-hosted}", "its version has no other place here"),
        ("{model: x/y, derived-from: ['ollama:apex:7b', 'acme/apex-7b'], access: self-hosted}", "listed twice"),
        ("{model: 'pkg:huggingface/acme/Apex-7B#gguf', access: self-hosted}", "its subpath has no other place here"),
        ("model: |-\n          ollama:apex:7b\n        access: self-hosted", "a block of lines"),
    ],
)
def test_what_is_not_safe_stays_and_is_said(
    route: str, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = block(f"      - {route}\n")

    after = fixed(tmp_path, before).decode()

    assert after == before
    assert why in capsys.readouterr().out


def test_a_second_time_changes_nothing_and_says_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    once = fixed(tmp_path, block("      - {model: 'ollama:apex:7b', access: self-hosted}\n"))
    assert "rewrote" in capsys.readouterr().out

    main(["check", "--fix"])

    assert "rewrote" not in capsys.readouterr().out
    assert (tmp_path / "model-manifest.yaml").read_bytes() == once


def shown(folder: Path, capsys: pytest.CaptureFixture[str], text: str, *flags: str) -> tuple[int, list[str]]:
    """Exit code and output of ``--fix --diff`` beside a policy that the manifest breaks; nothing is written."""
    (folder / "catalog").mkdir()
    (folder / "catalog" / "ours.yaml").write_text(CATALOG, encoding="utf-8")
    (folder / "policies").mkdir()
    (folder / "policies" / "org.yaml").write_text(
        "format: modelbylaws/policy/v1\npolicy: org\nrules:\n"
        "  - {id: r, title: t, kind: require, of: all, each: route, must: {tier: 1}, level: soft, why: w}\n"
    )
    manifest = folder / "model-manifest.yaml"
    manifest.write_text(text, encoding="utf-8", newline="")
    code = main(["check", "--fix", "--diff", "--as-of", "2026-11-22", *flags])
    assert manifest.read_bytes() == text.encode()
    return code, capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_diff_is_shown_and_nothing_is_written(
    line_end: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = block("      - model: acme/apex-2026-05-13\n        access: self-hosted\n").replace("\n", line_end)

    code, lines = shown(tmp_path, capsys, text)

    assert code == 1
    assert lines[:2] == ["--- a/model-manifest.yaml", "+++ b/model-manifest.yaml"]
    assert [line for line in lines[2:] if line[:1] in set("+-")] == [
        "-      - model: acme/apex-2026-05-13",
        "+      - model: acme/apex-7b",
        '+        version: "2026-05-13"',
    ]
    assert any("note: would rewrite model-manifest.yaml:11:16" in line for line in lines)


def test_what_a_diff_shows_is_escaped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = block(
        "      # ##vso[task.complete]\n      - {model: 'ollama:apex:7b', access: self-hosted} # \u00e9\ue000\n"
    )

    _, lines = shown(tmp_path, capsys, text)

    assert not [line for line in lines if "##vso[" in line or "\ue000" in line]


@pytest.mark.parametrize(
    ("flags", "why"),
    [
        (["--diff"], "use both"),
        (["--fix", "--diff", "--output", "json"], "goes to a file"),
        (["--fix", "--diff", "--hook", "fleet"], "--hook"),
    ],
)
def test_a_diff_that_is_not_to_be_had_is_refused(
    flags: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", *flags]) == 2
    assert why in capsys.readouterr().err


def test_the_mode_of_the_file_stays(tmp_path: Path) -> None:
    manifest = tmp_path / "model-manifest.yaml"
    manifest.touch(0o640)
    manifest.chmod(0o640)

    after = fixed(tmp_path, block("      - {model: 'ollama:apex:7b', access: self-hosted}\n"))

    assert b"acme/apex-7b" in after
    assert stat.S_IMODE(manifest.stat().st_mode) == 0o640


def test_with_a_fault_in_a_catalog_nothing_is_rewritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "catalog").mkdir()
    (tmp_path / "catalog" / "more.yaml").write_text("format: modelbylaws/catalog/v1\nmodls: []\n")
    manifest = tmp_path / "model-manifest.yaml"
    text = block("      - {model: 'ollama:apex:7b', access: self-hosted}\n")
    manifest.write_text(text, encoding="utf-8")
    (tmp_path / "catalog" / "ours.yaml").write_text(CATALOG, encoding="utf-8")

    code = main(["check", "--fix"])

    assert (code, manifest.read_text(encoding="utf-8")) == (2, text)
    assert "rewrote" not in capsys.readouterr().out


WORDS = strategies.text("aé😀:# '\"-", min_size=1, max_size=8)


@given(values=strategies.lists(WORDS, min_size=1, max_size=4), to=strategies.sampled_from(["x", "é😀", "longer"]))
def test_an_edit_changes_the_value_at_its_path_and_no_other(values: list[str], to: str) -> None:
    raw = yaml.safe_dump({"list": values, "last": "stays"}, allow_unicode=True).replace("\n", "\r\n").encode()
    document = source.parse("a.yaml", raw)
    assert isinstance(document, source.Document)
    span = document.locate(Place("a.yaml", ("list", 0))).span
    assert span is not None

    text = Original(raw).edited([Edit(span, f'"{to}"')])

    again = source.parse("a.yaml", text.encode())
    assert isinstance(again, source.Document)
    assert again.data == {"list": [to, *values[1:]], "last": "stays"}
