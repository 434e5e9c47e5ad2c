"""Days of an export, in UTC. A time of day without its time zone says a day or the next one, so it is refused."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from checker.foreign.secret import shown
from checker.observed.values import Unusable

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_SHAPE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9:.,]+(?:Z|[+-][0-9:]+| UTC)?)?\Z")
"""NOTE: Python reads weeks and dates without hyphens, too, which would end a period a day early."""
_INSTANT = dt.timedelta(microseconds=1)
_REMEDY = "export times with their zone; if they are in UTC, say so in the configuration: time-zone: UTC"


def first_day(written: str, what: str, *, in_utc: bool) -> dt.date:
    """The day on which something begins.

    Raises:
        Unusable: it is no time, or has no zone.
    """
    return _moment(written, what, in_utc=in_utc).date()


def last_day(written: str, what: str, *, in_utc: bool, exclusive: bool = False) -> dt.date:
    """The last day before something ends: a time of day is where it ends, a day alone is part of it.

    ``exclusive``: the end is the first moment that is no part of it, however it is written.
    """
    moment = _moment(written, what, in_utc=in_utc)
    if (_DAY.match(written) and not exclusive) or moment.year == dt.MINYEAR:
        return moment.date()
    return (moment - _INSTANT).date()


@lru_cache(maxsize=65_536)
def _moment(written: str, what: str, *, in_utc: bool) -> dt.datetime:
    wrong = Unusable(f"{what} is no day and no time: {shown(written)!r}", "write it as 2026-11-22")
    if not _SHAPE.match(written):
        raise wrong
    try:
        found = dt.datetime.fromisoformat(written.replace(" UTC", "+00:00"))  # as BigQuery writes it
        if found.tzinfo is not None:
            return found.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise wrong from None
    if not _DAY.match(written) and not in_utc:
        raise Unusable(f"{what} has no time zone: {shown(written)!r}", _REMEDY)
    return found.replace(tzinfo=dt.UTC)
