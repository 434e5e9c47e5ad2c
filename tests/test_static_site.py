"""The site of a run: its links, what it says, what hostile text makes of it, and where it may be written."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import hashlib
import json
import re
import shutil
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from posixpath import join, normpath
from types import SimpleNamespace

import htpy as h
import pytest

from checker.audit.counting import COUNTINGS, count_keys, in_production
from checker.audit.dossier import ContractEntry, Dossier
from checker.cli import main
from checker.formats.scores import states_of
from checker.history.reading import read_history
from checker.run.read import read_request
from checker.run.request import Request
from checker.site.addresses import DIGITS, LONGEST, file_of
from checker.site.exceptions import exceptions
from checker.site.gather import gather
from checker.site.lines import HEIGHT, WIDTH, Point, draw
from checker.site.overview import overview
from checker.site.pages import make_pages
from checker.site.pieces import NAVIGATION
from checker.site.played import play
from checker.site.scene import Matter, set_scene
from checker.site.script import SCRIPT
from checker.site.target import LIST
from checker.site.trend import policy_changes
from checker.site.vendors import vendors
from checker.whatif import Simulated
from checker.whatif.simulate import SimulateOptions, let_happen, with_events
from tests.dossiers import AS_OF, EXAMPLE, PAYLOADS, UNSEEN, Page, everywhere, example, with_faults


@cache
def matter() -> Matter:
    request = Request("modelbylaws.yaml", (), AS_OF, root=str(EXAMPLE))
    return gather(request, read_request(request), example(), None)


@cache
def site() -> Mapping[str, Page]:
    return read_pages(example(), "")


def read_pages(dossier: Dossier, link: str) -> dict[str, Page]:
    files = make_pages(dossier, matter(), link)
    return {name: Page(raw.decode()) for name, raw in files.items() if name.endswith(".html")}


def text_of(name: str) -> str:
    return "".join(site()[name].text)


def test_every_link_of_every_page_leads_somewhere_and_no_id_is_given_twice() -> None:
    pages = site()
    files = make_pages(example(), matter(), "")

    for name, page in pages.items():
        assert [one for one, count in Counter(page.values("id")).items() if count > 1] == [], name
        links = [link for link in page.values("href") if not link.startswith("https://")]
        assert links, name
        for link in links:
            path, _, fragment = link.partition("#")
            file = normpath(join(name, "..", path)) if path else name
            assert file in files, (name, link)
            assert not fragment or fragment in pages[file].values("id"), (name, link)


def test_a_page_allows_its_own_style_and_its_own_script_and_nothing_else() -> None:
    for name, raw in make_pages(example(), matter(), "").items():
        if not name.endswith(".html"):
            continue
        markup, page = raw.decode(), Page(raw.decode())
        digests = []
        for kind in ("style", "script"):
            (text,) = re.findall(rf"<{kind}>(.*?)</{kind}>", markup, re.DOTALL)
            digests.append(f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}")
        policy = f"default-src 'none'; style-src '{digests[0]}'; script-src '{digests[1]}'; base-uri 'none'; "
        assert f"{policy}form-action 'none'" in page.values("content"), name
        assert not {"link", "img", "iframe", "object", "embed", "base", "form"} & set(page.tags())
        assert not [*page.values("style"), *page.values("src")]
        assert not [name for _, given in page.elements for name in given if name.startswith("on")]


def test_the_script_makes_no_markup_and_asks_for_nothing() -> None:
    assert SCRIPT.isascii()
    assert "\n" not in SCRIPT
    assert not re.search(r"innerHTML|insertAdjacent|document\.write|eval|fetch|XMLHttp|import|src", SCRIPT)


def test_tables_have_captions_and_scopes_and_headings_skip_no_level() -> None:
    for name, page in site().items():
        assert page.tags().count("table") == page.tags().count("caption"), name
        assert all(given.get("scope") in {"row", "col"} for tag, given in page.elements if tag == "th"), name
        levels = [int(tag[1]) for tag in page.tags() if re.fullmatch(r"h[1-6]", tag)]
        assert levels[0] == 1, name
        assert levels.count(1) == 1, name


def test_every_page_leads_to_all_that_the_navigation_names() -> None:
    for name, page in site().items():
        up = "../" if "/" in name else ""
        assert {f"{up}{entry.file}" for entry in NAVIGATION} <= set(page.values("href")), name


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("index.html", "Not compliant: 1 of 5 hard rules and 1 of 9 soft rules are broken or not shown to hold"),
        ("index.html", "(advisory: 3 of 5), over 18 services."),
        ("index.html", "meta 47.1% (8 of 17)"),
        ("index.html", "limit: at most 40%"),
        ("index.html", "move 2 of these 8 services off meta"),
        ("index.html", "14 of 18 break a rule"),
        ("index.html", "2026-12-31 (39 d) waiver W-2026-001"),
        ("rules.html", "In selection 'production', no lineage may carry more than 40% of the services"),
        ("rules.html", "fails: "),
        ("services.html", "18 services with a manifest, 0 of the inventory without one."),
        ("vendors.html", "8 of 17, 47.1% \u2717 over the limit"),
        ("exceptions.html", "by ciso@meridian.example on 2026-09-14, until 2026-12-31"),
        ("facts.html", "read 20"),
        ("evidence.html", "18 = 18 judged, 0 without a manifest, 0 whose manifest was not read"),
        ("evidence.html", "Prepared by"),
        ("evidence.html", "0123abcd"),
    ],
)
def test_pages_say_what_their_readers_look_for(page: str, said: str) -> None:
    assert said in text_of(page)


def rows_of(page: Page, attribute: str) -> list[dict[str, str]]:
    return [given for tag, given in page.elements if tag == "tr" and attribute in given]


def test_a_row_of_rules_adds_up_to_its_scope_in_services() -> None:
    text = text_of("rules.html")

    assert len(rows_of(site()["rules.html"], "data-level")) == len(example().report.rulings)
    for ruling in example().report.rulings:
        states = Counter(states_of(ruling).values())
        numbers = [states["broken"], states["waived"], states["passed"], states["not in question"]]
        assert sum(numbers) == len(ruling.selected) + len(ruling.possible)
        shown = "".join(f"{number}" for number in numbers)
        row = text[text.index(f"{ruling.id}{ruling.title}") :].partition("Details of")[0]
        assert re.search(rf"{sum(numbers)}.*{shown}", row, re.DOTALL), ruling.id


@pytest.mark.parametrize("counting", COUNTINGS)
def test_every_chart_of_vendors_shows_the_services_that_are_counted(counting: str) -> None:
    whole = len(in_production(example().services))
    text = text_of("vendors.html")
    for dimension in ("vendor", "lineage", "group", "host", "gateway"):
        counted = count_keys(example().services, dimension, counting)  # type: ignore[arg-type]
        open_ = counted.get("(unknown)", set())
        for key, who in counted.items():
            most = len(who | open_) if key != "(unknown)" else len(who)
            ends = f"{len(who)}" if most == len(who) else f"{len(who)} to {most}"
            assert f"{key}: {ends} of {whole}, " in text, (dimension, counting, key)


def test_a_service_without_a_manifest_is_told_wherever_services_are() -> None:
    dossier = dataclasses.replace(example(), missing=("ghost",))

    pages = read_pages(dossier, "")

    assert "ghostno ownerno manifest" in re.sub(r"\s", "", "".join(pages["services.html"].text)).replace(
        "noowner", "no owner"
    ).replace("nomanifest", "no manifest")
    assert "1 service of the inventory without a manifest" in "".join(pages["index.html"].text)
    assert "1 without a manifest" in "".join(pages["evidence.html"].text)


@pytest.mark.parametrize(
    "name", ["web-faq", "Web-FAQ", "con", "CON.", "../../etc/passwd", "", "a" * 300, "\u202e\x00\n", "\udce9", "\u00e9"]
)
def test_a_name_becomes_a_file_that_every_system_takes(name: str) -> None:
    file = file_of("services", name)

    assert re.fullmatch(rf"services/(?:[a-z0-9][a-z0-9-]{{0,{LONGEST - 1}}}-)?[0-9a-f]{{{DIGITS}}}\.html", file)


def test_names_that_differ_in_case_alone_have_files_that_do_not() -> None:
    names = ["web-faq", "Web-FAQ", "web faq", "web/faq", "web-faq-", "\u00e9", "\u00e8", "e\u0301"]

    assert len({file_of("services", name).lower() for name in names}) == len(names)


@cache
def harmless() -> dict[str, Counter[tuple[str, ...]]]:
    return {file.partition("/")[0]: page.shapes() for file, page in hostile("plain").items() if "/" not in file}


def hostile(payload: str) -> dict[str, Page]:
    return read_pages(everywhere(with_faults(example()), payload), "")


@pytest.mark.parametrize(
    "payload", [PAYLOADS[0], *(pytest.param(payload, marks=pytest.mark.slow) for payload in PAYLOADS[1:])]
)
def test_hostile_text_is_text_wherever_it_stands(payload: str) -> None:
    found = hostile(payload)

    for name, shapes in harmless().items():
        assert found[name].shapes() == shapes, name
        assert found[name].comments == 0
    assert sum("".join(page.text).count(payload) for page in found.values()) > 2000
    for page in found.values():
        assert all(
            re.match(r"(?:\.\./)?[a-z]*(?:/[a-z0-9-]+)?(?:\.html|\.csv)?(?:#|\Z)", link) for link in page.values("href")
        )


@pytest.mark.slow
@pytest.mark.parametrize("payload", UNSEEN)
def test_no_character_that_cannot_be_seen_reaches_a_page(payload: str) -> None:
    files = make_pages(everywhere(with_faults(example()), payload), matter(), "")

    for name, raw in files.items():
        assert name.isascii()
        if name.endswith(".html"):
            assert all(line.isprintable() for line in raw.decode().split("\n"))


def test_a_name_that_is_no_unicode_has_a_page_and_a_row() -> None:
    files = make_pages(everywhere(example(), "\udce9"), matter(), "")

    assert b"web-faq\\u{dce9}," in files["data/services.csv"]
    assert files["evidence.html"].decode()


CONFIG = str(EXAMPLE / "modelbylaws.yaml")


def run(out: Path) -> int:
    return main(["site", "--config", CONFIG, "--as-of", "2026-11-22", "--out", str(out)])


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_the_verb_ends_as_check_does_and_a_second_run_puts_the_same_bytes_in_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "site"

    assert run(out) == 1
    first = contents(out)
    assert "pages in" in capsys.readouterr().out
    assert run(out) == 1

    assert contents(out) == first
    assert [*tmp_path.iterdir()] == [out]
    assert {"index.html", "rules.html", "data/findings.csv", LIST} <= set(first)
    assert str(tmp_path).encode() not in b"".join(first.values())


@pytest.mark.parametrize("foreign", ["notes.txt", "rules/own.html"])
def test_what_somebody_else_put_there_is_not_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], foreign: str
) -> None:
    out = tmp_path / "site"
    (out / foreign).parent.mkdir(parents=True)
    (out / foreign).write_text("mine")
    (out / LIST).write_text("modelbylaws site: these files are replaced together\nindex.html\n")

    assert run(out) == 2

    assert "which is of no site" in capsys.readouterr().err
    assert contents(out).keys() == {foreign, LIST}


def test_a_folder_that_is_no_site_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.txt").write_text("mine")

    assert run(tmp_path) == 2

    assert "is not an empty folder" in capsys.readouterr().err
    assert contents(tmp_path).keys() == {"mine.txt"}


def kept(folder: Path, day: str) -> None:
    assert main(["history", "add", "--config", CONFIG, "--as-of", day, "--into", str(folder)]) == 0


def test_with_a_history_pages_say_what_changed_and_where_shares_went(tmp_path: Path) -> None:
    past = tmp_path / "history"
    for day in ("2026-08-01", "2026-10-15", "2026-11-22", "2026-12-24"):
        kept(past, day)
    out = tmp_path / "site"

    asked = ["site", "--config", CONFIG, "--as-of", "2026-11-22", "--out", str(out), "--history", str(past)]
    assert main(asked) == 1

    said = {name: "".join(Page((out / f"{name}.html").read_text()).text) for name in ("index", "change", "trend")}
    before, now = (read_history(str(past)).runs[at].summary for at in (1, 2))
    was, is_ = ({finding.fingerprint for finding in run.findings} for run in (before, now))
    only_unknown = {finding.fingerprint for finding in before.findings if finding.verdict == "unknown"} - is_
    fixed = len(was - is_ - only_unknown)
    known = f", {len(only_unknown)} now known" if only_unknown else ""
    counts = f"Since 2026-10-15: +{len(is_ - was)} new, \u2212{fixed} fixed{known}, {len(was & is_)} stay"
    assert was - is_
    assert is_ - was
    assert counts in said["change"]
    assert counts in said["index"]
    assert "Passing of time38 days" in said["change"].replace("\n", "")
    assert "Manifeststhe same bytes: no cause" in said["change"].replace("\n", "")
    assert "3 runs from 2026-08-01 to 2026-11-22." in said["trend"]
    assert "2026-10-15: 47.1%" in said["trend"]
    assert "47.1%, at most 40% (vendor-concentration)" in said["trend"]
    line = "vendor-concentration, meta: 2026-08-01: 47.1%; 2026-10-15: 47.1%; 2026-11-22: 47.1%"
    assert line in said["index"]
    assert line in "".join(Page((out / "rules.html").read_text()).text)
    assert f"{len(only_unknown)} now, 0 at first" in said["trend"]
    judged = "".join(Page((out / file_of("rules", "leave-in-time")).read_text()).text)
    assert "First seen2026-08-01; there for 113 days" in judged.replace("\n", "")
    assert judged.replace("\n", "").count("2026-08-01") > 2


@pytest.mark.parametrize("wrong", ["foreign", "missing"])
def test_a_history_with_a_fault_shows_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: str) -> None:
    past = tmp_path / "history"
    if wrong == "foreign":
        past.mkdir()
        (past / "notes.json").write_text("{}")

    asked = ["site", "--config", CONFIG, "--as-of", "2026-11-22", "--out", str(tmp_path / "site")]
    assert main([*asked, "--history", str(past)]) == 2

    assert str(past) in capsys.readouterr().err
    assert not (tmp_path / "site").exists()


def test_a_policy_that_changed_is_a_mark_on_its_day() -> None:
    runs = [
        SimpleNamespace(as_of=dt.date(2026, month, 1), digests=SimpleNamespace(policies=digest))
        for month, digest in ((1, "a"), (2, "a"), (3, "b"), (4, "b"))
    ]

    assert policy_changes(runs) == [dt.date(2026, 3, 1)]  # type: ignore[arg-type]


def test_a_line_stands_within_its_picture_and_says_every_value() -> None:
    points = [
        Point(dt.date(2026, month, 1), Fraction(part, 10), f"{part}0%", limit=Fraction(4, 10))
        for month, part in ((1, 2), (2, 5), (9, 3))
    ]

    drawn = str(h.fragment[draw("meta", points, [dt.date(2026, 2, 1)])])

    line = re.search(r'points="([^"]+)" class="line"', drawn)
    assert line is not None
    places = [tuple(map(int, pair.split(","))) for pair in line[1].split()]
    assert [x for x, _ in places] == sorted(x for x, _ in places)
    assert places[1][1] < places[2][1] < places[0][1]
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in places)
    assert "2026-02-01: 50%; 2026-09-01: 30%" in drawn


EVENTS = "format: modelbylaws/events/v1\ntitle: {title}\nevents:\n  - lose: {{vendor-jurisdiction: US}}\n"
PLAN = """\
format: modelbylaws/events/v1
title: Two services leave Meta
events:
  - move: {model: meta/llama-4-maverick, service: web-faq, to: {model: google/gemma-4-31b-it, access: self-hosted,
      host: self.frankfurt, jurisdictions: [DE]}}
  - move: {model: meta/muse-glimmer-30b, service: branch-kiosk, to: {model: google/gemma-4-31b-it,
      access: self-hosted, host: self.frankfurt, jurisdictions: [DE]}}
"""


def played(folder: Path, *files: str) -> dict[str, Page]:
    """Pages of the example, to which each of these files of events happens."""
    names = []
    for number, text in enumerate(files):
        (folder / f"{number}.yaml").write_text(text, encoding="utf-8")
        names.append(f"{number}.yaml")
    request = Request("modelbylaws.yaml", (), AS_OF, root=str(EXAMPLE))
    scenarios = play(read_request(request), str(folder), names, example().report)
    scene = set_scene(example(), dataclasses.replace(matter(), scenarios=scenarios), "")
    return {"index.html": Page(overview(scene).decode()), "vendors.html": Page(vendors(scene).decode())}


def test_saved_events_are_told_before_and_after_and_a_card_names_those_that_mend_its_rule(tmp_path: Path) -> None:
    pages = played(tmp_path, EVENTS.format(title="US vendors are lost"), PLAN)

    text = "".join(pages["vendors.html"].text).replace("\n", "")
    simulated = simulated_by_hand(tmp_path / "0.yaml")
    assert f"{len(simulated.stopped)} of 18 services stopped at the end" in text
    assert text.count("SIMULATED: this is a simulation and no record of the fleet") == 2
    for change in simulated.changes.moved:
        ends = [measure.show() if measure else "none" for measure in (change.before, change.after)]
        assert f"{ends[0]}{ends[1]}" in text, change
    assert "vendor-concentration \u2717 fail \u2192 \u2713 pass" in text
    first = pages["index.html"]
    assert "holds after Two services leave Meta" in "".join(first.text)
    assert "vendors.html#scenario-2" in first.values("href")
    assert "modelbylaws plan --rules regulated-self-hostable" in "".join(first.text)
    assert "No events were given" in text_of("vendors.html")


def simulated_by_hand(file: Path) -> Simulated:
    run = read_request(Request("modelbylaws.yaml", (), AS_OF, root=str(EXAMPLE)))
    asked = SimulateOptions(file.name, (), planned=False, rank=False)
    with_them, events = with_events(run, str(file.parent), asked)
    return let_happen(with_them, events, run.judge(), asked)


def test_hostile_events_stay_text(tmp_path: Path) -> None:
    harmless_, hostile_ = (
        played(tmp_path, EVENTS.format(title=json.dumps(title)))["vendors.html"] for title in ("plain", PAYLOADS[0])
    )

    assert hostile_.shapes() == harmless_.shapes()
    assert "".join(hostile_.text).count(PAYLOADS[0]) >= 2


@pytest.mark.parametrize(
    ("text", "said"),
    [("format: modelbylaws/events/v1\nevents:\n  - loose: {}\n", "unknown key"), ("a: [", "events.yaml:")],
)
def test_events_with_a_fault_make_no_site(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    bank = tmp_path / "bank"
    shutil.copytree(EXAMPLE, bank)
    (bank / "events.yaml").write_text(text)

    asked = ["site", "--config", str(bank / "modelbylaws.yaml"), "--as-of", "2026-11-22", "--out", str(tmp_path / "x")]
    assert main([*asked, "--events", str(bank / "events.yaml")]) == 2

    error = capsys.readouterr().err
    assert said in error
    assert "events.yaml" in error
    assert not (tmp_path / "x").exists()


def test_ends_of_contracts_and_their_notice_are_among_what_ends_soon() -> None:
    first, ends = text_of("index.html").replace("\n", ""), text_of("exceptions.html").replace("\n", "")

    assert "2027-01-01 (40 d) give notice: contract CTR-2307 with OpenAI, 1 service" in first
    assert "2027-01-31 (70 d) ends: contract CTR-2307 with OpenAI, 1 service" in first
    assert "2027-01-30contract CTR-1904 with Microsoftlast day of notice69" in ends
    assert "without a known end or notice" not in ends


@pytest.mark.parametrize(
    ("end", "notice", "by"),
    [
        (dt.date(2027, 1, 31), 30, dt.date(2027, 1, 1)),
        (dt.date(2027, 1, 31), None, None),
        (None, 30, None),
        (dt.date(2027, 1, 31), 10**9, None),
    ],
)
def test_a_day_of_notice_is_known_where_both_of_its_terms_are(
    end: dt.date | None, notice: int | None, by: dt.date | None
) -> None:
    contract = ContractEntry("C-1", "Supplier", end, notice, ("web-faq",))

    dossier = dataclasses.replace(example(), contracts=(contract,))

    assert contract.notice_by == by
    said = "".join(Page(exceptions(set_scene(dossier, matter(), "")).decode()).text)
    assert ("1 contract without a known end or notice" in said) is (by is None)
