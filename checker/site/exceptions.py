"""Who may break a rule until when, on one calendar, and whatever else ends."""

from __future__ import annotations

from functools import partial

import htpy as h

from checker.audit.html import timeline
from checker.audit.html.parts import Column, Piece, bar, table
from checker.audit.html.rules import WAIVER_COLUMNS, show_waiver
from checker.audit.html.timeline import Calendar, calendar_of
from checker.report import JudgedWaiver
from checker.site.addresses import EXCEPTIONS
from checker.site.pieces import page
from checker.site.scene import Scene

_AT = 3
"""Where the calendar stands among the columns of a waiver."""


def exceptions(scene: Scene) -> bytes:
    known = scene.dossier.report.waivers
    days = [day for waiver in known for day in (waiver.approved_on, waiver.expires)]
    calendar = calendar_of(scene.dossier.report.as_of, days)
    columns = [*WAIVER_COLUMNS[:_AT], Column(f"{calendar.first} to {calendar.last}", "bar"), *WAIVER_COLUMNS[_AT:]]
    content = [
        h.p(".dim")["A bar is the time from approval to the last day; the line is the day of this run."],
        table(scene, "Waivers, the soonest to expire first", columns, known, partial(_row, scene, calendar))
        if known
        else h.p["There is none."],
        h.section("#ends", aria_labelledby="ends-title")[
            h.h2("#ends-title")["What ends when"],
            timeline.section(scene),
        ],
    ]
    return page(scene, EXCEPTIONS, "Exceptions", content)


def _row(scene: Scene, calendar: Calendar, waiver: JudgedWaiver) -> list[h.Node]:
    cells = show_waiver(scene, waiver)
    words = f"{waiver.id}: from {waiver.approved_on} to {waiver.expires}, {waiver.show_days()}"
    active = waiver.states == ("active",)
    piece = Piece(calendar.at(waiver.approved_on), calendar.at(waiver.expires), "b" if active else "b-light")
    return [*cells[:_AT], bar(words, [piece], [calendar.at(scene.dossier.report.as_of)]), *cells[_AT:]]
