"""Rules that pull against each other: the next step names ``plan`` exactly where it would break another rule."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

import pytest

from checker.library import read

DAY = dt.date(2026, 11, 22)
CAP = {"id": "cap", "title": "t", "kind": "max-share", "of": "all", "by": "lineage", "max": "50%", "level": "soft"}
OWN = {
    "id": "own", "title": "t", "kind": "min-share", "of": "all", "each": "service", "min": "75%", "level": "soft",
    "must": {"access": {"any-of": ["self-hosted"]}},
}  # fmt: skip
VENDOR = {**CAP, "id": "vendor", "by": "vendor", "max": "25%"}
PLACES = {
    "llama": ("meta/llama-3.1-70b-instruct", "self-hosted"),
    "gpt": ("openai/gpt-5.4", "vendor-api"),
    "gemma": ("google/gemma-4-31b-it", "self-hosted"),
    "mistral": ("mistral/mistral-small-4", "self-hosted"),
}


def steps(models: list[str], *rules: Mapping[str, object]) -> dict[str, str]:
    """The next step of each finding, by rule."""
    files = {"policies/p.yaml": json.dumps(_policy(rules))}
    for number, name in enumerate(models):
        model, access = PLACES[name]
        use = {"id": "main", "purpose": "chat", "routes": [{"model": model, "access": access}]}
        files[f"s{number}/model-manifest.json"] = json.dumps({
            "format": "modelbylaws/manifest/v1", "service": f"s{number}", "owner": "o", "lifecycle": "production",
            "tier": "2", "regulation": ["none"], "data": ["none"], "uses": [use],
        })  # fmt: skip
    run = read(files, as_of=DAY)
    assert not run.faults
    return {finding.rule: finding.help for finding in run.judge().findings}


def _policy(rules: tuple[Mapping[str, object], ...]) -> dict[str, object]:
    head = {"format": "modelbylaws/policy/v1", "policy": "p", "version": "1", "owner": "o"}
    return {**head, "rules": list(rules)}


def test_a_step_that_takes_what_a_minimum_needs_names_the_minimum_and_plan() -> None:
    told = steps(["llama", "llama", "llama", "gpt"], CAP, OWN)["cap"]

    assert told.startswith("move 1 of these 3 services off meta: ")
    assert told.endswith(
        "; but own pulls against it: its 75% needs 1 of them; a way out for all: modelbylaws plan --rules cap,own"
    )


def test_a_step_for_which_another_cap_has_no_room_names_that() -> None:
    told = steps(["llama", "llama", "llama", "mistral"], CAP, VENDOR)["cap"]

    assert "; but vendor pulls against it: below its 25% there is room for 0 of 1; " in told


@pytest.mark.parametrize(
    ("models", "rules"),
    [
        (["llama", "llama", "llama", "gemma"], [CAP, OWN]),
        (["llama", "llama", "llama", "gpt"], [CAP, {**OWN, "level": "advisory"}]),
        (["llama", "llama", "llama", "gpt"], [CAP, {**VENDOR, "max": "50%"}]),
        (["llama", "llama", "llama", "gpt"], [CAP, {**VENDOR, "except": ["openai"]}]),
        (["llama", "llama", "llama", "gpt"], [CAP, {**VENDOR, "by": "host"}]),
        (["llama", "llama", "llama", "gpt"], [CAP, {**VENDOR, "weight": "tier"}]),
    ],
    ids=["enough stay", "advice", "room is left", "room without limit", "another dimension", "another weight"],
)
def test_any_other_step_is_as_it_was(models: list[str], rules: list[Mapping[str, object]]) -> None:
    told = steps(models, *rules)["cap"]

    assert told.startswith("move 1 of these 3 services off meta: ")
    assert "plan" not in told
