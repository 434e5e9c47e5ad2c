"""A summary in GitHub's Markdown, for a job's page.

GitHub drops a summary above 1 MiB as a whole, so each table ends where its room
does, and says how much is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checker.diagnostic import Location
from checker.formats.markdown_text import markdown_text as text
from checker.formats.review import review_lines
from checker.formats.summary import counts, looked_at, many, shown_at, word
from checker.formats.terminal import plain
from checker.report import Finding, Report, Ruling, Verdict

ROOM = 900 * 1024
"""Bytes that a summary takes at most: GitHub allows 1 MiB a step, and other commands of the step may write, too."""

_OUTCOMES = ("compliant", "not compliant", "could not judge", "nothing to judge", "internal error")


@dataclass(frozen=True, slots=True)
class Table:
    """A section with a table; the cells are Markdown already."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def markdown(report: Report) -> str:
    head = [f"## modelbylaws: {_OUTCOMES[report.exit_code]}", "", f"**{text(counts(report, plain))}**", ""]
    head += [f"Nothing judged: {text(report.nothing)}", ""] if report.nothing else []
    head += [text(looked_at(report)), ""]
    out = "\n".join([*head, *_notes(report)])
    for table in _tables(report):
        out += _fitting(table, (ROOM - len(out.encode())) // 2)
    return out


def _notes(report: Report) -> list[str]:
    """A few; there can be one for every file."""
    few = 50
    notes = [f"- note: {text(note)}" for note in report.notes[:few]]
    left = len(report.notes) - few
    return [*notes, *([f"- and {many(left, 'more note')}"] if left > 0 else []), ""]


def _tables(report: Report) -> Iterator[Table]:
    faults = [(text(f.code), text(f.message), _at(f.locations), text(f.help)) for f in report.diagnostics]
    yield Table("Faults", ("fault", "what", "where", "next"), faults)
    yield Table(
        "Comparison", ("what this change does",), [(text(line),) for line in review_lines(report, plain) if line]
    )
    findings = [_finding(finding) for finding in report.findings if finding.waiver is None]
    yield Table("Findings", ("", "rule", "what", "where", "next"), findings)
    yield Table(
        "Shares", ("rule", "of", "value", "limit", "verdict"), [row for r in report.rulings for row in _shares(r)]
    )
    yield Table("Rules", ("rule", "title", "level", "verdict", "judged"), [_rule(ruling) for ruling in report.rulings])
    waivers = [
        (text(w.id), text(w.rule), text(str(w.subject)), text(" ".join(w.states)), text(w.show()), text(w.reason))
        for w in report.waivers
    ]
    yield Table("Waivers", ("waiver", "rule", "for", "state", "approval", "reason"), waivers)


def _finding(finding: Finding) -> tuple[str, ...]:
    next_ = finding.help or finding.fix
    return (word(finding), text(finding.rule), text(finding.message), _at(finding.locations), text(next_))


def _at(locations: Sequence[Location]) -> str:
    more = f" and {len(locations) - 1} more" if len(locations) > 1 else ""
    return f"{text(shown_at(locations[0]))}{more}"


def _shares(ruling: Ruling) -> Iterator[tuple[str, ...]]:
    for measure in ruling.measures:
        key = text(measure.key) if measure.key is not None else "the fleet"
        yield (text(ruling.id), key, text(measure.show()), text(measure.show_limit()), measure.verdict.value)


def _rule(ruling: Ruling) -> tuple[str, ...]:
    passed = sum(decision.verdict is Verdict.PASS for decision in ruling.decisions)
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
    return f"| {' | '.join(cells)} |"
