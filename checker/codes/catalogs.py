"""Codes of catalogs, inventories, and of files that are there and not read."""

from __future__ import annotations

from checker.codes.code import Code

CATALOGS: tuple[Code, ...] = (
    Code(
        "said-twice",
        "Two catalogs of one layer give the same fact, so neither is above the other.",
        "weights of acme/apex in two of your files",
        "Keep it in one file; a fact is a list of claims.",
    ),
    Code(
        "ambiguous-name",
        "One id or alias names two models.",
        "aliases: [gpt-fast] at two models",
        "Give it to the model that it means.",
    ),
    Code(
        "unknown-vendor",
        "A model's vendor is in no catalog.",
        "vendor: acne",
        "Correct it, or add it to `vendors:`.",
    ),
    Code("unknown-host", "An endpoint is at a host that no catalog has.", "host: azur.foundry", "Correct the host."),
    Code("unknown-model", "An endpoint is of a model that no catalog has.", "model: acme/q", "Correct the model."),
    Code(
        "vendor-differs",
        "A model's id does not begin with its vendor, or a catalog below gives it another one.",
        "id: meta/llama-9\nvendor: acme",
        "An id is vendor/name; correct one of the two.",
    ),
    Code(
        "lineage-cycle",
        "A model is said to be its own ancestor, by a way around.",
        "a from b, and b from a",
        "Correct `derived-from` of one of them.",
    ),
    Code(
        "unknown-type",
        "The inventory has no component of a type that the configuration selects.",
        "types: [servce]",
        "Correct the type; else an empty list would look complete.",
    ),
    Code(
        "no-service",
        "The inventory, or what is selected of it, has no service.",
        "lifecycles: [retired]",
        "Select some, name the files that list services, or leave the inventory out.",
    ),
    Code(
        "not-an-inventory",
        "A file that is given as the inventory is something else.",
        "a CycloneDX bill of materials",
        "Give a modelbylaws/inventory/v1 or Backstage's catalog-info.yaml. What was observed is no inventory.",
    ),
    Code(
        "invalid-entity",
        "An entity of Backstage cannot be read, and may be a service.",
        "metadata: {name: '@acme/web'}",
        "Correct it there; a service must have a name that a manifest can have.",
    ),
    Code(
        "not-followed",
        "A Location of Backstage names a target that is not read: an address, or too many files.",
        "target: https://example.org/catalog-info.yaml",
        "Name the files in the configuration. Nothing is ever fetched.",
    ),
    Code(
        "missing-column",
        "An export that is to show what is used lacks a column.",
        "a FOCUS export without BilledCost, or with it under another name",
        "Export it with the columns of its format; the configuration can name those of caller and model.",
    ),
    Code(
        "bad-row",
        "A row of an export cannot be taken as it is written: a negative count, a time without its zone.",
        "-3 requests",
        "Export the file again. What is left of a row that says something impossible is not counted either.",
    ),
    Code(
        "cut-off",
        "An export ends too early: within a row, a list or the last line.",
        "a spend log that was copied while it was written",
        "Export it again.",
    ),
    Code(
        "overlapping-periods",
        "Two sums of one series count the same day.",
        "a row for October and one for the last week of it",
        "Export periods that do not overlap.",
    ),
    Code(
        "named-twice",
        "A file is named as evidence of use, and is read as something else already.",
        "one spend log under two entries of `observed:`",
        "Name it once.",
    ),
    Code(
        "misnamed-manifest",
        "A file looks like a manifest, and has a name that is not read.",
        "model-manifests.yaml",
        "Call it model-manifest.yaml, .yml or .json, or set `manifests:`.",
    ),
    Code(
        "not-read",
        "A file looks like one of ours and is where nobody looks, or could not be read for a rule.",
        "modelbylaws.yml beside modelbylaws.yaml",
        "Name or list it as the help says, or correct the faults listed.",
    ),
    Code(
        "untracked",
        "A hook judges what git tracks, and git does not track this policy or catalog.",
        "a new policies/org.yaml before git add",
        "`git add` it.",
    ),
    Code(
        "unmerged",
        "Git holds several versions of a file, of a merge that is not finished.",
        "a conflict",
        "Finish the merge of it: git add, or git rm.",
    ),
    Code(
        "not-comparable",
        "Git's attributes let a file read otherwise in the work tree than in a commit.",
        "working-tree-encoding=UTF-16",
        "Take the file out of .gitattributes; it is UTF-8 in every commit.",
    ),
    Code(
        "not-judged",
        "A manifest would only be read by the configuration of this change, which does not decide.",
        "a new pattern and a new manifest in one change",
        "Let the configuration change first, or review both with `--trust head`.",
    ),
    Code(
        "unread-repository",
        "A repository could not be read when the fleet was collected, so its services are unknown.",
        "it was moved, and the list of repositories has the old address",
        "Correct `repositories.yaml`, or take it out with those who own it, and run `modelbylaws collect` again.",
    ),
    Code(
        "unknown-source",
        "A policy, a catalog or a list of these names a source that the configuration does not have.",
        "extends: vendor:org-basline",
        "Correct the name, or add it to `sources:`. See [policies of others](many-repositories.md#policies-of-others).",
    ),
    Code(
        "not-vendored",
        "What `sources:` names and what the lock holds is not the same, or nothing was brought yet.",
        "`ref: v4` in the configuration, and v3 in the lock",
        "Run `modelbylaws vendor`, and commit what it writes.",
    ),
    Code(
        "vendored-changed",
        "A file of others is not what was brought here, or the lock was edited.",
        "one character in .modelbylaws/vendor/org/baseline.yaml",
        "Restore it (`git checkout`), or run `modelbylaws vendor`. What you want stricter goes into your own policy.",
    ),
    Code(
        "not-locked",
        "A file lies among those of others, and the lock does not name it.",
        "a policy that was copied into .modelbylaws/vendor by hand",
        "Run `modelbylaws vendor`, which removes it; a file of your own goes elsewhere.",
    ),
    Code(
        "foreign-file",
        "A folder of kept runs holds something that is neither a summary of a run nor an evidence bundle.",
        "history/notes.txt",
        "Put it elsewhere. Markdown and names that start with a dot are passed over.",
    ),
    Code(
        "damaged-bundle",
        "A folder of kept runs holds a bundle of which a file is missing, or is not what its digest says.",
        "history/2026-Q3.zip, of which report.json was edited",
        "`modelbylaws verify` says all that differs; put the bundle back as it was made.",
    ),
    Code(
        "duplicate-run",
        "A folder of kept runs tells of one run twice, so that it would count twice.",
        "a summary and a bundle of the same run",
        "Keep one of the two; a bundle has the whole report.",
    ),
)
"""Facts first, then who should have a manifest, then files that nobody reads."""
