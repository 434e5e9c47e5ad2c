"""Files that count the same requests: counted once where ids say so, else a located fault; and never twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest

from checker.observed import Evidence
from checker.resources import builtin
from checker.run.files import Memory, Sources
from checker.run.read import read
from checker.run.request import Asked
from checker.run.run import Run

HEAD = "request_id,startTime,team_id,model,custom_llm_provider,spend\n"
FIRST = "r1,2026-11-02T10:00:00Z,chat,gpt-5.4,openai,0.25\n"
SECOND = "r2,2026-11-02T11:00:00Z,chat,gpt-5.4,openai,0.25\n"
BARE = HEAD.removeprefix("request_id,")
NO_ID = FIRST.removeprefix("r1,")
SUMS = "id,date,team_id,model,custom_llm_provider,api_requests,spend\n"
SUM = "u1,2026-11-02,chat,gpt-5.4,openai,40,10\n"
BILL = (
    "BilledCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ServiceCategory,ProviderName,"
    "SubAccountName,SkuMeter\n9,EUR,Usage,2026-10-01,2026-10-31,AI and Machine Learning,AWS,chat,m\n"
)


def run_of(source: str, files: Mapping[str, str]) -> Run:
    listed = ", ".join(files)
    held = {name: text.encode() for name, text in files.items()}
    held["modelbylaws.yaml"] = f"format: modelbylaws/config/v1\nobserved: [{{{source}: [{listed}]}}]\n".encode()
    return read(Sources(Memory(held), Memory(held), builtin()), Asked("modelbylaws.yaml", (), dt.date(2026, 11, 22)))


def evidence(run: Run) -> Evidence:
    assert run.fleet is not None
    assert run.fleet.world.observed is not None
    return run.fleet.world.observed


@pytest.mark.parametrize("swapped", [False, True])
def test_a_request_that_two_logs_tell_is_counted_once(swapped: bool) -> None:
    logs = [HEAD + FIRST + SECOND, HEAD + SECOND]
    first, second = reversed(logs) if swapped else logs

    run = run_of("litellm-spend", {"a.csv": first, "b.csv": second})

    assert run.faults == ()
    assert sum(one.requests or 0 for one in evidence(run).observations) == 2
    assert [(left.file, left.reason, left.count) for left in evidence(run).left_out] == [
        ("b.csv", "its request_id is there twice", 1)
    ]


def test_daily_sums_of_one_id_are_counted_once() -> None:
    run = run_of("litellm-spend", {"a.csv": SUMS + SUM, "b.csv": SUMS + SUM + SUM.replace("u1", "u2")})

    assert run.faults == ()
    assert sum(one.requests or 0 for one in evidence(run).observations) == 80


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (BARE + NO_ID, BARE + NO_ID.replace("10:00", "12:00")),
        (HEAD + FIRST, BARE + NO_ID),
        (BARE + NO_ID, HEAD + FIRST),
        (HEAD + FIRST, SUMS + SUM),
    ],
)
def test_two_logs_of_one_day_without_ids_that_tell_their_rows_apart_are_a_fault(first: str, second: str) -> None:
    run = run_of("litellm-spend", {"a.csv": first, "b.csv": second})

    (fault,) = run.faults
    assert fault.code == "overlapping-periods"
    assert (
        fault.message
        == "two files count requests for gpt-5.4 of chat on 2026-11-02, and may count the same ones"
    )  # fmt: skip
    assert [(at.file, at.span.line if at.span else 0) for at in fault.locations] == [("b.csv", 2), ("a.csv", 2)]
    assert evidence(run).unread == ("b.csv",)


def test_logs_of_other_days_callers_or_hosts_do_not_overlap() -> None:
    others = [("2026-11-02", "2026-11-03"), ("chat,", "mail,"), (",openai,", ",azure,")]
    files = {f"{number}.csv": BARE + NO_ID.replace(*change) for number, change in enumerate(others)}

    run = run_of("litellm-spend", {"a.csv": BARE + NO_ID, **files})

    assert run.faults == ()
    assert sum(one.requests or 0 for one in evidence(run).observations) == 4


def test_a_sum_that_grew_between_two_exports_is_a_fault() -> None:
    run = run_of("litellm-spend", {"a.csv": SUMS + SUM, "b.csv": SUMS + SUM.replace(",40,", ",55,")})

    assert [fault.message for fault in run.faults] == ["the row has the id of another one, and says something else"]


def test_a_copy_of_a_bill_is_a_fault() -> None:
    run = run_of("focus", {"a.csv": BILL, "copy.csv": BILL})

    assert [(fault.code, fault.message) for fault in run.faults] == [
        ("named-twice", "the file is a copy of another one, and counts the same")
    ]
    assert evidence(run).unread == ("copy.csv",)


def test_two_proxies_that_are_configured_alike_are_no_copies() -> None:
    text = "model_list:\n  - model_name: chat\n    litellm_params: {model: openai/gpt-5.4}\n"

    run = run_of("litellm", {"eu.yaml": text, "us.yaml": text})

    assert run.faults == ()
    assert len(evidence(run).observations) == 2
