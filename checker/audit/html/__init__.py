"""The report as one page for people, section by section: no script, no request, the same bytes for the same inputs."""

from __future__ import annotations

import htpy as h

from checker.audit.dossier import Dossier
from checker.audit.html import flow, glance, inputs, matrix, observed, rules, shares, signed, timeline
from checker.audit.html.parts import Options, context, patterns
from checker.page import Paper, Section, whole_page

_OBSERVED = "observed"
"""The section of fleets with evidence of use; others have none."""
_SECTIONS = (
    ("glance", "At a glance", glance.section),
    ("broken", "What is broken", rules.broken),
    ("shares", "Shares against limits", shares.section),
    ("losses", "Single losses", shares.losses),
    ("flow", "From service to vendor", flow.section),
    ("matrix", "Who depends on whom", matrix.section),
    (_OBSERVED, "Declared and observed", observed.section),
    ("timeline", "What ends when", timeline.section),
    ("population", "Population", inputs.population),
    ("rules", "Every rule", rules.section),
    ("waivers", "Waivers", rules.list_approvals),
    ("facts", "Facts about models", inputs.models),
    ("inputs", "What was read", inputs.section),
    ("signed", "Sign-off", signed.section),
)
_ON_PAPER = ("glance", "broken", "losses", "waivers", "signed")
"""Sections that are printed without an annex."""
ROWS_ON_PAPER = 20
"""Most rows of a table there; the table of rules is whole."""


_SHORT = (
    f"On paper this is a summary, with at most {ROWS_ON_PAPER} rows of a table: the page itself has more, and"
    " report --annex prints all that it can hold."
)


def page(dossier: Dossier, options: Options) -> str:
    ctx = context(dossier, options, inputs.anchors(dossier))
    said = dossier.report.show_time()
    title = f"AI model policies{f' of {dossier.organization}' if dossier.organization else ''}"
    shown = [entry for entry in _SECTIONS if entry[0] != _OBSERVED or dossier.observed is not None]
    sections = [Section(name, words, made(ctx)) for name, words, made in shown]
    return whole_page(
        title=f"{title}, {said}",
        paper=Paper(
            f"modelbylaws, as of {dossier.report.as_of.isoformat()}", "" if options.annex else _summary_on_paper()
        ),
        skip="Skip to the report",
        header=[patterns(), h.header[h.h1[title], h.p[said], None if options.annex else h.p(".paper")[_SHORT]]],
        sections=sections,
        footer=f"Written by modelbylaws {dossier.report.version}, {said}. The same inputs give the same bytes.",
    )


def _summary_on_paper() -> str:
    """A few pages whatever the size of the fleet."""
    hidden = ",".join(f"#{name}" for name, *_ in _SECTIONS if name not in _ON_PAPER)
    most = ROWS_ON_PAPER + 1
    return (
        f"@media screen{{.paper{{display:none}}}}@media print{{{hidden}{{display:none}}"
        f"main>section:not(#glance) tbody tr:nth-child(n+{most}){{display:none}}.text,tbody th{{min-width:0}}"
        f"table{{font-size:8pt}}th,td{{padding:.15rem .4rem .15rem 0}}#losses :is(td,th):last-child{{display:none}}}}"
    )
