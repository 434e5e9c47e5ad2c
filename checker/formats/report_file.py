"""The form of the report for programs; its schema is generated from these types.

Fractions are strings in lowest terms, so that no reader rounds them.
"""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict  # pydantic makes the schema from it, and asks for this one before 3.12

from checker.formats.review_file import ReviewEntry
from checker.report import Part

FORMAT: Literal["modelbylaws/report/v1"] = "modelbylaws/report/v1"


class Tool(TypedDict):
    name: str
    version: str


class InputFile(TypedDict):
    path: str
    role: str
    sha256: str


Counts = TypedDict(
    "Counts",
    {"services": int, "rules": int, "pass": int, "fail": int, "unknown": int, "waived": int, "not_applicable": int,
     "error": int},
)  # fmt: skip


class Interval(TypedDict):
    lowest: str
    highest: str


class MeasureEntry(TypedDict):
    key: str | None
    value: Interval
    limit: str
    verdict: str
    services: list[str]
    undecided: list[str]


class DecisionEntry(TypedDict):
    subject: dict[Part, str]
    verdict: str
    reason: str


class ExclusionEntry(TypedDict):
    service: str
    reason: str


class RuleEntry(TypedDict):
    id: str
    policy: str
    kind: str
    level: str
    title: str
    why: str
    controls: list[str]
    verdict: str
    reason: str
    selected: int
    possible: list[str]
    excluded: list[ExclusionEntry]
    measures: list[MeasureEntry]
    subjects: list[DecisionEntry]


class LocationEntry(TypedDict):
    path: str
    line: int | None
    column: int | None
    end_line: int | None
    end_column: int | None
    label: str


class FindingEntry(TypedDict):
    rule: str
    level: str
    verdict: str
    message: str
    help: str
    fix: str
    notes: list[str]
    subject: dict[Part, str]
    fingerprint: str
    waiver: str | None
    locations: list[LocationEntry]


class WaiverEntry(TypedDict):
    id: str
    rule: str
    subject: dict[Part, str]
    states: list[str]
    """`active` alone, or everything that keeps the waiver from being so."""
    days_left: int
    limit: str
    reason: str
    requested_by: str
    approved_by: str
    approved_on: str
    expires: str
    ticket: str
    location: LocationEntry


class DiagnosticEntry(TypedDict):
    code: str
    message: str
    help: str
    locations: list[LocationEntry]


class ReportFile(TypedDict):
    """What a run of modelbylaws found."""

    format: Literal["modelbylaws/report/v1"]
    as_of: str
    known_by: str | None
    """Catalogs counted as they stood on this day; null: as they stand now."""
    exit_code: int
    tool: Tool
    inputs: list[InputFile]
    counts: Counts
    rules: list[RuleEntry]
    findings: list[FindingEntry]
    waivers: list[WaiverEntry]
    diagnostics: list[DiagnosticEntry]
    notes: list[str]
    nothing: str
    """Why there was nothing to judge, if so."""
    hidden: int
    """Findings outside of the paths that were asked for."""
    review: ReviewEntry | None
    """What the run was compared with, by `--against`, `--trust` or `--baseline`."""
