"""The manifests of the guide are read without a fault, and each name in them is one that the catalog knows."""

from __future__ import annotations

import datetime as dt
import re
import shlex
from pathlib import Path

import pytest
import yaml

import modelbylaws
from checker.cli import main
from checker.cli.program import program

ROOT = Path(__file__).parent.parent
AS_OF = dt.date(2026, 11, 22)
CONFIG = """
format: modelbylaws/config/v1
organization: {name: Acme, vendor: acme}
gateways: [gateway-eu, gateway-us, litellm-prod-eu]
"""
POLICY = """
format: modelbylaws/policy/v1
policy: guide
rules:
  - {id: vendor-known, title: Each vendor is known, kind: require, of: all, level: soft,
     each: route, must: {vendor.id: {known: true}}}
  - {id: host-known, title: Each host is known, kind: require, of: all, level: soft,
     each: route, must: {host: {known: true}}}
"""
BLOCKS = re.findall(
    r"```yaml\n(.*?)```", (ROOT / "docs" / "writing-manifests.md").read_text(encoding="utf-8"), re.DOTALL
)
MANIFESTS = {str(yaml.safe_load(block)["service"]): block for block in BLOCKS}
HONEST = {"developer-assistant"}
"""Manifests that say that nobody knows the model."""


def test_the_guide_has_a_manifest_for_each_case() -> None:
    assert len(MANIFESTS) == len(BLOCKS) == 12
    assert set(MANIFESTS) >= HONEST


@pytest.mark.parametrize("service", MANIFESTS)
def test_a_manifest_of_the_guide_names_what_is_known(service: str) -> None:
    files = {
        "modelbylaws.yaml": CONFIG,
        "policies/guide.yaml": POLICY,
        f"{service}/model-manifest.yaml": MANIFESTS[service],
    }

    report = modelbylaws.read(files, as_of=AS_OF).judge()

    told = [f"{finding.rule}: {finding.message}" for finding in report.findings]
    assert (
        report.diagnostics,
        [text for text in told if not (service in HONEST and text.startswith("vendor-known"))],
    ) == ((), [])


def test_no_page_shows_a_manifest_that_cannot_be_read() -> None:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    shown = [
        (page.name, block)
        for page in pages
        for block in re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
        if "format: modelbylaws/manifest/v1" in block and "TODO" not in block and "service: " in block
    ]

    faults = [
        (name, modelbylaws.read({"modelbylaws.yaml": CONFIG, "a/model-manifest.yaml": block}, as_of=AS_OF).faults)
        for name, block in shown
    ]

    assert len(shown) > len(MANIFESTS)
    assert [(name, found) for name, found in faults if found] == []


def test_readme_is_short_and_its_links_lead_to_files() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if not link.startswith("http")]

    assert len(text.splitlines()) <= 120
    assert len(links) > 30
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_rule_of_readme_judges_its_manifest() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    [manifest] = [block for block in blocks if block.startswith("format: modelbylaws/manifest/v1")]
    [rule] = [block for block in blocks if block.startswith("- id:")]
    head = "format: modelbylaws/policy/v1\npolicy: org\nselections: {production: {lifecycle: production}}\nrules:\n"

    report = modelbylaws.read(
        {"policies/org.yaml": head + rule, "a/model-manifest.yaml": manifest}, as_of=AS_OF
    ).judge()

    assert [finding.message for finding in report.findings] == [
        "google carries 100.0% (1 of 1) of production services by lineage; the limit is 40%"
    ]


def test_the_commands_of_the_first_ten_minutes_end_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "docs" / "start.md").read_text(encoding="utf-8")
    lines = [line for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]
    own = [shlex.split(line)[1:] for line in lines if line.startswith("modelbylaws ") and "examples/" not in line]
    monkeypatch.chdir(tmp_path)

    codes = {" ".join(words): main(words) for words in own}

    assert len(codes) == 5
    assert {command: code for command, code in codes.items() if code} == {}


def _commands(page: Path) -> list[str]:
    """What a page tells its reader to type, without what a shell does with it."""
    blocks = re.findall(
        r"```(?:sh|console)\n(.*?)```", page.read_text(encoding="utf-8").replace("\\\n", " "), re.DOTALL
    )
    lines = [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]
    return [re.split(r" (?:[|>&]|2>) ?", line)[0] for line in lines if line.startswith("modelbylaws ")]


PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", [page for page in PAGES if _commands(page)], ids=lambda page: page.name)
def test_every_command_of_a_page_is_one_that_the_program_takes(page: Path) -> None:
    for command in _commands(page):
        program().read(shlex.split(command, comments=True)[1:])  # it ends the test where the program would end


@pytest.mark.parametrize(
    ("page", "codes"),
    [("cookbook.md", {"test": 0}), ("start.md", {"check": 1})],
)
def test_commands_about_the_examples_end_as_the_page_says(
    page: str, codes: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    commands = [shlex.split(line)[1:] for line in _commands(ROOT / "docs" / page) if "examples/" in line]

    assert commands
    assert [main(words) for words in commands] == [codes[words[0]] for words in commands]


def test_two_business_units_with_folders_of_their_own_are_judged_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (ROOT / "docs" / "writing-manifests.md").read_text(encoding="utf-8")
    [command] = re.findall(r"`modelbylaws (check [^`]*)`", text.partition("## Two business units")[2])
    for unit, service in (("retail", "branch-faq"), ("corporate", "mail-sorter")):
        files = {"modelbylaws.yaml": CONFIG, "policies/p.yaml": POLICY, "a/model-manifest.yaml": MANIFESTS[service]}
        for name, content in files.items():
            (tmp_path / unit / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / unit / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    assert main([*command.split(), "--as-of", AS_OF.isoformat()]) == 0
    said = capsys.readouterr().out
    assert "corporate" in said
    assert "retail" in said


def test_find_answers_as_the_guide_says(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "docs" / "writing-manifests.md").read_text(encoding="utf-8")
    [command] = re.findall(r"`modelbylaws (catalog find) WORDS`", text)
    monkeypatch.chdir(ROOT)

    assert main([*command.split(), "azure/gpt-4o", "--as-of", AS_OF.isoformat()]) == 0
    assert main([*command.split(), "sonnet", "4.5", "--as-of", AS_OF.isoformat()]) == 0
    said = capsys.readouterr().out
    assert re.findall(r"^(openai/gpt-4o|anthropic/claude-sonnet-4-5) ", said, re.MULTILINE) == [
        "openai/gpt-4o",
        "anthropic/claude-sonnet-4-5",
    ]
