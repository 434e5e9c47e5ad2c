"""Small pieces of the page that its sections share: verdicts as words, places as links, tables, long lists.

A text of a user becomes part of the page only as a child or an attribute value of
an htpy element, which writes it as text; ``frame.shown`` makes the rest of it visible.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote

import htpy as h

from checker.diagnostic import Location
from checker.report import Verdict
from checker.report.dossier import Dossier, ServiceEntry
from checker.resources import BUILTIN

E = TypeVar("E")

MAX_ROWS = 100
"""Most rows of a table: ten thousand services must still open and scroll. The rest is counted, and in the CSV."""

MAX_NAMES = 12
"""Most names in one cell."""

_SYMBOLS = {
    Verdict.ERROR: "\u203c",
    Verdict.FAIL: "\u2717",
    Verdict.UNKNOWN: "?",
    Verdict.WAIVED: "\u25c7",
    Verdict.PASS: "\u2713",
    Verdict.NOT_APPLICABLE: "\u2013",
}


@dataclass(frozen=True, slots=True)
class Options:
    link: str
    """How to link to a line of an input, with {commit}, {path} and {line}; empty: no links."""
    tables: tuple[str, ...]
    """Names of the CSV files that are written beside the page."""


@dataclass(frozen=True, slots=True)
class Context:
    """What sections need to refer to one another."""

    dossier: Dossier
    options: Options
    anchors: Mapping[str, str]
    """The id on the page of every input that is listed there."""
    services: Mapping[str, ServiceEntry]
    broken: Mapping[str | None, int]
    """Findings of each service itself that no waiver covers."""

    def place(self, at: Location) -> h.Node:
        """``path:line``, as a link to the line where a template says how, else to the input's entry."""
        text = f"{at.file}:{at.span.line}" if at.span else at.file
        address = self._address(at)
        return h.a(".place", href=address)[text] if address else h.span(".place")[text]

    def service(self, name: str) -> h.Node:
        """A service by its name, as a link to its manifest, or to its entry in the population."""
        known = self.services.get(name)
        address = self._address(known.location) if known else ""
        return h.a(href=address)[name] if address else name

    def named(self, services: Sequence[str], most: int = MAX_NAMES) -> h.Node:
        """Services by name, the first of many."""
        shown = [[", " if at else "", self.service(name)] for at, name in enumerate(services[:most])]
        rest = len(services) - most
        return [shown, f" and {rest:,} more" if rest > 0 else ""] if services else "none"

    def worst_first(self) -> list[ServiceEntry]:
        """By findings of their own, then by tier, then by name: so that a cut list shows what matters."""
        return sorted(self.services.values(), key=lambda s: (-self.broken.get(s.name, 0), s.tier, s.name))

    def _address(self, at: Location) -> str:
        # NOTE: built-in files have no line in the organization's repository.
        if self.options.link and not at.file.startswith(BUILTIN):
            commit = self.dossier.commit.id if self.dossier.commit else "HEAD"
            line = str(at.span.line) if at.span else "1"
            known = self.options.link.replace("{commit}", commit).replace("{line}", line)
            return known.replace("{path}", quote(at.file, errors="surrogateescape"))  # a name may be any bytes
        return f"#{self.anchors[at.file]}" if at.file in self.anchors else ""

    def elsewhere(self) -> str:
        """Where what is not listed can be read."""
        named = " and ".join(self.options.tables)
        return f"see {named}" if named else "ask for all with --output csv=FILE and population=FILE"


def context(dossier: Dossier, options: Options, anchors: Mapping[str, str]) -> Context:
    own = Counter(found.subject.service for found in dossier.report.findings if found.verdict is not Verdict.WAIVED)
    return Context(dossier, options, anchors, {entry.name: entry for entry in dossier.services}, own)


def verdict(found: Verdict) -> h.Node:
    """Its symbol and its word: never the color alone."""
    return badge(found.value, _SYMBOLS[found], found.value.replace("-", " "))


def badge(style: str, symbol: str, word: str) -> h.Node:
    return h.span(class_=f"v v-{style}")[h.span(aria_hidden="true")[symbol], f" {word}"]


def rule_link(rule: str) -> h.Node:
    return h.a(href=f"#rule-{rule}")[rule]


@dataclass(frozen=True, slots=True)
class Column:
    head: h.Node
    style: str = ""
    """``n`` for numbers, ``wide`` for pictures."""


def table(
    ctx: Context, caption: str, columns: Sequence[Column], entries: Sequence[E], row: Callable[[E], Sequence[h.Node]]
) -> h.Node:
    """A table with a caption, whose first cell heads its row; rows are made only if they are shown."""
    shown = entries[:MAX_ROWS]
    body = [_row(columns, row(entry)) for entry in shown]
    heads = [h.th(scope="col", class_=column.style or None)[column.head] for column in columns]
    made = h.table[h.caption[caption], h.thead[h.tr[heads]], h.tbody[body]]
    return h.fragment[scroll(caption, made), more(ctx, len(entries) - len(shown), "row")]


def _row(columns: Sequence[Column], cells: Sequence[h.Node]) -> h.Node:
    first, *rest = cells
    others = [h.td(class_=c.style or None)[cell] for c, cell in zip(columns[1:], rest, strict=True)]
    return h.tr[h.th(scope="row", class_=columns[0].style or None)[first], others]


def scroll(label: str, content: h.Node) -> h.Node:
    """What may be wider than the screen: it scrolls by itself, and a keyboard reaches it."""
    return h.div(".scroll", role="group", tabindex="0", aria_label=label)[content]


def more(ctx: Context, left: int, noun: str) -> h.Node:
    return h.p(".more")[f"and {many(left, f'more {noun}')}; {ctx.elsewhere()}"] if left > 0 else None


def names(every: Iterable[str], most: int = MAX_NAMES) -> str:
    listed = list(every)
    rest = f" and {len(listed) - most:,} more" if len(listed) > most else ""
    return f"{', '.join(listed[:most])}{rest}"


def many(count: int, noun: str) -> str:
    """``1 service``, ``10,000 services``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def fold(summary: h.Node, *content: h.Node) -> h.Node:
    """What is there for those who look for it; on paper it is open."""
    return h.details[h.summary[summary], content]


def facts(pairs: Iterable[tuple[str, h.Node]]) -> h.Node:
    """Names and values, one a line."""
    return h.dl[([h.dt[name], h.dd[value]] for name, value in pairs if value)]
