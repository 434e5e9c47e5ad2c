"""The page in a real browser: Debian's Chromium, driven by Playwright, with axe-core out of npm.

Each is obtained by the test or it skips with the reason. Screenshots and the PDF
stay in pytest's temporary folder, for people to look at.
"""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checker.audit.html import page
from tests.dossiers import NO_OPTIONS, PAYLOADS, UNSEEN, everywhere, example, with_faults

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install '.[dev]'")

pytestmark = pytest.mark.slow

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 120_000
"""Milliseconds: a machine that runs other tests too is slow."""

SCREENS = (("desktop", 1280, "light"), ("narrow", 390, "light"), ("dark", 1280, "dark"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip(f"no Chromium on PATH (looked for {', '.join(BROWSERS)}): apt-get install chromium")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of axe-core, as npm gives it."""
    folder = tmp_path_factory.mktemp("axe")
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed, and axe-core comes from there")
    done = subprocess.run(["npm", "pack", "axe-core@4"], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"npm gives no axe-core: {done.stderr.strip().splitlines()[-1:]}")
    with tarfile.open(next(folder.glob("axe-core-*.tgz"))) as packed:
        source = packed.extractfile("package/axe.min.js")
        assert source is not None
        return source.read().decode()


@pytest.fixture(scope="module", params=["example", "hostile"])
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the example, and the same page with all payloads behind every text."""
    payload = " ".join((*PAYLOADS, *UNSEEN))
    dossier = example() if request.param == "example" else everywhere(with_faults(example()), payload)
    file = tmp_path_factory.mktemp(request.param) / "page.html"
    file.write_text(page(dossier, NO_OPTIONS), encoding="utf-8")
    return file


class Seen:
    """What a browser said while a page was open."""

    def __init__(self, tab: Any) -> None:  # noqa: ANN401 - playwright is looked for when the test runs
        self.said: list[str] = []
        self.asked_for: list[str] = []
        tab.on("console", lambda message: self.said.append(message.text))
        tab.on("pageerror", lambda error: self.said.append(str(error)))
        tab.on("dialog", lambda dialog: self.said.append(f"dialog {dialog.message}"))
        tab.on("request", lambda request: self.asked_for.append(request.url))


@pytest.mark.parametrize(("name", "width", "scheme"), SCREENS)
def test_a_browser_shows_the_page_without_a_fault_or_a_request(
    browser: Any,  # noqa: ANN401
    axe: str,
    written: Path,
    name: str,
    width: int,
    scheme: str,
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    context.set_default_timeout(PATIENCE)
    tab = context.new_page()
    seen = Seen(tab)

    tab.goto(written.as_uri())
    # NOTE: payloads make the hostile page too tall for one picture, so that one shows its first screen.
    tab.screenshot(path=written.with_name(f"{name}.png"), full_page="example" in written.parent.name)
    too_wide = tab.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    tab.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    tab.evaluate(axe)
    found = tab.evaluate("axe.run(document, {resultTypes: ['violations']})")

    assert seen.said == []
    assert seen.asked_for == [written.as_uri()]
    assert not too_wide
    assert [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found["violations"]] == []
    context.close()


def test_hostile_text_builds_nothing_in_a_browser(browser: Any, written: Path) -> None:  # noqa: ANN401
    tab = browser.new_page()

    tab.goto(written.as_uri())
    counted = tab.evaluate("['script','img','use','iframe','h1','style'].map(n => document.querySelectorAll(n).length)")
    handlers = tab.evaluate(
        "[...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).length"
    )
    text = tab.evaluate("document.body.textContent")

    assert counted == [0, 0, 0, 0, 1, 1]
    assert handlers == 0
    assert "\u202e" not in text
    assert written.parent.name.startswith("example") or all(text.count(payload) > 100 for payload in PAYLOADS)
    tab.close()


def test_everything_is_on_paper_also_what_is_folded(browser: Any, written: Path) -> None:  # noqa: ANN401
    tab = browser.new_page()
    tab.goto(written.as_uri())

    tab.pdf(path=written.with_name("page.pdf"), format="A4", prefer_css_page_size=True, print_background=True)
    tab.emulate_media(media="print")
    hidden = tab.evaluate(
        "[...document.querySelectorAll('details table')].filter(t => !t.checkVisibility({contentVisibilityAuto: true,"
        " visibilityProperty: true}) || t.offsetHeight === 0).length"
    )

    assert written.with_name("page.pdf").stat().st_size > 100_000
    assert tab.evaluate("document.querySelectorAll('details table').length") > 20
    assert hidden == 0
    tab.close()
