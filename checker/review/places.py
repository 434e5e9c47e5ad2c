"""Where in the manifests a change shows: the line that moved a share, or took a service out of a rule.

What services that joined a rule do to its shares is told by each value once more, without them: every new
service makes the shares of all others smaller. So whoever moves one service onto a vendor and adds ten to the
fleet breaks no limit; it must be seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace

from checker.diagnostic import Location, Span
from checker.judging import judge_rules
from checker.record import dataclass
from checker.report import Measure, Report
from checker.report.review import Changes, Departure, MeasureChange, PopulationChange
from checker.run.run import Run


@dataclass(frozen=True)
class Sides:
    """The manifests before and after, as text, and what was found after."""

    before: Run
    after: Run
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Manifests of each service, on both sides."""
    found: Mapping[tuple[str, str | None], Mapping[str, Location]] = field(default_factory=dict)
    """Where a finding about a key shows each service."""
    lines: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Lines that changed, from 0, by file; filled as it is asked for."""

    def text(self, file: str) -> tuple[str | None, str | None]:
        return self.before.texts.get(file), self.after.texts.get(file)


def sides(before: Run, after: Run, report: Report) -> Sides:
    files: dict[str, tuple[str, ...]] = {}
    for run in (after, before):
        for service in run.services:
            known = files.get(service.name, ())
            files[service.name] = (*known, *({service.document.file} - {*known}))
    found = {
        (finding.rule, finding.subject.key): {at.label: at for at in finding.locations}
        for finding in (*report.findings, *report.hidden)
        if finding.subject.service is None
    }
    return Sides(before, after, files, found)


def locate(both: Sides, changes: Changes) -> Changes:
    """The changes, every measure that moved and every service that left a rule with its places."""
    who = {population.rule: population for population in changes.populations}
    measures = (
        change if change.movement == "same" else replace(change, places=_find_moves(both, change, who.get(change.rule)))
        for change in changes.measures
    )
    populations = (
        replace(population, left=tuple(_place_departure(both, entry) for entry in population.left))
        for population in changes.populations
    )
    return replace(changes, measures=tuple(measures), populations=tuple(populations))


def _place_departure(both: Sides, entry: Departure) -> Departure:
    return replace(entry, places=tuple(_lines(both, entry.service, entry.reason.split(" is ")[0])))


def _find_moves(both: Sides, change: MeasureChange, population: PopulationChange | None) -> tuple[Location, ...]:
    """Where those changed who count for the key; else who left or joined; else who counted all along; else anybody."""
    around = [*(entry.service for entry in population.left), *population.joined] if population else []
    measured = [m for m in (change.after, change.before) if m is not None]
    others = [name for measure in measured for name in (*measure.services, *measure.undecided)]
    for services in ((*change.gained, *change.lost), around, others, sorted(both.files)):
        at = tuple(_find_changes(both, change, dict.fromkeys(services)))
        if at:
            return at
    return ()


def _find_changes(both: Sides, change: MeasureChange, services: Mapping[str, None]) -> Iterator[Location]:
    """Where these services changed: the place that a finding shows, else the line that names the key."""
    shown = both.found.get((change.rule, change.key), {})
    for name in services:
        at = shown.get(name)
        lines = list(_lines(both, name, change.key or ""))
        if at is not None and lines and at.file == lines[0].file:
            yield at
        else:
            yield from lines


def _lines(both: Sides, service: str, word: str) -> Iterator[Location]:
    """The line of a service's manifest that changed, one with the word if there is one; the file, if it is gone."""
    for file in both.files.get(service, ()):
        was, now = both.text(file)
        if now is None:
            yield Location(file, None, service)
        elif was is None or was != now:
            if file not in both.lines:
                both.lines[file] = tuple(_find_touched((was or "").split("\n"), now.split("\n")))
            yield Location(file, _span(both.lines[file], now.split("\n"), word), service)


def _find_touched(old: Sequence[str], new: Sequence[str]) -> Iterator[int]:
    """Lines that are new or different, and those at which something was taken out."""
    from difflib import SequenceMatcher

    for tag, _, _, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            first = min(start, len(new) - 1)
            yield from range(first, max(end, first + 1))


def _span(touched: Sequence[int], lines: Sequence[str], word: str) -> Span:
    line = _best(touched or [0], lines, word)
    text = lines[line]
    start = len(text) - len(text.lstrip())
    return Span(line + 1, start + 1, line + 1, max(len(text.rstrip()), start) + 1)


def _best(numbers: Sequence[int], lines: Sequence[str], word: str) -> int:
    """The first changed line with the word, else with a model, else the first at all."""
    for wanted in (word, "model:", ""):
        hits = [number for number in numbers if wanted and wanted in lines[number]]
        if hits:
            return hits[0]
    return numbers[0]


def beside_joined(after: Run, changes: Changes) -> Changes:
    """The changes, with the value that each share would have if nobody had joined its rule."""
    rules: dict[tuple[str, ...], set[str]] = {}
    for population in changes.populations:
        if population.joined:
            rules.setdefault(population.joined, set()).add(population.rule)
    found: dict[tuple[str, str | None], Measure | None] = {}
    for joined, names in rules.items():
        values = _without(after, joined)
        found |= {(m.rule, m.key): values.get((m.rule, m.key)) for m in changes.measures if m.rule in names and m.after}
    measures = (replace(m, joined=True, without=found[m.rule, m.key]) if (m.rule, m.key) in found else m
                for m in changes.measures)  # fmt: skip
    return replace(changes, measures=tuple(measures))


def _without(after: Run, names: tuple[str, ...]) -> Mapping[tuple[str, str | None], Measure]:
    """Every value of the fleet less these services."""
    if after.fleet is None:
        return {}
    rest = judge_rules(after.policies, after.fleet.without(names))
    return {(ruling.id, measure.key): measure for ruling in rest.rulings for measure in ruling.measures}
