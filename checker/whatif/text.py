"""A simulation for people: what each event does, the shares before and after, and what the rules would say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import partial

from checker.formats.columns import table
from checker.formats.summary import show_place, word
from checker.formats.terminal import Paint, escape, flow, message_from_here, note_from_here
from checker.report import Finding, Measure, amount, percent
from checker.report.review import FindingState, MeasureChange
from checker.whatif import NOT_A_RECORD, STAMP, Cost, Effect, Onto, Outcome, Simulated, SingleLoss, Step

LISTED = 15
"""Most single losses, and most findings of a sort, that are printed; the JSON output has all."""

WORDS: dict[Effect, str] = {
    "stops": "stops", "may-stop": "may stop", "fails-over": "fails over", "may-fail-over": "may fail over",
    "loses-fallback": "loses its fallback", "moves": "moves", "may-move": "may move", "goes-live": "goes live",
    "stays": "keeps running",
}  # fmt: skip
_STYLES: dict[str, str] = {"stops": "error", "may-stop": "unknown", "fails-over": "advisory", "stays": "good"}
_EFFECTS = {said: effect for effect, said in WORDS.items()}
_OPTIONAL = " (not required)"
_VERDICTS = {"fail": "error", "unknown": "unknown", "pass": "good"}

_STATES: tuple[tuple[FindingState, ...], ...] = (("new",), ("gone",), ("same", "worse", "better"))


def simulation(simulated: Simulated, paint: Paint) -> str:
    head = f"{paint('bold', STAMP)}: {escape(simulated.title)}; {NOT_A_RECORD}"
    lines = [head, *_steps(simulated.steps, simulated.currency, paint), *_shares(simulated, paint)]
    lines += [*_findings(simulated, paint), *_list_ranked(simulated), *_notes(simulated)]
    lines += ["", *flow(_closing(simulated, paint), "  ")]
    return "".join(f"{line}\n" for line in lines)


def _steps(steps: Sequence[Step], currency: str, paint: Paint) -> Iterator[str]:
    for number, step in enumerate(steps, start=1):
        yield ""
        yield paint("bold", f"{number}. {step.as_of}: {escape(step.title)}")
        yield from (f"  {escape(text)}" for text in _about(step))
        yield from table([_row(outcome) for outcome in step.outcomes], style=partial(_paint_effect, paint))
        yield from _costs(step.costs, currency)
        yield from (f"  {escape(note)}" for note in step.notes)


def _about(step: Step) -> Iterator[str]:
    source = f" ({step.source})" if step.source else ""
    if step.what or source:
        yield f"about: {' '.join(step.what.split())}{source}"  # a word of ours first: a runner obeys a line with ::


def _paint_effect(paint: Paint, cell: str) -> str:
    """What happens to a use in its color, and any other cell as it is."""
    effect = _EFFECTS.get(cell.removesuffix(_OPTIONAL))
    return cell if effect is None else paint(_STYLES.get(effect, "dim"), cell)


def _row(outcome: Outcome) -> tuple[str, ...]:
    said = WORDS[outcome.effect]
    said += "" if outcome.required else _OPTIONAL
    return (said, str(outcome.subject), f"{show_outcome(outcome)}  {show_place(outcome.location)}")


def show_outcome(outcome: Outcome) -> str:
    """Which routes were lost, which took over, and why that is unknown."""
    lost = ", ".join(map(_route, outcome.lost))
    onto = ", ".join(f"{_route(to)}{'' if to.share == 1 else f' {percent(to.share)}'}" for to in outcome.onto)
    arrow = f"{lost} -> {onto}" if onto else lost
    return f"{arrow}{f'; {outcome.reason}' if outcome.reason else ''}"


def _route(onto: Onto) -> str:
    return f"{onto.model} at {onto.host}"


def _costs(costs: Sequence[Cost], currency: str) -> Iterator[str]:
    unit = f" {currency}" if currency else ""
    for cost in costs:
        after = "unknown" if cost.after is None else f"{_money(cost.after)}{escape(unit)}"
        before = "undeclared" if cost.before is None else f"{_money(cost.before)}{escape(unit)}"
        yield f"  spend a month  {escape(cost.service)}: {before} -> {after}"
    known = [(cost.before, cost.after) for cost in costs if cost.before is not None and cost.after is not None]
    if known:
        whole = [sum(column, Fraction(0)) for column in zip(*known, strict=True)]
        yield f"  in all {_money(whole[0])} -> {_money(whole[1])}{escape(unit)} a month, where it is declared"


def _money(value: Fraction) -> str:
    return amount(Fraction(round(value * 100), 100))


def _shares(simulated: Simulated, paint: Paint) -> Iterator[str]:
    """Every share that moved, by rule."""
    moved: dict[str, list[MeasureChange]] = {}
    for change in simulated.changes.moved:
        moved.setdefault(change.rule, []).append(change)
    if moved:
        yield ""
        yield paint("bold", "before -> after")
    kinds = {ruling.id: ruling for ruling in (*simulated.before.rulings, *simulated.after.rulings)}
    for rule, changes in moved.items():
        limit = next(m.show_limit() for c in changes for m in (c.after, c.before) if m)
        yield f"  {escape(rule)} ({kinds[rule].level}, limit {limit})"
        rows = [
            (c.key or "fleet", _value(c.before), "->", _value(c.after), _show_turn(c))
            for c in sorted(changes, key=lambda change: (-_highest(change), str(change.key)))
        ]
        yield from table(rows, indent="    ", style=partial(_paint_turn, paint))


def _highest(change: MeasureChange) -> Fraction:
    return max(measure.highest.value for measure in (change.before, change.after) if measure)


def _value(measure: Measure | None) -> str:
    return measure.show() if measure else "none"


def _show_turn(change: MeasureChange) -> str:
    was = change.before.verdict.value if change.before else "none"
    now = change.after.verdict.value if change.after else "none"
    return now if was == now else f"{was} -> {now}"


def _paint_turn(paint: Paint, cell: str) -> str:
    """A verdict in its color, the one afterwards where there are two, and any other cell as it is."""
    was, arrow, now = cell.rpartition(" -> ")
    return f"{was}{arrow}{paint(_VERDICTS[now], now)}" if now in _VERDICTS else cell


def _findings(simulated: Simulated, paint: Paint) -> Iterator[str]:
    changes = simulated.changes
    for title, states in (
        ("appear", ("new",)),
        ("get worse", ("worse",)),
        ("disappear", ("gone",)),
        ("get better", ("better",)),
    ):
        found = [change.either for change in changes.findings if change.state in states]
        if found:
            yield ""
            yield paint("bold", f"findings that {title}: {len(found)}")
            yield from (line for entry in found[:LISTED] for line in flow(_finding(entry, paint), "    "))
            yield from _more(len(found))
    same = len(changes.of("same"))
    if same:
        yield from ["", f"findings that stay: {same}"]


def _finding(found: Finding, paint: Paint) -> str:
    label = word(found)
    return f"  {paint(label, f'{label}[{escape(found.rule)}]')} {escape(message_from_here(found))}"


def _list_ranked(simulated: Simulated) -> Iterator[str]:
    if simulated.ranked is None:
        return
    yield ""
    yield f"single losses before the events, by production services that stop (of {simulated.population})"
    yield from table([("", "lost", "stop", "may stop", "fail over", ""), *map(_loss, simulated.ranked[:LISTED])])
    yield from _more(len(simulated.ranked))


def _notes(simulated: Simulated) -> list[str]:
    """What a simulation cannot see either: services without a manifest, and what was not read."""
    notes = [f"note: {escape(note_from_here(note))}" for note in simulated.before.notes]
    return ["", *(line for note in notes for line in flow(note, "  "))] if notes else []


def _more(count: int) -> list[str]:
    return [f"  ... and {count - LISTED} more (--output json lists all)"] if count > LISTED else []


def _loss(loss: SingleLoss) -> tuple[str, ...]:
    counts = (str(len(loss.stops)), str(len(loss.may_stop)), str(len(loss.fails_over)))
    return (loss.dimension, loss.key, *counts, ", ".join(loss.stops))


def _closing(simulated: Simulated, paint: Paint) -> str:
    stopped, changes = simulated.stopped, simulated.changes
    over = {o.service for step in simulated.steps for o in step.outcomes if o.effect == "fails-over"}
    services = f"{len(stopped)} of {simulated.after.services} services stopped at the end, {len(over)} failed over"
    new, gone, stay = (len(changes.of(*states)) for states in _STATES)
    findings = f"findings: {new} new, {gone} gone, {stay} stay"
    codes = f"real run: exit {simulated.before.exit_code}, simulated run: exit {simulated.after.exit_code}"
    return f"{paint('bold', STAMP)}: {services}; {findings}; {codes} (exit {simulated.exit_code})"
