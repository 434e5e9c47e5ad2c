"""The report for people: headline, source lines with carets, the arithmetic, the next step.

``concise`` is for editors and grep: one line a finding, ``path:line:col: word[rule] message``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from checker.diagnostic import Diagnostic, Location, Span
from checker.formats.questions import join_missing, join_questions, part_questions, question_lines
from checker.formats.summary import closing, details, join_findings, show_place, unsaid, waiver_of, word
from checker.formats.terminal import How, Paint, escape, escape_first, flow, message_from_here, note_from_here, width
from checker.report import Finding, Report
from checker.report.finding import Lead

LISTED = 10
"""Most further places of one finding that are listed; the JSON report has all."""

MAX_LINE = 160
"""Longest part of a source line that is printed, in code points."""


def full(report: Report, how: How) -> str:
    paint, quiet = how.paint, how.quiet
    blocks = []
    for entry in join_findings(found for found in report.findings if found.waiver is None):
        finding, label = entry.finding, word(entry.finding)
        head = f"{paint(label, f'{label}[{escape(entry.name)}]')}: {escape(finding.message)}"
        tail = [
            *detail(*entry.about),
            *(line for name, text in details(finding, LISTED) for line in detail(name, text)),
        ]
        blocks.append(block(head, finding.locations, tail, report.sources, paint))
    rest = tuple(note for note in report.notes if not isinstance(note, Lead))
    ending = [*_list_waived(report, paint), *list_compared(report, paint)]
    ending += [*(unsaid(report, paint) if quiet else closing(replace(report, notes=rest), paint))]
    faults = faults_text(report.diagnostics, report.sources, paint, everything=True)
    lead = "" if quiet else _lead(report)
    return "".join([faults, lead, *(f"{block}\n\n" for block in blocks), *(f"{line}\n" for line in ending)])


def _lead(report: Report) -> str:
    """What is behind many findings: a headline, and a line for each."""
    lines = [escape_first(note_from_here(note)) for note in report.notes if isinstance(note, Lead)]
    return "".join([f"note: {lines[0]}\n", *(f"  {line}\n" for line in lines[1:]), "\n"]) if lines else ""


def list_compared(report: Report, paint: Paint) -> list[str]:
    """What the report compares itself with; most compare nothing, and import nothing for it."""
    if report.review is None:
        return []
    from checker.formats.review import review_lines  # noqa: PLC0415

    return review_lines(report, paint)


def _list_waived(report: Report, paint: Paint) -> Iterator[str]:
    """What waivers remove stays visible, in short: its message, and who approved that until when."""
    waived = [found for found in report.findings if found.waiver is not None]
    yield from (line for found in waived for line in waived_lines(found, report, paint))
    if waived:
        yield ""


def waived_lines(found: Finding, report: Report, paint: Paint) -> list[str]:
    head = f"{paint('waived', f'waived[{escape(found.rule)}]')}: {escape(message_from_here(found))}"
    return [head, f"  {waiver_of(found, report)}"]


def faults_text(
    faults: Iterable[Diagnostic], sources: Mapping[str, str], paint: Paint, *, everything: bool = False
) -> str:
    """Diagnostics as blocks, each with an empty line after it.

    Keys that one place lacks are told together, if not ``everything`` is asked for. So are questions of drafts: in few
    lines, or with ``everything`` in a block for each file.
    """
    if everything:
        return _blocks("error", join_questions(faults), sources, paint)
    told, questions = part_questions(faults)
    text = _blocks("error", join_missing(told), sources, paint)
    if not questions:
        return text
    head, *lines = question_lines(questions)
    return "\n".join([f"{text}{_named('error', questions[0], paint)}: {head}", *lines, "", ""])


def advice_text(hints: Iterable[Diagnostic], sources: Mapping[str, str], paint: Paint) -> str:
    """What is worth a look, in the same shape."""
    return _blocks("advice", hints, sources, paint)


def fault_line(name: str, fault: Diagnostic, paint: Paint) -> str:
    """A fault, or advice, in one line."""
    return f"{show_place(fault.primary)}: {_named(name, fault, paint)} {escape(fault.message)}"


def _named(name: str, fault: Diagnostic, paint: Paint) -> str:
    return paint("error" if name == "error" else "advisory", f"{name}[{escape(fault.code)}]")


def _blocks(name: str, found: Iterable[Diagnostic], sources: Mapping[str, str], paint: Paint) -> str:
    heads = [(_named(name, entry, paint), entry) for entry in found]
    made = [
        block(f"{head}: {escape(entry.message)}", entry.locations, list(detail("help", entry.help)), sources, paint)
        for head, entry in heads
    ]
    return "".join(f"{text}\n\n" for text in made)


def detail(name: str, text: str) -> Iterator[str]:
    """A line below the source lines, if there is something to say."""
    if text:
        yield f"= {name}: {escape(text)}"


def block(
    head: str, locations: Sequence[Location], tail: Iterable[str], sources: Mapping[str, str], paint: Paint
) -> str:
    """A headline, the source lines it is about, and lines below them. All but the locations is escaped already."""
    shown = excerpt(locations, sources, paint)
    margin = " " * shown.margin
    below = (part for line in tail for part in flow(f"{margin} {line}", f"{margin}     "))
    return "\n".join([*flow(head, "  "), *shown.lines, *below])


def excerpt(locations: Sequence[Location], sources: Mapping[str, str], paint: Paint) -> Excerpt:
    """The source lines of the first file, and the places in others."""
    primary = locations[0]
    same = [other for other in locations[1:] if other.file == primary.file]
    others = [other for other in locations[1:] if other.file != primary.file]
    snippet = _snippet([primary, *same], sources, paint)
    margin = " " * snippet.margin
    arrow = f"{margin}{paint('mark', '-->')} {show_place(primary)}"
    return Excerpt([arrow, *snippet.lines, *(f"{margin} {line}" for line in _list(others))], snippet.margin)


def _list(others: Sequence[Location]) -> Iterator[str]:
    shown = [(escape_first(other.label), show_place(other)) for other in others[:LISTED]]
    column = max((width(label) for label, _ in shown), default=0)
    for label, place in shown:
        yield f"  {label}{' ' * (column - width(label))}  {place}"
    if len(others) > LISTED:
        yield f"  ... and {len(others) - LISTED} more (--output json lists all)"


class Excerpt(NamedTuple):
    """Source lines with marks below them; ``margin`` is the width of the line numbers."""

    lines: list[str]
    margin: int


def _snippet(locations: Sequence[Location], sources: Mapping[str, str], paint: Paint) -> Excerpt:
    text = sources.get(locations[0].file)
    spans = _group_spans(locations)
    if text is None or not spans:
        return Excerpt([], 1)
    source = _lines(text)
    margin = len(str(max(span.line for span, _, _ in spans)))
    gutter = paint("mark", f"{' ' * margin} |")
    lines, before = [gutter], 0
    for span, label, primary in spans:
        if span.line > before + 1 and before:
            lines.append(paint("mark", "..."))
        if span.line != before:
            shown = _shorten_line(source[span.line - 1] if span.line <= len(source) else "")
            lines.append(f"{paint('mark', f'{span.line:>{margin}} |')} {shown}".rstrip())
        lines.append(f"{gutter} {_marks(source, span, label, paint, primary=primary)}".rstrip())
        before = span.line
    return Excerpt([*lines, gutter], margin)


@lru_cache(maxsize=8)
def _lines(text: str) -> list[str]:
    """Split once, though every finding of a file shows a few of its lines."""
    return text.split("\n")


def _group_spans(locations: Sequence[Location]) -> list[tuple[Span, str, bool]]:
    """Every span once, in order, with the labels of all places that have it, and whether it is the primary one."""
    labels: dict[Span, list[str]] = {}
    for place in locations:
        if place.span is not None:
            labels.setdefault(place.span, []).append(place.label)
    return [(s, ", ".join(filter(None, dict.fromkeys(labels[s]))), s == locations[0].span) for s in sorted(labels)]


def _shorten_line(line: str) -> str:
    return escape(line[:MAX_LINE]) + ("..." if len(line) > MAX_LINE else "")


def _marks(source: Sequence[str], span: Span, label: str, paint: Paint, *, primary: bool) -> str:
    """Carets under the span's first line, counted in terminal columns."""
    line = source[span.line - 1] if span.line <= len(source) else ""
    start = min(span.column - 1, MAX_LINE)
    end = span.end_column - 1 if span.end_line == span.line else len(line.rstrip())
    marked = escape(line[start : min(max(end, start + 1), MAX_LINE)])
    marks = ("^" if primary else "-") * max(1, width(marked))
    style = "error" if primary else "mark"
    return f"{' ' * width(escape(line[:start]))}{paint(style, f'{marks} {escape(label)}'.rstrip())}"


def concise(report: Report, how: How) -> str:
    paint, quiet = how.paint, how.quiet
    lines = [fault_line("error", fault, paint) for fault in report.diagnostics]
    for entry in join_findings(report.findings):
        finding, label = entry.finding, word(entry.finding)
        waiver = f" {waiver_of(finding, report)}" if finding.waiver is not None else ""
        start = f"{show_place(finding.locations[0])}: {paint(label, f'{label}[{escape(entry.name)}]')}"
        waiver += f": {escape(entry.rules)}" if entry.name != finding.rule else ""
        lines.append(f"{start} {escape(finding.message)}{waiver}")
    lines += list_compared(report, paint)
    lines += unsaid(report, paint) if quiet else closing(report, paint)
    return "".join(f"{line}\n" for line in lines)
