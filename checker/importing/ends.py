"""Rows that give days, of one model at one host, become endpoints: one for it, one for a snapshot with another.

Rows that name no snapshot speak for the model, and the earliest day of them counts; where they give none, the rows of
the newest snapshot speak.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from checker.files.catalog import Endpoint
from checker.importing.found import Basis
from checker.names import snapshot_of

Row = tuple[str, dt.date | None]
"""A row's key, and the day it gives."""

Retires = Callable[[dt.date, list[Row]], object]
"""What a day means, as a catalog writes it, by the day and all rows about the same."""

_SHOWN = 3
"""Most rows that a note quotes."""


def endpoints_of(model: str, host: str, rows: list[Row], basis: Basis, retires: Retires) -> Iterator[Endpoint]:
    """One entry for the model, and one for each snapshot of which the file says another day."""
    by_snapshot: dict[dt.date | None, list[Row]] = {}
    for row in rows:
        by_snapshot.setdefault(snapshot_of(row[0]), []).append(row)
    chosen = None if _first(by_snapshot.get(None, [])) else max(filter(None, by_snapshot), default=None)
    base = _first(by_snapshot[chosen])
    if base is not None:
        yield _endpoint((model, host, None), (base, retires), by_snapshot[chosen], basis)
    for snapshot in sorted(filter(None, by_snapshot)):
        own = _first(by_snapshot[snapshot])
        if own is not None and own != base:
            yield _endpoint((model, host, snapshot), (own, retires), by_snapshot[snapshot], basis)


def _first(rows: list[Row]) -> dt.date | None:
    """The earliest day that rows give."""
    return min((retires for _, retires in rows if retires is not None), default=None)


def _endpoint(
    about: tuple[str, str, dt.date | None], end: tuple[dt.date, Retires], rows: list[Row], basis: Basis
) -> Endpoint:
    model, host, snapshot = about
    day_, retires = end
    said = {"model": model, "host": host, "retires": retires(day_, rows), **basis.stated(_note(day_, rows))}
    return Endpoint.model_validate(said | ({"snapshot": snapshot.isoformat()} if snapshot else {}))


def _note(day_: dt.date, rows: list[Row]) -> str:
    """Where the rows of one entry do not all say the same."""
    later = sorted(f"{key} {retires}" for key, retires in rows if retires not in {None, day_})
    silent = sum(retires is None for _, retires in rows)
    parts = (
        [f"the earliest of several; later: {', '.join(later[:_SHOWN])}{' ...' if later[_SHOWN:] else ''}"]
        if later
        else []
    )
    if silent:
        parts.append(f"{silent} of {len(rows)} rows about it give no day")
    return "; ".join(parts)
