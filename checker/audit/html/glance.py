"""The verdict in one line, the numbers behind it, and by what it was reached."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from functools import partial

import htpy as h

from checker.audit.html.parts import Column, Context, table, tally
from checker.formats.scores import states_of
from checker.formats.summary import word
from checker.page import badge, facts, verdict
from checker.report import Report, Ruling, Verdict
from checker.vocabulary import Level

SAID = {
    0: ("pass", "\u2713", "Compliant: every rule that can fail this run holds"),
    1: ("fail", "\u2717", "Not compliant: a soft or hard rule is broken, or cannot be shown to hold"),
    2: ("unknown", "?", "Could not judge: an input is unreadable or invalid, or names what does not exist"),
    3: ("unknown", "?", "Nothing judged"),
    4: ("error", "\u203c", "Internal error: a rule failed to judge"),
}
SYMBOLS: Mapping[Level, str] = {"hard": "\u25a0", "soft": "\u25a1", "advisory": "\u25cb"}
"""A level at a glance."""


def section(ctx: Context) -> h.Node:
    report = ctx.dossier.report
    style, symbol, words = SAID[report.exit_code]
    nothing = "".join(f": {why}" for why in report.unsaid.values())
    return [
        h.p(class_=f"headline v v-{style}")[
            h.span(aria_hidden="true")[symbol], f" {words}{except_for(report)}{nothing} (exit code {report.exit_code})"
        ],
        h.ul(".tiles")[(h.li[h.b[f"{count:,}"], h.span[name]] for name, count in _numbers(report))],
        facts(_identity(ctx)),
        h.ul[(h.li[note] for note in report.notes)] if report.notes else None,
        table(ctx, "Every rule and its verdict, in services", _COLUMNS, report.rulings, partial(_row, ctx)),
    ]


def except_for(report: Report) -> str:
    """What a reader of ``compliant`` must not take for rules that hold."""
    if report.exit_code != 0:
        return ""
    waived = sum(ruling.verdict is Verdict.WAIVED for ruling in report.rulings)
    silent = sum(ruling.verdict is Verdict.NOT_APPLICABLE for ruling in report.rulings)
    but = [f"{tally(waived, 'rule')} by waiver"] if waived else []
    if silent:
        but.append(f"{tally(silent, 'rule')} judged nothing")
    unseen = {name for ruling in report.rulings for name in ruling.unseen}
    if unseen:
        but.append(f"whatever {tally(len(unseen), 'service')} without a manifest would declare")
    return f"; {', '.join(but)}" if but else ""


def _numbers(report: Report) -> list[tuple[str, int]]:
    """What is found, by the words of the closing line, where advice stands apart; and verdicts over all subjects."""
    counts = report.counts()
    found = Counter(word(finding) for finding in report.findings)
    return [
        ("services", report.services),
        ("rules", len(report.rulings)),
        ("faults of inputs", len(report.diagnostics)),
        ("findings that fail", found["error"]),
        ("findings unknown", found["unknown"]),
        ("findings advisory", found["advisory"]),
        ("findings waived", found["waived"]),
        ("judgements passed", counts[Verdict.PASS]),
        ("not applicable", counts[Verdict.NOT_APPLICABLE]),
    ]


def _identity(ctx: Context) -> list[tuple[str, h.Node]]:
    report, commit = ctx.dossier.report, ctx.dossier.commit
    known = f"catalogs as they were on {report.known_by}" if report.known_by else "catalogs as they are now"
    return [
        ("As of", report.as_of.isoformat()),
        ("Known by", known),
        ("Tool", f"modelbylaws {report.version}{f', built-in catalog {report.catalog}' if report.catalog else ''}"),
        ("Policies", [h.div[f"{p.id} {p.version}, owner {p.owner or 'not named'}"] for p in ctx.dossier.policies]),
        ("Git commit", h.span(".hash")[commit.id] if commit else "not known"),
        ("Inputs and commit", _show_base(ctx)),
        ("Inputs", h.a(href="#inputs")[f"{tally(len(report.inputs), 'file')}, each with its digest"]),
        ("Report in JSON", _digest(ctx.options.report)),
    ]


def _digest(written: str | None) -> h.Node:
    """NOTE: the report is several times as long as the page, so it is not made for its digest alone."""
    if written is None:
        return "not written with this page"
    return h.span(".hash")[f"sha256 {hashlib.sha256(written.encode()).hexdigest()}"]


def _show_base(ctx: Context) -> str:
    commit = ctx.dossier.commit
    if commit is None:
        return ""
    if not commit.changed:
        return "every input is as in the commit"
    return f"{tally(len(commit.changed), 'input')} not as in the commit (marked in the list)"


_COLUMNS = (
    Column("rule"), Column("title", "text"), Column("level"), Column("verdict"), Column("in scope", "n"),
    Column("passed", "n"), Column("broken", "n"), Column("waived", "n"), Column("not judged", "n"),
)  # fmt: skip


def _row(ctx: Context, ruling: Ruling) -> list[h.Node]:
    """One unit: services. A share is broken by those that add to it."""
    states = Counter(states_of(ruling).values())
    return [
        ctx.rule(ruling.id), ruling.title, level(ruling), verdict(ruling.verdict), scope(ruling),
        f"{states['passed']:,}", f"{states['broken']:,}", f"{states['waived']:,}", f"{states['not in question']:,}",
    ]  # fmt: skip


def level(ruling: Ruling) -> h.Node:
    return badge("plain", SYMBOLS[ruling.level], ruling.level)


def scope(ruling: Ruling) -> str:
    """Services that are in scope, those that may be too; also one without a manifest."""
    possible = f" ({len(ruling.possible):,} possibly)" if ruling.possible else ""
    return f"{len(ruling.selected) + len(ruling.possible):,}{possible}"
