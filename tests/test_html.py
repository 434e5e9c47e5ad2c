"""The page for auditors: what it says, what it makes of hostile text, and its size."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import re
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import htpy as h
import pytest
from markupsafe import Markup

from checker.audit.dossier import Dossier
from checker.audit.html import page
from checker.audit.html.parts import Options
from checker.formats.summary import counts
from checker.formats.terminal import plain
from checker.page import settle
from checker.report import Verdict
from tests.dossiers import EXAMPLE, NO_OPTIONS, PAYLOADS, UNSEEN, Page, everywhere, example, with_faults


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    return example()


def test_the_page_needs_no_script_and_allows_nothing_but_its_own_style(dossier: Dossier) -> None:
    markup = page(dossier, NO_OPTIONS)
    read = Page(markup)

    styles = re.findall(r"<style>(.*?)</style>", markup, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(styles[0].encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert len(styles) == 1
    assert policy in read.values("content")
    assert not {"script", "link", "img", "iframe", "object", "embed", "base", "form"} & set(read.tags())
    assert not [*read.values("style"), *read.values("src")]


def test_every_link_inside_of_the_page_leads_somewhere_and_no_id_is_given_twice(dossier: Dossier) -> None:
    read = Page(page(dossier, NO_OPTIONS))

    ids = read.values("id")
    links = read.values("href")
    assert len(ids) == len(set(ids))
    assert len(links) > 200
    assert {link for link in links if link.removeprefix("#") not in ids} == set()


def test_no_name_of_a_rule_and_no_long_list_of_waivers_breaks_a_link(dossier: Dossier) -> None:
    report = dossier.report
    rule, waiver = report.rulings[0], report.waivers[0]
    named = (*report.rulings, dataclasses.replace(rule, id=f"{rule.id}-title"))
    sooner = tuple(dataclasses.replace(waiver, id=f"W-{number}") for number in range(100))
    longer = dataclasses.replace(report, rulings=named, waivers=(*sooner, *report.waivers))

    read = Page(page(dataclasses.replace(dossier, report=longer), NO_OPTIONS))

    ids = read.values("id")
    assert [name for name, count in Counter(ids).items() if count > 1] == []
    assert {link for link in read.values("href") if link.removeprefix("#") not in ids} == set()


def test_the_first_numbers_are_those_of_the_closing_line_where_advice_stands_apart(dossier: Dossier) -> None:
    text = "".join(Page(page(with_faults(dossier), NO_OPTIONS)).text)

    closing = counts(dossier.report, plain)
    assert closing.startswith("3 errors, 1 unknown, 14 advisory, ")
    assert closing.endswith(", 1 waived (exit 1)")
    assert "1faults of inputs\n3findings that fail\n1findings unknown\n14findings advisory\n1findings waived" in text


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (Verdict.PASS, "rule that can fail this run holds (exit code 0)"),
        (Verdict.NOT_APPLICABLE, "rule that can fail this run holds; 1 rule judged nothing (exit code 0)"),
        (Verdict.WAIVED, "rule that can fail this run holds; 1 rule by waiver (exit code 0)"),
    ],
)
def test_a_rule_that_judged_nothing_or_is_waived_is_told_from_one_that_holds(
    dossier: Dossier, verdict: Verdict, said: str
) -> None:
    holds = next(ruling for ruling in dossier.report.rulings if ruling.verdict is Verdict.PASS)
    other = dataclasses.replace(holds, id="other", verdict=verdict)
    report = dataclasses.replace(dossier.report, rulings=(holds, other), findings=(), waivers=())

    assert said in "".join(Page(page(dataclasses.replace(dossier, report=report), NO_OPTIONS)).text)


def test_a_manifest_that_could_not_be_read_is_counted_beside_the_services(dossier: Dossier) -> None:
    fewer = dataclasses.replace(dossier, services=dossier.services[1:])

    text = "".join(Page(page(fewer, NO_OPTIONS)).text)

    assert "Not judged1 manifest without a service that could be read" in text
    assert "without a service that could be read" not in "".join(Page(page(dossier, NO_OPTIONS)).text)


@pytest.mark.parametrize("annex", [False, True])
def test_passes_are_shown_with_what_they_rest_on_however_many_are_broken(dossier: Dossier, annex: bool) -> None:
    rule = next(ruling for ruling in dossier.report.rulings if ruling.id == "within-residency")
    passed = sorted((one for one in rule.decisions if one.verdict is Verdict.PASS), key=lambda one: str(one.subject))
    fails = dataclasses.replace(passed[0], verdict=Verdict.FAIL, reason="", grounds=())
    broken = dataclasses.replace(rule, decisions=(*[fails] * 150, *passed))
    report = dataclasses.replace(dossier.report, rulings=(broken,), findings=())

    text = "".join(Page(page(dataclasses.replace(dossier, report=report), Options("", (), annex=annex))).text)

    assert f"within-residency: 3 of {len(passed)} that pass, one of each third by name" in text
    for third in range(3):
        middle = passed[(2 * third + 1) * len(passed) // 6]
        assert f"{middle.subject}\u2713 pass" in text.replace("\n", "")
        assert middle.reason in text
    assert ("and 80 more rows" in text) is annex


def test_headings_never_skip_a_level_and_every_table_has_a_caption_and_scopes(dossier: Dossier) -> None:
    read = Page(page(dossier, NO_OPTIONS))

    levels = [int(tag[1]) for tag in read.tags() if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert read.tags().count("table") == read.tags().count("caption") > 20
    assert all(attributes.get("scope") in {"row", "col"} for tag, attributes in read.elements if tag == "th")


def test_what_the_page_says_holds_passes_facts_places_and_the_commit(dossier: Dossier) -> None:
    text = "".join(Page(page(dossier, NO_OPTIONS)).text)

    for said in (
        "Not compliant: a soft or hard rule is broken, or cannot be shown to hold (exit code 1)",
        "47.1% (8 of 17)",
        "11.8% (2 of 17) to 17.6% (3 of 17)",
        "services/web-faq/model-manifest.json:21",
        "0123abcd",
        "1 input not as in the commit",
        "every service of the inventory has a manifest",
        "W-2026-001",
        "39 days left",
        "Regulation (EU) 2022/2554 (DORA), Art. 29(1)",
        "2024-07-23",
    ):
        assert said in text, said
    assert text.count("\u2713 pass") > 100


def test_without_an_annex_the_page_is_small_and_prints_a_summary_that_says_so(dossier: Dossier) -> None:
    short, whole = page(dossier, Options("", ())), page(dossier, NO_OPTIONS)

    assert len(short) < 0.9 * len(whole)
    assert "#rules,#facts,#inputs{display:none}" in short
    assert "On paper this is a summary, with at most 20 rows of a table" in short
    assert "#rules,#facts" not in whole
    for said in ("Prepared by", "47.1% (8 of 17)", "all are in the annex, which --annex adds"):
        assert said in short
    ids = Page(short).values("id")
    assert {link for link in Page(short).values("href") if link.removeprefix("#") not in ids} == set()


def test_places_become_links_where_a_template_says_how(dossier: Dossier) -> None:
    template = "https://git.example/bank/blob/{commit}/{path}#L{line}"

    links = Page(page(dossier, Options(template, ()))).values("href")

    commit = "0123abcd" * 5
    assert f"https://git.example/bank/blob/{commit}/services/web-faq/model-manifest.json#L21" in links
    assert not [link for link in links if not link.startswith(("#", "https://git.example/bank/blob/"))]


@pytest.fixture(scope="module")
def harmless(dossier: Dossier) -> Counter[tuple[str, ...]]:
    """What the page is made of when every text has a harmless word behind it."""
    return Page(page(everywhere(with_faults(dossier), "plain"), NO_OPTIONS)).shapes()


@pytest.mark.slow
@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_is_text_wherever_it_stands(
    dossier: Dossier, harmless: Counter[tuple[str, ...]], payload: str
) -> None:
    read = Page(page(everywhere(with_faults(dossier), payload), NO_OPTIONS))

    assert read.shapes() == harmless
    assert read.comments == 0
    assert all(link.startswith("#") for link in read.values("href"))
    assert "".join(read.text).count(payload) > 1000


@pytest.mark.slow
@pytest.mark.parametrize("payload", UNSEEN)
def test_no_character_that_cannot_be_seen_reaches_the_page(dossier: Dossier, payload: str) -> None:
    markup = page(everywhere(with_faults(dossier), payload), NO_OPTIONS)

    assert all(line.isprintable() for line in markup.split("\n"))
    assert not [line for line in markup.split("\n") if line.startswith("::")]
    assert "##vso[" not in markup
    assert markup.encode()


@pytest.mark.parametrize(
    "payload", [PAYLOADS[0], *(pytest.param(payload, marks=pytest.mark.slow) for payload in (*PAYLOADS[1:], *UNSEEN))]
)
def test_a_hostile_path_stays_a_path_in_a_link(dossier: Dossier, payload: str) -> None:
    options = Options("https://git.example/{commit}/{path}?line={line}", ())
    hostile = dataclasses.replace(everywhere(with_faults(dossier), payload), commit=dossier.commit)

    links = [link for link in Page(page(hostile, options)).values("href") if not link.startswith("#")]

    assert len(links) > 100
    for link in links:
        found = re.fullmatch(r"https://git\.example/[0-9a-f]{40}/([\w./%~-]+)\?line=\d+", link)
        assert found is not None, link
        assert unquote(found[1], errors="surrogateescape").endswith(payload)


@pytest.mark.slow
def test_ten_thousand_services_fit_into_a_page_that_opens(dossier: Dossier) -> None:
    services = tuple(
        dataclasses.replace(dossier.services[at % 18], name=f"{dossier.services[at % 18].name}-{at:05}")
        for at in range(10_000)
    )
    names = tuple(service.name for service in services)
    report = dossier.report
    rulings = tuple(
        dataclasses.replace(
            ruling,
            selected=names,
            decisions=tuple(ruling.decisions) * 1000,
            measures=tuple(dataclasses.replace(found, services=names) for found in ruling.measures),
        )
        for ruling in report.rulings
    )
    report = dataclasses.replace(report, rulings=rulings, findings=report.findings * 500, inputs=report.inputs * 300)

    markup = page(dataclasses.replace(dossier, report=report, services=services), Options("", ("findings.csv",)))

    assert len(markup) < 1_000_000
    assert "see findings.csv" in markup
    assert "10,000" in markup


PROGRAM = "import sys; from checker.cli import main; sys.exit(main(sys.argv[1:]))"


@pytest.mark.slow
def test_two_runs_elsewhere_give_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for number, (zone, seed) in enumerate((("UTC", "1"), ("Pacific/Kiritimati", "2"))):
        folder = tmp_path / f"run-{number}"
        folder.mkdir()
        out = folder / "page.html"
        root = str(EXAMPLE.parent.parent)
        env = {"TZ": zone, "PYTHONHASHSEED": seed, "PYTHONPATH": root, "LC_ALL": "C", "PATH": ""}
        config = str(EXAMPLE / "modelbylaws.yaml")
        asked = ["report", "--config", config, "--as-of", "2026-11-22", "--output", f"html={out}"]
        done = subprocess.run([sys.executable, "-c", PROGRAM, *asked], cwd=folder, env=env, check=False)
        assert done.returncode == 1
        made.append(out.read_bytes())

    assert made[0] == made[1]
    assert str(tmp_path).encode() not in made[0]
    assert root.encode() not in made[0]


def test_what_is_settled_early_is_what_htpy_makes_of_it() -> None:
    text = "<a> & \"b\" 'c'"
    deep: h.Node = [
        None,
        text,
        h.td["<i>", [h.b["x"], None, 3]],
        (h.br, [Markup("<u>")]),
        (c for c in "<>"),
    ]
    again: h.Node = [None, text, h.td["<i>", [h.b["x"], None, 3]], (h.br, [Markup("<u>")]), [*"<>"]]

    assert h.p[settle(deep)].__html__() == h.p[again].__html__()
