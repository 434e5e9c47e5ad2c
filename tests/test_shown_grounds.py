"""The grounds on a page: those that it shows are the same as where all are looked for, and no others are."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from checker.audit.html.judged import find_shown
from checker.audit.outputs import OUTPUTS, WITHOUT_GROUNDS, OutputOption
from checker.audit.pack import make_pack
from checker.audit.shown import with_shown_grounds
from checker.diagnostic import Location
from checker.report import Cause, Decision, Ground, Report, Subject, Unmet, Verdict
from checker.run.read import read_request
from checker.run.request import Request
from tests.bundles import EXAMPLE, example, run
from tests.test_grounds import ASKED, PACKS

POLICIES = {
    "own": (),
    "packs": PACKS,
    "observed": ("policies/observed-use.yaml", "builtin:supply-hygiene"),
}


def _shown(report: Report) -> Mapping[tuple[str, Subject], Decision]:
    return {(ruling.id, one.subject): one for ruling in report.rulings for one in find_shown(ruling)}


def _without_some(folder: Path) -> str:
    """The example, without two manifests that its inventory lists, and with one that cannot be read."""
    root = example(folder)
    for name in ("web-faq", "branch-kiosk"):
        for manifest in (root / "services" / name).glob("model-manifest.*"):
            manifest.unlink()
    (root / "services/aml-alerts/model-manifest.yaml").write_text("format: [", encoding="utf-8")
    return str(root)


@pytest.mark.parametrize("some_missing", [False, True], ids=["whole", "some-missing"])
@pytest.mark.parametrize("which", POLICIES)
def test_what_a_page_shows_rests_on_the_same(which: str, some_missing: bool, tmp_path: Path) -> None:
    root = _without_some(tmp_path / "bank") if some_missing else str(EXAMPLE)
    asked: Request = replace(ASKED, policies=POLICIES[which], root=root)
    whole = read_request(asked).judge()
    bare = read_request(replace(asked, grounds=False))

    found = with_shown_grounds(bare.judge(), bare, find_shown)

    assert _shown(found) == _shown(whole)
    assert any(one.grounds and one.verdict is Verdict.PASS for one in _shown(found).values())
    assert not any(one.grounds for ruling in found.rulings for one in ruling.decisions if one.verdict.broken)


def _write(kind: str, folder: Path, asked: Request) -> dict[str, bytes]:
    """Every file of an output."""
    made = make_pack(read_request(asked), asked.root, (OutputOption(kind, str(folder / "made")),), "")
    folder.mkdir()
    OUTPUTS[kind](made, str(folder / "made"))
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("kind", sorted(WITHOUT_GROUNDS))
def test_an_output_that_shows_no_grounds_is_the_same_without_them(kind: str, tmp_path: Path) -> None:
    found = _write(kind, tmp_path / "with", ASKED)

    assert found
    assert _write(kind, tmp_path / "without", replace(ASKED, grounds=False)) == found


def test_every_other_output_has_grounds(tmp_path: Path) -> None:
    others = set(OUTPUTS) - WITHOUT_GROUNDS

    assert others == {
        kind
        for kind in others
        if _write(kind, tmp_path / f"{kind}-1", ASKED)
        != _write(kind, tmp_path / f"{kind}-2", replace(ASKED, grounds=False))
    }


def test_a_decision_keeps_all_that_it_says_when_grounds_and_places_are_looked_up() -> None:
    place = Location("m.yaml", None)
    said: dict[str, Any] = {"str": "x", "int": 3, "tuple[str, ...]": ("x",), "Subject": Subject("s")}
    said |= {
        "Verdict": Verdict.FAIL,
        "frozenset[Unmet]": frozenset({Unmet("x")}),
        "Cause | None": Cause("no-manifest", "x", (place,)),
    }
    said |= {"tuple[Spot, ...]": (place,), "tuple[Ground, ...]": (Ground("x", place),)}
    whole = Decision(**{field.name: said[str(field.type)] for field in fields(Decision)})

    assert all(getattr(whole, field.name) for field in fields(Decision))
    assert whole.located(lambda spot: spot) == whole
    assert whole.with_grounds(whole.grounds) == whole


def test_a_page_names_the_report_that_is_written_with_it(tmp_path: Path) -> None:
    page, report, alone = tmp_path / "page.html", tmp_path / "report.json", tmp_path / "alone.html"
    dated = ("--config", EXAMPLE / "modelbylaws.yaml", "--as-of", "2026-11-22")

    run("report", *dated, "--output", f"html={page}", "--output", f"json={report}")
    run("report", *dated, "--output", f"html={alone}")

    digest = f'<span class="hash">sha256 {hashlib.sha256(report.read_bytes()).hexdigest()}</span>'
    assert page.read_text().count(digest) == 1
    assert alone.read_text() == page.read_text().replace(digest, "not written with this page")
