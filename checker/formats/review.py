"""What a change did, for people: shares before and after, who left a rule, what was forgiven and what was not read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from checker.diagnostic import Location, many
from checker.formats.summary import show_place
from checker.formats.terminal import Paint, escape, from_here, note_from_here
from checker.report import Report
from checker.report.review import Changes, FindingChange, MeasureChange, Review

SHOWN = 20
"""Most lines of one sort; the JSON report has all."""

NAMED = 10
"""Most services that joined together which are named; the JSON report has all."""


def review_lines(report: Report, paint: Paint) -> list[str]:
    """The comparison, one line a change, and an empty line after it; nothing where nothing was compared."""
    review = report.review
    if review is None:
        return []
    lines = [] if review.changes is None else list(_changes(review.changes, paint))
    lines += _forgiven(review, paint)
    if review.not_used:
        names = ", ".join(escape(from_here(path)) for path in review.not_used)
        lines.append(f"{paint('unknown', 'ignored')}: this change's edits to {names}")
    lines += [f"note: {escape(note_from_here(note))}" for note in review.notes]
    return [_heading(review), *lines, ""]


def _heading(review: Review) -> str:
    said = [f"compared with {review.base}"] if review.base else []
    if review.baseline:
        said.append(f"compared with the baseline {review.baseline}")
    if review.trusted is None:
        where = "everything is read in the work tree"
    elif review.trusted == review.base:
        where = "everything but manifests is read there"
    else:
        where = f"everything but manifests is read at {review.trusted}"
    return escape("; ".join([*said, where]))


def _changes(changes: Changes, paint: Paint) -> Iterator[str]:
    yield from short(finding_lines(changes, paint))
    yield from short(measure_lines(changes, paint))
    yield from short(population_lines(changes, paint))


def short(lines: Iterable[str]) -> Iterator[str]:
    every = list(lines)
    yield from every[:SHOWN]
    if len(every) > SHOWN:
        yield f"... and {len(every) - SHOWN} more (--output json lists all)"


def finding_lines(changes: Changes, paint: Paint) -> Iterator[str]:
    """What is new, worse, gone, or broken by something else than before, by rule and subject."""
    words = {
        "new": ("new", "error"),
        "worse": ("worse", "error"),
        "better": ("better", "good"),
        "same": ("still", "unknown"),
    }
    for change in changes.findings:
        if change.state == "same" and not change.reason:
            continue
        ended = (change.ended, "unknown" if change.ended == "gone" else "good")
        word, style = ended if change.ended else words[change.state]
        finding = change.either
        what = f": {escape(change.reason)}" if change.reason else ""
        level = ", advisory" if finding.level == "advisory" else ""
        head = paint("advisory" if level else style, f"{word}[{escape(finding.rule)}]")
        yield f"{head} {escape(str(finding.subject))}{level}{_show_waived(change)}{what}"


def _show_waived(change: FindingChange) -> str:
    return ", waived" if change.after is not None and change.after.waiver is not None else ""


def measure_lines(changes: Changes, paint: Paint) -> Iterator[str]:
    """Every share that moved, at the line that moved it; those beyond their limit first, then those that got worse."""
    hidden = Counter(change.rule for change in changes.moved if change.movement == "hidden")
    rest = [change for change in changes.moved if change.movement != "hidden" or hidden[change.rule] == 1]
    yield from (_hidden(rule, count, changes, paint) for rule, count in sorted(hidden.items()) if count > 1)
    for change in sorted((change for change in rest if not _only_along(change)), key=_most_pressing):
        yield _measure(change, paint)
    why = {
        population.rule: f"with the population {population.before} -> {population.after}"
        for population in changes.populations
    }
    for rule, count in sorted(Counter(change.rule for change in rest if _only_along(change)).items()):
        yield f"changed[{escape(rule)}] {count} further within the limit, {why.get(rule, 'because of other services')}"


def _measure(change: MeasureChange, paint: Paint) -> str:
    at = change.places
    more = f" (and in {len(at) - 1} more manifest{'s' if len(at) - 1 > 1 else ''})" if len(at) > 1 else ""
    style = {"worse": "error", "hidden": "unknown"}.get(change.movement, "good")
    head = paint(style, f"changed[{escape(change.rule)}]")
    without = f"; {change.show_without()}" if change.show_without() else ""
    return f"{_at(at)}{head} {escape(change.show())}{_how(change)}{without}{more}"


def _hidden(rule: str, count: int, changes: Changes, paint: Paint) -> str:
    """A rule that gave values, and cannot any more."""
    at = next((change.places for change in changes.moved if change.rule == rule and change.places), ())
    return f"{_at(at)}{paint('unknown', f'hidden[{escape(rule)}]')} none of its {count} values can be given any more"


def _only_along(change: MeasureChange) -> bool:
    """Whether a share moved only because others came or went, and was and is within its limit, with or without them."""
    both = change.before is not None and change.after is not None
    known = (change.before, change.after, change.without)
    within = not any(measure is not None and measure.verdict.broken for measure in known)
    return both and within and change.key is not None and not change.gained and not change.lost


def _how(change: MeasureChange) -> str:
    words = {
        "worse": "",
        "better": " (better)",
        "hidden": " (cannot be given any more)",
        "shown": " (could not be given)",
    }
    return words.get(change.movement, "")


def _most_pressing(change: MeasureChange) -> tuple[bool, bool, str, str]:
    broken = any(measure is not None and measure.verdict.broken for measure in (change.after, change.without))
    return (not broken, change.movement not in {"worse", "hidden"}, change.rule, change.key or "")


def population_lines(changes: Changes, paint: Paint) -> Iterator[str]:
    """Who left a rule, with the reason, who joined it, and rules that judge nothing any more."""
    left: dict[tuple[str, str], list[str]] = {}
    at: dict[str, tuple[Location, ...]] = {}
    for population in changes.populations:
        for entry in population.left:
            left.setdefault((entry.service, entry.reason), []).append(population.rule)
            at[entry.service] = entry.places
    for (service, reason), rules in sorted(left.items()):
        head = paint("unknown", f"left[{escape(service)}]")
        yield f"{_at(at[service])}{head} {escape(reason)}; not counted any more by {escape(', '.join(rules))}"
    yield from _list_joined(changes, paint)
    for population in changes.populations:
        if population.silent:
            head = paint("unknown", f"silent[{escape(population.rule)}]")
            yield f"{head} judges nothing any more: {escape(population.silent)}"


def _list_joined(changes: Changes, paint: Paint) -> Iterator[str]:
    """Who is counted now and was not: those whom the same rules count in one line."""
    rules: dict[str, list[str]] = {}
    for population in changes.populations:
        for service in population.joined:
            rules.setdefault(service, []).append(population.rule)
    services: dict[tuple[str, ...], list[str]] = {}
    for service, counted in sorted(rules.items()):
        services.setdefault(tuple(counted), []).append(service)
    for by, names in services.items():
        left = len(names) - NAMED
        more = f" and {left} more" if left > 0 else ""
        head = paint("unknown", f"joined[{escape(', '.join(names[:NAMED]))}{more}]")
        yield f"{head} counted now by {escape(', '.join(by))}"


def _forgiven(review: Review, paint: Paint) -> Iterator[str]:
    """How much would have failed the run, in one line; the findings are in the JSON report."""
    if not review.forgiven:
        return
    count: Counter[str] = Counter()
    for entry in review.forgiven:
        count["advisory" if not entry.breach else entry.by] += entry.finding.count
    base, baseline, advice = count["base"], count["baseline"], count["advisory"]
    by = [f"{many(base, 'finding')} no worse than in {review.base}"] if base else []
    if baseline:
        by.append(f"{many(baseline, 'finding')} that {review.baseline} holds")
    if advice:
        by.append(f"{many(advice, 'advisory finding')}")
    yield f"{paint('waived', 'forgiven')}: {escape(', '.join(by))}"


def _at(locations: Iterable[Location]) -> str:
    return next((f"{show_place(at)}: " for at in locations), "")
