"""Sums of OpenTelemetry's spans or metrics of generative AI, one row a series and period; CSV or JSON.

Columns are the attributes (github.com/open-telemetry/semantic-conventions-genai, model/gen-ai/registry.yaml @002c8a6,
read 2026-11-28): ``service.name``, ``gen_ai.provider.name`` (before, ``gen_ai.system``), ``gen_ai.request.model``,
``gen_ai.response.model``, ``server.address``, ``gen_ai.operation.name``, ``error.type``; with ``from``, ``to`` and
``requests`` (or ``count``) of the sum, and perhaps ``cost`` and ``currency``. The model is the one that answered, if it
is told. Rows that differ in an attribute count different requests, and are added up.
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
from checker.observed.values import Unusable, amount_of, caller_in, count_of, currency_in, model_in

_MODELS = ("gen_ai.response.model", "gen_ai.request.model")
_COUNTS = ("requests", "count")
_NO_CALLS = frozenset({
    "retrieval", "create_agent", "invoke_agent", "execute_tool", "invoke_workflow", "plan", "search_memory",
    "create_memory", "update_memory", "upsert_memory", "delete_memory", "create_memory_store", "delete_memory_store",
})  # fmt: skip
"""Values of ``gen_ai.operation.name`` that are no call of a model, or one with calls of its own inside."""
_PARTS = (
    "gen_ai.operation.name", "gen_ai.request.model", "gen_ai.response.model", "gen_ai.provider.name", "gen_ai.system",
    "gen_ai.agent.name", "gen_ai.request.stream", "server.address", "server.port", "service.namespace",
    "service.instance.id", "service.version", "deployment.environment.name", "deployment.environment",
)  # fmt: skip
"""Attributes that tell series apart: one request has one value of each."""
Series = tuple[object, ...]


def read(file: str, raw: bytes, options: Options) -> Found:
    """The sums of a file; two sums of one series whose periods overlap count something twice, which is a fault."""
    table = read_rows(file, raw)
    found = Found(file, faults=table.faults)
    models = (options.model,) if options.model else _MODELS
    caller = [] if options.service else [(options.caller or "service.name",)]
    if table.faults or not table.require(*caller, models, _COUNTS, ("from",), ("to",)):
        return found
    seen = [*_observations(table.rows, options, found)]
    found.faults += overlapping(seen)
    found.add_up(one for _, one in seen)
    return found


def _observations(rows: Iterable[Row], options: Options, found: Found) -> Iterator[tuple[Series, Observation]]:
    for row in rows:
        if row.word("error.type"):
            found.leave_out("the request failed")
            continue
        if row.word("gen_ai.operation.name").lower() in _NO_CALLS:
            found.leave_out("no call of a model, but of an agent, a tool or a memory")
            continue
        try:
            one = _observation(row, options)
        except Unusable as error:
            found.refuse(error, row.at)
            continue
        if one.requests:
            yield (*one.series, *map(row.word, _PARTS)), one
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
        amount_of(cost, "cost") if cost else None, currency_in(currency) if cost else None, row.at,
    )  # fmt: skip


def overlapping(seen: Iterable[tuple[Series, Observation]], *, across: bool = False) -> Iterator[Diagnostic]:
    """Faults of sums that count one day of one series twice; ``across``: in two files."""
    series: dict[Series, list[Observation]] = defaultdict(list)
    for key, one in seen:
        series[key].append(one)
    for alike in series.values():
        last: dict[str, Observation] = {}
        for one in sorted(alike, key=lambda one: (one.since or dt.date.min, one.at.sort_key)):
            others = [other for file, other in last.items() if not across or file != one.at.file]
            twice = next((other for other in others if _is_within(one.since, other.until)), None)
            if twice is not None:
                message = f"{one.model} of {one.caller or 'nobody'} is counted twice on {one.since}"
                help_ = "export periods that do not overlap"
                yield Diagnostic("overlapping-periods", message, (one.at, twice.at), help_)
            before = last.get(one.at.file)
            if before is None or before.until is None or one.until is None or one.until > before.until:
                last[one.at.file] = one


def _is_within(day: dt.date | None, until: dt.date | None) -> bool:
    return day is not None and until is not None and day <= until
