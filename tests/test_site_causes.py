"""The Change page says what each difference came by, where the history holds the bundle of the run before."""

from __future__ import annotations

import html
import json
import re
import shutil
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from checker.bundle import layout
from checker.cli import main
from tests.bundles import changed_json, example, files_in, put, resealed
from tests.repository import FLEET, WAIVER, Capture, move_desk_to_openai, write
from tests.test_causes import CATALOG, DAY, LATER, bundle, causes, edit, quarter

Table = list[list[str]]
FINDINGS, SHARES, CAUSES = "Findings that are not as they were", "Before and now", "Differences by cause"


class Said(NamedTuple):
    """What a page says: its words, and the cells of its tables, by caption."""

    text: str
    tables: Mapping[str, Table]

    def findings(self) -> dict[tuple[str, str], tuple[str, str]]:
        """Of each by rule and subject: what became of it, and its cause."""
        return {(row[0], row[1]): (row[3], row[-1]) for row in self.tables[FINDINGS]}

    def shares(self) -> dict[tuple[str, str], str]:
        return {(row[0], row[1]): row[-1] for row in self.tables[SHARES]}


def plain(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup)).strip()


def read(page: Path) -> Said:
    markup = page.read_text(encoding="utf-8")
    tables = {
        plain(caption): [
            [plain(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
            for row in re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL)[1:]
        ]
        for caption, body in re.findall(r"<caption>(.*?)</caption>(.*?)</table>", markup, re.DOTALL)
    }
    return Said(plain(markup), tables)


def site(root: Path, day: str, past: Path, *, code: int = 1) -> Said:
    out = root.parent / "site"
    asked = ["site", "--config", str(root / "modelbylaws.yaml"), "--as-of", day]
    assert main([*asked, "--out", str(out), "--history", str(past)]) == code
    return read(out / "change.html")


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """A small fleet, with its bundle in a history; then all four causes are at work."""
    root = tmp_path / "fleet"
    shutil.copytree(FLEET, root)
    write(root, "policies/waivers.yaml", WAIVER)
    (tmp_path / "history").mkdir()
    shutil.move(bundle(root, DAY, "first"), tmp_path / "history")
    move_desk_to_openai(root)
    edit(root, "policies/org.yaml", "level: hard", "level: soft")
    write(root, "catalog/own.yaml", CATALOG)
    return root


def test_each_difference_has_the_cause_that_diff_of_bundles_finds(before: Path, capsys: Capture) -> None:
    past = before.parent / "history"

    said = site(before, LATER, past)
    found = causes(capsys, str(past / "first.zip"), bundle(before, LATER, "last"))

    expected = {(entry["rule"], "/".join(entry["subject"].values())): entry["cause"] for entry in found["findings"]}
    assert {key: cause.partition(",")[0] for key, (_, cause) in said.findings().items()} == {
        key: {"time": "passing of time", "facts": "catalogs and evidence of use"}.get(cause, cause)
        for key, cause in expected.items()
    }
    assert said.findings()["vendor-cap", "openai"] == ("new", "manifests")
    assert said.findings()["waiver-expired", "W-1"] == ("new", "passing of time")
    assert said.shares()["vendor-cap", "openai"].startswith("manifests")
    counted = {row[0]: (int(row[2]), int(row[3])) for row in said.tables[CAUSES]}
    assert sum(findings for findings, _ in counted.values()) == len(said.findings()) == len(expected)
    assert sum(shares for _, shares in counted.values()) == len(said.shares()) == len(found["shares"])
    assert "passing of time41 days, 2026-11-22 -> 2027-01-02" in said.text.replace("\n", "")
    by = Counter(expected.values())
    overview = read(before.parent / "site" / "index.html").text
    for text in (said.text, overview):
        assert f"causes: manifests {by['manifests']}, " in text
        assert f", time {by['time']}" in text


def test_of_a_summary_the_page_says_what_differs_and_puts_nothing_down_to_it(before: Path) -> None:
    past = before.parent / "summaries"
    kept = str(before.parent / "history" / "first.zip")
    assert main(["history", "add", "--bundle", kept, "--into", str(past)]) == 0

    said = site(before, LATER, past)

    assert CAUSES not in said.tables
    assert {len(row) for row in said.tables[FINDINGS]} == {6}
    assert "only a summary is left" in said.text
    assert "Manifestschanged" in said.text.replace("\n", "")


def test_nothing_is_put_down_to_a_cause_where_the_run_before_says_the_same(before: Path) -> None:
    past = before.parent / "history"
    (past / "first.zip").unlink()
    shutil.move(bundle(before, LATER, "last"), past)

    said = site(before, LATER, past)

    assert "This is the first run of the history" in said.text


def test_a_bundle_whose_report_its_inputs_do_not_come_to_makes_no_site(before: Path, capsys: Capture) -> None:
    past = before.parent / "history"
    made = before.parent / "made"
    main(["report", "--config", str(before / "modelbylaws.yaml"), "--as-of", DAY, "--bundle", str(made)])
    files = files_in(made)
    report = json.loads(files[layout.REPORT])
    files[layout.REPORT] = changed_json(files[layout.REPORT], findings=report["findings"][1:])
    (past / "first.zip").unlink()
    put(past / "forged", resealed(files))
    capsys.readouterr()

    asked = ["site", "--config", str(before / "modelbylaws.yaml"), "--as-of", LATER, "--history", str(past)]
    assert main([*asked, "--out", str(before.parent / "site")]) == 2

    assert "holds a report that its inputs do not come to" in capsys.readouterr().err
    assert not (before.parent / "site").exists()


@pytest.mark.slow
def test_a_quarter_of_the_bank_month_by_month(tmp_path: Path) -> None:
    root, past = example(tmp_path / "bank"), tmp_path / "history"
    past.mkdir()
    said = {}
    for month, day in quarter(root):
        said[month] = site(root, day, past)
        shutil.move(bundle(root, day, month), past)

    assert "This is the first run of the history" in said["september"].text
    assert said["october"].findings()["vendor-concentration", "meta"] == ("worse", "manifests")
    assert said["october"].shares()["vendor-concentration", "meta"] == "manifests"
    november = said["november"].findings()
    assert november["vendor-concentration", "meta"][1] == "policies, waivers, inventory, configuration"
    by_facts = {rule for (rule, _), (_, cause) in november.items() if cause == "catalogs and evidence of use"}
    assert by_facts == {"personal-data-contract"}
    january = said["january"].findings()
    assert january["waiver-expired", "W-2026-001"] == ("new", "passing of time")
    assert {cause for _, cause in january.values()} == {"passing of time"}
    assert [row[0] for row in said["january"].tables[CAUSES]] == ["passing of time"]
