"""Codes of policies, their parameters and tests, waivers, and baselines."""

from __future__ import annotations

from checker.codes.code import Code

POLICIES: tuple[Code, ...] = (
    Code(
        "unknown-attribute",
        "A condition asks for an attribute that there is not, or not at this level.",
        "must: {model.self_hostable: true}",
        "See [attributes](attributes.md); the help names the nearest.",
    ),
    Code(
        "unknown-operator",
        "An operator does not exist, or does not fit the attribute.",
        "access: {any-of: [cloud-api]}",
        "Use one that the help names: single values take `not-in`, sets `any-of`, `none-of`, `only`.",
    ),
    Code(
        "set-needs-operator",
        "A plain value is asked of a set, which leaves open whether one or all are meant.",
        "data: phi",
        "Write `data: {any-of: [phi]}`, or `only`, `all-of`, `none-of`.",
    ),
    Code(
        "unknown-selection",
        "A rule is about a selection that the policy does not have.",
        "of: prodution",
        "Correct the name, or add it to `selections:`. `all` is built in.",
    ),
    Code(
        "unknown-parameter",
        "A parameter is used or set that the policy does not declare.",
        "max: $vendor-cpa",
        "Correct the name, or add it to `params:` of the policy.",
    ),
    Code(
        "refused-override",
        "The configuration sets a parameter beyond what the policy allows.",
        "params: {org-baseline: {vendor-cap: 75%}}",
        "Stay within the bound that is shown, or have the policy changed.",
    ),
    Code(
        "loosened",
        "A policy that is built on another one makes an inherited rule milder.",
        "`max: 60%` where the inherited rule has 40%",
        "Only what is stricter may be written; both lines are shown.",
    ),
    Code(
        "extends-cycle",
        "A policy is built on itself, by a way around.",
        "base.yaml extends org.yaml extends base.yaml",
        "Take one `extends:` out.",
    ),
    Code(
        "unread-policy",
        "The policy that another one is built on could not be read.",
        "extends: missing.yaml",
        "Correct the path, or the faults of that policy, which are listed.",
    ),
    Code(
        "unknown-policy",
        "There is no built-in policy of that name, or no policy that parameters are set for.",
        'policies: ["builtin:vendor-resiliance"]',
        "See [the built-in policies](packs.md).",
    ),
    Code(
        "old-catalog",
        "The configuration demands a newer release of the built-in catalog than the one that is there.",
        'catalog: ">=2027.01"',
        "Install a newer release, or name its folder with `--catalog-package`. See [the catalog](catalog.md#releases).",
    ),
    Code(
        "reserved-id",
        "A rule has the id of one that is built in.",
        "id: waiver-expired",
        "Give it another id.",
    ),
    Code(
        "unknown-rule",
        "A waiver, a test or a file of controls names a rule that no loaded policy holds.",
        "rule: vendor-concentraton",
        "Correct it, or take the entry out if the rule is gone.",
    ),
    Code(
        "two-waivers",
        "Two waivers with overlapping periods are about one finding.",
        "W-1 and W-2 for the same service",
        "Keep one; a renewal begins when the first one ends.",
    ),
    Code(
        "wrong-fingerprint",
        "An entry of a baseline was edited by hand: its fingerprint is not that of what it names.",
        "another service below the same fingerprint",
        "Write the baseline again: `modelbylaws baseline write`.",
    ),
    Code(
        "duplicate-finding",
        "A baseline holds one finding twice.",
        "two entries with one fingerprint",
        "Write the baseline again.",
    ),
    Code(
        "no-manifest",
        "A service of the inventory, or the folder of a test, has no manifest.",
        "the inventory lists `payments`",
        "Add its model-manifest.yaml; until then no rule about it is shown to hold.",
    ),
)
"""Conditions and rules first, then how policies are built on each other, then what is kept beside them."""
