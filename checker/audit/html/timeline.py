"""What ends when, as lines on one calendar: endpoints that hosts retire, waivers, contracts with their notice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import partial

import htpy as h

from checker.audit.dossier import ContractEntry, Dossier, EndpointEntry
from checker.audit.html.parts import LINE, TEXT, Column, Context, Piece, bar, length, names, table, tally
from checker.page import fold
from checker.record import dataclass

BEFORE, AFTER = 180, 730
"""Days before and after as-of that the calendar reaches at most; what is beyond stands at its end."""


@dataclass(frozen=True, slots=True)
class End:
    """Something that ends on a day. ``what`` names it, ``who`` is touched."""

    day: dt.date
    what: str
    kind: str
    who: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    first: dt.date
    last: dt.date

    def at(self, day: dt.date) -> Fraction:
        """Where a day stands in 0..1; days beyond an end stand at it."""
        inside = min(max(day, self.first), self.last)
        return Fraction((inside - self.first).days, max((self.last - self.first).days, 1))

    def years(self) -> list[tuple[Fraction, str]]:
        """Where each year and half-year begins."""
        days = (dt.date(year, month, 1) for year in range(self.first.year, self.last.year + 1) for month in (1, 7))
        return [(self.at(day), f"{day:%Y-%m}") for day in days if self.first < day < self.last]


def calendar_of(as_of: dt.date, days: Sequence[dt.date]) -> Calendar:
    """Wide enough for all days within reach, with a month to spare on both sides."""
    spare = 31
    near = [day for day in days if -BEFORE <= (day - as_of).days <= AFTER]
    first, last = min([as_of, *near]).toordinal(), max([as_of, *near]).toordinal()
    reach = dt.date.min.toordinal(), dt.date.max.toordinal()
    return Calendar(*(dt.date.fromordinal(min(max(day, reach[0]), reach[1])) for day in (first - spare, last + spare)))


def ends_of(dossier: Dossier) -> list[End]:
    endpoints = [
        End(entry.day, f"{entry.model} at {entry.host}", "endpoint retires", entry.services)
        for entry in dossier.endpoints
        if entry.day is not None
    ]
    waivers = [
        End(waiver.expires, f"waiver {waiver.id} for {waiver.rule}", "waiver expires", (str(waiver.subject),))
        for waiver in dossier.report.waivers
    ]
    contracts = (end for contract in dossier.contracts for end in _ends_of_contract(contract))
    return sorted([*endpoints, *waivers, *contracts], key=lambda end: (end.day, end.what))


def _ends_of_contract(contract: ContractEntry) -> Iterator[End]:
    what = f"contract {contract.id} with {contract.supplier}"
    if contract.notice_by is not None:
        yield End(contract.notice_by, what, "last day of notice", contract.services)
    if contract.end is not None:
        yield End(contract.end, what, "contract ends", contract.services)


def section(ctx: Context) -> h.Node:
    ends, as_of = ends_of(ctx.dossier), ctx.dossier.report.as_of
    calendar = calendar_of(as_of, [end.day for end in ends])
    row = partial(_row, ctx, calendar, as_of)
    if not ends:
        return [h.p["No end is known."], _without_a_day(ctx), _without_terms(ctx)]
    return [
        h.p(".dim")[f"The calendar reaches from {calendar.first} to {calendar.last}; the line is {as_of}. Red: over."],
        table(ctx, "Ends on one calendar, the first first", _columns(calendar), ends, row),
        _without_a_day(ctx),
        _without_terms(ctx),
    ]


def _columns(calendar: Calendar) -> list[Column]:
    return [
        Column("day", "short"), Column("what ends", "text"), Column("kind", "short"), Column("days left", "n"),
        Column(["calendar", _axis(calendar)], "bar"), Column("who is touched", "text"),
    ]  # fmt: skip


def _row(ctx: Context, calendar: Calendar, as_of: dt.date, end: End) -> list[h.Node]:
    left = (end.day - as_of).days
    words = f"{end.what}: {end.kind} on {end.day}, {_when(left)}"
    return [
        end.day.isoformat(), end.what, end.kind, f"{left:,}",
        bar(words, [piece_of(end.day, calendar, as_of)], [calendar.at(as_of)]),
        _who(ctx, end),
    ]  # fmt: skip


FEW = 4
"""Services that a row names; more make rows that are taller than the calendar is worth."""


def _who(ctx: Context, end: End) -> h.Node:
    """Services by name, and how many there are; what a waiver is about, as it says it."""
    if end.kind == "waiver expires":
        return end.who[0]
    few = ctx.named(end.who, FEW)
    return [f"{len(end.who):,}: ", few] if len(end.who) > FEW else few


def _when(left: int) -> str:
    return "today" if left == 0 else f"in {tally(left, 'day')}" if left > 0 else f"{tally(-left, 'day')} ago"


def piece_of(day: dt.date, calendar: Calendar, as_of: dt.date) -> Piece:
    """The time that is left, or, in red, the time since it ended."""
    first, last = sorted((calendar.at(day), calendar.at(as_of)))
    return Piece(first, last, "b" if day > as_of else "b-fail")


def _axis(calendar: Calendar) -> h.Node:
    ticks = [
        [
            LINE({"x1": length(at), "x2": length(at), "y1": "0", "y2": "5", "class": "axis"}),
            TEXT({"x": length(at), "y": "17", "class": "small", "text-anchor": "middle"})[words],
        ]
        for at, words in calendar.years()
    ]
    return h.svg(width="100%", height="22", aria_hidden="true")[ticks]


def _without_a_day(ctx: Context) -> h.Node:
    """Endpoints without an announced day, and those of which nothing is known: no one may take them for safe."""
    without = [entry for entry in ctx.dossier.endpoints if entry.day is None]
    if not without:
        return None
    unknown = sum(not entry.known for entry in without)
    head = f"{tally(len(without), 'endpoint')} without a day: {len(without) - unknown} not announced, {unknown} unknown"
    columns = (Column("endpoint", "text"), Column("said", "text"), Column("services", "text"))
    return fold(head, table(ctx, "Endpoints without a day", columns, without, _show_undated))


def _without_terms(ctx: Context) -> h.Node:
    """Contracts of which the end or the notice is not known."""
    without = [contract for contract in ctx.dossier.contracts if contract.notice_by is None]
    if not without:
        return None
    columns = (Column("contract", "text"), Column("not known", "text"), Column("services", "text"))
    head = f"{tally(len(without), 'contract')} without a known end or notice"
    return fold(head, table(ctx, head, columns, without, _show_terms))


def _show_terms(contract: ContractEntry) -> list[h.Node]:
    said = "when it ends" if contract.end is None else f"by when to give notice; it ends on {contract.end}"
    missing = said if contract.supplier else "anything: no catalog has it"
    return [contract.id, missing, names(contract.services)]


def _show_undated(entry: EndpointEntry) -> list[h.Node]:
    said = f"none announced: {entry.said}" if entry.known else f"unknown: {entry.said}"
    return [f"{entry.model} at {entry.host}", said, names(entry.services)]
