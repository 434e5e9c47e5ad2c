"""Sums of OpenTelemetry's spans or metrics of generative AI, one row a series and period; CSV or JSON.

Columns are the attributes (open-telemetry.github.io/opentelemetry-js, ATTR_GEN_AI_PROVIDER_NAME, read 2026-11-27):
``service.name``, ``gen_ai.provider.name`` (before, ``gen_ai.system``), ``gen_ai.request.model``,
``gen_ai.response.model``, ``server.address``; with ``from``, ``to`` and ``requests`` (or ``count``) of the sum, and
perhaps ``cost`` and ``currency``. The model is the one that answered, if it is told.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

from checker.diagnostic import Diagnostic
from checker.observed.days import first_day, last_day
from checker.observed.evidence import Observation
from checker.observed.hosts import host_at
from checker.observed.options import Found, Options
from checker.observed.rows import Row, read_rows
from checker.observed.values import Unusable, amount_of, caller_in, count_of, model_in

_MODELS = ("gen_ai.response.model", "gen_ai.request.model")
_COUNTS = ("requests", "count")


def read(file: str, raw: bytes, options: Options) -> Found:
    """The sums of a file; two sums of one series whose periods overlap count something twice, which is a fault."""
    table = read_rows(file, raw)
    found = Found(file, faults=table.faults)
    models = (options.model,) if options.model else _MODELS
    if table.faults or not table.require((options.caller or "service.name",), models, _COUNTS, ("from",), ("to",)):
        return found
    seen = [*_observations(table.rows, options, found)]
    found.faults += overlapping(seen)
    found.observations += seen
    return found


def _observations(rows: Iterable[Row], options: Options, found: Found) -> Iterator[Observation]:
    for row in rows:
        try:
            one = _observation(row, options)
        except Unusable as error:
            found.refuse(error, row.at)
            continue
        if one.requests:
            yield one
        else:
            found.leave_out("counts no request")


def _observation(row: Row, options: Options) -> Observation:
    model = model_in(row.first(*((options.model,) if options.model else _MODELS)))
    caller = caller_in(row.word(options.caller or "service.name"))
    since = first_day(row.word("from"), "from", in_utc=options.in_utc)
    until = last_day(row.word("to"), "to", in_utc=options.in_utc)
    if until < since:
        raise Unusable("the period ends before it begins")
    provider = row.first("gen_ai.provider.name", "gen_ai.system")
    cost, currency = row.word("cost"), row.word("currency")
    if cost and not currency:
        raise Unusable("the row has a cost without a currency")
    return Observation(
        options.source, options.service_of(caller), caller, model, host_at(row.word("server.address"), provider),
        since, until, count_of(row.first(*_COUNTS), "the count"),
        amount_of(cost, "cost") if cost else None, currency or None, row.at,
    )  # fmt: skip


def overlapping(seen: Iterable[Observation]) -> Iterator[Diagnostic]:
    """Faults of sums that count one day of one series twice."""
    series: dict[tuple[object, ...], list[Observation]] = defaultdict(list)
    for one in seen:
        series[one.series].append(one)
    for alike in series.values():
        alike.sort(key=lambda one: (one.since or dt.date.min, one.at.sort_key))
        last = alike[0]
        for one in alike[1:]:
            if one.since is not None and last.until is not None and one.since <= last.until:
                message = f"{one.model} of {one.caller or 'nobody'} is counted twice on {one.since}"
                help_ = "export periods that do not overlap"
                yield Diagnostic("overlapping-periods", message, (one.at, last.at), help_)
            last = one if last.until is None or one.until is None or one.until > last.until else last
