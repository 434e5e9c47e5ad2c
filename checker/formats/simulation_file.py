"""The form of a simulation as JSON: ``modelbylaws/simulation/v1``. Fractions are strings in lowest terms."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from checker.formats.report_file import Interval, LocationEntry, ReportFile

FORMAT: Literal["modelbylaws/simulation/v1"] = "modelbylaws/simulation/v1"


class RouteEntry(TypedDict):
    route: str
    model: str
    host: str
    share: str


class OutcomeEntry(TypedDict):
    effect: Literal[
        "stops", "may-stop", "fails-over", "may-fail-over", "loses-fallback", "moves", "may-move", "goes-live", "stays"
    ]
    service: str
    use: str
    required: bool
    lost: list[RouteEntry]
    onto: list[RouteEntry]
    reason: str
    location: LocationEntry


class CostEntry(TypedDict):
    service: str
    before: str | None
    after: str | None


class StepEntry(TypedDict):
    title: str
    what: str
    source: str
    as_of: str
    outcomes: list[OutcomeEntry]
    costs: list[CostEntry]
    notes: list[str]


class MovedMeasure(TypedDict):
    rule: str
    key: str | None
    before: Interval | None
    after: Interval | None


class LossEntry(TypedDict):
    dimension: str
    key: str
    stops: list[str]
    may_stop: list[str]
    fails_over: list[str]


class FindingsEntry(TypedDict):
    """Fingerprints of findings of the real run, and of the simulated one for those that appear."""

    appear: list[str]
    disappear: list[str]
    worse: list[str]
    better: list[str]
    stay: list[str]


class SimulationFile(TypedDict):
    """What would happen. Nothing of it has."""

    format: Literal["modelbylaws/simulation/v1"]
    simulated: Literal[True]
    title: str
    exit_code: int
    """The worse of the real and the simulated run's."""
    steps: list[StepEntry]
    stopped: list[str]
    measures: list[MovedMeasure]
    """Measures that moved."""
    findings: FindingsEntry
    ranked: list[LossEntry] | None
    before: ReportFile
    """The real run."""
    after: ReportFile
    """The simulated run; every rule and finding in it is stamped."""
