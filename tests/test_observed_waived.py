"""What a waiver or a baseline excuses of the kind ``declared``: the uses that it names, and none that comes later."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence

import pytest

from checker.report import Report, Verdict
from checker.resources import builtin
from checker.review.ratchet import holdable, ratchet
from checker.run.files import Memory, Sources
from checker.run.read import read
from checker.run.request import Asked

AS_OF = dt.date(2026, 11, 22)
POLICY = """
format: modelbylaws/policy/v1
policy: org
version: "1"
owner: risk@example.org
waivers: {approvers: [ciso@example.org], max-days: 180}
rules: [{id: used, title: Used is declared, kind: declared, of: all, share-within: 10%, level: soft}]
"""
ROUTES = [
    {"id": "a", "model": "openai/gpt-5.4", "access": "vendor-api", "role": "primary", "share": "50%"},
    {"id": "b", "model": "mistral/mistral-large-3", "access": "vendor-api", "role": "secondary", "share": "25%"},
    {"id": "c", "model": "google/gemini-2.5-pro", "access": "vendor-api", "role": "secondary", "share": "25%"},
]
FULL = [("chat", "openai", "gpt-5.4", 50), ("chat", "mistral", "mistral-large-3", 25),
        ("chat", "google", "gemini-2.5-pro", 25)]  # fmt: skip
MINI, NANO = ("chat", "openai", "gpt-5.4-mini", 5), ("chat", "openai", "gpt-5.4-nano", 5)
Row = tuple[str, str, str, int]


def judge(rows: Sequence[Row], *targets: Mapping[str, str]) -> Report:
    """The report on a service that uses these, with a waiver for each target."""
    manifest = {"format": "modelbylaws/manifest/v1", "service": "chat", "owner": "chat", "lifecycle": "production",
                "tier": 1, "regulation": ["none"], "data": ["personal"],
                "uses": [{"id": "answer", "routes": ROUTES}]}  # fmt: skip
    waivers = [
        {"id": f"W-{number}", "rule": "used", "for": target, "reason": "it moves", "requested-by": "sam@example.org",
         "approved-by": "ciso@example.org", "approved-on": "2026-11-01", "expires": "2026-12-31"}
        for number, target in enumerate(targets)
    ]  # fmt: skip
    lines = [f"{name},{vendor},{model},2026-11-01,2026-11-20,{count}" for name, vendor, model, count in rows]
    head = "service.name,gen_ai.provider.name,gen_ai.request.model,from,to,requests"
    held = {
        "modelbylaws.yaml": "format: modelbylaws/config/v1\nobserved: [{telemetry: seen.csv}]\n",
        "policies/org.yaml": POLICY,
        "policies/waivers.yaml": json.dumps({"format": "modelbylaws/waivers/v1", "waivers": waivers}),
        "model-manifest.json": json.dumps(manifest),
        "seen.csv": "\n".join([head, *lines, ""]),
    }
    files = Memory({path: text.encode() for path, text in held.items()})
    report = read(Sources(files, files, builtin()), Asked("modelbylaws.yaml", (), AS_OF)).judge()
    assert not report.diagnostics, [fault.message for fault in report.diagnostics]
    return report


def broken(report: Report) -> dict[str, str]:
    """What is left of the rule, by subject."""
    return {str(f.subject): f.message for f in report.findings if f.rule == "used" and f.verdict.broken}


def about_waivers(report: Report) -> list[tuple[str, str]]:
    return [(f.rule, f.message) for f in report.findings if f.rule.startswith("waiver-")]


def test_a_waiver_of_one_use_covers_no_use_that_comes_later() -> None:
    target = {"service": "chat", "key": "openai/gpt-5.4-mini at openai"}

    before, after = judge([*FULL, MINI], target), judge([*FULL, MINI, NANO], target)

    assert broken(before) == {}
    assert [f.verdict for f in before.findings if f.rule == "used"] == [Verdict.WAIVED]
    assert broken(after) == {
        "chat: openai/gpt-5.4-nano at openai": (
            "seen.csv:6 counts 5 requests of gpt-5.4-nano at openai, and chat declares no such route"
        )
    }
    assert (before.exit_code, after.exit_code) == (0, 1)


def test_a_waiver_of_the_service_alone_covers_no_use() -> None:
    report = judge([*FULL, MINI], {"service": "chat"})

    assert [*broken(report)] == ["chat: openai/gpt-5.4-mini at openai"]
    ((rule, message),) = about_waivers(report)
    assert rule == "waiver-unused"
    assert message == "waiver W-0 is unused: rule 'used' has no finding for chat"


def test_a_waiver_of_a_use_that_is_gone_is_unused() -> None:
    report = judge([*FULL, NANO], {"service": "chat", "key": "openai/gpt-5.4-mini at openai"})

    assert [*broken(report)] == ["chat: openai/gpt-5.4-nano at openai"]
    assert [rule for rule, _ in about_waivers(report)] == ["waiver-unused"]


def test_a_waiver_of_a_callers_use_covers_that_use_alone() -> None:
    strangers = [("team-9", *MINI[1:]), ("team-9", *NANO[1:]), ("team-8", *MINI[1:])]
    report = judge([*FULL, *strangers], {"key": "caller team-9: openai/gpt-5.4-mini at openai"})

    assert about_waivers(report) == []
    assert [*broken(report)] == [
        "caller team-8: openai/gpt-5.4-mini at openai",
        "caller team-9: openai/gpt-5.4-nano at openai",
    ]


def test_a_waiver_of_a_callers_use_that_is_gone_is_unused() -> None:
    report = judge([*FULL, ("team-9", *NANO[1:])], {"key": "caller team-9: openai/gpt-5.4-mini at openai"})

    assert [rule for rule, _ in about_waivers(report)] == ["waiver-unused"]


def test_a_waiver_of_one_routes_share_covers_no_other_route_and_not_that_it_is_unobserved() -> None:
    rows = [("chat", "openai", "gpt-5.4", 30), *FULL[1:]]
    target = {"service": "chat", "use": "answer", "route": "a", "model": "openai/gpt-5.4", "key": "share by telemetry"}

    assert broken(judge(rows, target)) == {}
    found = broken(judge([FULL[1], ("chat", "google", "gemini-2.5-pro", 75)], target))

    assert found["chat/answer/a"].startswith("chat/answer/a declares openai/gpt-5.4 at openai, and no evidence shows")
    assert [*found] == ["chat/answer/a", "chat/answer/c: share by telemetry"]


def test_a_baseline_forgives_the_uses_that_it_holds_and_no_share_that_drifts_on() -> None:
    rows = [("chat", "openai", "gpt-5.4", 30), *FULL[1:]]
    first = judge([*rows, MINI])
    held = holdable(first, None).entries

    forgiven = {str(f.subject) for f in ratchet(first, held).forgiven}
    later = ratchet(judge([("chat", "openai", "gpt-5.4", 20), *FULL[1:], MINI, NANO]), held)

    assert forgiven == {"chat: openai/gpt-5.4-mini at openai", "chat/answer/a: share by telemetry"}
    assert {str(f.subject) for f in later.forgiven} == {"chat: openai/gpt-5.4-mini at openai"}
    assert any("chat/answer/a: share by telemetry is not forgiven" in note for note in later.notes)


@pytest.mark.parametrize("name", ["gpt-5.4-mini at openai", "openai/gpt-5.4-mini at openai"])
def test_a_name_in_evidence_cannot_pass_for_a_model_at_a_host(name: str) -> None:
    report = judge([*FULL, ("chat", "", name, 5)], {"service": "chat", "key": "openai/gpt-5.4-mini at openai"})

    assert [*broken(report)][:1] == [f"chat: '{name}'"]
