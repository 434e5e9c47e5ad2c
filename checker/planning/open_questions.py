"""What is not known of the models that would fit, so that one question is told once and not of each model.

Two models wait for the same if the same gaps are open of both, whichever rules ask about them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from checker.condition.truth import Truth
from checker.form import Form
from checker.planning import Candidate, Check
from checker.record import dataclass

_BUT = "but is unknown: "
"""What a rule puts before the gap that it met."""


@dataclass(frozen=True, slots=True)
class Open:
    """Questions, and the models that fit if all of them turn out well, the best first."""

    FORM: ClassVar = Form("OpenEntry", "questions asked_by models")

    questions: tuple[str, ...]
    asked_by: tuple[str, ...]
    """Aspects and rules that the questions keep open."""
    models: tuple[str, ...]

    @property
    def sort_key(self) -> tuple[int, int, tuple[str, ...]]:
        """The fewest questions first, then those that the most models wait for."""
        return (len(self.questions), -len(self.models), self.questions)


def by_what_is_open(candidates: Sequence[Candidate]) -> tuple[Open, ...]:
    """Candidates of which something is unknown, by that; those with the fewest questions first."""
    groups: dict[tuple[str, ...], dict[str, set[str]]] = {}
    for one in candidates:
        unknown = one.of(Truth.UNKNOWN)
        gaps = tuple(sorted({gap for check in unknown for gap in _gaps(check, one.model)}))
        groups.setdefault(gaps, {})[one.model] = {check.aspect for check in unknown}
    found = [Open(gaps, tuple(sorted(set().union(*asked.values()))), tuple(asked)) for gaps, asked in groups.items()]
    return tuple(sorted(found, key=lambda one: one.sort_key))


def _gaps(check: Check, model: str) -> Iterator[str]:
    """The gaps of a check, without the name of the model."""
    for said in check.reason.rpartition(_BUT)[2].partition(" (rule ")[0].split("; "):
        yield said.replace(f" of {model!r}", "").replace(f" of {model} ", " ")
