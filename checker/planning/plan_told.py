"""What a plan tells in every format for people: how sure it is, its changes as rows, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.diagnostic import many
from checker.planning.planned import MeasureMoved, Planned


def headline(found: Planned) -> str:
    """What was found, and how sure that is."""
    if found.status == "impossible":
        return _impossible(found)
    if found.status == "unknown":
        return "unknown: no plan was found in time, and none was shown to be impossible"
    if not found.moves:
        return "optimal: nothing to do, the rules in question hold"
    what = f"{many(len(found.moves), 'service')} to change, {many(found.cost, 'person-day')}"
    if found.unestimated:
        what += f" and the work for {many(found.unestimated, 'service')} that nobody estimated"
    if found.status == "optimal":
        return f"optimal: {what}; proven, no plan takes less (bound {found.bound})"
    gap = found.cost - found.bound
    if found.fewest_unestimated < found.unestimated:
        return f"feasible: {what}; one with as few as {found.fewest_unestimated} services without an estimate may exist"
    return f"feasible: {what}; at most {many(gap, 'person-day')} from the best (bound {found.bound})"


def _impossible(found: Planned) -> str:
    if len(found.conflicts) == 1:
        return "impossible: this demand cannot be met, whatever becomes of the others"
    size = "the smallest set of them" if found.smallest else "found in time; a smaller set of them may do"
    return f"impossible: these {len(found.conflicts)} demands cannot hold together ({size})"


def rows(found: Planned) -> Iterator[tuple[str, ...]]:
    """A row for each change."""
    for number, move in enumerate(found.moves, start=1):
        for change in move.changes:
            days = "not estimated" if move.days is None else str(move.days)
            what = f"{change.doing} {change.use}/{change.route}: {change.was} -> {change.becomes}"
            yield (str(number), move.service, days, what, ", ".join(move.breaks))


def cells(one: MeasureMoved) -> Sequence[str]:
    was, now = (measure.show() if measure else "none" for measure in (one.before, one.after))
    return (one.rule, one.key or "fleet", was, now)


def remarks(found: Planned) -> Iterator[str]:
    """What is next, what was left aside, and what the proof rests on."""
    for near in found.nearest[:1]:
        yield f"the next concentration: {near.key} with {near.text}, of at most {near.limit_text} ({near.rule})"
    aside = [rule.id for rule in found.rules if rule.asked == "aside"]
    if aside:
        yield f"left aside, because no move mends them for every service: {', '.join(aside)}; to see why: --rules NAME"
    held = [rule.id for rule in found.rules if rule.asked == "hold"]
    kept = [rule.id for rule in found.rules if rule.asked == "keep"]
    yield f"must hold: {', '.join(held) or 'none'}"
    yield f"must not be broken anew: {', '.join(kept) or 'none'}; waivers do not count"
    if found.after is not None:
        yield "the planned fleet was judged again by the engine: what must hold does, and nothing else is broken anew"
    yield from found.notes
