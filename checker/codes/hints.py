"""Codes of what ``lint`` and ``catalog lint`` advise. A hint fails nothing; two of them are faults, and say so."""

from __future__ import annotations

from checker.codes.code import Code

HINTS: tuple[Code, ...] = (
    Code(
        "literal-limit",
        "The title of a rule has a percentage, which stays when the limit changes.",
        "title: No vendor above 40%",
        "Make the limit a parameter, and write `{its-name}` in the title.",
    ),
    Code(
        "never-holds",
        "Two expectations of one condition can never hold together.",
        "regulation: {any-of: [dora], only: [gdpr]}",
        "Correct the condition: it selects nothing, or fails for everybody.",
    ),
    Code(
        "selects-nothing",
        "A selection selects none of the services that there are.",
        "critical: {tier: [9]}",
        "Look for a misspelt word; leave it if services will come.",
    ),
    Code(
        "cannot-be-met",
        "So few services cannot stay below a cap: one alone is more.",
        "max: 40% of two services",
        "Set `min-population`.",
    ),
    Code(
        "shadowed",
        "A fault: a rule never says more than another one, which is stricter.",
        "max: 60% beside max: 40%",
        "Remove it, or give it a higher level.",
    ),
    Code(
        "unproven",
        "No test of the policy has seen the rule fail.",
        "a rule without a case `verdict: fail`",
        "Write one, and run `modelbylaws test`.",
    ),
    Code(
        "unknown-control",
        "A fault: a rule, or an answer in a file of controls, names a control that no list knows.",
        "controls: [dora/29-1-c]",
        "Correct it, or [list it](controls.md); a control of your own without a list starts with `x-`.",
    ),
    Code(
        "unnamed-model",
        "A waiver of a route does not say which model it excused.",
        "for: {service: a, route: main}",
        "Add `model:`; else it covers whatever model comes there.",
    ),
    Code(
        "unowned",
        "A CODEOWNERS file leaves a policy or waivers to everybody.",
        "no line for policies/",
        "Add one: policies and waivers need reviewers of their own.",
    ),
    Code(
        "any-age",
        "The configuration names a snapshot of other repositories, and does not say how old it may be.",
        "fleet: {snapshot: fleet.jsonl}",
        "Add `at-most-age:`; what the others changed since then is not counted.",
    ),
    Code(
        "disputed",
        "Claims of one rank differ about a fact today, so it is unknown.",
        "weights: public, and none",
        "Add a better source, close an interval, or say with `decided` who settles it and why.",
    ),
    Code(
        "old-reading",
        "A fact rests on a source that was read long ago.",
        "read: 2026-01-10",
        "Read the source again, and update `read`.",
    ),
    Code(
        "not-recorded",
        "Claims do not say since when the catalog holds them, so `--known-by` passes over them.",
        "no `recorded:`",
        "Write `recorded: DATE` at the top of the file.",
    ),
    Code(
        "gap",
        "Between two claims about a fact are days that none covers.",
        "until: 2026-03-01, then from: 2026-05-01",
        "If nothing is known of these days, leave it so.",
    ),
    Code(
        "overlap",
        "Two claims of one rank differ on days other than today.",
        "two open intervals",
        "Close the earlier interval.",
    ),
    Code(
        "expired",
        "A claim that ages rests on a source that is too old, so it does not count any more.",
        "a model's stage, of a page that stood in April",
        "Read the source again as it is now, and update `read` and `stood`.",
    ),
    Code(
        "retired-yet-offered",
        "A model is retired, and its vendor's own API is still said to offer it.",
        "stage: retired, access: [vendor-api]",
        "Close the claim for its access on that day.",
    ),
    Code(
        "retired-yet-active",
        "A model is said to be active, and its vendor or all hosts have retired it.",
        "stage: active, retires: 2026-10-01",
        "Add a claim for its stage since then.",
    ),
    Code(
        "no-claim",
        "Nothing is claimed about a fact that most rules ask for.",
        "a model without `derived-from`",
        "Add what you can source. What is unknown passes no rule.",
    ),
    Code(
        "misleading-alias",
        "An alias reads like the name of another model.",
        "hf:acme/Apex.7B at acme/apex-70b",
        "Move it there, or note why it is right.",
    ),
    Code(
        "better-replaced",
        "Your claim replaces one below that has a better status or source.",
        "reported over confirmed",
        "Say why in a note, or add that claim as well.",
    ),
    Code(
        "redefined",
        "Your catalog puts a vendor or a host into another group or country, for every day.",
        "aws.bedrock in group acme",
        "Leave it out, unless the catalog below is wrong.",
    ),
    Code(
        "unlisted-license",
        "A license is on no list, so no rule can allow it by what it is.",
        "license: Acme-Terms",
        "Write an SPDX expression, or LicenseRef-... for a license that SPDX does not list.",
    ),
)
"""Of policies first, then of catalogs."""
