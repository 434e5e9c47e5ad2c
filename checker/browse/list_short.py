"""The list of models as people look through it: one line a model, as wide as the terminal.

Names are never cut. The columns that are asked for stand last, and a name that is too long for its column takes the
room of those next to it, in its own row alone; a note counts such rows. Where no terminal reads, every row is whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from checker.browse.catalogued import Listed, Listing
from checker.browse.filters import license_class
from checker.browse.list_text import CELLS, Cell, close, open_list
from checker.browse.sheets import FactSheet
from checker.catalog.claims import show_fact
from checker.diagnostic import many
from checker.files.facts import FACTS
from checker.formats.terminal import Paint, columns, escape, escape_first, width
from checker.vocabulary import UNKNOWN

_USUAL = ("retires", "stage", "weights", "license")
_GAP = "  "
_MODEL = 20
"""Least columns that names get before whole columns are left out."""
_REPORTED = "*"
"""Behind a value that rules want confirmed, and is not."""
_HOSTS = 2
"""Most hosts that are named; the others are counted."""


def short_text(listing: Listing, paint: Paint) -> str:
    """What could not be read, the lines, what needs a remark, and the counts, which stand last."""
    names = (*(name for name in _USUAL if name not in listing.columns), *dict.fromkeys(listing.columns))
    rows = [_row(model, names) for model in listing.models]
    lines = _lay_out(("model", *names), rows, paint) if rows else []
    return "".join(f"{line}\n" for line in [*open_list(listing, paint), *lines, *close(listing)])


def _row(model: Listed, names: Sequence[str]) -> tuple[str, ...]:
    return (escape_first(model.id), *(escape(_SHORT.get(name, CELLS[name])(model)) for name in names))


def _lay_out(head: Sequence[str], rows: Sequence[Sequence[str]], paint: Paint) -> Iterator[str]:
    widths = [max(map(width, column)) for column in zip(head, *rows, strict=True)]
    room, first = columns(), 1
    if room is not None:
        while first < len(widths) - 1 and room - _taken(widths[first:]) < min(_MODEL, widths[0]):
            first += 1
        widths[0] = min(widths[0], max(_MODEL, room - _taken(widths[first:])))
    starts = [widths[0] + _taken(widths[first:at]) + len(_GAP) for at in range(first, len(widths))]
    yield paint("bold", _line(head[0], head[first:], starts))
    yield from (_line(row[0], row[first:], starts) for row in rows)
    yield ""
    if first > 1:
        yield f"note: this terminal has no room for {', '.join(head[1:first])} (--output full has all)"
    long = sum(width(row[0]) > widths[0] for row in rows)
    if long:
        yield f"note: {many(long, 'long name')} in the place of the columns beside (--output full has all)"
    if any(cell.endswith(_REPORTED) for row in rows for cell in row[first:]):
        yield f"note: {_REPORTED} is reported, and not confirmed"


def _taken(widths: Sequence[int]) -> int:
    """Columns of several cells, each with the gap before it."""
    return sum(widths) + len(_GAP) * len(widths)


def _line(name: str, cells: Sequence[str], starts: Sequence[int]) -> str:
    line = name
    for cell, start in zip(cells, starts, strict=True):
        if width(line) + len(_GAP) <= start:
            line += " " * (start - width(line)) + cell
    return line.rstrip()


def _mark(sheet: FactSheet, said: str) -> str:
    is_open = FACTS[sheet.name].accept == "confirmed" and sheet.state == "reported"
    return f"{said}{_REPORTED}" if is_open else said


def _fact(name: str) -> Cell:
    """The first word of a value that has several, such as commercial-license; its state where there is no value."""

    def cell(model: Listed) -> str:
        sheet = model.facts[name]
        return sheet.state if sheet.value is None else _mark(sheet, show_fact(sheet.value).partition("-")[0])

    return cell


def _license(model: Listed) -> str:
    sheet = model.facts["license"]
    return sheet.state if sheet.value is None else _mark(sheet, license_class(model, sheet.value))


def _hosts(model: Listed) -> str:
    more = len(model.hosts) - _HOSTS
    return f"{', '.join(model.hosts[:_HOSTS])}{f' and {more} more' if more > 0 else ''}"


def _retires(model: Listed) -> str:
    """The first day that is known, or that none is."""
    said = CELLS["retires"](model)
    return str(model.retires) if model.retires else "none" if said != UNKNOWN else UNKNOWN


_SHORT: Mapping[str, Cell] = {
    "weights": _fact("weights"),
    "stage": _fact("stage"),
    "license": _license,
    "hosts": _hosts,
    "retires": _retires,
}
"""Columns that say less than in the other formats."""
