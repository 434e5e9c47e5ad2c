"""A summary of a run, as a history keeps it: ``format: modelbylaws/summary/v1``. Programs write and read it.

A finding is known by its fingerprint. Services are written once, in order; where a rule
leaves some out, their places in that order stand for them, as ``1-3,7``.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Annotated, Literal, Self

from checker.files.baseline import About, Exact, Fingerprint
from checker.files.numbered import Places
from checker.report.finding import Subject, fingerprint
from checker.report.judged_waiver import WaiverState
from checker.shape import Fault, File, Shape, reject_any
from checker.shape.marks import PlainValidator, WithJsonSchema, model_validator
from checker.shape.scalars import Day, Flag, Identifier, Text, Whole
from checker.vocabulary import Level

FORMAT: Literal["modelbylaws/summary/v1"] = "modelbylaws/summary/v1"

Broken = Literal["fail", "unknown", "waived"]
"""Verdicts that a finding may have in a run that judged."""
Outcome = Literal["error", "fail", "unknown", "waived", "pass", "not-applicable"]

_DIGEST = re.compile(r"[0-9a-f]{64}")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


def _digest(value: object) -> str:
    if isinstance(value, str) and _DIGEST.fullmatch(value):
        return value
    raise ValueError(f"{value!r} is not a SHA-256 in hexadecimal")


def _commit(value: object) -> str:
    if isinstance(value, str) and _COMMIT.fullmatch(value):
        return value
    raise ValueError(f"{value!r} is not the id of a commit")


Digest = Annotated[str, PlainValidator(_digest), WithJsonSchema({"type": "string", "pattern": f"^{_DIGEST.pattern}$"})]
CommitId = Annotated[
    str, PlainValidator(_commit), WithJsonSchema({"type": "string", "pattern": f"^{_COMMIT.pattern}$"})
]


class ToolEntry(Shape):
    """The program that judged."""

    version: Text
    """Its version."""
    catalog: Text | None = None
    """The release of the built-in catalog."""


class CommitEntry(Shape):
    """Where git stood."""

    id: CommitId
    """The commit."""
    clean: Flag
    """Whether every input was as in the commit."""


class Digests(Shape):
    """Of what was read, a digest for each cause that a verdict may change by."""

    manifests: Digest
    """Of all manifests."""
    policies: Digest
    """Of policies, waivers, the configuration and the inventory."""
    facts: Digest
    """Of catalogs and of evidence of use."""


class CountsEntry(Shape):
    """Services, rules, and verdicts over rules and subjects."""

    services: Whole
    """Services with a manifest."""
    rules: Whole
    """Rules that were judged."""
    pass_: Whole
    """Shown to hold."""
    fail: Whole
    """Shown not to hold."""
    unknown: Whole
    """Not shown to hold."""
    waived: Whole
    """Broken, and covered by a waiver."""
    not_applicable: Whole
    """Nothing to judge."""
    error: Whole
    """The rule crashed."""


class MeasureEntry(Shape):
    """A share against its limit, as an interval."""

    key: Text | None = None
    """Such as a vendor; absent: the whole fleet."""
    lowest: Exact
    """Its lower end, such as 8/17."""
    highest: Exact
    """Its upper end; the same where everything is known."""
    limit: Exact
    """The limit that day."""
    verdict: Outcome
    """What the rule says of it."""


class RuleEntry(Shape):
    """What a rule came to."""

    id: Identifier
    """Its id."""
    policy: Text
    """The policy that holds it."""
    level: Level
    """How much it binds."""
    kind: Text
    """Its kind."""
    verdict: Outcome
    """The worst of its verdicts."""
    selected: Whole
    """Services that it is about."""
    excluded: Places | None = None
    """Services that it is not about, by their places in `services`, the first of which is 1."""
    counts: dict[Outcome, Whole]
    """Its verdicts over subjects."""
    bound: Literal["max", "min"] | None = None
    """Of a limit over the fleet: whether it is the largest or the smallest value allowed."""
    measures: tuple[MeasureEntry, ...] = ()
    """Every share, also those within the limit."""


class FindingEntry(Shape):
    """Something wrong."""

    fingerprint: Fingerprint
    """Its identity, made of the rule and what it is about."""
    rule: Identifier
    """Id of the rule."""
    for_: About = About()
    """What it is about; absent: the fleet."""
    verdict: Broken
    """Shown, not shown to hold, or covered by a waiver."""
    waiver: Text | None = None
    """The waiver that covers it."""

    @property
    def subject(self) -> Subject:
        return Subject(self.for_.service, self.for_.use, self.for_.route, self.for_.key)


class WaiverEntry(Shape):
    """An exception."""

    id: Text
    """Its id."""
    rule: Identifier
    """The rule that it is about."""
    states: tuple[WaiverState, ...]
    """`active` alone, or everything that keeps it from being so."""
    approved_on: Day
    """When it was approved."""
    expires: Day
    """The last day on which it counts."""


class FactAges(Shape):
    """How old the facts are that the fleet rests on: days since the latest reading of a source of each."""

    known: Whole
    """Facts that are known."""
    unknown: Whole
    """Facts that are not."""
    oldest: Day | None = None
    """The day on which the oldest was read; absent: no fact is known."""
    median_age: Whole | None = None
    """Days; half of the facts are younger."""


class SummaryFile(File):
    """What a run came to, short enough to be kept for every commit."""

    format: Literal["modelbylaws/summary/v1"]
    """Name and version of this file format."""
    as_of: Day
    """The date that facts were judged at."""
    known_by: Day | None = None
    """Catalogs counted as they stood on this day; absent: as they stood then."""
    tool: ToolEntry
    """The program that judged."""
    commit: CommitEntry | None = None
    """Where git stood; absent: git did not know."""
    exit_code: Whole
    """0 compliant, 1 not. A run that could not judge is no part of a history."""
    digests: Digests
    """Of what was read."""
    counts: CountsEntry
    """Verdicts over rules and subjects."""
    facts: FactAges
    """How old facts are."""
    services: dict[Text, Text]
    """Every service with a manifest, and who answers for it."""
    rules: tuple[RuleEntry, ...]
    """Every rule."""
    waivers: tuple[WaiverEntry, ...] = ()
    """Every waiver."""
    findings: tuple[FindingEntry, ...] = ()
    """Everything broken, waived findings too, each once."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        rules = {rule.id for rule in self.rules}
        counted = Counter(finding.fingerprint for finding in self.findings)
        faults = []
        if self.exit_code > 1:
            faults.append(Fault(("exit-code",), "a run that could not judge is no part of a history"))
        for index, finding in enumerate(self.findings):
            at = ("findings", index)
            if finding.rule not in rules:
                faults.append(Fault((*at, "rule"), f"no rule {finding.rule!r} in this summary", code="unknown-rule"))
            if finding.fingerprint != fingerprint(finding.rule, finding.subject):
                message = f"this is not the fingerprint of rule {finding.rule!r} for {finding.subject}"
                faults.append(Fault((*at, "fingerprint"), message, code="wrong-fingerprint"))
            elif counted[finding.fingerprint] > 1:
                message = "a finding is in the summary twice"
                faults.append(Fault((*at, "fingerprint"), message, code="duplicate-finding"))
        reject_any(faults)
        return self

    def level_of(self, rule: str) -> Level:
        """How much a rule of the summary binds."""
        return next(entry.level for entry in self.rules if entry.id == rule)
