"""The documentation as a site: built strictly, nothing from elsewhere, readable by all, and its search finds things.

The slow tests need MkDocs (the extra `docs`); those in a browser need Chromium, and axe-core out of npm.
"""

from __future__ import annotations

import functools
import http.server
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest

from checker.cli.program import program
from checker.cli.verbs import VERBS
from tests.test_browser import PATIENCE, axe, browser

__all__ = ["axe", "browser"]

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
READ = ("index", "start", "writing-manifests", "cookbook", "manifest", "words", "why", "kinds", "formats", "auditors")
SCREENS = [(width, scheme) for width in (1440, 390) for scheme in ("light", "dark")]


def _slug(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _anchors(page: Path) -> set[str]:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return {_slug(heading) for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}


def test_what_messages_and_pages_link_to_is_there() -> None:
    code = [
        *(ROOT / "checker").rglob("*.py"),
        *(ROOT / "docs").glob("*.md"),
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
    ]
    links = {
        (path, found[0].rpartition("/")[2], found[1])
        for path in code
        for found in re.findall(r"([\w./-]+\.md)#([\w-]+)", path.read_text(encoding="utf-8"))
        if not found[0].startswith("http")
    }
    by_name = {page.name: _anchors(page) for page in PAGES}

    assert len(links) > 50
    assert [link for link in links if link[1] in by_name and link[2] not in by_name[link[1]]] == []


def commands() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every command of ours in a block of shell on the pages, as words."""
    for page in PAGES:
        for block in re.findall(r"```(?:sh|console|bash)\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            for line in block.replace("\\\n", " ").splitlines():
                if re.match(r"(?:\$ )?modelbylaws ", line):
                    words = shlex.split(line.removeprefix("$ "), comments=True)
                    yield page.name, tuple(takewhile(lambda word: word not in {"|", "&&", ">", ">>"}, words))


@pytest.mark.parametrize(("page", "command"), sorted(set(commands())))
def test_every_command_on_a_page_is_one_that_the_program_takes(page: str, command: tuple[str, ...]) -> None:
    try:
        program().read(list(command[1:]))
    except SystemExit as stopped:
        pytest.fail(f"{page}: {' '.join(command)} (ended with {stopped.code})")


def test_the_page_of_commands_has_every_verb() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")

    assert [verb for verb in VERBS if f"| `{verb}` |" not in text] == []


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("mkdocs", reason="MkDocs is not installed: pip install '.[docs]'")
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.mark.slow
def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    loaded = (
        r"""<(?:script|img|iframe|link rel="(?:stylesheet|preconnect|icon)")[^>]*(?:src|href)="(?:https?:)?//[^"]*"""
    )

    assert len(pages) > 40
    assert [
        (page.name, found) for page in pages for found in re.findall(loaded, page.read_text(encoding="utf-8"))
    ] == []
    styles = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.css"))
    assert re.findall(r"(?:@import|url\()\s*[\"']?(?:https?:)?//", styles) == []


@pytest.mark.slow
def test_no_list_became_a_paragraph(site: Path) -> None:
    """Python-Markdown wants an empty line before a list, and a forge does not."""
    broken = [
        (page.name, found)
        for page in site.rglob("*.html")
        for found in re.findall(r"<p>[^<]*\n(?:- |\d\. |\| ).*", page.read_text(encoding="utf-8"))
    ]

    assert broken == []


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing: requests are no result of a test."""


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_pages_can_be_read_by_all(
    browser: Any,  # noqa: ANN401 - Playwright's
    axe: str,
    served: str,
    tmp_path: Path,
    width: int,
    scheme: str,
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    asked: list[str] = []
    view = context.new_page()
    view.set_default_timeout(PATIENCE)
    view.on("request", lambda request: asked.append(request.url))
    problems: list[object] = []
    for page in READ:
        view.goto(f"{served}/{page}.html")
        view.screenshot(path=tmp_path / f"{page}-{width}-{scheme}.png")
        view.evaluate(axe)
        found = view.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        problems += [(page, one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found]
        assert view.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page} is wider than the screen"
    context.close()

    assert problems == []
    assert [url for url in asked if not url.startswith(served) and not url.startswith("blob:")] == []


@pytest.mark.slow
def test_the_search_finds_an_azure_deployment(browser: Any, served: str) -> None:  # noqa: ANN401 - Playwright's
    view = browser.new_page(viewport={"width": 1440, "height": 900})
    view.set_default_timeout(PATIENCE)
    view.goto(f"{served}/index.html")

    view.fill("input.md-search__input", "Azure deployment")
    view.wait_for_selector(".md-search-result__item")
    found = view.evaluate("[...document.querySelectorAll('.md-search-result__link')].map(a => a.href)")
    view.close()

    assert any("writing-manifests.html" in link for link in found[:3]), found
