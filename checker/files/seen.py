"""What a policy test says that evidence of use saw, in place of the files that the configuration names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Self

from checker.shape import Fault, Shape, reject_any
from checker.shape.marks import model_validator
from checker.shape.scalars import Day, Number, Text, Whole
from checker.vocabulary import ObservedSource

COUNTING: Mapping[ObservedSource, tuple[bool, bool]] = {
    "litellm": (False, False), "litellm-spend": (True, True), "cyclonedx": (False, False), "telemetry": (True, True),
    "focus": (False, True), "scan": (False, False),
}  # fmt: skip
"""Whether a source counts requests, and whether it tells costs."""
_SIMPLE = {"litellm", "scan"}
"""Sources that say how things are, and not when."""


class Seen(Shape):
    """One model that somebody was seen to use, to name or to offer."""

    source: ObservedSource | None = None
    """What kind of file says so. Default: telemetry with requests, focus with a cost alone, scan with neither."""
    service: Text | None = None
    """Which service it is, or a caller that is none. Only what a gateway offers to anybody has no caller."""
    model: Text
    """The name of the model, as evidence has it."""
    host: Text | None = None
    """The host, by its id in the catalog. Default: the evidence does not tell."""
    from_: Day | None = None
    """First day of the period, in UTC."""
    to: Day | None = None
    """Last day of the period."""
    requests: Whole | None = None
    """How many requests were counted."""
    cost: Number | None = None
    """What was paid."""
    currency: Text | None = None
    """Currency of the cost."""
    where: Text | None = None
    """Where a scanner found it: `src/llm.py:41`."""

    @property
    def of(self) -> ObservedSource:
        """The source that is named, or the one that tells such things."""
        if self.source is not None:
            return self.source
        return "telemetry" if self.requests is not None else "focus" if self.cost is not None else "scan"

    @model_validator(mode="after")
    def _could_be_read(self) -> Self:
        reject_any((*self._counts(), *self._period(), *self._caller()))
        return self

    def _counts(self) -> Iterator[Fault]:
        """What no file of this kind could say."""
        requests, costs = COUNTING[self.of]
        if self.requests is not None and not requests:
            yield Fault(("requests",), f"evidence of the kind {self.of} counts no requests", "name another source")
        if requests and not self.requests:
            yield Fault((), f"evidence of the kind {self.of} counts requests, and at least 1", "add requests")
        if self.cost is not None and not costs:
            yield Fault(("cost",), f"evidence of the kind {self.of} tells no cost", "name another source")
        if self.of == "focus" and self.cost is None:
            yield Fault((), "a bill tells a cost", "add cost and currency")
        if (self.cost is None) != (self.currency is None):
            yield Fault((), "a cost has a currency, and a currency a cost", "name both, or neither")

    def _period(self) -> Iterator[Fault]:
        if (self.from_ is None) != (self.to is None):
            yield Fault((), "a period has a first and a last day", "name both from and to, or neither")
        elif self.from_ is not None and self.to is not None and self.to < self.from_:
            yield Fault(("to",), "the period ends before it begins")
        if self.from_ is not None and self.of in _SIMPLE:
            yield Fault(("from",), f"evidence of the kind {self.of} has no period", "remove from and to")
        if self.from_ is None and any(COUNTING[self.of]):
            yield Fault((), f"evidence of the kind {self.of} has a period", "add from and to")

    def _caller(self) -> Iterator[Fault]:
        if self.service is None and self.of != "litellm":
            yield Fault((), "only what a gateway offers to anybody has no caller", "add service")
