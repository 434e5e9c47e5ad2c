"""What lies between two states: every finding and share that differs, with what it is put down to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import ClassVar

from checker import __version__
from checker.form import Form
from checker.history.outcome import Key, Outcome
from checker.history.putting import Put, put_down
from checker.history.sides import ORDER, Cause, Mixer, Side
from checker.record import dataclass
from checker.report import Measure, Report, Tool
from checker.report.numbers import VALUE
from checker.report.review import FindingChange, MeasureChange
from checker.review.compare import compare


@dataclass(frozen=True, slots=True)
class CausedFinding:
    FORM: ClassVar = Form(
        "CausedFinding",
        "state cause causes also fingerprint rule level subject before after message reason",
        {
            **{name: f"put.{name}" for name in ("cause", "causes", "also")},
            **{name: f"change.{name}" for name in ("state", "reason")},
            **{name: f"change.either.{name}" for name in ("fingerprint", "rule", "level", "message")},
            "subject": "change.either.subject.as_dict",
            "before": "change.before.verdict",
            "after": "change.after.verdict",
        },
    )

    change: FindingChange
    put: Put


@dataclass(frozen=True, slots=True)
class ShareStep:
    """What some parts did to a share."""

    FORM: ClassVar = Form("ShareStep", "causes before after", {"before": VALUE, "after": VALUE})

    causes: tuple[Cause, ...]
    before: Measure | None
    after: Measure | None


@dataclass(frozen=True, slots=True)
class CausedShare:
    FORM: ClassVar = Form(
        "CausedShare",
        "rule key movement cause causes also before after gained lost steps",
        {
            **{name: f"put.{name}" for name in ("cause", "causes", "also")},
            **{name: f"change.{name}" for name in ("rule", "key", "movement", "gained", "lost")},
            "before": ("change.before", VALUE),
            "after": ("change.after", VALUE),
        },
    )

    change: MeasureChange
    put: Put
    steps: tuple[ShareStep, ...]
    """Every step that moved it: one for a single cause."""


@dataclass(frozen=True, slots=True)
class SideEntry:
    """A state that was compared."""

    FORM: ClassVar = Form("SideEntry", "name as_of known_by commit catalog")

    name: str
    as_of: dt.date
    known_by: dt.date | None
    commit: str | None
    catalog: str | None


@dataclass(frozen=True, slots=True)
class Causes:
    """Every difference between two states, by cause."""

    FORM: ClassVar = Form(
        "CausesFile",
        "exit_code tool before after order changed files judged findings shares notes",
        format="modelbylaws/causes/v1",
        about="What lies between two states of a fleet, each difference put down to its cause.",
    )

    exit_code: int
    before: SideEntry
    after: SideEntry
    changed: tuple[Cause, ...]
    """Parts in which the states differ."""
    files: Mapping[Cause, tuple[str, ...]]
    judged: int
    """Mixtures that were judged, with the two states themselves."""
    findings: tuple[CausedFinding, ...]
    shares: tuple[CausedShare, ...]
    notes: tuple[str, ...] = ()
    order: tuple[Cause, ...] = field(default=ORDER)

    @property
    def tool(self) -> Tool:
        return Tool(__version__, catalog=None)


def find_causes(mixer: Mixer) -> Causes:
    """All that differs.

    Raises:
        ValueError: one of the states cannot be judged.
    """
    before, after = mixer.judge(), mixer.judge(*ORDER)
    if before is None or after is None:
        raise ValueError("a state that cannot be judged")
    changes = compare(before.report, after.report)
    findings = tuple(_findings(mixer, (before, after), changes.findings))
    shares = tuple(_shares(mixer, (before, after), changes.measures))
    return Causes(
        exit_code=_code(after.report, findings),
        before=_entry(mixer.before),
        after=_entry(mixer.after),
        changed=mixer.changed,
        files={cause: mixer.files(cause) for cause in ORDER if cause != "time"},
        judged=len(mixer.judged),
        findings=findings,
        shares=shares,
        notes=(*mixer.before.notes, *mixer.after.notes, *_unjudged(mixer)),
    )


def _entry(side: Side) -> SideEntry:
    return SideEntry(side.name, side.as_of, side.asked.known_by, side.commit or None, side.builtin.release)


def _code(after: Report, findings: Sequence[CausedFinding]) -> int:
    """As of ``diff``: 3 where the second state judges nothing, else 1 for anything new or worse."""
    if after.exit_code == 3:  # noqa: PLR2004 - an exit code
        return 3
    gone = {found.change.either.fingerprint for found in findings if found.change.state == "gone"}
    counting = (found.change for found in findings if found.change.counts)
    return 1 if any(not (change.mends and change.either.fingerprint in gone) for change in counting) else 0


def _unjudged(mixer: Mixer) -> Iterator[str]:
    for parts in (sorted(parts, key=ORDER.index) for parts, report in mixer.judged.items() if report is None):
        yield f"{mixer.before.name} with {' and '.join(parts)} of {mixer.after.name} cannot be judged"


def _findings(mixer: Mixer, ends: tuple[Outcome, Outcome], changes: Sequence[FindingChange]) -> Iterator[CausedFinding]:
    for change in changes:
        mark = change.either.fingerprint

        def value(outcome: Outcome, mark: str = mark) -> Hashable:
            return outcome.finding_value(mark)

        if value(ends[0]) != value(ends[1]):
            yield CausedFinding(change, put_down(mixer, value))


def _shares(mixer: Mixer, ends: tuple[Outcome, Outcome], changes: Sequence[MeasureChange]) -> Iterator[CausedShare]:
    for change in changes:
        key = (change.rule, change.key)

        def value(outcome: Outcome, key: Key = key) -> Hashable:
            return outcome.measure_value(key)

        if value(ends[0]) != value(ends[1]):
            put = put_down(mixer, value)
            steps = put.steps or ((put.causes, *ends),)
            yield CausedShare(
                change,
                put,
                tuple(
                    ShareStep(causes, *(end.measures.get(key) if end is not None else None for end in moved))
                    for causes, *moved in steps
                ),
            )
