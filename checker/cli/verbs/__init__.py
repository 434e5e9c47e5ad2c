"""What the program can do: a verb is one module with its flags and ``answer``, and one line here with its help.

Only the verb that was asked for is imported; what it needs beyond its flags, when it runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import cast

from checker.cli.usage import Verb
from checker.record import dataclass


@dataclass(frozen=True, slots=True)
class OfferedVerb:
    module: str
    """Its name in this folder."""
    help: str
    """In one line, for a list of verbs."""

    def load(self) -> Verb:
        return cast("Verb", import_module(f"{__name__}.{self.module}"))


VERBS: Mapping[str, OfferedVerb] = {
    "check": OfferedVerb("check", "judge the fleet"),
    "diff": OfferedVerb("diff", "what a change does: shares before and after, by its manifests and by its policies"),
    "baseline": OfferedVerb("baseline", "write down what an old fleet already breaks, for check --baseline"),
    "lint": OfferedVerb("lint", "read policies and catalogs alone and list their faults"),
    "test": OfferedVerb("test", "prove policies by their tests"),
    "explain": OfferedVerb("explain", "a rule, its population and arithmetic; or a service, declared and observed"),
    "report": OfferedVerb("report", "write what an auditor reads: a page with pictures, tables, evidence"),
    "site": OfferedVerb("site", "the report as static pages: what is worst, every rule, service, owner and vendor"),
    "history": OfferedVerb("history", "what became of the fleet over time: keep a run's summary, show what was kept"),
    "verify": OfferedVerb("verify", "check an evidence bundle or a snapshot: digests, signature, every verdict again"),
    "sample": OfferedVerb("sample", "draw a reproducible sample of services, with all that is known of each"),
    "controls": OfferedVerb(
        "controls", "which controls the rules cover, with verdicts, owners and what is out of scope"
    ),
    "docs": OfferedVerb("docs", "the policy register: every rule, its owner, tests and controls"),
    "simulate": OfferedVerb("simulate", "what would stop, and what the rules would say, if something happened"),
    "plan": OfferedVerb("plan", "the cheapest moves after which the rules hold, proven"),
    "waivers": OfferedVerb("waivers", "every waiver, with its state and the days it has left"),
    "waive": OfferedVerb("waive", "add an approved exception for one finding to the waivers"),
    "catalog": OfferedVerb("catalog", "what is known about models, with dates and sources"),
    "import": OfferedVerb("import_", "draft manifests from files of other tools: proxies, model cards"),
    "scan": OfferedVerb("scan", "names of models in the tracked files of a repository, as evidence of use"),
    "collect": OfferedVerb("collect", "the manifests of many repositories as one dated snapshot, by git"),
    "vendor": OfferedVerb("vendor", "policies and catalogs of others, brought here and pinned, by git or by digest"),
    "init": OfferedVerb("init", "write a first configuration, policy and manifest that pass"),
    "schema": OfferedVerb("schema", "print the JSON Schema of a file format"),
}
"""In the order in which help lists them."""

CATALOG_VERBS: Mapping[str, OfferedVerb] = {
    "list": OfferedVerb(
        "catalog_list", "the models that catalogs know, with weights, license, stage, lineage and disputes"
    ),
    "find": OfferedVerb("catalog_find", "models by a part of any name, or by a name as anybody writes it"),
    "show": OfferedVerb(
        "catalog_show", "one model: facts, every claim and source behind them, endpoints, relatives, and who uses it"
    ),
    "alternatives": OfferedVerb(
        "catalog_alternatives", "the models that could take the place of one, and what is against the others"
    ),
    "lint": OfferedVerb(
        "catalog_lint", "faults of catalogs, and advice: disputes, old readings, gaps, misleading names"
    ),
    "diff": OfferedVerb(
        "catalog_diff",
        "what changed in what is known about models between two days, or two catalogs, and whom it touches",
    ),
    "draft": OfferedVerb("catalog_draft", "stub entries, with questions, for models that no catalog lists"),
    "recheck": OfferedVerb("catalog_recheck", "draw claims to be opened at their sources; the score of a record"),
    "coverage": OfferedVerb("catalog_coverage", "how many names in public lists are models that catalogs know"),
    "export": OfferedVerb("catalog_export", "the built-in catalog as one JSON file, for others"),
    "import": OfferedVerb("catalog_import", "import what a dataset, a vendor or a model card says of known models"),
}
"""Those of ``catalog``."""

HISTORY_VERBS: Mapping[str, OfferedVerb] = {
    "add": OfferedVerb("history_add", "keep a summary of a run, or of an evidence bundle, in a folder"),
    "show": OfferedVerb("history_show", "the kept runs, shares against their limits, and the age of findings"),
}
"""Those of ``history``."""
