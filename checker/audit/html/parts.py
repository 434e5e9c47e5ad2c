"""Small pieces of the page that its sections share: places as links, tables, long lists, bars and patterns.

A text of a user becomes part of the page only as a child or an attribute value of
an htpy element, which writes it as text; ``page.shown`` makes the rest of it visible.
Bars grow with the page, with their words for those who do not see them. Lengths are percentages
of the track with two decimals, made from integers: the same on every machine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar
from urllib.parse import quote

import htpy as h

from checker.audit.dossier import Dossier, ServiceEntry
from checker.diagnostic import Location, is_elsewhere
from checker.formats.places import address_of
from checker.page import rule_link, scroll, settle, tag
from checker.record import dataclass
from checker.report import Finding, Verdict
from checker.resources import BUILTIN

E = TypeVar("E")

MAX_ROWS = 100
"""Most rows of a table: ten thousand services must still open and scroll. The rest is counted, and in the CSV."""

MAX_NAMES = 12
"""Most names in one cell."""


@dataclass(frozen=True, slots=True)
class Options:
    link: str
    """How to link to a line of an input, with {commit}, {path} and {line}; empty: no links."""
    tables: tuple[str, ...]
    """Names of the CSV files that are written next to the page."""
    report: str | None = None
    """The report as JSON, of which the page gives the digest, where it is written with the page."""
    annex: bool = False
    """Whether every rule is given with up to a hundred judgements, on paper too; else a summary is printed."""


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
        address = self.address(at)
        return h.a(".place", href=address)[text] if address else h.span(".place")[text]

    def service(self, name: str) -> h.Node:
        """A service by its name, as a link to its manifest, or to its entry in the population."""
        known = self.services.get(name)
        address = self.address(known.location) if known else ""
        return h.a(href=address)[name] if address else name

    def rule(self, rule: str) -> h.Node:
        """A rule by its id, as a link to what is said of it."""
        return rule_link(rule)

    def seen_since(self, finding: Finding) -> str:  # noqa: ARG002 - a page of one run has no history
        """Since when a finding is there, and for how many days; nothing where no history says it."""
        return ""

    def waiver(self, name: str | None) -> h.Node:
        """A waiver by its id, as a link to its row, if it has one: a long list of waivers is cut."""
        listed = any(waiver.id == name for waiver in self.dossier.report.waivers[:MAX_ROWS])
        return h.a(href=f"#waiver-{name}")[name] if listed else name

    def named(self, services: Sequence[str], most: int = MAX_NAMES) -> h.Node:
        """Services by name, the first of many."""
        shown = [[", " if at else "", self.service(name)] for at, name in enumerate(services[:most])]
        rest = len(services) - most
        return [shown, f" and {rest:,} more" if rest > 0 else ""] if services else "none"

    def worst_first(self) -> list[ServiceEntry]:
        """By findings of their own, then by tier, then by name: so that a cut list shows what matters."""
        return sorted(self.services.values(), key=lambda s: (-self.broken.get(s.name, 0), s.tier, s.name))

    def address(self, at: Location) -> str:
        if is_elsewhere(at.file):
            return address_of(at, self.dossier.report.links)
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


@dataclass(frozen=True, slots=True)
class Column:
    head: h.Node
    style: str = ""
    """``n`` for numbers, ``wide`` for pictures."""


def table(
    ctx: Context,
    caption: str,
    columns: Sequence[Column],
    entries: Sequence[E],
    row: Callable[[E], Sequence[h.Node]],
    count: int | None = None,
) -> h.Node:
    """A table with a caption, whose first cell heads its row; rows are made only if they are shown.

    ``count`` says how many entries there are where only the first are given.
    """
    shown = entries[:MAX_ROWS]
    body = settle([_row(columns, row(entry)) for entry in shown])
    heads = [h.th(scope="col", class_=column.style or None)[column.head] for column in columns]
    made = h.table[h.caption[caption], h.thead[h.tr[heads]], h.tbody[body]]
    return h.fragment[scroll(caption, made), more(ctx, (count or len(entries)) - len(shown), "row")]


def _row(columns: Sequence[Column], cells: Sequence[h.Node]) -> h.Node:
    first, *rest = cells
    others = [tag("td", {"class": c.style}, settle(cell)) for c, cell in zip(columns[1:], rest, strict=True)]
    return tag("tr", {}, settle([tag("th", {"scope": "row", "class": columns[0].style}, settle(first)), *others]))


def more(ctx: Context, left: int, noun: str) -> h.Node:
    return h.p(".more")[f"and {tally(left, f'more {noun}')}; {ctx.elsewhere()}"] if left > 0 else None


def names(every: Iterable[str], most: int = MAX_NAMES) -> str:
    listed = list(every)
    rest = f" and {len(listed) - most:,} more" if len(listed) > most else ""
    return f"{', '.join(listed[:most])}{rest}"


def tally(count: int, noun: str) -> str:
    """``1 service``, ``10,000 services``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


HATCH = "hatch"
"""The pattern for what is not known."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar, from and to in 0..1."""

    start: Fraction
    end: Fraction
    style: str
    """``b``, ``b-fail``, ``b-light``, or ``HATCH``."""


def length(value: Fraction) -> str:
    """A part of the whole as a percentage for an attribute: ``47.06%``; what is beyond the ends stays at them."""
    hundredths = round(min(max(value, Fraction(0)), Fraction(1)) * 10_000)
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def bar(words: str, pieces: Sequence[Piece], marks: Sequence[Fraction] = ()) -> h.Node:
    """A track with pieces, and a line across it at every mark. ``words`` say the same as the picture."""
    return h.svg(width="100%", height="18", role="img")[
        h.title[words],
        _rect(Piece(Fraction(0), Fraction(1), "track")),
        (_rect(piece) for piece in pieces if piece.end > piece.start),
        (_mark(at) for at in marks),
    ]


def _rect(piece: Piece) -> h.Node:
    fill = {"fill": f"url(#{HATCH})"} if piece.style == HATCH else {"class": piece.style}
    size = {"x": length(piece.start), "width": length(piece.end - piece.start), "y": "3", "height": "12"}
    return RECT(size | fill)


def _mark(at: Fraction) -> h.Node:
    return LINE({"x1": length(at), "x2": length(at), "y1": "0", "y2": "18", "class": "limit"})


def element(name: str) -> h.Element:
    return h.Element(name)


RECT, LINE, TEXT, PATH, DESC = map(element, ("rect", "line", "text", "path", "desc"))


def patterns() -> h.Node:
    """The hatch, once for the whole page."""
    return h.svg(width="0", height="0", aria_hidden="true")[
        element("defs")[
            element("pattern")(
                {"id": HATCH, "width": "6", "height": "6", "patternUnits": "userSpaceOnUse",
                 "patternTransform": "rotate(45)"}
            )[
                RECT({"width": "6", "height": "6", "class": "b-light"}),
                RECT({"width": "2.5", "height": "6", "class": "b"}),
            ]
        ]
    ]  # fmt: skip
