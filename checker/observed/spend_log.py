"""The spend log of a LiteLLM proxy, one request a row, or its daily sums; CSV or JSON.

Columns are those of its tables LiteLLM_SpendLogs and LiteLLM_DailyTeamSpend and its like (github.com/BerriAI/litellm,
litellm/proxy/schema.prisma @0010143, read 2026-11-28): ``startTime`` or ``date``, ``model``, ``custom_llm_provider``,
``api_base``, ``spend`` in US dollars, ``status``, ``cache_hit``, ``request_id``; of a sum ``successful_requests``, or
``api_requests``, which has the failed ones, too, and ``id``. The caller is ``team_id`` unless the configuration names
another column, such as ``metadata/user_api_key_team_alias``. Calls of tools are in the same tables, without a model.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.diagnostic import Diagnostic
from checker.observed.days import first_day
from checker.observed.evidence import Observation
from checker.observed.hosts import host_at
from checker.observed.once import Told
from checker.observed.options import Found, Options
from checker.observed.rows import Row, read_rows
from checker.observed.values import Unusable, amount_of, caller_in, count_of, model_in

_TIMES = ("startTime", "start_time", "date")
_COUNTS = ("successful_requests", "api_requests")
_CURRENCY = "USD"


def read(file: str, raw: bytes, options: Options) -> Found:
    """The requests that reached a model, added up by day."""
    table = read_rows(file, raw)
    found = Found(file, faults=table.faults)
    caller = [] if options.service else [(options.caller or "team_id",)]
    if not table.faults and table.require(_TIMES, (options.model or "model",), ("spend",), *caller):
        ids: set[Told] = set()
        found.add_up(_observations(table.rows, options, found, ids))
        told = next(iter(ids)) if len(ids) == 1 else ""
        overlaps = (options.counted.overlap(told, one) for one in found.observations)
        found.faults += [fault for fault in overlaps if fault is not None]
    return found


def _observations(rows: list[Row], options: Options, found: Found, ids: set[Told]) -> Iterator[Observation]:
    """NOTE: a log has hundreds of thousands of rows."""
    caller = (options.caller or "team_id").partition("/")[0]
    columns = (options.model or "model", caller, *_TIMES, *_COUNTS, "spend")
    for row in rows:
        told, name = _id(row)
        ids.add(told)
        said = tuple(row.values.get(column) or "" for column in columns)
        twice = options.counted.meet(told, name, said, row.at)
        why = "its request_id is there twice" if twice is True else _why_not(row, options)
        if isinstance(twice, Diagnostic):
            found.faults.append(twice)
        elif why:
            found.leave_out(why)
        else:
            yield from _taken(row, options, found)


def _taken(row: Row, options: Options, found: Found) -> Iterator[Observation]:
    try:
        one = _observation(row, options)
    except Unusable as error:
        found.refuse(error, row.at)
        return
    if one.requests or one.cost:
        yield one
    else:
        found.leave_out("counts no request")


def _id(row: Row) -> tuple[Told, str]:
    """The id of a request, or of a daily sum."""
    request = row.word("request_id")
    if request:
        return "request", request
    sum_ = row.word("id")
    return ("sum", sum_) if sum_ else ("", "")


def _why_not(row: Row, options: Options) -> str:
    if row.word("status").lower() == "failure":
        return "the request failed"
    if row.word("cache_hit").lower() == "true":
        return "answered from a cache, so no model was called"
    if not row.word(options.model or "model") and row.word("mcp_namespaced_tool_name"):
        return "a call of a tool, and of no model"
    return ""


def _observation(row: Row, options: Options) -> Observation:
    model = model_in(row.word(options.model or "model"))
    caller = caller_in(row.word(options.caller or "team_id"))
    time = row.first(*_TIMES)
    day = first_day(time, "the time", in_utc=options.in_utc)
    column = next((name for name in _COUNTS if row.word(name)), "")
    spend = row.word("spend")
    return Observation(
        options.source, options.service_of(caller), caller, model,
        host_at(row.word("api_base"), row.word("custom_llm_provider") or _provider(model)), day, day,
        count_of(row.word(column), column) if column else 1,
        amount_of(spend, "spend") if spend else None, _CURRENCY if spend else None, row.at,
    )  # fmt: skip


def _provider(model: str) -> str:
    """The provider that LiteLLM writes before a name."""
    provider, sign, _ = model.partition("/")
    return provider if sign else ""
