"""What a run was compared with, a revision or a baseline; how two reports differ; what it forgave, and did not read.

Findings are compared by fingerprint, measures by rule and key, and who is selected. Worse is whatever asks for
attention: a harder level, a worse verdict, or a value of which either end of the interval moved away from what
the limit asks for.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from checker.diagnostic import START, Location
from checker.form import Form
from checker.record import dataclass
from checker.report.finding import Finding, Subject
from checker.report.numbers import VALUE, Measure
from checker.report.verdict import Verdict

FindingState = Literal["new", "gone", "worse", "better", "same"]
Movement = Literal["worse", "better", "same", "hidden", "shown"]
"""Where a value went. ``hidden``: it cannot be given any more; ``shown``: it can be now, and could not before."""
Bound = Literal["max", "min"]

UNUSED = "waiver-unused"
"""The built-in rule about waivers that cover nothing."""


@dataclass(frozen=True, slots=True)
class FindingChange:
    """One finding before and after, of which one may be missing."""

    FORM: ClassVar = Form(
        "FindingChangeEntry",
        "state fingerprint rule level subject before after reason",
        {
            **{name: f"either.{name}" for name in ("fingerprint", "rule", "level")},
            "subject": "either.subject.as_dict",
            "before": "before.verdict",
            "after": "after.verdict",
        },
    )

    state: FindingState
    before: Finding | None
    after: Finding | None
    reason: str = ""
    """In what way it is worse, as a phrase: ``fail instead of unknown``; why it is gone without being fixed; or of
    one service's finding that is no worse, what it said before."""

    @property
    def either(self) -> Finding:
        found = self.after or self.before
        if found is None:
            raise ValueError("a change of no finding")
        return found

    @property
    def ended(self) -> Literal["", "fixed", "now known", "gone"]:
        """How it ended, if it did: nobody fixed what is not judged any more, or was not shown to be broken."""
        if self.state != "gone" or self.before is None:
            return ""
        if self.reason:
            return "gone"
        return "now known" if (self.before.excused or self.before.verdict) is Verdict.UNKNOWN else "fixed"

    @property
    def mends(self) -> bool:
        """Whether it is a waiver that became unused: what it covered is in order now, or gone."""
        return self.state == "new" and self.after is not None and self.after.rule == UNUSED

    @property
    def counts(self) -> bool:
        """Whether a gate fails for it: new or worse, broken now, and more than advice."""
        found = self.after
        if found is None or self.state not in {"new", "worse"}:
            return False
        return found.verdict.broken and found.level != "advisory"


@dataclass(frozen=True, slots=True)
class MeasureChange:
    """The value of one key of a rule before and after; None where no service carried the key, or none was given."""

    FORM: ClassVar = Form(
        "MeasureChangeEntry",
        "rule key movement before after gained lost without locations",
        {"before": VALUE, "after": VALUE, "without": VALUE, "locations": ("places", START)},
    )

    rule: str
    key: str | None
    before: Measure | None
    after: Measure | None
    movement: Movement
    gained: tuple[str, ...]
    """Services that count, or may count, for the key now and did not before."""
    lost: tuple[str, ...]
    joined: bool = False
    """Whether services joined the rule, so that ``without`` says what the value would be without them."""
    without: Measure | None = None
    places: tuple[Location, ...] = ()
    """Where in the manifests it moved."""

    @property
    def subject(self) -> Subject:
        return Subject(key=self.key)

    def show(self) -> str:
        """``openai 38.9% (7 of 18) -> 44.4% (8 of 18), limit 40%``."""
        was, now = (found.show() if found else "none" for found in (self.before, self.after))
        limits = dict.fromkeys(found.show_limit() for found in (self.before, self.after) if found)
        value = was if was == now else f"{was} -> {now}"
        return f"{self.key or 'fleet'} {value}, limit {' -> '.join(limits)}"

    def show_without(self) -> str:
        """What it would be without the services that joined, where that differs; nothing else."""
        if self.before is None or self.after is None:
            return ""
        said = self.without.show() if self.without else "none"
        differs = self.joined and said != self.after.show()
        return f"{said} without those that joined" if differs else ""


@dataclass(frozen=True, slots=True)
class Departure:
    """A service that a rule was about and is not any more, and why."""

    FORM: ClassVar = Form("DepartureEntry", "service reason")

    service: str
    reason: str
    places: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True)
class PopulationChange:
    """Whom one rule is about, before and after."""

    FORM: ClassVar = Form("PopulationChangeEntry", "rule before after left joined silent")

    rule: str
    before: int
    after: int
    left: tuple[Departure, ...]
    joined: tuple[str, ...]
    silent: str = ""
    """Why the rule judges nothing any more, if so."""


@dataclass(frozen=True, slots=True)
class Changes:
    """All findings and all measures of two reports, changed or not."""

    FORM: ClassVar = Form("ChangesEntry", "findings measures populations", {"measures": "moved"})

    findings: tuple[FindingChange, ...]
    measures: tuple[MeasureChange, ...]
    populations: tuple[PopulationChange, ...]
    """Only of rules whose population changed, or that fell silent."""

    def of(self, *states: FindingState) -> tuple[FindingChange, ...]:
        return tuple(change for change in self.findings if change.state in states)

    @property
    def moved(self) -> tuple[MeasureChange, ...]:
        return tuple(change for change in self.measures if change.movement != "same")

    @property
    def got_worse(self) -> bool:
        return any(change.counts for change in self.findings)


SHORT = 12
"""Digits of a commit's id that are shown to people; the JSON report has all."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit, and what it was called on the command line."""

    FORM: ClassVar = Form("RevisionEntry", "name commit")

    name: str
    commit: str

    def __str__(self) -> str:
        return self.name if self.commit.startswith(self.name) else f"{self.name} ({self.commit[:SHORT]})"


@dataclass(frozen=True, slots=True)
class Forgiven:
    """A finding that would have failed the run, and was there before."""

    FORM: ClassVar = Form(
        "ForgivenEntry",
        "by fingerprint rule level verdict subject message",
        {
            **{name: f"finding.{name}" for name in ("fingerprint", "rule", "level", "verdict", "message")},
            "subject": "finding.subject.as_dict",
        },
    )

    finding: Finding
    by: Literal["base", "baseline"]

    @property
    def breach(self) -> bool:
        """Whether it is more than advice, which fails no run anyway."""
        return self.finding.level != "advisory"

    @property
    def breaches(self) -> int:
        """How many findings it is that are more than advice."""
        return self.finding.count if self.breach else 0


@dataclass(frozen=True, slots=True)
class Review:
    """A run, and what it is compared with."""

    FORM: ClassVar = Form(
        "ReviewEntry",
        "base trusted not_used changed baseline changes forgiven notes",
        about="What the run was compared with.",
    )

    trusted: Revision | None = None
    """Where everything but manifests was read; None for the work tree."""
    not_used: tuple[str, ...] = ()
    """Files that differ from the trusted revision, which were read there instead."""
    base: Revision | None = None
    changed: frozenset[str] = frozenset()
    """Paths, as locations name them, that changed since the base, if there is one."""
    changes: Changes | None = None
    baseline: str = ""
    """The baseline's file."""
    forgiven: tuple[Forgiven, ...] = ()
    notes: tuple[str, ...] = ()
