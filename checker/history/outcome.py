"""What a judged mixture says of each finding and each share, to be asked for thousands of them."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cached_property

from checker.record import dataclass
from checker.report import Finding, Measure, Report

Key = tuple[str, str | None]
"""A rule, and a key of it."""


@dataclass(frozen=True, eq=False)
class Outcome:
    report: Report

    @cached_property
    def measures(self) -> dict[Key, Measure]:
        return {(ruling.id, measure.key): measure for ruling in self.report.rulings for measure in ruling.measures}

    @cached_property
    def _findings(self) -> dict[str, list[tuple[str, ...]]]:
        found: dict[str, list[tuple[str, ...]]] = {}
        for finding in (*self.report.findings, *self.report.hidden):
            found.setdefault(finding.fingerprint, []).append(self._told(finding))
        return found

    def _told(self, finding: Finding) -> tuple[str, ...]:
        about_service = finding.subject.service is not None
        measure = None if about_service else self.measure_value((finding.rule, finding.subject.key))
        breaks = sorted(map(str, finding.breaks))
        return tuple(map(str, (finding.verdict, finding.excused, finding.level, breaks, measure)))

    def finding_value(self, mark: str) -> Hashable:
        """All that makes a finding another one: verdicts, level, what is broken, and its share if it is about one."""
        return tuple(sorted(self._findings.get(mark, ())))

    def measure_value(self, key: Key) -> Hashable:
        """A share with its limit and verdict; None where there is none."""
        measure = self.measures.get(key)
        if measure is None:
            return None
        return (measure.lowest.value, measure.highest.value, measure.limit, str(measure.verdict))
