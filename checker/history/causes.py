"""What lies between two states, each difference put down to what it came by. Pure, but for the judging of mixtures.

Of each finding and share, by its value in mixtures of the two states:

1. If one part of the second state alone, in the first, makes it what it is in the second, that part is the cause;
   any other that would do so alone is named beside it.
2. Else the parts are replaced one after the other, in the order of ``ORDER``. If several steps move the value,
   each has its own part of the difference: ``several``.
3. Else nothing moves it before the last of some parts is there: ``together``, with the fewest parts that do.

A mixture that cannot be judged says nothing; what would be put down to it is put down to it and the next together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import combinations
from typing import ClassVar, Literal

from checker import __version__
from checker.form import Form
from checker.history.sides import ORDER, Cause, Mixer, Side
from checker.record import dataclass
from checker.report import Finding, Measure, Report, Tool
from checker.report.numbers import VALUE
from checker.report.review import FindingChange, MeasureChange
from checker.review.compare import compare

PutDown = Literal["manifests", "policies", "facts", "time", "together", "several"]


@dataclass(frozen=True, slots=True)
class Put:
    """What a difference is put down to."""

    cause: PutDown
    causes: tuple[Cause, ...]
    """The part; or all that it takes together, or that have a part of it."""
    also: tuple[Cause, ...] = ()
    """Parts that would have done the same alone."""
    steps: tuple[tuple[tuple[Cause, ...], Report | None, Report | None], ...] = ()
    """Of several: by which parts it moved, and the reports before and after that."""


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


_UNJUDGED = object()


def find_causes(mixer: Mixer) -> Causes:
    """All that differs.

    Raises:
        ValueError: one of the states cannot be judged.
    """
    before, after = mixer.judge(), mixer.judge(*ORDER)
    if before is None or after is None:
        raise ValueError("a state that cannot be judged")
    changes = compare(before, after)
    findings = tuple(_findings(mixer, before, after, changes.findings))
    shares = tuple(_shares(mixer, before, after, changes.measures))
    return Causes(
        exit_code=_code(after, findings),
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


def _findings(mixer: Mixer, before: Report, after: Report, changes: Sequence[FindingChange]) -> Iterator[CausedFinding]:
    for change in changes:
        mark = change.either.fingerprint

        def value(report: Report, mark: str = mark) -> Hashable:
            return _finding_value(report, mark)

        if value(before) != value(after):
            yield CausedFinding(change, put_down(mixer, value))


def _finding_value(report: Report, mark: str) -> Hashable:
    """All that makes a finding another one: verdicts, levels, what is broken, and its share if it is about one."""
    found = [finding for finding in (*report.findings, *report.hidden) if finding.fingerprint == mark]
    return tuple(sorted(map(str, (_told(report, finding) for finding in found))))


def _told(report: Report, finding: Finding) -> tuple[object, ...]:
    measure = None if finding.subject.service else _measure(report, finding.rule, finding.subject.key)
    breaks = tuple(sorted(map(str, finding.breaks)))
    return (finding.verdict, finding.excused, finding.level, breaks, _measure_value(measure))


def _shares(mixer: Mixer, before: Report, after: Report, changes: Sequence[MeasureChange]) -> Iterator[CausedShare]:
    for change in changes:
        rule, key = change.rule, change.key

        def value(report: Report, rule: str = rule, key: str | None = key) -> Hashable:
            return _measure_value(_measure(report, rule, key))

        if value(before) != value(after):
            put = put_down(mixer, value)
            whole = ((put.causes, before, after),)
            steps = tuple(
                ShareStep(causes, *(_measure(report, rule, key) if report else None for report in ends))
                for causes, *ends in put.steps or whole
            )
            yield CausedShare(change, put, steps)


def _measure(report: Report, rule: str, key: str | None) -> Measure | None:
    ruling = next((ruling for ruling in report.rulings if ruling.id == rule), None)
    return next((measure for measure in ruling.measures if measure.key == key), None) if ruling else None


def _measure_value(measure: Measure | None) -> Hashable:
    if measure is None:
        return None
    return (measure.lowest.value, measure.highest.value, measure.limit, str(measure.verdict))


def put_down(mixer: Mixer, value: Callable[[Report], Hashable]) -> Put:
    """What a value of the two states' reports differs by."""

    def at(*parts: Cause) -> object:
        report = mixer.judge(*parts)
        return _UNJUDGED if report is None else value(report)

    end, changed = at(*ORDER), mixer.changed
    alone = tuple(cause for cause in changed if at(cause) == end)
    if alone:
        return Put(alone[0], alone[:1], alone[1:])
    steps = tuple(_steps(mixer, at))
    if len(steps) > 1:
        return Put("several", tuple(cause for causes, *_ in steps for cause in causes), steps=steps)
    for size in range(2, len(changed)):
        for parts in combinations(changed, size):
            if at(*parts) == end:
                return Put("together", parts)
    return Put("together", changed)


def _steps(mixer: Mixer, at: Callable[..., object]) -> Iterator[tuple[tuple[Cause, ...], Report | None, Report | None]]:
    """Along the order, by which parts the value moved, with the reports before and after."""
    replaced: tuple[Cause, ...] = ()
    since: tuple[Cause, ...] = ()
    last, last_parts = at(), replaced
    for cause in mixer.changed:
        replaced, since = (*replaced, cause), (*since, cause)
        now = at(*replaced)
        if now is _UNJUDGED:
            continue
        if now != last:
            yield since, mixer.judge(*last_parts), mixer.judge(*replaced)
        last, last_parts, since = now, replaced, ()
