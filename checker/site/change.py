"""What became of findings and shares since the run before: new, fixed, gone, turned; each share before and now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import htpy as h

from checker.audit.html.parts import Column, tally
from checker.files.summary import FindingEntry, MeasureEntry
from checker.history.causes_text import word_of
from checker.page import facts, verdict
from checker.report import Verdict
from checker.site.addresses import CHANGE
from checker.site.caused import Caused, show_causes, show_count
from checker.site.changed import Changed, Moved, Past
from checker.site.pieces import Row, listing, no_past, page
from checker.site.scene import Scene
from checker.site.trend import show_ends, show_limit


def show_in_short(changed: Changed) -> h.Node:
    """``since 2026-08-01: +2 new, -1 fixed, 15 stay``."""
    known = f", {len(changed.known):,} now known" if changed.known else ""
    lost = f", {len(changed.gone):,} gone" if changed.gone else ""
    turned = f", {len(changed.turned):,} turned" if changed.turned else ""
    return [
        f"{changed.before.as_of}: ", h.b[f"+{len(changed.new):,}"], " new, ", h.b[f"\u2212{len(changed.fixed):,}"],
        f" fixed{known}{lost}{turned}, {changed.same:,} stay{show_count(changed)}",
    ]  # fmt: skip


def change(scene: Scene) -> bytes:
    past = scene.matter.past
    if past is None:
        return page(scene, CHANGE, "Change", no_past(scene))
    changed = past.changed
    if changed is None:
        return page(
            scene, CHANGE, "Change", h.p["This is the first run of the history: there is none to compare with."]
        )
    caused = Caused.of(changed.causes)
    findings = [*_findings(scene, changed, caused)]
    heads = [Column("cause")] if caused else []
    content = [
        h.p(".big")["Since ", show_in_short(changed), "."],
        show_causes(scene, changed.causes),
        facts(_what_differs(changed)),
        h.h2[tally(len(findings), "finding") + " that came, went or turned"],
        listing(scene, "Findings that are not as they were", [*_FINDINGS, *heads], findings)
        if findings
        else h.p["None."],
        h.h2[tally(len(changed.moved), "share") + " that moved"],
        listing(scene, "Before and now", [*_MOVED, *heads], [_move(scene, moved, caused) for moved in changed.moved])
        if changed.moved
        else h.p["None."],
        h.h2["How long what is open has been there"],
        _open(scene, past),
    ]
    return page(scene, CHANGE, "Change", content)


def _what_differs(changed: Changed) -> Iterator[tuple[str, h.Node]]:
    """Of the four causes, which may have a part in it: what is byte for byte the same has none."""
    before, now = changed.before, changed.now
    yield "From", f"{before.as_of}{f', commit {before.commit.id[:12]}' if before.commit else ''}"
    yield "To", f"{now.as_of}{f', commit {now.commit.id[:12]}' if now.commit else ''}"
    for name in ("manifests", "policies", "facts"):
        same = getattr(before.digests, name) == getattr(now.digests, name)
        yield name.capitalize(), "the same bytes: no cause" if same else "changed"
    days = (now.as_of - before.as_of).days
    yield "Passing of time", tally(days, "day") if days else "the same day: no cause"
    yield "Tool", f"{before.tool.version} to {now.tool.version}" if before.tool != now.tool else "the same"


_FINDINGS = (
    Column("rule"), Column("subject"), Column("owner"), Column("what"), Column("before"), Column("now"),
)  # fmt: skip


def _findings(scene: Scene, changed: Changed, caused: Caused | None) -> Iterator[Row]:
    for what, finding, before, now in _ends(changed, caused):
        row = _finding(scene, what, finding, (before, now))
        yield row if caused is None else caused.of_finding(row, finding.fingerprint)


Ends = tuple[FindingEntry | None, FindingEntry | None]
"""A finding before and now."""


def _ends(
    changed: Changed, caused: Caused | None
) -> Iterator[tuple[str, FindingEntry, FindingEntry | None, FindingEntry | None]]:
    """What became of each finding that is not as it was, in a word; the finding; and it before and now."""
    yield from (("new", finding, None, finding) for finding in changed.new)
    yield from (("turned", now, before, now) for before, now in changed.turned)
    if caused is not None:
        yield from _moved_within(changed, caused)
    yield from (("fixed", finding, finding, None) for finding in changed.fixed)
    yield from (("now known", finding, finding, None) for finding in changed.known)
    yield from ((f"gone: {why}", finding, finding, None) for finding, why in changed.gone)


def _moved_within(changed: Changed, caused: Caused) -> Iterator[tuple[str, FindingEntry, FindingEntry, FindingEntry]]:
    """Findings of the same verdict, whose share, level or reason is another one."""
    was = {finding.fingerprint: finding for finding in changed.before.findings}
    for now in changed.now.findings:
        before, found = was.get(now.fingerprint), caused.findings.get(now.fingerprint)
        if before is not None and found is not None and before.verdict == now.verdict:
            yield word_of(found), now, before, now


def _finding(scene: Scene, what: str, finding: FindingEntry, both: Ends) -> Row:
    subject = finding.subject
    name = subject.service
    shown = [scene.service(name), str(subject).removeprefix(name)] if name else str(subject)
    owner = scene.owner_of(name) if name else ""
    ends = [verdict(Verdict(entry.verdict)) if entry else "" for entry in both]
    return Row(
        [scene.rule(finding.rule), shown, scene.owner(owner) if owner else "", what, *ends],
        {"what": what.partition(":")[0]} | ({"owner": owner} if owner else {}),
    )


_MOVED = (Column("rule"), Column("key"), Column("before"), Column("now"), Column("limit"), Column("verdict now"))


def _move(scene: Scene, moved: Moved, caused: Caused | None) -> Row:
    limits = list(dict.fromkeys(show_limit(entry) for entry in (moved.before, moved.now) if entry is not None))
    now = verdict(Verdict(moved.now.verdict)) if moved.now is not None else "no longer measured"
    row = Row(
        [
            scene.rule(moved.rule), moved.key or "the fleet", _show(moved.before), _show(moved.now),
            " to ".join(limits), now,
        ],
        {"rule": moved.rule},
    )  # fmt: skip
    return row if caused is None else caused.of_share(row, moved)


def _show(measure: MeasureEntry | None) -> str:
    return show_ends(measure) if measure is not None else "not measured"


_OPEN = (
    Column("rule"), Column("subject"), Column("owner"), Column("state"), Column("first seen"), Column("age", "n"),
    Column("reopened", "n"),
)  # fmt: skip


def _open(scene: Scene, past: Past) -> h.Node:
    there = sorted(
        (t for t in past.tracked if t.age is not None), key=lambda t: (-(t.age or 0), t.rule, str(t.subject))
    )
    if not there:
        return h.p["Nothing is open."]
    rows: Sequence[Row] = [
        Row(
            [
                scene.rule(t.rule), str(t.subject), t.owner, t.state, t.first_seen.isoformat(), f"{t.age:,}",
                f"{t.reopened:,}",
            ],
            {"state": t.state, "level": t.level},
        )
        for t in there
    ]  # fmt: skip
    return listing(scene, "Open findings, the oldest first, with their age in days", _OPEN, rows)
