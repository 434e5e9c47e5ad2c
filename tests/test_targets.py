"""What a run writes replaces nothing that it reads, and goes through no link of the tree that is checked."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.repository import write
from tests.test_paths import MANIFEST, POLICY, run

FIX = MANIFEST.replace("model: unknown", "model: openai/gpt-4o-2024-11-20")
WAIVERS = "format: modelbylaws/waivers/v1\nwaivers: []\n"
TESTS = """\
format: modelbylaws/tests/v1
policy: org.yaml
as-of: 2026-11-22
cases:
  - {name: x, rule: org-rule, services: [{service: a, owner: team}], expect: {verdict: pass}}
  - {name: y, rule: org-rule, services: [{service: a, owner: other}], expect: {verdict: fail, subjects: [a]}}
"""
FILES = {
    "modelbylaws.yaml": "format: modelbylaws/config/v1\ninventory: catalog-info.yaml\n",
    "policies/org.yaml": POLICY.format(name="org", extends="extends: base.yaml\nwaivers: {approvers: [y@x]}\n"),
    "policies/base.yaml": POLICY.format(name="base", extends="waivers: {approvers: [y@x]}\n"),
    "policies/waivers.yaml": WAIVERS,
    "policies/org.tests.yaml": TESTS,
    "catalog/own.yaml": "format: modelbylaws/catalog/v1\n",
    "catalog-info.yaml": (
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: a}\nspec: {type: service}\n"
    ),
    "services/a/model-manifest.yaml": MANIFEST,
    "services/b/model-manifest.yaml": "format: modelbylaws/manifest/v1\nservice: [\n",
    "events.yaml": "format: modelbylaws/events/v1\nevents: [{advance: 1d}]\n",
    "baseline.yaml": ("format: modelbylaws/baseline/v1\nas-of: 2026-11-22\nwritten-by: x\nreason: y\nfindings: []\n"),
}
COMMIT = ["-c", "user.name=x", "-c", "user.email=x@x", "commit"]
DAY = ["--as-of", "2026-11-22"]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    fleet = tmp_path / "fleet"
    for name, text in FILES.items():
        write(fleet, name, text)
    for command in (["init", "-q"], ["add", "-A"], [*COMMIT, "-qm", "x"]):
        subprocess.run(["git", *command], cwd=fleet, check=True)
    monkeypatch.chdir(fleet)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return fleet


def contents(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in root.parent.rglob("*") if path.is_file()}


WRITERS = [
    ["check", *DAY, "--output", "json={}"],
    ["check", *DAY, "--baseline", "baseline.yaml", "--output", "sarif=ok.sarif", "--output", "json={}"],
    ["report", *DAY, "--output", "html={}"],
    ["simulate", *DAY, "--events", "events.yaml", "--output", "json={}"],
    ["diff", "HEAD", "--output", "json={}"],
    ["docs", "--output", "markdown={}"],
    ["test", "--output", "junit={}"],
]


@pytest.mark.parametrize("command", WRITERS, ids=lambda command: command[0])
def test_no_output_replaces_an_input(root: Path, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(root)
    read = [name for name in FILES if name != "catalog-info.yaml" or command[0] != "test"]

    for name in (*read, "./services/../policies/org.yaml", str(root / "policies/org.yaml"), ".git/config", ".GIT/x"):
        code, said = run(capsys, *(part.format(name) for part in command))

        assert (code, said.startswith("modelbylaws: ")) == (2, True), (name, said)
        assert "no input" in said or "is in .git" in said, (name, said)
        assert contents(root) == before


LINKS = ["link.json", "dangling.json", "linked/out.json", "around/../linked/out.json"]


@pytest.mark.parametrize("command", WRITERS, ids=lambda command: command[0])
def test_no_output_goes_through_a_link_of_the_tree(
    root: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    write(root.parent, "elsewhere/mine.json", "mine")
    (root / "link.json").symlink_to("../elsewhere/mine.json")
    (root / "dangling.json").symlink_to("../elsewhere/new.json")
    (root / "linked").symlink_to("../elsewhere")
    (root / "around").mkdir()
    before = contents(root)

    for name in LINKS:
        code, said = run(capsys, *(part.format(name) for part in command))

        assert (code, "is a link of the tree that is checked" in said) == (2, True), (name, said)
        assert contents(root) == before


def test_a_link_of_the_repository_around_the_fleet_counts(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(root, "sub/modelbylaws.yaml", "format: modelbylaws/config/v1\n")
    (root / "out").symlink_to("/nowhere")

    code, said = run(capsys, "check", "--config", "sub/modelbylaws.yaml", "--output", "json=out/x.json")

    assert (code, "is a link of the tree" in said) == (2, True)


def test_evidence_goes_through_no_link_either(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root.parent / "elsewhere").mkdir()
    (root / "linked").symlink_to("../elsewhere")

    for output in (["--bundle", "linked/b"], ["--bundle", "linked/b.zip"], ["--output", "dora=linked/d"]):
        code, said = run(capsys, "report", *DAY, *output)

        assert (code, "is a link of the tree" in said) == (2, True)
    assert list((root.parent / "elsewhere").iterdir()) == []


def test_outside_of_the_tree_the_user_writes_where_he_likes(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "services/b/model-manifest.yaml").unlink()
    write(root.parent, "real.json", "old")
    (root.parent / "out.json").symlink_to("real.json")
    (root.parent / "again").symlink_to("fleet")
    monkeypatch.chdir(root.parent / "again")

    code, _ = run(capsys, "check", *DAY, "--output", "json=../out.json", "--output", "junit=new.xml")

    assert code == 0
    assert (root.parent / "real.json").read_text() != "old"
    assert (root / "new.xml").exists()


def test_a_report_replaces_the_report_before(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "services/b/model-manifest.yaml").unlink()

    codes = [run(capsys, "check", *DAY, "--output", "json=report.json")[0] for _ in range(2)]

    assert codes == [0, 0]


def test_the_summary_of_a_job_is_appended_to_as_before(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(root, "summary.md", "before\n")
    (root / "summary").symlink_to("summary.md")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(root / "summary"))

    run(capsys, "check", *DAY, "--output", f"markdown={root / 'summary'}")

    assert (root / "summary.md").read_text().startswith("before\n\n")


def test_what_is_written_by_purpose_goes_through_no_link(
    root: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (root / "services/b/model-manifest.yaml").unlink()
    write(root, "modelbylaws.yaml", "format: modelbylaws/config/v1\nwaivers: ['exceptions/*.yaml']\n")
    write(root, "services/a/model-manifest.yaml", FIX.replace("owner: team", "owner: other"))
    write(root, "exceptions/old.yaml", WAIVERS)
    write(root, "prices.json", '{"gpt-4o": {"litellm_provider": "openai", "deprecation_date": "2027-01-01"}}')
    (tmp_path / "elsewhere").mkdir()
    (root / "linked").symlink_to(tmp_path / "elsewhere")
    (root / "exceptions/more").symlink_to(tmp_path / "elsewhere")
    ways = [
        ["baseline", "write", "linked/b.yaml", "--by", "x", "--reason", "y", *DAY],
        ["catalog", "import", "litellm", "prices.json", "--into", "linked/deep/c.yaml", *DAY],
        ["init", "linked"],
    ]
    before = contents(root)

    for command in ways:
        code, said = run(capsys, *command)

        assert (command, code, "is a link of the tree" in said) == (command, 2, True), said
    assert contents(root) == before


def test_init_does_not_write_behind_a_link_of_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "new").mkdir()
    (tmp_path / "new/policies").symlink_to(tmp_path / "elsewhere")
    monkeypatch.chdir(tmp_path)

    code, said = run(capsys, "init", "new")

    assert (code, "is a link of the tree" in said) == (2, True)
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["policies"]
