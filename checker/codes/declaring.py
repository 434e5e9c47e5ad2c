"""Codes of what does not fit the form of a file: keys and values, and what a manifest must say."""

from __future__ import annotations

from checker.codes.code import Code

DECLARING: tuple[Code, ...] = (
    Code(
        "unknown-key",
        "A key is none of those that this place may have.",
        "ownr: team-claims",
        "Correct it; the help names the nearest key, or lists all. Labels of your own go below `labels:`.",
    ),
    Code(
        "missing-key",
        "A key that is needed here is not there.",
        "a manifest without `owner:`",
        "Add it; the help says what it means. Where the answer is not known, some keys take `unknown`.",
    ),
    Code(
        "wrong-type",
        "A value is of another sort than the key needs: a list, a mapping, one text, a number.",
        "regulation: dora",
        "Write it as the help shows: `regulation: [dora]`.",
    ),
    Code(
        "unknown-value",
        "A value is none of those that are allowed here.",
        "lifecycle: prod",
        "Use one of those that the help names.",
    ),
    Code(
        "invalid",
        "A value cannot be read as what it should be: a name, a day, a share, a condition.",
        "max: 0.4",
        "The message says how it is written: a share has a percent sign, a day is 2026-11-22.",
    ),
    Code(
        "duplicate-id",
        "An id is given twice where each must have its own.",
        "two routes with `id: main`",
        "Rename one of them; the place of the first is shown, too.",
    ),
    Code(
        "duplicate-name",
        "Two cases of a file of policy tests have one name.",
        "- name: over the cap, twice",
        "Rename one of them.",
    ),
    Code(
        "duplicate-service",
        "A service has two manifests, or is in the inventory twice.",
        "`service: claims` in two folders",
        "Keep one, or give the other service its own name.",
    ),
    Code(
        "primary-route",
        "A use has no primary route, or more than one.",
        "two routes with `role: primary`",
        "Exactly one route of a use is primary; others are secondary, fallback, shadow or planned.",
    ),
    Code(
        "share",
        "The shares of a use's live routes do not fit: they add up to 100%, and no other route has one.",
        "share: 80% and share: 30%",
        "Correct the shares; a route that serves nobody until another fails is a fallback.",
    ),
    Code(
        "host",
        "A host does not go with the access of the route.",
        "access: cloud-api\nhost: self.frankfurt",
        "Sites of your own (`self...`) go with self-hosted and on-device; other access has a host of the catalog.",
    ),
    Code(
        "access",
        "An event moves routes to a host that is no site of your own, and does not say by which channel.",
        "to: {model: openai/gpt-5.4, host: azure.foundry}",
        "Add `access`, such as `access: cloud-api`.",
    ),
    Code(
        "another-job",
        "An event moves a route to a model that does another job: it does not take or give what the use needs.",
        "move: {model: openai/whisper-1, to: {model: openai/gpt-5.4, access: vendor-api}}",
        "Move it to a model that does its job. In a file of events, `service` and `use` narrow a move.",
    ),
    Code(
        "unknown-name",
        "A policy, a waiver, the configuration or an event names what no catalog knows.",
        "lose: {vendor: opnai}",
        "Correct the name, or add it to a catalog of yours. In a manifest it would be unknown.",
    ),
    Code(
        "unknown-format",
        "A file of tests says a format that there is not.",
        "format: modelbylaws/test/v1",
        "Write `format: modelbylaws/tests/v1`.",
    ),
)
"""Faults of the form first, then those of what manifests and events declare."""
