"""``waivers``: every waiver, what it is worth on the as-of date, and for how long."""

from __future__ import annotations

from collections.abc import Iterator

from checker.cli.check import assess
from checker.cli.reading.load import load_all
from checker.cli.request import Request
from checker.formats.full import faults_text
from checker.formats.summary import shown_at
from checker.formats.terminal import Paint, escape
from checker.report import Standing


def waivers(request: Request, paint: Paint) -> tuple[str, int]:
    """The list, soonest to expire first, and 0; 2 where something could not be read."""
    report = assess(load_all(request))
    lines = [line for standing in report.waivers for line in _lines(standing, paint)]
    active = sum(standing.states == ("active",) for standing in report.waivers)
    count = f"{len(report.waivers)} waiver{'' if len(report.waivers) == 1 else 's'}, {active} active"
    lines.append(f"{count}, {report.show_time()}")
    faults = faults_text(report.diagnostics, report.sources, paint)
    return faults + "".join(f"{line}\n" for line in lines), 2 if report.diagnostics else 0


def _lines(standing: Standing, paint: Paint) -> Iterator[str]:
    states = ", ".join(standing.states)
    style = "good" if states == "active" else "error"
    limit = f" up to the limit {standing.limit}" if standing.limit else ""
    yield (
        f"{escape(standing.id)}  {paint(style, states)}  until {standing.expires} ({standing.show_days()})  "
        f"{escape(standing.rule)} for {escape(str(standing.subject))}{limit}  {shown_at(standing.location)}"
    )
    ticket = f", {standing.ticket}" if standing.ticket else ""
    who = f"approved by {standing.approved_by} on {standing.approved_on}, requested by {standing.requested_by}{ticket}"
    yield f"  {escape(who)}"
    # NOTE: after a word of ours, because GitHub's runner takes an indented :: for a command too.
    yield f"  reason: {escape(standing.reason)}"
