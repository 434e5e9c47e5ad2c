"""Untrusted text on its way to a terminal or a CI log, and colors.

Every text that a file or a path holds passes ``escape`` before it is printed:
no control, bidi or format character survives, and none of the openings by which
a CI runner takes a line for a command.

Paths are told as their reader can open them, from the folder in which the program was started: reports hold paths
from the root of the fleet, and so do all files for programs. Only what people read is told from where they stand, so
that a path can be opened as it is printed, also where two fleets lie in one repository. The command line says once
where that is; a program that renders a report itself, and says nothing, gets the root.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from checker.diagnostic import is_elsewhere
from checker.formats.view import USUAL, View
from checker.record import dataclass
from checker.report.finding import Finding, show_note
from checker.resources import BUILTIN

_COMMANDS = re.compile(r"##(?=\[|vso\[|teamcity\[)")

MAX_LINE = 2_000
"""Most characters of a line that people read: some logs and editors choke on more, and nobody reads it."""

_STYLE = re.compile("\x1b\\[[0-9;]*m")
_LINK = re.compile("\x1b\\]8;;[^\x1b]*\x1b\\\\")
"""The start or the end of a link, which takes no room."""
_ADDRESS = re.compile(r"(https?://)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?::[0-9]{1,5})?/[!-~]*\Z", re.IGNORECASE)
"""An address of the web, with or without its scheme; a name of a file has no slash behind a dot."""
_HALF_A_STYLE = re.compile("\x1b(?:\\[[0-9;]*)?\\Z")

_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})

Paint = Callable[[str, str], str]
"""``paint(style, text)``: the text in a style, or as it is."""


@dataclass(frozen=True, slots=True)
class How:
    """What is asked of a format. Those that have no use for one of these ignore it."""

    paint: Paint
    quiet: bool
    """Only findings, in formats for people."""
    waived: bool
    """Whether SARIF holds what is waived."""
    view: View = USUAL


STYLES = {
    "error": "1;38;5;196",
    "unknown": "1;38;5;163",
    "advisory": "1;38;5;130",
    "waived": "38;5;30",
    "bold": "1",
    "mark": "1;38;5;63",
    "good": "38;5;28",
    "dim": "38;5;243",
}
"""Colors of the fixed part of the palette: each has a contrast of about 4 to 1 or more, on black and on white."""


def escape(text: str) -> str:
    """The text with every character that is not plainly visible written as its code point in braces."""
    shown = visible(text, "\\u{{{:x}}}")
    return _COMMANDS.sub("#\\\\u{23}", shown) if "##" in shown else shown


def escape_first(text: str) -> str:
    """``escape`` for what starts a line: after any white space, ``::`` there is a command to GitHub's runner."""
    shown = escape(text)
    return shown.replace("::", ":\\u{3a}", 1) if shown.lstrip().startswith("::") else shown


def visible(text: str, form: str) -> str:
    """The text with every character that is not plainly visible in a form for its code point."""
    if text.isascii() and text.isprintable():
        return text
    # NOTE: a page of megabytes holds some hundred different characters, so each is looked at once.
    odd = [ord(c) for c in set(text) if unicodedata.category(c) in _UNPRINTABLE]
    return text.translate({code: form.format(code) for code in odd}) if odd else text


def fit(line: str, room: int = MAX_LINE) -> str:
    """A line that is not longer than there is room for; what is left out is counted."""
    if len(line) <= room:
        return line
    line = _LINK.sub("", line)  # a link that is cut has no end
    if len(line) <= room:
        return line
    kept = _HALF_A_STYLE.sub("", line[: max(room - 40, 1)])
    end = "\x1b[0m" if "\x1b" in kept else ""
    return f"{kept}{end}... ({len(line) - len(kept)} more characters)"


def fit_lines(text: str) -> str:
    """A text for people, of which no line is too long."""
    return text if len(text) <= MAX_LINE else "\n".join(map(fit, text.split("\n")))


def plain(_style: str, text: str) -> str:
    return text


def colorize(style: str, text: str) -> str:
    return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if text else ""


def width(text: str) -> int:
    """Columns that a terminal gives a text: wide characters take two, combining ones and colors none."""
    bare = _LINK.sub("", _STYLE.sub("", text)) if "\x1b" in text else text
    if bare.isascii():
        return len(bare)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in {"W", "F"} else 1 for c in bare
    )


_LINKED: ContextVar[bool] = ContextVar("linked", default=False)
"""Whether addresses become links of the terminal that is written to."""


@contextmanager
def with_links(*, asked: bool) -> Iterator[None]:
    """What is made inside is for a terminal that opens links, if that is asked for."""
    before = _LINKED.set(asked)
    try:
        yield
    finally:
        _LINKED.reset(before)


def link(text: str) -> str:
    """The text, escaped; an address is one that the terminal opens, where that was asked for (OSC 8)."""
    shown = escape(text)
    found = _ADDRESS.match(text) if _LINKED.get() else None
    if found is None or shown != text:
        return shown
    return f"\x1b]8;;{'' if found[1] else 'https://'}{text}\x1b\\{shown}\x1b]8;;\x1b\\"


_COLUMNS: ContextVar[int | None] = ContextVar("columns", default=None)
"""Of the terminal that is written to."""


@contextmanager
def in_columns(columns: int | None) -> Iterator[None]:
    """What is made inside is for a terminal of so many columns; None: for no terminal."""
    before = _COLUMNS.set(columns)
    try:
        yield
    finally:
        _COLUMNS.reset(before)


def columns() -> int | None:
    """Columns of the terminal that is written to; None where there is none."""
    return _COLUMNS.get()


def wrap(text: str, room: int | None) -> list[str]:
    """The text in lines of at most so many columns, broken between words alone; one line without a bound."""
    if room is None or width(text) <= room:
        return [text]
    bare = text.lstrip(" ")
    first, *words = bare.split(" ")
    lines = [f"{text[: len(text) - len(bare)]}{first}"]
    for word in words:
        longer = f"{lines[-1]} {word}"
        if width(longer) <= room or word.startswith("::"):  # no line may start with a command
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def flow(line: str, hanging: str) -> list[str]:
    """A line of text, and what does not fit into the terminal in lines below it that start with ``hanging``."""
    room = columns()
    first, *rest = wrap(line, None if room is None else room - len(hanging))
    return [first, *(f"{hanging}{more}" for more in rest)]


_PLACES: ContextVar[tuple[str, str] | None] = ContextVar("places", default=None)
"""The root of the fleet and the folder where its reader stands, where those differ."""


def show_paths_from(root: str, folder: str) -> None:
    """From now on, paths below the root are told from the folder; both are absolute."""
    _PLACES.set(None if root == folder else (root, folder))


def from_here(path: str) -> str:
    """A path of a report as its reader can open it; what comes with the program has a name of its own."""
    places = _PLACES.get()
    if places is None or path.startswith(BUILTIN) or is_elsewhere(path):
        return path
    root, folder = places
    return os.path.relpath(os.path.join(root, path), folder).replace(os.sep, "/")


def said_from_here(said: str, paths: Iterable[str]) -> str:
    """A sentence with those of these paths that it names as its reader can open them."""
    if _PLACES.get() is None:
        return said
    for path in sorted({path for path in paths if path in said}):
        whole = rf"(?<![^\s]){re.escape(path)}(?=:[0-9]+(?:\s|\Z)|[,;]?\s|\Z)"
        said = re.sub(whole, from_here(path).replace("\\", r"\\"), said)
    return said


def message_from_here(found: Finding) -> str:
    """A finding's message, with the paths of its places as its reader can open them."""
    return said_from_here(found.message, (at.file for at in found.locations))


def note_from_here(note: str) -> str:
    """A report's note with its paths as its reader can open them."""
    return show_note(note, from_here)
