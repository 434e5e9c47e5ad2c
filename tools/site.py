"""What MkDocs does besides: files of the repository that pages link to become part of the site.

Pages are read on a forge, too, where `../schemas/report.schema.json` is right. On the
site the same file is copied to `schemas/report.schema.json`, and the link leads there.
CHANGELOG.md, CONTRIBUTING.md and the like are pages of the site, too.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files, InclusionLevel

ROOT = Path(__file__).parent.parent
PAGES = ("CHANGELOG.md", "CODE_OF_CONDUCT.md", "CONTRIBUTING.md", "SECURITY.md")
"""Pages that are kept at the root of the repository."""

_LINK = re.compile(r"(?<=\]\()(?!https?:|mailto:|#)([^)\s#]+)((?:#[^)\s]*)?)(?=\))")


def on_files(files: Files, config: Any) -> Files:  # noqa: ANN401 - MkDocs' configuration
    """Add the pages at the root, and every file outside of `docs` that a page links to."""
    for name in PAGES:
        files.append(File.generated(config, name, abs_src_path=str(ROOT / name)))
    waiting = list(files.documentation_pages())
    while waiting:
        page = waiting.pop()
        for link in _LINK.finditer(page.content_string):
            added = _add(files, config, _in_repository(page.src_uri, link[1]))
            waiting += [added] if added is not None else []
    return files


def on_post_page(output: str, **_: object) -> str:
    """Name what the theme leaves without a name for readers that hear a page: the search, and lists inside of lists."""
    named = output.replace(
        'data-md-component="search" role="dialog"', 'data-md-component="search" role="dialog" aria-label="Search"'
    )
    return re.sub(
        r'(<nav class="md-nav" data-md-level="[2-9]") aria-labelledby="__nav_([0-9_]+)_label"',
        r'\1 aria-label="Section \2"',
        named,
    )


def _add(files: Files, config: Any, path: str) -> File | None:  # noqa: ANN401 - MkDocs' configuration
    """Add a file of the repository, if it is outside of `docs`; the page, if it is a new one."""
    target = _on_site(path)
    if path.startswith("docs/") or files.get_file_from_path(target) is not None or not (ROOT / path).is_file():
        return None
    if path.endswith(".md"):
        page = File.generated(config, target, abs_src_path=str(ROOT / path), inclusion=InclusionLevel.NOT_IN_NAV)
        files.append(page)
        return page
    files.append(File.generated(config, target, content=(ROOT / path).read_bytes()))
    return None


def on_page_markdown(markdown: str, page: Any, **_: object) -> str:  # noqa: ANN401 - MkDocs' page
    """Turn links that are right in the repository into links that are right on the site."""
    return _LINK.sub(lambda link: _moved(page.file.src_uri, link[1]) + link[2], markdown)


def _on_site(path: str) -> str:
    """Where a file of the repository is on the site, under a name that no web server runs or hides."""
    if path.startswith("docs/"):
        return path.removeprefix("docs/")
    name = path.replace(".github/", "github/").replace(
        "templates/", "template/"
    )  # MkDocs leaves out the names that were
    return name if name.endswith((".json", ".yaml", ".yml", ".md")) else f"{name}.txt"


def _in_repository(page: str, link: str) -> str:
    """The path from the repository's root of what a page links to."""
    home = "docs/" if (ROOT / "docs" / page).is_file() else ""
    return posixpath.normpath(posixpath.join(home + posixpath.dirname(page), link))


def _moved(page: str, link: str) -> str:
    return posixpath.relpath(_on_site(_in_repository(page, link)), posixpath.dirname(page) or ".")
