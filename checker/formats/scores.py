"""How many services each rule is about, and what became of them: one unit, so that all rules can be compared.

A service has broken a rule if any of its uses or routes did. A share is broken by those services that add
to it, or may.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Literal, get_args

from checker.formats.groups import owner_of
from checker.formats.view import By
from checker.report import Measure, Report, Ruling, Subject, Verdict, number, percent
from checker.report.decided import say_more, say_no_more
from checker.vocabulary import hardness

State = Literal["broken", "forgiven", "waived", "passed", "not in question"]
"""What became of a service under a rule, the worst first."""

_STATES: tuple[State, ...] = get_args(State)
_HELD: tuple[State, ...] = ("broken", "forgiven", "waived")
"""What a share says of those that add to it; a share within its limit, or one that is not judged, says nothing."""

_OF_VERDICTS: Mapping[Verdict, State] = {
    Verdict.WAIVED: "waived", Verdict.PASS: "passed", Verdict.NOT_APPLICABLE: "not in question",
}  # fmt: skip

Row = tuple[str, ...]


def score_table(report: Report, by: By, rule: str | None) -> list[Row]:
    """Headings, and a row for each rule, service or owner, the worst first; ``rule``: of this one alone."""
    entries = report.review.forgiven if report.review else ()
    forgiven = {(entry.finding.rule, entry.finding.subject) for entry in entries}
    scores = [
        (ruling, states_of(ruling, {subject for of, subject in forgiven if of == ruling.id}))
        for ruling in report.rulings
        if rule in {None, ruling.id}
    ]
    columns: list[State] = ["passed", "broken", "forgiven", "waived"]
    if not forgiven:
        columns.remove("forgiven")
    if by == "rule":
        return [("rule", "level", "in scope", *columns, "worst"), *_list_rules(scores, columns)]
    unit = "rules" if by == "service" else "services"
    return [(by, unit, *columns), *_list_others(_by_service(scores, by, report), columns)]


def states_of(ruling: Ruling, forgiven: Collection[Subject] = ()) -> dict[str, State]:
    """What became of each service that a rule is about, or may be."""
    everyone = (*ruling.selected, *ruling.possible)
    found: dict[str, State] = dict.fromkeys(everyone, "passed" if ruling.fleet_wide else "not in question")
    if ruling.verdict is Verdict.NOT_APPLICABLE:
        return dict.fromkeys(everyone, "not in question")
    worst = _find_worst(ruling, forgiven, everyone)
    return found | {name: _STATES[rank] for name, rank in worst.items() if name in found}


def _find_worst(ruling: Ruling, forgiven: Collection[Subject], everyone: Sequence[str]) -> dict[str, int]:
    """By service, the worst that is said of it, as its place among the states."""
    worst: dict[str, int] = {}
    ranks = {verdict: _STATES.index(state) for verdict, state in _OF_VERDICTS.items()}
    for name, verdict in say_no_more(ruling.decisions):
        rank = ranks[verdict]
        if rank < worst.get(name, len(_STATES)):
            worst[name] = rank
    measures = {Subject(key=measure.key): measure for measure in ruling.measures}
    for decision in say_more(ruling.decisions):
        state = _OF_VERDICTS.get(decision.verdict, "forgiven" if decision.subject in forgiven else "broken")
        rank, measure = _STATES.index(state), measures.get(decision.subject)
        concerned = (
            [decision.service] if decision.service else everyone if measure is None else _adding(measure, everyone)
        )
        for name in concerned if measure is None or state in _HELD else ():
            worst[name] = min(rank, worst.get(name, rank))
    return worst


def _adding(measure: Measure, everyone: Sequence[str]) -> Iterable[str]:
    """Who adds to what is measured; a number of keys has no parts, and is everybody's."""
    return everyone if measure.burdens is None else measure.burdens


Score = tuple[Ruling, Mapping[str, State]]


def _list_rules(scores: Sequence[Score], columns: Sequence[State]) -> Iterator[Row]:
    for ruling, states in sorted(scores, key=_worst_first):
        counted = Counter(states.values())
        yield (
            ruling.id,
            ruling.level,
            str(len(states)),
            *(str(counted[name]) for name in columns),
            _worst(ruling, states),
        )


def _worst_first(score: Score) -> tuple[bool, bool, int, int, int, str]:
    """As findings are sorted, and where those are alike by how many services broke the rule."""
    ruling, states = score
    count = Counter(states.values())["broken"]
    forgiven = not count and "forgiven" in states.values()
    advice = ruling.level == "advisory"
    return (
        not ruling.verdict.broken or forgiven,
        advice,
        ruling.verdict.rank,
        -hardness(ruling.level),
        -count,
        ruling.id,
    )


def _worst(ruling: Ruling, states: Mapping[str, State]) -> str:
    """The verdict, and the value that is furthest from, or next to, the limit."""
    worst = min(ruling.measures, key=lambda measure: _by_distance(measure, ruling), default=None)
    if worst is None:
        because = f" ({ruling.reason})" if ruling.verdict is Verdict.NOT_APPLICABLE and ruling.reason else ""
        return f"{_show_verdict(ruling, states)}{because}"
    return f"{_show_verdict(ruling, states)}: {_show_value(worst)}"


def _show_verdict(ruling: Ruling, states: Mapping[str, State]) -> str:
    broken = ruling.verdict.broken and "broken" not in states.values() and "forgiven" in states.values()
    return "forgiven" if broken else ruling.verdict.value.replace("-", " ")


def _by_distance(measure: Measure, ruling: Ruling) -> tuple[int, object, str]:
    value = measure.lowest.value if ruling.bound == "min" else -measure.highest.value
    return (measure.verdict.rank, value, str(measure.key))


def _show_value(measure: Measure) -> str:
    low, high = measure.lowest.value, measure.highest.value
    shown = number if measure.counts_keys else lambda value: percent(value, measure.limit)
    value = shown(low) if low == high else f"{shown(low)} to {shown(high)}"
    return f"{f'{measure.key} ' if measure.key else ''}{value}, limit {measure.show_limit()}"


def _by_service(scores: Sequence[Score], by: By, report: Report) -> dict[str, list[State]]:
    """By service, what became of it under each rule; by owner, of each service under the rule where that is worst."""
    said: dict[str, list[State]] = defaultdict(list)
    for _, states in scores:
        for name, state in states.items():
            said[name].append(state)
    if by == "service":
        return said
    owned: dict[str, list[State]] = defaultdict(list)
    for name, under in said.items():
        owned[owner_of(name, report)].append(min(under, key=_STATES.index))
    return owned


def _list_others(said: Mapping[str, Sequence[State]], columns: Sequence[State]) -> Iterator[Row]:
    counted = {name: Counter(states) for name, states in said.items()}
    for name in sorted(said, key=lambda name: (-counted[name]["broken"], -counted[name]["forgiven"], name)):
        yield (name, str(len(said[name])), *(str(counted[name][state]) for state in columns))
