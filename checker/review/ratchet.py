"""A report compared with a baseline: what is forgiven, what got worse, and what the baseline need not hold any more.

No baseline holds a finding of a hard rule, of a waiver, or one about the fleet
that has no value: nobody could tell when that got worse.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from checker.diagnostic import Diagnostic, Place
from checker.files.baseline import About, Held, Value
from checker.record import dataclass
from checker.report import Finding, Measure, Report, Ruling, Share, Subject, Verdict, fingerprint, number
from checker.report.finding import further
from checker.report.numbers import Burdens, heavier
from checker.review.compare import by_departures
from checker.source import Document

NAMED = 5
"""Most entries that a note names."""

_VERDICTS = {"fail": Verdict.FAIL, "unknown": Verdict.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Ratchet:
    forgiven: tuple[Finding, ...]
    notes: tuple[str, ...]


def ratchet(report: Report, held: Sequence[Held]) -> Ratchet:
    """What the entries forgive. What is not forgiven, although its entry is there, is told with the reason."""
    entries = {entry.fingerprint: entry for entry in held}
    rulings = {ruling.id: ruling for ruling in report.rulings}
    forgiven: list[Finding] = []
    worse: list[str] = []
    for finding in _broken(report):
        entry = entries.get(finding.fingerprint)
        why = _why_refused(finding, rulings) or (_worse(finding, entry, rulings) if entry else "")
        if entry and not why:
            forgiven.append(finding)
        elif entry:
            worse.append(f"{finding.rule} for {finding.subject} is not forgiven by the baseline: {why}")
    stale = [] if report.diagnostics else list(_stale(report, entries, rulings))
    return Ratchet(tuple(forgiven), (*worse, *stale))


@dataclass(frozen=True, slots=True)
class Holdable:
    """What a baseline may hold of a report."""

    entries: tuple[Held, ...]
    refused: tuple[tuple[Finding, str], ...]
    """Findings that no baseline holds, with the reason."""
    added: tuple[Finding, ...]
    """Findings that an older baseline does not hold, or only when they were better; it is not widened for them."""


def holdable(report: Report, old: Sequence[Held] | None) -> Holdable:
    """An entry for every finding that may be forgiven; of an older baseline only what is still needed, none weaker."""
    rulings = {ruling.id: ruling for ruling in report.rulings}
    before = {entry.fingerprint: entry for entry in old or ()}
    entries: dict[str, Held] = {}
    refused: list[tuple[Finding, str]] = []
    added: list[Finding] = []
    for finding in _broken(report):
        why, held = _why_refused(finding, rulings), before.get(finding.fingerprint)
        grew = held is not None and bool(not why and _worse(finding, held, rulings))
        if why:
            refused.append((finding, why))
            continue
        if old is not None and (held is None or grew):
            added.append(finding)
        if old is None or held is not None:
            kept = held if held and (grew or _rose(finding, held, rulings)) else _entry(finding, rulings)
            entries.setdefault(finding.fingerprint, kept)
    order = sorted(entries.values(), key=lambda entry: (entry.rule, str(_subject(entry)), entry.fingerprint))
    return Holdable(tuple(order), tuple(refused), tuple(added))


def find_misnamed(document: Document, held: Sequence[Held]) -> Iterator[Diagnostic]:
    """Entries whose fingerprint is not that of their rule and subject, and such as stand twice."""
    seen: set[str] = set()
    for index, entry in enumerate(held):
        at = (document.locate(Place(document.file, ("findings", index, "fingerprint"))),)
        if entry.fingerprint != fingerprint(entry.rule, _subject(entry)):
            message = f"this is not the fingerprint of rule {entry.rule!r} for {_subject(entry)}"
            yield Diagnostic("wrong-fingerprint", message, at, "write the baseline again")
        elif entry.fingerprint in seen:
            yield Diagnostic("duplicate-finding", "a finding is in the baseline twice", at)
        seen.add(entry.fingerprint)


def _broken(report: Report) -> list[Finding]:
    every = (*report.findings, *report.hidden)
    return [finding for finding in every if finding.verdict.broken and finding.level != "advisory"]


def _why_refused(finding: Finding, rulings: Mapping[str, Ruling]) -> str:
    """Why no baseline may hold a finding."""
    ruling = rulings.get(finding.rule)
    if finding.level == "hard":
        return "a hard rule accepts no exception"
    if finding.verdict is Verdict.ERROR or ruling is None:
        return "the rule could not be judged"
    if ruling.about_waivers:
        return "a waiver is corrected, not forgiven"
    if finding.subject.service is None and _measure(finding, ruling) is None:
        return "it has no value, so nobody could tell when it gets worse"
    return ""


def _worse(finding: Finding, entry: Held, rulings: Mapping[str, Ruling]) -> str:
    if finding.verdict.rank < _VERDICTS[entry.verdict].rank:
        return f"{finding.verdict} instead of {entry.verdict}"
    if entry.breaks and (phrase := further(finding.breaks, entry.breaks)):
        return phrase
    ruling = rulings[finding.rule]
    measure = _measure(finding, ruling)
    if measure is None:
        return "" if entry.value is None else "no value any more, though the baseline holds one"
    if entry.value is None:
        return f"the baseline holds no value, now {measure.show()}"
    ends = ((entry.value.lowest, measure.lowest.value), (entry.value.highest, measure.highest.value))
    grew = any(new < old if ruling.bound == "min" else new > old for old, new in ends)
    if not grew or by_departures(_burdens(entry), measure.burdens):
        return ""
    more = heavier(_burdens(entry) or {}, measure.burdens or {}) if entry.carriers is not None else ()
    named = f"; new or heavier in it: {', '.join(more[:NAMED])}" if more else ""
    return f"{measure.show()} instead of {_show(entry.value, measure)}{named}"


def _burdens(entry: Held) -> Burdens | None:
    """What each service added; None in an entry that does not say."""
    if entry.carriers is None:
        return None
    certain = {name: (part, part) for name, part in entry.carriers.items()}
    return certain | {name: (entry.carriers.get(name, Fraction(0)), most) for name, most in entry.perhaps.items()}


def _show(value: Value, measure: Measure) -> str:
    """As measures are shown: a percentage with its fraction, or a number of keys."""
    low, high = (
        number(end)
        if measure.counts_keys
        else Share(Fraction(end.numerator), Fraction(end.denominator)).show(measure.limit)
        for end in (value.lowest, value.highest)
    )
    return low if low == high else f"{low} to {high}"


def _measure(finding: Finding, ruling: Ruling) -> Measure | None:
    if ruling.bound is None or finding.subject.service is not None:
        return None
    return next((measure for measure in ruling.measures if measure.key == finding.subject.key), None)


def _entry(finding: Finding, rulings: Mapping[str, Ruling]) -> Held:
    measure = _measure(finding, rulings[finding.rule])
    value = {"lowest": str(measure.lowest.value), "highest": str(measure.highest.value)} if measure else None
    parts = measure.burdens if measure else None
    carried = {} if parts is None else {
        "carriers": {name: str(least) for name, (least, _) in sorted(parts.items()) if least},
        "perhaps": {name: str(most) for name, (least, most) in sorted(parts.items()) if most > least},
    }  # fmt: skip
    about = About.model_validate(finding.subject.as_dict())
    data = {"fingerprint": finding.fingerprint, "rule": finding.rule, "for": about, "verdict": finding.verdict.value}
    breaks = {"breaks": sorted(map(str, finding.breaks))} if finding.breaks else {}
    return Held.model_validate(data | breaks | ({"value": value} if value else {}) | carried)


def _subject(entry: Held) -> Subject:
    return Subject(entry.for_.service, entry.for_.use, entry.for_.route, entry.for_.key)


def _rose(finding: Finding, entry: Held, rulings: Mapping[str, Ruling]) -> bool:
    """Whether a share is beyond the entry's, whyever: a new entry would make room for others."""
    ruling = rulings[finding.rule]
    measure = _measure(finding, ruling)
    if measure is None or entry.value is None:
        return False
    ends = ((entry.value.lowest, measure.lowest.value), (entry.value.highest, measure.highest.value))
    return any(new < old if ruling.bound == "min" else new > old for old, new in ends)


def _show_move(said: str, now: tuple[Fraction, Fraction], held: Value, ruling: Ruling) -> str:
    """What a value that is forgiven, and another than the baseline's, means for the baseline."""
    ends = zip(now, (held.lowest, held.highest), strict=True)
    rose = any(new < old if ruling.bound == "min" else new > old for new, old in ends)
    return f"forgiven, because only others left: {said}" if rose else f"the baseline can shrink: {said}"


def _stale(report: Report, entries: Mapping[str, Held], rulings: Mapping[str, Ruling]) -> Iterator[str]:
    """What the baseline holds for nothing."""
    found = {finding.fingerprint: finding for finding in _broken(report)}
    gone = [e for e in entries.values() if e.fingerprint not in found and e.rule in rulings]
    aside = sorted({entry.rule for entry in entries.values() if entry.rule not in rulings})
    if gone:
        named = ", ".join(f"{entry.rule} for {_subject(entry)}" for entry in gone[:NAMED])
        more = f" and {len(gone) - NAMED} more" if len(gone) > NAMED else ""
        yield f"the baseline can shrink, because this is not broken any more: {named}{more}"
    for finding in found.values():
        entry, ruling = entries.get(finding.fingerprint), rulings[finding.rule]
        measure = _measure(finding, ruling)
        if entry and entry.value and measure and not _worse(finding, entry, rulings):
            now = (measure.lowest.value, measure.highest.value)
            if now != (entry.value.lowest, entry.value.highest):
                held = f"{measure.show()} instead of {_show(entry.value, measure)}"
                yield _show_move(f"{entry.rule} for {_subject(entry)} is {held}", now, entry.value, ruling)
    if aside:
        yield f"the baseline holds findings of rules that no loaded policy has: {', '.join(aside)}"
