"""Where in the manifests a change shows: the line that moved a share, or took a service out of a rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from checker.cli.reading.loaded import Loaded
from checker.diagnostic import Location, Span
from checker.report import Report
from checker.report.change import Changes, MeasureChange

Places = Mapping[tuple[str, str | None], tuple[Location, ...]]


@dataclass(frozen=True)
class Sides:
    """The manifests before and after, as text, and what was found after."""

    before: Loaded
    after: Loaded
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Manifests of each service, on both sides."""
    found: Mapping[tuple[str, str | None], Mapping[str, Location]] = field(default_factory=dict)
    """Where a finding about a key shows each service."""
    lines: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Lines that changed, from 0, by file; filled as it is asked for."""

    def text(self, file: str) -> tuple[str | None, str | None]:
        return self.before.sources.get(file), self.after.sources.get(file)


def sides(before: Loaded, after: Loaded, report: Report) -> Sides:
    files: dict[str, tuple[str, ...]] = {}
    for loaded in (after, before):
        for service in loaded.services:
            known = files.get(service.name, ())
            files[service.name] = (*known, *({service.document.file} - {*known}))
    found = {
        (finding.rule, finding.subject.key): {at.label: at for at in finding.locations}
        for finding in (*report.findings, *report.hidden)
        if finding.subject.service is None
    }
    return Sides(before, after, files, found)


def places(both: Sides, changes: Changes) -> Places:
    """For every measure that moved, and under ``("", service)`` for every service that left a rule."""
    found: dict[tuple[str, str | None], tuple[Location, ...]] = {}
    who = {population.rule: population for population in changes.populations}
    for change in changes.moved:
        population = who.get(change.rule)
        around = [*(entry.service for entry in population.left), *population.joined] if population else []
        measured = [m for m in (change.after, change.before) if m is not None]
        others = [name for measure in measured for name in (*measure.services, *measure.undecided)]
        for services in ((*change.gained, *change.lost), around, others, sorted(both.files)):
            at = tuple(_changed(both, change, dict.fromkeys(services)))
            if at:
                found[change.rule, change.key] = at
                break
    for population in changes.populations:
        for entry in population.left:
            at = tuple(_lines(both, entry.service, entry.reason.split(" is ")[0]))
            found["", entry.service] = at
    return found


def _changed(both: Sides, change: MeasureChange, services: Mapping[str, None]) -> Iterator[Location]:
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
                both.lines[file] = tuple(_touched((was or "").split("\n"), now.split("\n")))
            yield Location(file, _span(both.lines[file], now.split("\n"), word), service)


def _touched(old: Sequence[str], new: Sequence[str]) -> Iterator[int]:
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
