"""Cost exports by FOCUS, the FinOps Open Cost and Usage Specification, versions 1.0 to 1.3; CSV.

Columns (github.com/FinOps-Open-Cost-and-Usage-Spec/FOCUS_Spec, specification/datasets/cost_and_usage/columns, read
2026-11-28): ``BilledCost``, ``BillingCurrency``, ``ChargeCategory``, ``ChargeClass``, ``ChargePeriodStart``,
``ChargePeriodEnd``, ``ServiceCategory``. Who serves is told by ``HostProviderName`` (whose infrastructure it is) and
``ServiceProviderName`` (who sells it), both since 1.3, before that by ``ProviderName``; neither by ``PublisherName``
(who made it) nor by ``InvoiceIssuerName`` (who bills). Where host and seller are two, the bill does not tell at which
of them the model runs. No column of a release names a model: it is ``ModelId`` in ``SkuPriceDetails``, which the
working draft defines, else ``SkuMeter``, else ``SkuId``, unless the configuration names another column. The caller is
the tag ``service``, else the sub-account. Charges may be negative, refunds among them, and are added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker.diagnostic import Diagnostic
from checker.observed.days import first_day, last_day
from checker.observed.evidence import Observation
from checker.observed.hosts import host_of_bill
from checker.observed.options import Found, Options
from checker.observed.rows import Row, read_rows
from checker.observed.values import Unusable, amount_of, caller_in, currency_in, model_in

_NEEDED = tuple(
    (name,)
    for name in (
        "BilledCost", "BillingCurrency", "ChargeCategory", "ChargePeriodStart", "ChargePeriodEnd", "ServiceCategory",
    )
)  # fmt: skip
_CATEGORIES = ("Usage", "Purchase", "Tax", "Credit", "Adjustment")
_AI = "ai and machine learning"
_PROVIDERS = ("HostProviderName", "ServiceProviderName")
_PROVIDER = "ProviderName"
"""Of 1.0 to 1.2; later ones still have it beside the others, which count then."""
_CALLERS = ("Tags/service", "SubAccountName", "SubAccountId")
_MODELS = ("SkuPriceDetails/ModelId", "SkuMeter", "SkuId")


def read(file: str, raw: bytes, options: Options) -> Found:
    """What models cost; lines about anything else are left out."""
    table = read_rows(file, raw)
    found = Found(file, faults=table.faults)
    models = (options.model,) if options.model else _MODELS
    callers = [] if options.service else [(options.caller,) if options.caller else _CALLERS]
    if not table.faults and table.require(*_NEEDED, (*_PROVIDERS, _PROVIDER), models, *callers):
        found.add_up(_observations(table.rows, options, found))
        found.faults += _paid_back(found.observations)
    return found


def _paid_back(seen: Iterable[Observation]) -> Iterator[Diagnostic]:
    """Faults of charges that add up to less than nothing: what they were paid back of is not there."""
    for one in seen:
        if one.cost is not None and one.cost < 0:
            message = f"the charges for {one.model} from {one.since} to {one.until} add up to less than nothing"
            yield Diagnostic("bad-row", message, (one.at,), "name the bill of which this is paid back, too")


def _observations(rows: Iterable[Row], options: Options, found: Found) -> Iterator[Observation]:
    for row in rows:
        category = row.word("ChargeCategory")
        if row.word("ServiceCategory").lower() != _AI:
            found.leave_out("its ServiceCategory is not AI and Machine Learning")
        elif category not in _CATEGORIES:
            found.refuse(Unusable(f"ChargeCategory is none of {', '.join(_CATEGORIES)}"), row.at)
        elif category != "Usage":
            found.leave_out("its ChargeCategory is not Usage")
        elif row.word("ChargeClass") == "Correction" and row.word("BilledCost").startswith("-"):
            found.leave_out("it pays back what an earlier bill charged")
        else:
            try:
                yield _observation(row, options)
            except Unusable as error:
                found.refuse(error, row.at)


def _observation(row: Row, options: Options) -> Observation:
    model = model_in(row.first(*((options.model,) if options.model else _MODELS)))
    currency = currency_in(row.word("BillingCurrency"))
    caller = caller_in(row.first(*((options.caller,) if options.caller else _CALLERS)))
    since = first_day(row.word("ChargePeriodStart"), "ChargePeriodStart", in_utc=options.in_utc)
    until = last_day(row.word("ChargePeriodEnd"), "ChargePeriodEnd", in_utc=options.in_utc, exclusive=True)
    if until < since:
        raise Unusable("the period ends before it begins")
    return Observation(
        options.source, options.service_of(caller), caller, model, _host(row), since, until,
        None, amount_of(row.word("BilledCost"), "BilledCost", signed=True), currency, row.at,
    )  # fmt: skip


def _host(row: Row) -> str | None:
    told = [name for name in map(row.word, _PROVIDERS) if name]
    return host_of_bill(told or [row.word(_PROVIDER)], row.word("ServiceName"))
