"""A summary in GitHub's Markdown, for a job's page.

GitHub drops a summary above 1 MiB as a whole, so each table ends where its room
does, and says how much is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from checker.diagnostic import Diagnostic, Location, many
from checker.formats.markdown_text import markdown_fit
from checker.formats.markdown_text import markdown_text as text
from checker.formats.review import review_lines
from checker.formats.summary import Told, counts, join_findings, show_place, show_population, show_release, unsaid, word
from checker.formats.terminal import MAX_LINE, How, note_from_here, plain
from checker.record import dataclass
from checker.report import OUTCOMES, Report, Ruling, Verdict
from checker.report.decided import count_verdicts

ROOM = 900 * 1024
"""Bytes that a summary takes at most: GitHub allows 1 MiB a step, and other commands of the step may write, too."""


@dataclass(frozen=True, slots=True)
class Table:
    """A section with a table; the cells are Markdown already."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def markdown(report: Report, _how: How) -> str:
    head = [f"## modelbylaws: {OUTCOMES[report.exit_code]}", "", f"**{text(counts(report, plain))}**", ""]
    head += [line for why in unsaid(report, plain) for line in (text(f"{why[0].upper()}{why[1:]}"), "")]
    head += [line for said in (show_population(report), *show_release(report)) for line in (text(said), "")]
    return page([*head, *_notes(report)], report_tables(report))


def page(head: Iterable[str], tables: Iterable[Table], room: int = ROOM) -> str:
    """Lines of Markdown, and tables, each of which leaves room for the next; room is in bytes."""
    out = "\n".join(markdown_fit(line, MAX_LINE) for line in head)
    for table in tables:
        out += _fitting(table, (room - len(out.encode())) // 2)
    return out


def _notes(report: Report) -> list[str]:
    """A few; there can be one for every file."""
    few = 50
    notes = [f"- note: {text(note_from_here(note))}" for note in report.notes[:few]]
    left = len(report.notes) - few
    return [*notes, *([f"- and {many(left, 'more note')}"] if left > 0 else []), ""]


def report_tables(report: Report) -> Iterator[Table]:
    """Everything that a report holds, what decides first."""
    yield fault_table("Faults", "fault", report.diagnostics)
    yield Table(
        "Comparison", ("what this change does",), [(text(line),) for line in review_lines(report, plain) if line]
    )
    findings = [_finding(entry) for entry in join_findings(found for found in report.findings if found.waiver is None)]
    yield Table("Findings", ("", "rule", "what", "where", "next"), findings)
    yield Table(
        "Shares", ("rule", "of", "value", "limit", "verdict"), [row for r in report.rulings for row in _shares(r)]
    )
    yield Table("Rules", ("rule", "title", "level", "verdict", "judged"), [_rule(ruling) for ruling in report.rulings])
    waivers = [
        (text(w.id), text(w.rule), text(w.about), text(" ".join(w.states)), text(w.show()), text(w.reason))
        for w in report.waivers
    ]
    yield Table("Waivers", ("waiver", "rule", "for", "state", "approval", "reason"), waivers)


def fault_table(title: str, name: str, faults: Iterable[Diagnostic]) -> Table:
    """Faults of inputs, or hints."""
    rows = [(text(fault.code), text(fault.message), _at(fault.locations), text(fault.help)) for fault in faults]
    return Table(title, (name, "what", "where", "next"), rows)


def _finding(entry: Told) -> tuple[str, ...]:
    finding = entry.finding
    next_ = finding.help or finding.fix
    return (word(finding), text(entry.rules), text(finding.message), _at(finding.locations), text(next_))


def _at(locations: Sequence[Location]) -> str:
    more = f" and {len(locations) - 1} more" if len(locations) > 1 else ""
    return f"{text(show_place(locations[0]))}{more}"


def _shares(ruling: Ruling) -> Iterator[tuple[str, ...]]:
    for measure in ruling.measures:
        key = text(measure.key) if measure.key is not None else "the fleet"
        yield (text(ruling.id), key, text(measure.show()), text(measure.show_limit()), measure.verdict.value)


def _rule(ruling: Ruling) -> tuple[str, ...]:
    passed = count_verdicts(ruling.decisions).get(Verdict.PASS, 0)
    judged = f"{passed} of {len(ruling.decisions)} pass" if ruling.decisions else text(ruling.reason)
    return (text(ruling.id), text(ruling.title), ruling.level, ruling.verdict.value, judged)


def _fitting(table: Table, room: int) -> str:
    """As many rows as there is room for, and how many are left out."""
    if not table.rows:
        return ""
    lines = [f"\n### {table.title}\n", _row(table.columns), _row(("---",) * len(table.columns))]
    for number, row in enumerate(table.rows):
        line = _row(row)
        room -= len(line.encode()) + 1
        if room < 0:
            left = len(table.rows) - number
            lines.append(f"\n{many(left, 'row')} left out for want of room; the log and the other formats have all.")
            break
        lines.append(line)
    return "\n".join([*lines, ""])


def _row(cells: Sequence[str]) -> str:
    row = f"| {' | '.join(cells)} |"
    if len(row) <= MAX_LINE:
        return row
    room = MAX_LINE // len(cells) - len(" | ")
    return f"| {' | '.join(markdown_fit(cell, room) for cell in cells)} |"
