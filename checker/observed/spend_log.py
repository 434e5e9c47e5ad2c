"""The spend log of a LiteLLM proxy, one request a row, or its daily sums; CSV or JSON.

Columns are those of its tables LiteLLM_SpendLogs and LiteLLM_DailyTeamSpend: ``startTime`` or ``date``, ``model``,
``custom_llm_provider``, ``api_base``, ``spend`` in US dollars, ``api_requests`` of a sum, ``status``, ``cache_hit``,
``request_id``. The caller is ``team_id`` unless the configuration
names another column, such as ``metadata/user_api_key_team_alias``.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.observed.days import first_day
from checker.observed.evidence import Observation
from checker.observed.hosts import host_at
from checker.observed.options import Found, Options
from checker.observed.rows import Row, read_rows
from checker.observed.values import Unusable, amount_of, caller_in, count_of, model_in

_TIMES = ("startTime", "start_time", "date")
_CURRENCY = "USD"


def read(file: str, raw: bytes, options: Options) -> Found:
    """The requests that reached a model, added up by day."""
    table = read_rows(file, raw)
    found = Found(file, faults=table.faults)
    if not table.faults and table.require(_TIMES, (options.model or "model",), ("spend",)):
        found.add_up(_observations(table.rows, options, found))
    return found


def _observations(rows: list[Row], options: Options, found: Found) -> Iterator[Observation]:
    known: set[str] = set()
    for row in rows:
        request = row.word("request_id")
        why = "its request_id is there twice" if request and request in known else _why_not(row)
        known.add(request)
        if why:
            found.leave_out(why)
            continue
        try:
            yield _observation(row, options)
        except Unusable as error:
            found.refuse(error, row.at)


def _why_not(row: Row) -> str:
    if row.word("status").lower() == "failure":
        return "the request failed"
    return "answered from a cache, so no model was called" if row.word("cache_hit").lower() == "true" else ""


def _observation(row: Row, options: Options) -> Observation:
    model = model_in(row.word(options.model or "model"))
    caller = caller_in(row.word(options.caller or "team_id"))
    time = row.first(*_TIMES)
    day = first_day(time, "the time", in_utc=options.in_utc)
    requests = row.word("api_requests")
    return Observation(
        options.source, options.service_of(caller), caller, model,
        host_at(row.word("api_base"), row.word("custom_llm_provider") or _provider(model)), day, day,
        count_of(requests, "api_requests") if requests else 1,
        amount_of(row.word("spend") or "0", "spend"), _CURRENCY, row.at,
    )  # fmt: skip


def _provider(model: str) -> str:
    """The provider that LiteLLM writes before a name."""
    provider, sign, _ = model.partition("/")
    return provider if sign else ""
