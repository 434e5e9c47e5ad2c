"""The page as a whole."""

from __future__ import annotations

import re

import htpy as h

from checker.formats.html.parts import Options
from checker.formats.terminal import escape
from checker.report.dossier import Dossier


def page(dossier: Dossier, options: Options) -> str:
    del options
    return shown(str(h.html(lang="en")[h.head[h.title["modelbylaws"]], h.body[h.h1[dossier.report.show_time()]]]))


_ENDS = re.compile(r"(</(?:tr|table|section|p|li|ul|dl|details|summary|svg|header|footer|main|nav|head|style|h[1-4])>)")


def shown(markup: str) -> str:
    """The finished page without a character that cannot be seen, and with a line after what ends a block.

    Every text of a user passes here, after htpy has made markup of nothing in it.
    """
    return f"{_ENDS.sub(_line, escape(markup))}\n"


def _line(end: re.Match[str]) -> str:
    return f"{end[0]}\n"
