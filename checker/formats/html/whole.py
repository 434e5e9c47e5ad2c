"""The page as a whole: its head, its sections in order, and the last look at every character."""

from __future__ import annotations

import re
from collections.abc import Callable

import htpy as h
from markupsafe import Markup

from checker.formats.html import (
    facts,
    findings,
    flow,
    glance,
    inputs,
    losses,
    matrix,
    population,
    rules,
    shares,
    timeline,
    waivers,
)
from checker.formats.html.drawing import patterns
from checker.formats.html.parts import Context, Options, context
from checker.formats.html.style import policy, sheet
from checker.formats.terminal import escape
from checker.report.dossier import Dossier

_SECTIONS = (
    ("glance", "At a glance", glance.section),
    ("broken", "What is broken", findings.section),
    ("shares", "Shares against limits", shares.section),
    ("losses", "Single losses", losses.section),
    ("flow", "From service to vendor", flow.section),
    ("matrix", "Who hangs on whom", matrix.section),
    ("timeline", "What ends when", timeline.section),
    ("population", "Population", population.section),
    ("rules", "Every rule", rules.section),
    ("waivers", "Waivers", waivers.section),
    ("facts", "Facts about models", facts.section),
    ("inputs", "What was read", inputs.section),
)


def page(dossier: Dossier, options: Options) -> str:
    ctx = context(dossier, options, inputs.anchors(dossier))
    said = dossier.report.show_time()
    title = f"AI model policies{f' of {dossier.organization}' if dossier.organization else ''}"
    style = sheet(dossier.report)
    body = h.body[
        h.a(".skip", href="#main")["Skip to the report"],
        patterns(),
        h.header[h.h1[title], h.p[said]],
        h.nav(aria_label="Sections")[h.ul[(h.li[h.a(href=f"#{name}")[words]] for name, words, _ in _SECTIONS)]],
        h.main("#main")[(_section(ctx, *entry) for entry in _SECTIONS)],
        h.footer[h.p[f"Written by modelbylaws {dossier.report.version}, {said}. The same inputs give the same bytes."]],
    ]
    head = h.head[
        h.meta(charset="utf-8"),
        h.meta(http_equiv="Content-Security-Policy", content=policy(style)),
        h.meta(name="viewport", content="width=device-width, initial-scale=1"),
        h.meta(name="color-scheme", content="light dark"),
        h.meta(name="referrer", content="no-referrer"),
        h.title[f"{title}, {said}"],
        h.style[Markup(style)],  # ours alone: it holds no text of a user  # noqa: S704
    ]
    return shown(str(h.html(lang="en")[head, body]))


def _section(ctx: Context, name: str, words: str, made: Callable[[Context], h.Node]) -> h.Node:
    return h.section(id=name, aria_labelledby=f"{name}-title")[h.h2(id=f"{name}-title")[words], made(ctx)]


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
