"""Files that say what is used become observations, each with its place; what lies or is cut off is a located fault."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import get_args

import pytest

from checker.files.config import Observed
from checker.files.seen import COUNTING
from checker.observed.hosts import host_at, host_of_bill, host_of_provider
from checker.observed.sources import reader_of
from checker.shape import read
from checker.source import Document, parse
from checker.vocabulary import ObservedSource
from tests.observing import as_json, faults, observe, table

SPEND: Mapping[str, object] = {
    "request_id": "r1", "startTime": "2026-11-02T10:00:00Z", "team_id": "team-a", "model": "gpt-5.4",
    "custom_llm_provider": "openai", "api_base": "", "spend": "0.25", "status": "success", "cache_hit": "False",
}  # fmt: skip
SUM: Mapping[str, object] = {
    "service.name": "chat", "gen_ai.provider.name": "azure.ai.openai", "gen_ai.request.model": "gpt-5.4",
    "gen_ai.response.model": "", "from": "2026-11-01", "to": "2026-11-20", "requests": "120",
}  # fmt: skip
COST: Mapping[str, object] = {
    "BilledCost": "12.50", "BillingCurrency": "EUR", "ChargeCategory": "Usage",
    "ChargePeriodStart": "2026-10-01T00:00:00Z", "ChargePeriodEnd": "2026-11-01T00:00:00Z",
    "ServiceCategory": "AI and Machine Learning", "ProviderName": "AWS", "SubAccountName": "acc", "SkuMeter": "m",
}  # fmt: skip
DAY = dt.date(2026, 11, 2)


def test_every_source_has_a_reader_and_a_key_in_the_configuration() -> None:
    for source in get_args(ObservedSource):
        assert callable(reader_of(source))
        assert source.replace("-", "_") in Observed.model_fields
        assert source in COUNTING


def test_requests_of_one_day_are_added_up() -> None:
    rows = [SPEND, {**SPEND, "request_id": "r2", "spend": "1e-05"}, {**SPEND, "request_id": "r3", "team_id": "team-b"}]

    found = observe("litellm-spend", table(rows), callers={"team-a": "claims"})

    first, second = found.observations
    assert (first.service, first.caller, first.model, first.host) == ("claims", "team-a", "gpt-5.4", "openai")
    assert (first.since, first.until, first.requests) == (DAY, DAY, 2)
    assert (first.cost, first.currency) == (Fraction("0.25001"), "USD")
    assert (second.service, second.requests) == ("team-b", 1)
    assert first.at.span is not None
    assert first.at.span.line == 2


def test_the_same_log_as_json_says_the_same() -> None:
    found = observe("litellm-spend", as_json([SPEND, {**SPEND, "request_id": "r2"}]), "json")
    lines = observe("litellm-spend", "\n".join(json.dumps(row) for row in [SPEND]) + "\n", "jsonl")

    assert [one.requests for one in found.observations] == [2]
    assert [one.requests for one in lines.observations] == [1]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"status": "failure"}, "the request failed"),
        ({"cache_hit": "True"}, "answered from a cache, so no model was called"),
        ({"request_id": "r1"}, "its request_id is there twice"),
    ],
)
def test_what_reached_no_model_is_left_out_and_counted(change: Mapping[str, object], reason: str) -> None:
    found = observe("litellm-spend", table([SPEND, {**SPEND, "request_id": "r2", **change}]))

    assert [(left.reason, left.count) for left in found.left_out] == [(reason, 1)]
    assert [one.requests for one in found.observations] == [1]


def test_a_caller_below_a_column_of_json_is_found() -> None:
    row = {**SPEND, "metadata": {"user_api_key_team_alias": "claims"}}

    found = observe("litellm-spend", as_json([row]), "json", caller="metadata/user_api_key_team_alias")

    assert found.observations[0].caller == "claims"


@pytest.mark.parametrize(
    ("source", "row", "fault"),
    [
        ("litellm-spend", {**SPEND, "spend": "-1"}, ("bad-row", "spend is negative: '-1'", 2)),
        ("litellm-spend", {**SPEND, "spend": "much"}, ("bad-row", "spend is no amount: 'much'", 2)),
        ("litellm-spend", {**SPEND, "spend": "1e999"}, ("bad-row", "spend is no amount: '1e999'", 2)),
        ("litellm-spend", {**SPEND, "model": ""}, ("bad-row", "the row names no model", 2)),
        (
            "litellm-spend",
            {**SPEND, "startTime": "2026-11-02 10:00:00"},
            ("bad-row", "the time has no time zone: '2026-11-02 10:00:00'", 2),
        ),
        ("telemetry", {**SUM, "from": "20261101"}, ("bad-row", "from is no day and no time: '20261101'", 2)),
        ("telemetry", {**SUM, "to": "2026-W47-5"}, ("bad-row", "to is no day and no time: '2026-W47-5'", 2)),
        ("litellm-spend", {**SPEND, "startTime": "soon"}, ("bad-row", "the time is no day and no time: 'soon'", 2)),
        ("telemetry", {**SUM, "requests": "-3"}, ("bad-row", "the count is negative: '-3'", 2)),
        ("telemetry", {**SUM, "requests": "3.5"}, ("bad-row", "the count is no whole number: '3.5'", 2)),
        ("telemetry", {**SUM, "to": "2026-10-01"}, ("bad-row", "the period ends before it begins", 2)),
        ("telemetry", {**SUM, "cost": "3"}, ("bad-row", "the row has a cost without a currency", 2)),
        (
            "focus",
            {**COST, "BilledCost": "-3"},
            ("bad-row", "the charges for m from 2026-10-01 to 2026-10-31 add up to less than nothing", 2),
        ),
        (
            "focus",
            {**COST, "BillingCurrency": ""},
            ("bad-row", "the currency is no code of three letters, such as EUR", 2),
        ),
        (
            "focus",
            {**COST, "ChargeCategory": "usage"},
            ("bad-row", "ChargeCategory is none of Usage, Purchase, Tax, Credit, Adjustment", 2),
        ),
        (
            "telemetry",
            {**SUM, "cost": "3", "currency": "usd"},
            ("bad-row", "the currency is no code of three letters, such as EUR", 2),
        ),
    ],
)
def test_a_row_that_lies_is_a_fault_at_its_place(
    source: ObservedSource, row: Mapping[str, object], fault: tuple[str, str, int]
) -> None:
    assert faults(observe(source, table([row]))) == [fault]


def test_times_without_a_zone_count_where_the_configuration_says_that_they_are_in_utc() -> None:
    found = observe("litellm-spend", table([{**SPEND, "startTime": "2026-11-02 10:00:00"}]), in_utc=True)

    assert found.observations[0].since == DAY


def test_a_time_with_a_zone_is_a_day_in_utc() -> None:
    found = observe("litellm-spend", table([{**SPEND, "startTime": "2026-11-03T00:30:00+02:00"}]))

    assert found.observations[0].since == DAY


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        (table([SPEND])[:-7], "the row has 8 values, and there are 9 columns", 2),
        (table([SPEND])[:-1], "the file ends within its last line", 2),
        (table([SPEND]).replace("gpt-5.4", '"gpt-5.4'), "the row is no CSV: unexpected end of data", 2),
    ],
)
def test_a_table_that_was_cut_off_is_a_fault(text: str, message: str, line: int) -> None:
    assert faults(observe("litellm-spend", text))[0] == ("cut-off", message, line)


@pytest.mark.parametrize("cut", [1, 3, 40, 200])
def test_a_list_that_was_cut_off_is_a_fault(cut: int) -> None:
    found = observe("litellm-spend", as_json([SPEND, SPEND])[:-cut], "json")

    assert [fault.code for fault in found.faults] == ["cut-off"]


def test_a_column_that_is_called_otherwise_is_told_with_the_name_that_is_like_it() -> None:
    row = {name.replace("BilledCost", "BiledCost"): value for name, value in COST.items()}

    found = observe("focus", table([row]))

    assert faults(found) == [("missing-column", "no column 'BilledCost'", 1)]
    assert found.faults[0].help == "did you mean 'BiledCost'?"


@pytest.mark.parametrize("column", ["ProviderName", "ServiceProviderName", "HostProviderName"])
def test_a_cost_export_of_any_version_says_who_serves(column: str) -> None:
    row = {(column if name == "ProviderName" else name): value for name, value in COST.items()}

    (seen,) = observe("focus", table([row])).observations

    assert (seen.host, seen.cost, seen.currency, seen.requests) == ("aws.bedrock", Fraction(25, 2), "EUR", None)
    assert (seen.since, seen.until) == (dt.date(2026, 10, 1), dt.date(2026, 10, 31))


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z"),
        ("2026-10-01T00:00Z", "2026-11-01T00:00Z"),
        ("2026-10-01 00:00:00 UTC", "2026-11-01 00:00:00 UTC"),
        ("2026-10-01", "2026-11-01"),
    ],
)
def test_the_end_of_a_charge_is_no_part_of_it(start: str, end: str) -> None:
    (seen,) = observe("focus", table([{**COST, "ChargePeriodStart": start, "ChargePeriodEnd": end}])).observations

    assert (seen.since, seen.until) == (dt.date(2026, 10, 1), dt.date(2026, 10, 31))


def test_lines_about_something_else_than_models_are_left_out_and_counted() -> None:
    rows = [{**COST, "ServiceCategory": "Compute"}, {**COST, "ChargeCategory": "Credit", "BilledCost": "-9"}, COST]

    found = observe("focus", table(rows))

    assert len(found.observations) == 1
    assert [left.count for left in found.left_out] == [1, 1]


def test_what_is_paid_back_within_a_period_is_taken_off() -> None:
    (seen,) = observe("focus", table([COST, {**COST, "BilledCost": "-2.25"}])).observations

    assert seen.cost == Fraction("10.25")


@pytest.mark.parametrize(("cost", "left"), [("-9", ["it pays back what an earlier bill charged"]), ("9", [])])
def test_a_correction_of_an_earlier_bill_counts_where_it_charges_more(cost: str, left: Sequence[str]) -> None:
    found = observe(
        "focus", table([{**COST, "ChargeClass": ""}, {**COST, "ChargeClass": "Correction", "BilledCost": cost}])
    )

    assert [one.reason for one in found.left_out] == left
    assert found.observations[0].cost == Fraction("12.5") + max(0, int(cost))


def test_of_a_daily_sum_the_requests_that_a_model_answered_count() -> None:
    day = {"date": "2026-11-02", "team_id": "a", "model": "gpt-5.4", "custom_llm_provider": "openai", "spend": "1",
           "api_requests": "10", "successful_requests": "7", "failed_requests": "3", "id": "u1",
           "mcp_namespaced_tool_name": ""}  # fmt: skip
    none = {**day, "id": "u2", "model": "gpt-5.4-mini", "successful_requests": "0", "spend": "0"}
    tool = {**day, "id": "u3", "model": "", "mcp_namespaced_tool_name": "jira-search"}

    found = observe("litellm-spend", table([day, none, tool]))

    assert [(one.model, one.requests) for one in found.observations] == [("gpt-5.4", 7)]
    assert [one.reason for one in found.left_out] == ["a call of a tool, and of no model", "counts no request"]


def test_two_rows_of_one_id_that_differ_are_a_fault_at_both_places() -> None:
    found = observe("litellm-spend", table([SPEND, {**SPEND, "spend": "9"}]))

    assert faults(found) == [("bad-row", "the row has the id of another one, and says something else", 3)]
    assert [at.span.line for at in found.faults[0].locations if at.span] == [3, 2]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"error.type": "timeout"}, "the request failed"),
        ({"gen_ai.operation.name": "invoke_agent"}, "no call of a model, but of an agent, a tool or a memory"),
    ],
)
def test_what_telemetry_counts_beside_calls_of_a_model_is_left_out(change: Mapping[str, object], reason: str) -> None:
    row = {**SUM, "error.type": "", "gen_ai.operation.name": "chat"}

    found = observe("telemetry", table([row, {**row, **change}]))

    assert [(one.reason, one.count) for one in found.left_out] == [(reason, 1)]
    assert [one.requests for one in found.observations] == [120]


def test_rows_that_differ_in_an_attribute_count_different_requests() -> None:
    row = {**SUM, "gen_ai.operation.name": "chat"}

    found = observe("telemetry", table([row, {**row, "gen_ai.operation.name": "text_completion", "requests": "5"}]))

    assert faults(found) == []
    assert [one.requests for one in found.observations] == [125]


def test_the_model_that_answered_counts_and_not_the_one_that_was_asked_for() -> None:
    (seen,) = observe("telemetry", table([{**SUM, "gen_ai.response.model": "gpt-5.4-2026-03-05"}])).observations

    assert (seen.model, seen.host, seen.requests) == ("gpt-5.4-2026-03-05", "azure.foundry", 120)


def test_sums_that_count_a_day_twice_are_a_fault_at_both_places() -> None:
    found = observe("telemetry", table([SUM, {**SUM, "from": "2026-11-20", "to": "2026-11-21"}]))

    assert faults(found) == [("overlapping-periods", "gpt-5.4 of chat is counted twice on 2026-11-20", 3)]
    assert [at.span.line for at in found.faults[0].locations if at.span] == [3, 2]


@pytest.mark.parametrize(
    ("source", "row", "column"),
    [("litellm-spend", SPEND, "team_id"), ("telemetry", SUM, "service.name"), ("focus", COST, "SubAccountName")],
)
def test_a_caller_is_told_by_a_column_or_by_the_configuration(
    source: ObservedSource, row: Mapping[str, object], column: str
) -> None:
    nobody = table([{name: value for name, value in row.items() if name != column}])

    assert [fault.code for fault in observe(source, nobody).faults] == ["missing-column"]
    assert [one.service for one in observe(source, nobody, service="chat").observations] == ["chat"]


def test_a_log_may_hold_what_was_asked_and_answered() -> None:
    (seen,) = observe("litellm-spend", table([{**SPEND, "response": "a" * 200_000}])).observations

    assert seen.requests == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"spend": {"usd": 1}}, "spend is no amount: '(no single value)'"),
        ({"model": ["gpt-5.4"]}, "the model's name is no single value"),
    ],
)
def test_what_is_no_single_value_is_not_read_as_nothing(change: Mapping[str, object], message: str) -> None:
    found = observe("litellm-spend", as_json([{**SPEND, **change}]), "json")

    assert [fault.message for fault in found.faults] == [message]


def test_a_cost_that_is_not_told_is_not_zero() -> None:
    (seen,) = observe("litellm-spend", table([{**SPEND, "spend": ""}])).observations

    assert (seen.requests, seen.cost, seen.currency) == (1, None, None)


def test_a_no_break_space_is_a_part_of_a_name() -> None:
    (seen,) = observe("litellm-spend", table([{**SPEND, "team_id": "team-a\u00a0"}])).observations

    assert seen.service == "a name that cannot be shown"


def test_a_secret_in_the_place_of_a_number_is_not_repeated() -> None:
    found = observe("litellm-spend", table([{**SPEND, "spend": "sk-1234567890"}]))

    assert "sk-" not in found.faults[0].message


@pytest.mark.parametrize("name", ["sk-1234567890abcdef", "x" * 201, "a\\u001b[31m"])
def test_what_is_no_name_of_a_model_is_refused_and_not_shown(name: str) -> None:
    found = observe(
        "litellm-spend", f'[{{"model": "{name}", "spend": "1", "date": "2026-11-02", "team_id": "a"}}]', "json"
    )

    assert [fault.code for fault in found.faults] == ["bad-row"]
    assert name not in found.faults[0].message


@pytest.mark.parametrize("word", ["sk-proj-1234567890abcdef", "x" * 300, "a\u200bb"])
def test_what_is_no_name_of_a_provider_is_not_shown(word: str) -> None:
    (seen,) = observe("telemetry", table([{**SUM, "gen_ai.provider.name": word}])).observations

    assert seen.host in {"a value that looks like a secret", "a name that cannot be shown"}


@pytest.mark.parametrize(
    ("tags", "caller"),
    [
        ('{""service"": ""claims""}', "claims"),
        ('{""service"": ""claims"", ""service"": ""mail""}', "(no single value)"),
        ("{service=claims", "(no single value)"),
        ("{}", "acc"),
    ],
)
def test_tags_that_cannot_be_read_are_of_nobody(tags: str, caller: str) -> None:
    (seen,) = observe("focus", table([{**COST, "Tags": f'"{tags}"'}])).observations

    assert seen.caller == caller


@pytest.mark.parametrize(
    ("source", "text", "fault"),
    [
        ("litellm", "model_list: gpt-5.4\n", ("no-models", "model_list is no list", 1)),
        (
            "litellm",
            "model_list:\n  - model_name: chat\n    litellm_params: {model: openai/}\n",
            ("bad-row", "the row names no model", 2),
        ),
        (
            "cyclonedx",
            '{"bomFormat": "CycloneDX",\n"components": {"name": "gpt-5.4"}}',
            ("bad-row", "components is no list of mappings", 2),
        ),
    ],
)
def test_what_cannot_be_looked_through_is_a_fault(
    source: ObservedSource, text: str, fault: tuple[str, str, int]
) -> None:
    assert faults(observe(source, text, "json" if source == "cyclonedx" else "yaml")) == [fault]


def test_a_key_in_the_place_of_a_caller_is_not_shown() -> None:
    (seen,) = observe("litellm-spend", table([{**SPEND, "team_id": "sk-1234567890"}])).observations

    assert seen.caller == "a value that looks like a secret"


def test_a_bill_of_materials_says_which_names_are_in_the_code_and_where() -> None:
    bom = {
        "bomFormat": "CycloneDX", "specVersion": "1.6",
        "metadata": {"timestamp": "2026-11-18T06:12:00Z", "component": {"name": "chat"}},
        "components": [
            {
                "type": "machine-learning-model", "name": "gpt-5.4-mini",
                "evidence": {"occurrences": [{"location": "src/llm.py", "line": 41}]},
            }
        ],
    }  # fmt: skip

    (seen,) = observe("cyclonedx", json.dumps(bom), "json").observations

    assert (seen.caller, seen.model, seen.where, seen.host) == ("chat", "gpt-5.4-mini", "src/llm.py:41", None)
    assert seen.since == dt.date(2026, 11, 18)
    assert not seen.shows_use


def test_a_proxy_offers_to_anybody_what_no_service_is_said_to_call() -> None:
    text = (
        "model_list:\n"
        "  - model_name: chat\n    litellm_params: {model: azure/x, api_base: https://a.openai.azure.com}\n"
        "    model_info: {base_model: azure/gpt-5.4}\n"
        "  - model_name: other\n    litellm_params: {model: hosted_vllm/gemma, api_base: 'http://g.internal'}\n"
        "  - model_name: any\n    litellm_params: {model: openai/*}\n"
    )

    found = observe("litellm", text, "yaml", callers={"chat": "claims"})

    chat, other = found.observations
    assert (chat.service, chat.model, chat.host, chat.offered) == ("claims", "azure/gpt-5.4", "azure.foundry", False)
    assert (other.service, other.model, other.host, other.offered) == ("", "gemma", "self", True)
    assert [left.count for left in found.left_out] == [1]


def test_what_a_scan_found_is_read_back() -> None:
    text = json.dumps({"format": "modelbylaws/observations/v1", "service": "chat",
                       "found": [{"model": "gpt-5.4", "where": "a.py:3"}]})  # fmt: skip

    (seen,) = observe("scan", text, "json").observations

    assert (seen.service, seen.model, seen.where) == ("chat", "gpt-5.4", "a.py:3")


@pytest.mark.parametrize(
    ("word", "host"),
    [
        ("openai", "openai"), ("azure.ai.openai", "azure.foundry"), ("bedrock", "aws.bedrock"), ("x_ai", "xai"),
        ("gcp.gen_ai", None), ("hosted_vllm", None), ("anthropic", "anthropic"), ("", None), ("acme", "acme"),
    ],
)  # fmt: skip
def test_a_provider_is_a_host(word: str, host: str | None) -> None:
    assert host_of_provider(word) == host


def test_an_address_says_more_than_the_api_that_it_speaks() -> None:
    assert host_at("http://llm.internal:8000/v1", "openai") == "self"
    assert host_at("https://api.groq.com/openai/v1", "openai") == "groq"
    assert host_at("https://llm.example.com", "openai") is None
    assert host_at("", "openai") == "openai"


@pytest.mark.parametrize(
    ("told", "service", "host"),
    [
        ({"ProviderName": "Microsoft"}, "Azure OpenAI", "azure.foundry"),
        ({"ServiceProviderName": "AWS", "HostProviderName": "AWS"}, "Amazon Bedrock", "aws.bedrock"),
        ({"ServiceProviderName": "AWS", "HostProviderName": "AWS"}, "Amazon SageMaker AI", None),
        ({"ServiceProviderName": "Anthropic", "HostProviderName": "AWS"}, "Claude", None),
        ({"ServiceProviderName": "Anthropic", "HostProviderName": "Not Applicable"}, "Claude", "anthropic"),
        ({"ServiceProviderName": "Anthropic", "HostProviderName": "Anthropic", "ProviderName": "AWS"}, "", "anthropic"),
        ({"ServiceProviderName": "OpenAI", "HostProviderName": "", "InvoiceIssuerName": "Reseller"}, "", "openai"),
        ({"ProviderName": "Google Cloud"}, "Vertex AI", "gcp.vertex"),
        ({"ProviderName": "Google Cloud"}, "Gemini API", "gcp.gemini-api"),
        ({"ProviderName": "Google Cloud"}, "", None),
    ],
)
def test_who_sells_and_who_hosts_say_which_host_it_is_if_they_are_one(
    told: Mapping[str, str], service: str, host: str | None
) -> None:
    rest = {name: value for name, value in COST.items() if name != "ProviderName"}
    row: Mapping[str, object] = {**rest, **told, "ServiceName": service}

    (seen,) = observe("focus", table([row])).observations

    assert seen.host == host


def test_who_made_it_and_who_bills_do_not_serve() -> None:
    row = {name: value for name, value in COST.items() if name != "ProviderName"}

    found = observe("focus", table([{**row, "PublisherName": "Anthropic", "InvoiceIssuerName": "AWS"}]))

    assert [fault.code for fault in found.faults] == ["missing-column"]
    assert host_of_bill([], "") is None


def test_the_model_of_a_bill_is_what_its_price_is_about_and_not_its_meter() -> None:
    details = '"{""ModelId"": ""anthropic.claude-opus-4-6-v1"", ""TokenDirection"": ""Input""}"'
    row = {**COST, "SkuMeter": "Input Tokens", "SkuPriceDetails": details}

    (usual,) = observe("focus", table([row])).observations
    (named,) = observe("focus", table([row]), model="SkuPriceDetails/TokenDirection").observations
    (meter,) = observe("focus", table([{**row, "SkuPriceDetails": ""}])).observations

    assert [usual.model, named.model, meter.model] == ["anthropic.claude-opus-4-6-v1", "Input", "Input Tokens"]


@pytest.mark.parametrize("entry", [{}, {"focus": "a.csv", "scan": "b.json"}])
def test_an_entry_names_exactly_one_kind_of_file(entry: Mapping[str, str]) -> None:
    document = parse("entry.json", json.dumps(entry).encode())
    assert isinstance(document, Document)

    found = read(document, Observed)

    assert isinstance(found, list)
    assert "name exactly one kind of file" in found[0].message
