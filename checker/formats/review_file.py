"""What the report for programs says of a comparison; its schema is generated from these types."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from checker.report import Part


class RevisionEntry(TypedDict):
    name: str
    """What it was called on the command line."""
    commit: str


class SpanEntry(TypedDict):
    path: str
    line: int | None
    column: int | None


class ValueEntry(TypedDict):
    lowest: str
    highest: str
    limit: str
    verdict: str


class MeasureChangeEntry(TypedDict):
    rule: str
    key: str | None
    movement: Literal["worse", "better", "same", "hidden", "shown"]
    """`hidden`: it cannot be given any more; `shown`: it can be now, and could not before."""
    before: ValueEntry | None
    """Null where no service carried the key, or no value could be given."""
    after: ValueEntry | None
    gained: list[str]
    """Services that count, or may count, for the key now and did not before."""
    lost: list[str]
    without: ValueEntry | None
    """What the value would be without the services that joined the rule; null if none joined, or it would be none."""
    locations: list[SpanEntry]


class FindingChangeEntry(TypedDict):
    state: Literal["new", "gone", "worse", "better", "same"]
    fingerprint: str
    rule: str
    level: str
    subject: dict[Part, str]
    before: str | None
    """Its verdict before, or null."""
    after: str | None
    reason: str
    """In what way it is worse; why it is gone without being fixed; or what it said before, if it is no worse."""


class DepartureEntry(TypedDict):
    service: str
    reason: str


class PopulationChangeEntry(TypedDict):
    rule: str
    before: int
    after: int
    left: list[DepartureEntry]
    joined: list[str]
    silent: str
    """Why the rule judges nothing any more, if so."""


class ChangesEntry(TypedDict):
    findings: list[FindingChangeEntry]
    measures: list[MeasureChangeEntry]
    """Only those that moved."""
    populations: list[PopulationChangeEntry]


class ForgivenEntry(TypedDict):
    by: Literal["base", "baseline"]
    fingerprint: str
    rule: str
    level: str
    verdict: str
    subject: dict[Part, str]
    message: str


class ReviewEntry(TypedDict):
    """What the run was compared with."""

    base: RevisionEntry | None
    trusted: RevisionEntry | None
    """Where everything but manifests was read; null for the work tree."""
    not_used: list[str]
    """Files that differ from the trusted revision, which were read there instead."""
    changed: list[str]
    """Inputs that differ from the base."""
    baseline: str
    changes: ChangesEntry | None
    forgiven: list[ForgivenEntry]
    notes: list[str]
