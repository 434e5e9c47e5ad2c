"""The report as one page for people, section by section: no script, no request, the same bytes for the same inputs."""

from __future__ import annotations

import htpy as h

from checker.audit.dossier import Dossier
from checker.audit.html import flow, glance, inputs, matrix, observed, rules, shares, timeline
from checker.audit.html.parts import Options, context, patterns
from checker.page import Section, whole_page

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
)


def page(dossier: Dossier, options: Options) -> str:
    ctx = context(dossier, options, inputs.anchors(dossier))
    said = dossier.report.show_time()
    title = f"AI model policies{f' of {dossier.organization}' if dossier.organization else ''}"
    shown = [entry for entry in _SECTIONS if entry[0] != _OBSERVED or dossier.observed is not None]
    sections = [Section(name, words, made(ctx)) for name, words, made in shown]
    return whole_page(
        title=f"{title}, {said}",
        running=f"modelbylaws, as of {dossier.report.as_of.isoformat()}",
        skip="Skip to the report",
        header=[patterns(), h.header[h.h1[title], h.p[said]]],
        sections=sections,
        footer=f"Written by modelbylaws {dossier.report.version}, {said}. The same inputs give the same bytes.",
    )
