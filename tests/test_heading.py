"""What format a file is of is guessed as it is read, in every form that a reader takes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checker import source
from checker.cli import main
from checker.run.matching import declared_format
from checker.source import Document
from tests.repository import write
from tests.test_paths import MANIFEST, POLICY

BOM = "\ufeff"
FORMS = [
    ("x.yaml", "format: {0}\n"),
    ("x.yaml", f"{BOM}format: {{0}}\n"),
    ("x.yaml", '"format": {0}\n'),
    ("x.yaml", "'format': '{0}'\n"),
    ("x.yaml", f'{BOM}"format": "{{0}}"\n'),
    ("x.yaml", "format   :   {0}   # which it is\n"),
    ("x.yaml", "# format: modelbylaws/policy/v1\n---\nformat: {0}\n"),
    ("x.yaml", "\n\n---\n# x\nformat: {0}\n"),
    ("x.yaml", "a: 1\r\nformat: {0}\r\n"),
    ("x.yaml", "a: {{format: modelbylaws/policy/v1}}\nformat: {0}\n"),
    ("x.yaml", "text: |\n  format: modelbylaws/policy/v1\nformat: {0}\n"),
    ("x.yaml", "format:\n  {0}\n"),
    ("x.yaml", "{{a: 1, format: {0}}}\n"),
    ("x.yaml", '{{"a": 1,\n "format": "{0}"}}\n'),
    ("x.yaml", '"for\\u006dat": "{0}"\n'),
    ("x.yaml", "? format\n: {0}\n"),
    ("x.json", '{{"a": {{"format": "modelbylaws/policy/v1"}}, "format": "{0}"}}'),
    ("x.json", f'{BOM}{{{{"format" : "{{0}}"}}}}'),
]


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_the_guess_is_what_is_read(name: str, form: str) -> None:
    raw = form.format("modelbylaws/waivers/v1").encode()
    document = source.parse(name, raw)

    assert isinstance(document, Document)
    assert declared_format(name, raw) == document.data["format"] == "modelbylaws/waivers/v1"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("format: modelbylaws/waivers/v1\nx: [\n", "modelbylaws/waivers/v1"),
        (f'{BOM}"format": "modelbylaws/waivers/v1"\nx: [\n', "modelbylaws/waivers/v1"),
        ('{"format": "modelbylaws/waivers/v1", [', "modelbylaws/waivers/v1"),
        ('{\n  "format": "modelbylaws/waivers/v1",\n', "modelbylaws/waivers/v1"),
        ("a:\n  format: modelbylaws/waivers/v1\nx: [\n", ""),
        ("", ""),
    ],
)
def test_of_a_file_that_cannot_be_read_it_is_what_was_meant(text: str, meant: str) -> None:
    assert declared_format("x.yaml", text.encode()) == meant


WAIVERS = {"format": "modelbylaws/waivers/v1", "waivers": []}
TESTS = {
    "format": "modelbylaws/tests/v1", "policy": "org.yaml", "as-of": "2026-11-22",
    "cases": [{"name": "x", "rule": "org-rule", "services": [{"service": "a", "owner": "team"}],
               "expect": {"verdict": "pass"}}],
}  # fmt: skip
BASELINE = {
    "format": "modelbylaws/baseline/v1", "as-of": "2026-11-22", "written-by": "x", "reason": "y", "findings": [],
}  # fmt: skip


@pytest.mark.parametrize("data", [WAIVERS, TESTS, BASELINE])
@pytest.mark.parametrize("start", ["", BOM, "# x\n---\n", f"{BOM}# x\r\n---\r\n"])
@pytest.mark.parametrize("first", [True, False])
def test_what_lies_beside_policies_is_known_in_every_form(
    data: dict[str, object], start: str, first: bool, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "policies/org.yaml", f"{BOM}{POLICY.format(name='org', extends='')}")
    write(tmp_path, "services/a/model-manifest.yaml", f"{BOM}{MANIFEST}")
    shown = data if first else dict(reversed(data.items()))
    write(tmp_path, "policies/other.yaml", start + json.dumps(shown, indent=2))

    code = main(["check", "--as-of", "2026-11-22"])

    assert (code, capsys.readouterr().out) == (code, "") if code else code == 0
