"""Every rule as one row, with a drawer that says what it demands, on what its verdict rests, and what proves it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial

import htpy as h

from checker.audit.html.glance import level
from checker.audit.html.judged import DECISIONS, DRAWN, draw, show_decision
from checker.audit.html.parts import Column, bar, table, tally
from checker.audit.html.rules import article, show_control, show_fault, show_policy, show_population
from checker.audit.html.shares import bar_of, largest_first, scale_of
from checker.page import facts, fold, verdict
from checker.register.register import tests
from checker.report import Decision, Measure, Ruling, Verdict
from checker.site.addresses import A_RULE, RULES, file_of
from checker.site.cards import worst_measure, worst_rules
from checker.site.pieces import Cell, Row, listing, page, rank, state_bar
from checker.site.scene import Scene
from checker.site.trend import FEWEST, spark_of

FEW = 3
"""Findings, and passes, that a drawer shows; a page for each rule has all."""
MOST_FINDINGS = 200
"""Findings that are given in full on the page of a rule."""
MOST_FAULTS = 100

_COLUMNS = (
    Column("rule"), Column("level"), Column("verdict"), Column("in scope", "n"), Column("services", "parts"),
    Column("broken", "n"), Column("waived", "n"), Column("passed", "n"), Column("not judged", "n"),
    Column("measured, and its limit"),
)  # fmt: skip


def rules(scene: Scene) -> bytes:
    report = scene.dossier.report
    worst = worst_rules(scene)
    broken = {ruling.id for ruling in worst}
    ordered = [*worst, *(ruling for ruling in report.rulings if ruling.id not in broken)]
    faults = report.diagnostics[:MOST_FAULTS]
    content = [
        h.section("#faults", aria_labelledby="faults-title")[
            h.h2("#faults-title")[f"{tally(len(report.diagnostics), 'fault')} of inputs"],
            [show_fault(scene, fault) for fault in faults],
        ]
        if faults
        else None,
        h.p(".dim")["Numbers are services: a rule is broken by a service if any of its uses or routes breaks it, and a"
                    " share by those that add to it. Bars: red broken, light waived, dark passed."],
        listing(
            scene, tally(len(ordered), "rule"), [*_COLUMNS, *_over_time(scene)],
            [_row(scene, ruling) for ruling in ordered],
        ),
    ]  # fmt: skip
    return page(scene, RULES, "Rules", content)


def _row(scene: Scene, ruling: Ruling) -> Row:
    states = scene.states[ruling.id]
    counted = Counter(states.values())
    key = worst_measure(ruling).key if ruling.measures else None
    lines = [spark_of(scene, ruling.id, key) for _ in _over_time(scene)]
    return Row(
        cells=[
            [h.a(href=scene.rule_page(ruling.id))[ruling.id], h.span(".title")[ruling.title]],
            level(ruling), Cell(verdict(ruling.verdict), rank(ruling.verdict)), f"{len(states):,}", state_bar(states),
            f"{counted['broken']:,}", f"{counted['waived']:,}", f"{counted['passed']:,}",
            f"{counted['not in question']:,}", _measured(ruling), *lines,
        ],
        facets={
            "broken": "yes" if ruling.verdict.broken else "no", "level": ruling.level,
            "verdict": ruling.verdict.value, "policy": ruling.policy,
        },
        drawer=fold(f"Details of {ruling.id}", h.div(".inside", id=f"rule-{ruling.id}")[_drawer(scene, ruling)]),
    )  # fmt: skip


def _over_time(scene: Scene) -> tuple[Column, ...]:
    """The column that a history of some runs adds."""
    runs = len(scene.matter.past.runs) if scene.matter.past is not None else 0
    return (Column(f"over {runs:,} runs"),) if runs >= FEWEST else ()


def _measured(ruling: Ruling) -> str:
    if not ruling.measures:
        return ""
    worst = worst_measure(ruling)
    return f"{f'{worst.key} ' if worst.key else ''}{worst.show()}, limit {worst.show_limit()}"


def _drawer(scene: Scene, ruling: Ruling) -> h.Node:
    found = scene.by_rule.get(ruling.id, ())
    passes = [decision for decision in ruling.decisions if decision.verdict is Verdict.PASS]
    few, left = draw(passes), len(found) - FEW
    return [
        _about(scene, ruling),
        measures_table(scene, ruling, ruling.measures, "measured") if ruling.measures else None,
        [article(scene, finding) for finding in found[:FEW]],
        h.p[f"and {tally(left, 'more finding')}"] if left > 0 else None,
        table(
            scene, f"{ruling.id}: {len(few)} of {len(passes):,} that pass, {DRAWN}, with evidence",
            DECISIONS, few, partial(show_decision, scene),
        )
        if passes and not ruling.measures
        else None,
        h.p[h.a(href=scene.rule_page(ruling.id))[f"All {tally(len(ruling.decisions), 'judgement')} of {ruling.id}"]],
    ]  # fmt: skip


def _about(scene: Scene, ruling: Ruling) -> h.Node:
    written = scene.matter.written.get(ruling.id)
    proofs = list(tests(written.rule)) if written else []
    return facts(
        [
            ("Demands", ruling.sentence),
            ("Why", ruling.why),
            ("Verdict because", ruling.reason),
            ("Whom", f"{written.rule.selection}; {show_population(ruling)}" if written else show_population(ruling)),
            ("Policy", show_policy(scene, ruling)),
            ("Stands at", scene.place(ruling.location)),
            ("Controls", [h.div[show_control(name)] for name in ruling.controls]),
            ("Tests", [h.div[line] for line in proofs] or scene.matter.tests),
        ]
    )


_MEASURES = (
    Column("key"), Column("verdict"), Column("against the limit", "bar"), Column("value", "short"),
    Column("limit", "n"), Column("services that count", "text"),
)  # fmt: skip


def measures_table(scene: Scene, ruling: Ruling, measures: Sequence[Measure], title: str) -> h.Node:
    ordered = sorted(measures, key=largest_first)
    return table(scene, f"{ruling.id}: {title}", _MEASURES, ordered, partial(_measure, scene, ruling))


def _measure(scene: Scene, ruling: Ruling, measure: Measure) -> list[h.Node]:
    drawn = bar_of(measure, scale_of(ruling.measures))
    name = measure.key or "the fleet"
    words = f"{name}: {measure.show()}, limit {measure.show_limit()}, {measure.verdict.value}"
    undecided = ["; in question: ", scene.named(measure.undecided)] if measure.undecided else None
    judged = measure.verdict is not Verdict.NOT_APPLICABLE
    return [
        name, verdict(measure.verdict), bar(words, drawn.pieces, [drawn.limit] if judged else []), measure.show(),
        measure.show_limit(), [scene.named(measure.services), undecided],
    ]  # fmt: skip


def rule_page(scene: Scene, ruling: Ruling) -> tuple[str, bytes]:
    """All that there is about one rule; ``scene`` is that of a page in a folder."""
    found = scene.by_rule.get(ruling.id, ())
    left = len(found) - MOST_FINDINGS
    ordered = sorted(ruling.decisions, key=lambda decision: (decision.verdict.rank, str(decision.subject)))
    content = [
        h.p[verdict(ruling.verdict), " ", level(ruling), " ", ruling.title],
        _about(scene, ruling),
        [h.h2["Measured"], measures_table(scene, ruling, ruling.measures, "every key")] if ruling.measures else None,
        h.h2[tally(len(found), "finding")],
        [article(scene, finding) for finding in found[:MOST_FINDINGS]] or h.p["None."],
        h.p(".more")[f"and {tally(left, 'more finding')}; {scene.elsewhere()}"] if left > 0 else None,
        h.h2["Every judgement"],
        listing(
            scene,
            tally(len(ordered), "judgement"),
            [*DECISIONS, *scene.aged()],
            [_judgement(scene, ruling, decision) for decision in ordered],
        )
        if ordered
        else h.p["None."],
    ]
    return file_of(A_RULE, ruling.id), page(scene, None, ruling.id, content)


def _judgement(scene: Scene, ruling: Ruling, decision: Decision) -> Row:
    _, found, because = show_decision(scene, decision)
    name = decision.service
    rest = str(decision.subject).removeprefix(name)
    subject = [scene.service(name), rest] if name else str(decision.subject)
    facets = {"verdict": decision.verdict.value} | ({"owner": scene.owner_of(name)} if name else {})
    seen = [scene.first_seen(ruling.id, decision.subject) for _ in scene.aged()]
    return Row([subject, Cell(found, rank(decision.verdict)), because, *seen], facets)
