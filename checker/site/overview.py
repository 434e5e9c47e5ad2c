"""The first page, on one screen: the verdict in a sentence, what is worst, what to do, what ends soon, every rule."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import htpy as h

from checker.audit.html.glance import SAID, except_for
from checker.audit.html.parts import tally
from checker.audit.html.timeline import ends_of
from checker.page import SYMBOLS, fold
from checker.record import dataclass
from checker.report import Report, Ruling, Verdict
from checker.site.addresses import CHANGE, EVIDENCE, EXCEPTIONS, OVERVIEW, RULES, SERVICES
from checker.site.cards import cards
from checker.site.change import show_in_short
from checker.site.pieces import page
from checker.site.scene import Scene
from checker.vocabulary import LEVELS

AHEAD = 90
"""Days that the panel of what ends next looks ahead."""
SHOWN = 7
"""Most of them that one screen has room for."""
OLD = 180
"""Days after which a source was read long ago."""


def overview(scene: Scene) -> bytes:
    report = scene.dossier.report
    style, symbol, _ = SAID[report.exit_code]
    content = [
        h.p(class_=f"headline v v-{style}")[h.span(aria_hidden="true")[symbol], f" {verdict_sentence(report)}"],
        h.ul(".lines")[[h.li[line] for line in _lines(scene)]],
        h.div(".board")[cards(scene), _ahead(scene)],
        _strip(scene),
        fold(tally(len(report.notes), "note"), h.ul[[h.li[note] for note in report.notes]]) if report.notes else None,
    ]
    organization = scene.dossier.organization
    return page(scene, OVERVIEW, f"AI model policies{f' of {organization}' if organization else ''}", content)


def verdict_sentence(report: Report) -> str:
    """``Not compliant: 1 of 5 hard rules and 2 of 9 soft rules are broken or not shown to hold, over 18 services.``"""
    word = SAID[report.exit_code][2].partition(":")[0]
    levels = list(_by_level(report))
    over = f"over {tally(report.services, 'service')}"
    broken = [
        f"{found:,} of {tally(whole, f'{level} rule')}" for level, found, whole in levels if found and level != ADVICE
    ]
    advice = [f"{found:,} of {whole:,}" for level, found, whole in levels if found and level == ADVICE]
    beside = f" (advisory: {advice[0]})" if advice else ""
    if broken:
        return f"{word}: {' and '.join(broken)} are broken or not shown to hold{beside}, {over}."
    whole = " and ".join(tally(whole, f"{level} rule") for level, _, whole in levels if level != ADVICE) or "no rule"
    why = "".join(f": {words}" for words in report.unsaid.values())
    held = f"all of {whole} that could be judged hold" if report.exit_code == 0 else f"{whole}, see what is wrong"
    return f"{word}: {held}{beside}, {over}{except_for(report)}{why}."


ADVICE = "advisory"


def _by_level(report: Report) -> Iterator[tuple[str, int, int]]:
    """Of every level, how many of its rules are broken, and how many there are."""
    for level in reversed(LEVELS):
        rules = [ruling for ruling in report.rulings if ruling.level == level]
        if rules:
            yield level, sum(ruling.verdict.broken for ruling in rules), len(rules)


def _lines(scene: Scene) -> Iterator[h.Node]:
    """Since when, over whom, and on how fresh facts."""
    report, dossier = scene.dossier.report, scene.dossier
    past = scene.matter.past
    if past is not None and past.changed is not None:
        yield [h.a(href=CHANGE.file)["Since"], " ", show_in_short(past.changed)]
    else:
        yield [h.a(href=CHANGE.file)["No earlier run"], " to compare with"]
    broken = {name for states in scene.states.values() for name, state in states.items() if state == "broken"}
    yield [h.a(href=SERVICES.file)["Services"], ": ", h.b[f"{len(broken):,}"], f" of {report.services:,} break a rule"]
    yield [h.a(href=EVIDENCE.file)["Population"], f": {_complete(scene)}"]
    counts = report.counts()
    yield f"{tally(counts[Verdict.UNKNOWN], 'judgement')} unknown of {sum(counts.values()):,}"
    old = sum(age > OLD for age in fact_ages(scene))
    yield [h.a(href="facts.html")["Facts"], f": {old:,} of {len(fact_ages(scene)):,} last read over {OLD} days ago"]
    if report.diagnostics:
        yield [h.a(href=f"{RULES.file}#faults")[tally(len(report.diagnostics), "fault")], " of inputs"]
    if dossier.unread:
        yield f"{tally(len(dossier.unread), 'manifest')} could not be read"


def _complete(scene: Scene) -> str:
    missing = scene.dossier.missing
    if missing is None:
        return "no inventory says who must have a manifest"
    if missing:
        return f"{tally(len(missing), 'service')} of the inventory without a manifest"
    return "every service of the inventory has a manifest"


def fact_ages(scene: Scene) -> list[int]:
    """Of every fact with a source, the days since the latest of its sources was read."""
    day = scene.dossier.report.as_of
    facts = (fact for model in scene.dossier.models for fact in model.facts if fact.sources)
    return [(day - max(source.read for source in fact.sources)).days for fact in facts]


@dataclass(frozen=True, slots=True)
class Ahead:
    day: dt.date
    what: str
    kind: str
    who: int


def ahead_of(scene: Scene) -> tuple[list[Ahead], int]:
    """What ends or begins within the days that are looked at, the first first; and how many ends are over."""
    as_of = scene.dossier.report.as_of
    ends = [Ahead(end.day, end.what, end.kind, len(end.who)) for end in ends_of(scene.dossier)]
    for name, written in scene.matter.written.items():
        last = written.rule.advisory_until
        if last is not None and last >= as_of:
            ends.append(Ahead(last + dt.timedelta(days=1), f"rule {name} is no longer advice", "rule", 0))
    near = [end for end in ends if 0 <= (end.day - as_of).days <= AHEAD]
    return sorted(near, key=lambda end: (end.day, end.what)), sum(end.day < as_of for end in ends)


def _ahead(scene: Scene) -> h.Node:
    near, over = ahead_of(scene)
    as_of = scene.dossier.report.as_of
    left = len(near) - SHOWN
    rest = [f"{left:,} more"] if left > 0 else []
    past = [f"{over:,} over already"] if over else []
    link = h.a(href=f"{EXCEPTIONS.file}#ends")["All ends"]
    return h.section(".card", aria_labelledby="ahead")[
        h.h2("#ahead")[f"Next {AHEAD} days"],
        h.ul[[h.li[_end(end, as_of)] for end in near[:SHOWN]]] if near else h.p["Nothing is known to end."],
        h.p[link, f": {', '.join([*rest, *past])}" if rest or past else None],
    ]


_KINDS = {"endpoint retires": "retires: ", "last day of notice": "give notice: ", "contract ends": "ends: "}
"""What is said before those that touch services."""


def _end(end: Ahead, as_of: dt.date) -> h.Node:
    kind = _KINDS.get(end.kind)
    who = f", {tally(end.who, 'service')}" if end.who and kind else ""
    days = (end.day - as_of).days
    return [h.b[end.day.isoformat()], f" ({days} d) {kind or ''}{end.what}{who}"]


def _strip(scene: Scene) -> h.Node:
    """Every rule behind the name of its policy, as a symbol and its name."""
    groups: defaultdict[str, list[Ruling]] = defaultdict(list)
    for ruling in scene.dossier.report.rulings:
        groups[ruling.policy].append(ruling)
    tiles: h.Node = [
        [h.li(".group", title=_count(rules))[policy], [h.li[_tile(ruling)] for ruling in rules]]
        for policy, rules in groups.items()
    ]
    whole = _count(scene.dossier.report.rulings)
    return h.section(aria_labelledby="strip")[h.h2("#strip")[f"Every rule: {whole}"], h.ul(".strip")[tiles]]


def _count(rules: Sequence[Ruling]) -> str:
    counted = Counter(ruling.verdict for ruling in rules)
    return ", ".join(f"{counted[found]} {found.value.replace('-', ' ')}" for found in Verdict if counted[found])


def _tile(ruling: Ruling) -> h.Node:
    said = f"{ruling.id}, {ruling.level}: {ruling.verdict.value.replace('-', ' ')}"
    return h.a(href=f"{RULES.file}#rule-{ruling.id}", class_=f"v-{ruling.verdict.value}", title=said, aria_label=said)[
        h.span(aria_hidden="true")[SYMBOLS[ruling.verdict], " "], ruling.id
    ]
