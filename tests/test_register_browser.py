"""The register's page in a real browser: nothing said, nothing asked for, nothing that axe-core finds."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from checker.cli import main
from tests.test_browser import Seen, axe, browser

pytestmark = pytest.mark.slow
__all__ = ["axe", "browser"]

ROOT = Path(__file__).parent.parent
POLICIES = {"example": ROOT / "examples" / "meridian-bank", "hostile": ROOT / "tests" / "cases" / "docs" / "hostile"}


@pytest.fixture(params=POLICIES)
def written(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(POLICIES[request.param], tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    assert main(["docs", "--output", "html=page.html"]) == 0
    return tmp_path / "page.html"


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (400, "dark")])
def test_a_browser_shows_the_register_without_a_fault_or_a_request(
    browser: Any,  # noqa: ANN401 - playwright is looked for when the test runs
    axe: str,
    written: Path,
    width: int,
    scheme: str,
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    tab = context.new_page()
    seen = Seen(tab)

    tab.goto(written.as_uri())
    too_wide = tab.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    tab.evaluate(axe)
    found = tab.evaluate("axe.run(document, {resultTypes: ['violations']})")

    assert seen.said == []
    assert seen.asked_for == [written.as_uri()]
    assert not too_wide
    assert [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found["violations"]] == []
    context.close()
