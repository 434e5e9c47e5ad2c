"""Cost exports by FOCUS, the FinOps Open Cost and Usage Specification, versions 1.0 to 1.3; CSV.

Columns (learn.microsoft.com/cloud-computing/finops/focus/metadata, read 2026-11-27): ``BilledCost``,
``BillingCurrency``, ``ChargeCategory``, ``ChargePeriodStart``, ``ChargePeriodEnd``, ``ServiceCategory``; who serves is
``HostProviderName`` or ``ServiceProviderName`` (1.3), before that ``ProviderName`` or ``PublisherName``. A bill names
models as its SKUs do: the column is ``SkuMeter``, else ``SkuId``, unless the configuration names another. The caller is
the tag ``service``, else the sub-account.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker.observed.days import first_day, last_day
from checker.observed.evidence import Observation
from checker.observed.hosts import host_of_biller
from checker.observed.options import Found, Options
from checker.observed.rows import Row, read_rows
from checker.observed.values import Unusable, amount_of, caller_in, model_in

_AI = "ai and machine learning"
_PROVIDERS = ("HostProviderName", "ServiceProviderName", "ProviderName", "PublisherName")
_CALLERS = ("Tags/service", "SubAccountName", "SubAccountId")
_MODELS = ("SkuMeter", "SkuId")


def read(file: str, raw: bytes, options: Options) -> Found:
    """What models cost; lines about anything else are left out."""
    table = read_rows(file, raw)
    found = Found(file, faults=table.faults)
    needed = [("BilledCost",), ("BillingCurrency",), ("ChargeCategory",), ("ChargePeriodStart",), ("ChargePeriodEnd",),
              ("ServiceCategory",), _PROVIDERS, (options.model,) if options.model else _MODELS]  # fmt: skip
    if not table.faults and table.require(*needed):
        found.add_up(_observations(table.rows, options, found))
    return found


def _observations(rows: Iterable[Row], options: Options, found: Found) -> Iterator[Observation]:
    for row in rows:
        category = row.word("ChargeCategory")
        if row.word("ServiceCategory").lower() != _AI:
            found.leave_out("its ServiceCategory is not AI and Machine Learning")
        elif category != "Usage":
            found.leave_out(f"its ChargeCategory is {category}, and no usage")
        else:
            try:
                yield _observation(row, options)
            except Unusable as error:
                found.refuse(error, row.at)


def _observation(row: Row, options: Options) -> Observation:
    model = model_in(row.first(*((options.model,) if options.model else _MODELS)))
    currency = row.word("BillingCurrency")
    if not currency:
        raise Unusable("the row names no currency")
    caller = caller_in(row.first(*((options.caller,) if options.caller else _CALLERS)))
    since = first_day(row.word("ChargePeriodStart"), "ChargePeriodStart", in_utc=options.in_utc)
    until = last_day(row.word("ChargePeriodEnd"), "ChargePeriodEnd", in_utc=options.in_utc)
    if until < since:
        raise Unusable("the period ends before it begins")
    return Observation(
        options.source, options.service_of(caller), caller, model, host_of_biller(row.first(*_PROVIDERS)), since, until,
        None, amount_of(row.word("BilledCost"), "BilledCost"), currency, row.at,
    )  # fmt: skip
