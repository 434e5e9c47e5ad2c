"""Untrusted text on its way to a terminal or a CI log, and colors.

Every text that a file or a path holds passes ``escape`` before it is printed:
no control, bidi or format character survives, and none of the openings by which
a CI runner takes a line for a command.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable

_COMMANDS = re.compile(r"##(?=\[|vso\[|teamcity\[)")
_SURROGATES = re.compile(r"\\\\|\\ud[89ab]..\\ud[c-f]..|\\u(d[89a-f]..)")
"""In JSON: a backslash, a whole pair, or (the group) half of one."""

_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})

Paint = Callable[[str, str], str]
"""``paint(style, text)``: the text in a style, or as it is."""

_STYLES = {
    "error": "1;31",
    "unknown": "1;35",
    "advisory": "1;33",
    "waived": "36",
    "bold": "1",
    "mark": "1;34",
    "good": "32",
    "dim": "2",
}


def escape(text: str) -> str:
    """The text with every character that is not plainly visible written as its code point in braces."""
    return _COMMANDS.sub("#\\\\u{23}", visible(text, "\\u{{{:x}}}"))


def escape_first(text: str) -> str:
    """``escape`` for what starts a line: after any white space, ``::`` there is a command to GitHub's runner."""
    shown = escape(text)
    return shown.replace("::", ":\\u{3a}", 1) if shown.lstrip().startswith("::") else shown


def visible(text: str, form: str) -> str:
    """The text with every character that is not plainly visible in a form for its code point."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if unicodedata.category(c) not in _UNPRINTABLE else form.format(ord(c)) for c in text)


def plain(_style: str, text: str) -> str:
    return text


def colored(style: str, text: str) -> str:
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if text else ""


def width(text: str) -> int:
    """Columns that a terminal gives a text: wide characters take two, combining ones none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in {"W", "F"} else 1 for c in text
    )


def safe_json(data: object, indent: int | None = 2) -> str:
    """JSON for a terminal or a CI log: ASCII only, and without ``##``, with which commands to runners start.

    Half of a surrogate pair, which a file name may hold, is no text to most parsers: it is written visibly.
    Without an indent it is much faster.
    """
    text = json.dumps(data, indent=indent, ensure_ascii=True).replace("##", "#\\u0023")
    if "\\ud" in text:
        text = _SURROGATES.sub(lambda found: f"\\\\u{{{found[1]}}}" if found[1] else found[0], text)
    return f"{text}\n"
