"""The policy register: its page for a browser, what proves a rule, and the one that this repository commits."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from checker.cli import main

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests" / "cases" / "docs"
GOLDEN = ROOT / "tests" / "formats" / "register.html.txt"
_STYLE = re.compile(r"<style>.*?</style>|sha256-[A-Za-z0-9+/=]+", re.DOTALL)


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def page_of(case: str, folder: Path) -> str:
    """The HTML page about the policies of a golden case."""
    shutil.copytree(CASES / case, folder, dirs_exist_ok=True)
    assert main(["docs", "--output", "html=page.html"]) == 0
    return (folder / "page.html").read_text(encoding="utf-8")


def test_the_page_of_hostile_policies_is_what_it_was(at: Path, accept: bool) -> None:
    page = _STYLE.sub("", page_of("hostile", at))
    if accept:
        GOLDEN.write_text(page, encoding="utf-8")

    assert page == GOLDEN.read_text(encoding="utf-8")


class Tags(HTMLParser):
    """Every tag with its attributes, and where links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: list[str] = []
        self.ids: list[str] = []
        self.links: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names += [name for name, _ in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links |= {value or "" for name, value in attrs if name in {"href", "src"}}


@pytest.mark.parametrize("case", ["hostile", "register", "check"])
def test_a_page_runs_and_loads_nothing(case: str, at: Path) -> None:
    page = page_of(case, at)
    found = Tags(page)

    assert "default-src &#39;none&#39;" in page
    assert found.tags & {"script", "img", "link", "iframe", "object", "svg", "form"} == set()
    assert [name for name in found.names if name.startswith("on") or name == "style"] == []
    assert len(found.ids) == len(set(found.ids))
    assert {f"#{name}" for name in found.ids} >= found.links


def test_two_runs_write_the_same_bytes_on_any_day(at: Path) -> None:
    first = page_of("register", at)
    main(["docs", "--as-of", "2030-01-01", "--output", "html=again.html", "--output", "markdown=a.md"])
    main(["docs", "--output", "markdown=b.md"])

    assert (at / "again.html").read_text(encoding="utf-8") == first
    assert (at / "a.md").read_bytes() == (at / "b.md").read_bytes()


def test_line_ends_of_another_system_do_not_make_a_page_stale(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(CASES / "check", at, dirs_exist_ok=True)
    main(["docs", "--output", "markdown=page.md"])
    text = (at / "page.md").read_bytes()
    (at / "page.md").write_bytes(text.replace(b"\n", b"\r\n"))

    assert main(["docs", "--check", "page.md"]) == 0
    (at / "page.md").write_bytes(text.rstrip(b"\n"))
    assert main(["docs", "--check", "page.md"]) == 1
    assert "stale" in capsys.readouterr().out


POLICY = """\
format: modelbylaws/policy/v1
policy: own
extends: {base}
params: {{{params}}}
"""


def said_of(rule: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What the register says about one rule."""
    capsys.readouterr()
    assert main(["docs"]) == 0
    page = capsys.readouterr().out
    return page.split(f"### `{rule}`")[1].split("### `")[0]


def test_a_rule_of_a_built_in_policy_is_proven_by_the_cases_that_come_with_it(
    at: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (at / "policies").mkdir()
    (at / "policies" / "own.yaml").write_text(POLICY.format(base="builtin:vendor-resilience", params=""))

    said = said_of("lineage-share", capsys)

    assert "- fails: three of seven depend on one vendor" in said
    assert "unproven" not in said
    assert "**Stands in:** builtin:vendor-resilience" in said


@pytest.mark.parametrize(("params", "proven"), [("", True), ("cap: {value: 30%}", False)])
def test_cases_do_not_prove_a_rule_whose_parameter_is_set_anew(
    params: str, proven: bool, at: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(CASES / "register" / "policies", at / "policies")
    (at / "policies" / "branch.yaml").write_text(POLICY.format(base="group.yaml", params=params))
    (at / "policies" / "branch.tests.yaml").unlink()

    said = said_of("vendors", capsys)

    assert ("passes: tested before it was tightened" in said) is proven


def test_the_register_of_the_example_is_fresh(accept: bool) -> None:
    bank = ROOT / "examples" / "meridian-bank"
    config, page = str(bank / "modelbylaws.yaml"), str(bank / "policies" / "REGISTER.md")
    if accept:
        main(["docs", "--config", config, "--output", f"markdown={page}"])

    assert main(["docs", "--config", config, "--check", page]) == 0
