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
    if text.isascii() and text.isprintable():
        visible = text
    else:
        visible = "".join(c if unicodedata.category(c) not in _UNPRINTABLE else f"\\u{{{ord(c):x}}}" for c in text)
    return _COMMANDS.sub("#\\\\u{23}", visible)


def plain(_style: str, text: str) -> str:
    return text


def colored(style: str, text: str) -> str:
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if text else ""


def width(text: str) -> int:
    """Columns that a terminal gives a text: wide characters take two, combining ones none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in {"W", "F"} else 1 for c in text
    )


def safe_json(data: object) -> str:
    """JSON for a terminal or a CI log: ASCII only, and without ``##``, with which commands to runners start."""
    return json.dumps(data, indent=2, ensure_ascii=True).replace("##", "#\\u0023") + "\n"
