"""Every rule with its sentence, reason, controls, verdict and subjects, passes too.

Below a rule stand its findings: what is wrong, where, how to fix it. Approved exceptions say who approved what
until when, and the days that are left.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import htpy as h

from checker.audit.html.glance import level, scope
from checker.audit.html.judged import FEW, judgements
from checker.audit.html.parts import MAX_ROWS, Column, Context, more, names, table, tally
from checker.controls import CONTROLS
from checker.diagnostic import Diagnostic, Location
from checker.page import badge, facts, fold, settle, verdict
from checker.report import Finding, JudgedWaiver, Ruling

MAX_PLACES = 12
"""Most places of one finding."""

MAX_NOTES = 12
"""Most facts of one finding."""


_FINDING_COLUMNS = (
    Column("rule"), Column("verdict"), Column("level", "short"), Column("what is wrong", "text"),
    Column("where", "text"),
)  # fmt: skip


def broken(ctx: Context) -> h.Node:
    """Faults of inputs first, then findings that no waiver covers, the hard ones first."""
    report = ctx.dossier.report
    broken = [finding for finding in report.findings if finding.waiver is None]
    if not broken and not report.diagnostics:
        return h.p["Nothing."]
    return [
        [show_fault(ctx, fault) for fault in report.diagnostics[:MAX_ROWS]],
        more(ctx, len(report.diagnostics) - MAX_ROWS, "fault"),
        table(ctx, "Findings; each is given in full under its rule", _FINDING_COLUMNS, broken, partial(_row, ctx)),
    ]


def _row(ctx: Context, finding: Finding) -> list[h.Node]:
    place = ctx.place(finding.locations[0])
    return [ctx.rule(finding.rule), verdict(finding.verdict), finding.level, finding.message, place]


def show_fault(ctx: Context, fault: Diagnostic) -> h.Node:
    return h.div(".finding.error")[
        h.p[badge("error", "\u203c", "could not judge"), f" {fault.code}: {fault.message}"],
        facts([("Next", fault.help), ("Where", _places(ctx, fault.locations))]),
    ]


def article(ctx: Context, finding: Finding, *beside: tuple[str, h.Node]) -> h.Node:
    """One finding; ``beside`` is what its place on the page does not say, such as its rule."""
    return h.div(class_=f"finding {finding.verdict.value}")[
        h.p[verdict(finding.verdict), " ", finding.message],
        facts(
            [
                *beside,
                ("Next", finding.help),
                ("Usual fix", finding.fix),
                ("Waiver", ctx.waiver(finding.waiver)),
                ("First seen", ctx.seen_since(finding)),
                ("Where", _places(ctx, finding.locations)),
                ("Rests on", _notes(finding.notes)),
                ("Fingerprint", h.span(".hash")[finding.fingerprint]),
            ]
        ),
    ]  # fmt: skip


def _places(ctx: Context, locations: Sequence[Location]) -> h.Node:
    listed = [h.li[ctx.place(at), f" {at.label}" if at.label else None] for at in locations[:MAX_ROWS]]
    rest = len(locations) - MAX_PLACES
    return [
        h.ul(".places")[listed[:MAX_PLACES]],
        fold(f"{tally(rest, 'more place')}", h.ul(".places")[listed[MAX_PLACES:]]) if rest > 0 else None,
        more(ctx, len(locations) - MAX_ROWS, "place"),
    ]


def _notes(notes: Sequence[str]) -> h.Node:
    rest = f"and {len(notes) - MAX_NOTES:,} more" if len(notes) > MAX_NOTES else ""
    return [[h.div[note] for note in notes[:MAX_NOTES]], h.div(".dim")[rest] if rest else None] if notes else None


MAX_FINDINGS = 25
"""Most findings below one rule; those of all rules are in the list of what is broken."""


def section(ctx: Context) -> h.Node:
    found: dict[str, list[Finding]] = {}
    for finding in ctx.dossier.report.findings:
        found.setdefault(finding.rule, []).append(finding)
    return [settle(_rule(ctx, ruling, found.get(ruling.id, []))) for ruling in ctx.dossier.report.rulings]


def _rule(ctx: Context, ruling: Ruling, found: Sequence[Finding]) -> h.Node:
    return h.section(id=f"rule-{ruling.id}", aria_labelledby=f"title-of-{ruling.id}")[
        h.h3(id=f"title-of-{ruling.id}")[ruling.id],
        h.p[verdict(ruling.verdict), " ", level(ruling), " ", ruling.title],
        facts(
            [
                ("Rule", ruling.sentence),
                ("Why", ruling.why),
                ("Verdict because", ruling.reason),
                ("Controls", [h.div[show_control(name)] for name in ruling.controls]),
                ("Policy", show_policy(ctx, ruling)),
                ("Stands at", ctx.place(ruling.location)),
                ("Population", show_population(ruling)),
                ("Measured", h.a(href=f"#shares-{ruling.id}")[_show_measure(ruling)] if ruling.measures else None),
            ]
        ),
        _findings(ctx, found),
        judgements(ctx, ruling),
    ]


def show_control(name: str) -> str:
    """A control in our own words, where it is a known one."""
    known = CONTROLS.get(name)
    return f"{name}: {known.source}, {known.place}: {known.asks} ({known.how_sure})" if known else name


def show_policy(ctx: Context, ruling: Ruling) -> str:
    known = next((policy for policy in ctx.dossier.policies if policy.id == ruling.policy), None)
    owner = f", owner {known.owner}" if known and known.owner else ""
    return f"{ruling.policy}{f' {known.version}' if known and known.version else ''}{owner}, kind {ruling.kind}"


def show_population(ruling: Ruling) -> str:
    left = f"; {tally(len(ruling.excluded), 'service')} left out" if ruling.excluded else ""
    possible = f"; possibly {names(ruling.possible)}" if ruling.possible else ""
    return f"{scope(ruling)} in scope{left}{possible}"


def _show_measure(ruling: Ruling) -> str:
    worst = max(ruling.measures, key=lambda m: (-m.verdict.rank, m.highest.value))
    rest = f"; {tally(len(ruling.measures), 'measure')} in all" if len(ruling.measures) > 1 else ""
    return f"{worst.key or 'the fleet'} {worst.show()}, limit {worst.show_limit()}{rest}"


def _findings(ctx: Context, found: Sequence[Finding]) -> h.Node:
    most = MAX_FINDINGS if ctx.options.annex else FEW
    return [
        settle([article(ctx, finding) for finding in found[:most]]),
        more(ctx, len(found) - most, "finding"),
    ]


WAIVER_COLUMNS = (
    Column("waiver"), Column("state"), Column("days", "short"), Column("rule and subject", "text"),
    Column("reason", "text"), Column("approved", "text"), Column("place", "text"),
)  # fmt: skip


def list_approvals(ctx: Context) -> h.Node:
    known = ctx.dossier.report.waivers
    if not known:
        return h.p["There is none."]
    return table(ctx, "Waivers, the soonest to expire first", WAIVER_COLUMNS, known, partial(show_waiver, ctx))


def show_waiver(ctx: Context, waiver: JudgedWaiver) -> list[h.Node]:
    active = waiver.states == ("active",)
    states = [
        badge("active" if active else "expired", "\u2713" if active else "!", state.replace("-", " "))
        for state in waiver.states
    ]
    loaded = any(ruling.id == waiver.rule for ruling in ctx.dossier.report.rulings)
    limit = f", limit {waiver.limit}" if waiver.limit else ""
    ticket = f", {waiver.ticket}" if waiver.ticket else ""
    approved = f"by {waiver.approved_by} on {waiver.approved_on}, until {waiver.expires}{ticket}"
    return [
        h.span(id=f"waiver-{waiver.id}")[waiver.id],
        states,
        waiver.show_days(),
        [ctx.rule(waiver.rule) if loaded else waiver.rule, f" for {waiver.about}{limit}"],
        waiver.reason,
        f"{approved}; asked by {waiver.requested_by}",
        ctx.place(waiver.location),
    ]
