"""Every rule with its sentence, reason, controls, verdict and subjects, passes too."""

from __future__ import annotations

from collections.abc import Sequence

import htpy as h

from checker.controls import CONTROLS
from checker.formats.html.findings import article
from checker.formats.html.glance import level, scope
from checker.formats.html.parts import Column, Context, facts, fold, many, more, names, table, verdict
from checker.report import Decision, Finding, Ruling

MAX_FINDINGS = 25
"""Most findings below one rule; those of all rules stand in the list of what is broken."""

_COLUMNS = (Column("subject"), Column("verdict"), Column("because", "text"))


def section(ctx: Context) -> h.Node:
    return [_rule(ctx, ruling) for ruling in ctx.dossier.report.rulings]


def _rule(ctx: Context, ruling: Ruling) -> h.Node:
    found = [finding for finding in ctx.dossier.report.findings if finding.rule == ruling.id]
    return h.section(id=f"rule-{ruling.id}", aria_labelledby=f"title-of-{ruling.id}")[
        h.h3(id=f"title-of-{ruling.id}")[ruling.id],
        h.p[verdict(ruling.verdict), " ", level(ruling), " ", ruling.title],
        facts(
            [
                ("Rule", ruling.sentence),
                ("Why", ruling.why),
                ("Verdict because", ruling.reason),
                ("Controls", [h.div[_control(name)] for name in ruling.controls]),
                ("Policy", _policy(ctx, ruling)),
                ("Stands at", ctx.place(ruling.location)),
                ("Population", _population(ruling)),
                ("Measured", h.a(href=f"#shares-{ruling.id}")[_measured(ruling)] if ruling.measures else None),
            ]
        ),
        _findings(ctx, found),
        _decisions(ctx, ruling),
    ]


def _control(name: str) -> str:
    """A control in our own words, where it is a known one."""
    known = CONTROLS.get(name)
    return f"{name}: {known.source}, {known.place}: {known.asks} ({known.standing})" if known else name


def _policy(ctx: Context, ruling: Ruling) -> str:
    known = next((policy for policy in ctx.dossier.policies if policy.id == ruling.policy), None)
    owner = f", owner {known.owner}" if known and known.owner else ""
    return f"{ruling.policy}{f' {known.version}' if known and known.version else ''}{owner}, kind {ruling.kind}"


def _population(ruling: Ruling) -> str:
    left = f"; {many(len(ruling.excluded), 'service')} left out" if ruling.excluded else ""
    possible = f"; possibly {names(ruling.possible)}" if ruling.possible else ""
    return f"{scope(ruling)} in scope{left}{possible}"


def _measured(ruling: Ruling) -> str:
    worst = max(ruling.measures, key=lambda m: (-m.verdict.rank, m.highest.value))
    rest = f"; {many(len(ruling.measures), 'measure')} in all" if len(ruling.measures) > 1 else ""
    return f"{worst.key or 'the fleet'} {worst.show()}, limit {worst.show_limit()}{rest}"


def _findings(ctx: Context, found: Sequence[Finding]) -> h.Node:
    return [
        [article(ctx, finding) for finding in found[:MAX_FINDINGS]],
        more(ctx, len(found) - MAX_FINDINGS, "finding"),
    ]


def _decisions(ctx: Context, ruling: Ruling) -> h.Node:
    """Every subject, those that need attention first."""
    if not ruling.decisions or ruling.measures:
        return None
    ordered = sorted(ruling.decisions, key=lambda decision: (decision.verdict.rank, str(decision.subject)))
    caption = f"{ruling.id}: {many(len(ordered), 'judgement')}"
    return fold(
        f"{many(len(ordered), 'judgement')}, passes too",
        table(ctx, caption, _COLUMNS, ordered, _decision),
    )


def _decision(decision: Decision) -> list[h.Node]:
    return [str(decision.subject), verdict(decision.verdict), decision.reason]
