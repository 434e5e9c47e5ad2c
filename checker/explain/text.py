"""An explained rule for people: what matters first, and the rest counted. ``--all`` lists every subject and service."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial

from checker.explain import Explained, Part
from checker.formats.columns import table
from checker.formats.summary import show_line, show_place
from checker.formats.terminal import Paint, escape, flow, said_from_here
from checker.report import Bound, Decision, Ground, Measure, Report, Ruling, Verdict, show_grounds

NAMED = 10
"""Services that are named in one place."""

FEW = 3
"""The same, of a measure within its limit."""

PRESSING = 20
"""Rows of what is broken or waived."""

PASSED = 5
"""Rows of what passes, and of what is not in question, each."""

Row = tuple[str, ...]

_STYLES = {
    Verdict.ERROR: "error", Verdict.FAIL: "error", Verdict.UNKNOWN: "unknown", Verdict.WAIVED: "waived",
    Verdict.PASS: "good", Verdict.NOT_APPLICABLE: "dim",
}  # fmt: skip


def explain_text(found: Explained, paint: Paint, *, everything: bool = False) -> str:
    paths = [entry.path for entry in found.report.inputs if entry.role == "observed"]
    if found.part is not None:
        about = _one(replace(found.part, subjects=_from_here(found.part.subjects, paths)), _gaps(found), paint)
    else:
        ruling = replace(found.ruling, decisions=_from_here(found.ruling.decisions, paths))
        about = _all(ruling, _gaps(found), paint, everything=everything)
    lines = [line for text in _head(found.ruling, found.report, paint) for line in flow(text, "    ")]
    return "".join(f"{line}\n" for line in (*lines, *about))


def _from_here(decisions: Iterable[Decision], paths: Sequence[str]) -> tuple[Decision, ...]:
    """The decisions, with the evidence that they name as the reader can open it."""

    def said(found: Decision) -> tuple[Ground, ...]:
        return tuple(replace(ground, said=said_from_here(ground.said, paths)) for ground in found.grounds)

    return tuple(replace(one, reason=said_from_here(one.reason, paths), grounds=said(one)) for one in decisions)


def _painted(paint: Paint, cell: str) -> str:
    """A cell that is a verdict in its color."""
    return paint(_STYLES[Verdict(cell)], cell) if cell in {*Verdict} else cell


def _head(ruling: Ruling, report: Report, paint: Paint) -> Iterator[str]:
    yield paint("bold", escape(f"{ruling.id}: {ruling.title}"))
    yield f"  {escape(ruling.sentence)}"
    if ruling.why:
        yield f"  why: {escape(ruling.why)}"
    if ruling.controls:
        yield f"  controls: {escape(', '.join(ruling.controls))}"
    about = f"kind {ruling.kind}, level {ruling.level}, policy {ruling.policy}"
    yield f"  {escape(about)}, {show_place(ruling.location)}"
    said = _painted(paint, ruling.verdict.value)
    yield f"  verdict {said}{escape(_because(ruling.reason))}, {report.show_time()}"


def _because(reason: str) -> str:
    return f" ({reason})" if reason else ""


def _gaps(found: Explained) -> list[tuple[str, str]]:
    """What keeps a share in question: services, each with what is unknown of it; or the one that was asked for."""
    findings = [one for one in found.report.findings if one.rule == found.ruling.id and one.subject.service is None]
    notes = dict.fromkeys(note for one in findings if one.verdict is Verdict.UNKNOWN for note in one.notes)
    split = [(service, said) for service, colon, said in (note.partition(": ") for note in notes) if colon]
    return [(service, said) for service, said in split if found.part is None or service == found.part.service]


def _list_gaps(gaps: Sequence[tuple[str, str]], paint: Paint, most: int | None) -> Iterator[str]:
    if gaps:
        yield f"{paint('unknown', 'in question')}, because:"
        yield from table(gaps[:most])
        yield from _left(len(gaps) - (most or len(gaps)), "more")


def _all(ruling: Ruling, gaps: Sequence[tuple[str, str]], paint: Paint, *, everything: bool) -> Iterator[str]:
    """What is broken, then what holds, then whom the rule is about."""
    most = None if everything else NAMED
    if ruling.measures:
        yield f"{paint('bold', 'measures')}, limit {ruling.measures[0].show_limit()}:"
        yield from _list_measures(ruling, paint, most)
        yield from _list_gaps(gaps, paint, most)
    elif ruling.decisions:
        yield f"{paint('bold', 'verdicts')}: {_count_verdicts(ruling.decisions)}"
        yield from _list_verdicts(ruling.decisions, paint, everything=everything)
    for line in _population(ruling, paint, most):
        yield from flow(line, "    ")


def _list_measures(ruling: Ruling, paint: Paint, most: int | None) -> Iterator[str]:
    """Broken ones first, and of those alike what is furthest beyond the limit, or next to it."""
    ordered = sorted(ruling.measures, key=partial(_most_pressing, ruling.bound))
    broken = sum(measure.verdict.broken for measure in ordered)
    kept = ordered if most is None else ordered[: broken + PASSED]
    yield from table([_row(measure, most) for measure in kept], style=partial(_painted, paint))
    yield from _left(len(ordered) - len(kept), "further from the limit")


def _most_pressing(bound: Bound | None, measure: Measure) -> tuple[bool, Fraction, str]:
    value = measure.lowest.value if bound == "min" else -measure.highest.value
    return (not measure.verdict.broken, value, str(measure.key))


def _left(count: int, which: str) -> Iterator[str]:
    if count > 0:
        yield f"  ... and {count} {which} (--all lists them)"


def _count_verdicts(decisions: Iterable[Decision]) -> str:
    counted = Counter(decision.verdict for decision in decisions)
    return ", ".join(f"{counted[verdict]} {verdict.value}" for verdict in Verdict if counted[verdict])


def _list_verdicts(decisions: Sequence[Decision], paint: Paint, *, everything: bool) -> Iterator[str]:
    """The worst first. Of what passes the first, and what is not in question once for each reason."""
    ordered = sorted(decisions, key=lambda decision: (decision.verdict.rank, str(decision.subject)))
    if everything:
        yield from table(_verdicts(ordered), style=partial(_painted, paint))
        return
    pressing = [decision for decision in ordered if decision.verdict.rank < Verdict.PASS.rank]
    passed = [decision for decision in ordered if decision.verdict is Verdict.PASS]
    silent = _by_reason(decision for decision in ordered if decision.verdict is Verdict.NOT_APPLICABLE)
    rows = [*_verdicts(pressing[:PRESSING]), *_verdicts(passed[:PASSED]), *silent[:PASSED]]
    yield from table(rows, style=partial(_painted, paint))
    yield from _left(len(pressing) - PRESSING, "more that are broken or waived")
    yield from _left(len(passed) - PASSED, "more that pass")
    yield from _left(len(silent) - PASSED, "more reasons")


def _by_reason(decisions: Iterable[Decision]) -> list[Row]:
    """One row a reason, the most common first."""
    alike: Mapping[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        alike[decision.reason].append(decision)
    ordered = sorted(alike.items(), key=lambda entry: (-len(entry[1]), entry[0]))
    return [
        (str(found[0].subject) if len(found) == 1 else f"{len(found)} others", Verdict.NOT_APPLICABLE.value, reason)
        for reason, found in ordered
    ]


def _population(ruling: Ruling, paint: Paint, most: int | None) -> Iterator[str]:
    total = len(ruling.selected) + len(ruling.possible) + len(ruling.excluded)
    selected = escape(name_some(ruling.selected, most)) or "none"
    yield f"{paint('bold', 'population')}: {len(ruling.selected)} of {total} services: {selected}"
    for name in ruling.unseen:
        yield f"  {escape(name)}: there is no manifest to judge it by"
    for name in ruling.possible:
        yield f"  {paint('unknown', 'perhaps')} {escape(name)}: whether it is selected is unknown"
    left_out: Mapping[str, list[str]] = defaultdict(list)
    for entry in ruling.excluded:
        left_out[entry.reason].append(entry.service)
    for reason, names in sorted(left_out.items(), key=lambda entry: (-len(entry[1]), entry[0])):
        yield f"  {paint('dim', 'not')} {escape(f'{name_some(names, most)}: {reason}')}"


def name_some(names: Sequence[str], most: int | None) -> str:
    """The names, or the first ones and how many there are besides."""
    left = 0 if most is None else len(names) - most
    more = f" and {left} more" if left > 0 else ""
    return f"{', '.join(names[:most] if left > 0 else names)}{more}"


def _one(part: Part, gaps: Sequence[tuple[str, str]], paint: Paint) -> Iterator[str]:
    if part.selected == "no":
        yield f"{escape(part.service)} is not selected: {escape(part.reason)}"
        return
    perhaps = " perhaps" if part.selected == "perhaps" else ""
    yield f"{escape(part.service)} is{perhaps} selected"
    yield from table([_row(measure, NAMED) for measure in part.measures], style=partial(_painted, paint))
    yield from _list_gaps(gaps, paint, None)
    ordered = sorted(part.subjects, key=lambda decision: (decision.verdict.rank, str(decision.subject)))
    yield from table(_verdicts(ordered), style=partial(_painted, paint))


def _verdicts(decisions: Sequence[Decision]) -> list[Row]:
    return [(str(d.subject), d.verdict.value, _rests_on(d)) for d in decisions]


def _rests_on(decision: Decision) -> str:
    """Of a pass what was read, and where; of what is broken the finding has the places."""
    if decision.verdict is Verdict.PASS and decision.grounds:
        return show_grounds(decision.grounds, show_line)
    return decision.reason


def _row(measure: Measure, most: int | None) -> Row:
    most = most if most is None or measure.verdict.broken else FEW
    perhaps = [f"perhaps {name_some(measure.undecided, most)}"] if measure.undecided else []
    certain = [name_some(measure.services, most)] if measure.services else []
    return (measure.key or "fleet", measure.show(), measure.verdict.value, "; ".join([*certain, *perhaps]))
