"""``markdown-comment``: the one comment that a pull request keeps; each run writes it anew.

Findings come first, then the shares that moved; what has not changed is folded. The first line is a mark, by which
a workflow finds the comment again. GitHub refuses a comment of more than 65,536 characters, so each part has its
room, and says what it leaves out. Places are links where the command line says how: ``--link-template``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from checker.diagnostic import Diagnostic, Location, many
from checker.formats.groups import LEFT_OUT, Group, group_findings
from checker.formats.markdown import fault_table, page, report_tables
from checker.formats.markdown_text import markdown_fit
from checker.formats.markdown_text import markdown_text as text
from checker.formats.places import address_of, in_repository, path
from checker.formats.review import review_lines
from checker.formats.summary import counts, show_place, show_population, unsaid, word
from checker.formats.terminal import How, Paint, note_from_here, plain
from checker.report import OUTCOMES, Report
from checker.report.linted import Linted
from checker.report.review import MeasureChange

MARK = "<!-- modelbylaws -->"
MAX = 65_536
"""Characters that GitHub takes, and no more."""
ROOM = 60_000
"""Bytes of a comment, of which each folded table gets half of what is left."""
_MOST, _PLACES = 20, 3
"""Most lines of a part above the tables, and most places of a line."""
_ROOMS = {"Faults": 8_000, "Findings": 24_000, "Shares that moved": 12_000, "What was compared and counted": 6_000}
"""Bytes that the lines of each part take at most."""
_LINE = 600
"""Most characters of one text."""
_LINK = 700
"""Most characters of an address; a longer one is left out, and the place is told without it."""


def comment(report: Report, how: How) -> str:
    head = [MARK, f"## modelbylaws: {OUTCOMES[report.exit_code]}", "", f"**{text(counts(report, plain))}**", ""]
    head += [line for why in unsaid(report, plain) for line in (_cut(f"{why[0].upper()}{why[1:]}"), "")]
    at = _Places(report, how.view.link)
    head += _list("Faults", [_fault(fault, at) for fault in report.diagnostics])
    found = group_findings((entry for entry in report.findings if entry.waiver is None), report)
    head += _list("Findings", [_finding(group, at) for group in found])
    head += _list("Shares that moved", [*_moved(report, at)])
    told = [note_from_here(note) for note in report.notes]
    told = [*[line for line in review_lines(report, plain) if line], show_population(report), *told]
    head += _fold("What was compared and counted", [f"- {_cut(line)}" for line in told])
    shown = "\n".join(head)
    tables = page([], report_tables(report), ROOM - len(shown.encode()) - len(_OPEN) - len(_CLOSE))
    return f"{shown}\n{_OPEN}{tables}{_CLOSE}" if tables else f"{shown}\n"


def lint_comment(linted: Linted, _paint: Paint) -> str:
    """What ``lint`` found; a comment of its own, because it begins with another mark."""
    said = many(len(linted.faults), "fault"), many(len(linted.hints), "hint")
    head = [f"<!-- modelbylaws {linted.verb} -->", f"## modelbylaws {linted.verb}: {', '.join(said)}", ""]
    head += [_cut(f"Nothing to judge: {linted.nothing}"), ""] if linted.nothing else []
    tables = (fault_table("Faults", "fault", linted.faults), fault_table("Hints", "hint", linted.hints))
    return page(head, tables, ROOM)


_OPEN = "<details><summary>All findings, shares, rules and waivers</summary>\n"
_CLOSE = "\n</details>\n"


class _Places:
    """How places are written: with a link where a template and a file of the repository are given."""

    def __init__(self, report: Report, template: str) -> None:
        self._report = report
        self._template = template

    def show(self, location: Location) -> str:
        shown = markdown_fit(text(show_place(location)), _LINE)
        address = address_of(location, self._report.links)
        if address and len(address) <= _LINK:
            return f"[{shown}](<{address}>)"
        if not self._template or not in_repository(location):
            return shown
        name = quote(path(location, self._report), safe="/", errors="surrogatepass")
        line = str(location.span.line) if location.span else "1"
        address = self._template.replace("{line}", line).replace("{path}", name)
        return f"[{shown}](<{address}>)" if len(address) <= _LINK else shown

    def some(self, locations: Sequence[Location]) -> str:
        more = f" and {len(locations) - _PLACES} more" if len(locations) > _PLACES else ""
        return f"{', '.join(self.show(at) for at in locations[:_PLACES])}{more}"


def _cut(words: str) -> str:
    return markdown_fit(text(words), _LINE)


def _list(title: str, entries: Sequence[str]) -> list[str]:
    return [f"### {title}", "", *_fitting(title, entries), ""] if entries else []


def _fold(title: str, entries: Sequence[str]) -> list[str]:
    return [f"<details><summary>{title}</summary>", "", *_fitting(title, entries), "", "</details>", ""]


def _fitting(title: str, entries: Sequence[str]) -> Iterator[str]:
    """The first lines, as far as their part has room, and how many are left out."""
    room = _ROOMS[title]
    for number, entry in enumerate(entries):
        room -= len(entry.encode()) + 1
        if number == _MOST or room < 0:
            yield f"- and {len(entries) - number} more; the log has all"
            return
        yield entry


def _fault(fault: Diagnostic, at: _Places) -> str:
    next_ = f"<br>next: {_cut(fault.help)}" if fault.help else ""
    return f"- **error** {_cut(fault.code)}: {_cut(fault.message)}, at {at.some(fault.locations)}{next_}"


def _finding(group: Group, at: _Places) -> str:
    steps = "".join(f"<br>{name}: {_cut(said)}" for name, said in group.tell_details(0))
    label, rules = word(group.findings[0]), _cut(group.told.rules)
    return f"- **{label}** {rules}: {_cut(group.message)}{_differences(group)}, at {at.some(group.locations)}{steps}"


def _differences(group: Group) -> str:
    """What stands in the place of `...`: models, or keys with their shares."""
    named = list(dict.fromkeys(group.differs))
    if not named:
        return ""
    more = f" and {len(named) - _PLACES} more" if len(named) > _PLACES else ""
    return f" ({LEFT_OUT}: {_cut(', '.join(named[:_PLACES]))}{more})"


def _moved(report: Report, at: _Places) -> Iterator[str]:
    """Shares that got worse, then the others."""
    changes = report.review.changes if report.review else None
    order = ("worse", "hidden", "shown", "better", "same")
    moved = () if changes is None else changes.moved
    for change in sorted(moved, key=lambda one: (order.index(one.movement), one.rule, one.key or "")):
        yield f"- **{_WORDS[change.movement]}** {_cut(change.rule)}: {_cut(change.show())}{_where(change, at)}"


_WORDS = {
    "worse": "worse",
    "better": "better",
    "same": "changed",
    "hidden": "cannot be given any more",
    "shown": "could not be given before",
}


def _where(change: MeasureChange, at: _Places) -> str:
    return f", at {at.some(change.places)}" if change.places else ""
