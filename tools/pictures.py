"""Pictures for the documentation, made from real runs: `python -m tools.pictures`.

A terminal picture is an SVG that Rich draws from what a command printed, colors
included. The picture of the report is a screenshot, for which Chromium is needed;
`report.txt` next to it lists the words in it, so that a test can tell whether they are still true.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
COLUMNS = 120
BANK = "examples/meridian-bank"
DAY = "2026-11-22"


@dataclass(frozen=True)
class Shot:
    """One picture: a command, run in the repository or in a folder that ``init`` and then ``edits`` made."""

    name: str
    command: str
    edits: tuple[tuple[str, str], ...] | None = None
    """None: run in the repository. Else what is replaced in the example manifest of a new folder."""


_CLOSED = (("google/gemma-4-31b-it", "openai/gpt-5.4"), ("self-hosted", "vendor-api"))
SHOTS = (
    Shot("finding", f"modelbylaws check --config {BANK}/modelbylaws.yaml --as-of {DAY} --show vendor-concentration"),
    Shot("table", f"modelbylaws check --config {BANK}/modelbylaws.yaml --as-of {DAY} --statistics"),
    Shot("passes", f"modelbylaws check --as-of {DAY}", ()),
    Shot("breaks", f"modelbylaws check --as-of {DAY}", _CLOSED),
    Shot("explain", f"modelbylaws explain vendor-concentration --as-of {DAY}", ()),
)


def record(shot: Shot) -> str:
    """What the command of a picture prints, with its colors, on a terminal of 120 columns."""
    words = [*shlex.split(shot.command)[1:], "--color", "always"]
    if shot.command.startswith("modelbylaws check"):
        words += ["--output", "summary"]
    if shot.edits is None:
        return _run(words, ROOT)
    with tempfile.TemporaryDirectory() as folder:
        _run(["init"], Path(folder))
        manifest = Path(folder) / "services" / "example" / "model-manifest.yaml"
        text = manifest.read_text(encoding="utf-8")
        for before, after in shot.edits:
            if before not in text:
                raise SystemExit(f"{shot.name}: the example manifest has no {before!r}")
            text = text.replace(before, after)
        manifest.write_text(text, encoding="utf-8")
        return _run(words, Path(folder))


def _run(words: list[str], folder: Path) -> str:
    kept = {key: value for key, value in os.environ.items() if key not in {"NO_COLOR", "FORCE_COLOR", "CI"}}
    environment = {**kept, "COLUMNS": str(COLUMNS), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "modelbylaws", *words]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode > 1:
        raise SystemExit(f"{' '.join(words)} ended with {done.returncode}: {done.stderr}")
    return done.stdout


_DIM = [(72, 79, 88), (255, 123, 114), (126, 231, 135), (227, 179, 65)]
_DIM += [(121, 192, 255), (210, 168, 255), (118, 227, 234), (230, 237, 243)]
_BRIGHT = [(139, 148, 158), (255, 161, 152), (126, 231, 135), (242, 204, 96)]
_BRIGHT += [(165, 214, 255), (226, 197, 255), (179, 240, 255), (255, 255, 255)]
THEME = TerminalTheme((13, 17, 23), (230, 237, 243), _DIM, _BRIGHT)
"""Light on dark, each color readable on the background."""

_FORMAT = """<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="Terminal">
<style>
.{unique_id}-matrix {{
  font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width;
}}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
<rect fill="#0d1117" x="0" y="0" width="{width}" height="{height}" rx="8"/>
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""Rich's own format, without its window and without its font, which would be fetched from elsewhere."""


def draw(shot: Shot) -> str:
    """The picture of what a command prints."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=COLUMNS, file=nowhere, force_terminal=True, color_system="truecolor")
        console.print(Text(f"$ {shot.command}", style="bold"), soft_wrap=False)
        console.print(Text.from_ansi(record(shot).rstrip("\n")))
        return console.export_svg(title=shot.name, theme=THEME, code_format=_FORMAT, unique_id=shot.name)


def text_in(picture: str) -> str:
    """The text of a terminal picture, without white space: it is in pieces there."""
    pieces = re.findall(r"<text[^>]*>(.*?)</text>", picture, re.DOTALL)
    return "".join(unescape("".join(pieces)).split())


def text_of(shot: Shot) -> str:
    """The text that the picture of a command must hold: the command, and what it prints now."""
    printed = re.sub(r"\x1b\[[0-9;]*m", "", record(shot))
    return "".join(f"$ {shot.command} {printed}".split())


def report_page(folder: Path) -> Path:
    """The report that the screenshot is of."""
    page = folder / "report.html"
    _run(["report", "--config", f"{BANK}/modelbylaws.yaml", "--as-of", DAY, "--output", f"html={page}"], ROOT)
    return page


_PASSING = re.compile(r"[0-9a-f]{40}|commit|each with its digest|^modelbylaws [0-9]|catalog")
"""What is different in each commit."""


def _screenshot() -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only the script needs a browser

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as running:
        browser = running.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        view = browser.new_page(viewport={"width": 1200, "height": 900})
        view.goto(report_page(Path(folder)).as_uri())
        view.screenshot(path=PICTURES / "report.png")
        seen = """[...document.querySelectorAll('h1, h2, h3, td, th, p, dt, dd')]
            .filter(e => { const r = e.getBoundingClientRect(); return r.bottom < 900 && r.top >= 0 && r.width > 0 })
            .map(e => e.textContent.replace(/\\s+/g, ' ').trim()).filter(t => t)"""
        kept = [line for line in view.evaluate(seen) if not _PASSING.search(line)]
        (PICTURES / "report.txt").write_text("\n".join(dict.fromkeys(kept)) + "\n", encoding="utf-8")
        browser.close()


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    for shot in SHOTS:
        (PICTURES / f"{shot.name}.svg").write_text(draw(shot), encoding="utf-8")
    _screenshot()


if __name__ == "__main__":
    main()
