"""What a run of policy tests found: cases that held or missed, and rules that nothing proves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from checker.diagnostic import Diagnostic, Location


@dataclass(frozen=True, slots=True)
class TriedCase:
    """A case that was tried. ``lines`` pair a change (same, expected, actual) with what was said."""

    rule: str
    name: str
    location: Location
    held: bool
    lines: tuple[tuple[str, str], ...]
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unproven:
    """A rule without a failing or a passing case that holds."""

    rule: str
    missing: str
    location: Location


@dataclass(frozen=True, slots=True)
class TestReport:
    cases: tuple[TriedCase, ...]
    files: int
    rules: int
    unproven: tuple[Unproven, ...]
    diagnostics: tuple[Diagnostic, ...]
    exit_code: int
    nothing: str = ""
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def missed(self) -> tuple[TriedCase, ...]:
        return tuple(case for case in self.cases if not case.held)
