"""Rows of an export: CSV with a header, a JSON list of objects, or one JSON object a line. Each has its place.

An export may lie: it may be cut off, a column may be called otherwise, a number may be none. What cannot be taken as
it is written is a located fault, and no guess.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import field

from checker.diagnostic import Diagnostic, Location, Span, did_you_mean
from checker.record import dataclass
from checker.source.characters import TextFault, decode

NESTED = "(no single value)"
"""What stands in the place of a list, a mapping, or what should hold JSON and does not."""
_WHITE = " \t\r\n"
MAX_EVIDENCE = 64 << 20
"""Largest export, in bytes: a month of a busy proxy, aggregated, has some ten megabytes."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record. ``values`` are text, or what JSON holds below a key."""

    values: Mapping[str, object]
    at: Location

    def word(self, path: str) -> str:
        """A value on one line; ``metadata/team`` is below a column that holds JSON. Nothing, if it is not there."""
        value = self.values.get(path)
        if value is None and "/" in path:
            name, _, rest = path.partition("/")
            value = self.values.get(name) or None
            while rest and value is not None:
                name, _, rest = rest.partition("/")
                value = _below(value, name)
        if isinstance(value, str):
            return value.strip(_WHITE)
        return "" if value is None else NESTED

    def first(self, *paths: str) -> str:
        """The first value that is there."""
        return next((found for path in paths if (found := self.word(path))), "")


@dataclass
class Table:
    """The rows of one file, and what is wrong with it."""

    file: str
    rows: list[Row] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    faults: list[Diagnostic] = field(default_factory=list)

    def fault(self, code: str, message: str, at: Location | None = None, help_: str = "") -> None:
        self.faults.append(Diagnostic(code, message, (at or Location(self.file),), help_))

    def require(self, *wanted: tuple[str, ...]) -> bool:
        """Whether there is a column of each group of names; the fault names one that may be it under another name."""
        there = {*self.columns}
        lacking = [names for names in wanted if not any({name, name.partition("/")[0]} & there for name in names)]
        for names in lacking:
            at = Location(self.file, Span(1, 1, 1, 1)) if self.columns else None
            near = did_you_mean(names[0], self.columns) if self.columns else ""
            self.fault("missing-column", f"no column {' or '.join(map(repr, names))}", at, near)
        return not lacking


def read_rows(file: str, raw: bytes) -> Table:
    """The rows of a file; none that is behind a fault."""
    table = Table(file)
    try:
        text = decode(raw, MAX_EVIDENCE, invisible=True)
    except TextFault as fault:
        table.fault(fault.code, fault.message, Location(file, fault.span))
        return table
    if file.lower().endswith((".json", ".jsonl", ".ndjson")):
        _take_json(table, text)
    else:
        _take_csv(table, text)
    if not table.rows and not table.faults:
        table.fault("empty-file", "the file holds no row")
    return table


def _take_csv(table: Table, text: str) -> None:
    """NOTE: a file that was cut off looks whole where it was cut between two values; only the last line end tells."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    before, line = 0, 1
    usual = csv.field_size_limit(MAX_EVIDENCE)  # a log may hold what was asked and answered
    try:
        for values in reader:
            before, line = line, reader.line_num + 1
            at = Location(table.file, Span(before, 1, line, 1))
            if not table.columns:
                _take_header(table, values, at)
            elif values and len(values) != len(table.columns):
                message = f"the row has {len(values)} values, and there are {len(table.columns)} columns"
                table.fault("cut-off", message, at, "export the file again")
                return
            elif values:
                table.rows.append(Row(dict(zip(table.columns, values, strict=True)), at))
    except csv.Error as error:
        table.fault("cut-off", f"the row is no CSV: {error}", Location(table.file, Span(line, 1, line, 1)))
        return
    finally:
        csv.field_size_limit(usual)
    if text and not text.endswith("\n"):
        at = Location(table.file, Span(before, 1, line, 1))
        table.fault("cut-off", "the file ends within its last line", at, "export the file again, or end its last line")


def _take_header(table: Table, values: list[str], at: Location) -> None:
    table.columns = tuple(value.strip() for value in values)
    twice = sorted({name for name in table.columns if table.columns.count(name) > 1})
    if twice:
        table.fault("bad-row", f"column {twice[0]!r} is there twice", at)


def _take_json(table: Table, text: str) -> None:
    decoder = json.JSONDecoder(object_pairs_hook=_once, parse_float=str, parse_int=str, parse_constant=str)
    line, at = 1, 0
    is_list = text.lstrip().startswith("[")
    for start in _starts(text, is_list=is_list):
        line, at = line + text.count("\n", at, start.at), start.at
        column = start.at - text.rfind("\n", 0, start.at)
        place = Location(table.file, Span(line, column, line, column + 1))
        if start.fault:
            table.fault("cut-off", start.fault, place, "export the file again")
            return
        try:
            value, start.end = decoder.raw_decode(text, start.at)
        except (ValueError, RecursionError) as error:
            said = str(error) if isinstance(error, _TwiceError) else "the entry is no JSON, or is cut off"
            table.fault("cut-off", said, place, "export the file again")
            return
        if not isinstance(value, dict):
            table.fault("bad-row", "the entry is no object", place)
            return
        table.rows.append(Row(value, place))
        table.columns = tuple(dict.fromkeys((*table.columns, *value)))


@dataclass
class _Start:
    """Where an entry begins; whoever reads it says where it ends."""

    at: int
    fault: str = ""
    end: int = 0


_BLANK = re.compile(r"[ \t\r\n]*")


def _starts(text: str, *, is_list: bool) -> Iterator[_Start]:
    """Where the entries of a list begin, or the objects of a file that holds one after the other."""
    at = _skip(text, 0)
    at = _skip(text, at + 1) if is_list else at
    sign = "" if is_list else None
    while at < len(text) or is_list:
        if is_list and text[at : at + 1] == "]" and sign == "":
            end = _skip(text, at + 1)
            if end < len(text):
                yield _Start(end, "there is something behind the list")
            return
        if at >= len(text):
            yield _Start(max(0, len(text) - 1), "the list does not end")
            return
        start = _Start(at)
        yield start
        at = _skip(text, start.end)
        if is_list:
            comma = text[at : at + 1] == ","
            sign = "," if comma else ""
            at = _skip(text, at + 1) if comma else at
            if not comma and text[at : at + 1] != "]":
                yield _Start(min(at, len(text) - 1), "the list does not end")
                return


def _skip(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


class _TwiceError(ValueError):
    """A key appears twice in one object."""


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = {name: _plain(value) for name, value in pairs}
    if len(made) < len(pairs):
        raise _TwiceError("a key of the entry appears twice")
    return made


def _plain(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def _below(value: object, name: str) -> object:
    if isinstance(value, str):
        try:
            value = json.loads(value, object_pairs_hook=_once, parse_float=str, parse_int=str, parse_constant=str)
        except (ValueError, RecursionError):
            return NESTED
    return NESTED if isinstance(value, list | str) else value.get(name) if isinstance(value, dict) else None
