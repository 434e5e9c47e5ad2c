"""The form of ``diff`` for programs; its schema is generated from these types.

Fractions are strings in lowest terms, so that no reader rounds them.
"""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from checker.formats.report_file import DiagnosticEntry, Tool
from checker.formats.review_file import ChangesEntry, RevisionEntry

FORMAT: Literal["modelbylaws/diff/v1"] = "modelbylaws/diff/v1"


class EditEntry(TypedDict):
    name: str
    """The parameter, or the key of the rule."""
    before: str
    after: str
    direction: Literal["looser", "stricter", ""]


class RuleChangeEntry(TypedDict):
    rule: str
    state: Literal["added", "removed", "changed"]
    edits: list[EditEntry]


class StepEntry(TypedDict):
    files: list[str]
    """Files that changed."""
    changes: ChangesEntry
    unused_waivers: list[str]
    """Waivers that were needed before and are not any more."""


class DiffFile(TypedDict):
    """What lies between two states of a repository."""

    format: Literal["modelbylaws/diff/v1"]
    as_of: str
    exit_code: int
    tool: Tool
    base: RevisionEntry
    head: RevisionEntry | None
    """Null for the work tree."""
    manifests: StepEntry
    """What manifests did, judged by the base's rules."""
    policies: StepEntry
    """What policies, catalogs, waivers, inventory and configuration did, on the head's manifests."""
    edited: list[RuleChangeEntry]
    diagnostics: list[DiagnosticEntry]
    notes: list[str]
