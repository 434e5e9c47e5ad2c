"""A path that a file gives leads nowhere outside of the root, however it is written and whatever lies on its way."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from checker.cli import main
from checker.run.files import WorkTree, leads_to
from tests.repository import write

SECRET = "sk-never-shown"
POLICY = """\
format: modelbylaws/policy/v1
policy: {name}
{extends}rules:
  - {{id: {name}-rule, title: Owned, kind: require, of: all, each: service, must: {{owner: team}}, level: hard}}
"""
MANIFEST = """\
format: modelbylaws/manifest/v1
service: a
owner: team
lifecycle: production
tier: 1
regulation: [none]
data: [none]
uses:
  - id: chat
    routes:
      - {model: unknown, access: vendor-api}
"""
TESTS = """\
format: modelbylaws/tests/v1
policy: {policy}
as-of: 2026-11-22
catalogs: [{catalog}]
cases:
  - {{name: x, rule: org-rule, services: {services}, expect: {{verdict: pass}}}}
"""

ELSEWHERE = [
    "../../outside.yaml",
    "../../fleet/../outside.yaml",
    "deep/../../../outside.yaml",
    "~/outside.yaml",
    "~root/outside.yaml",
    "/etc/passwd",
    "/proc/self/environ",
    "//etc/passwd",
    "file:///etc/passwd",
    "https://example.org/outside.yaml",
    "C:/outside.yaml",
    "c:outside.yaml",
    "C:\\\\outside.yaml",
    "\\\\\\\\host\\\\share.yaml",
    "..\\\\..\\\\outside.yaml",
    "linked/outside.yaml",
    "linked/../../../outside.yaml",
    "link.yaml",
]
SOME = ["../../outside.yaml", "~/outside.yaml", "/etc/passwd", "C:/outside.yaml", "linked/outside.yaml", "link.yaml"]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fleet, a file beside it that is nobody's business, and links to that in the fleet."""
    fleet = tmp_path / "fleet"
    write(fleet, "policies/org.yaml", POLICY.format(name="org", extends=""))
    write(fleet, "services/a/model-manifest.yaml", MANIFEST)
    write(tmp_path, "outside.yaml", POLICY.format(name="outside", extends=f"# {SECRET}\n"))
    write(tmp_path, "elsewhere/outside.yaml", f"{SECRET}: [\n")
    for folder in (fleet, fleet / "policies"):
        (folder / "linked").symlink_to(tmp_path / "elsewhere")
        (folder / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    monkeypatch.chdir(fleet)
    return fleet


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(list(arguments))
    said = capsys.readouterr()
    return code, said.out + said.err


def check(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    return run(capsys, "check", "--as-of", "2026-11-22", *arguments)


@pytest.mark.parametrize("written", ELSEWHERE)
def test_a_policy_is_not_built_on_a_file_outside(root: Path, written: str, capsys: pytest.CaptureFixture[str]) -> None:
    write(root, "policies/org.yaml", POLICY.format(name="org", extends=f'extends: "{written}"\n'))

    for verb in (["check", "--as-of", "2026-11-22"], ["lint", "--as-of", "2026-11-22"], ["test"]):
        code, said = run(capsys, *verb)

        assert (verb[0], code) == (verb[0], 2)
        assert "error[outside]" in said
        assert "policies/org.yaml:3:10" in said
        assert SECRET not in said
        assert "root:" not in said
        assert "PATH=" not in said


@pytest.mark.parametrize("written", SOME)
@pytest.mark.parametrize("key", ["manifests", "policies", "catalogs", "waivers", "inventory"])
def test_no_pattern_of_the_configuration_leads_outside(
    root: Path, key: str, written: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if "link" in written:
        written = "linked/*.yaml"
    write(root, "modelbylaws.yaml", f'format: modelbylaws/config/v1\n{key}: ["{written}"]\n')

    code, said = check(capsys)

    assert (code, SECRET in said) == (2, False)
    assert "error[outside]" in said
    assert f"modelbylaws.yaml:2:{len(key) + 4}" in said


def test_a_choice_in_braces_that_leads_outside_is_not_passed_over(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(root, "modelbylaws.yaml", 'format: modelbylaws/config/v1\npolicies: ["{policies/org,../outside}.yaml"]\n')

    code, said = check(capsys)

    assert (code, "error[outside]" in said) == (2, True)


@pytest.mark.parametrize("key", ["policy", "catalog", "services"])
@pytest.mark.parametrize("written", SOME)
def test_no_path_of_a_tests_file_leads_outside(
    root: Path, key: str, written: str, capsys: pytest.CaptureFixture[str]
) -> None:
    given = {"policy": "org.yaml", "catalog": "builtin:models", "services": "../services"}
    write(root, "policies/org.tests.yaml", TESTS.format(**{**given, key: f'"{written}"'}))

    code, said = run(capsys, "test")

    assert (code, SECRET in said) == (2, False)
    assert "error[outside]" in said
    assert "policies/org.tests.yaml:" in said


@pytest.mark.parametrize(
    ("written", "beside", "where"),
    [
        ("base.yaml", "policies/org.yaml", "policies/base.yaml"),
        ("./x/../base.yaml", "policies/org.yaml", "policies/base.yaml"),
        ("../base.yaml", "policies/org.yaml", "base.yaml"),
        ("../../base.yaml", "policies/org.yaml", None),
        ("../fleet/base.yaml", "org.yaml", None),
        ("inner/org.yaml", "x.yaml", "policies/org.yaml"),
        ("self/self/self/policies/org.yaml", "x.yaml", "policies/org.yaml"),
        ("~old.yaml", "policies/org.yaml", "policies/~old.yaml"),
        ("a\\b.yaml", "policies/org.yaml", "policies/a\\b.yaml"),
        ("...", "policies/org.yaml", "policies/..."),
        ("..x/y", "z", "..x/y"),
        ("", "policies/org.yaml", "policies"),
        (".", "org.yaml", "."),
        ("a\0b", "org.yaml", None),
    ],
)
def test_a_path_leads_where_its_links_lead(root: Path, written: str, beside: str, where: str | None) -> None:
    (root / "inner").symlink_to("policies")
    (root / "self").symlink_to(".")

    assert leads_to(WorkTree(str(root)), written, beside) == where


def test_a_link_on_the_way_that_stays_inside_is_another_name_for_the_file(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "policies/self").symlink_to("..")
    write(root, "policies/org.yaml", POLICY.format(name="org", extends="extends: self/policies/org.yaml\n"))

    code, said = check(capsys, "--output", "concise")

    assert code == 2
    assert "a policy cannot be built on itself: policies/org.yaml -> policies/org.yaml" in said


@pytest.mark.parametrize("written", SOME)
def test_the_same_holds_at_a_revision(root: Path, written: str, capsys: pytest.CaptureFixture[str]) -> None:
    write(root, "policies/org.yaml", POLICY.format(name="org", extends=f'extends: "{written}"\n'))
    for command in (["init", "-q"], ["add", "-A"], ["-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qmx"]):
        subprocess.run(["git", *command], cwd=root, check=True)

    for flags in (["--trust", "HEAD"], ["--hook", "fleet"]):
        code, said = check(capsys, *flags)

        assert (code, "error[outside]" in said, SECRET in said) == (2, True, False)


@pytest.mark.parametrize("written", [".", "", "deep", "deep/", "../policies"])
def test_a_folder_is_no_policy_to_build_on(root: Path, written: str, capsys: pytest.CaptureFixture[str]) -> None:
    write(root, "policies/org.yaml", POLICY.format(name="org", extends=f'extends: "{written}"\n'))
    write(root, "policies/deep/base.yaml", POLICY.format(name="base", extends=""))

    code, said = check(capsys, "--output", "concise")

    assert code == 2
    assert "error[folder] is a folder, and a file is needed" in said
    assert "policies/org.yaml:3:10: error[unread-policy]" in said


def test_the_file_inside_of_a_folder_is_the_hint(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(root, "policies/org.yaml", POLICY.format(name="org", extends="extends: deep\n"))
    write(root, "policies/deep/base.yaml", POLICY.format(name="base", extends=""))
    write(root, "policies/deep/other.yaml", "x: 1\n")

    assert "did you mean policies/deep/base.yaml?" in check(capsys)[1]


def test_a_folder_as_a_pattern_is_said(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(root, "modelbylaws.yaml", "format: modelbylaws/config/v1\npolicies: [policies]\n")

    code, said = check(capsys)

    assert (code, "error[folder]: 'policies' is a folder, and a file is needed" in said) == (2, True)


def test_json_cannot_hide_a_path(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = {"format": "modelbylaws/config/v1", "policies": ["policies\\/..\\/..\\/outside.yaml"]}
    write(root, "other.json", json.dumps(given).replace("\\\\", "\\"))

    code, said = check(capsys, "--config", "other.json")

    assert (code, "error[outside]" in said) == (2, True)


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        ("docs/exit/a.md", 0),
        ("../../docs/exit.md", 0),
        ("https://wiki.example.org/../exit", 0),
        ("Wiki: Exit plans / a", 0),
        ("../../../exit.md", 2),
        ("/etc/passwd", 2),
        ("file:///etc/passwd", 2),
        ("~/exit.md", 2),
        ("../../linked/exit.md", 2),
    ],
)
def test_an_exit_plan_lies_in_the_repository_or_on_the_web(
    root: Path, plan: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "policies/link.yaml").unlink()
    write(root, "services/a/model-manifest.yaml", f'{MANIFEST}exit: {{plan: "{plan}"}}\n')

    ended, said = check(capsys)

    assert (ended, "error[outside]" in said) == (code, code == 2)
