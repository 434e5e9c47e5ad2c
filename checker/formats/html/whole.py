"""The page as a whole: its sections in order."""

from __future__ import annotations

from collections.abc import Callable

import htpy as h

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
from checker.formats.html.frame import framed
from checker.formats.html.parts import Context, Options, context
from checker.formats.html.style import sheet
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
    body = h.body[
        h.a(".skip", href="#main")["Skip to the report"],
        patterns(),
        h.header[h.h1[title], h.p[said]],
        h.nav(aria_label="Sections")[h.ul[(h.li[h.a(href=f"#{name}")[words]] for name, words, _ in _SECTIONS)]],
        h.main("#main")[(_section(ctx, *entry) for entry in _SECTIONS)],
        h.footer[h.p[f"Written by modelbylaws {dossier.report.version}, {said}. The same inputs give the same bytes."]],
    ]
    return framed(f"{title}, {said}", sheet(f"modelbylaws, as of {dossier.report.as_of.isoformat()}"), body)


def _section(ctx: Context, name: str, words: str, made: Callable[[Context], h.Node]) -> h.Node:
    return h.section(id=name, aria_labelledby=f"{name}-title")[h.h2(id=f"{name}-title")[words], made(ctx)]
