"""The site in a real browser: nothing said or asked for, nothing that axe-core finds; with its script and without."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from checker.audit.html import page
from checker.audit.html.parts import Options
from checker.site.pages import make_pages
from tests.dossiers import PAYLOADS, UNSEEN, everywhere, example, with_faults
from tests.test_browser import PATIENCE, Seen, axe, browser
from tests.test_static_site import matter

pytestmark = pytest.mark.slow
__all__ = ["axe", "browser"]

SCREENS = (("desktop", 1440, "light"), ("phone", 390, "light"), ("dark", 1440, "dark"))


@pytest.fixture(scope="module", params=["example", "hostile"])
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    payload = " ".join((*PAYLOADS, *UNSEEN))
    dossier = example() if request.param == "example" else everywhere(with_faults(example()), payload)
    return write(tmp_path_factory.mktemp(request.param), make_pages(dossier, matter(), ""))


def write(folder: Path, files: Any) -> Path:  # noqa: ANN401 - a mapping of paths to bytes
    for name, raw in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(raw)
    return folder


def pages_of(folder: Path) -> list[Path]:
    """Every page that the navigation names, and one of each folder."""
    each = [min((folder / name).glob("*.html")) for name in ("rules", "services", "owners")]
    return [*sorted(folder.glob("*.html")), *each]


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen[0])
def test_a_browser_shows_every_page_without_a_fault_or_a_request(
    browser: Any,  # noqa: ANN401 - playwright is looked for when the test runs
    axe: str,
    written: Path,
    screen: tuple[str, int, str],
) -> None:
    name, width, scheme = screen
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    context.set_default_timeout(PATIENCE)
    for file in pages_of(written):
        tab = context.new_page()
        seen = Seen(tab)
        tab.goto(file.as_uri())
        tab.screenshot(path=written / f"{name}-{file.stem[:20]}.png")
        too_wide = tab.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        tab.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        tab.evaluate(axe)
        found = tab.evaluate("axe.run(document, {resultTypes: ['violations']})")

        assert seen.said == [], file.name
        assert seen.asked_for == [file.as_uri()]
        assert not too_wide, file.name
        assert [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found["violations"]] == []
        tab.close()
    context.close()


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("bank"), make_pages(example(), matter(), ""))


def test_the_overview_is_one_screen(browser: Any, bank: Path) -> None:  # noqa: ANN401
    tab = browser.new_page(viewport={"width": 1440, "height": 900})

    tab.goto((bank / "index.html").as_uri())

    assert tab.evaluate("document.documentElement.scrollHeight") <= 900
    tab.close()


def test_no_column_is_cut_on_a_landscape_sheet(browser: Any, bank: Path) -> None:  # noqa: ANN401
    tab = browser.new_page(viewport={"width": 1017, "height": 690})  # A4, without its margins
    tab.emulate_media(media="print")

    wide = []
    for file in pages_of(bank):
        tab.goto(file.as_uri())
        wide += [file.name] if tab.evaluate("document.documentElement.scrollWidth > innerWidth") else []

    assert wide == []
    tab.close()


@pytest.mark.parametrize("width", [1440, 1280])
def test_no_column_of_facts_is_cut_on_a_desktop(browser: Any, bank: Path, width: int) -> None:  # noqa: ANN401
    tab = browser.new_page(viewport={"width": width, "height": 900})
    tab.goto((bank / "facts.html").as_uri())
    widths = tab.evaluate("[...document.querySelectorAll('.scroll')].map(one => [one.scrollWidth, one.clientWidth])")

    assert len(widths) == 1
    assert all(needed <= there for needed, there in widths)
    tab.close()


def test_a_reader_searches_filters_sorts_and_opens_a_drawer(browser: Any, bank: Path) -> None:  # noqa: ANN401
    tab = browser.new_page()
    tab.goto((bank / "services.html").as_uri())

    tab.keyboard.press("/")
    tab.keyboard.type("llama kyc/")
    assert tab.input_value("input[type=search]") == "llama kyc/"
    tab.fill("input[type=search]", "llama kyc")
    assert tab.locator("tbody tr:visible").count() == 1
    assert tab.locator("output").inner_text() == "1 of 18 shown"
    tab.fill("input[type=search]", "")
    tab.select_option("select[name=tier]", "0")
    assert set(tab.locator("tbody tr:visible td:nth-child(3)").all_inner_texts()) == {"0"}
    tab.select_option("select[name=tier]", "")
    tab.click("thead th:nth-child(3) button")
    tiers = tab.locator("tbody td:nth-child(3)").all_inner_texts()
    assert tiers == sorted(tiers)
    tab.click("thead th:nth-child(3) button")
    assert tab.locator("tbody td:nth-child(3)").all_inner_texts() == sorted(tiers, reverse=True)
    assert tab.get_attribute("thead th:nth-child(3)", "aria-sort") == "descending"

    tab.goto((bank / "rules.html").as_uri() + "#rule-vendor-concentration")
    assert tab.locator("#rule-vendor-concentration").is_visible()
    assert not tab.locator("#rule-reviewed").is_visible()
    tab.close()


def test_the_switches_show_what_was_chosen(browser: Any, bank: Path) -> None:  # noqa: ANN401
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto((bank / "vendors.html").as_uri())
    shown = tab.locator("section.by:visible h2")

    assert shown.all_inner_texts() == ["By lineage, routes that serve now"]
    tab.check("#by-host")
    tab.check("#count-primary")
    assert shown.all_inner_texts() == ["By host, first choices alone"]
    context.close()


def test_without_the_script_every_row_is_there(browser: Any, bank: Path) -> None:  # noqa: ANN401
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto((bank / "services.html").as_uri())

    assert tab.locator("tbody tr:visible").count() == 18
    assert tab.locator(".tools:visible").count() == 0
    context.close()


def test_the_page_of_one_file_prints_on_a_few_sheets(browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
    (tmp_path / "page.html").write_text(page(example(), Options("", ())), encoding="utf-8")
    tab = browser.new_page()
    tab.goto((tmp_path / "page.html").as_uri())

    raw = tab.pdf(format="A4", prefer_css_page_size=True, print_background=True)

    assert 1 <= raw.count(b"/Type /Page\n") <= 8
    tab.close()
