"""Each share of each rule over the runs of a history, with its limit of that day. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import ClassVar, Literal

from checker.files.summary import MeasureEntry, RuleEntry
from checker.form import Form
from checker.history.reading import KeptRun
from checker.record import dataclass

Bound = Literal["max", "min"]


@dataclass(frozen=True, slots=True)
class Value:
    """A share in one run; None where no service carried the key, or no value could be given."""

    FORM: ClassVar = Form("ShareOfRun", "as_of lowest highest limit verdict")

    as_of: dt.date
    lowest: Fraction | None = None
    highest: Fraction | None = None
    limit: Fraction | None = None
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """One share over all runs: a value for each, in their order."""

    FORM: ClassVar = Form("SeriesEntry", "rule policy key kind bound counts_keys values")

    rule: str
    policy: str
    key: str | None
    kind: str
    bound: Bound | None
    """Whether the limit is the largest or the smallest value allowed."""
    counts_keys: bool
    """Whether the value is a number of keys instead of a share."""
    values: tuple[Value, ...]

    @property
    def broken(self) -> bool:
        """Whether it was beyond its limit, or not shown to be within, in any run."""
        return any(value.verdict in {"fail", "unknown", "waived"} for value in self.values)

    @property
    def moved(self) -> bool:
        return len({(value.lowest, value.highest, value.limit) for value in self.values}) > 1


def counts_keys(rule: RuleEntry) -> bool:
    """Whether a rule's limit is a number of keys: no share is above 1."""
    return any(measure.limit > 1 or measure.highest > 1 for measure in rule.measures)


def list_series(runs: Sequence[KeptRun]) -> Iterator[Series]:
    """Every key of every rule, in the order of the last run that has the rule."""
    rules: dict[str, RuleEntry] = {}
    keys: dict[str, set[str | None]] = {}
    held: list[dict[tuple[str, str | None], MeasureEntry]] = []
    for run in runs:
        measures = {(rule.id, measure.key): measure for rule in run.summary.rules for measure in rule.measures}
        held.append(measures)
        rules |= {rule.id: rule for rule in run.summary.rules if rule.measures}
        for name, key in measures:
            keys.setdefault(name, set()).add(key)
    for name, rule in rules.items():
        for key in sorted(keys[name], key=lambda key: key or ""):
            values = tuple(
                _value(run.summary.as_of, measures.get((name, key))) for run, measures in zip(runs, held, strict=True)
            )
            yield Series(name, rule.policy, key, rule.kind, rule.bound, counts_keys(rule), values)


def _value(day: dt.date, measure: MeasureEntry | None) -> Value:
    if measure is None:
        return Value(day)
    return Value(day, measure.lowest, measure.highest, measure.limit, measure.verdict)
