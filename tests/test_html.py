"""The page for auditors: the arithmetic of its pictures, what it makes of hostile text, and its size."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import hashlib
import re
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.cli.check import assess
from checker.cli.load import load_all
from checker.cli.report import packed
from checker.cli.request import Request
from checker.diagnostic import Diagnostic, Location
from checker.formats.html import Options, page
from checker.formats.html.drawing import HATCH, Piece, length
from checker.formats.html.flow import flow_of
from checker.formats.html.flow_layout import GAP, ROW, lay_out
from checker.formats.html.losses import pieces_of
from checker.formats.html.matrix import matrix_of
from checker.formats.html.shares import bar_of, scale_of
from checker.formats.html.timeline import calendar_of, piece_of
from checker.report import Measure, Share, Verdict
from checker.report.dossier import Commit, Dossier
from checker.report.simulated import SingleLoss

EXAMPLE = Path(__file__).parent.parent / "examples" / "meridian-bank"
AS_OF = dt.date(2026, 11, 22)
NO_OPTIONS = Options("", ())


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    """The example's, of a commit that two inputs differ from."""
    loaded = load_all(Request(str(EXAMPLE), "modelbylaws.yaml", (), AS_OF))
    made = packed(loaded, assess(loaded), (), "").dossier
    return dataclasses.replace(made, commit=Commit("0123abcd" * 5, ("inventory.yaml",)))


class Page(HTMLParser):
    """What a browser would make of the page: its elements, their attributes, and the text between."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self.comments = 0
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments += bool(data)

    def values(self, name: str) -> list[str]:
        return [attributes[name] for _, attributes in self.elements if name in attributes]

    def shapes(self) -> Counter[tuple[str, ...]]:
        """How often each element occurs with which attributes."""
        return Counter((tag, *sorted(attributes)) for tag, attributes in self.elements)

    def tags(self) -> list[str]:
        return [tag for tag, _ in self.elements]


# Pictures: arithmetic


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(0), "0.00%"),
        (Fraction(1), "100.00%"),
        (Fraction(8, 17), "47.06%"),
        (Fraction(1, 3), "33.33%"),
        (Fraction(7, 5), "100.00%"),
        (Fraction(-1, 5), "0.00%"),
    ],
)
def test_a_length_is_a_percentage_that_stays_on_the_track(value: Fraction, shown: str) -> None:
    assert length(value) == shown


def measure(lowest: int, highest: int, verdict: Verdict, *, counts_keys: bool = False) -> Measure:
    whole = Fraction(1 if counts_keys else 20)
    ends = (Share(Fraction(lowest), whole), Share(Fraction(highest), whole))
    limit = Fraction(3) if counts_keys else Fraction(2, 5)
    return Measure("openai", *ends, limit, verdict, (), (), counts_keys=counts_keys)


@pytest.mark.parametrize(
    ("measured", "scale", "certain", "hatched", "limit"),
    [
        (measure(8, 8, Verdict.PASS), 1, "b", (Fraction(2, 5), Fraction(2, 5)), Fraction(2, 5)),
        (measure(5, 9, Verdict.UNKNOWN), 1, "b", (Fraction(1, 4), Fraction(9, 20)), Fraction(2, 5)),
        (measure(9, 12, Verdict.FAIL), 1, "b-fail", (Fraction(9, 20), Fraction(3, 5)), Fraction(2, 5)),
        (measure(5, 5, Verdict.PASS, counts_keys=True), 6, "b", (Fraction(5, 6), Fraction(5, 6)), Fraction(1, 2)),
    ],
)
def test_a_bar_is_certain_up_to_the_lowest_and_hatched_up_to_the_highest(
    measured: Measure, scale: int, certain: str, hatched: tuple[Fraction, Fraction], limit: Fraction
) -> None:
    assert scale_of([measured]) == scale

    drawn = bar_of(measured, scale_of([measured]))

    assert drawn.limit == limit
    assert drawn.pieces == (Piece(Fraction(0), hatched[0], certain), Piece(*hatched, HATCH))


def test_a_track_for_numbers_of_keys_ends_above_the_limit_too() -> None:
    assert scale_of([measure(1, 1, Verdict.FAIL, counts_keys=True)]) == 4


def test_a_loss_is_drawn_as_what_stops_then_what_may_then_what_fails_over() -> None:
    loss = SingleLoss("host", "azure.foundry", ("a", "b"), ("c",), ("d",))

    stops, may, over = pieces_of(loss, 8)

    assert (stops.start, stops.end, stops.style) == (Fraction(0), Fraction(1, 4), "b-fail")
    assert (may.start, may.end, may.style) == (Fraction(1, 4), Fraction(3, 8), HATCH)
    assert (over.start, over.end, over.style) == (Fraction(3, 8), Fraction(1, 2), "b-light")


@pytest.mark.parametrize(
    ("day", "ends", "style"),
    [
        ("2027-01-22", ("2026-11-22", "2027-01-22"), "b"),
        ("2026-11-22", ("2026-11-22", "2026-11-22"), "b-fail"),
        ("2026-09-22", ("2026-09-22", "2026-11-22"), "b-fail"),
        ("2099-01-01", ("2026-11-22", "2027-02-22"), "b"),
    ],
)
def test_the_calendar_draws_the_days_left_and_in_red_the_days_since(
    day: str, ends: tuple[str, str], style: str
) -> None:
    known = [dt.date.fromisoformat(text) for text in ("2026-09-22", "2027-01-22", "2099-01-01")]
    calendar = calendar_of(AS_OF, known)

    piece = piece_of(dt.date.fromisoformat(day), calendar, AS_OF)

    assert (calendar.first, calendar.last) == (dt.date(2026, 8, 22), dt.date(2027, 2, 22))
    assert (piece.start, piece.end) == tuple(calendar.at(dt.date.fromisoformat(text)) for text in ends)
    assert piece.style == style


NAMES = st.sampled_from("abcdef")
LINKS = st.dictionaries(st.tuples(NAMES, NAMES), st.integers(1, 5000), min_size=1)


@given(LINKS, st.integers(1, 50))
def test_boxes_of_the_flow_never_overlap_and_bands_meet_them(links: dict[tuple[str, str], int], room: int) -> None:
    onward = {(target, "end"): weight for (_, target), weight in links.items()}

    layout = lay_out((links, onward), room)

    for column in layout.columns:
        for upper, lower in pairwise(column):
            assert upper.top + upper.height + GAP <= lower.top
        assert all(box.height >= ROW and 0 <= box.top <= layout.height for box in column)
    for number, bands in enumerate(layout.bands):
        left = {box.name: box for box in layout.columns[number]}
        right = {box.name: box for box in layout.columns[number + 1]}
        for band in bands:
            assert left[band.source].top <= band.start <= left[band.source].top + left[band.source].height
            assert right[band.target].top <= band.end <= right[band.target].top + right[band.target].height


@given(LINKS)
def test_the_flow_does_not_depend_on_the_order_of_its_links(links: dict[tuple[str, str], int]) -> None:
    assert lay_out((links,), 400) == lay_out((dict(reversed(links.items())),), 400)


def test_the_flow_follows_a_fine_tune_to_the_vendor_it_came_from(dossier: Dossier) -> None:
    flow = flow_of(dossier.services)

    assert flow.to_models["payments-repair", "meridian/swift-llama-70b"] == 1
    assert flow.to_vendors["meridian/swift-llama-70b", "meta"] == 1
    assert "payments-repair" in flow.members["2 meta"]
    assert flow.to_vendors["lexikon/vertrag-7b", "(unknown)"] == 1


def test_the_matrix_says_whether_a_vendor_is_one_of_record_or_one_by_descent(dossier: Dossier) -> None:
    matrix = matrix_of(dossier.services, ("vendor", "lineage"))

    assert matrix.keys[0] == "meta"
    assert matrix.cells["payments-repair", "meridian"] == "live"
    assert matrix.cells["payments-repair", "meta"] == "live-lineage"
    assert matrix.cells["code-assistant", "google"] == "planned"
    assert matrix.cells["contract-compare", "(unknown)"] == "open"
    assert ("branch-kiosk", "openai") not in matrix.cells


# The page


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


def test_places_become_links_where_a_template_says_how(dossier: Dossier) -> None:
    template = "https://git.example/bank/blob/{commit}/{path}#L{line}"

    links = Page(page(dossier, Options(template, ()))).values("href")

    commit = "0123abcd" * 5
    assert f"https://git.example/bank/blob/{commit}/services/web-faq/model-manifest.json#L21" in links
    assert not [link for link in links if not link.startswith(("#", "https://git.example/bank/blob/"))]


# Hostile text

PAYLOADS = (
    "<script>document.title='broken'</script>",
    "</style><style>*{display:none}</style>",
    "</title></svg></table><h1>forged</h1>",
    "\"><img src=x onerror=alert(1)><a href='javascript:alert(1)'>x</a>",
    "' onload=alert(1) x='",
    "<svg/onload=alert(1)><use href=data:x>",
    "&lt;b&gt; &#60;i&#62; &amp;",
    "--><!-- ]]> <![CDATA[",
    "{path}{line}{commit} %s {0}",
)
UNSEEN = ("\u202egnp.exe\u2069", "\u200b\ufeff\u2028\x85\x1b[31m\x00", "\n::error::forged ##vso[x]", "\udce9")
CLOSED = frozenset({"level", "states", "status", "role", "dimension", "kind", "bound", "keys", "tier", "counts_keys"})
"""Fields that hold one of a closed list of words."""


def everywhere(found: Any, text: str) -> Any:  # noqa: ANN401 - it walks any dataclass
    """The same object with a text behind every free text that it holds."""
    if isinstance(found, str) and not isinstance(found, Verdict):
        return f"{found}{text}"
    if isinstance(found, tuple) and not hasattr(found, "_fields"):
        return tuple(everywhere(entry, text) for entry in found)
    if isinstance(found, dict):
        return found
    if dataclasses.is_dataclass(found) and not isinstance(found, type):
        names = [field.name for field in dataclasses.fields(found) if field.init and field.name not in CLOSED]
        return dataclasses.replace(found, **{name: everywhere(getattr(found, name), text) for name in names})
    return found


def with_faults(dossier: Dossier) -> Dossier:
    fault = Diagnostic("unreadable", "not YAML", (Location("services/x/model-manifest.yaml"),), "mend it")
    return dataclasses.replace(dossier, report=dataclasses.replace(dossier.report, diagnostics=(fault,)))


@pytest.fixture(scope="module")
def harmless(dossier: Dossier) -> Counter[tuple[str, ...]]:
    """What the page is made of when every text has a harmless word behind it."""
    return Page(page(everywhere(with_faults(dossier), "plain"), NO_OPTIONS)).shapes()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_is_text_wherever_it_stands(
    dossier: Dossier, harmless: Counter[tuple[str, ...]], payload: str
) -> None:
    read = Page(page(everywhere(with_faults(dossier), payload), NO_OPTIONS))

    assert read.shapes() == harmless
    assert read.comments == 0
    assert all(link.startswith("#") for link in read.values("href"))
    assert "".join(read.text).count(payload) > 1000


@pytest.mark.parametrize("payload", UNSEEN)
def test_no_character_that_cannot_be_seen_reaches_the_page(dossier: Dossier, payload: str) -> None:
    markup = page(everywhere(with_faults(dossier), payload), NO_OPTIONS)

    assert all(line.isprintable() for line in markup.split("\n"))
    assert not [line for line in markup.split("\n") if line.startswith("::")]
    assert "##vso[" not in markup
    assert markup.encode()


# Size and bytes


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
            decisions=ruling.decisions * 1000,
            measures=tuple(dataclasses.replace(found, services=names) for found in ruling.measures),
        )
        for ruling in report.rulings
    )
    report = dataclasses.replace(report, rulings=rulings, findings=report.findings * 500, inputs=report.inputs * 300)

    markup = page(dataclasses.replace(dossier, report=report, services=services), Options("", ("findings.csv",)))

    assert len(markup) < 2_000_000
    assert "see findings.csv" in markup
    assert "10,000" in markup


PROGRAM = "import sys; from checker.cli import main; sys.exit(main(sys.argv[1:]))"


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
