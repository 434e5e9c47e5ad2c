"""The reference of policies: keys of the file, then what all rules share. Keys of one kind are on the page of kinds."""

from __future__ import annotations

import json

from checker.kinds import KINDS
from checker.schema import schema
from tests.reference_pages import key_row


def policy_page(lines: list[str]) -> list[str]:
    definitions = json.loads(schema("policy"))["definitions"]
    kinds = [definitions[kind.__name__] for kind in KINDS.values()]
    shared = [key for key in kinds[0]["properties"] if all(key in kind["properties"] for kind in kinds)]
    rule = {**kinds[0], "properties": {key: kinds[0]["properties"][key] for key in shared}}
    rule["properties"]["kind"] = {
        "description": "What the rule asks: one of the [kinds](kinds.md).",
        "enum": list(KINDS),
    }
    return [
        *lines,
        "## `rules`",
        "",
        "Every rule has these keys, and those of its [kind](kinds.md).",
        "",
        "| key | type | default | meaning |",
        "| --- | --- | --- | --- |",
        *(key_row(rule, None, key) for key in shared),
        "",
        "An entry with the `id` of an inherited rule has `level`, or the rule's limit, and nothing else: see",
        "[policies that build on others](semantics.md#policies-that-build-on-others).",
        "",
    ]
