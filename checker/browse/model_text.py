"""All that is known about one model, for people: answers first, then every claim behind them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from checker.browse.dependents import Usage
from checker.browse.ledger import Entry, show_decision
from checker.browse.list_text import vendors_text, when
from checker.browse.model import ModelCard
from checker.browse.screen import screen
from checker.browse.sheets import EndpointSheet, FactSheet
from checker.catalog.claims import join_lines, show_fact, when_read
from checker.catalog.standing import ClaimState
from checker.condition.truth import Members
from checker.diagnostic import cap_faults, many
from checker.files.catalog import Floor, Retires
from checker.files.facts import Claim, Source
from checker.fleet import World
from checker.formats.columns import table
from checker.formats.full import faults_text
from checker.formats.summary import show_place
from checker.formats.terminal import Paint, escape, link, width
from checker.record import dataclass

MAX_LABEL = 24
"""Longest value next to a drawn interval."""

_STYLES = {ClaimState.COUNTS: "good", ClaimState.DISPUTED: "error"}


def model_text(found: ModelCard, paint: Paint) -> str:
    world = found.world
    lines = [*_head(found, world, paint), "", *_names(found)]
    for fact in (fact for fact in found.facts if not _unheard(fact)):
        lines += ["", *_fact(fact, world, paint)]
    unheard = [fact.name for fact in found.facts if _unheard(fact)]
    if unheard:
        lines += ["", f"unknown, in no catalog: {', '.join(unheard)}"]
    for endpoint in found.endpoints:
        lines += ["", *_endpoint(endpoint, paint)]
    lines += ["", *_relatives(found), *_users(found, paint)]
    faults = faults_text(cap_faults(found.diagnostics), found.sources, paint)
    return faults + "".join(f"{line}\n" for line in lines)


def _head(found: ModelCard, world: World, paint: Paint) -> Iterator[str]:
    written = f" (written {found.written})" if found.written != found.id else ""
    yield f"{paint('bold', escape(found.id))}{escape(written)}, {when(world)}"
    yield from table(list(screen(found)))


def _names(found: ModelCard) -> Iterator[str]:
    """Where it is described, and under which names."""
    for alias in found.aliases:
        yield f"  also called {escape(alias)}"
    for place in found.places:
        yield f"  described at {show_place(place)}"
    if not found.places:
        yield "  in no catalog: what is said here follows from manifests and from what it was made from"


def _unheard(sheet: FactSheet) -> bool:
    """Whether no catalog says anything about the fact."""
    return sheet.value is None and not sheet.entries and sheet.because.endswith("is in no catalog")


def _fact(sheet: FactSheet, world: World, paint: Paint) -> Iterator[str]:
    yield _answer(sheet.name, None if sheet.value is None else show_fact(sheet.value), sheet, paint)
    bars = [
        Bar(_label(entry), entry.basis.from_, entry.basis.until, entry.standing is ClaimState.COUNTS)
        for entry in sheet.entries
        if isinstance(entry.basis, Claim)
    ]
    if len(bars) > 1:
        yield from (f"  {line}" for line in timeline(bars, world.as_of))
    for entry in sheet.entries:
        yield from _entry(entry, paint)


def _answer(name: str, value: str | None, sheet: FactSheet | EndpointSheet, paint: Paint) -> str:
    start = paint("bold", f"{escape(name)}:")
    if value is None:
        return f"{start} {paint('unknown', 'unknown')}, because it {escape(sheet.because)}"
    because = f"; {sheet.because}" if sheet.because else ""
    return f"{start} {escape(value)} ({sheet.state}{escape(because)})"


def _label(entry: Entry) -> str:
    text = escape(show_fact(entry.value))
    text = f"'{text}'" if text.startswith(":") else text  # a line that starts with :: is a command to GitHub's runner
    return text if len(text) <= MAX_LABEL else f"{text[: MAX_LABEL - 3]}..."


def _entry(entry: Entry, paint: Paint) -> Iterator[str]:
    basis = entry.basis
    standing = paint(_STYLES.get(entry.standing, "dim"), entry.standing.value)
    until = f" until {basis.until}" if isinstance(basis, Claim) and basis.until else ""
    held = f" from {basis.from_}{until}" if isinstance(basis, Claim) else ""
    yield f"  - {escape(show_fact(entry.value))}{held}, {basis.status}: {standing}  {show_place(entry.at)}"
    for source in basis.sources:
        yield f"      {_source(source)}"
    recorded = [f"recorded {basis.recorded}"] if basis.recorded else ["not said when it was recorded"]
    if basis.superseded:
        recorded.append(f"superseded {basis.superseded}")
    yield f"      {', '.join(recorded)}"
    if basis.decided:
        yield f"      {escape(show_decision(basis.decided))}"
    if basis.note:
        yield f"      note: {escape(join_lines(basis.note))}"


def _source(source: Source) -> str:
    published = f", published {source.published}" if source.published else ""
    digest = f", {source.digest}" if source.digest else ""
    start, end = f"{source.class_}: {source.what}, ", f"{published}, {when_read(source)}{digest}"
    address, space, rest = source.where.partition(" ")  # a repository, and behind it what in it was read
    return f"{escape(start)}{link(address)}{escape(f'{space}{rest}{end}')}"


def _endpoint(sheet: EndpointSheet, paint: Paint) -> Iterator[str]:
    yield _answer(f"retires at {sheet.name}", _retires(sheet), sheet, paint)
    for entry in sheet.entries:
        yield from _entry(entry, paint)


def _retires(sheet: EndpointSheet) -> str | None:
    if sheet.days_left is None:
        return None if sheet.retires is None else f"no day announced{_floor(sheet.retires)}"
    when_ = f"in {sheet.days_left} days" if sheet.days_left > 0 else f"{-sheet.days_left} days ago"
    return f"{sheet.retires}, {when_ if sheet.days_left else 'today'}"


def _floor(retires: Retires) -> str:
    return f", {retires}" if isinstance(retires, Floor) else ""


def _relatives(found: ModelCard) -> Iterator[str]:
    if not found.endpoints:
        yield "retirements: no catalog lists an endpoint"
    yield f"lineage: {escape(vendors_text(found.vendors))}"
    yield f"made from: {escape(_models(found.ancestors))}"
    yield f"made from it: {escape(', '.join(found.descendants) or 'none that is known')}"


def _models(ancestors: Members) -> str:
    named = sorted(map(str, ancestors.certain))
    gap = f"{'and perhaps more' if named else 'unknown'}: {ancestors.open.reason}" if ancestors.open else ""
    return "; ".join(filter(None, [", ".join(named), gap])) or "nothing else"


def _users(found: ModelCard, paint: Paint) -> Iterator[str]:
    services = len({usage.service for usage in found.uses})
    count = f"{many(len(found.uses), 'route')} of {many(services, 'service')}"
    yield f"{paint('bold', 'used by')} {count}"
    yield from table([_use(usage, found.id) for usage in found.uses])
    if found.perhaps:
        yield f"perhaps also by {len(found.perhaps)}, whose lineage is not fully known"
        yield from table([_use(usage, found.id) for usage in found.perhaps])


def _use(usage: Usage, model: str) -> Sequence[str]:
    through = f"through {usage.model}" if usage.model != model else ""
    host = usage.host or "host unknown"
    return (str(usage), usage.role, usage.access, host, through, show_place(usage.at))


COLUMNS = 40
"""Width of the drawing: with the values before it, a line fits into 80 columns."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What holds on [start, end); without an end it goes on. Bold bars count."""

    label: str
    start: dt.date
    end: dt.date | None
    counts: bool


def timeline(bars: Sequence[Bar], today: dt.date) -> Iterator[str]:
    """One line a bar, above them the first and the last day, and the day in question as ``|``."""
    days = [day for bar in bars for day in (bar.start, bar.end) if day is not None]
    first, last = min(*days, today), max(*days, today)
    span = max((last - first).days, 1)

    def column(day: dt.date) -> int:
        return (day - first).days * (COLUMNS - 1) // span

    wide = max(width(bar.label) for bar in bars)
    yield f"{' ' * wide}  {first}{str(last).rjust(COLUMNS - 10)}"
    for bar in bars:
        end = COLUMNS if bar.end is None else max(column(bar.end), column(bar.start) + 1)
        line = list(" " * column(bar.start) + ("=" if bar.counts else "-") * (end - column(bar.start)))
        line += " " * (COLUMNS - len(line))
        line[-1] = ">" if bar.end is None else line[-1]
        line[column(today)] = "|" if column(today) < COLUMNS - 1 or bar.end is not None else line[column(today)]
        yield f"{bar.label}{' ' * (wide - width(bar.label))}  {''.join(line)}".rstrip()
