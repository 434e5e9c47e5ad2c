"""What every page has: a head that lets a browser load nothing, and the last look at every character."""

from __future__ import annotations

import re

import htpy as h
from markupsafe import Markup

from checker.formats.html.style import policy
from checker.formats.terminal import escape


def framed(title: str, style: str, body: h.Renderable) -> str:
    """A whole page of a body and our own style."""
    head = h.head[
        h.meta(charset="utf-8"),
        h.meta(http_equiv="Content-Security-Policy", content=policy(style)),
        h.meta(name="viewport", content="width=device-width, initial-scale=1"),
        h.meta(name="color-scheme", content="light dark"),
        h.meta(name="referrer", content="no-referrer"),
        h.title[title],
        h.style[Markup(style)],  # ours alone: it holds no text of a user  # noqa: S704
    ]
    return shown(str(h.html(lang="en")[head, body]))


_ENDS = re.compile(
    r"(</(?:tr|table|section|p|li|ul|dl|dd|details|summary|svg|header|footer|main|nav|head|style|h[1-4])>)"
)


def shown(markup: str) -> str:
    """The finished page without a character that cannot be seen, and with a line after what ends a block.

    Every text of a user passes here, after htpy has made markup of nothing in it.
    """
    return f"{_ENDS.sub(_line, escape(markup))}\n"


def _line(end: re.Match[str]) -> str:
    return f"{end[0]}\n"
