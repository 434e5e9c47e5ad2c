"""Files of observations, as tests write them, and what is read from them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from checker.observed.options import Found, Options
from checker.observed.sources import reader_of
from checker.vocabulary import ObservedSource


def observe(source: ObservedSource, text: str, ending: str = "csv", **options: object) -> Found:
    """What a file of this text comes to."""
    made = Options(source, **options)  # type: ignore[arg-type]
    return reader_of(source)(f"seen.{ending}", text.encode(), made)


def table(rows: Iterable[Mapping[str, object]]) -> str:
    """Rows as CSV, with the columns of the first."""
    listed = [*rows]
    lines = [",".join(listed[0]), *(",".join(str(row.get(name, "")) for name in listed[0]) for row in listed)]
    return "".join(f"{line}\n" for line in lines)


def faults(found: Found) -> list[tuple[str, str, int | None]]:
    """Code, message and line of each fault."""
    return [(f.code, f.message, f.locations[0].span.line if f.locations[0].span else None) for f in found.faults]


def as_json(rows: Iterable[Mapping[str, object]]) -> str:
    return json.dumps([*rows])
