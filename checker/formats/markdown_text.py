"""Untrusted text inside of a line of GitHub's Markdown.

What could be markup there becomes a character reference, which Markdown takes for
the character and never for syntax. That is not enough for @-mentions and #-numbers,
which are looked for in the finished page: an empty comment parts the sign from the
name. The text never starts a line, so nothing needs to be done about lists, headings
and fences.
"""

from __future__ import annotations

import re

from checker.formats.terminal import escape

_REFERENCES = str.maketrans(
    {c: f"&#{ord(c)};" for c in "\\`*_[]<>|~&$"} | {c: f"{c}<!-- -->" for c in "@#"},
)
_PIECES = re.compile(r"&#\d+;|[@#]<!-- -->|.", re.DOTALL)
_ADDRESSES = re.compile(r":(?=//)|(?<=www)\.", re.IGNORECASE)


def markdown_text(text: str) -> str:
    """The text on one line, to be read as it stands: no markup, link, image, mention or cell border."""
    shown = escape(text).translate(_REFERENCES).strip()
    return _ADDRESSES.sub(lambda found: f"&#{ord(found[0])};", shown)


def markdown_fit(shown: str, room: int) -> str:
    """What ``markdown_text`` made, no longer than there is room for, and never cut inside of a reference."""
    if len(shown) <= room:
        return shown
    kept, taken = [], len("...")
    for piece in _PIECES.findall(shown):
        taken += len(piece)
        if taken > room:
            break
        kept.append(piece)
    return f"{''.join(kept)}..."
