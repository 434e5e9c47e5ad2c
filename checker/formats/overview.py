"""``summary``: what a person needs to know first. Findings of one rule and one reason are told once, with a few places.

What fails is shown whole, with its source lines; what is unknown, and advice, by its places. Then a table says what
became of each rule, in services, and the last line is the verdict. Nothing is left out without its number; ``--all``
shows it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from checker.diagnostic import many
from checker.formats.columns import table
from checker.formats.full import LISTED, detail, excerpt, faults_text, list_compared, waived_lines
from checker.formats.groups import Group, group_findings, part_by
from checker.formats.scores import score_table
from checker.formats.summary import counts, show_population, show_release, unsaid, word
from checker.formats.terminal import How, Paint, escape, escape_first, flow, note_from_here
from checker.formats.view import PLACES, View
from checker.report import OUTCOMES, Finding, Report
from checker.report.finding import Lead

_STYLES = {
    "fail": "error", "error": "error", "unknown": "unknown", "waived": "waived", "forgiven": "waived",
}  # fmt: skip

_PAINTED = re.compile(r"\x1b\[[0-9;]*m")


def summary(report: Report, how: How) -> str:
    return "".join(f"{line}\n" for line in _lines(report, how))


def _lines(report: Report, how: How) -> Iterator[str]:
    paint, view = how.paint, how.view
    yield from faults_text(report.diagnostics, report.sources, paint, everything=view.everything).splitlines()
    if not view.statistics:
        yield from () if how.quiet else _lead(report, view)
        yield from _list_findings(report, view, paint)
        yield from _list_waived(report, view, paint)
        yield from list_compared(report, paint)
    yield from unsaid(report, paint) if how.quiet else _close(report, view, paint)


def _lead(report: Report, view: View) -> Iterator[str]:
    """What is behind many findings."""
    lines = [escape_first(note_from_here(note)) for note in report.notes if isinstance(note, Lead)]
    if lines:
        yield from flow(f"note: {lines[0]}", "  ")
        for line in _few([f"  {line}" for line in lines[1:]], view):
            yield from flow(line, "      ")
        yield ""


def _few(lines: Sequence[str], view: View, size: int = 1) -> list[str]:
    """The first ones, each of so many lines, and how many there are besides."""
    left = len(lines) // size - PLACES
    if view.everything or left <= 0:
        return list(lines)
    return [*lines[: PLACES * size], f"  ... and {left} more (--all lists them)"]


def _list_findings(report: Report, view: View, paint: Paint) -> Iterator[str]:
    found = [finding for finding in report.findings if finding.waiver is None and view.rule in {None, finding.rule}]
    if view.by == "rule":
        yield from _list_groups(found, report, view, paint)
        return
    for name, findings in part_by(found, view.by, report).items():
        title = "the fleet" if name is None else f"{view.by} {name}"
        yield paint("bold", f"{escape(title)}: {many(len(findings), 'finding')}")
        yield from _list_groups(findings, report, view, paint)


def _list_groups(findings: Iterable[Finding], report: Report, view: View, paint: Paint) -> Iterator[str]:
    told: set[tuple[str, str]] = set()
    advised: Counter[str] = Counter()
    for group in group_findings(findings, report):
        if not group.findings[0].fails and not view.everything:
            advised[group.told.name] += 1
            if advised[group.told.name] > PLACES:
                continue
        yield from _head(group, paint)
        yield from _show_whole(group, report, view, paint) if group.shown_whole else _show_places(group, view, told)
        yield ""
    for rule, count in advised.items():
        if count > PLACES:
            label = paint("advisory", f"advisory[{escape(rule)}]")
            yield from (f"{label}: {many(count - PLACES, 'further reason')} (--show {escape(rule)} lists all)", "")


def _head(group: Group, paint: Paint) -> list[str]:
    label = word(group.findings[0])
    return flow(f"{paint(label, f'{label}[{escape(group.told.name)}]')}: {escape(group.message)}", "  ")


def _show_whole(group: Group, report: Report, view: View, paint: Paint) -> Iterator[str]:
    """The source lines of the first places, and what is said of all of them."""
    shown = group.findings if view.everything else group.findings[:PLACES]
    margin = ""
    for finding in shown:
        found = excerpt(finding.locations, report.sources, paint)
        margin = " " * found.margin
        yield from found.lines
    left = len(group.findings) - len(shown)
    if left:
        yield f"{margin} ... and {left} more (--all lists them)"
    yield from _tell((group.told.about, *group.tell_details(LISTED)), f"{margin} ")


def _show_places(group: Group, view: View, told: set[tuple[str, str]]) -> Iterator[str]:
    """Where it is, a line each, and the next step; what the rule says, and what is unknown, is told once."""
    places = group.places
    kept = places if view.everything else places[:PLACES]
    yield from table(kept, "    ")
    if len(kept) < len(places):
        yield f"    ... and {len(places) - len(kept)} more (--all lists them)"
    yield from _tell(_untold([group.told.about], told), "  ")
    gaps = _untold(_gaps(group), told)
    shown = gaps if view.everything else gaps[:PLACES]
    yield from _tell(shown, "  ")
    if len(shown) < len(gaps):
        yield f"    ... and {len(gaps) - len(shown)} more (--all lists them)"
    yield from _tell(_untold([entry for entry in group.tell_details(LISTED) if entry[0] != "fact"], told), "  ")


def _untold(said: Sequence[tuple[str, str]], told: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """What was not told of the same rule before; a next step is told at each group."""
    new = [entry for entry in said if entry not in told]
    told.update(entry for entry in new if entry[0] != "next")
    return new


def _gaps(group: Group) -> list[tuple[str, str]]:
    """What keeps a share in question, service by service; of one service the message says it."""
    first = group.findings[0]
    return [("fact", note) for note in first.notes] if first.subject.service is None else []


def _tell(said: Iterable[tuple[str, str]], indent: str) -> Iterator[str]:
    for entry in said:
        for line in detail(*entry):
            yield from flow(f"{indent}{line}", f"{indent}    ")


def _list_waived(report: Report, view: View, paint: Paint) -> Iterator[str]:
    found = [finding for finding in report.findings if finding.waiver is not None and view.rule in {None, finding.rule}]
    if found:
        yield from _few([line for finding in found for line in waived_lines(finding, report, paint)], view, size=2)
        yield ""


def _close(report: Report, view: View, paint: Paint) -> Iterator[str]:
    """Notes and the population, the table, and the verdict."""
    for note in report.notes:
        if not isinstance(note, Lead):
            yield from flow(f"note: {escape(note_from_here(note))}", "  ")
    yield from unsaid(report, paint)
    yield from flow(show_population(report), "  ")
    yield from show_release(report) if view.everything else ()
    head, *rows = table(
        score_table(report, view.by if view.statistics else "rule", view.rule), style=partial(_paint_cell, paint)
    )
    # NOTE: a heading may be called as a verdict, waived, and is no verdict.
    yield from ["", paint("bold", _PAINTED.sub("", head)), *rows, ""]
    verdict = paint("good" if report.exit_code == 0 else "error", OUTCOMES[report.exit_code])
    yield from flow(f"{verdict}: {counts(report, paint)}", "  ")


def _paint_cell(paint: Paint, cell: str) -> str:
    """A verdict in its color; other words of the cell stay as they are."""
    word, colon, rest = cell.partition(":")
    return f"{paint(_STYLES[word], word)}{colon}{rest}" if word in _STYLES else cell
