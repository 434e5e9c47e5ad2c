"""The comment on a pull request: what fails comes first, places are links, and GitHub takes it whatever is in it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from checker.cli import main
from checker.formats import render
from checker.formats.comment import MARK, MAX
from checker.formats.terminal import plain
from checker.formats.view import View
from checker.report import Report, Subject
from tests.reports import a_report, finding, route, vendor
from tests.test_overview import in_doubt, in_no_catalog

HERE = "https://git.example.org/o/r/blob/abc/{path}#L{line}"
NASTY = "[x](javascript:alert(1)) --> </details><img src=x onerror=alert(1)> @all #1 ::error:: | \u202e \ud83d"


def body(report: Report, link: str = HERE) -> str:
    return render("markdown-comment", report, plain, quiet=False, view=View(link=link))


def addresses(text: str) -> list[str]:
    tokens = [t for token in MarkdownIt("gfm-like").parse(text) for t in (token.children or ())]
    return [str(token.attrGet("href")) for token in tokens if token.type == "link_open"]


def test_findings_come_first_and_the_rest_is_folded() -> None:
    text = body(a_report(vendor("openai", "a", "b"), finding("own", Subject("a", "main"), route("a"))))

    assert text.startswith(f"{MARK}\n## modelbylaws: not compliant\n")
    assert text.index("### Findings\n\n- **error** ") < text.index("<details>")
    assert (text.count("<details>"), text.count("</details>")) == (2, 2)
    assert addresses(text)[0].startswith("https://git.example.org/o/r/blob/abc/")
    assert re.search(r"#L\d+$", addresses(text)[0])


def test_without_a_template_nothing_is_a_link() -> None:
    assert addresses(body(a_report(finding("own", Subject("a"), route("a"))), "")) == []


@pytest.mark.parametrize("where", ["message", "help", "fix"])
def test_a_hostile_text_makes_no_link_no_markup_and_no_end_of_a_fold(where: str) -> None:
    found = finding("own", Subject("a"), route("a"))

    def told(said: str) -> str:
        changed = {"message": replace(found, message=said), "help": replace(found, help=said)}
        return body(a_report(changed.get(where, replace(found, fix=said))))

    usual, text = told("harmless"), told(NASTY)

    assert addresses(text) == addresses(usual)
    assert "<img" not in text
    assert text.count("</details>") == usual.count("</details>")
    assert text.count("-->") - text.count("<!-- -->") == 1
    text.encode("utf-8")


@pytest.mark.parametrize("name", ["a) b>c", "x](y", "ü\u202e", "%2e%2e/../x", "a#L1?q", "\ud83d"])
def test_a_hostile_path_stays_in_its_link(name: str) -> None:
    found = finding("own", Subject("a"), route("a"))
    named = replace(found, locations=(replace(found.locations[0], file=f"{name}/m.yaml"),))
    every = addresses(body(a_report(named)))

    assert len(every) == 1
    assert re.fullmatch(r"https://git\.example\.org/o/r/blob/abc/[A-Za-z0-9_.~/%-]+#L\d+", every[0])


def test_two_thousand_findings_with_long_texts_fit() -> None:
    found = [
        finding("own", Subject(f"s{n}", "main"), route(f"s{n}"), message=f"<{n}{'&' * 2_000}") for n in range(2_000)
    ]
    text = body(a_report(*found))

    assert len(text.encode()) < MAX
    assert re.search(r"^- and \d+ more; the log has all$", text, re.MULTILINE)
    assert text.endswith("</details>\n")


@pytest.mark.parametrize(
    "flags",
    [
        ["--link-template", HERE],
        ["--output", "markdown-comment", "--link-template", "https://x/{commit}/{path}"],
        ["--output", "markdown-comment", "--link-template", "https://x/"],
        ["--output", "markdown-comment", "--link-template", "javascript:{path}"],
    ],
)
def test_a_template_that_says_nothing_is_refused(
    flags: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init"]) == 0
    try:
        code = main(["check", *flags])
    except SystemExit as stopped:
        code = int(stopped.code or 0)

    assert code == 2


def test_a_group_names_its_first_models_and_counts_the_others() -> None:
    text = body(in_no_catalog("a/one", "b/two", "b/two", "c/three", "d/four", "e/five"), "")

    named = "(...: a/one at openai, b/two at openai, c/three at openai and 2 more), at services/s000/"
    assert f"the endpoint ... is in no catalog {named}" in text
    assert "<br>next: add a claim for ...\n" in text


def test_shares_that_the_same_services_leave_open_are_one_line() -> None:
    findings = body(in_doubt("a", "b"), "").partition("<details>")[0]

    assert findings.count("in question: s1, s2 and 1 more") == 1
    assert (
        "(...: a carries up to 44.0% (4 of 9), b carries up to 44.0% (4 of 9)), at policies/org.yaml:3:10, " in findings
    )


def test_a_hostile_name_of_a_group_makes_no_markup() -> None:
    text = body(in_no_catalog("a/<img src=x>", "b/[x](javascript:alert(1))"), "")

    assert "<img" not in text
    assert addresses(text) == []
